//! Robustness of networks of calibrated neurons of any model: observation window, initial states, noise, ablation.

use ndarray::Array2;

use super::ablation::{AblationPoint, picked};
use super::any_neuron::{Starts, integrated_votes, looked_up_votes, votes_of_drives};
use super::context::Scores;
use super::draws::{DrawStatistics, Draws};
use super::drive_noise::{check_interval, offsets};
use super::flow::{Flow, FlowingLayer, NeuronFlows};
use super::initial_conditions::InitialConditionPoint;
use super::integration_time::IntegrationTimePoint;
use super::noise::{NoisePoint, Process, vote};
use crate::control::Control;
use crate::dataset::ImageSet;
use crate::network::{CalibratedNeurons, Dense, Readout, VoteCounts};
use crate::neuron::{LeakyIntegrator, SimulationError, Timing};

/// A network of calibrated neurons, the images that it classifies, and the times.
///
/// ```
/// use nullcline::control::{Control, StopToken};
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::{CalibratedContext, Draws};
/// use nullcline::network::{CalibratedNeurons, HiddenCount, Network, NeuronLayer, Sigmoid};
/// use nullcline::neuron::{NeuronKind, Timing};
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let images = drawn_digits(&DrawnStyle::NEAT, 0, 10);
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid, 0);
/// let neurons = CalibratedNeurons::new(NeuronLayer::new(NeuronKind::MorrisLecar), &StopToken::new())?;
/// let times = Timing { transient: 100.0, window: 100.0, every: 1.0, step: None };
/// let z = network.inputs(&images);
/// let context = CalibratedContext { neurons: &neurons, output: network.output(), z: &z, images: &images, times };
/// // Without any neuron every image has the same answer: one of ten is right.
/// let points = context.by_ablation((&[100], Draws::one(0)), Control::without_progress(&StopToken::new()))?;
/// assert_eq!((points[0].ablated, points[0].scores.winner), (100, 0.1));
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CalibratedContext<'a> {
    /// The neurons with their mean law.
    pub neurons: &'a CalibratedNeurons,
    /// The output layer behind them.
    pub output: &'a Dense,
    /// What the neurons receive from each image, shape [images, neurons].
    pub z: &'a Array2<f32>,
    /// The images.
    pub images: &'a ImageSet,
    /// Transient, window, sampling and step, in the model's unit of time.
    pub times: Timing,
}

impl CalibratedContext<'_> {
    fn readout(&self) -> Readout {
        self.neurons.readout(self.output)
    }

    fn scores(&self, votes: &[VoteCounts]) -> Scores {
        Scores::of(votes, self.images)
    }

    /// Accuracy with each of these numbers of neurons ablated, from a lookup table, over draws of which: see
    /// [`accuracy_by_ablation`](super::accuracy_by_ablation).
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_ablation(
        &self,
        (numbers, draws): (&[usize], Draws),
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<AblationPoint>, SimulationError> {
        let neurons = self.z.ncols();
        let each = numbers.iter().enumerate().map(|(index, &count)| {
            let scores = draws.scores(count > 0, |seed| {
                let mut output = self.output.clone();
                for neuron in picked(neurons, count, seed) {
                    output.weights.row_mut(neuron).fill(0.0);
                }
                let readout = self.neurons.readout(&output);
                let control = Control::without_progress(stop);
                Ok::<_, SimulationError>(self.scores(&looked_up_votes(
                    self.neurons,
                    &readout,
                    self.z,
                    self.times,
                    control,
                )?))
            })?;
            progress((index + 1) as f32 / numbers.len() as f32);
            Ok(AblationPoint { ablated: count.min(neurons), scores: DrawStatistics::of(&scores) })
        });
        each.collect()
    }

    /// Accuracy after each of these observation windows, from a lookup table: see
    /// [`accuracy_by_integration_time`](super::accuracy_by_integration_time).
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_integration_time(
        &self,
        windows: &[f64],
        control: Control<'_>,
    ) -> Result<Vec<IntegrationTimePoint>, SimulationError> {
        let mut windows = windows.to_vec();
        windows.sort_by(f64::total_cmp);
        let (readout, mut points) = (self.readout(), Vec::new());
        for window in &windows {
            let times = Timing { window: *window, ..self.times };
            let silent = Control::without_progress(control.stop);
            let votes = looked_up_votes(self.neurons, &readout, self.z, times, silent)?;
            points.push(IntegrationTimePoint { window: *window, scores: self.scores(&votes) });
            (control.progress)(points.len() as f32 / windows.len() as f32);
        }
        Ok(points)
    }

    /// Accuracy with all neurons at the layer's start, and with each neuron of each image started somewhere in the model's region,
    /// over draws of where: points of scatter 0 and 1. Every neuron is integrated by itself.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_start(
        &self,
        draws: Draws,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<InitialConditionPoint>, SimulationError> {
        let (readout, [x0, y0]) = (self.readout(), self.neurons.layer().start);
        let total = 1 + draws.seeds().len();
        let mut done = 0;
        let mut score = |starts: Starts| {
            let share = |share: f32| progress((done as f32 + share) / total as f32);
            let control = Control { stop, progress: &share };
            let votes = integrated_votes(self.neurons, &readout, self.z, (self.times, starts), control)?;
            done += 1;
            Ok::<_, SimulationError>(self.scores(&votes))
        };
        let common = [score(Starts::Common)?];
        let scattered = draws.scores(true, |seed| score(Starts::Scattered(seed)))?;
        let point = |scatter: f64, scores: &[Scores]| InitialConditionPoint {
            x0,
            y0,
            scatter,
            scores: DrawStatistics::of(scores),
        };
        Ok(vec![point(0.0, &common), point(1.0, &scattered)])
    }

    /// Accuracy with a constant offset of the drive of each neuron, the same for all images, of each of these standard deviations
    /// in the unit of the drive, over draws of them. Every neuron is integrated by itself.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_heterogeneity(
        &self,
        (deviations, draws): (&[f64], Draws),
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<NoisePoint>, SimulationError> {
        let readout = self.readout();
        let each = deviations.iter().enumerate().map(|(index, &deviation)| {
            let scores = draws.scores(deviation != 0.0, |seed| {
                let offsets = ndarray::Array1::from(offsets(self.z.ncols(), deviation, seed));
                let drives = self.neurons.drives(self.z) + &offsets;
                let share = |share: f32| progress((index as f32 + share) / deviations.len() as f32);
                let control = Control { stop, progress: &share };
                let times = (self.times, Starts::Common);
                Ok::<_, SimulationError>(self.scores(&votes_of_drives(
                    self.neurons,
                    &readout,
                    &drives,
                    times,
                    control,
                )?))
            })?;
            Ok(NoisePoint { deviation, scores: DrawStatistics::of(&scores) })
        });
        each.collect()
    }

    /// [`accuracy_by_noise`](super::accuracy_by_noise) with these neurons under fluctuating noise of correlation time `tau`; `deviations` are in the unit
    /// of the drive, times in the model's.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, the sampling interval is above half of
    /// the correlation time, or the work was stopped.
    pub fn by_fluctuation(
        &self,
        tau: f64,
        (deviations, draws): (&[f64], Draws),
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<NoisePoint>, SimulationError> {
        check_interval(&self.times, tau)?;
        let total = deviations.iter().map(|deviation| draws.needed(*deviation != 0.0).seeds().len()).sum::<usize>();
        let mut done = 0.0;
        let mut score = |deviation: f64, seed: u64| {
            let so_far = |share: f32| progress((done + share) / total as f32);
            let votes = self.fluctuating((deviation, tau), seed, Control { stop, progress: &so_far })?;
            done += 1.0;
            Ok::<_, SimulationError>(Scores::of(&votes, self.images))
        };
        let each = deviations.iter().map(|&deviation| {
            let scores = draws.scores(deviation != 0.0, |seed| score(deviation, seed))?;
            Ok(NoisePoint { deviation, scores: DrawStatistics::of(&scores) })
        });
        each.collect()
    }

    fn fluctuating(
        &self,
        noise: (f64, f64),
        seed: u64,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<VoteCounts>, SimulationError> {
        let (layer, readout) = (*self.neurons.layer(), self.neurons.readout(self.output));
        let discretisation = layer.discretise(&self.times)?;
        let between = discretisation.between_samples;
        let mut process = Process::new(&self.neurons.drives(self.z), noise, seed);
        let mut flow = NeuronFlows { layer, between }.flow(process.drives(between), &[]);
        let mut traces = LeakyIntegrator::new(layer.synapse, flow.received().to_vec());
        let mut votes = vec![VoteCounts::new(readout.classes()); self.images.len()];
        let transient = (self.times.transient / self.times.every).round() as usize;
        let total = transient + discretisation.samples;
        for turn in 0..total {
            if turn > 0 {
                flow.set_drives(process.drives(between));
            }
            flow.advance(stop)?;
            traces.advance(flow.received().iter().copied(), self.times.every);
            if turn >= transient {
                vote(&readout, traces.values(), &mut votes);
            }
            if turn % 64 == 0 {
                progress(turn as f32 / total as f32);
            }
        }
        Ok(votes)
    }
}
