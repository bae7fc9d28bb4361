//! Softmax and cross-entropy, safe for any finite logits.

use ndarray::ArrayViewMut2;

use crate::dataset::{CLASSES, Class};

/// The shares that softmax gives to logits; they sum to 1.
///
/// Every finite logit is fine, however large: the largest is subtracted first.
pub fn softmax(logits: &[f32; CLASSES]) -> [f32; CLASSES] {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - largest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// The cross-entropy -ln(share of the true digit), by log-sum-exp.
///
/// A share too small for an f32 still has a finite cost: its logarithm is never taken. Not a number if a logit isn't.
pub fn cross_entropy(logits: &[f32; CLASSES], label: Class) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    largest - logits[label.index()] + sum.ln()
}

/// Replaces logits, shape [rows, 10], by the gradient of `scale` times the sum of their cross-entropies, and fills
/// `costs` with the cross-entropy of each row.
pub(crate) fn backward(logits: &mut ArrayViewMut2<'_, f32>, labels: &[Class], scale: f32, costs: &mut [f32]) {
    for ((mut row, label), cost) in logits.rows_mut().into_iter().zip(labels).zip(costs) {
        let values: [f32; CLASSES] = std::array::from_fn(|digit| row[digit]);
        *cost = cross_entropy(&values, *label);
        for (digit, share) in softmax(&values).into_iter().enumerate() {
            let wanted = if digit == label.index() { 1.0 } else { 0.0 };
            row[digit] = scale * (share - wanted);
        }
    }
}

/// Replaces logits, shape [rows, 10], by the gradient of `scale` times the sum of half their squared distances to 1 for the
/// true digit and 0 for the others, or those of their softmax if `shares`; fills `costs` with the distance of each row.
pub(crate) fn squared_backward(
    logits: &mut ArrayViewMut2<'_, f32>,
    labels: &[Class],
    (scale, shares): (f32, bool),
    costs: &mut [f32],
) {
    for ((mut row, label), cost) in logits.rows_mut().into_iter().zip(labels).zip(costs) {
        let values: [f32; CLASSES] = std::array::from_fn(|digit| row[digit]);
        let outputs = if shares { softmax(&values) } else { values };
        let off: [f32; CLASSES] =
            std::array::from_fn(|digit| outputs[digit] - if digit == label.index() { 1.0 } else { 0.0 });
        *cost = off.iter().map(|off| off * off).sum::<f32>() / 2.0;
        let mean: f32 = off.iter().zip(outputs).map(|(off, share)| off * share).sum();
        for digit in 0..CLASSES {
            row[digit] = scale * if shares { outputs[digit] * (off[digit] - mean) } else { off[digit] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(value: u8) -> Class {
        Class::new(value).unwrap()
    }

    #[test]
    fn huge_logits_have_finite_costs_and_gradients() {
        let mut logits = [0.0; CLASSES];
        logits[3] = 1e4;
        logits[4] = -1e4;
        assert_eq!(cross_entropy(&logits, digit(3)), 0.0);
        assert_eq!(cross_entropy(&logits, digit(4)), 2e4);
        assert_eq!(softmax(&logits)[4], 0.0);
        assert_eq!(softmax(&logits)[3], 1.0);
        let mut rows = ndarray::Array2::from_shape_vec((1, CLASSES), logits.to_vec()).unwrap();
        let mut costs = [0.0];
        backward(&mut rows.view_mut(), &[digit(4)], 1.0, &mut costs);
        assert_eq!(costs, [2e4]);
        assert_eq!((rows[[0, 3]], rows[[0, 4]]), (1.0, -1.0));
        assert_eq!(rows.sum(), 0.0);
    }

    #[test]
    fn equal_logits_cost_the_logarithm_of_ten() {
        let cost = cross_entropy(&[7.0; CLASSES], digit(0));
        assert!((cost - 10f32.ln()).abs() < 1e-6, "{cost}");
    }

    #[test]
    fn what_is_not_a_number_shows() {
        let mut logits = [0.0; CLASSES];
        logits[2] = f32::NAN;
        assert!(cross_entropy(&logits, digit(1)).is_nan());
        logits[2] = f32::INFINITY;
        assert!(!cross_entropy(&logits, digit(1)).is_finite());
    }
}
