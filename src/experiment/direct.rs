//! Votes with every neuron of every image integrated: for neurons that start apart, differ, or are coupled.

use super::context::EvaluationContext;
use super::counting::{INTEGRATED_TOGETHER, count_own, own_lookups};
use super::phase::Cycles;
use super::spike_trains::locked;
use crate::control::{Control, StopToken};
use crate::network::{Readout, VoteCounts};
use crate::neuron::{Discretisation, Ensemble, Observer, Simulation, SimulationError, State};

/// Samples that are held at once.
const PIECE: usize = 1024;
/// States on limit cycles lie within these |x| and |y|.
const WIDEST: State = State { x: 2.5, y: 1.0 };

/// What is drawn anew for the neurons of a layer, the same for every image.
#[derive(Clone, Debug, Default)]
pub(super) struct Condition<'a> {
    /// An offset of the drive of each neuron; none if empty.
    pub(super) offsets: &'a [f32],
    /// A phase from 0 to 1 on the limit cycle of each neuron, from which it starts; the layer's start if empty.
    pub(super) phases: &'a [f64],
}

/// What all runs of an experiment share.
pub(super) struct DirectRuns<'a> {
    context: &'a EvaluationContext<'a>,
    readout: Readout,
    drives: Vec<f32>,
    discretisation: Discretisation,
    /// Where phases are wanted.
    cycles: Option<&'a Cycles>,
}

impl<'a> DirectRuns<'a> {
    /// Runs whose neurons all start in the layer's initial state, with drives changed by up to `most`.
    pub(super) fn new(context: &'a EvaluationContext<'a>, most: f64) -> Result<Self, SimulationError> {
        let discretisation = context.simulation().discretise(context.drive_bound(most))?;
        let drives = context.network.drives(context.images).iter().copied().collect();
        Ok(Self { context, readout: context.network.readout(), drives, discretisation, cycles: None })
    }

    /// The limit cycles on which neurons of this network start at phases of their own.
    pub(super) fn cycles(context: &EvaluationContext<'_>) -> Cycles {
        let layer = &context.network.units;
        Cycles::of(layer.epsilon, layer.start)
    }

    /// The same for neurons that may start anywhere on their limit cycles.
    pub(super) fn with_phases(
        context: &'a EvaluationContext<'a>,
        most: f64,
        cycles: &'a Cycles,
    ) -> Result<Self, SimulationError> {
        let runs = Self::new(context, most)?;
        let wide = Simulation { start: WIDEST, ..context.simulation() }.discretise(context.drive_bound(most))?;
        let own = runs.discretisation;
        let discretisation = if own.total_steps() > wide.total_steps() { own } else { wide };
        Ok(Self { discretisation, cycles: Some(cycles), ..runs })
    }

    /// Another readout of the same neurons from now on.
    pub(super) fn set_readout(&mut self, readout: Readout) {
        self.readout = readout;
    }

    /// The drives of all neurons, image after image.
    pub(super) fn drives(&self) -> &[f32] {
        &self.drives
    }

    /// Samples of the observation window.
    pub(super) fn samples(&self) -> usize {
        self.discretisation.samples
    }

    /// The neurons of the images from `first` on, at most `images` of them, before the transient.
    fn ensemble(&self, first: usize, images: usize, condition: &Condition<'_>) -> Ensemble {
        let neurons = self.readout.neurons();
        let drives = self.drives[first * neurons..].iter().take(images * neurons);
        let drives: Vec<f32> = match condition.offsets {
            [] => drives.copied().collect(),
            offsets => drives.zip(offsets.iter().cycle()).map(|(drive, offset)| drive + offset).collect(),
        };
        let mut ensemble = self.context.simulation().ensemble(&drives);
        if let Some(cycles) = self.cycles {
            for (neuron, (drive, phase)) in drives.iter().zip(condition.phases.iter().cycle()).enumerate() {
                ensemble.set_state(neuron, cycles.state(*drive, *phase));
            }
        }
        ensemble
    }

    /// The votes on all images over the whole observation window.
    pub(super) fn votes(
        &self,
        condition: &Condition<'_>,
        control: Control<'_>,
    ) -> Result<Vec<VoteCounts>, SimulationError> {
        Ok(self.votes_at(condition, &[self.samples()], control)?.pop().unwrap_or_default())
    }

    /// The votes on all images after each of these numbers of samples, in rising order.
    pub(super) fn votes_at(
        &self,
        condition: &Condition<'_>,
        ends: &[usize],
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<Vec<VoteCounts>>, SimulationError> {
        let images = self.context.images.len();
        let mut votes = vec![Vec::with_capacity(images); ends.len()];
        for first in (0..images).step_by(INTEGRATED_TOGETHER) {
            let mut ensemble = self.ensemble(first, INTEGRATED_TOGETHER, condition);
            let counted = self.count(&mut ensemble, ends, stop)?;
            votes.iter_mut().zip(counted).for_each(|(all, more)| all.extend(more));
            progress((first + INTEGRATED_TOGETHER).min(images) as f32 / images as f32);
        }
        Ok(votes)
    }

    /// Runs the protocol with the neurons of some images.
    fn count(
        &self,
        ensemble: &mut Ensemble,
        ends: &[usize],
        stop: &StopToken,
    ) -> Result<Vec<Vec<VoteCounts>>, SimulationError> {
        let lookups = own_lookups(ensemble.len());
        let mut votes = vec![VoteCounts::new(self.readout.classes()); lookups.len() / self.readout.neurons()];
        let mut observer = Observer::new(self.context.network.units.observable(), ensemble);
        observer.pass_transient(ensemble, &self.discretisation, stop)?;
        let (mut done, mut counted) = (0, Vec::with_capacity(ends.len()));
        for end in ends {
            while done < *end {
                let samples = (end - done).min(PIECE);
                let recording = observer.record(ensemble, (self.discretisation.between_samples, samples), stop)?;
                count_own((&self.readout, &recording), &lookups, &mut votes);
                done += samples;
            }
            counted.push(votes.clone());
        }
        Ok(counted)
    }

    /// x of the neurons of the first `images` images in the observation window, and the order parameter at each sample.
    pub(super) fn synchrony(
        &self,
        images: usize,
        condition: &Condition<'_>,
        stop: &StopToken,
    ) -> Result<Synchrony, SimulationError> {
        let mut ensemble = self.ensemble(0, images, condition);
        ensemble.advance(self.discretisation.transient, stop)?;
        Ok(Synchrony::of(&mut ensemble, (self.readout.neurons(), &self.discretisation), stop)?)
    }
}

/// Synchrony of the neurons of populations, over an observation window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synchrony {
    /// The Kuramoto order parameter, mean over time and populations, 0 to 1.
    pub order: f64,
    /// The share of spiking neurons that make as many cycles as the median neuron of their population, give or take one.
    pub locked: f64,
}

impl Synchrony {
    /// Observes an ensemble of populations of so many neurons for an observation window.
    ///
    /// # Errors
    /// [`Stopped`](crate::control::Stopped) if `stop` was set.
    pub fn of(
        ensemble: &mut Ensemble,
        (population, discretisation): (usize, &Discretisation),
        stop: &StopToken,
    ) -> Result<Self, crate::control::Stopped> {
        let mut spikes = vec![0_u32; ensemble.len()];
        let mut order = 0.0;
        for _ in 0..discretisation.samples {
            let before: Vec<bool> = ensemble.x().iter().map(|x| *x > 0.0).collect();
            ensemble.advance(discretisation.between_samples, stop)?;
            let crossed = before.iter().zip(ensemble.x()).map(|(above, x)| !above && *x > 0.0);
            spikes.iter_mut().zip(crossed).for_each(|(count, crossed)| *count += u32::from(crossed));
            order += mean_order(ensemble, population);
        }
        Ok(Self { order: order / discretisation.samples as f64, locked: locked(&spikes, population) })
    }
}

/// The order parameter, mean over the populations.
fn mean_order(ensemble: &Ensemble, population: usize) -> f64 {
    let states = ensemble.x().chunks(population).zip(ensemble.y().chunks(population));
    let each = states.zip(ensemble.drives().chunks(population));
    let count = ensemble.len().div_ceil(population).max(1) as f64;
    each.map(|((x, y), drives)| crate::neuron::order_parameter(x, y, drives)).sum::<f64>() / count
}
