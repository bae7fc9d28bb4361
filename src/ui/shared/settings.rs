//! What the window remembers from one time to the next.

use serde::{Deserialize, Serialize};

use super::paper_view::PaperView;
use crate::digit::{Normalisation, Preparation};
use crate::experiment::Treatments;
use crate::fhn::{Control, Epsilon};
use crate::network::{Coupling, FhnLayer, Gamma, Method, PaperScheme, Recipe, TrainingSettings};
use crate::ui::run::model::live::NEURONS;
use crate::ui::theme::ThemeChoice;

/// The tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// A digit goes in, neurons move, an answer grows.
    #[default]
    Run,
    /// Training.
    Train,
    /// The paper, recomputed; and the network of the Run tab under the lens.
    Paper,
}

impl Tab {
    /// All, from left to right.
    pub(crate) const ALL: [Self; 3] = [Self::Run, Self::Train, Self::Paper];

    /// As the tab says.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Train => "Train",
            Self::Paper => "Paper",
        }
    }
}

/// Which network reads the digit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkChoice {
    /// The plain network with its sigmoids replaced, as in the paper.
    Transplant,
    /// The same with currents and readout scaled so that the time mean is the sigmoid.
    Calibrated,
    /// Trained with the neurons inside; where there is none, the transplant reads.
    #[default]
    Trained,
}

impl NetworkChoice {
    /// All, as listed.
    pub(crate) const ALL: [Self; 3] = [Self::Transplant, Self::Calibrated, Self::Trained];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transplant => "Transplant",
            Self::Calibrated => "Calibrated",
            Self::Trained => "Trained with FHN",
        }
    }

    /// What it is, in a sentence or two.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Transplant => {
                "The paper's experiment: a plain network, trained with sigmoids, whose hundred sigmoids are replaced by \
                 neurons. I = gamma tanh(z), and the output layer reads x."
            }
            Self::Calibrated => {
                "The same weights, but I = gamma tanh(z/2), read as (1 − (x + a)/gamma)/2. The time mean of what is read \
                 is then exactly the sigmoid that the network was trained with."
            }
            Self::Trained => "A network whose weights were found with FitzHugh-Nagumo neurons in its hidden layer.",
        }
    }

    /// The coupling of a plain network's neurons; `None` if the network brings its own.
    pub(crate) fn coupling(self) -> Option<Coupling> {
        match self {
            Self::Transplant => Some(Coupling::Transplant),
            Self::Calibrated => Some(Coupling::Calibrated),
            Self::Trained => None,
        }
    }
}

/// In which order the neurons stand on the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// As in the network.
    #[default]
    Index,
    /// From the lowest current to the highest.
    Current,
    /// By the weight on the answer, the strongest advocate first.
    Weight,
    /// Those that oscillate first.
    Regime,
    /// By what they add to the answer's lead over the second digit, in the time mean.
    Contribution,
}

impl Order {
    /// All, as listed.
    pub(crate) const ALL: [Self; 5] = [Self::Index, Self::Current, Self::Regime, Self::Weight, Self::Contribution];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Current => "current",
            Self::Weight => "weight",
            Self::Regime => "regime",
            Self::Contribution => "contribution",
        }
    }

    /// What it is, in a sentence.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Index => "As in the network.",
            Self::Current => "From the lowest drive c = a + I to the highest.",
            Self::Regime => "Those that oscillate first.",
            Self::Weight => "By their weight on the output of the answer, the strongest advocate first.",
            Self::Contribution => {
                "By what each adds, in the time mean, to the lead of the answer's output over that of the second digit: \
                 the margin's friends first, its enemies last."
            }
        }
    }
}

/// What the colours on the wall mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colouring {
    /// Whether a neuron oscillates or rests.
    #[default]
    Regime,
    /// Its activator x at the moment.
    X,
}

impl Colouring {
    /// All, as listed.
    pub(crate) const ALL: [Self; 2] = [Self::Regime, Self::X];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Regime => "regime",
            Self::X => "x",
        }
    }
}

/// What is shown at the lower left of the Run tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LowerView {
    /// The ten outputs in time.
    #[default]
    Outputs,
    /// The accuracy against the length of the window.
    Window,
}

/// Dimensionless time that passes in a second.
pub(crate) const SPEEDS: [f64; 8] = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
/// Neurons that can be selected at once.
pub(crate) const MOST_SELECTED: usize = 6;

/// The three sliders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Gain of the current.
    pub gamma: Gamma,
    /// Control parameter.
    pub a: Control,
    /// Time scale.
    pub epsilon: Epsilon,
}

/// Which pictures a network is trained with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingSet {
    /// All 60,000, tried on all 10,000.
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
                "784 pixels, 100 sigmoids, 10 outputs. Transplant and Calibrated in the Run tab are made of its weights."
            }
            Self::Exact => {
                "FitzHugh-Nagumo neurons in the hidden layer. The time mean of a neuron is known exactly, and so is its \
                 gradient; outputs are trained to lead by more than their ripple."
            }
            Self::Paper => {
                "Section 4 of the paper: forward through the neurons, watched at a random instant; backward through the \
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
    /// Which pictures.
    pub set: TrainingSet,
    /// The folder they are in, if they are in one.
    pub folder: String,
    /// How often all pictures are gone through.
    pub epochs: u32,
    /// Pictures that share a step.
    pub batch_size: u32,
    /// The learning rate at the start.
    pub learning_rate: f64,
    /// Decides the starting weights and the order of the pictures.
    pub seed: u64,
    /// Pictures are made alike before the network sees them: [`Normalisation::Moments`].
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
        let Parameters { gamma, a, epsilon } = self.neurons;
        let layer = FhnLayer { epsilon, a, gamma, ..FhnLayer::new(Coupling::Calibrated) };
        match self.kind {
            TrainingKind::Plain => Recipe::Plain,
            TrainingKind::Exact => Recipe::fhn(layer, Method::Exact),
            TrainingKind::Paper => Recipe::fhn(layer, Method::Paper(PaperScheme::default())),
        }
    }

    /// All settings of the training.
    pub(crate) fn settings(&self) -> TrainingSettings {
        let Self { epochs, batch_size, learning_rate, seed, .. } = *self;
        let normalisation = if self.normalise { Normalisation::Moments } else { Normalisation::None };
        TrainingSettings { epochs, batch_size, learning_rate, seed, normalisation, ..self.recipe().settings() }
    }

    /// The command that does the same.
    pub(crate) fn command(&self) -> String {
        let Parameters { gamma, a, epsilon } = self.neurons;
        let network = match self.kind {
            TrainingKind::Plain => "ann".to_owned(),
            TrainingKind::Exact => format!("fhn --method exact --gamma {gamma} --a {a} --epsilon {epsilon}"),
            TrainingKind::Paper => format!("fhn --method paper --gamma {gamma} --a {a} --epsilon {epsilon}"),
        };
        let pictures = match self.set {
            TrainingSet::Full => String::new(),
            TrainingSet::Paper => " --subset paper".to_owned(),
            TrainingSet::Folder => format!(" --data {:?}", self.folder.trim()),
        };
        let normalise = if self.normalise { " --normalise moments" } else { "" };
        let Self { epochs, batch_size, learning_rate, seed, .. } = self;
        format!(
            "nullcline train --network {network}{pictures} --epochs {epochs} --seed {seed} --learning-rate {learning_rate} \
             --batch {batch_size}{normalise}"
        )
    }
}

/// What the window remembers. `Default` is what "Reset all" brings back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The tab that is open.
    pub tab: Tab,
    /// Dark or light.
    pub theme: ThemeChoice,
    /// Which network reads.
    pub network: NetworkChoice,
    /// The sliders.
    pub parameters: Parameters,
    /// Dimensionless time a second.
    pub speed: f64,
    /// Whether time stands still.
    pub paused: bool,
    /// The wall's order.
    pub order: Order,
    /// What the wall's colours mean.
    pub colouring: Colouring,
    /// The neuron shown large, 0 to 99.
    pub selected: usize,
    /// Others that are laid over it.
    pub also: Vec<usize>,
    /// The large phase plane shows the vector field.
    pub field: bool,
    /// What is done to neurons.
    pub treatments: Treatments,
    /// What is shown at the lower left.
    pub lower: LowerView,
    /// Which steps make 28 x 28 pixels of a drawing or a picture.
    pub preparation: Preparation,
    /// The pen's width, as part of the canvas.
    pub pen_width: f32,
    /// The left button erases.
    pub erases: bool,
    /// The test picture shown first.
    pub test_index: usize,
    /// The Train tab.
    pub training: TrainingForm,
    /// The Paper tab.
    pub paper: PaperView,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tab: Tab::Run,
            theme: ThemeChoice::Dark,
            network: NetworkChoice::default(),
            parameters: Parameters::default(),
            speed: 5.0,
            paused: false,
            order: Order::Index,
            colouring: Colouring::Regime,
            selected: 42,
            also: Vec::new(),
            field: false,
            treatments: Treatments::new(),
            lower: LowerView::Outputs,
            preparation: Preparation::default(),
            pen_width: crate::digit::stroke::PEN_WIDTH,
            erases: false,
            test_index: 0,
            training: TrainingForm::default(),
            paper: PaperView::default(),
        }
    }
}

impl Settings {
    /// Lays a neuron over the large one, or takes it away again. There is always a large one.
    pub(crate) fn toggle(&mut self, neuron: usize) {
        if neuron == self.selected {
            if !self.also.is_empty() {
                self.selected = self.also.remove(0);
            }
        } else if let Some(place) = self.also.iter().position(|other| *other == neuron) {
            self.also.remove(place);
        } else if self.also.len() + 1 < MOST_SELECTED {
            self.also.push(neuron);
        }
    }

    /// The neuron shown large, then those laid over it.
    pub(crate) fn selection(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.selected).chain(self.also.iter().copied())
    }

    /// The same with every number brought into its range: the file may have been written by hand or by another version.
    pub(crate) fn sanitized(mut self) -> Self {
        let usual = Self::default();
        if !SPEEDS.contains(&self.speed) {
            self.speed = usual.speed;
        }
        if !(0.01..=0.5).contains(&self.pen_width) {
            self.pen_width = usual.pen_width;
        }
        self.selected = self.selected.min(NEURONS - 1);
        let selected = self.selected;
        self.also.retain(|neuron| *neuron < NEURONS && *neuron != selected);
        self.also.truncate(MOST_SELECTED - 1);
        self.treatments.retain(|neuron, _| *neuron < NEURONS);
        for treatment in self.treatments.values_mut() {
            *treatment = treatment.sanitized();
        }
        if self.training.settings().check().is_err() {
            self.training = usual.training;
        }
        self
    }
}
