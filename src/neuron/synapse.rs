//! Synapses: leaky integrators of what a neuron sends.
//!
//! A target of a neuron does not see its signal h(x(t)) itself but the synaptic trace s of it,
//!
//! ```text
//! tau_s ds/dt = h(x(t)) - s                                           (2)
//! ```
//!
//! with one time constant tau_s for all synapses. The integration is linear, and so are the weighted sums behind it: the
//! outputs of a network whose neurons pass through synapses are the leaky integrals of its outputs without them, biases
//! included, and it does not matter which of the two is integrated.
//!
//! From one sample to the next the signal counts as constant, at the value that it has at the end of the interval. Equation (2)
//! is then solved exactly:
//!
//! ```text
//! s(t + d) = exp(-d/tau_s) s(t) + (1 - exp(-d/tau_s)) h(x(t + d))
//! ```
//!
//! A constant signal passes unchanged, so time means are those of the signal. On a limit cycle of angular frequency omega,
//! harmonic n is damped by 1/sqrt(1 + (n omega tau_s)^2).

use super::parameter::parameter;

parameter! {
    /// The time constant tau_s of synapses, 0 to 1000; dimensionless time. 0, the default, is the paper's: the outputs follow
    /// the neurons at once.
    ///
    /// ```
    /// use nullcline::neuron::SynapticTime;
    ///
    /// assert_eq!(SynapticTime::DEFAULT.get(), 0.0);
    /// assert!(SynapticTime::new(3.0).is_ok() && SynapticTime::new(-1.0).is_err() && SynapticTime::new(f64::NAN).is_err());
    /// ```
    SynapticTime, "synapse", 0.0, 1000.0, 0.0
}

impl SynapticTime {
    /// Time constants after which a synapse has forgotten: exp(-16) is the rounding error of an f32.
    const MEMORY: f64 = 16.0;

    /// Whether there is no integration at all.
    pub fn is_zero(&self) -> bool {
        self.get() == 0.0
    }

    /// How long anything leaves a trace; dimensionless time.
    pub fn memory(self) -> f64 {
        Self::MEMORY * self.get()
    }

    /// The share of a trace that is left after `time`, and the share of the signal in its place; their sum is exactly 1.
    fn shares(self, time: f64) -> (f32, f32) {
        let kept = if self.is_zero() { 0.0 } else { (-time / self.get()).exp() as f32 };
        (kept, 1.0 - kept)
    }
}

/// Synaptic traces of many signals, all with the same time constant: see the head of this file for the equation.
///
/// ```
/// use nullcline::neuron::{LeakyIntegrator, SynapticTime};
///
/// // A trace at 0, and a signal that steps to 1: after a time constant 1 - 1/e of the step has passed.
/// let mut synapse = LeakyIntegrator::new(SynapticTime::new(2.0)?, vec![0.0]);
/// for _ in 0..20 {
///     synapse.advance([1.0], 0.1);
/// }
/// assert!((synapse.values()[0] - 0.632).abs() < 1e-3);
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LeakyIntegrator {
    tau: SynapticTime,
    values: Vec<f32>,
}

impl LeakyIntegrator {
    /// Traces at these `values`: the steady state of signals that were constant before.
    pub fn new(tau: SynapticTime, values: Vec<f32>) -> Self {
        Self { tau, values }
    }

    /// The time constant.
    pub fn tau(&self) -> SynapticTime {
        self.tau
    }

    /// Changes the time constant; the traces stay where they are.
    pub fn set_tau(&mut self, tau: SynapticTime) {
        self.tau = tau;
    }

    /// The traces now.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Lets `time` pass, over which the signals are constant.
    ///
    /// Where there are fewer signals than traces, the last traces stay as they are.
    pub fn advance(&mut self, signals: impl IntoIterator<Item = f32>, time: f64) {
        let leak = self.leak(time);
        for (value, signal) in self.values.iter_mut().zip(signals) {
            leak.advance(value, signal);
        }
    }

    /// The same for one trace at a time.
    pub(super) fn leak(&self, time: f64) -> Leak {
        let (kept, fresh) = self.tau.shares(time);
        Leak { kept, fresh }
    }

    /// The traces, for changes by a [`Leak`].
    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }
}

/// The exact solution of the leak over a time of given length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leak {
    kept: f32,
    fresh: f32,
}

impl Leak {
    /// Lets the time pass for one trace.
    #[inline]
    pub(super) fn advance(self, value: &mut f32, signal: f32) {
        *value = self.kept * *value + self.fresh * signal;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The amplitude of a trace of cos(omega t), against the analytic damping. The samples are fine, so that the signal hardly
    /// changes within one.
    #[test]
    fn a_harmonic_is_damped_as_the_equation_says() {
        const EVERY: f64 = 1e-3;
        for (omega, tau) in [(2.0_f64, 0.5_f64), (2.0, 3.0), (6.0, 1.0)] {
            let mut synapse = LeakyIntegrator::new(SynapticTime::new(tau).unwrap(), vec![0.0]);
            let (mut time, mut largest) = (0.0_f64, 0.0_f32);
            let (settled, end) = (12.0 * tau, 12.0 * tau + 8.0 / omega);
            while time < end {
                time += EVERY;
                synapse.advance([(omega * time).cos() as f32], EVERY);
                if time > settled {
                    largest = largest.max(synapse.values()[0].abs());
                }
            }
            let expected = (1.0 + (omega * tau).powi(2)).sqrt().recip();
            assert!((f64::from(largest) / expected - 1.0).abs() < 5e-3, "omega {omega}, tau {tau}: {largest}");
        }
    }

    #[test]
    fn a_constant_passes_unchanged_and_no_time_constant_is_no_synapse() {
        let mut slow = LeakyIntegrator::new(SynapticTime::new(1000.0).unwrap(), vec![0.7]);
        (0..100_000).for_each(|_| slow.advance([0.7], 0.1));
        assert!((slow.values()[0] - 0.7).abs() < 1e-4, "{:?}", slow.values());
        for tau in [0.0, 1e-9, f64::MIN_POSITIVE] {
            let mut none = LeakyIntegrator::new(SynapticTime::new(tau).unwrap(), vec![3.0]);
            none.advance([-1.234_567_8], 0.1);
            assert_eq!(none.values(), [-1.234_567_8], "tau {tau}");
        }
    }
}
