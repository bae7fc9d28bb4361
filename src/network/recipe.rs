//! Training of each kind of network: its hidden units, and settings that suit it.

use serde::{Deserialize, Serialize};

use super::dephasing::Dephasing;
use super::fhn_activation::{ExactNeurons, PaperNeurons, PaperScheme};
use super::fhn_layer::{Coupling, FhnLayer};
use super::neuron_activation::ExactCalibrated;
use super::neuron_layer::NeuronLayer;
use super::objective::Objective;
use super::training::{
    Trained, TrainingError, TrainingEvent, TrainingSets, TrainingSettings, at_once_in_pool, train_with_rests,
};
use super::units::{Sigmoid, Units};
use crate::control::StopToken;
use crate::synth::Augmentation;

/// The variance of x over its cycle at epsilon 0.1 and |c| = 0.5; 2.33 at c = 0. It sets the scale of the margins.
const VARIANCE_OF_X: f64 = 2.1;
/// The |gamma| from which neurons that are driven as far as they can be are at rest, so that there is no ripple to train for.
const NO_RIPPLE: f64 = 1.0;

/// How the gradient passes the neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The derivative of their time mean, which the mean law gives exactly.
    Exact,
    /// The derivative of a sigmoid, as in section 4 of the paper.
    Paper(PaperScheme),
}

/// Kind of the network to train.
///
/// ```
/// use nullcline::network::{Coupling, FhnLayer, Method, Recipe};
///
/// // The exact gradient is that of calibrated neurons; at gamma -0.5 all of them oscillate, and training is for the vote.
/// let recipe = Recipe::fhn(FhnLayer::new(Coupling::Transplant), Method::Exact);
/// assert_eq!(recipe.units().fhn(), Some(FhnLayer::new(Coupling::Calibrated)));
/// assert!(recipe.settings().objective.balances() && !Recipe::Plain.settings().objective.balances());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// The plain network with sigmoids.
    Plain,
    /// The network with FitzHugh-Nagumo neurons inside.
    Fhn(FhnLayer, Method),
    /// The network with calibrated neurons of any model, trained by the exact gradient.
    Neurons(NeuronLayer),
}

impl Recipe {
    /// A network with neurons of `layer`; its coupling is set by the method.
    pub fn fhn(layer: FhnLayer, method: Method) -> Self {
        let coupling = match method {
            Method::Exact => Coupling::Calibrated,
            Method::Paper(_) => layer.coupling.of_paper(),
        };
        Self::Fhn(FhnLayer { coupling, ..layer }, method)
    }

    /// Settings that suit this network.
    pub fn settings(&self) -> TrainingSettings {
        let plain = TrainingSettings::default();
        match self {
            // By the mean law they are sigmoids to the gradient.
            Self::Plain | Self::Neurons(_) => plain,
            Self::Fhn(_, Method::Paper(_)) => TrainingSettings {
                learning_rate: 1e-3,
                final_learning_rate: 1e-4,
                weight_decay: 0.0,
                biases: false,
                ..plain
            },
            Self::Fhn(layer, Method::Exact) if layer.gamma.get().abs() >= NO_RIPPLE => {
                TrainingSettings { epochs: 60, augmentation: Some(Augmentation::default().scaled(0.5)), ..plain }
            }
            Self::Fhn(layer, Method::Exact) => TrainingSettings {
                epochs: 60,
                learning_rate: 2e-2,
                weight_decay: 1e-3,
                objective: Objective::Vote {
                    margin_scale: 3.0,
                    ripple: ripple(layer),
                    dephasing: Dephasing::default(),
                },
                augmentation: Some(Augmentation::default().scaled(0.5)),
                ..plain
            },
        }
    }

    /// Trains the network: see [`train`](super::train).
    ///
    /// # Errors
    /// As [`train`](super::train), or [`TrainingError::Simulation`] if the neurons can't be simulated.
    pub fn train(
        &self,
        settings: &TrainingSettings,
        sets: TrainingSets<'_>,
        stop: &StopToken,
        on_event: &mut (dyn FnMut(TrainingEvent) + Send),
    ) -> Result<Trained, TrainingError> {
        at_once_in_pool(|| self.train_with_rests(settings, sets, stop, (on_event, &async || ())))
    }

    /// The same where the work can't be reached while it goes on: `rest` is awaited before each batch.
    ///
    /// # Errors
    /// Those of [`Recipe::train`].
    pub async fn train_with_rests(
        &self,
        settings: &TrainingSettings,
        sets: TrainingSets<'_>,
        stop: &StopToken,
        events: (&mut (dyn FnMut(TrainingEvent) + Send), &impl AsyncFn()),
    ) -> Result<Trained, TrainingError> {
        match self {
            Self::Plain => train_with_rests(settings, &Sigmoid, sets, stop, events).await,
            Self::Fhn(layer, Method::Exact) => {
                train_with_rests(settings, &ExactNeurons::new(*layer, stop)?, sets, stop, events).await
            }
            Self::Fhn(layer, Method::Paper(scheme)) => {
                train_with_rests(settings, &PaperNeurons::new(*layer, *scheme, stop)?, sets, stop, events).await
            }
            Self::Neurons(layer) => {
                train_with_rests(settings, &ExactCalibrated::new(*layer, stop)?, sets, stop, events).await
            }
        }
    }

    /// The units of the network.
    pub fn units(&self) -> Units {
        match self {
            Self::Plain => Units::Sigmoid,
            Self::Fhn(layer, _) => Units::Fhn(*layer),
            Self::Neurons(layer) => Units::Neurons(*layer),
        }
    }
}

/// The variance over time of a calibrated neuron's signal.
pub fn ripple(layer: &FhnLayer) -> f32 {
    let slope = f64::from(layer.input_map().slope);
    (VARIANCE_OF_X * slope * slope) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Control;
    use crate::neuron::{Epsilon, Simulation, State, Timing};

    /// The variance of x over some hundred cycles.
    fn variance_of_x(drive: f32) -> f64 {
        let times = Timing { transient: 50.0, window: 300.0, every: 0.05, step: None };
        let simulation = Simulation::new(Epsilon::DEFAULT, State::DEFAULT, times);
        let mut x: Vec<f64> = Vec::new();
        let keep = |recording: crate::neuron::Recording| {
            x.extend(recording.trace(0).map(f64::from));
            Ok(())
        };
        simulation.run(&[drive], Control::without_progress(&StopToken::new()), keep).unwrap();
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64
    }

    #[test]
    fn the_variance_of_x_is_that_of_its_cycle() {
        for (drive, expected) in [(0.5, VARIANCE_OF_X), (-0.5, VARIANCE_OF_X), (0.0, 2.33)] {
            let variance = variance_of_x(drive);
            assert!((variance - expected).abs() < 0.03 * expected, "c {drive}: {variance}, not {expected}");
        }
        assert!(variance_of_x(1.2) < 1e-4, "at rest there is none");
    }
}
