//! What an import can't know from shapes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word that is no option. One line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?}; expected {expected}")]
pub struct OptionError {
    /// The word.
    found: String,
    /// Those that are options.
    expected: &'static str,
}

/// What was stated of a network from elsewhere; `None` where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// Which side of a matrix is the inputs'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Which arrays are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrays: Option<ArrayNames>,
    /// The hidden units; sigmoids are assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// The values of pixels; 0 to 1 is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<Scaling>,
}

/// Which side of a matrix is the inputs'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// [inputs, outputs], as Keras has it.
    Keras,
    /// [outputs, inputs], as PyTorch has it.
    Torch,
}

impl Layout {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keras => "keras",
            Self::Torch => "torch",
        }
    }
}

impl FromStr for Layout {
    type Err = OptionError;

    fn from_str(word: &str) -> Result<Self, OptionError> {
        let known = [Self::Keras, Self::Torch].into_iter().find(|layout| layout.name() == word);
        known.ok_or_else(|| OptionError {
            found: word.to_owned(),
            expected: "keras (matrices are [inputs, outputs]) or torch ([outputs, inputs])",
        })
    }
}

/// The hidden units of the other program's network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// h = 1 / (1 + exp(-z)).
    #[default]
    Sigmoid,
    /// h = max(z, 0).
    Relu,
    /// h = tanh(z).
    Tanh,
}

impl Activation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sigmoid, Self::Relu, Self::Tanh];

    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Relu => "relu",
            Self::Tanh => "tanh",
        }
    }
}

impl FromStr for Activation {
    type Err = OptionError;

    fn from_str(word: &str) -> Result<Self, OptionError> {
        let known = Self::ALL.into_iter().find(|activation| activation.name() == word);
        known.ok_or_else(|| OptionError { found: word.to_owned(), expected: "sigmoid, relu or tanh" })
    }
}

/// What the other program's network gets of a pixel v, 0 background to 1 ink: (v - mean) / deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Scaling {
    mean: f64,
    deviation: f64,
}

impl Scaling {
    /// 0 to 1.
    pub const UNIT: Self = Self { mean: 0.0, deviation: 1.0 };
    /// 0 to 255.
    pub const BYTES: Self = Self { mean: 0.0, deviation: 1.0 / 255.0 };
    /// -1 to 1.
    pub const SYMMETRIC: Self = Self { mean: 0.5, deviation: 0.5 };
    /// 1 to 0: ink is dark.
    pub const INVERTED: Self = Self { mean: 1.0, deviation: -1.0 };
    /// Mean 0 and deviation 1 over the training set of MNIST.
    pub const MNIST: Self = Self { mean: 0.1307, deviation: 0.3081 };
    /// What [`Scaling::from_str`] takes.
    const WORDS: &'static str = "unit (0 to 1), bytes (0 to 255), or MEAN,DEVIATION of pixels of 0 to 1, such as \
                                 0.1307,0.3081; the mean from -1000 to 1000, the deviation not within 0.000001 of 0";

    /// A scaling by mean and deviation of pixels from 0 to 1; the deviation is negative where ink is dark.
    ///
    /// # Errors
    /// A mean beyond +-1000, a deviation beyond +-1000 or within 1e-6 of zero, or no numbers.
    pub fn new(mean: f64, deviation: f64) -> Result<Self, OptionError> {
        let fits = mean.abs() <= 1000.0 && (1e-6..=1000.0).contains(&deviation.abs());
        fits.then_some(Self { mean, deviation })
            .ok_or_else(|| OptionError { found: format!("{mean},{deviation}"), expected: Self::WORDS })
    }

    /// The mean of pixels, 0 to 1.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// Their standard deviation.
    pub fn deviation(self) -> f64 {
        self.deviation
    }

    /// As the command line takes it.
    pub fn word(self) -> String {
        match self {
            Self::UNIT => "unit".to_owned(),
            Self::BYTES => "bytes".to_owned(),
            Self { mean, deviation } => format!("{mean},{deviation}"),
        }
    }
}

impl Default for Scaling {
    fn default() -> Self {
        Self::UNIT
    }
}

impl TryFrom<[f64; 2]> for Scaling {
    type Error = OptionError;

    fn try_from([mean, deviation]: [f64; 2]) -> Result<Self, OptionError> {
        Self::new(mean, deviation)
    }
}

impl From<Scaling> for [f64; 2] {
    fn from(scaling: Scaling) -> Self {
        [scaling.mean, scaling.deviation]
    }
}

impl FromStr for Scaling {
    type Err = OptionError;

    fn from_str(word: &str) -> Result<Self, OptionError> {
        let number = |part: &str| part.trim().parse::<f64>().ok();
        match (word, word.split_once(',')) {
            ("unit", _) => Ok(Self::UNIT),
            ("bytes", _) => Ok(Self::BYTES),
            (_, Some((mean, deviation))) => number(mean)
                .zip(number(deviation))
                .and_then(|(mean, deviation)| Self::new(mean, deviation).ok())
                .ok_or_else(|| OptionError { found: word.to_owned(), expected: Self::WORDS }),
            _ => Err(OptionError { found: word.to_owned(), expected: Self::WORDS }),
        }
    }
}

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UNIT => f.pad("of 0 to 1"),
            Self::BYTES => f.pad("of 0 to 255"),
            Self { mean, deviation } => write!(f, "by mean {mean} and deviation {deviation}"),
        }
    }
}

/// The names of the arrays that are taken: weights, biases, weights, biases, or the two weights alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArrayNames(Vec<String>);

impl ArrayNames {
    /// Those of the weights from pixels and of the weights to classes.
    pub(super) fn weights(&self) -> [&str; 2] {
        [&self.0[0], &self.0[self.0.len() / 2]]
    }

    /// Those of the biases, if there are any.
    pub(super) fn biases(&self) -> Option<[&str; 2]> {
        (self.0.len() == 4).then(|| [self.0[1].as_str(), self.0[3].as_str()])
    }
}

impl FromStr for ArrayNames {
    type Err = OptionError;

    fn from_str(word: &str) -> Result<Self, OptionError> {
        let names: Vec<String> = word.split(',').map(|name| name.trim().to_owned()).collect();
        if matches!(names.len(), 2 | 4) && names.iter().all(|name| !name.is_empty()) {
            return Ok(Self(names));
        }
        let expected = "the names of four arrays, such as W1,b1,W2,b2, or of the two matrices alone";
        Err(OptionError { found: word.to_owned(), expected })
    }
}

impl TryFrom<String> for ArrayNames {
    type Error = OptionError;

    fn try_from(word: String) -> Result<Self, OptionError> {
        word.parse()
    }
}

impl From<ArrayNames> for String {
    fn from(names: ArrayNames) -> Self {
        names.0.join(",")
    }
}
