//! The accuracy on a whole set of pictures while somebody drags a slider: what can be kept from one setting to the next is.
//!
//! The neurons' inputs z depend on the weights alone, and the responses of the grid of drives on epsilon alone: while gamma
//! or a is dragged, only the lookup and the race are done again.

use ndarray::Array2;

use super::accuracy::{Confusion, Engine, Protocol, answers, mean_law_answers, votes};
use crate::control::{StopToken, silent};
use crate::digit::DigitSet;
use crate::fhn::{ResponseTable, Times, Watch, WatchError};
use crate::network::{FhnLayer, FhnNetwork, Readout, Rule};

/// Tables are built for reaches in steps of this, so that a dragged gamma seldom needs a new one.
const REACH_STEP: f64 = 0.5;

/// A set of pictures that is read again and again at other settings.
#[derive(Clone, Debug)]
pub struct Survey {
    set: DigitSet,
    times: Times,
    inputs: Option<Inputs>,
    table: Option<Table>,
}

/// The inputs z of the neurons, shape [pictures, neurons], for the weights of `network`.
#[derive(Clone, Debug)]
struct Inputs {
    network: FhnNetwork,
    z: Array2<f32>,
}

/// Responses at the settings of a layer, up to a reach.
#[derive(Clone, Debug)]
struct Table {
    watch: Watch,
    reach: f64,
    squashes: bool,
    responses: ResponseTable,
}

impl Survey {
    /// A survey of these pictures, watched at these times.
    pub fn new(set: DigitSet, times: Times) -> Self {
        Self { set, times, inputs: None, table: None }
    }

    /// How many pictures.
    pub fn pictures(&self) -> usize {
        self.set.len()
    }

    /// What the network answers by the largest time mean, from the mean law.
    pub fn by_mean(&mut self, network: &FhnNetwork) -> Confusion {
        let readout = network.readout();
        let drives = network.layer.drives(self.inputs(network));
        Confusion::of(self.set.labels(), &mean_law_answers(&readout, network.layer.epsilon, &drives.view()))
    }

    /// What the network answers by the longest winner, from a table of responses.
    ///
    /// # Errors
    /// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
    pub fn by_winner(&mut self, network: &FhnNetwork, stop: &StopToken) -> Result<Confusion, WatchError> {
        let readout = network.readout();
        self.inputs(network);
        let watch = Watch { epsilon: network.layer.epsilon, start: network.layer.start, times: self.times };
        if !ResponseTable::fits(&watch, rounded_up(network.layer.reach()))? {
            let drives = network.layer.drives(self.inputs(network));
            let protocol = Protocol { times: self.times, engine: Engine::Table };
            let votes = votes(&network.layer, &readout, &drives, &protocol, (stop, &silent))?;
            return Ok(Confusion::of(self.set.labels(), &answers(&votes, Rule::Winner)));
        }
        self.prepare_table(&network.layer, &readout, stop)?;
        let (Some(inputs), Some(table)) = (&self.inputs, &self.table) else { return Ok(Confusion::default()) };
        let drives = inputs.z.iter().map(|z| network.layer.drive(*z));
        let votes = readout.table_votes(&table.responses, drives);
        Ok(Confusion::of(self.set.labels(), &answers(&votes, Rule::Winner)))
    }

    fn inputs(&mut self, network: &FhnNetwork) -> &Array2<f32> {
        let fresh = self.inputs.take().filter(|inputs| inputs.network.hidden == network.hidden);
        let set = &self.set;
        &self.inputs.insert(fresh.unwrap_or_else(|| Inputs { network: network.clone(), z: network.inputs(set) })).z
    }

    fn prepare_table(&mut self, layer: &FhnLayer, readout: &Readout, stop: &StopToken) -> Result<(), WatchError> {
        let watch = Watch { epsilon: layer.epsilon, start: layer.start, times: self.times };
        let fits = |table: &Table| {
            table.watch == watch && table.squashes == readout.squashes() && table.reach >= layer.reach()
        };
        if self.table.as_ref().is_some_and(fits) {
            return Ok(());
        }
        // The old one goes first: two would be tens of megabytes.
        self.table = None;
        let reach = rounded_up(layer.reach());
        let mut responses = ResponseTable::build(&watch, reach, stop)?;
        readout.prepare(responses.recording_mut());
        self.table = Some(Table { watch, reach, squashes: readout.squashes(), responses });
        Ok(())
    }
}

fn rounded_up(reach: f64) -> f64 {
    (reach / REACH_STEP).ceil() * REACH_STEP
}
