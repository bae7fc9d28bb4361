//! What an experiment is done with, and what it finds each time.

use serde::Serialize;

use super::accuracy::{Confusion, answers};
use crate::dataset::ImageSet;
use crate::network::{FhnNetwork, Readout, Rule, VoteCounts};
use crate::neuron::{LookupTable, Simulation, SimulationError, Timing};

/// A network with neurons, the pictures it is to read and when its neurons are watched.
#[derive(Clone, Copy, Debug)]
pub struct EvaluationContext<'a> {
    /// The network.
    pub network: &'a FhnNetwork,
    /// The pictures.
    pub pictures: &'a ImageSet,
    /// Transient, window, sampling and step.
    pub times: Timing,
}

/// How many pictures were read right under one condition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// The share read right by the longest winner, 0 to 1.
    pub winner: f64,
    /// The same for the digit that comes out worst.
    pub winner_worst: f64,
    /// The share read right by the largest mean output, 0 to 1.
    pub mean: f64,
}

impl Scores {
    /// What these votes on `pictures` come to.
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
    /// How its neurons are watched.
    pub(super) fn simulation(&self) -> Simulation {
        let layer = &self.network.units;
        Simulation { epsilon: layer.epsilon, start: layer.start, times: self.times }
    }

    /// The largest |c| that one of its neurons can have, `more` than it would by itself.
    pub(super) fn drive_bound(&self, more: f64) -> f64 {
        self.network.units.drive_bound() + more
    }

    /// A table of responses prepared for `readout`.
    pub(super) fn table(
        &self,
        simulation: &Simulation,
        (readout, drive_bound): (&Readout, f64),
        stop: &crate::control::StopToken,
    ) -> Result<LookupTable, SimulationError> {
        let mut table = LookupTable::build(simulation, drive_bound, stop)?;
        readout.prepare(table.recording_mut());
        Ok(table)
    }
}
