//! Numbers that equations of neurons are written for: f64, f64 with a derivative, and f32 in SIMD lanes.

#![allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]

use std::ops::{Add, Div, Mul, Neg, Sub};

use fearless_simd::{ExtractToken, Select, Simd, SimdBase, SimdFloat, SimdMask};

/// A number, or several side by side, on which the equations of a [`NeuronModel`](super::NeuronModel) are evaluated.
///
/// One text of the equations then serves integration in f64, ensembles in f32 on SIMD lanes, and Jacobians without hand-made
/// derivatives. Constants are f64: `v * 0.04`.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// The same constant in every lane.
    fn constant(self, value: f64) -> Self;

    /// `self * factor + addend`, with one rounding where the processor can.
    fn mul_add(self, factor: Self, addend: Self) -> Self;

    /// e to the power of `self`, cut to -`limit` to `limit` first; `limit` is at most 87.
    ///
    /// In f32 the relative error is below 3e-7.
    fn exp_within(self, limit: f64) -> Self;

    /// e to the power of `self`, cut to -87 to 87 first: what an f32 holds.
    #[inline(always)]
    fn exp(self) -> Self {
        self.exp_within(87.0)
    }

    /// The hyperbolic tangent, from one exponential; in f32 its error is below 2e-7.
    #[inline(always)]
    fn tanh(self) -> Self {
        let e = (self * 2.0).exp_within(20.0);
        (e - 1.0) / (e + 1.0)
    }

    /// `then` where `self` is at least `bound`, else `otherwise`.
    fn at_least(self, bound: Self, then: Self, otherwise: Self) -> Self;

    /// Whether `self` is at least `bound` in any lane.
    fn any_at_least(self, bound: Self) -> bool;
}

impl Real for f64 {
    #[inline(always)]
    fn constant(self, value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self * factor + addend
    }

    #[inline(always)]
    fn exp_within(self, limit: f64) -> Self {
        f64::exp(self.clamp(-limit, limit))
    }

    #[inline(always)]
    fn at_least(self, bound: Self, then: Self, otherwise: Self) -> Self {
        if self >= bound { then } else { otherwise }
    }

    #[inline(always)]
    fn any_at_least(self, bound: Self) -> bool {
        self >= bound
    }
}

/// A value with its derivative by one variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dual {
    pub(super) value: f64,
    pub(super) slope: f64,
}

impl Dual {
    pub(super) fn fixed(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }
}

impl Add for Dual {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Sub for Dual {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Dual {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { value: self.value * other.value, slope: self.value * other.slope + self.slope * other.value }
    }
}

impl Div for Dual {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, slope: (self.slope - value * other.slope) / other.value }
    }
}

impl Neg for Dual {
    type Output = Self;

    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope }
    }
}

impl Add<f64> for Dual {
    type Output = Self;

    fn add(self, constant: f64) -> Self {
        Self { value: self.value + constant, ..self }
    }
}

impl Sub<f64> for Dual {
    type Output = Self;

    fn sub(self, constant: f64) -> Self {
        self + -constant
    }
}

impl Mul<f64> for Dual {
    type Output = Self;

    fn mul(self, constant: f64) -> Self {
        Self { value: self.value * constant, slope: self.slope * constant }
    }
}

impl Real for Dual {
    fn constant(self, value: f64) -> Self {
        Self::fixed(value)
    }

    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self * factor + addend
    }

    fn exp_within(self, limit: f64) -> Self {
        let value = self.value.exp_within(limit);
        Self { value, slope: if self.value.abs() < limit { value * self.slope } else { 0.0 } }
    }

    fn at_least(self, bound: Self, then: Self, otherwise: Self) -> Self {
        if self.value >= bound.value { then } else { otherwise }
    }

    fn any_at_least(self, bound: Self) -> bool {
        self.value >= bound.value
    }
}

/// A vector of f32, as wide as the SIMD level has them.
#[derive(Clone, Copy)]
pub(super) struct Lanes<S: Simd>(pub(super) S::f32s);

macro_rules! lanes_operator {
    ($trait:ident, $method:ident) => {
        impl<S: Simd> $trait for Lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0))
            }
        }
    };
    ($trait:ident, $method:ident, by number) => {
        impl<S: Simd> $trait<f64> for Lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, constant: f64) -> Self {
                Self(self.0.$method(constant as f32))
            }
        }
    };
}

lanes_operator!(Add, add);
lanes_operator!(Sub, sub);
lanes_operator!(Mul, mul);
lanes_operator!(Div, div);
lanes_operator!(Add, add, by number);
lanes_operator!(Sub, sub, by number);
lanes_operator!(Mul, mul, by number);

impl<S: Simd> Neg for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// 1.5 * 2^23: an f32 of this size has no fraction, so adding it rounds to the nearest whole number.
const ROUNDING: f32 = 12_582_912.0;
/// ln 2 in two parts, so that its multiples lose no digits (Cody and Waite): the first has nine bits.
#[allow(clippy::excessive_precision, reason = "exact as it stands")]
const LN_2: [f32; 2] = [0.693_359_375, -2.121_944_4e-4];
/// e^f for |f| up to ln 2 / 2, highest power first; relative error 7.5e-8, in f32 2.1e-7.
const EXP: [f32; 6] = [8.297_648e-3, 4.191_543e-2, 0.166_675_75, 0.499_988_94, 0.999_999_7, 1.0];
impl<S: Simd> Real for Lanes<S> {
    #[inline(always)]
    fn constant(self, value: f64) -> Self {
        Self(S::f32s::splat(self.0.token(), value as f32))
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(self.0.mul_add(factor.0, addend.0))
    }

    #[inline(always)]
    fn exp_within(self, limit: f64) -> Self {
        let of = |value: f32| S::f32s::splat(self.0.token(), value);
        let x = self.0.max(of(-limit as f32)).min(of(limit as f32));
        // x = n ln 2 + f.
        let shifted = x.mul_add(of(std::f32::consts::LOG2_E), of(ROUNDING));
        let n = shifted - of(ROUNDING);
        let f = n.mul_add(of(-LN_2[1]), n.mul_add(of(-LN_2[0]), x));
        let [first, rest @ ..] = EXP;
        let mut power = of(first);
        for coefficient in rest {
            power = power.mul_add(f, of(coefficient));
        }
        // The low bits of the shifted number are n: moved to the exponent they multiply by 2^n.
        Self(S::f32s::from_bits(power.to_bits() + (shifted.to_bits() << 23)))
    }

    #[inline(always)]
    fn at_least(self, bound: Self, then: Self, otherwise: Self) -> Self {
        Self(self.0.simd_ge(bound.0).select(then.0, otherwise.0))
    }

    #[inline(always)]
    fn any_at_least(self, bound: Self) -> bool {
        self.0.simd_ge(bound.0).any_true()
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;

    /// `f` of every value, on a SIMD level.
    fn each<S: Simd>(simd: S, values: &[f32], f: impl Fn(Lanes<S>) -> Lanes<S>) -> Vec<f32> {
        let mut out = vec![0.0; values.len()];
        for (out, values) in out.chunks_exact_mut(S::f32s::LEN).zip(values.chunks_exact(S::f32s::LEN)) {
            f(Lanes(S::f32s::from_slice(simd, values))).0.store_slice(out);
        }
        out
    }

    fn levels() -> Vec<Level> {
        let best = Level::new();
        let mut levels = vec![Level::fallback(), best];
        #[cfg(target_arch = "x86_64")]
        levels.extend(best.as_sse2().map(Level::Sse2).into_iter().chain(best.as_avx2().map(Level::Avx2)));
        levels
    }

    #[test]
    fn the_exponential_and_the_tangent_keep_their_errors() {
        let values: Vec<f32> = (0..64_000).map(|index| (index as f32 - 32_000.0) / 400.0).collect();
        for level in levels() {
            let exps = dispatch!(level, simd => each(simd, &values, Real::exp));
            let tangents = dispatch!(level, simd => each(simd, &values, Real::tanh));
            for (x, (exp, tanh)) in values.iter().zip(exps.iter().zip(&tangents)) {
                let x = f64::from(*x);
                let error = f64::from(*exp) / x.exp() - 1.0;
                assert!(error.abs() < 3e-7, "{level:?}: exp({x}) off by {error:e}");
                let error = f64::from(*tanh) - x.tanh();
                assert!(error.abs() < 2e-7, "{level:?}: tanh({x}) off by {error:e}");
            }
        }
    }

    #[test]
    fn beyond_its_limit_the_exponential_is_that_of_the_limit() {
        let values = [-1e30, -100.0, -87.0, 0.0, 87.0, 100.0, 1e30, f32::INFINITY].repeat(8);
        for level in levels() {
            let exps = dispatch!(level, simd => each(simd, &values, Real::exp));
            for (x, exp) in values.iter().zip(exps) {
                let expected = f64::from(x.clamp(-87.0, 87.0)).exp();
                assert!((f64::from(exp) / expected - 1.0).abs() < 3e-7, "{level:?}: exp({x}) = {exp}");
            }
        }
    }

    #[test]
    fn duals_carry_derivatives() {
        let at = |value| Dual { value, slope: 1.0 };
        let f = |x: Dual| (x * x - 3.0) * x.tanh() / (x.exp() + 1.0);
        for x in [-2.0, -0.3, 0.4, 1.7] {
            let step = 1e-6;
            let ratio = (f(at(x + step)).value - f(at(x - step)).value) / (2.0 * step);
            assert!((f(at(x)).slope - ratio).abs() < 1e-8 * (1.0 + ratio.abs()), "at {x}");
        }
    }
}
