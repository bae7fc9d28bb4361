//! Classification of one image by a network.

use crate::control::StopToken;
use crate::dataset::{Class, ClassCount};
use crate::image::InputImage;
use crate::network::loss::softmax;
use crate::network::{CalibratedNeurons, FhnLayer, Network, OutputTraces, Readout, Rule, Units};
use crate::neuron::{SimulationError, Timing};

use super::accuracy::traces;
use super::any_neuron::integrated_traces;

/// A network that classifies one image at a time.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::ImageClassifier;
/// use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network, Rule, Units};
/// use nullcline::neuron::Timing;
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let units = Units::Fhn(FhnLayer::new(Coupling::Calibrated));
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), units, 0);
/// let classifier = ImageClassifier::new(network, Rule::Winner)?;
/// let times = Timing { transient: 20.0, window: 50.0, ..Timing::default() };
/// let found = classifier.read(&drawn_digits(&DrawnStyle::NEAT, 0, 1).image(0), times, &StopToken::new())?;
/// // Ten outputs at 500 times; the answer is the one that led for the largest share of them.
/// assert_eq!((found.traces.samples(), found.traces.at(0).len()), (500, 10));
/// let largest = found.shares.iter().copied().fold(0.0, f64::max);
/// assert_eq!(found.shares[found.answer.index()], largest);
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ImageClassifier {
    network: Network,
    /// Of a network with neurons.
    neurons: Option<(Neurons, Readout)>,
    rule: Rule,
}

/// The neurons of a network.
#[derive(Clone, Debug)]
enum Neurons {
    Fhn(FhnLayer),
    Calibrated(Box<CalibratedNeurons>),
}

/// The answer of a network to an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// The digit.
    pub answer: Class,
    /// For each class the share of time that its output led; for a plain network, its softmax. Sums to 1.
    pub shares: Vec<f64>,
    /// The lead of the largest share over the second.
    pub margin: f64,
    /// The output traces; empty for a plain network.
    pub traces: OutputTraces,
}

impl ImageClassifier {
    /// A classifier with this network, answering by `rule`.
    ///
    /// # Errors
    /// [`SimulationError::Range`] if the mean law of the network's neurons is not monotone on their drives.
    pub fn new(network: Network, rule: Rule) -> Result<Self, SimulationError> {
        let neurons = match network.units {
            Units::Sigmoid | Units::Relu => None,
            Units::Fhn(layer) => Some((Neurons::Fhn(layer), network.with_units(layer).readout())),
            Units::Neurons(layer) => {
                let neurons = CalibratedNeurons::new(layer, &StopToken::new())?;
                let readout = neurons.readout(network.output());
                Some((Neurons::Calibrated(Box::new(neurons)), readout))
            }
        };
        Ok(Self { network, neurons, rule })
    }

    /// How many classes it tells apart.
    pub fn classes(&self) -> ClassCount {
        self.network.classes()
    }

    /// Classifies an image; the neurons are integrated one by one.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn read(&self, image: &InputImage, times: Timing, stop: &StopToken) -> Result<Classification, SimulationError> {
        let Some((neurons, readout)) = &self.neurons else {
            return Ok(self.plain_reading(image));
        };
        let traces = match neurons {
            Neurons::Fhn(layer) => {
                let drives = self.network.with_units(*layer).drives_of(image);
                traces(layer, readout, &drives, times, stop)?
            }
            Neurons::Calibrated(neurons) => {
                integrated_traces(neurons, readout, &self.network.inputs_of(image), times, stop)?
            }
        };
        let votes = &traces.votes;
        let (answer, shares, margin) = (votes.answer(self.rule), votes.shares(), votes.margin());
        Ok(Classification { answer, shares, margin, traces })
    }

    fn plain_reading(&self, image: &InputImage) -> Classification {
        let logits = self.network.plain_logits_of(image);
        let shares: Vec<f64> = softmax(&logits).into_iter().map(f64::from).collect();
        let mut sorted = shares.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        Classification {
            answer: Class::of_largest(&logits),
            shares,
            margin: sorted[0] - sorted[1],
            traces: OutputTraces::new(self.network.classes()),
        }
    }
}
