//! Initial conditions: one for all neurons, or one for each.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::context::{EvaluationContext, Scores};
use crate::control::Control;
use crate::network::VoteCounts;
use crate::neuron::{Ensemble, Lookup, Simulation, SimulationError, State};

/// Images whose neurons are integrated together.
const TOGETHER: usize = 96;
/// Fully scattered initial conditions lie within these |x| and |y|, the box of the limit cycle.
const WIDEST: State = State { x: 2.0, y: 1.0 };

/// Scores for one distribution of initial conditions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InitialConditionPoint {
    /// The middle of the starts.
    pub x0: f64,
    /// The middle of the starts.
    pub y0: f64,
    /// 0: the same for all neurons; 1: uniform in the box of the limit cycle (which is not a uniform phase).
    pub scatter: f64,
    /// Accuracy by the longest-winner rule, 0 to 1.
    pub winner: f64,
    /// Lowest per-class recall by the longest-winner rule, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, 0 to 1.
    pub mean: f64,
}

/// Accuracy with all neurons at each of these `initial_conditions`, from a lookup table.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_initial_condition(
    context: &EvaluationContext<'_>,
    initial_conditions: &[State],
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let readout = context.network.readout();
    let drives = context.network.drives(context.pictures);
    let each = initial_conditions.iter().enumerate().map(|(index, start)| {
        let simulation = Simulation { start: *start, ..context.simulation() };
        let table = EvaluationContext::table(&simulation, (&readout, context.drive_bound(0.0)), stop)?;
        let votes = readout.table_votes(&table, drives.iter().copied());
        progress((index + 1) as f32 / initial_conditions.len() as f32);
        let Scores { winner, winner_worst, mean } = Scores::of(&votes, context.pictures);
        Ok(InitialConditionPoint { x0: start.x, y0: start.y, scatter: 0.0, winner, winner_worst, mean })
    });
    each.collect()
}

/// Accuracy with an initial condition for each neuron, the same one for every image, for each of these `scatters` from 0 to
/// 1. Every neuron is integrated by itself.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_scatter(
    context: &EvaluationContext<'_>,
    (scatters, seed): (&[f64], u64),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let each = scatters.iter().enumerate().map(|(index, scatter)| {
        let so_far = |done: f32| progress((index as f32 + done) / scatters.len() as f32);
        let votes =
            scattered(context, &initial_conditions(context, *scatter, seed), Control { stop, progress: &so_far })?;
        let State { x, y } = context.network.units.start;
        let Scores { winner, winner_worst, mean } = Scores::of(&votes, context.pictures);
        Ok(InitialConditionPoint { x0: x, y0: y, scatter: *scatter, winner, winner_worst, mean })
    });
    each.collect()
}

/// An initial condition for each neuron, between the layer's own and a random one.
fn initial_conditions(context: &EvaluationContext<'_>, scatter: f64, seed: u64) -> Vec<State> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let own = context.network.units.start;
    let scatter = scatter.clamp(0.0, 1.0);
    let mut from_to = |own: f64, widest: f64| own + scatter * (rng.random_range(-widest..=widest) - own);
    (0..context.network.hidden_count())
        .map(|_| State { x: from_to(own.x, WIDEST.x), y: from_to(own.y, WIDEST.y) })
        .collect()
}

fn scattered(
    context: &EvaluationContext<'_>,
    initial_conditions: &[State],
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let readout = context.network.readout();
    let simulation = Simulation { start: WIDEST, ..context.simulation() };
    let discretisation = simulation.discretise(context.drive_bound(0.0))?;
    let drives = context.network.drives(context.pictures);
    let drives: Vec<f32> = drives.iter().copied().collect();
    let mut votes = vec![VoteCounts::new(readout.classes()); context.pictures.len()];
    let chunk = TOGETHER * readout.neurons();
    let total = drives.len().div_ceil(chunk) as f32;
    for (index, (drives, votes)) in drives.chunks(chunk).zip(votes.chunks_mut(TOGETHER)).enumerate() {
        let mut ensemble = Ensemble::new(simulation.epsilon, drives, simulation.start);
        for (neuron, start) in (0..drives.len()).zip(initial_conditions.iter().cycle()) {
            ensemble.set_state(neuron, *start);
        }
        ensemble.advance(discretisation.transient, stop)?;
        let mut left = discretisation.samples;
        while left > 0 {
            let samples = left.min(1024);
            let mut recording = ensemble.record(discretisation.between_samples, samples, stop)?;
            readout.prepare(&mut recording);
            let own: Vec<Lookup> = (0..drives.len() as u32).map(|neuron| Lookup { neuron, shift: 0.0 }).collect();
            own.par_chunks(readout.neurons()).zip(votes.par_chunks_mut(1)).for_each(|(lookups, votes)| {
                readout.add_votes(&recording, lookups, votes);
            });
            left -= samples;
        }
        progress((index + 1) as f32 / total);
    }
    Ok(votes)
}
