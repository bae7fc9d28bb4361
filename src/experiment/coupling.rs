//! Mean-field coupling among the hidden neurons: what it does to the vote and to synchrony, against heterogeneity.

use rayon::prelude::*;

use super::any_neuron::{Starts, states};
use super::any_robustness::CalibratedContext;
use super::context::{EvaluationContext, Scores, point};
use super::counting::INTEGRATED_TOGETHER;
use super::direct::{Condition, DirectRuns, Synchrony};
use super::draws::{DrawStatistics, Draws};
use super::drive_noise::offsets;
use super::flow::{Flow, FlowingLayer, NeuronFlows};
use super::initial_conditions::phases;
use super::spike_trains::{SpikeTrains, locked};
use crate::control::{Control, StopToken};
use crate::network::{FhnLayer, FhnNetwork, Readout, VoteCounts};
use crate::neuron::{CouplingStrength, Discretisation, LeakyIntegrator, SimulationError};

/// Images whose neurons' synchrony is measured.
const OBSERVED: usize = 32;

point! {
    /// Scores and synchrony of coupled neurons, over independent draws of heterogeneity and initial phases.
    CouplingPoint: DrawStatistics {
        /// kappa of FitzHugh-Nagumo neurons; g of others, in the unit of the drive by that of the potential.
        coupling: f64,
        /// Standard deviation of the offsets of the neurons' drives, the same for all images.
        deviation: f64,
        /// Kuramoto order parameter of the neurons of an image, mean over time, 32 images and draws: of the angles of their states
        /// about their equilibria, or of their phases between spikes ([`SpikeTrains::order_parameter`]) with other models than
        /// FitzHugh-Nagumo, 0 if no two neurons spike.
        order: f64,
        /// Share of an image's spiking neurons that make as many cycles as the median one, give or take one; mean over the same.
        locked: f64,
    }
}

/// Accuracy and synchrony at each of these strengths of the coupling and standard deviations of the neurons' offsets; every
/// neuron starts at a uniform phase of its own, the same for every image.
///
/// The same draw has the same phases, and the same offsets but for their size.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_coupling(
    context: &EvaluationContext<'_>,
    (strengths, deviations): (&[CouplingStrength], &[f64]),
    draws: Draws,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<CouplingPoint>, SimulationError> {
    let total = (strengths.len() * deviations.len() * draws.seeds().len()) as f32;
    let (mut done, mut points, cycles) = (0.0, Vec::new(), DirectRuns::cycles(context));
    for strength in strengths {
        let network = coupled(context.network, *strength);
        let context = EvaluationContext { network: &network, ..*context };
        for deviation in deviations {
            let (mut scores, mut order, mut locked) = (Vec::new(), 0.0, 0.0);
            for seed in draws.seeds() {
                let offsets = offsets(network.hidden_count(), *deviation, seed);
                let phases = phases(network.hidden_count(), 1.0, seed);
                let most = offsets.iter().fold(0.0_f32, |most, offset| most.max(offset.abs()));
                let condition = Condition { offsets: &offsets, phases: &phases };
                let runs = DirectRuns::with_phases(&context, most.into(), &cycles)?;
                let share = |part: f32| progress((done + part) / total);
                let votes = runs.votes(&condition, Control { stop, progress: &share })?;
                let synchrony = runs.synchrony(OBSERVED, &condition, stop)?;
                scores.push(Scores::of(&votes, context.images));
                order += synchrony.order;
                locked += synchrony.locked;
                done += 1.0;
            }
            let count = scores.len() as f64;
            let (order, locked) = (order / count, locked / count);
            let scores = DrawStatistics::of(&scores);
            points.push(CouplingPoint { coupling: strength.get(), deviation: *deviation, order, locked, scores });
        }
    }
    Ok(points)
}

fn coupled(network: &FhnNetwork, kappa: CouplingStrength) -> FhnNetwork {
    network.with_units(FhnLayer { kappa, ..network.units })
}

impl CalibratedContext<'_> {
    /// [`accuracy_by_coupling`] with these neurons: the drive of each is I + g (`<V>` - V) instead of I, with `<V>` the mean of the
    /// potentials V of the neurons of its image. Each starts somewhere in the model's region, the same for every image.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_coupling(
        &self,
        (strengths, deviations): (&[CouplingStrength], &[f64]),
        draws: Draws,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<CouplingPoint>, SimulationError> {
        let runs = CoupledRuns::new(self)?;
        let total = (strengths.len() * deviations.len() * draws.seeds().len()) as f32;
        let (mut done, mut points) = (0.0, Vec::new());
        for strength in strengths {
            for deviation in deviations {
                let (mut scores, mut synchrony) = (Vec::new(), Vec::new());
                for seed in draws.seeds() {
                    let share = |part: f32| progress((done + part) / total);
                    let control = Control { stop, progress: &share };
                    let (votes, synchronous) = runs.run(*strength, (*deviation, seed), control)?;
                    scores.push(Scores::of(&votes, self.images));
                    synchrony.push(synchronous);
                    done += 1.0;
                }
                let mean = |pick: fn(&Synchrony) -> f64| {
                    super::draws::average(&synchrony.iter().map(pick).collect::<Vec<_>>())
                };
                points.push(CouplingPoint {
                    coupling: strength.get(),
                    deviation: *deviation,
                    order: mean(|found| found.order),
                    locked: mean(|found| found.locked),
                    scores: DrawStatistics::of(&scores),
                });
            }
        }
        Ok(points)
    }
}

/// What all runs of coupled neurons of other models share.
struct CoupledRuns<'a> {
    context: &'a CalibratedContext<'a>,
    layer: NeuronFlows,
    readout: Readout,
    discretisation: Discretisation,
    /// Sampling intervals in the transient.
    transient: usize,
}

impl<'a> CoupledRuns<'a> {
    fn new(context: &'a CalibratedContext<'a>) -> Result<Self, SimulationError> {
        let layer = *context.neurons.layer();
        let discretisation = layer.discretise(&context.times)?;
        Ok(Self {
            context,
            layer: NeuronFlows { layer, between: discretisation.between_samples },
            readout: context.neurons.readout(context.output),
            discretisation,
            transient: (context.times.transient / context.times.every).round() as usize,
        })
    }

    /// The votes on all images, and the synchrony of the neurons of the first ones.
    fn run(
        &self,
        strength: CouplingStrength,
        (deviation, seed): (f64, u64),
        Control { stop, progress }: Control<'_>,
    ) -> Result<(Vec<VoteCounts>, Synchrony), SimulationError> {
        let neurons = self.readout.neurons();
        let starts = states(self.context.neurons, Starts::Scattered(seed), (0, neurons));
        let offsets = ndarray::Array1::from(offsets(neurons, deviation, seed));
        let drives: Vec<f32> = (self.context.neurons.drives(self.context.z) + &offsets).iter().copied().collect();
        let mut all = Vec::with_capacity(self.context.images.len());
        for images in drives.chunks(INTEGRATED_TOGETHER * neurons) {
            let each: Result<Vec<_>, SimulationError> =
                images.par_chunks(neurons).map(|drives| self.vote(strength, (drives, &starts), stop)).collect();
            all.extend(each?);
            progress(all.len() as f32 / self.context.images.len() as f32);
        }
        let observed = &all[..all.len().min(OBSERVED)];
        let counts: Vec<u32> = observed.iter().flat_map(|(_, trains)| trains.counts()).collect();
        let orders: f64 = observed.iter().filter_map(|(_, trains)| trains.order_parameter()).sum();
        let synchrony = Synchrony { order: orders / observed.len().max(1) as f64, locked: locked(&counts, neurons) };
        Ok((all.into_iter().map(|(votes, _)| votes).collect(), synchrony))
    }

    /// The votes on one image, and the spikes in the window.
    fn vote(
        &self,
        strength: CouplingStrength,
        (drives, starts): (&[f32], &[[f64; 2]]),
        stop: &StopToken,
    ) -> Result<(VoteCounts, SpikeTrains), SimulationError> {
        let mut flow = self.layer.flow(drives, starts);
        let outputs = |received: &[f32]| self.readout.outputs_of(received.iter().copied());
        let mut traces = LeakyIntegrator::new(self.layer.layer.synapse, outputs(flow.received()));
        let (mut votes, mut trains) = (VoteCounts::new(self.readout.classes()), SpikeTrains::new(drives.len()));
        for sample in 0..self.transient + self.discretisation.samples {
            flow.advance_coupled(strength, stop)?;
            traces.advance(outputs(flow.received()), self.context.times.every);
            if sample >= self.transient {
                votes.push(traces.values());
                trains.push(flow.spikes());
            }
        }
        Ok((votes, trains))
    }
}
