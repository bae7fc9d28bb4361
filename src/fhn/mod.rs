//! One FitzHugh-Nagumo neuron and many. This room knows nothing of digits.

mod neuron;

pub use neuron::{Control, Current, Drive, Epsilon, Neuron, ParameterError, State, activator_nullcline};
pub(crate) use neuron::parameter;
