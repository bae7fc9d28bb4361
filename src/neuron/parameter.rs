//! Numbers that can't leave their range.

/// A value outside its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} must be a number from {min} to {max}, not {value}")]
pub struct ParameterError {
    /// Which parameter, as the command line and the window call it.
    pub name: &'static str,
    /// What was asked for.
    pub value: f64,
    /// The smallest value allowed.
    pub min: f64,
    /// The largest value allowed.
    pub max: f64,
}

/// Defines a number that can't leave its range.
macro_rules! parameter {
    ($(#[$doc:meta])* $type:ident, $name:literal, $min:literal, $max:literal, $default:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $type(f64);

        impl $type {
            /// The smallest value.
            pub const MIN: f64 = $min;
            /// The largest value.
            pub const MAX: f64 = $max;
            /// The value used where nothing else is said.
            pub const DEFAULT: Self = Self($default);

            /// The parameter of that value.
            ///
            /// # Errors
            /// Outside [`Self::MIN`] to [`Self::MAX`], or not a number.
            pub fn new(value: f64) -> Result<Self, $crate::neuron::ParameterError> {
                if (Self::MIN..=Self::MAX).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err($crate::neuron::ParameterError { name: $name, value, min: Self::MIN, max: Self::MAX })
                }
            }

            /// Its value.
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
