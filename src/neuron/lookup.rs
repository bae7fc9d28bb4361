//! The lookup table of x(t; c): trajectories on a grid of drives that stand for those of all drives. The method and its error
//! are described at [`LookupTable`].

use super::integrator::StepError;
use super::observation::Observable;
use super::recording::{BLOCK, Recording};
use super::simulation::{Simulation, SimulationError};
use super::timing::Timing;
use crate::control::{Control, StopToken, Stopped};

/// A grid of drives c from -b to b, divided into cells: fine up to |c| = 1.0625, where neurons oscillate, and of size 1/256
/// beyond, where they rest.
///
/// ```
/// use nullcline::neuron::DriveGrid;
///
/// let grid = DriveGrid::new(1.5, 4096);
/// let (cell, drives) = (grid.cell(0.3), grid.drives());
/// assert!((f64::from(drives[cell]) - 0.3).abs() <= grid.cell_size() / 2.0 + 1e-7);
/// // Drives beyond the bound are looked up in the last cell.
/// assert_eq!((grid.cell(9.0), grid.len()), (drives.len() - 1, drives.len()));
/// # assert!(grid.drive_bound() >= 1.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriveGrid {
    /// The number of cells from -INNER to INNER.
    inner: usize,
    /// The number of cells beyond, on each side.
    outer: usize,
}

impl DriveGrid {
    /// The |c| at which the fine cells end: beyond, every neuron is at rest after a short transient.
    const INNER: f64 = 1.0625;
    /// The size of a coarse cell.
    const OUTER_CELL: f64 = 1.0 / 256.0;
    /// The default number of fine cells.
    pub const CELLS: usize = 8192;

    /// A grid for |c| up to at least `drive_bound`, with `cells` fine cells: at least 2, best a multiple of
    /// [`BLOCK`](super::BLOCK).
    pub fn new(drive_bound: f64, cells: usize) -> Self {
        let beyond = ((drive_bound - Self::INNER) / Self::OUTER_CELL).ceil().max(0.0) as usize;
        Self { inner: cells.max(2), outer: beyond.next_multiple_of(BLOCK / 2) }
    }

    /// The size of a fine cell in units of c. The drive of a cell differs from one looked up by half of it at most.
    pub fn cell_size(&self) -> f64 {
        2.0 * Self::INNER / self.inner as f64
    }

    /// The number of cells, fine and coarse.
    pub fn len(&self) -> usize {
        self.inner + 2 * self.outer
    }

    /// Always false: a grid has at least two cells.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The largest |c| on the grid, at least the bound that was asked for and at least 1.0625.
    pub fn drive_bound(&self) -> f64 {
        Self::INNER + self.outer as f64 * Self::OUTER_CELL
    }

    /// The drive c in the middle of each cell, in ascending order.
    pub fn drives(&self) -> Vec<f32> {
        let outer = |cell: usize| -self.drive_bound() + (cell as f64 + 0.5) * Self::OUTER_CELL;
        let low = (0..self.outer).map(outer);
        let inner = (0..self.inner).map(|cell| -Self::INNER + (cell as f64 + 0.5) * self.cell_size());
        let high = (0..self.outer).rev().map(|cell| -outer(cell));
        low.chain(inner).chain(high).map(|drive| drive as f32).collect()
    }

    /// The index of the cell that contains `drive`; of the nearest cell if it is beyond the grid.
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

/// The result of a lookup: the recorded neuron that stands for a drive, and the correction of its mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lookup {
    /// The index of the recorded neuron, the one in the middle of the cell.
    pub neuron: u32,
    /// The drive of the recorded neuron minus the drive looked up. Added to the recorded x it corrects the quantisation error
    /// of the time mean exactly, since by the mean law that is -c.
    pub shift: f32,
}

impl DriveGrid {
    /// Looks up `drive`; `cells` are the drives of this grid, from [`DriveGrid::drives`].
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

/// A lookup table of x(t; c): the trajectories of a grid of drives, which stand for those of any number of neurons.
///
/// Neurons are not coupled, so with a constant current x(t) depends on epsilon, c, the initial state and t alone. Instead of a
/// million neurons one integrates the 8,192 or more of a [`DriveGrid`] and looks x up. A neuron looked up is one whose drive
/// was rounded to the middle of its cell:
///
/// * The quantisation error of its time mean is corrected exactly by [`Lookup::shift`], because the mean is -c.
/// * Its phase after the time t is off by t |d omega/dc| times half a cell, where omega is the angular frequency of the limit
///   cycle. At epsilon 0.1 and c = 0.5, |d omega/dc| is 0.76, which gives 0.1 rad after t = 1100.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::neuron::{Epsilon, LookupTable, Simulation, State, Timing};
///
/// let times = Timing { transient: 5.0, window: 10.0, ..Timing::default() };
/// let simulation = Simulation::new(Epsilon::new(0.1)?, State::DEFAULT, times);
/// let table = LookupTable::build(&simulation, 1.0, &StopToken::new())?;
/// // x of a neuron with c = 0.3 at the 100 samples of the window.
/// let lookup = table.lookup(0.3);
/// let x: Vec<f32> = table.recording().trace(lookup.neuron as usize).map(|x| x + lookup.shift).collect();
/// assert_eq!(x.len(), 100);
/// assert!(x.iter().any(|x| *x > 1.5) && x.iter().any(|x| *x < -1.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LookupTable {
    grid: DriveGrid,
    cells: Vec<f32>,
    recording: Recording,
}

impl LookupTable {
    /// Whether the observation window of `simulation` is short enough for a table of |c| up to `drive_bound`, 48 MiB.
    ///
    /// # Errors
    /// [`StepError`] if a time is out of range or the step is not stable for these drives.
    pub fn fits(simulation: &Simulation, drive_bound: f64) -> Result<bool, StepError> {
        let cells = DriveGrid::new(drive_bound, DriveGrid::CELLS).len();
        Ok(simulation.discretise(drive_bound)?.samples <= Simulation::piece(cells))
    }

    /// Integrates the neurons of a grid of |c| up to `drive_bound`, in parallel.
    ///
    /// # Errors
    /// [`SimulationError::Step`] if a time is out of range, the step is not stable for these drives, or the
    /// observation window is too long for a table (see [`LookupTable::fits`]);
    /// [`SimulationError::Stopped`] if `stop` was set.
    pub fn build(simulation: &Simulation, drive_bound: f64, stop: &StopToken) -> Result<Self, SimulationError> {
        Self::observe(simulation, Observable::default(), drive_bound, stop)
    }

    /// [`LookupTable::build`] with an `observable` of each neuron in place of x, for example a sigmoid of x, or x through a
    /// synapse.
    ///
    /// # Errors
    /// Those of [`LookupTable::build`].
    pub fn observe(
        simulation: &Simulation,
        observable: Observable,
        drive_bound: f64,
        stop: &StopToken,
    ) -> Result<Self, SimulationError> {
        if !simulation.mean_field.is_none() {
            return Err(SimulationError::Coupled);
        }
        let grid = DriveGrid::new(drive_bound, DriveGrid::CELLS);
        if !Self::fits(simulation, drive_bound)? {
            return Err(too_long(&simulation.times, Simulation::piece(grid.len())).into());
        }
        let cells = grid.drives();
        let mut recordings = Vec::new();
        simulation.observe(&cells, observable, Control::without_progress(stop), |recording| {
            if recordings.is_empty() {
                recordings.push(recording);
            }
            Ok(())
        })?;
        let recording = recordings.pop().ok_or(Stopped)?;
        Ok(Self { grid, cells, recording })
    }

    /// x of the neuron in the middle of each cell, at each sample of the window.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The recording for changes, such as [`Recording::map`] to the values that a readout takes.
    pub fn recording_mut(&mut self) -> &mut Recording {
        &mut self.recording
    }

    /// Looks up the neuron that stands for `drive`.
    #[inline]
    pub fn lookup(&self, drive: f32) -> Lookup {
        self.grid.lookup(&self.cells, drive)
    }
}
