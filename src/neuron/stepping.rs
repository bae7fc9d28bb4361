//! A step of RK4 for any model and any number type, with spikes and resets.

use super::model::NeuronModel;
use super::real::Real;

/// Iterations of Newton's method for the moment of a spike, from that of the straight line.
const NEWTON: usize = 2;

/// One step of RK4, of length `h`.
#[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
#[inline(always)]
pub(super) fn runge_kutta<T: Real, M: NeuronModel<N>, const N: usize>(
    model: &M,
    state: [T; N],
    drive: T,
    h: f64,
) -> [T; N] {
    let first = model.rate(state, drive);
    let mut sum = first;
    let mut rate = first;
    for (share, weight) in [(0.5, 2.0), (0.5, 2.0), (1.0, 1.0)] {
        let mut at = state;
        for variable in 0..N {
            at[variable] = rate[variable].mul_add(state[variable].constant(share * h), state[variable]);
        }
        rate = model.rate(at, drive);
        for variable in 0..N {
            sum[variable] = rate[variable].mul_add(state[variable].constant(weight), sum[variable]);
        }
    }
    let mut next = state;
    for variable in 0..N {
        next[variable] = sum[variable].mul_add(state[variable].constant(h / 6.0), state[variable]);
    }
    next
}

/// One step of length `h` with the reset of models that have one: the state after it, and 1 where there was a spike, else 0.
///
/// Where within the step the threshold is reached follows from the parabola through both ends with the slope at the first; what
/// is left of the step after the reset is one step of Euler's.
#[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
#[inline(always)]
pub(super) fn step<T: Real, M: NeuronModel<N>, const N: usize>(
    model: &M,
    state: [T; N],
    drive: T,
    h: f64,
) -> ([T; N], T) {
    let mut next = runge_kutta(model, state, drive, h);
    let (zero, one) = (drive.constant(0.0), drive.constant(1.0));
    let threshold = drive.constant(model.threshold());
    let reached = next[0];
    if !reached.any_at_least(threshold) {
        return (next, zero);
    }
    let spike = reached.at_least(threshold, one, zero);
    if !M::RESETS {
        return (next, state[0].at_least(threshold, zero, spike));
    }
    let slope = model.rate(state, drive)[0] * h;
    let bend = reached - state[0] - slope;
    let mut share = (threshold - state[0]) / (reached - state[0]);
    for _ in 0..NEWTON {
        let value = bend.mul_add(share, slope).mul_add(share, state[0] - threshold);
        share = share - value / (bend * 2.0).mul_add(share, slope);
    }
    let share = share.at_least(one, one, share);
    // A state that was above the threshold from the start is reset at once.
    let share = share.at_least(zero, share, zero);
    let mut crossing = state;
    for variable in 1..N {
        crossing[variable] = (next[variable] - state[variable]).mul_add(share, state[variable]);
    }
    crossing[0] = threshold;
    let after = model.reset(crossing);
    let rate = model.rate(after, drive);
    let left = (one - share) * h;
    for variable in 0..N {
        let resumed = rate[variable].mul_add(left, after[variable]);
        next[variable] = reached.at_least(threshold, resumed, next[variable]);
    }
    (next, spike)
}
