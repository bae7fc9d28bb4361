//! Variants of section 4: choices that the paper leaves open, one at a time, and settings that lose a digit.
//!
//! Each variant states the flags of `nullcline train` that reproduce it; a test compares flags and settings.

use serde::{Deserialize, Serialize};

use crate::network::{
    Coupling, FhnLayer, Method, Objective, Optimizer, PaperBackward, PaperForward, PaperScheme, Recipe, Schedule,
    TrainingSettings,
};
use crate::neuron::{Epsilon, ParameterError, State};

/// The question that a variant answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Choices that the paper leaves open, one at a time.
    Choice,
    /// Settings that lose a digit.
    LostDigit,
    /// Settings that recover it.
    Cure,
}

/// A variant of section 4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The question it answers.
    pub group: Group,
    /// The kind of choice: epsilon, initial condition and so on.
    pub choice: String,
    /// The alternative.
    pub value: String,
    /// The flags of `nullcline train --network fhn --subset paper`.
    pub flags: String,
    /// Changes to the paper's recipe with our defaults.
    pub changes: Vec<Change>,
}

/// A change of the recipe or its settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The time scale.
    Epsilon(f64),
    /// Initial condition x, y.
    Start(f64, f64),
    /// The times that enter the cost.
    Forward(PaperForward),
    /// The surrogate gradient.
    Backward(PaperBackward),
    /// The hyperbolic tangent on the pixels.
    TanhOnPixels,
    /// The cost.
    Objective(Objective),
    /// Plain gradient descent at a constant rate.
    GradientDescent(f64),
    /// Adam at a constant rate.
    ConstantRate(f64),
    /// With biases.
    Biases,
    /// A fixed number of epochs.
    Epochs(u32),
    /// The last epoch's network is kept, not that of the lowest cost.
    KeepLast,
}

impl Change {
    /// As flags of `nullcline train`.
    fn flags(self) -> String {
        match self {
            Self::Epsilon(epsilon) => format!("--epsilon {epsilon}"),
            Self::Start(x, y) => format!("--x0={x} --y0={y}"),
            Self::Forward(PaperForward::Instant) => "--method paper".to_owned(),
            Self::Forward(PaperForward::Mean) => "--method paper-mean".to_owned(),
            Self::Forward(PaperForward::Last) => "--method paper-last".to_owned(),
            Self::Backward(PaperBackward::Sigmoid) => "--backward sigmoid".to_owned(),
            Self::Backward(PaperBackward::Chain) => "--backward chain".to_owned(),
            Self::TanhOnPixels => "--tanh pixels".to_owned(),
            Self::Objective(Objective::SquaredError) => "--objective squared-error".to_owned(),
            Self::Objective(Objective::SquaredErrorOfSoftmax) => "--objective squared-error-of-softmax".to_owned(),
            Self::Objective(_) => "--objective cross-entropy".to_owned(),
            Self::GradientDescent(rate) => {
                format!("--optimizer gradient-descent --schedule constant --learning-rate {rate}")
            }
            Self::ConstantRate(rate) => format!("--schedule constant --learning-rate {rate}"),
            Self::Biases => "--biases yes".to_owned(),
            Self::Epochs(_) => String::new(),
            Self::KeepLast => "--keep last".to_owned(),
        }
    }
}

/// All variants, in the order of the report.
pub(super) fn all() -> Vec<Variant> {
    let mut all = vec![
        choice("none", "our defaults", &[]),
        choice("epsilon", "0.01", &[Change::Epsilon(0.01)]),
        choice("epsilon", "0.5", &[Change::Epsilon(0.5)]),
        choice("initial condition", "(\u{2212}1, \u{2212}0.67)", &[Change::Start(-1.0, -0.67)]),
        choice("time of the cost", "the mean over T", &[Change::Forward(PaperForward::Mean)]),
        choice("time of the cost", "the last instant", &[Change::Forward(PaperForward::Last)]),
        choice("backward", "chain of tanh, neuron, third layer", &[Change::Backward(PaperBackward::Chain)]),
        choice("tanh", "on the pixels", &[Change::TanhOnPixels]),
        choice("cost", "squared error", &[Change::Objective(Objective::SquaredError)]),
        choice("cost", "squared error of softmax", &[Change::Objective(Objective::SquaredErrorOfSoftmax)]),
        choice("optimiser", "gradient descent, rate 0.1", &[Change::GradientDescent(0.1)]),
        choice("biases", "yes", &[Change::Biases]),
    ];
    all.extend(lost());
    all
}

/// Settings that lose a digit, and settings that recover it.
fn lost() -> Vec<Variant> {
    let squared = Change::Objective(Objective::SquaredErrorOfSoftmax);
    let last = Change::Forward(PaperForward::Last);
    let of = |group, value: &str, changes: &[Change]| variant(group, "lost digit", value, changes);
    let (lost, cure) = (Group::LostDigit, Group::Cure);
    vec![
        of(lost, "last instant, rate 0.001, last epoch", &[last, Change::ConstantRate(0.001), Change::KeepLast]),
        of(lost, "last instant, rate 0.002, last epoch", &[last, Change::ConstantRate(0.002), Change::KeepLast]),
        of(lost, "last instant, gradient descent 0.1", &[last, Change::GradientDescent(0.1), Change::KeepLast]),
        of(lost, "squared error of softmax, gradient descent 0.1", &[squared, Change::GradientDescent(0.1)]),
        of(lost, "gradient descent 0.01", &[Change::GradientDescent(0.01)]),
        of(cure, "random instant, rate 0.001, last epoch", &[Change::ConstantRate(0.001), Change::KeepLast]),
        of(
            cure,
            "last instant at another phase (\u{3b5} 0.05), rate 0.001, last epoch",
            &[last, Change::Epsilon(0.05), Change::ConstantRate(0.001), Change::KeepLast],
        ),
        of(cure, "gradient descent 1", &[Change::GradientDescent(1.0)]),
    ]
}

fn choice(choice: &str, value: &str, changes: &[Change]) -> Variant {
    variant(Group::Choice, choice, value, changes)
}

fn variant(group: Group, choice: &str, value: &str, changes: &[Change]) -> Variant {
    let method = changes.iter().any(|change| matches!(change, Change::Forward(_)));
    let first = if method { None } else { Some("--method paper".to_owned()) };
    let flags: Vec<String> = first
        .into_iter()
        .chain(changes.iter().map(|change| change.flags()))
        .filter(|flags| !flags.is_empty())
        .collect();
    Variant {
        group,
        choice: choice.to_owned(),
        value: value.to_owned(),
        flags: flags.join(" "),
        changes: changes.to_vec(),
    }
}

impl Variant {
    /// All variants, in the order of the report.
    pub fn all() -> Vec<Self> {
        all()
    }

    /// Whether the last epoch's network is kept rather than that of the lowest cost.
    pub fn keeps_last(&self) -> bool {
        self.changes.contains(&Change::KeepLast)
    }

    /// The recipe and its settings.
    ///
    /// # Errors
    /// A change to a value out of range.
    pub fn recipe(
        &self,
        epsilon: Epsilon,
        (epochs, seed): (u32, u64),
    ) -> Result<(Recipe, TrainingSettings), ParameterError> {
        let mut layer = FhnLayer { epsilon, ..FhnLayer::new(Coupling::Sigmoid) };
        let mut scheme = PaperScheme::default();
        let base = Recipe::fhn(layer, Method::Paper(scheme)).settings();
        let mut own = TrainingSettings { epochs, seed, ..base };
        for change in &self.changes {
            match *change {
                Change::Epsilon(epsilon) => layer.epsilon = Epsilon::new(epsilon)?,
                Change::Start(x, y) => layer.start = State { x, y },
                Change::Forward(forward) => scheme.forward = forward,
                Change::Backward(backward) => scheme.backward = backward,
                Change::TanhOnPixels => layer.coupling = Coupling::Pixels,
                Change::Objective(objective) => own.objective = objective,
                Change::GradientDescent(rate) => {
                    own.optimizer = Optimizer::GradientDescent;
                    own.schedule = Schedule::Constant;
                    own.learning_rate = rate;
                }
                Change::ConstantRate(rate) => {
                    own.schedule = Schedule::Constant;
                    own.learning_rate = rate;
                }
                Change::Biases => own.biases = true,
                Change::Epochs(epochs) => own.epochs = epochs,
                Change::KeepLast => (),
            }
        }
        Ok((Recipe::fhn(layer, Method::Paper(scheme)), own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epsilon_out_of_range_is_an_error_and_not_left_out() {
        let of = |epsilon| choice("epsilon", "", &[Change::Epsilon(epsilon)]).recipe(Epsilon::DEFAULT, (1, 0));
        for epsilon in [0.0, -0.1, f64::NAN, 1e9] {
            let message = of(epsilon).unwrap_err().to_string();
            assert!(message.contains("epsilon") && !message.contains('\n'), "{message}");
        }
        assert!(Variant::all().iter().all(|variant| variant.recipe(Epsilon::DEFAULT, (1, 0)).is_ok()));
    }
}
