//! The Train tab's form: which network, which images, which settings.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;
use crate::network::Preprocessing;
use crate::network::{Coupling, FhnLayer, HiddenCount, Method, PaperScheme, Recipe, TrainingSettings};

/// Which images a network is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingSet {
    /// All 60,000 of MNIST, tried on all 10,000.
    #[default]
    Full,
    /// The paper's: 10,000, tried on 1,000, as many of each digit.
    Paper,
    /// Those of a folder with files in MNIST's format.
    Folder,
}

/// Which network is trained, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingKind {
    /// The plain network with sigmoids.
    #[default]
    Plain,
    /// With neurons inside, by the exact gradient of their time mean.
    Exact,
    /// With neurons inside, as in section 4 of the paper.
    Paper,
}

impl TrainingKind {
    /// All, as listed.
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Exact, Self::Paper];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain, sigmoids",
            Self::Exact => "FHN, exact gradient",
            Self::Paper => "FHN, the paper's way",
        }
    }

    /// What it is, in a sentence or two.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Plain => {
                "784 pixels, a hidden layer of sigmoids, an output for each class. Transplant and Calibrated in the Run tab are made of its weights."
            }
            Self::Exact => {
                "FitzHugh-Nagumo neurons in the hidden layer. The time mean of a neuron is known exactly, and so is its \
                 gradient; outputs are trained to lead by more than their ripple."
            }
            Self::Paper => {
                "Section 4 of the paper: forward through the neurons, sampled at a random instant; backward through the \
                 derivative of a sigmoid."
            }
        }
    }
}

/// What the Train tab's fields say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainingForm {
    /// Which network.
    pub kind: TrainingKind,
    /// Its neurons, if it has any.
    pub neurons: Parameters,
    /// Which images.
    pub set: TrainingSet,
    /// The folder they are in, if they are in one.
    pub folder: String,
    /// Neurons in the hidden layer.
    pub hidden: HiddenCount,
    /// How often all images are gone through.
    pub epochs: u32,
    /// Images that share a step.
    pub batch_size: u32,
    /// The learning rate at the start.
    pub learning_rate: f64,
    /// Decides the starting weights and the order of the images.
    pub seed: u64,
    /// Moment normalisation before the input layer: [`Preprocessing::MomentNormalisation`].
    pub normalise: bool,
    /// The Run tab uses the network that is being trained.
    pub follow: bool,
    /// Where a model is saved to or loaded from.
    pub path: String,
}

impl Default for TrainingForm {
    fn default() -> Self {
        let TrainingSettings { epochs, batch_size, learning_rate, seed, .. } = Recipe::Plain.settings();
        Self {
            kind: TrainingKind::Plain,
            neurons: Parameters::default(),
            set: TrainingSet::Full,
            folder: String::new(),
            hidden: HiddenCount::DEFAULT,
            epochs,
            batch_size,
            learning_rate,
            seed,
            normalise: false,
            follow: true,
            path: String::new(),
        }
    }
}

impl TrainingForm {
    /// Chooses another network, with the settings that suit it.
    pub(crate) fn choose(&mut self, kind: TrainingKind) {
        self.kind = kind;
        let TrainingSettings { epochs, batch_size, learning_rate, .. } = self.recipe().settings();
        (self.epochs, self.batch_size, self.learning_rate) = (epochs, batch_size, learning_rate);
    }

    /// How the network is trained.
    pub(crate) fn recipe(&self) -> Recipe {
        let Parameters { gamma, a, epsilon, .. } = self.neurons;
        let layer = FhnLayer { epsilon, a, gamma, ..FhnLayer::new(Coupling::Calibrated) };
        match self.kind {
            TrainingKind::Plain => Recipe::Plain,
            TrainingKind::Exact => Recipe::fhn(layer, Method::Exact),
            TrainingKind::Paper => Recipe::fhn(layer, Method::Paper(PaperScheme::default())),
        }
    }

    /// All settings of the training.
    pub(crate) fn settings(&self) -> TrainingSettings {
        let Self { epochs, batch_size, learning_rate, seed, hidden, .. } = *self;
        let preprocessing = if self.normalise { Preprocessing::MomentNormalisation } else { Preprocessing::None };
        let own = self.recipe().settings();
        // It is made for digits: whatever other data shows may not be turned or thinned.
        let augmentation = own.augmentation.filter(|_| self.set != TrainingSet::Folder);
        TrainingSettings { epochs, batch_size, learning_rate, seed, augmentation, preprocessing, hidden, ..own }
    }

    /// The command that does the same.
    pub(crate) fn command(&self) -> String {
        let Parameters { gamma, a, epsilon, .. } = self.neurons;
        let network = match self.kind {
            TrainingKind::Plain => "ann".to_owned(),
            TrainingKind::Exact => format!("fhn --method exact --gamma {gamma} --a {a} --epsilon {epsilon}"),
            TrainingKind::Paper => format!("fhn --method paper --gamma {gamma} --a {a} --epsilon {epsilon}"),
        };
        let images = match self.set {
            TrainingSet::Full => String::new(),
            TrainingSet::Paper => " --subset paper".to_owned(),
            TrainingSet::Folder => format!(" --data {:?}", self.folder.trim()),
        };
        let normalise = if self.normalise { " --preprocessing moments" } else { "" };
        let hidden = if self.hidden.is_default() { String::new() } else { format!(" --hidden {}", self.hidden.get()) };
        let Self { epochs, batch_size, learning_rate, seed, .. } = self;
        format!(
            "nullcline train --network {network}{images} --epochs {epochs} --seed {seed} --learning-rate {learning_rate} \
             --batch {batch_size}{hidden}{normalise}"
        )
    }
}
