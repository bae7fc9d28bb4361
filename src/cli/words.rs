//! Values of core enums on the command line: a word, its help, and older words that are still taken.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::dataset::Split;
use crate::experiment::Engine;
use crate::network::{ModelKind, Objective, Optimizer, PaperBackward, Preprocessing, Rule, Schedule};
use crate::neuron::{NeuronKind, Signal};

/// Makes an enum of the core a value of flags.
macro_rules! words {
    ($type:ident { $($value:ident: $word:expr, $help:literal $(, also $also:literal)?;)+ }) => {
        impl ValueEnum for $type {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$value),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                $(if *self == Self::$value {
                    return Some(PossibleValue::new($word).help($help)$(.alias($also))?);
                })+
                None
            }
        }
    };
}

words!(ModelKind {
    Ann: Self::Ann.name(), "The plain network with sigmoids";
    Fhn: Self::Fhn.name(), "The network with FitzHugh-Nagumo neurons";
    Neurons: Self::Neurons.name(), "The network with calibrated neurons of the model that --neuron names";
});

words!(NeuronKind {
    FitzHughNagumo: Self::FitzHughNagumo.name(), "FitzHugh-Nagumo";
    MorrisLecar: Self::MorrisLecar.name(), "Morris-Lecar, oscillations from a Hopf bifurcation";
    MorrisLecarSnic: Self::MorrisLecarSnic.name(), "Morris-Lecar, oscillations from a saddle-node on an invariant circle";
    Izhikevich: Self::Izhikevich.name(), "Izhikevich 2003, regular spiking";
    IzhikevichFast: Self::IzhikevichFast.name(), "Izhikevich 2003, fast spiking";
    IzhikevichBursting: Self::IzhikevichBursting.name(), "Izhikevich 2003, bursting (chattering)";
});

words!(Signal {
    Potential: Self::Potential.name(), "The membrane potential";
    Spikes: Self::Spikes.name(), "Spikes";
});

words!(Rule {
    Winner: Self::Winner.name(), "The output that leads longest, as in the paper";
    Mean: Self::Mean.name(), "The output with the largest time mean";
    Last: Self::Last.name(), "The output that is largest at the end of the window";
});

words!(Engine {
    Table: Self::Table.name(), "A lookup table of x(t; c), from one integration of a grid of drives";
    Direct: Self::Direct.name(), "Every neuron of every image is integrated";
    Law: Self::Law.name(), "Time means by the mean law (mean readout only)";
});

words!(Preprocessing {
    None: Self::None.name(), "Images as they are";
    Deskew: Self::Deskew.name(), "Deskewing: sheared until rows and columns are uncorrelated", also "upright";
    MomentNormalisation: Self::MomentNormalisation.name(),
        "Moment normalisation: deskewed, of a common size and nearly a common aspect ratio";
});

words!(Split {
    Test: "test", "The test set";
    Train: "train", "The training set";
});

words!(PaperBackward {
    Sigmoid: "sigmoid", "The derivative of one sigmoid of z, for the neuron and all around it";
    Chain: "chain", "The chain rule through the third layer's sigmoid, a sigmoid for the neuron, and the tanh";
});

// Training for the vote is asked for by its margin scale.
words!(Objective {
    CrossEntropy: "cross-entropy", "The cross-entropy of the softmax";
    SquaredError: "squared-error", "The squared error of the outputs";
    SquaredErrorOfSoftmax: "squared-error-of-softmax", "The squared error of the softmax", also "squared-shares";
});

words!(Optimizer {
    Adam: "adam", "Adam (Kingma and Ba 2015)";
    GradientDescent: "gradient-descent", "Gradient descent";
});

words!(Schedule {
    Constant: "constant", "Not at all";
    Linear: "linear", "In a straight line";
    Cosine: "cosine", "Along half a cosine";
});

/// A value as it is written on the command line.
pub(super) fn word<T: ValueEnum>(value: &T) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
