//! What a readout receives of neurons: a function of x, through synapses.

use super::ensemble::Ensemble;
use super::recording::Recording;
use super::synapse::{LeakyIntegrator, SynapticTime};
use super::timing::{Discretisation, Steps};
use crate::control::{StopToken, Stopped};

/// What is observed of each neuron: a signal, which is a function of x, through a synapse (see [`LeakyIntegrator`]).
///
/// The default is x itself, without a synapse.
#[derive(Clone, Copy, Debug, Default)]
pub struct Observable {
    /// The signal at an activator x; `None` is x itself.
    pub signal: Option<fn(f32) -> f32>,
    /// The time constant of the synapse.
    pub synapse: SynapticTime,
}

impl Observable {
    /// The signal of a neuron at `x`, before the synapse.
    #[inline]
    pub fn signal(&self, x: f32) -> f32 {
        self.signal.map_or(x, |signal| signal(x))
    }
}

/// Observes an ensemble over time, and has the state of its synapses.
///
/// The traces begin at the signals of the moment at which observation begins, as though the neurons had been in their present
/// states for ever. [`Observer::pass_transient`] lets them forget that: when the observation window begins they are what the
/// neurons did before it, up to exp(-T_trans/tau_s) of where they began.
#[derive(Clone, Debug)]
pub struct Observer {
    observable: Observable,
    /// `None` without synapses.
    traces: Option<LeakyIntegrator>,
}

impl Observer {
    /// An observer of the neurons of `ensemble`.
    pub fn new(observable: Observable, ensemble: &Ensemble) -> Self {
        let signals = || ensemble.x().iter().map(|x| observable.signal(*x)).collect();
        let synapse = observable.synapse;
        let traces = (!synapse.is_zero()).then(|| LeakyIntegrator::new(synapse, signals()));
        Self { observable, traces }
    }

    /// Lets the transient pass; the synapses follow for as much of its end as leaves a trace ([`SynapticTime::memory`]).
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn pass_transient(
        &mut self,
        ensemble: &mut Ensemble,
        discretisation: &Discretisation,
        stop: &StopToken,
    ) -> Result<(), Stopped> {
        let (transient, steps) = (discretisation.transient, discretisation.between_samples.count.max(1));
        let memory = (self.observable.synapse.memory() / transient.length).ceil() as usize;
        let samples = memory.min(transient.count) / steps;
        ensemble.advance(Steps { count: transient.count - samples * steps, ..transient }, stop)?;
        if samples == 0 {
            return Ok(());
        }
        *self = Self::new(self.observable, ensemble);
        let Some(traces) = &mut self.traces else { return Ok(()) };
        let observed = Steps { count: steps, ..transient };
        // Two loops, so that the one of x itself calls nothing.
        match self.observable.signal {
            None => ensemble.follow(observed, samples, (|x| x, traces), stop),
            Some(signal) => ensemble.follow(observed, samples, (signal, traces), stop),
        }
    }

    /// Takes `samples` times the steps `between` with `ensemble`, and records what is observed after each.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn record(
        &mut self,
        ensemble: &mut Ensemble,
        (between, samples): (Steps, usize),
        stop: &StopToken,
    ) -> Result<Recording, Stopped> {
        let mut recording = ensemble.record(between, samples, stop)?;
        if let Some(signal) = self.observable.signal {
            recording.map(signal);
        }
        if let Some(traces) = &mut self.traces {
            recording.integrate(traces, between.count as f64 * between.length);
        }
        Ok(recording)
    }

    /// What is observed of each neuron after a further `time`, at the end of which they are at `x`.
    pub fn observe(&mut self, x: &[f32], time: f64) -> Vec<f32> {
        let signals = x.iter().map(|x| self.observable.signal(*x));
        match &mut self.traces {
            None => signals.collect(),
            Some(traces) => {
                traces.advance(signals, time);
                traces.values().to_vec()
            }
        }
    }
}
