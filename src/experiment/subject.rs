//! What an experiment is done with, and what it finds each time.

use serde::Serialize;

use super::accuracy::{Confusion, answers};
use crate::digit::DigitSet;
use crate::fhn::{ResponseTable, Times, Watch, WatchError};
use crate::network::{FhnNetwork, Readout, Rule, Votes};

/// A network with neurons, the pictures it is to read and when its neurons are watched.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The network.
    pub network: &'a FhnNetwork,
    /// The pictures.
    pub pictures: &'a DigitSet,
    /// Transient, window, sampling and step.
    pub times: Times,
}

/// How many pictures were read right under one condition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The share read right by the longest winner, 0 to 1.
    pub winner: f64,
    /// The same for the digit that comes out worst.
    pub winner_worst: f64,
    /// The share read right by the largest mean output, 0 to 1.
    pub mean: f64,
}

impl Found {
    /// What these votes on `pictures` come to.
    pub fn of(votes: &[Votes], pictures: &DigitSet) -> Self {
        let by = |rule| Confusion::of(pictures.labels(), &answers(votes, rule));
        let winner = by(Rule::Winner);
        let counts = pictures.label_counts();
        let present = winner.per_digit().into_iter().zip(counts).filter(|(_, count)| *count > 0);
        Self {
            winner: winner.accuracy(),
            winner_worst: present.map(|(share, _)| share).fold(1.0, f64::min),
            mean: by(Rule::Mean).accuracy(),
        }
    }
}

impl Subject<'_> {
    /// How its neurons are watched.
    pub(super) fn watch(&self) -> Watch {
        let layer = &self.network.layer;
        Watch { epsilon: layer.epsilon, start: layer.start, times: self.times }
    }

    /// The largest |c| that one of its neurons can have, `more` than it would by itself.
    pub(super) fn reach(&self, more: f64) -> f64 {
        self.network.layer.reach() + more
    }

    /// Refuses a window that a table can't hold, rather than reading its beginning alone.
    pub(super) fn check_window(&self, watch: &Watch, reach: f64) -> Result<(), WatchError> {
        if ResponseTable::fits(watch, reach)? {
            return Ok(());
        }
        let wanted = "short enough for a table (about 1400 samples)".to_owned();
        Err(crate::fhn::StepError::Time { name: "window", wanted, value: self.times.window }.into())
    }

    /// A table of responses prepared for `readout`.
    pub(super) fn table(
        &self,
        watch: &Watch,
        (readout, reach): (&Readout, f64),
        stop: &crate::control::StopToken,
    ) -> Result<ResponseTable, WatchError> {
        self.check_window(watch, reach)?;
        let mut table = ResponseTable::build(watch, reach, stop)?;
        readout.prepare(table.recording_mut());
        Ok(table)
    }
}
