//! Integration time: accuracy against the observation window T.

use super::accuracy::Engine;
use super::context::{EvaluationContext, Scores, point};
use super::counting::count_looked_up;
use super::direct::{Condition, DirectRuns};
use crate::control::Control;
use crate::network::VoteCounts;
use crate::neuron::{DriveGrid, Ensemble, Lookup, Observer, Simulation, SimulationError, Timing};

/// Samples that are held at once.
const PIECE: usize = 1024;

point! {
    /// Scores for one observation window.
    IntegrationTimePoint: Scores {
        /// T, the length of the observation window; dimensionless time.
        window: f64,
    }
}

/// Accuracy after each of these integration times, which all begin at the end of the transient; the context's own
/// observation window is ignored. One simulation serves all of them.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_integration_time(
    context: &EvaluationContext<'_>,
    integration_time: &[f64],
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<IntegrationTimePoint>, SimulationError> {
    let mut integration_time = integration_time.to_vec();
    integration_time.sort_by(f64::total_cmp);
    let longest = integration_time.last().copied().unwrap_or(context.times.window);
    if context.engine() == Engine::Direct {
        return of_coupled(context, &integration_time, Control { stop, progress });
    }
    let simulation = Simulation { times: Timing { window: longest, ..context.times }, ..context.simulation() };
    let drive_bound = context.drive_bound(0.0);
    let discretisation = simulation.discretise(drive_bound)?;
    let (grid, readout) = (DriveGrid::new(drive_bound, DriveGrid::CELLS), context.network.readout());
    let cells = grid.drives();
    let lookups: Vec<Lookup> =
        context.network.drives(context.images).iter().map(|drive| grid.lookup(&cells, *drive)).collect();
    let mut votes = vec![VoteCounts::new(readout.classes()); context.images.len()];
    let mut ensemble = Ensemble::new(simulation.epsilon, &cells, simulation.start);
    let mut observer = Observer::new(context.network.units.observable(), &ensemble);
    observer.pass_transient(&mut ensemble, &discretisation, stop)?;
    let (mut done, mut points) = (0, Vec::new());
    for window in integration_time {
        let until = ((window / context.times.every).round().max(1.0) as usize).min(discretisation.samples);
        while done < until {
            let samples = (until - done).min(PIECE);
            let recording = observer.record(&mut ensemble, (discretisation.between_samples, samples), stop)?;
            count_looked_up((&readout, &recording), &lookups, &mut votes, stop)?;
            done += samples;
            progress(done as f32 / discretisation.samples as f32);
        }
        points.push(IntegrationTimePoint { window, scores: Scores::of(&votes, context.images) });
    }
    Ok(points)
}

/// The same for coupled neurons, which can't be looked up.
fn of_coupled(
    context: &EvaluationContext<'_>,
    integration_time: &[f64],
    control: Control<'_>,
) -> Result<Vec<IntegrationTimePoint>, SimulationError> {
    let longest = integration_time.last().copied().unwrap_or(context.times.window);
    let context = EvaluationContext { times: Timing { window: longest, ..context.times }, ..*context };
    let runs = DirectRuns::new(&context, 0.0)?;
    let samples = |window: &f64| ((window / context.times.every).round().max(1.0) as usize).min(runs.samples());
    let ends: Vec<usize> = integration_time.iter().map(samples).collect();
    let votes = runs.votes_at(&Condition::default(), &ends, control)?;
    let scores = votes.iter().map(|votes| Scores::of(votes, context.images));
    Ok(integration_time
        .iter()
        .zip(scores)
        .map(|(window, scores)| IntegrationTimePoint { window: *window, scores })
        .collect())
}
