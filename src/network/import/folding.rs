//! Pixel scaling and tanh units as weights of a network that gets pixels of 0 to 1 and has sigmoids.
//!
//! ((v - m)/d) W + b = v (W/d) + (b - m/d sum W), and tanh(z) = 2 sigmoid(2 z) - 1: both are exact, so the network answers
//! as it does at home, and what is made of a plain network can be made of it. ReLU has no such form.

use ndarray::{Axis, Zip};

use super::super::dense::Dense;
use super::options::{Activation, Scaling};

/// The layers of a network that does with pixels of 0 to 1 and sigmoids (or ReLU) what `layers` do with this activation and
/// scaling.
pub(super) fn folded([hidden, output]: [Dense; 2], (activation, scaling): (Activation, Scaling)) -> [Dense; 2] {
    let hidden = rescaled(hidden, 1.0 / scaling.deviation(), -scaling.mean() / scaling.deviation());
    if activation != Activation::Tanh {
        return [hidden, output];
    }
    [Dense { weights: hidden.weights * 2.0, biases: hidden.biases * 2.0 }, rescaled(output, 2.0, -1.0)]
}

/// The layers that [`folded`] makes these of, but for rounding.
pub(super) fn unfolded([hidden, output]: [Dense; 2], (activation, scaling): (Activation, Scaling)) -> [Dense; 2] {
    let [hidden, output] = if activation == Activation::Tanh {
        [Dense { weights: hidden.weights * 0.5, biases: hidden.biases * 0.5 }, rescaled(output, 0.5, 0.5)]
    } else {
        [hidden, output]
    };
    [rescaled(hidden, scaling.deviation(), scaling.mean()), output]
}

/// The layer that makes of v what `layer` makes of slope v + offset.
fn rescaled(mut layer: Dense, slope: f64, offset: f64) -> Dense {
    if slope == 1.0 && offset == 0.0 {
        return layer;
    }
    Zip::from(&mut layer.biases).and(layer.weights.lanes(Axis(0))).for_each(|bias, weights| {
        let sum: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
        *bias = (f64::from(*bias) + offset * sum) as f32;
    });
    layer.weights.mapv_inplace(|weight| (f64::from(weight) * slope) as f32);
    layer
}
