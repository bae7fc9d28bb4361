//! What neurons of given drives do while they are watched, and a grid of drives that stands for all drives.
//!
//! Neurons do not talk to each other: with a constant current, x(t) depends on epsilon, c, the start and t alone. So
//! instead of a million neurons one integrates a grid of c and looks x up. A neuron looked up is a neuron whose drive was
//! rounded to its cell. Its mean is put right, since by the mean law that is -c exactly; what is left is the phase, which
//! after the transient is off by (T_trans + T) (d omega/d c) times half a cell.

use super::ensemble::{BLOCK, Ensemble, Recording, TILE};
use super::integrator::{StepError, reach_of};
use super::{Epsilon, Schedule, State, Times};
use crate::control::{Progress, StopToken, Stopped, silent};

/// Everything of a run but the drives: where the neurons start and when they are watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// Time scale of all neurons.
    pub epsilon: Epsilon,
    /// Where all neurons start.
    pub start: State,
    /// Transient, window and sampling.
    pub times: Times,
}

/// Why neurons could not be watched.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WatchError {
    /// The times can't be cut into stable steps.
    #[error(transparent)]
    Step(#[from] StepError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl Watch {
    /// The most bytes of a recording that are held at once; longer windows come in pieces.
    const MOST_BYTES: usize = 48 << 20;

    /// The schedule for neurons of |c| up to `largest_drive`.
    ///
    /// # Errors
    /// [`StepError`] if the times do not fit.
    pub fn schedule(&self, largest_drive: f64) -> Result<Schedule, StepError> {
        let reach = |drive| reach_of(self.epsilon.get(), drive, self.start);
        Schedule::new(&self.times, self.epsilon, reach(largest_drive).max(reach(-largest_drive)))
    }

    /// Samples of `neurons` that are held at once.
    fn piece(neurons: usize) -> usize {
        (Self::MOST_BYTES / Recording::bytes(neurons.max(1), TILE)).max(1) * TILE
    }

    /// Integrates neurons of these `drives` and hands over their recording, in pieces one after the other if it is long.
    ///
    /// Progress is reported from 0 to 1.
    ///
    /// # Errors
    /// [`WatchError`].
    pub fn run(
        &self,
        drives: &[f32],
        stop: &StopToken,
        progress: Progress<'_>,
        mut keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), WatchError> {
        let largest = drives.iter().fold(0.0_f32, |most, drive| most.max(drive.abs()));
        let schedule = self.schedule(f64::from(largest))?;
        let mut ensemble = Ensemble::new(self.epsilon, drives, self.start);
        ensemble.advance(schedule.transient, stop)?;
        let total = schedule.total_steps() as f32;
        let mut done = schedule.transient.count;
        progress(done as f32 / total);
        let piece = Self::piece(drives.len());
        let mut left = schedule.samples;
        while left > 0 {
            let samples = left.min(piece);
            keep(ensemble.record(schedule.between_samples, samples, stop)?)?;
            left -= samples;
            done += samples * schedule.between_samples.count;
            progress(done as f32 / total);
        }
        Ok(())
    }
}

/// Drives that stand for all drives up to a reach: fine where neurons oscillate, coarse where they rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriveGrid {
    /// Cells from -INNER to INNER.
    inner: usize,
    /// Cells beyond, on each side.
    outer: usize,
}

impl DriveGrid {
    /// Where the fine cells end: beyond, every neuron is at rest after a short transient.
    const INNER: f64 = 1.0625;
    /// The size of a coarse cell.
    const OUTER_CELL: f64 = 1.0 / 256.0;
    /// Fine cells used where nothing else is said.
    pub const CELLS: usize = 8192;

    /// A grid for drives up to +-`reach`, with `cells` fine cells (a multiple of the ensemble's block is best).
    pub fn new(reach: f64, cells: usize) -> Self {
        let beyond = ((reach - Self::INNER) / Self::OUTER_CELL).ceil().max(0.0) as usize;
        Self { inner: cells.max(2), outer: beyond.next_multiple_of(BLOCK / 2) }
    }

    /// The size of a fine cell: a drive looked up is off by half of it at most.
    pub fn cell_size(&self) -> f64 {
        2.0 * Self::INNER / self.inner as f64
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.inner + 2 * self.outer
    }

    /// Never: there are always some.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The largest |c| that has a cell of its own.
    pub fn reach(&self) -> f64 {
        Self::INNER + self.outer as f64 * Self::OUTER_CELL
    }

    /// The drive of each cell: its middle, from the lowest to the highest.
    pub fn drives(&self) -> Vec<f32> {
        let outer = |cell: usize| -self.reach() + (cell as f64 + 0.5) * Self::OUTER_CELL;
        let low = (0..self.outer).map(outer);
        let inner = (0..self.inner).map(|cell| -Self::INNER + (cell as f64 + 0.5) * self.cell_size());
        let high = (0..self.outer).rev().map(|cell| -outer(cell));
        low.chain(inner).chain(high).map(|drive| drive as f32).collect()
    }

    /// The cell of `drive`; beyond the reach, the last one.
    #[inline]
    pub fn cell(&self, drive: f32) -> usize {
        let drive = f64::from(drive);
        let cell = if drive < -Self::INNER {
            ((drive + self.reach()) / Self::OUTER_CELL).max(0.0)
        } else if drive < Self::INNER {
            self.outer as f64 + ((drive + Self::INNER) / self.cell_size()).min(self.inner as f64 - 0.5)
        } else {
            (self.outer + self.inner) as f64 + (drive - Self::INNER) / Self::OUTER_CELL
        };
        (cell as usize).min(self.len() - 1)
    }
}

/// A neuron's place in a recording, and how much its true x is above what was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Which neuron of the recording stands for it.
    pub neuron: u32,
    /// c of that neuron minus its own c: by the mean law its x is higher by this much in the mean.
    pub shift: f32,
}

impl DriveGrid {
    /// The cell that stands for `drive`, whose own drive is in `cells`, those of [`DriveGrid::drives`].
    #[inline]
    pub fn source(&self, cells: &[f32], drive: f32) -> Source {
        let neuron = self.cell(drive);
        Source { neuron: neuron as u32, shift: cells[neuron] - drive }
    }
}

/// x(t; c) for all drives up to a reach, at the samples of a window short enough to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseTable {
    grid: DriveGrid,
    cells: Vec<f32>,
    recording: Recording,
}

impl ResponseTable {
    /// Whether the window is short enough for a table up to +-`reach`.
    ///
    /// # Errors
    /// [`StepError`] if the times do not fit.
    pub fn fits(watch: &Watch, reach: f64) -> Result<bool, StepError> {
        let cells = DriveGrid::new(reach, DriveGrid::CELLS).len();
        Ok(watch.schedule(reach)?.samples <= Watch::piece(cells))
    }

    /// Integrates the grid for drives up to +-`reach`. Of a window that does not fit ([`ResponseTable::fits`]), the first
    /// piece stays.
    ///
    /// # Errors
    /// [`WatchError`].
    pub fn build(watch: &Watch, reach: f64, stop: &StopToken) -> Result<Self, WatchError> {
        let grid = DriveGrid::new(reach, DriveGrid::CELLS);
        let cells = grid.drives();
        let mut recordings = Vec::new();
        watch.run(&cells, stop, &silent, |recording| {
            if recordings.is_empty() {
                recordings.push(recording);
            }
            Ok(())
        })?;
        let recording = recordings.pop().ok_or(Stopped)?;
        Ok(Self { grid, cells, recording })
    }

    /// What was recorded of each cell.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The same, to be prepared for a readout.
    pub fn recording_mut(&mut self) -> &mut Recording {
        &mut self.recording
    }

    /// The cell that stands for `drive`.
    #[inline]
    pub fn source(&self, drive: f32) -> Source {
        self.grid.source(&self.cells, drive)
    }
}
