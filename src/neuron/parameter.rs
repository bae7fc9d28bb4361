//! The type of error for values out of range, and the macro that defines number types whose values are always in range.

/// A parameter was given a value outside its range, or one that is not a number.
///
/// It is shown as one line: "epsilon must be a number from 0.0001 to 10, not 0".
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} must be a number from {min} to {max}, not {value}")]
pub struct ParameterError {
    /// The parameter's name on the command line and in the window, such as "epsilon".
    pub name: &'static str,
    /// The value that was refused.
    pub value: f64,
    /// The smallest value allowed, itself included.
    pub min: f64,
    /// The largest value allowed, itself included.
    pub max: f64,
}

/// Defines a type for numbers from a smallest to a largest value, with a default.
macro_rules! parameter {
    ($(#[$doc:meta])* $type:ident, $name:literal, $min:literal, $max:literal, $default:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $type(f64);

        impl $type {
            /// The smallest value allowed.
            pub const MIN: f64 = $min;
            /// The largest value allowed.
            pub const MAX: f64 = $max;
            /// The default value.
            pub const DEFAULT: Self = Self($default);

            /// Checks that `value` is from [`Self::MIN`] to [`Self::MAX`].
            ///
            /// # Errors
            /// [`ParameterError`](crate::neuron::ParameterError) if it is outside, or not a number.
            pub fn new(value: f64) -> Result<Self, $crate::neuron::ParameterError> {
                if (Self::MIN..=Self::MAX).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err($crate::neuron::ParameterError { name: $name, value, min: Self::MIN, max: Self::MAX })
                }
            }

            /// The value as a plain number.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl TryFrom<f64> for $type {
            type Error = $crate::neuron::ParameterError;

            fn try_from(value: f64) -> Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl From<$type> for f64 {
            fn from(parameter: $type) -> Self {
                parameter.get()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let value = text
                    .trim()
                    .parse::<f64>()
                    .map_err(|_| format!("{} must be a number from {} to {}, not {text:?}", $name, Self::MIN, Self::MAX))?;
                Self::new(value).map_err(|error| error.to_string())
            }
        }
    };
}

pub(crate) use parameter;
