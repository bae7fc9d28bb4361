//! Flags that several subcommands share.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::neurons::{LayerArgs, NeuronArgs, kind_of};
use super::output::note;
use super::words::word;
use crate::dataset::{
    ClassCount, ClassNames, EMBEDDED_TRAIN_HASH, FirstLabel, Folder, FolderOptions, ImageSet, ImageSize, Needed,
    Remark, Split, embedded_test, embedded_train, open_folder_with,
};
use crate::experiment::{Engine, Protocol};
use crate::network::{
    Coupling, FhnLayer, Gamma, Model, ModelCard, Network, NeuronLayer, NotSigmoid, Rule, Units, model_file,
};
use crate::neuron::{ControlParameter, CouplingStrength, Epsilon, State, SynapticTime, Timing};

/// The simulation protocol.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TimeArgs {
    /// Integration step of RK4 [default: 0.01, or what epsilon allows; Morris-Lecar 0.2 ms, Izhikevich 0.1 ms]
    #[arg(long, allow_negative_numbers = true)]
    dt: Option<f64>,
    /// Transient that is discarded before the window [default: 1000; with other models than fhn 1000 ms]
    #[arg(long, allow_negative_numbers = true)]
    transient: Option<f64>,
    /// Observation window T, over which the outputs are compared [default: 100; with other models than fhn 1000 ms]
    #[arg(long, allow_negative_numbers = true)]
    window: Option<f64>,
    /// Sampling interval [default: 0.1; with other models than fhn 1 ms]
    #[arg(long, allow_negative_numbers = true)]
    every: Option<f64>,
}

impl TimeArgs {
    /// The same as [`Timing`] for FitzHugh-Nagumo neurons; a simulation checks them.
    pub(super) fn times(&self) -> Timing {
        self.over(Timing::default())
    }

    /// The same for these units, with the defaults of their model.
    pub(super) fn times_of(&self, units: &Units) -> Timing {
        self.over(units.neurons().map_or_else(Timing::default, |layer| layer.model().description().times))
    }

    fn over(&self, usual: Timing) -> Timing {
        Timing {
            transient: self.transient.unwrap_or(usual.transient),
            window: self.window.unwrap_or(usual.window),
            every: self.every.unwrap_or(usual.every),
            step: self.dt,
        }
    }
}

/// How many threads work.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ThreadArgs {
    /// Threads that work [default: all processors]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// Runs `work` with that many threads.
    ///
    /// # Errors
    /// If the threads can't be started, or what `work` returns.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
        match self.threads {
            None => work(),
            Some(threads) => rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build()?.install(work),
        }
    }
}

/// How a network is made of a model: which kind, with which neurons.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct NetworkArgs {
    /// A built-in model (ann, fhn) or a model file
    #[arg(long, value_name = "NAME_OR_FILE", default_value = "ann")]
    pub(super) model: String,
    /// How the model is used [default: as it was trained]
    #[arg(long, value_enum)]
    network: Option<NetworkKind>,
    #[command(flatten)]
    neuron: NeuronArgs,
    #[command(flatten)]
    layer: LayerArgs,
    /// Time scale of the activator [default: the model's, or 0.1]
    #[arg(long, allow_negative_numbers = true)]
    epsilon: Option<Epsilon>,
    /// The control parameter [default: the model's, or 0]
    #[arg(long, allow_negative_numbers = true)]
    a: Option<ControlParameter>,
    /// Gain of the current [default: the model's, or -0.5]
    #[arg(long, allow_negative_numbers = true)]
    gamma: Option<Gamma>,
    /// Time constant tau_s of the synapses: outputs are leaky integrals over it; 0 to 1000 (ms with other models than fhn), 0
    /// is the paper's [default: the model's, or 0]
    #[arg(long, value_name = "TAU", allow_negative_numbers = true)]
    synapse: Option<SynapticTime>,
    /// Strength kappa of the mean-field coupling among the hidden neurons, 0 to 10, 0 is the paper's; coupled neurons are
    /// integrated image by image (engine direct) [default: the model's, or 0]
    #[arg(long, value_name = "KAPPA", allow_negative_numbers = true)]
    coupling: Option<CouplingStrength>,
    /// Initial activator x, or membrane potential in mV [default: the model's]
    #[arg(long, allow_negative_numbers = true)]
    x0: Option<f64>,
    /// Initial recovery variable [default: the model's]
    #[arg(long, allow_negative_numbers = true)]
    y0: Option<f64>,
}

/// The networks of the paper and ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum NetworkKind {
    /// The plain network with sigmoids
    Ann,
    /// A plain network's weights around neurons, as in the paper's section 3
    Transplant,
    /// The same with current and readout calibrated, so that the time mean is the sigmoid; with neurons of any model
    Calibrated,
    /// A network that was trained with neurons inside
    Fhn,
}

/// A model as the flags ask for it.
pub(super) struct Chosen {
    pub(super) kind: NetworkKind,
    pub(super) network: Network,
    /// Where the model came from.
    pub(super) card: ModelCard,
}

impl NetworkArgs {
    /// The network that the flags ask for, its kind, and where the model came from.
    ///
    /// # Errors
    /// If there is no such model, or it can't be used like that.
    pub(super) fn network(&self) -> anyhow::Result<Chosen> {
        let model = self.loaded()?;
        let natural = match model.network.units {
            Units::Sigmoid | Units::Relu => NetworkKind::Ann,
            Units::Fhn(_) => NetworkKind::Fhn,
            Units::Neurons(_) => NetworkKind::Calibrated,
        };
        let kind = self.network.unwrap_or(natural);
        let units = match (kind, model.network.units) {
            (NetworkKind::Calibrated, units @ (Units::Sigmoid | Units::Neurons(_))) if self.is_other(&units) => {
                self.neuron_layer(&units)?.into()
            }
            _ if self.neuron.is_other() => {
                anyhow::bail!(
                    "--neuron {} takes --network calibrated, and a plain network or one of such neurons",
                    word(&kind_of(self.neuron.neuron))
                )
            }
            // By the mean law the weights are those of sigmoids.
            (NetworkKind::Ann, Units::Neurons(_)) => Units::Sigmoid,
            (NetworkKind::Ann, units @ (Units::Sigmoid | Units::Relu)) => units,
            (NetworkKind::Transplant | NetworkKind::Calibrated, Units::Relu) => {
                anyhow::bail!("{}: {NotSigmoid}", self.model)
            }
            (NetworkKind::Transplant, Units::Sigmoid | Units::Neurons(_)) => {
                self.layer(FhnLayer::new(Coupling::Transplant))?.into()
            }
            (NetworkKind::Calibrated, Units::Sigmoid | Units::Neurons(_)) => {
                self.layer(FhnLayer::new(Coupling::Calibrated))?.into()
            }
            (NetworkKind::Fhn, Units::Fhn(layer)) => self.layer(layer)?.into(),
            (NetworkKind::Fhn, Units::Sigmoid | Units::Relu | Units::Neurons(_)) => {
                anyhow::bail!(
                    "{} is a plain network; --network takes ann, transplant or calibrated with it",
                    self.model
                )
            }
            (_, Units::Fhn(_)) => {
                anyhow::bail!("{} was trained with neurons inside; --network takes fhn with it", self.model)
            }
        };
        Ok(Chosen { kind, network: model.network.with_units(units), card: model.card })
    }

    /// The model; what is assumed of one that was trained elsewhere is said on stderr.
    ///
    /// # Errors
    /// If there is no such model.
    pub(super) fn loaded(&self) -> anyhow::Result<Model> {
        let model = model_file::resolve(&self.model)?;
        if let Some(imported) = model.card.imported.as_ref().filter(|imported| imported.is_assumed()) {
            note(&format!("{}: {}", self.model, imported.line()));
        }
        Ok(model)
    }

    /// Whether neurons of another model than FitzHugh-Nagumo are asked for: by a flag, or by the file.
    fn is_other(&self, units: &Units) -> bool {
        self.neuron.is_other() || (self.neuron.neuron.is_none() && units.neurons().is_some())
    }

    /// The layer of neurons of another model; where it is that of the file, with the file's settings.
    fn neuron_layer(&self, units: &Units) -> anyhow::Result<NeuronLayer> {
        for (flag, given) in [
            ("epsilon", self.epsilon.is_some()),
            ("a", self.a.is_some()),
            ("gamma", self.gamma.is_some()),
            ("coupling", self.coupling.is_some()),
        ] {
            anyhow::ensure!(
                !given,
                "--{flag} is for FitzHugh-Nagumo neurons; others have --recovery-rate, --drive-from and --drive-to"
            );
        }
        let asked = self.neuron.neuron;
        let file = units.neurons().filter(|layer| asked.is_none_or(|asked| asked == layer.neuron));
        let own = file.unwrap_or_else(|| NeuronLayer::new(kind_of(asked)));
        self.layer.layer(own, self.neuron.recovery_rate, ([self.x0, self.y0], self.synapse))
    }

    fn layer(&self, own: FhnLayer) -> anyhow::Result<FhnLayer> {
        for (flag, given) in
            self.layer.given().into_iter().chain([("recovery-rate", self.neuron.recovery_rate.is_some())])
        {
            anyhow::ensure!(
                !given,
                "--{flag} is for neurons of other models than fhn: --neuron morris-lecar or izhikevich"
            );
        }
        Ok(FhnLayer {
            epsilon: self.epsilon.unwrap_or(own.epsilon),
            a: self.a.unwrap_or(own.a),
            gamma: self.gamma.unwrap_or(own.gamma),
            coupling: own.coupling,
            start: State::new(self.x0.unwrap_or(own.start.x), self.y0.unwrap_or(own.start.y))?,
            synapse: self.synapse.unwrap_or(own.synapse),
            kappa: self.coupling.unwrap_or(own.kappa),
        })
    }
}

/// How the answer is taken from the outputs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ReadoutArgs {
    /// How the answer is taken from the outputs
    #[arg(long, value_enum, default_value_t = Rule::Winner)]
    readout: Rule,
}

/// The same, and how x(t) is computed.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct RuleArgs {
    #[command(flatten)]
    readout: ReadoutArgs,
    /// How x(t) of the neurons is computed [default: table, direct for coupled neurons, or law for the mean]
    #[arg(long, value_enum)]
    engine: Option<Engine>,
}

impl ReadoutArgs {
    /// The rule.
    pub(super) fn rule(&self) -> Rule {
        self.readout
    }
}

impl RuleArgs {
    /// The rule.
    pub(super) fn rule(&self) -> Rule {
        self.readout.rule()
    }

    /// The engine.
    ///
    /// # Errors
    /// If the engine can't serve the rule.
    pub(super) fn engine(&self, units: &Units) -> anyhow::Result<Engine> {
        match self.engine {
            None => Ok(Engine::suited(self.rule(), units)),
            Some(Engine::Law) if self.rule() != Rule::Mean => {
                anyhow::bail!("--engine law gives time means alone: it takes --readout mean")
            }
            Some(engine) => Ok(engine),
        }
    }
}

/// Settings on which the figures of a run depend, for reports.
#[derive(Debug, Serialize)]
pub(super) struct RunSettings {
    network: String,
    layer: Option<FhnLayer>,
    /// Of neurons of other models.
    #[serde(skip_serializing_if = "Option::is_none")]
    neurons: Option<NeuronLayer>,
    readout: &'static str,
    engine: &'static str,
    times: Timing,
    /// The step of the integration, where there is one.
    dt: Option<f64>,
}

impl RunSettings {
    /// The settings of a run of `network`.
    ///
    /// # Errors
    /// If the times do not fit the neurons.
    pub(super) fn new(kind: NetworkKind, network: &Network, protocol: &Protocol, rule: Rule) -> anyhow::Result<Self> {
        let layer = network.units.fhn();
        let neurons = network.units.neurons();
        let dt = match (&layer, &neurons) {
            (None, Some(layer)) if protocol.engine != Engine::Law => {
                Some(layer.discretise(&protocol.times)?.between_samples.length)
            }
            (Some(layer), _) if protocol.engine != Engine::Law => {
                let simulation = layer.simulation(protocol.times, network.hidden_count());
                Some(simulation.discretise(layer.drive_bound())?.between_samples.length)
            }
            _ => None,
        };
        Ok(Self {
            network: word(&kind),
            layer,
            neurons,
            readout: rule.name(),
            engine: if layer.is_some() || neurons.is_some() { protocol.engine.name() } else { "none" },
            times: protocol.times,
            dt,
        })
    }
}

/// The data set: MNIST, or a folder.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct DataArgs {
    /// A folder with the four files of MNIST, or of other data in its format, images of 1 x 1 to 256 x 256 pixels (scaled to
    /// 28 x 28); a file classes.txt in it, one name a line, has names of the classes [default: MNIST, which is embedded]
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The folder's images are stored column by column, as those of EMNIST are
    #[arg(long, requires = "data")]
    transpose: bool,
    /// The number from which the folder's files count labels, 0 or 1 [default: what the labels say]
    #[arg(long, value_name = "0|1", requires = "data")]
    first_label: Option<FirstLabel>,
}

/// Images and where they are from.
pub(super) struct LabelledImages {
    /// Those that were asked for.
    pub(super) set: ImageSet,
    /// [`ImageSet::hash`] of the training set that belongs to them, if it is there.
    pub(super) train_hash: Option<String>,
    /// Names of the classes, if they are not digits.
    pub(super) classes: Option<ClassNames>,
}

/// Training and test set of one folder, or of MNIST.
pub(super) struct BothSets {
    pub(super) train: ImageSet,
    pub(super) test: ImageSet,
    /// Names of the classes, if they are not digits.
    pub(super) classes: Option<ClassNames>,
    /// The size of the images as stored, if it is not 28 x 28.
    pub(super) image_size: Option<ImageSize>,
}

impl DataArgs {
    /// The training set or the test set, for a network of so many classes. A folder need not have the other
    /// set.
    ///
    /// # Errors
    /// What is wrong with which file, or that the set has more classes than the network.
    pub(super) fn images(&self, split: Split, network: ClassCount) -> anyhow::Result<LabelledImages> {
        let Some(folder) = &self.data else {
            let set = if split == Split::Train { embedded_train()? } else { embedded_test()? };
            return LabelledImages { set, train_hash: Some(EMBEDDED_TRAIN_HASH.to_owned()), classes: None }
                .for_network(network);
        };
        let Folder { train, test, train_hash, classes, remarks, .. } =
            self.open(folder, Needed::One(split), Some(network))?;
        let set = if split == Split::Train { train } else { test };
        let images = LabelledImages { set, train_hash, classes }.for_network(network)?;
        tell(&remarks);
        Ok(images)
    }

    /// Training and test set.
    ///
    /// # Errors
    /// What is wrong with which file.
    pub(super) fn both(&self) -> anyhow::Result<BothSets> {
        let Some(folder) = &self.data else {
            return Ok(BothSets { train: embedded_train()?, test: embedded_test()?, classes: None, image_size: None });
        };
        let Folder { train, test, classes, image_size, remarks, .. } = self.open(folder, Needed::Both, None)?;
        tell(&remarks);
        let image_size = Some(image_size).filter(|size| *size != ImageSize::INPUT);
        Ok(BothSets { train, test, classes, image_size })
    }

    fn open(&self, folder: &Path, needed: Needed, network_classes: Option<ClassCount>) -> anyhow::Result<Folder> {
        let (transpose, first_label) = (self.transpose, self.first_label);
        Ok(open_folder_with(folder, FolderOptions { transpose, first_label, network_classes, needed })?)
    }
}

/// Says on stderr what there is to say about a folder.
pub(super) fn tell(remarks: &[Remark]) {
    for remark in remarks {
        note(&remark.to_string());
    }
}

impl LabelledImages {
    fn for_network(self, network: ClassCount) -> anyhow::Result<Self> {
        let (here, there) = (self.set.classes().get(), network.get());
        anyhow::ensure!(
            here <= there,
            "the network has {there} classes, but the data has {here}: expected a network trained on this data"
        );
        Ok(self)
    }
}

/// A remark where a model was trained on other data than these images belong to, or its classes are called otherwise: the
/// labels may mean something else. Without their training set nothing is known of it.
pub(super) fn mismatch(card: &ModelCard, images: &LabelledImages) -> Option<String> {
    let (hash, here) = (card.data_hash.as_ref()?, images.train_hash.as_ref());
    if let Some(here) = here.filter(|here| *here != hash) {
        return Some(format!("the model was trained on other data (hash {hash}) than these images belong to ({here})"));
    }
    (card.classes != images.classes)
        .then(|| "the model's classes are called otherwise than those of these images".to_owned())
}
