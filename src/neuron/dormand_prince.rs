//! One step of the embedded Runge-Kutta pair of Dormand and Prince, order 5 with an error estimate of order 4, for an
//! autonomous system of N equations.
//!
//! J. R. Dormand and P. J. Prince, "A family of embedded Runge-Kutta formulae", Journal of Computational and Applied
//! Mathematics 6 (1980) 19-26, doi:10.1016/0771-050X(80)90013-3. The continuous extension of order 4 is that of Hairer,
//! Norsett and Wanner, "Solving Ordinary Differential Equations I", 2nd edition, doi:10.1007/978-3-540-78862-1, section II.6.

/// `point` plus `h` times the weighted sum of rates.
fn combine<const N: usize>(point: &[f64; N], h: f64, weighted: &[(f64, &[f64; N])]) -> [f64; N] {
    std::array::from_fn(|i| point[i] + h * weighted.iter().map(|(weight, rate)| weight * rate[i]).sum::<f64>())
}

/// A step: its end, the estimated error and the rates of its stages.
pub(super) struct Step<const N: usize> {
    /// The solution of order 5 at the end of the step.
    pub(super) end: [f64; N],
    /// Its difference to the embedded solution of order 4.
    pub(super) error: [f64; N],
    /// The rate at the end, which the next step takes as its first stage.
    pub(super) end_rate: [f64; N],
    start: [f64; N],
    length: f64,
    /// k1, k3, k4, k5, k6; the weights of k2 are zero in the solution, the error and the polynomial.
    stages: [[f64; N]; 5],
}

/// Takes a step of length `h` from `point`, where the rate is `k1`.
#[inline]
pub(super) fn step<const N: usize>(
    rate: impl Fn(&[f64; N]) -> [f64; N],
    point: &[f64; N],
    k1: &[f64; N],
    h: f64,
) -> Step<N> {
    let from = |weighted: &[(f64, &[f64; N])]| combine(point, h, weighted);
    let k2 = rate(&from(&[(1.0 / 5.0, k1)]));
    let k3 = rate(&from(&[(3.0 / 40.0, k1), (9.0 / 40.0, &k2)]));
    let k4 = rate(&from(&[(44.0 / 45.0, k1), (-56.0 / 15.0, &k2), (32.0 / 9.0, &k3)]));
    let k5 = rate(&from(&[
        (19372.0 / 6561.0, k1),
        (-25360.0 / 2187.0, &k2),
        (64448.0 / 6561.0, &k3),
        (-212.0 / 729.0, &k4),
    ]));
    let k6 = rate(&from(&[
        (9017.0 / 3168.0, k1),
        (-355.0 / 33.0, &k2),
        (46732.0 / 5247.0, &k3),
        (49.0 / 176.0, &k4),
        (-5103.0 / 18656.0, &k5),
    ]));
    let end = from(&[
        (35.0 / 384.0, k1),
        (500.0 / 1113.0, &k3),
        (125.0 / 192.0, &k4),
        (-2187.0 / 6784.0, &k5),
        (11.0 / 84.0, &k6),
    ]);
    let k7 = rate(&end);
    let error = combine(
        &[0.0; N],
        h,
        &[
            (71.0 / 57600.0, k1),
            (-71.0 / 16695.0, &k3),
            (71.0 / 1920.0, &k4),
            (-17253.0 / 339_200.0, &k5),
            (22.0 / 525.0, &k6),
            (-1.0 / 40.0, &k7),
        ],
    );
    Step { end, error, end_rate: k7, start: *point, length: h, stages: [*k1, k3, k4, k5, k6] }
}

/// The solution within a step as a polynomial of degree 4, in a basis that keeps both ends exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interpolant<const N: usize> {
    coefficients: [[f64; N]; 5],
}

impl<const N: usize> Interpolant<N> {
    pub(super) fn of(step: &Step<N>) -> Self {
        let [k1, k3, k4, k5, k6] = &step.stages;
        let k7 = &step.end_rate;
        let quartic = combine(
            &[0.0; N],
            step.length,
            &[
                (-12_715_105_075.0 / 11_282_082_432.0, k1),
                (87_487_479_700.0 / 32_700_410_799.0, k3),
                (-10_690_763_975.0 / 1_880_347_072.0, k4),
                (701_980_252_875.0 / 199_316_789_632.0, k5),
                (-1_453_857_185.0 / 822_651_844.0, k6),
                (69_997_945.0 / 29_380_423.0, k7),
            ],
        );
        let change: [f64; N] = std::array::from_fn(|i| step.end[i] - step.start[i]);
        let rise: [f64; N] = std::array::from_fn(|i| step.length * k1[i] - change[i]);
        let fall = std::array::from_fn(|i| change[i] - step.length * k7[i] - rise[i]);
        Self { coefficients: [step.start, change, rise, fall, quartic] }
    }

    /// The solution at the fraction `s` of the step, 0 to 1.
    #[inline]
    pub(super) fn at(&self, s: f64) -> [f64; N] {
        let [start, change, rise, fall, quartic] = &self.coefficients;
        let rest = 1.0 - s;
        std::array::from_fn(|i| start[i] + s * (change[i] + rest * (rise[i] + s * (fall[i] + rest * quartic[i]))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The harmonic oscillator, whose solution is known.
    fn rate(point: &[f64; 2]) -> [f64; 2] {
        [point[1], -point[0]]
    }

    fn tried(h: f64) -> Step<2> {
        step(rate, &[0.0, 1.0], &rate(&[0.0, 1.0]), h)
    }

    /// Errors of one step grow with the power `order` + 1 of its length.
    fn assert_order(order: i32, error: impl Fn(f64) -> f64) {
        for h in [0.4, 0.2, 0.1] {
            let ratio = error(h) / error(h / 2.0);
            let expected = 2.0_f64.powi(order + 1);
            assert!((0.8..1.25).contains(&(ratio / expected)), "h {h}: {ratio}, not {expected}");
        }
    }

    #[test]
    fn the_solution_is_of_order_five() {
        assert_order(5, |h| (tried(h).end[0] - h.sin()).hypot(tried(h).end[1] - h.cos()));
    }

    #[test]
    fn the_estimated_error_is_of_order_four() {
        assert_order(4, |h| tried(h).error[0].hypot(tried(h).error[1]));
    }

    #[test]
    fn the_polynomial_is_of_order_four_and_exact_at_both_ends() {
        assert_order(4, |h| {
            let [x, y] = Interpolant::of(&tried(h)).at(0.3);
            (x - (0.3 * h).sin()).hypot(y - (0.3 * h).cos())
        });
        let whole = tried(0.4);
        assert_eq!(Interpolant::of(&whole).at(0.0), [0.0, 1.0]);
        assert_eq!(Interpolant::of(&whole).at(1.0), whole.end);
    }

    #[test]
    fn the_last_rate_is_the_first_of_the_next_step() {
        assert_eq!(tried(0.4).end_rate, rate(&tried(0.4).end));
    }
}
