//! `nullcline experiment map`: accuracy over the parameters of the neurons.

use serde::Serialize;

use super::experiment_output::OutputArgs;
use super::neurons::kind_of;
use super::plots::Plot;
use super::shared::{BothSets, TimeArgs};
use crate::control::Control;
use crate::experiment::{DriveMapSettings, MapSettings, drive_map, regime_map};
use crate::network::{Gamma, NeuronLayer, TrainingSets};
use crate::neuron::{ControlParameter, Epsilon, NeuronKind, ParameterError, RecoveryRate, SynapticTime};

const GAMMAS: [f64; 7] = [-0.1, -0.25, -0.5, -0.75, -1.0, -1.5, -2.0];
const CONTROLS: [f64; 8] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0];
const EPSILONS: [f64; 3] = [0.02, 0.1, 0.5];
/// Rates of recovery unless others are given, as multiples of the model's.
const RATES: [f64; 3] = [0.5, 1.0, 2.0];
/// First drives unless others are given, from that of the model's range, as shares of the range; last drives mirror them.
const DRIVES: [f64; 6] = [-0.6, -0.4, -0.2, 0.0, 0.2, 0.4];
/// Time constant of synapses of other models than FitzHugh-Nagumo unless another is given; ms.
const SYNAPSE: f64 = 100.0;

/// Flags of the map.
#[derive(Debug, clap::Args)]
pub(super) struct MapArgs {
    /// Gains of the current [default: -0.1,-0.25,-0.5,-0.75,-1,-1.5,-2]
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    gammas: Option<Vec<Gamma>>,
    /// Control parameters [default: 0,0.25,0.5,0.75,1,1.25,1.5,2]
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    controls: Option<Vec<ControlParameter>>,
    /// Time scales [default: 0.02,0.1,0.5]
    #[arg(long, value_delimiter = ',')]
    epsilons: Option<Vec<Epsilon>>,
    /// The model of the neurons
    #[arg(long, value_enum)]
    neuron: Option<NeuronKind>,
    /// Rates of the recovery variable (not fhn) [default: half of the model's, the model's and twice that]
    #[arg(long, value_delimiter = ',')]
    recovery_rates: Option<Vec<RecoveryRate>>,
    /// Drives of a neuron whose sigmoid is 0 (not fhn) [default: six around the model's]
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    drives_from: Option<Vec<f64>>,
    /// Drives of a neuron whose sigmoid is 1 (not fhn) [default: six around the model's]
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    drives_to: Option<Vec<f64>>,
    /// Training images of each short training
    #[arg(long, alias = "train-pictures", default_value_t = 12_000)]
    train_images: u32,
    /// Epochs of each short training
    #[arg(long, default_value_t = 12)]
    epochs: u32,
    /// Only the first so many test images
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Seed of the trainings
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Time constant tau_s of the synapses, 0 to 1000 [default: 0; 100 ms with other models than fhn]
    #[arg(long, value_name = "TAU", allow_negative_numbers = true)]
    synapse: Option<SynapticTime>,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Makes the map.
///
/// # Errors
/// In one line: what is wrong with a value, the data or the file to write.
pub(super) fn run(args: &MapArgs, control: Control<'_>) -> anyhow::Result<()> {
    args.output.results.check()?;
    let layer = NeuronLayer::new(kind_of(args.neuron));
    if layer.neuron == NeuronKind::FitzHughNagumo {
        refuse(args.of_others(), "is for neurons of other models than fhn: --neuron morris-lecar or izhikevich")?;
        let settings = args.settings()?;
        return args.finish(|sets| Ok(regime_map(&settings, sets, control)?));
    }
    refuse(
        args.of_fhn(),
        "is for FitzHugh-Nagumo neurons; others have --recovery-rates, --drives-from and --drives-to",
    )?;
    let settings = args.drive_settings(layer)?;
    args.finish(|sets| Ok(drive_map(&settings, sets, control)?))
}

/// The values that were given, or the usual ones.
fn given<T: Clone>(
    own: Option<&Vec<T>>,
    usual: &[f64],
    of: fn(f64) -> Result<T, ParameterError>,
) -> anyhow::Result<Vec<T>> {
    match own {
        Some(own) => Ok(own.clone()),
        None => Ok(usual.iter().map(|value| of(*value)).collect::<Result<_, _>>()?),
    }
}

/// Refuses flags that belong to other neurons.
fn refuse(flags: [(&'static str, bool); 3], why: &str) -> anyhow::Result<()> {
    match flags.iter().find(|(_, given)| *given) {
        Some((flag, _)) => anyhow::bail!("--{flag} {why}"),
        None => Ok(()),
    }
}

impl MapArgs {
    fn finish<T: Serialize + Plot + Send>(
        &self,
        make: impl FnOnce(TrainingSets<'_>) -> anyhow::Result<Vec<T>> + Send,
    ) -> anyhow::Result<()> {
        let BothSets { train, test, .. } = self.output.data.both()?;
        let sets = TrainingSets { train: &train, test: &test };
        self.output.finish(&self.output.threads.run(|| make(sets))?)
    }

    /// Which flags of other models were given.
    fn of_others(&self) -> [(&'static str, bool); 3] {
        [
            ("recovery-rates", self.recovery_rates.is_some()),
            ("drives-from", self.drives_from.is_some()),
            ("drives-to", self.drives_to.is_some()),
        ]
    }

    /// Which flags of FitzHugh-Nagumo neurons were given.
    fn of_fhn(&self) -> [(&'static str, bool); 3] {
        [
            ("gammas", self.gammas.is_some()),
            ("controls", self.controls.is_some()),
            ("epsilons", self.epsilons.is_some()),
        ]
    }

    fn settings(&self) -> anyhow::Result<MapSettings> {
        Ok(MapSettings {
            gammas: given(self.gammas.as_ref(), &GAMMAS, Gamma::new)?,
            controls: given(self.controls.as_ref(), &CONTROLS, ControlParameter::new)?,
            epsilons: given(self.epsilons.as_ref(), &EPSILONS, Epsilon::new)?,
            train_images: self.train_images as usize,
            test_images: self.limit as usize,
            epochs: self.epochs,
            seed: self.seed,
            times: self.times.times(),
            synapse: self.synapse.unwrap_or_default(),
        })
    }

    fn drive_settings(&self, layer: NeuronLayer) -> anyhow::Result<DriveMapSettings> {
        let synapse = self.synapse.map_or_else(|| SynapticTime::new(SYNAPSE), Ok)?;
        let usual = layer.model().recovery_rate().unwrap_or(RecoveryRate::DEFAULT.get());
        let [from, to] = layer.drives;
        // Without the rounding errors of the shares.
        let at = |end: f64, share: f64| (1e6 * (end + share * (to - from))).round() / 1e6;
        Ok(DriveMapSettings {
            recovery_rates: given(
                self.recovery_rates.as_ref(),
                &RATES.map(|factor| factor * usual),
                RecoveryRate::new,
            )?,
            from: self.drives_from.clone().unwrap_or_else(|| DRIVES.iter().map(|share| at(from, *share)).collect()),
            to: self.drives_to.clone().unwrap_or_else(|| DRIVES.iter().rev().map(|share| at(to, -share)).collect()),
            layer: NeuronLayer { synapse, ..layer },
            train_images: self.train_images as usize,
            test_images: self.limit as usize,
            epochs: self.epochs,
            seed: self.seed,
            times: self.times.times_of(&layer.into()),
        })
    }
}
