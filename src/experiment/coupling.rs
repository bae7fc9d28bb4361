//! Mean-field coupling among the hidden neurons: what it does to the vote and to synchrony, against heterogeneity.

use super::context::{EvaluationContext, Scores, point};
use super::direct::{Condition, DirectRuns};
use super::draws::{DrawStatistics, Draws};
use super::drive_noise::offsets;
use super::initial_conditions::phases;
use crate::control::Control;
use crate::network::{FhnLayer, FhnNetwork};
use crate::neuron::{CouplingStrength, SimulationError};

/// Images whose neurons' synchrony is measured.
const OBSERVED: usize = 32;

point! {
    /// Scores and synchrony of coupled neurons, over independent draws of heterogeneity and initial phases.
    CouplingPoint: DrawStatistics {
        /// kappa.
        coupling: f64,
        /// Standard deviation of the neurons' offsets of c, the same for all images.
        deviation: f64,
        /// Kuramoto order parameter of the neurons of an image, mean over time, 32 images and draws.
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
