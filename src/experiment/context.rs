//! Evaluation context of an experiment, and the scores it yields.

use serde::Serialize;

use super::accuracy::{Confusion, answers};
use crate::dataset::ImageSet;
use crate::network::{FhnNetwork, Readout, Rule, VoteCounts};
use crate::neuron::{LookupTable, Simulation, SimulationError, Timing};

/// A network with neurons, the images it classifies, and the timing of the simulation.
#[derive(Clone, Copy, Debug)]
pub struct EvaluationContext<'a> {
    /// The network.
    pub network: &'a FhnNetwork,
    /// The images.
    pub pictures: &'a ImageSet,
    /// Transient, window, sampling and step.
    pub times: Timing,
}

/// Scores of a network under one condition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Accuracy by the longest-winner rule, 0 to 1.
    pub winner: f64,
    /// Lowest per-class recall by the longest-winner rule, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, 0 to 1.
    pub mean: f64,
}

impl Scores {
    /// The scores of these votes on `pictures`.
    pub fn of(votes: &[VoteCounts], pictures: &ImageSet) -> Self {
        let by = |rule| Confusion::of(pictures, &answers(votes, rule));
        let winner = by(Rule::Winner);
        Self {
            winner: winner.accuracy(),
            winner_worst: winner.lowest_recall().map_or(0.0, |(_, recall)| recall),
            mean: by(Rule::Mean).accuracy(),
        }
    }
}

impl EvaluationContext<'_> {
    /// The simulation of its neurons.
    pub(super) fn simulation(&self) -> Simulation {
        let layer = &self.network.units;
        Simulation { epsilon: layer.epsilon, start: layer.start, times: self.times }
    }

    /// Bound of |c| over its neurons with a perturbation of c of up to `more`.
    pub(super) fn drive_bound(&self, more: f64) -> f64 {
        self.network.units.drive_bound() + more
    }

    /// A lookup table prepared for `readout`.
    pub(super) fn table(
        simulation: &Simulation,
        (readout, drive_bound): (&Readout, f64),
        stop: &crate::control::StopToken,
    ) -> Result<LookupTable, SimulationError> {
        let mut table = LookupTable::build(simulation, drive_bound, stop)?;
        readout.prepare(table.recording_mut());
        Ok(table)
    }
}
