//! Answers of networks whose hidden neurons are of any model.

use ndarray::{Array2, Axis};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::counting::{INTEGRATED_TOGETHER, count_looked_up, count_own, own_lookups};
use crate::control::{Control, StopToken};
use crate::network::{CalibratedNeurons, OutputTraces, Readout, VoteCounts};
use crate::neuron::{Lookup, SimulationError, Timing};

/// Votes on many images by a lookup table: neurons of a grid of drives are integrated once. `z` has shape [images, neurons].
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
pub fn looked_up_votes(
    neurons: &CalibratedNeurons,
    readout: &Readout,
    z: &Array2<f32>,
    times: Timing,
    control: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let stop = control.stop;
    let lookups: Vec<Lookup> = z.as_standard_layout().iter().map(|z| neurons.lookup(*z)).collect();
    let mut votes = vec![VoteCounts::new(readout.classes()); z.nrows()];
    neurons.observe(neurons.cells(), times, control, |recording| {
        count_looked_up((readout, &recording), &lookups, &mut votes, stop)
    })?;
    Ok(votes)
}

/// Where the neurons of an image start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// All at the layer's start.
    Common,
    /// Each neuron of each image somewhere in the model's region, uniformly, by this seed.
    Scattered(u64),
}

/// Votes on many images, every neuron integrated by itself. `z` has shape [images, neurons].
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
pub fn integrated_votes(
    neurons: &CalibratedNeurons,
    readout: &Readout,
    z: &Array2<f32>,
    starting: (Timing, Starts),
    control: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    votes_of_drives(neurons, readout, &neurons.drives(z), starting, control)
}

/// The same for neurons with these drives, shape [images, neurons].
pub(super) fn votes_of_drives(
    neurons: &CalibratedNeurons,
    readout: &Readout,
    drives: &Array2<f32>,
    (times, starts): (Timing, Starts),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let mut votes = vec![VoteCounts::new(readout.classes()); drives.nrows()];
    let lookups = own_lookups(INTEGRATED_TOGETHER * readout.neurons());
    let total = drives.nrows();
    let mut done = 0;
    let pieces = drives.axis_chunks_iter(Axis(0), INTEGRATED_TOGETHER);
    for (drives, votes) in pieces.zip(votes.chunks_mut(INTEGRATED_TOGETHER)) {
        let drives: Vec<f32> = drives.iter().copied().collect();
        let states = states(neurons, starts, (done * readout.neurons(), drives.len()));
        neurons.observe_from(
            (&drives, |neuron| states[neuron]),
            times,
            Control::without_progress(stop),
            |recording| {
                count_own((readout, &recording), &lookups[..drives.len()], votes);
                Ok(())
            },
        )?;
        done += votes.len();
        progress(done as f32 / total as f32);
    }
    Ok(votes)
}

/// The starts of `count` neurons from the one at `first` in the order of all images.
pub(super) fn states(neurons: &CalibratedNeurons, starts: Starts, (first, count): (usize, usize)) -> Vec<[f64; 2]> {
    let Starts::Scattered(seed) = starts else { return vec![neurons.layer().start; count] };
    let region = neurons.layer().model().description().region;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(first as u64);
    let mut between = |[low, high]: [f64; 2]| low + (high - low) * rng.random::<f64>();
    (0..count).map(|_| [between(region[0]), between(region[1])]).collect()
}

/// The output traces of one image, every neuron integrated by itself; `z` has one input for each hidden neuron.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
pub fn integrated_traces(
    neurons: &CalibratedNeurons,
    readout: &Readout,
    z: &[f32],
    times: Timing,
    stop: &StopToken,
) -> Result<OutputTraces, SimulationError> {
    let drives: Vec<f32> = z.iter().map(|z| neurons.drive(crate::network::sigmoid(*z))).collect();
    let lookups = own_lookups(drives.len());
    let mut traces = OutputTraces::new(readout.classes());
    neurons.observe(&drives, times, Control::without_progress(stop), |recording| {
        for outputs in readout.traces(&recording, &lookups).outputs() {
            traces.push(outputs);
        }
        Ok(())
    })?;
    Ok(traces)
}
