//! Hidden neurons of many images on their way, sample after sample, of any model.

use crate::control::{StopToken, Stopped};
use crate::network::NeuronLayer;
use crate::neuron::{BuiltInPopulation, CouplingStrength, Ensemble, Signal, Simulation, State, Steps};

/// Neurons that are observed at equal times.
pub(super) trait Flow {
    /// Lets the time to the next sample pass.
    fn advance(&mut self, stop: &StopToken) -> Result<(), Stopped>;

    /// What a readout or its synapses receive of each neuron now: x of FitzHugh-Nagumo neurons
    /// ([`Readout::signal`](crate::network::Readout::signal)), the signal of others.
    fn received(&self) -> &[f32];

    /// The spikes of each neuron since the last sample.
    fn spikes(&self) -> &[f32];

    /// The state of each neuron.
    fn states(&self) -> Vec<[f64; 2]>;
}

/// A hidden layer whose neurons can be observed.
pub(super) trait FlowingLayer: Sync {
    /// Its neurons.
    type Neurons: Flow;

    /// Neurons with these drives in these states, the first ones again where there are more neurons; at the layer's start if
    /// there are no states.
    fn flow(&self, drives: &[f32], states: &[[f64; 2]]) -> Self::Neurons;
}

/// FitzHugh-Nagumo neurons.
pub(super) struct FhnFlow {
    ensemble: Ensemble,
    between: Steps,
    spikes: Vec<f32>,
}

/// A layer of them, with the steps from one sample to the next.
pub(super) struct FhnFlows {
    pub(super) simulation: Simulation,
    pub(super) between: Steps,
}

impl FlowingLayer for FhnFlows {
    type Neurons = FhnFlow;

    fn flow(&self, drives: &[f32], states: &[[f64; 2]]) -> FhnFlow {
        let mut ensemble = self.simulation.ensemble(drives);
        for (neuron, [x, y]) in (0..drives.len()).zip(states.iter().cycle()) {
            ensemble.set_state(neuron, State { x: *x, y: *y });
        }
        FhnFlow { ensemble, between: self.between, spikes: vec![0.0; drives.len()] }
    }
}

impl Flow for FhnFlow {
    fn advance(&mut self, stop: &StopToken) -> Result<(), Stopped> {
        let before = self.ensemble.x().to_vec();
        self.ensemble.advance(self.between, stop)?;
        let crossed = before.iter().zip(self.ensemble.x()).map(|(before, x)| *before <= 0.0 && *x > 0.0);
        self.spikes.iter_mut().zip(crossed).for_each(|(spikes, crossed)| *spikes = f32::from(u8::from(crossed)));
        Ok(())
    }

    fn received(&self) -> &[f32] {
        self.ensemble.x()
    }

    fn spikes(&self) -> &[f32] {
        &self.spikes
    }

    fn states(&self) -> Vec<[f64; 2]> {
        self.ensemble.x().iter().zip(self.ensemble.y()).map(|(x, y)| [(*x).into(), (*y).into()]).collect()
    }
}

/// Neurons of a layer of any model.
pub(super) struct NeuronFlow {
    population: BuiltInPopulation,
    signal: Signal,
    between: Steps,
    spikes: Vec<f32>,
    received: Vec<f32>,
}

/// The layer, with the steps from one sample to the next.
pub(super) struct NeuronFlows {
    pub(super) layer: NeuronLayer,
    pub(super) between: Steps,
}

impl FlowingLayer for NeuronFlows {
    type Neurons = NeuronFlow;

    fn flow(&self, drives: &[f32], states: &[[f64; 2]]) -> NeuronFlow {
        let NeuronLayer { start, signal, .. } = self.layer;
        let mut population = self.layer.model().population(drives);
        let starts = if states.is_empty() { &[start][..] } else { states };
        for (neuron, state) in (0..drives.len()).zip(starts.iter().cycle()) {
            population.set_state(neuron, *state);
        }
        let spikes = vec![0.0; drives.len()];
        let received = if signal == Signal::Potential { population.potentials() } else { spikes.clone() };
        NeuronFlow { population, signal, between: self.between, spikes, received }
    }
}

impl NeuronFlow {
    /// Gives each neuron another drive; they go on from where they are.
    pub(super) fn set_drives(&mut self, drives: &[f32]) {
        self.population.set_drives(drives);
    }

    /// [`Flow::advance`], with all neurons coupled to their mean; in the calling thread.
    pub(super) fn advance_coupled(&mut self, kappa: CouplingStrength, stop: &StopToken) -> Result<(), Stopped> {
        self.population.advance_coupled(kappa, self.between, stop)?;
        self.observe();
        Ok(())
    }

    fn observe(&mut self) {
        self.spikes = self.population.take_spikes();
        self.received = match self.signal {
            Signal::Potential => self.population.potentials(),
            Signal::Spikes => {
                let rate = (self.between.count as f64 * self.between.length).recip() as f32;
                self.spikes.iter().map(|spikes| spikes * rate).collect()
            }
        };
    }
}

impl Flow for NeuronFlow {
    fn advance(&mut self, stop: &StopToken) -> Result<(), Stopped> {
        self.population.advance(self.between, stop)?;
        self.observe();
        Ok(())
    }

    fn received(&self) -> &[f32] {
        &self.received
    }

    fn spikes(&self) -> &[f32] {
        &self.spikes
    }

    fn states(&self) -> Vec<[f64; 2]> {
        (0..self.population.len()).map(|neuron| self.population.state(neuron)).collect()
    }
}
