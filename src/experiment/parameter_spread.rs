//! Networks whose neurons have parameters of their own, while drives and readout stay those of the calibrated model.
//!
//! The mean law of FitzHugh-Nagumo neurons knows no parameter; that of other models does, and is measured with the parameters of
//! the model's set. A neuron with other ones has another law than the one that it is read by.

use ndarray::Axis;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::any_robustness::CalibratedContext;
use super::context::Scores;
use super::draws::{DrawStatistics, Draws};
use super::dynamics::DynamicsPoint;
use crate::control::{Control, StopToken, Stopped};
use crate::network::{NeuronLayer, VoteCounts, sigmoid};
use crate::neuron::{BuiltInModel, SimulationError};

/// The most images that are worked through together, and the most values of their outputs that are held at once.
const TOGETHER: usize = 512;
const HELD: usize = 1 << 24;

/// Which parameters of a model differ from neuron to neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// Each of its set, on its own.
    All,
    /// The rate of recovery: phi of Morris-Lecar, a of Izhikevich.
    Recovery,
}

/// The spreads that are compared, each with a name and the standard deviation of the logarithm of a parameter.
const SPREADS: [(&str, f64, Spread); 10] = [
    ("own", 0.0, Spread::All),
    ("spread of all parameters", 0.01, Spread::All),
    ("spread of all parameters", 0.02, Spread::All),
    ("spread of all parameters", 0.05, Spread::All),
    ("spread of all parameters", 0.1, Spread::All),
    ("spread of all parameters", 0.2, Spread::All),
    ("spread of recovery", 0.05, Spread::Recovery),
    ("spread of recovery", 0.1, Spread::Recovery),
    ("spread of recovery", 0.2, Spread::Recovery),
    ("spread of recovery", 0.5, Spread::Recovery),
];

impl Spread {
    /// The model of each neuron that a draw gives; the same draw has the same ones but for the size of the spread.
    fn models(self, layer: &NeuronLayer, (neurons, deviation, seed): (usize, f64, u64)) -> Vec<BuiltInModel> {
        let model = layer.model();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut factors = || [(); 4].map(|()| (deviation * rng.sample::<f64, _>(StandardNormal)).exp());
        let one = |factors: [f64; 4]| match (self, model) {
            (Self::Recovery, BuiltInModel::MorrisLecar(_)) => model.with_factors([1.0, 1.0, 1.0, factors[3]]),
            (Self::Recovery, _) => model.with_factors([factors[0], 1.0, 1.0, 1.0]),
            (Self::All, _) => model.with_factors(factors),
        };
        (0..neurons).map(|_| one(factors()).unwrap_or(model)).collect()
    }
}

impl CalibratedContext<'_> {
    /// Accuracy and deviation from the mean law where each neuron has parameters of its own: those of the model's set, multiplied
    /// by log-normal factors. Drives and readout are those of the network. Every neuron of every image is integrated.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_parameter_spread(
        &self,
        draws: Draws,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<DynamicsPoint>, SimulationError> {
        let needed = |deviation: f64| draws.needed(deviation != 0.0).seeds();
        let total: usize = SPREADS.iter().map(|(_, deviation, _)| needed(*deviation).len()).sum();
        let (mut done, mut points) = (0.0, Vec::new());
        for (name, deviation, spread) in SPREADS {
            let (mut scores, mut squares) = (Vec::new(), 0.0);
            for seed in needed(deviation) {
                let models = spread.models(self.neurons.layer(), (self.z.ncols(), deviation, seed));
                let so_far = |share: f32| progress((done + share) / total as f32);
                let (votes, square) = self.with_models(&models, Control { stop, progress: &so_far })?;
                scores.push(Scores::of(&votes, self.images));
                squares += square;
                done += 1.0;
            }
            points.push(DynamicsPoint {
                dynamics: name,
                parameter: deviation,
                deviation: (squares / scores.len().max(1) as f64).sqrt(),
                scores: DrawStatistics::of(&draws.all(&scores)),
            });
        }
        Ok(points)
    }

    /// The votes on all images by neurons of these models, and the mean square of the time mean of h less sigmoid(z).
    fn with_models(
        &self,
        models: &[BuiltInModel],
        Control { stop, progress }: Control<'_>,
    ) -> Result<(Vec<VoteCounts>, f64), SimulationError> {
        let (mut votes, mut squares) = (Vec::with_capacity(self.images.len()), 0.0);
        let values = self.neurons.layer().discretise(&self.times)?.samples * self.output.outputs();
        let together = (HELD / values).clamp(1, TOGETHER);
        for first in (0..self.images.len()).step_by(together) {
            let last = (first + together).min(self.images.len());
            let (some, square) = self.of_images(models, first..last, stop)?;
            votes.extend(some);
            squares += square;
            progress(last as f32 / self.images.len() as f32);
        }
        Ok((votes, squares / self.z.len().max(1) as f64))
    }

    /// The same for some images, with the sum of squares. Outputs are summed neuron by neuron: each is one population, a neuron
    /// for each image.
    fn of_images(
        &self,
        models: &[BuiltInModel],
        images: std::ops::Range<usize>,
        stop: &StopToken,
    ) -> Result<(Vec<VoteCounts>, f64), SimulationError> {
        let (layer, readout) = (*self.neurons.layer(), self.neurons.readout(self.output));
        let (map, classes) = (self.neurons.input_map(), readout.classes().get());
        let z = self.z.slice(ndarray::s![images, ..]);
        let samples = layer.discretise(&self.times)?.samples;
        let resting = readout.outputs_of(std::iter::repeat_n(0.0, readout.neurons()));
        let mut outputs = vec![resting.repeat(samples); z.nrows()];
        let mut squares = 0.0;
        for (neuron, (model, z)) in models.iter().zip(z.axis_iter(Axis(1))).enumerate() {
            let drives: Vec<f32> = z.iter().map(|z| self.neurons.drive(sigmoid(*z))).collect();
            let weights: Vec<f32> = readout.weights_of(neuron).collect();
            let (mut sums, mut done) = (vec![0.0_f64; drives.len()], 0);
            let how = (&self.times, layer.signal, layer.synapse);
            model.observe((&drives, |_| layer.start), how, Control::without_progress(stop), |recording| {
                let each = outputs.par_iter_mut().zip(&mut sums).enumerate();
                each.for_each(|(image, (outputs, sum))| {
                    let rows = outputs[done * classes..].chunks_exact_mut(classes);
                    for (signal, outputs) in recording.trace(image).zip(rows) {
                        *sum += f64::from(signal);
                        outputs.iter_mut().zip(&weights).for_each(|(output, weight)| *output += weight * signal);
                    }
                });
                done += recording.samples();
                Ok::<(), Stopped>(())
            })?;
            let deviation = |(sum, z): (&f64, &f32)| {
                let h = map.slope * (sum / samples as f64) as f32 + map.offset;
                f64::from(h - sigmoid(*z)).powi(2)
            };
            squares += sums.iter().zip(z).map(deviation).sum::<f64>();
        }
        let votes = outputs.par_iter().map(|outputs| {
            let mut votes = VoteCounts::new(readout.classes());
            outputs.chunks_exact(classes).for_each(|outputs| votes.push(outputs));
            votes
        });
        Ok((votes.collect(), squares))
    }
}
