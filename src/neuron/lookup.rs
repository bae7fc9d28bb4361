//! What neurons of given drives do while they are watched, and a grid of drives that stands for all drives.
//!
//! Neurons do not talk to each other: with a constant current, x(t) depends on epsilon, c, the start and t alone. So
//! instead of a million neurons one integrates a grid of c and looks x up. A neuron looked up is a neuron whose drive was
//! rounded to its cell. Its mean is put right, since by the mean law that is -c exactly; what is left is the phase, which
//! after the transient is off by (T_trans + T) (d omega/d c) times half a cell.

use super::ensemble::{BLOCK, Recording};
use super::integrator::StepError;
use super::simulation::{Simulation, SimulationError};
use super::timing::Timing;
use crate::control::{StopToken, Stopped, no_progress};

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

    /// A grid for drives up to +-`drive_bound`, with `cells` fine cells (a multiple of the ensemble's block is best).
    pub fn new(drive_bound: f64, cells: usize) -> Self {
        let beyond = ((drive_bound - Self::INNER) / Self::OUTER_CELL).ceil().max(0.0) as usize;
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
    pub fn drive_bound(&self) -> f64 {
        Self::INNER + self.outer as f64 * Self::OUTER_CELL
    }

    /// The drive of each cell: its middle, from the lowest to the highest.
    pub fn drives(&self) -> Vec<f32> {
        let outer = |cell: usize| -self.drive_bound() + (cell as f64 + 0.5) * Self::OUTER_CELL;
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
            ((drive + self.drive_bound()) / Self::OUTER_CELL).max(0.0)
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
pub struct Lookup {
    /// Which neuron of the recording stands for it.
    pub neuron: u32,
    /// c of that neuron minus its own c: by the mean law its x is higher by this much in the mean.
    pub shift: f32,
}

impl DriveGrid {
    /// The cell that stands for `drive`, whose own drive is in `cells`, those of [`DriveGrid::drives`].
    #[inline]
    pub fn lookup(&self, cells: &[f32], drive: f32) -> Lookup {
        let neuron = self.cell(drive);
        Lookup { neuron: neuron as u32, shift: cells[neuron] - drive }
    }
}

/// The window is longer than so many samples.
fn too_long(times: &Timing, samples: usize) -> StepError {
    let longest = samples as f64 * times.every;
    let wanted = format!("at most {longest} with a sample each {} (a lookup table holds {samples})", times.every);
    StepError::Time { name: "window", wanted, value: times.window }
}

/// x(t; c) for all drives up to a reach, at the samples of a window short enough to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct LookupTable {
    grid: DriveGrid,
    cells: Vec<f32>,
    recording: Recording,
}

impl LookupTable {
    /// Whether the window is short enough for a table up to +-`drive_bound`.
    ///
    /// # Errors
    /// [`StepError`] if the times do not fit.
    pub fn fits(simulation: &Simulation, drive_bound: f64) -> Result<bool, StepError> {
        let cells = DriveGrid::new(drive_bound, DriveGrid::CELLS).len();
        Ok(simulation.discretise(drive_bound)?.samples <= Simulation::piece(cells))
    }

    /// Integrates the grid for drives up to +-`drive_bound`.
    ///
    /// # Errors
    /// [`SimulationError`]; among them a window that is too long for a table ([`LookupTable::fits`]).
    pub fn build(simulation: &Simulation, drive_bound: f64, stop: &StopToken) -> Result<Self, SimulationError> {
        let grid = DriveGrid::new(drive_bound, DriveGrid::CELLS);
        if !Self::fits(simulation, drive_bound)? {
            return Err(too_long(&simulation.times, Simulation::piece(grid.len())).into());
        }
        let cells = grid.drives();
        let mut recordings = Vec::new();
        simulation.run(&cells, stop, &no_progress, |recording| {
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
    pub fn lookup(&self, drive: f32) -> Lookup {
        self.grid.lookup(&self.cells, drive)
    }
}
