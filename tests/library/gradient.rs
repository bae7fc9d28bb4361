//! What training takes for the gradient is the gradient, on every SIMD level that this processor has.

use crate::bars;
use ndarray::Array2;
use nullcline::dataset::{ClassCount, DIGITS, ImageSet};
use nullcline::image::PIXELS;
use nullcline::network::{
    BatchId, Dense, Dephasing, Gradients, HiddenActivation, HiddenCount, Network, Objective, Preprocessing, Sigmoid,
    Units, gradients, gradients_with_level, loss,
};

use crate::levels::levels;

const ID: BatchId = BatchId { seed: 1, epoch: 1, batch: 0 };

/// The layer from pixels to units and the one from units to classes.
type Layers = [Dense; 2];

fn layers((hidden, classes): (usize, usize), seed: u64) -> Layers {
    let sizes = (HiddenCount::new(hidden).unwrap(), ClassCount::new(classes).unwrap());
    let network = Network::glorot(sizes, Sigmoid, seed);
    [network.hidden().clone(), network.output().clone()]
}

fn network(layers: &Layers) -> Network<Sigmoid> {
    Network::new(layers.clone(), Preprocessing::None, Sigmoid).unwrap()
}

/// Half the squared distance of these outputs to 1 for the true class and 0 for the others.
fn squared_error(outputs: &[f32], label: usize) -> f64 {
    let wanted = |class| if class == label { 1.0 } else { 0.0 };
    outputs.iter().enumerate().map(|(class, output)| (f64::from(*output) - wanted(class)).powi(2)).sum::<f64>() / 2.0
}

/// The cost of the vote by its definition, where `read` is what is read of the units.
/// The share of a neuron's ripple that counts, as the documentation states it.
fn share(dephasing: Dephasing, t: f64) -> f64 {
    match dephasing {
        Dephasing::Clusters => 0.02 + 0.98 * (1.0 - t.powi(8)),
        Dephasing::Independent => 1.0,
        Dephasing::Drift(drift) => 1.0 - (-(f64::from(drift) * (1.0 - t.abs())).powi(2)).exp(),
    }
}

fn vote_cost(
    output: &Dense,
    (row, read): (&[f32], &[f32]),
    label: usize,
    (margin_scale, ripple, dephasing): (f32, f32, Dephasing),
) -> f64 {
    let beyond = (0..row.len()).filter(|k| *k != label).map(|k| {
        let lead = f64::from(row[label] - row[k]);
        let variances = output.weights.rows().into_iter().zip(read).map(|(weights, read)| {
            let noise = share(dephasing, 2.0 * f64::from(*read) - 1.0);
            noise * f64::from(weights[label] - weights[k]).powi(2)
        });
        (-f64::from(margin_scale) * lead / (f64::from(ripple) * variances.sum::<f64>()).sqrt()).exp()
    });
    (1.0 + beyond.sum::<f64>()).ln()
}

/// The mean cost in f64 sums, by the objective's definition.
fn cost(
    [hidden, output]: &Layers,
    (activation, objective): (&impl HiddenActivation, Objective),
    pictures: &ImageSet,
) -> f64 {
    let inputs = pictures.pixels().mapv(|byte| f32::from(byte) / 255.0);
    let mut read = hidden.apply(&inputs.view());
    activation.apply(&mut read, &mut Array2::zeros((pictures.len(), hidden.outputs())), ID);
    let logits = output.apply(&read.view());
    let rows = logits.rows().into_iter().zip(read.rows()).zip(pictures.labels());
    let costs = rows.map(|((row, read), label)| {
        let (row, read) = (row.to_vec(), read.to_vec());
        match objective {
            Objective::CrossEntropy => f64::from(loss::cross_entropy(&row, *label)),
            Objective::SquaredError => squared_error(&row, label.index()),
            Objective::SquaredErrorOfSoftmax => squared_error(&loss::softmax(&row), label.index()),
            Objective::Vote { margin_scale, ripple, dephasing } => {
                vote_cost(output, (&row, &read), label.index(), (margin_scale, ripple, dephasing))
            }
        }
    });
    costs.sum::<f64>() / pictures.len() as f64
}

/// Hidden units and classes: fewer than registers, one more than a group of the kernels, several groups, and the paper's.
const SIZES: [(usize, usize); 4] = [(100, 10), (7, 2), (105, 11), (130, 47)];

/// Compares some entries of each array with central differences, for networks of every size.
fn holds_for(activation: &impl HiddenActivation, objective: Objective) {
    for sizes in SIZES {
        holds_for_size(sizes, (activation, objective));
    }
}

fn holds_for_size((units, classes): (usize, usize), subject: (&impl HiddenActivation, Objective)) {
    let what = format!("{units} to {classes}, {:?}", subject.1);
    let pictures = bars::pictures_of(ClassCount::new(classes).unwrap(), 7, 3);
    let mut layers = layers((units, classes), 5);
    layers[0].biases.fill(0.1);
    layers[1].biases.fill(-0.2);
    let network = network(&layers);
    let found =
        levels().into_iter().map(|level| (level, gradients_with_level(level, &network, subject, &pictures, ID)));
    let found: Vec<_> = found.collect();
    let expected = cost(&layers, subject, &pictures);
    for (level, Gradients { cost, .. }) in &found {
        assert!((cost - expected).abs() < 1e-5 * (1.0 + expected), "{what}, {level:?}: {cost} {expected}");
    }
    let check = |of: &dyn Fn(&Gradients) -> f32, name: &str, parameter: &dyn Fn(&mut Layers) -> &mut f32| {
        let expected = difference(&layers, subject, &pictures, parameter);
        for (level, found) in &found {
            close(of(found), expected, &format!("{what}, {level:?}: {name}"));
        }
    };

    let inked = (0..PIXELS).filter(|pixel| pictures.pixels().column(*pixel).iter().any(|value| *value > 200));
    for (pixel, unit) in inked.step_by(11).zip((0..units).rev().cycle().step_by(7)) {
        let name = format!("weight {pixel} {unit}");
        check(&|found| found.hidden.weights[[pixel, unit]], &name, &|layers| &mut layers[0].weights[[pixel, unit]]);
    }
    // The last unit is in another group of the kernel than the first ones.
    for unit in (0..units).step_by(9).chain([units - 1]) {
        check(&|found| found.hidden.biases[unit], &format!("bias {unit}"), &|layers| &mut layers[0].biases[unit]);
        let class = unit % classes;
        let name = format!("output weight {unit} {class}");
        check(&|found| found.output.weights[[unit, class]], &name, &|layers| &mut layers[1].weights[[unit, class]]);
    }
    for class in 0..classes {
        check(&|found| found.output.biases[class], &format!("output bias {class}"), &|layers| {
            &mut layers[1].biases[class]
        });
    }
}

fn difference(
    layers: &Layers,
    subject: (&impl HiddenActivation, Objective),
    pictures: &ImageSet,
    parameter: &dyn Fn(&mut Layers) -> &mut f32,
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
    fn units(&self) -> Units {
        Units::Sigmoid
    }

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
    for dephasing in [Dephasing::Clusters, Dephasing::Independent, Dephasing::Drift(4.0)] {
        holds_for(&Sigmoid, Objective::Vote { margin_scale: 3.0, ripple: 2.1, dephasing });
    }
}

#[test]
fn the_gradients_of_squared_distances_are_those_of_finite_differences() {
    holds_for(&Sigmoid, Objective::SquaredError);
    holds_for(&Sigmoid, Objective::SquaredErrorOfSoftmax);
}

#[test]
fn pixels_without_ink_have_no_gradient() {
    let pictures = bars::pictures(3, 1);
    for units in [100, 105] {
        let network = network(&layers((units, DIGITS.get()), 0));
        let found = gradients(&network, (&Sigmoid, Objective::CrossEntropy), &pictures, ID);
        for pixel in 0..PIXELS {
            let inked = pictures.pixels().column(pixel).iter().any(|value| *value > 0);
            let moves = found.hidden.weights.row(pixel).iter().any(|value| *value != 0.0);
            assert_eq!(inked, moves, "pixel {pixel}");
        }
    }
}

/// Around the 104 units that a group of the kernel has, and the smallest and the largest layer.
#[test]
fn sparse_and_dense_products_agree_for_any_number_of_units() {
    let pictures = bars::pictures(70, 9);
    let pixels = pictures.pixels().mapv(|byte| f32::from(byte) / 255.0);
    for units in [1, 100, 104, 105, 208, 1000, 4096] {
        let [mut hidden, output] = layers((units, DIGITS.get()), 2);
        hidden.biases.iter_mut().enumerate().for_each(|(unit, bias)| *bias = (unit as f32).sin());
        let dense = hidden.apply(&pixels.view());
        let network = network(&[hidden, output]);
        let sparse = network.inputs(&pictures);
        assert_eq!(sparse.dim(), (70, units));
        for ((at, sparse), dense) in sparse.indexed_iter().zip(&dense) {
            assert!((sparse - dense).abs() < 1e-5 * (1.0 + dense.abs()), "{units} units, {at:?}: {sparse} {dense}");
        }
        let one = network.inputs_of(&pictures.image(69));
        assert!(one.iter().zip(dense.row(69)).all(|(one, dense)| (one - dense).abs() < 1e-5 * (1.0 + dense.abs())));
    }
}

/// The answers of a plain network of any size are those of its logits, image by image.
#[test]
fn answers_are_the_largest_logits_for_any_number_of_classes() {
    for (units, classes) in [(1, 2), (104, 5), (105, 6), (208, 47), (1000, 256), (4096, 10)] {
        let pictures = bars::pictures_of(ClassCount::new(classes).unwrap(), 20, 4);
        let network = network(&layers((units, classes), 8));
        for (index, answer) in network.plain_answers(&pictures).into_iter().enumerate() {
            let logits = network.plain_logits_of(&pictures.image(index));
            assert_eq!(logits.len(), classes);
            let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert!(logits[answer.index()] >= most - 1e-5, "{units} to {classes}, picture {index}: {answer}");
        }
    }
}
