//! Softmax and cross-entropy, safe for any finite logits.

use fearless_simd::Level;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use crate::dataset::Class;

/// The softmax of logits: exp(o_k) / sum_l exp(o_l), which sums to 1.
///
/// Every finite logit is fine, however large: the largest is subtracted first.
///
/// ```
/// use nullcline::network::loss::softmax;
///
/// assert_eq!(softmax(&[1000.0, 1000.0]), [0.5, 0.5]);
/// assert!((softmax(&[0.0, 3_f32.ln()])[1] - 0.75).abs() < 1e-6);
/// ```
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let mut shares = logits.to_vec();
    softmax_in_place(&mut shares);
    shares
}

/// Replaces logits by the shares that softmax gives them.
pub(crate) fn softmax_in_place(values: &mut [f32]) {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in values.iter_mut() {
        *value = (*value - largest).exp();
    }
    let sum: f32 = values.iter().sum();
    for value in values {
        *value /= sum;
    }
}

/// The cross-entropy -ln(share of the true class), by log-sum-exp.
///
/// A share too small for an f32 still has a finite cost: its logarithm is never taken. Not a number if a logit isn't.
///
/// # Panics
/// If there is no logit of that class.
pub fn cross_entropy(logits: &[f32], label: Class) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    largest - logits[label.index()] + sum.ln()
}

/// Some images between the output layer and its gradient.
pub(crate) struct Block<'a> {
    pub(crate) level: Level,
    /// Outputs h of the units, [rows, N].
    pub(crate) hidden: &'a ArrayView2<'a, f32>,
    pub(crate) labels: &'a [Class],
    /// The weight of the cost of a row in the gradient.
    pub(crate) scale: f32,
}

/// What a block adds to the gradient besides what comes through the logits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    /// By the output weights, [N, K]; `None` if there is nothing.
    pub(crate) weights: Option<Array2<f32>>,
    /// By the outputs h of the units, [rows, N].
    pub(crate) hidden: Option<Array2<f32>>,
}

/// Replaces logits, shape [rows, K], by the gradient of `scale` times the sum of their cross-entropies, and fills
/// `costs` with the cross-entropy of each row.
pub(crate) fn backward(logits: &mut ArrayViewMut2<'_, f32>, labels: &[Class], scale: f32, costs: &mut [f32]) {
    let mut values = vec![0.0; logits.ncols()];
    for ((mut row, label), cost) in logits.rows_mut().into_iter().zip(labels).zip(costs) {
        values.iter_mut().zip(&row).for_each(|(value, logit)| *value = *logit);
        *cost = cross_entropy(&values, *label);
        softmax_in_place(&mut values);
        for (class, share) in values.iter().enumerate() {
            let wanted = if class == label.index() { 1.0 } else { 0.0 };
            row[class] = scale * (share - wanted);
        }
    }
}

/// Replaces logits, shape [rows, K], by the gradient of `scale` times the sum of half their squared distances to 1 for the
/// true class and 0 for the others, or those of their softmax if `shares`; fills `costs` with the distance of each row.
pub(crate) fn squared_backward(
    logits: &mut ArrayViewMut2<'_, f32>,
    labels: &[Class],
    (scale, shares): (f32, bool),
    costs: &mut [f32],
) {
    for ((mut row, label), cost) in logits.rows_mut().into_iter().zip(labels).zip(costs) {
        let values = row.to_vec();
        let outputs = if shares { softmax(&values) } else { values };
        let wanted = |class| if class == label.index() { 1.0 } else { 0.0 };
        let off: Vec<f32> = outputs.iter().enumerate().map(|(class, output)| output - wanted(class)).collect();
        *cost = off.iter().map(|off| off * off).sum::<f32>() / 2.0;
        let mean: f32 = off.iter().zip(&outputs).map(|(off, share)| off * share).sum();
        for (class, value) in row.iter_mut().enumerate() {
            *value = scale * if shares { outputs[class] * (off[class] - mean) } else { off[class] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: usize = 10;

    #[test]
    fn huge_logits_have_finite_costs_and_gradients() {
        let mut logits = [0.0; CLASSES];
        logits[3] = 1e4;
        logits[4] = -1e4;
        assert_eq!(cross_entropy(&logits, Class::new(3)), 0.0);
        assert_eq!(cross_entropy(&logits, Class::new(4)), 2e4);
        assert_eq!(softmax(&logits)[4], 0.0);
        assert_eq!(softmax(&logits)[3], 1.0);
        let mut rows = ndarray::Array2::from_shape_vec((1, CLASSES), logits.to_vec()).unwrap();
        let mut costs = [0.0];
        backward(&mut rows.view_mut(), &[Class::new(4)], 1.0, &mut costs);
        assert_eq!(costs, [2e4]);
        assert_eq!((rows[[0, 3]], rows[[0, 4]]), (1.0, -1.0));
        assert_eq!(rows.sum(), 0.0);
    }

    #[test]
    fn equal_logits_cost_the_logarithm_of_ten() {
        let cost = cross_entropy(&[7.0; CLASSES], Class::new(0));
        assert!((cost - 10f32.ln()).abs() < 1e-6, "{cost}");
    }

    #[test]
    fn what_is_not_a_number_shows() {
        let mut logits = [0.0; CLASSES];
        logits[2] = f32::NAN;
        assert!(cross_entropy(&logits, Class::new(1)).is_nan());
        logits[2] = f32::INFINITY;
        assert!(!cross_entropy(&logits, Class::new(1)).is_finite());
    }
}
