//! What training takes for the gradient is the gradient.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod bars;

use ndarray::Array2;
use nullcline::dataset::{CLASSES, ImageSet};
use nullcline::image::PIXELS;
use nullcline::network::{BatchId, HIDDEN, HiddenActivation, Layers, Objective, Pixels, Sigmoid, gradients, loss};

const ID: BatchId = BatchId { seed: 1, epoch: 1, batch: 0 };

/// The mean cost in f64 sums, by the objective's definition.
fn cost(layers: &Layers, (activation, objective): (&impl HiddenActivation, Objective), pictures: &ImageSet) -> f64 {
    let inputs = pictures.pixels().mapv(|byte| f32::from(byte) / 255.0);
    let mut hidden = layers.hidden.apply(&inputs.view());
    activation.apply(&mut hidden, &mut Array2::zeros((pictures.len(), HIDDEN)), ID);
    let logits = layers.output.apply(&hidden.view());
    let costs = logits.rows().into_iter().zip(hidden.rows()).zip(pictures.labels());
    let sum: f64 = costs
        .map(|((row, read), label)| match objective {
            Objective::CrossEntropy => f64::from(loss::cross_entropy(&std::array::from_fn(|digit| row[digit]), *label)),
            Objective::SquaredError | Objective::SquaredErrorOfSoftmax => {
                let outputs: [f32; CLASSES] = std::array::from_fn(|digit| row[digit]);
                let outputs =
                    if objective == Objective::SquaredErrorOfSoftmax { loss::softmax(&outputs) } else { outputs };
                let wanted = |digit| if digit == label.index() { 1.0 } else { 0.0 };
                (0..CLASSES).map(|digit| (f64::from(outputs[digit]) - wanted(digit)).powi(2)).sum::<f64>() / 2.0
            }
            Objective::Vote { margin_scale, ripple } => {
                let beyond = (0..CLASSES).filter(|k| *k != label.index()).map(|k| {
                    let lead = f64::from(row[label.index()] - row[k]);
                    let weights = layers.output.weights.rows().into_iter().zip(read);
                    let variance: f64 = weights
                        .map(|(weights, read)| {
                            let noise = 0.02 + 0.98 * (1.0 - (2.0 * f64::from(*read) - 1.0).powi(8));
                            noise * f64::from(weights[label.index()] - weights[k]).powi(2)
                        })
                        .sum();
                    (-f64::from(margin_scale) * lead / (f64::from(ripple) * variance).sqrt()).exp()
                });
                (1.0 + beyond.sum::<f64>()).ln()
            }
        })
        .sum();
    sum / pictures.len() as f64
}

/// Compares some entries of each array with central differences.
fn holds_for(activation: &impl HiddenActivation, objective: Objective) {
    let subject = (activation, objective);
    let pictures = bars::pictures(7, 3);
    let mut layers = Layers::glorot(5);
    layers.hidden.biases.fill(0.1);
    layers.output.biases.fill(-0.2);
    let found = gradients(&layers, subject, &pictures, ID);
    assert!((found.cost - cost(&layers, subject, &pictures)).abs() < 1e-5);

    let inked = (0..PIXELS).filter(|pixel| pictures.pixels().column(*pixel).iter().any(|value| *value > 200));
    for (pixel, neuron) in inked.step_by(11).zip((0..HIDDEN).cycle().step_by(7)) {
        let expected = difference(&layers, subject, &pictures, |layers| &mut layers.hidden.weights[[pixel, neuron]]);
        close(found.layers.hidden.weights[[pixel, neuron]], expected, &format!("weight {pixel} {neuron}"));
    }
    for neuron in (0..HIDDEN).step_by(9) {
        let expected = difference(&layers, subject, &pictures, |layers| &mut layers.hidden.biases[neuron]);
        close(found.layers.hidden.biases[neuron], expected, &format!("bias {neuron}"));
        let digit = neuron % CLASSES;
        let expected = difference(&layers, subject, &pictures, |layers| &mut layers.output.weights[[neuron, digit]]);
        close(found.layers.output.weights[[neuron, digit]], expected, &format!("output weight {neuron} {digit}"));
    }
    for digit in 0..CLASSES {
        let expected = difference(&layers, subject, &pictures, |layers| &mut layers.output.biases[digit]);
        close(found.layers.output.biases[digit], expected, &format!("output bias {digit}"));
    }
}

fn difference(
    layers: &Layers,
    subject: (&impl HiddenActivation, Objective),
    pictures: &ImageSet,
    parameter: impl Fn(&mut Layers) -> &mut f32,
) -> f64 {
    const STEP: f32 = 0.02;
    let mut moved = layers.clone();
    let value = *parameter(&mut moved);
    *parameter(&mut moved) = value + STEP;
    let above = cost(&moved, subject, pictures);
    *parameter(&mut moved) = value - STEP;
    (above - cost(&moved, subject, pictures)) / (2.0 * f64::from(STEP))
}

fn close(found: f32, expected: f64, what: &str) {
    let error = (f64::from(found) - expected).abs();
    assert!(error < 3e-5 + 5e-3 * expected.abs(), "{what}: {found}, by differences {expected}");
}

/// Bends in the hundredths, so that a slope taken from elsewhere shows.
struct Wave;

impl HiddenActivation for Wave {
    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, _batch: BatchId) {
        slope.assign(&z.mapv(f32::cos));
        self.respond(z);
    }

    fn respond(&self, z: &mut Array2<f32>) {
        z.mapv_inplace(f32::sin);
    }
}

#[test]
fn the_gradient_through_sigmoids_is_that_of_finite_differences() {
    holds_for(&Sigmoid, Objective::CrossEntropy);
}

#[test]
fn the_gradient_through_any_activation_is_that_of_finite_differences() {
    holds_for(&Wave, Objective::CrossEntropy);
}

#[test]
fn the_gradient_of_the_vote_passes_through_signal_and_ripple() {
    holds_for(&Sigmoid, Objective::Vote { margin_scale: 3.0, ripple: 2.1 });
}

#[test]
fn the_gradients_of_squared_distances_are_those_of_finite_differences() {
    holds_for(&Sigmoid, Objective::SquaredError);
    holds_for(&Sigmoid, Objective::SquaredErrorOfSoftmax);
}

#[test]
fn pixels_without_ink_have_no_gradient() {
    let pictures = bars::pictures(3, 1);
    let found = gradients(&Layers::glorot(0), (&Sigmoid, Objective::CrossEntropy), &pictures, ID);
    for pixel in 0..PIXELS {
        let inked = pictures.pixels().column(pixel).iter().any(|value| *value > 0);
        let moves = found.layers.hidden.weights.row(pixel).iter().any(|value| *value != 0.0);
        assert_eq!(inked, moves, "pixel {pixel}");
    }
}

#[test]
fn sparse_and_dense_products_agree() {
    let pictures = bars::pictures(70, 9);
    let mut layers = Layers::glorot(2);
    layers.hidden.biases.fill(0.3);
    let dense = layers.hidden.apply(&pictures.pixels().mapv(|byte| f32::from(byte) / 255.0).view());
    for (sparse, dense) in layers.hidden_input(&pictures, Pixels::Linear).iter().zip(&dense) {
        assert!((sparse - dense).abs() < 1e-5, "{sparse} {dense}");
    }
}
