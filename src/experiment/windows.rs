//! How much time a decision takes: accuracy against the window over which the outputs race.

use rayon::prelude::*;
use serde::Serialize;

use super::subject::{Found, Subject};
use crate::control::{Progress, StopToken};
use crate::fhn::{DriveGrid, Ensemble, Source, Times, Watch, WatchError};
use crate::network::Votes;

/// Samples that are held at once.
const PIECE: usize = 1024;
/// Pictures that one task works through together.
const TOGETHER: usize = 512;

/// What was read right within a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WindowPoint {
    /// T, the length of the window; dimensionless time.
    pub window: f64,
    /// The share read right by the longest winner, 0 to 1.
    pub winner: f64,
    /// The same for the digit that comes out worst.
    pub winner_worst: f64,
    /// The share read right by the largest mean output, 0 to 1.
    pub mean: f64,
}

/// Accuracy after each of these `windows`, which all begin at the end of the transient; the subject's own window does not
/// matter. One run serves all of them.
///
/// # Errors
/// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn accuracy_by_window(
    subject: &Subject<'_>,
    windows: &[f64],
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<WindowPoint>, WatchError> {
    let mut windows = windows.to_vec();
    windows.sort_by(f64::total_cmp);
    let longest = windows.last().copied().unwrap_or(subject.times.window);
    let watch = Watch { times: Times { window: longest, ..subject.times }, ..subject.watch() };
    let reach = subject.reach(0.0);
    let schedule = watch.schedule(reach)?;
    let (grid, readout) = (DriveGrid::new(reach, DriveGrid::CELLS), subject.network.readout());
    let cells = grid.drives();
    let sources: Vec<Source> =
        subject.network.drives(subject.pictures).iter().map(|drive| grid.source(&cells, *drive)).collect();
    let mut votes = vec![Votes::default(); subject.pictures.len()];
    let mut ensemble = Ensemble::new(watch.epsilon, &cells, watch.start);
    ensemble.advance(schedule.transient, stop)?;
    let (mut done, mut points) = (0, Vec::new());
    for window in windows {
        let until = ((window / subject.times.every).round().max(1.0) as usize).min(schedule.samples);
        while done < until {
            let samples = (until - done).min(PIECE);
            let mut recording = ensemble.record(schedule.between_samples, samples, stop)?;
            readout.prepare(&mut recording);
            let pictures = sources.par_chunks(TOGETHER * readout.neurons());
            pictures.zip(votes.par_chunks_mut(TOGETHER)).try_for_each(|(sources, votes)| {
                stop.check()?;
                readout.add_votes(&recording, sources, votes);
                Ok::<_, crate::control::Stopped>(())
            })?;
            done += samples;
            progress(done as f32 / schedule.samples as f32);
        }
        let Found { winner, winner_worst, mean } = Found::of(&votes, subject.pictures);
        points.push(WindowPoint { window, winner, winner_worst, mean });
    }
    Ok(points)
}
