//! Initial conditions: one for all neurons, or one for each.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::accuracy::direct_lookups;
use super::context::{EvaluationContext, Scores, point};
use super::draws::{DrawStatistics, Draws};
use super::phase::Cycles;
use crate::control::{Control, StopToken};
use crate::network::{Readout, VoteCounts};
use crate::neuron::{Discretisation, Ensemble, Observer, Simulation, SimulationError, State};

/// Images whose neurons are integrated together.
const TOGETHER: usize = 96;
/// Samples that are held at once.
const PIECE: usize = 1024;
/// States on limit cycles lie within these |x| and |y|.
const WIDEST: State = State { x: 2.5, y: 1.0 };

point! {
    /// Scores for one distribution of initial conditions, over independent draws from it.
    InitialConditionPoint: DrawStatistics {
        /// x of the common initial state.
        x0: f64,
        /// y of the common initial state.
        y0: f64,
        /// 0: all neurons start there. Above: each starts at a phase of its own, uniform over this fraction of its limit cycle;
        /// 1 is a uniform phase.
        scatter: f64,
    }
}

impl InitialConditionPoint {
    fn new(State { x: x0, y: y0 }: State, scatter: f64, scores: &[Scores]) -> Self {
        Self { x0, y0, scatter, scores: DrawStatistics::of(scores) }
    }
}

/// Accuracy with all neurons at each of these `initial_conditions`, from a lookup table. Nothing is drawn.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_initial_condition(
    context: &EvaluationContext<'_>,
    initial_conditions: &[State],
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let readout = context.network.readout();
    let drives = context.network.drives(context.images);
    let each = initial_conditions.iter().enumerate().map(|(index, start)| {
        let simulation = Simulation { start: *start, ..context.simulation() };
        let table = context.table(&simulation, context.drive_bound(0.0), stop)?;
        let votes = readout.table_votes(&table, drives.iter().copied());
        progress((index + 1) as f32 / initial_conditions.len() as f32);
        Ok(InitialConditionPoint::new(*start, 0.0, &[Scores::of(&votes, context.images)]))
    });
    each.collect()
}

/// Accuracy with a phase for each neuron, the same one for every image, for each of these `scatters` from 0 to 1
/// ([`InitialConditionPoint::scatter`]). Every neuron is integrated by itself.
///
/// The same draw has the same order of phases, whatever the scatter.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_scatter(
    context: &EvaluationContext<'_>,
    (scatters, draws): (&[f64], Draws),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let layer = &context.network.units;
    let runs = Scattered::new(context, Cycles::of(layer.epsilon, layer.start))?;
    let total: usize = scatters.iter().map(|scatter| draws.needed(*scatter > 0.0).seeds().len()).sum();
    let mut done = 0.0;
    let mut score = |scatter: f64, seed: u64| {
        let so_far = |share: f32| progress((done + share) / total as f32);
        let votes = runs.votes(scatter, seed, Control { stop, progress: &so_far })?;
        done += 1.0;
        Ok::<_, SimulationError>(Scores::of(&votes, context.images))
    };
    let each = scatters.iter().map(|&scatter| {
        let scores = draws.scores(scatter > 0.0, |seed| score(scatter, seed))?;
        Ok(InitialConditionPoint::new(layer.start, scatter, &scores))
    });
    each.collect()
}

/// What the runs of all draws share.
struct Scattered<'a> {
    context: &'a EvaluationContext<'a>,
    cycles: Cycles,
    readout: Readout,
    drives: Vec<f32>,
    discretisation: Discretisation,
}

impl<'a> Scattered<'a> {
    fn new(context: &'a EvaluationContext<'a>, cycles: Cycles) -> Result<Self, SimulationError> {
        let simulation = context.simulation();
        let bound = context.drive_bound(0.0);
        let wide = Simulation { start: WIDEST, ..simulation }.discretise(bound)?;
        let own = simulation.discretise(bound)?;
        let discretisation = if own.total_steps() > wide.total_steps() { own } else { wide };
        let drives = context.network.drives(context.images).iter().copied().collect();
        Ok(Self { context, cycles, readout: context.network.readout(), drives, discretisation })
    }

    /// The votes where the neurons' phases are spread over a fraction `scatter` of their cycles.
    fn votes(
        &self,
        scatter: f64,
        seed: u64,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<VoteCounts>, SimulationError> {
        let phases = phases(self.readout.neurons(), scatter, seed);
        let mut votes = vec![VoteCounts::new(self.readout.classes()); self.context.images.len()];
        let chunk = TOGETHER * self.readout.neurons();
        let total = self.drives.len().div_ceil(chunk) as f32;
        for (index, (drives, votes)) in self.drives.chunks(chunk).zip(votes.chunks_mut(TOGETHER)).enumerate() {
            let mut ensemble =
                Ensemble::new(self.context.network.units.epsilon, drives, self.context.simulation().start);
            if scatter > 0.0 {
                for (neuron, (drive, phase)) in drives.iter().zip(phases.iter().cycle()).enumerate() {
                    ensemble.set_state(neuron, self.cycles.state(*drive, *phase));
                }
            }
            self.add_votes(&mut ensemble, votes, stop)?;
            progress((index + 1) as f32 / total);
        }
        Ok(votes)
    }

    /// Runs the protocol with the neurons of some images.
    fn add_votes(
        &self,
        ensemble: &mut Ensemble,
        votes: &mut [VoteCounts],
        stop: &StopToken,
    ) -> Result<(), SimulationError> {
        let lookups = direct_lookups(ensemble.len());
        let mut observer = Observer::new(self.context.network.units.observable(), ensemble);
        observer.pass_transient(ensemble, &self.discretisation, stop)?;
        let mut left = self.discretisation.samples;
        while left > 0 {
            let samples = left.min(PIECE);
            let recording = observer.record(ensemble, (self.discretisation.between_samples, samples), stop)?;
            lookups.par_chunks(self.readout.neurons()).zip(votes.par_chunks_mut(1)).for_each(|(lookups, votes)| {
                self.readout.add_votes(&recording, lookups, votes);
            });
            left -= samples;
        }
        Ok(())
    }
}

/// A phase for each neuron, uniform from 0 to `scatter`.
fn phases(neurons: usize, scatter: f64, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..neurons).map(|_| scatter.clamp(0.0, 1.0) * rng.random::<f64>()).collect()
}
