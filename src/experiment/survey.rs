//! Accuracy on a whole set of images at changing settings, with all intermediate results that stay valid kept.
//!
//! The neurons' inputs z depend on the weights alone, and the lookup table of x(t; c) on epsilon and tau_s alone: where
//! gamma or a changes, only the lookup and the vote are computed again.

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use super::accuracy::{Confusion, Engine, Protocol, answers, mean_law_answers, votes};
use super::drive_noise::DriveNoise;
use crate::control::{Control, StopToken};
use crate::dataset::{Class, ImageSet};
use crate::network::{FhnLayer, FhnNetwork, Rule, VoteCounts};
use crate::neuron::{LookupTable, Simulation, SimulationError, SynapticTime, Timing};

/// Tables are built for bounds of |c| in steps of this, so that a dragged gamma seldom needs a new one.
const REACH_STEP: f64 = 0.5;

/// A set of images that is evaluated repeatedly at other settings.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::{Confusion, Survey};
/// use nullcline::network::{Coupling, FhnLayer, Gamma, HiddenCount, Network, Sigmoid};
/// use nullcline::neuron::Timing;
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let images = drawn_digits(&DrawnStyle::NEAT, 0, 50);
/// let plain = Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid, 0);
/// let sigmoids = Confusion::of(&images, &plain.plain_answers(&images)).accuracy();
/// let mut survey = Survey::new(images, Timing { transient: 20.0, ..Timing::default() });
/// // By the largest time mean, calibrated neurons answer as the sigmoids do, at any gamma; rounding may turn a near tie.
/// for gamma in [-2.0, -0.5, 1.0] {
///     let layer = FhnLayer { gamma: Gamma::new(gamma)?, ..FhnLayer::new(Coupling::Calibrated) };
///     let confusion = survey.by_mean(&plain.with_units(layer));
///     assert!((confusion.accuracy() - sigmoids).abs() < 0.05);
/// }
/// // By the longest winner the answers depend on gamma; a lookup table gives x(t).
/// let network = plain.with_units(FhnLayer::new(Coupling::Calibrated));
/// assert_eq!(survey.by_winner(&network, &StopToken::new())?.images(), 50);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Survey {
    set: ImageSet,
    times: Timing,
    noise: DriveNoise,
    inputs: Option<Inputs>,
    table: Option<Table>,
}

/// The accuracy for one length of the observation window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccuracyAtTime {
    /// T, the length of the observation window; dimensionless time.
    pub window: f64,
    /// Accuracy by each of [`Rule::ALL`], 0 to 1.
    pub accuracy: [f64; Rule::ALL.len()],
}

/// The inputs z of the neurons, shape [images, neurons], for the weights of `network`.
#[derive(Clone, Debug)]
struct Inputs {
    network: FhnNetwork,
    z: Array2<f32>,
}

impl Inputs {
    /// The drives of one image after the other, shifted by the `offsets` of the neurons.
    fn drives(&self, layer: &FhnLayer, offsets: &[f32]) -> impl Iterator<Item = f32> {
        self.z.iter().zip(offsets.iter().cycle()).map(|(z, offset)| layer.drive(*z) + offset)
    }
}

/// The lookup table at the settings of a layer, up to a bound of |c|.
#[derive(Clone, Debug)]
struct Table {
    simulation: Simulation,
    drive_bound: f64,
    uses_sigmoid: bool,
    synapse: SynapticTime,
    responses: LookupTable,
}

impl Survey {
    /// A survey of these images with this timing.
    pub fn new(set: ImageSet, times: Timing) -> Self {
        Self { set, times, noise: DriveNoise::default(), inputs: None, table: None }
    }

    /// The images.
    pub fn set(&self) -> &ImageSet {
        &self.set
    }

    /// Frees inputs and lookup table, tens of megabytes that are made again within a second when they are needed.
    pub fn free(&mut self) {
        (self.inputs, self.table) = (None, None);
    }

    /// How many images.
    pub fn images(&self) -> usize {
        self.set.len()
    }

    /// Gives the neurons the heterogeneity of `noise` from now on. Its fluctuations are left out: neurons with them can't be
    /// looked up.
    pub fn set_heterogeneity(&mut self, noise: DriveNoise) {
        self.noise = noise.quenched();
    }

    /// The answers by the largest time mean, from the mean law.
    pub fn mean_answers(&mut self, network: &FhnNetwork) -> Vec<Class> {
        let readout = network.readout();
        let drives = self.drives(network);
        mean_law_answers(&readout, network.units.epsilon, &drives.view())
    }

    /// The drives of all images, shape [images, neurons].
    fn drives(&mut self, network: &FhnNetwork) -> Array2<f32> {
        let drives = network.units.drives(self.inputs(network));
        drives + Array1::from(self.noise.offsets(network.hidden_count()))
    }

    /// The confusion matrix by the largest time mean, from the mean law.
    pub fn by_mean(&mut self, network: &FhnNetwork) -> Confusion {
        let answers = self.mean_answers(network);
        Confusion::of(&self.set, &answers)
    }

    /// The confusion matrix by the longest-winner rule, from a lookup table.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn by_winner(&mut self, network: &FhnNetwork, stop: &StopToken) -> Result<Confusion, SimulationError> {
        self.by_rule(network, Rule::Winner, stop)
    }

    /// The confusion matrix by `rule`, from a lookup table.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn by_rule(
        &mut self,
        network: &FhnNetwork,
        rule: Rule,
        stop: &StopToken,
    ) -> Result<Confusion, SimulationError> {
        let answers = answers(&self.votes(network, stop)?, rule);
        Ok(Confusion::of(&self.set, &answers))
    }

    /// The vote counts of each image, from a lookup table.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn votes(&mut self, network: &FhnNetwork, stop: &StopToken) -> Result<Vec<VoteCounts>, SimulationError> {
        let readout = network.readout();
        if !self.prepare(network, stop)? {
            let drives = self.drives(network);
            let protocol = Protocol { times: self.times, engine: Engine::Table };
            return votes(&network.units, &readout, &drives, &protocol, Control::without_progress(stop));
        }
        let (Some(inputs), Some(table)) = (&self.inputs, &self.table) else { return Ok(Vec::new()) };
        let offsets = self.noise.offsets(network.hidden_count());
        Ok(readout.table_votes(&table.responses, inputs.drives(&network.units, &offsets)))
    }

    /// The accuracy against the length of the observation window, by each rule, at every sample. Empty if the window
    /// is too long for a table.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn along(&mut self, network: &FhnNetwork, stop: &StopToken) -> Result<Vec<AccuracyAtTime>, SimulationError> {
        let readout = network.readout();
        if !self.prepare(network, stop)? {
            return Ok(Vec::new());
        }
        let (Some(inputs), Some(table)) = (&self.inputs, &self.table) else { return Ok(Vec::new()) };
        let offsets = self.noise.offsets(network.hidden_count());
        let drives = inputs.drives(&network.units, &offsets);
        let right = readout.correct_along(&table.responses, drives, self.set.labels());
        let images = self.images().max(1) as f64;
        let along = right.into_iter().enumerate().map(|(sample, right)| AccuracyAtTime {
            window: (sample + 1) as f64 * self.times.every,
            accuracy: right.map(|right| f64::from(right) / images),
        });
        Ok(along.collect())
    }

    /// Computes inputs and table where needed; whether there can be a table.
    fn prepare(&mut self, network: &FhnNetwork, stop: &StopToken) -> Result<bool, SimulationError> {
        self.inputs(network);
        let simulation = network.units.simulation(self.times, network.hidden_count());
        let offsets = self.noise.offsets(network.hidden_count());
        let largest = offsets.iter().fold(0.0_f32, |most, offset| most.max(offset.abs()));
        let drive_bound = rounded_up(network.units.drive_bound() + f64::from(largest));
        if !LookupTable::fits(&simulation, drive_bound)? {
            return Ok(false);
        }
        self.prepare_table(&network.units, drive_bound, stop)?;
        Ok(true)
    }

    fn inputs(&mut self, network: &FhnNetwork) -> &Array2<f32> {
        let fresh = self.inputs.take().filter(|inputs| inputs.network.same_inputs(network));
        let set = &self.set;
        &self.inputs.insert(fresh.unwrap_or_else(|| Inputs { network: network.clone(), z: network.inputs(set) })).z
    }

    fn prepare_table(&mut self, layer: &FhnLayer, drive_bound: f64, stop: &StopToken) -> Result<(), SimulationError> {
        let simulation = layer.simulation(self.times, 1);
        let fits = |table: &Table| {
            table.simulation == simulation
                && table.uses_sigmoid == layer.uses_sigmoid()
                && table.synapse == layer.synapse
                && table.drive_bound >= drive_bound
        };
        if self.table.as_ref().is_some_and(fits) {
            return Ok(());
        }
        // The old one is freed first: two would be tens of megabytes.
        self.table = None;
        let responses = LookupTable::observe(&simulation, layer.observable(), drive_bound, stop)?;
        let (uses_sigmoid, synapse) = (layer.uses_sigmoid(), layer.synapse);
        self.table = Some(Table { simulation, drive_bound, uses_sigmoid, synapse, responses });
        Ok(())
    }
}

fn rounded_up(drive_bound: f64) -> f64 {
    (drive_bound / REACH_STEP).ceil() * REACH_STEP
}
