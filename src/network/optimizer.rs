//! How a gradient becomes a step.

use fearless_simd::{Level, Simd, dispatch};
use fearless_simd_macros::simd;
use serde::{Deserialize, Serialize};

/// How a gradient becomes a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Optimizer {
    /// Adam (Kingma and Ba 2015) with decay rates 0.9 and 0.999 and 1e-7 in the denominator.
    #[default]
    Adam,
    /// Plain gradient descent: against the gradient, times the learning rate.
    GradientDescent,
}

/// One step of an [`Optimizer`], the same for all parameters.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    optimizer: Optimizer,
    /// The learning rate, with Adam's corrections for its first steps.
    rate: f32,
    /// What a weight is multiplied with before the step.
    keep: f32,
    level: Level,
}

/// Adam's decay rate of the mean gradient.
const FIRST_DECAY: f32 = 0.9;
/// Adam's decay rate of the mean squared gradient.
const SECOND_DECAY: f32 = 0.999;
/// Keeps Adam from dividing by zero.
const TINY: f32 = 1e-7;
/// A mean gradient so small that no step comes of it.
const NOTHING: f32 = 1e-30;

impl Step {
    /// Step `number`, counted from 1, at this learning rate. Weights shrink by `learning_rate * weight_decay` of
    /// themselves in each step, apart from the gradient (Loshchilov and Hutter 2019).
    pub fn new(optimizer: Optimizer, number: u32, learning_rate: f64, weight_decay: f64) -> Self {
        let correction = match optimizer {
            Optimizer::Adam => {
                let first = 1.0 - f64::from(FIRST_DECAY).powf(f64::from(number));
                let second = 1.0 - f64::from(SECOND_DECAY).powf(f64::from(number));
                second.sqrt() / first
            }
            Optimizer::GradientDescent => 1.0,
        };
        let rate = (learning_rate * correction) as f32;
        Self { optimizer, rate, keep: (1.0 - learning_rate * weight_decay) as f32, level: Level::new() }
    }

    /// The same step on a SIMD level of choice.
    pub fn with_level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// The step for biases, which don't decay.
    pub fn without_decay(self) -> Self {
        Self { keep: 1.0, ..self }
    }

    /// Takes the step. The moments, zeros before the first step, are Adam's; gradient descent leaves them alone.
    ///
    /// All slices should be of one length; what goes beyond the shortest is left alone.
    pub fn take(&self, parameters: &mut [f32], gradient: &[f32], [first, second]: [&mut [f32]; 2]) {
        match self.optimizer {
            Optimizer::Adam => {
                dispatch!(self.level, simd => adam(simd, *self, (parameters, gradient), (first, second)));
            }
            Optimizer::GradientDescent => {
                for (parameter, gradient) in parameters.iter_mut().zip(gradient) {
                    *parameter = self.keep * *parameter - self.rate * gradient;
                }
            }
        }
    }
}

#[simd]
fn adam<S: Simd>(
    _: S,
    step: Step,
    (parameters, gradient): (&mut [f32], &[f32]),
    (first, second): (&mut [f32], &mut [f32]),
) {
    let moments = first.iter_mut().zip(second);
    for ((parameter, gradient), (first, second)) in parameters.iter_mut().zip(gradient).zip(moments) {
        let mean = *first + (1.0 - FIRST_DECAY) * (gradient - *first);
        // Pixels that are seldom above zero would leave denormal numbers here, which many processors are slow with.
        *first = if mean.abs() < NOTHING { 0.0 } else { mean };
        *second += (1.0 - SECOND_DECAY) * (gradient * gradient - *second);
        *parameter = step.keep * *parameter - step.rate * *first / (second.sqrt() + TINY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adams_first_step_is_the_learning_rate_against_the_sign() {
        let mut parameters = [1.0, 1.0, 1.0];
        let (mut first, mut second) = ([0.0; 3], [0.0; 3]);
        let step = Step::new(Optimizer::Adam, 1, 0.01, 0.0);
        step.take(&mut parameters, &[5.0, -0.2, 0.0], [&mut first, &mut second]);
        assert!((parameters[0] - 0.99f32).abs() < 1e-5);
        assert!((parameters[1] - 1.01f32).abs() < 1e-5);
        assert_eq!(parameters[2], 1.0);
    }

    #[test]
    fn gradient_descent_goes_down_and_decay_shrinks() {
        let mut parameters = [2.0, 4.0];
        let (mut first, mut second) = ([0.0; 2], [0.0; 2]);
        let step = Step::new(Optimizer::GradientDescent, 1, 0.5, 0.5);
        step.take(&mut parameters, &[1.0, 0.0], [&mut first, &mut second]);
        assert_eq!(parameters, [1.0, 3.0]);
        step.without_decay().take(&mut parameters, &[0.0, 1.0], [&mut first, &mut second]);
        assert_eq!(parameters, [1.0, 2.5]);
    }
}
