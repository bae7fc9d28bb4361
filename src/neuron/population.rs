//! Many neurons of any model, integrated together: RK4 in f32 on SIMD lanes, blocks of neurons in parallel, with resets.
//!
//! FitzHugh-Nagumo neurons have a kernel of their own in [`Ensemble`](super::Ensemble).

use fearless_simd::{Level, Simd, SimdBase, dispatch};
use fearless_simd_macros::simd;
use rayon::prelude::*;

use super::coupled_model::Coupled;
use super::integrator::StepError;
use super::mean_field::CouplingStrength;
use super::model::{NeuronModel, Signal};
use super::orbit::{Orbit, Tracker};
use super::real::Lanes;
use super::recording::{BLOCK, Recording, TILE};
use super::simulation::{Simulation, SimulationError};
use super::stepping::{runge_kutta, step};
use super::synapse::{LeakyIntegrator, SynapticTime};
use super::timing::{Discretisation, Steps, Timing};
use crate::control::{Control, StopToken, Stopped};

/// The number of steps between two polls of the stop token, a few milliseconds.
const STEPS_PER_POLL: usize = 1 << 13;

/// [`BLOCK`] neurons: their states, drives, and spikes since these were last set to zero.
#[derive(Clone, Debug)]
struct Block<const N: usize> {
    state: [[f32; BLOCK]; N],
    drive: [f32; BLOCK],
    spikes: [f32; BLOCK],
}

/// Takes `count` steps with every neuron of a block. `SPIKES`: whether spikes are counted where no reset needs them.
#[simd]
fn run<S: Simd, M: NeuronModel<N>, const N: usize, const SPIKES: bool>(
    simd: S,
    model: &M,
    steps: Steps,
    block: &mut Block<N>,
) {
    let model = *model;
    for _ in 0..steps.count {
        for first in (0..BLOCK).step_by(S::f32s::LEN) {
            let load = |values: &[f32; BLOCK]| Lanes::<S>(S::f32s::from_slice(simd, &values[first..][..S::f32s::LEN]));
            let drive = load(&block.drive);
            let mut state = [drive; N];
            for (value, all) in state.iter_mut().zip(&block.state) {
                *value = load(all);
            }
            let next = if M::RESETS || SPIKES {
                let (next, spike) = step(&model, state, drive, steps.length);
                (load(&block.spikes) + spike).0.store_slice(&mut block.spikes[first..][..S::f32s::LEN]);
                next
            } else {
                runge_kutta(&model, state, drive, steps.length)
            };
            for (value, all) in next.iter().zip(&mut block.state) {
                value.0.store_slice(&mut all[first..][..S::f32s::LEN]);
            }
        }
    }
}

/// Many uncoupled neurons of one model, each with its own drive and state.
///
/// RK4 with fixed steps in f32, on all SIMD lanes and all threads of rayon's pool; results do not depend on the number of
/// threads.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::neuron::{Izhikevich, Population, Signal, Steps};
///
/// // Regular spiking neurons from I = 0 to 20: half a second of silence or spikes, then spikes over a second.
/// let drives: Vec<f32> = (0..=20).map(|drive| drive as f32).collect();
/// let mut population = Population::new(Izhikevich::REGULAR_SPIKING, &drives);
/// let stop = StopToken::new();
/// population.advance(Steps { count: 5_000, length: 0.1 }, &stop)?;
/// population.reset_spikes();
/// population.advance(Steps { count: 10_000, length: 0.1 }, &stop)?;
/// let spikes: Vec<f32> = population.spikes().collect();
/// assert!(spikes[3] == 0.0 && spikes[5] > 2.0 && spikes[20] > spikes[10]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Population<M, const N: usize> {
    level: Level,
    model: M,
    len: usize,
    /// The last one is filled up with copies of its last neuron.
    blocks: Vec<Block<N>>,
}

impl<M: NeuronModel<N>, const N: usize> Population<M, N> {
    /// Neurons with these drives, all at the model's start, on the best SIMD level of this processor.
    pub fn new(model: M, drives: &[f32]) -> Self {
        Self::with_level(Level::new(), model, drives)
    }

    /// [`Population::new`] on a given SIMD level, to compare levels.
    pub fn with_level(level: Level, model: M, drives: &[f32]) -> Self {
        let start = model.start();
        let blocks = drives.chunks(BLOCK).map(|drives| Block {
            state: std::array::from_fn(|variable| [start[variable] as f32; BLOCK]),
            drive: std::array::from_fn(|lane| drives[lane.min(drives.len() - 1)]),
            spikes: [0.0; BLOCK],
        });
        Self { level, model, len: drives.len(), blocks: blocks.collect() }
    }

    /// The same neurons in other states: that of neuron i is `state(i)`.
    pub fn with_states(mut self, state: impl Fn(usize) -> [f64; N]) -> Self {
        for (block, first) in self.blocks.iter_mut().zip((0..).step_by(BLOCK)) {
            for lane in 0..BLOCK {
                let values = state((first + lane).min(self.len - 1));
                for (all, value) in block.state.iter_mut().zip(values) {
                    all[lane] = value as f32;
                }
            }
        }
        self
    }

    /// Gives all neurons other parameters; they go on from where they are.
    pub fn set_model(&mut self, model: M) {
        self.model = model;
    }

    /// Gives each neuron another drive; they go on from where they are.
    ///
    /// # Panics
    /// If there are not as many drives as neurons.
    pub fn set_drives(&mut self, drives: &[f32]) {
        assert_eq!(drives.len(), self.len, "drives of other neurons");
        for (block, drives) in self.blocks.iter_mut().zip(drives.chunks(BLOCK)) {
            block.drive = std::array::from_fn(|lane| drives[lane.min(drives.len() - 1)]);
        }
    }

    /// Puts one neuron into another state.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn set_state(&mut self, neuron: usize, state: [f64; N]) {
        assert!(neuron < self.len, "neuron {neuron} of {}", self.len);
        for (all, value) in self.blocks[neuron / BLOCK].state.iter_mut().zip(state) {
            all[neuron % BLOCK] = value as f32;
        }
    }

    /// The state of one neuron.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn state(&self, neuron: usize) -> [f64; N] {
        assert!(neuron < self.len, "neuron {neuron} of {}", self.len);
        self.blocks[neuron / BLOCK].lane(neuron % BLOCK)
    }

    /// The number of neurons.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no neurons.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A variable of every neuron, 0 for the first.
    ///
    /// # Panics
    /// If the model has no such variable.
    pub fn variable(&self, variable: usize) -> impl Iterator<Item = f32> {
        assert!(variable < N, "variable {variable} of {N}");
        self.blocks.iter().flat_map(move |block| block.state[variable]).take(self.len)
    }

    /// The spikes of every neuron since the start, or since they were last set to zero.
    pub fn spikes(&self) -> impl Iterator<Item = f32> {
        self.blocks.iter().flat_map(|block| block.spikes).take(self.len)
    }

    /// Sets the numbers of spikes to zero.
    pub fn reset_spikes(&mut self) {
        self.blocks.iter_mut().for_each(|block| block.spikes = [0.0; BLOCK]);
    }

    /// Takes `steps` with every neuron and counts spikes, in parallel on the threads of rayon's pool; up to [`BLOCK`] neurons in
    /// the calling thread.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set, with a delay of a few milliseconds. Blocks of neurons may then be at different times.
    pub fn advance(&mut self, steps: Steps, stop: &StopToken) -> Result<(), Stopped> {
        let kernel = Kernel { level: self.level, model: self.model, signal: Signal::Spikes };
        match &mut self.blocks[..] {
            [block] => kernel.run(steps, block, stop),
            blocks => blocks.par_iter_mut().try_for_each(|block| kernel.run(steps, block, stop)),
        }
    }

    /// [`Population::advance`] with each neuron coupled to the mean of all: its drive is I + g (`<V>` - V), with V its first
    /// variable, `<V>` the mean of V and g the `strength`. In the calling thread.
    ///
    /// `<V>` is extrapolated to the middle of each step, so the error of the coupling is of second order in the step.
    ///
    /// # Errors
    /// As [`Population::advance`].
    pub fn advance_coupled(
        &mut self,
        strength: CouplingStrength,
        steps: Steps,
        stop: &StopToken,
    ) -> Result<(), Stopped> {
        let mut mean = self.mean();
        let mut before = mean;
        for _ in 0..steps.count {
            let model = Coupled::new(self.model, strength, 1.5 * mean - 0.5 * before);
            let kernel = Kernel { level: self.level, model, signal: Signal::Spikes };
            self.blocks.iter_mut().try_for_each(|block| kernel.run(Steps { count: 1, ..steps }, block, stop))?;
            (before, mean) = (mean, self.mean());
        }
        Ok(())
    }

    /// The mean of the first variable.
    fn mean(&self) -> f64 {
        self.variable(0).map(f64::from).sum::<f64>() / self.len.max(1) as f64
    }

    /// Lets `transient` pass, then records the `signal` of each neuron through a synapse, and passes the recording on in
    /// pieces of at most 48 MiB, one after the other in time.
    ///
    /// Synapses follow through the end of the transient, from no spikes, or the potentials of that moment.
    ///
    /// # Errors
    /// [`SimulationError::Step`] if a time is out of range or the step longer than the model allows;
    /// [`SimulationError::Stopped`] if `stop` was set or `keep` returned [`Stopped`].
    pub fn observe(
        &mut self,
        times: &Timing,
        (signal, synapse): (Signal, SynapticTime),
        Control { stop, progress }: Control<'_>,
        mut keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        let discretisation = discretise(&self.model, times)?;
        let between = discretisation.between_samples;
        let kernel = Kernel { level: self.level, model: self.model, signal };
        let mut traces = self.pass_transient(&kernel, synapse, &discretisation, stop)?;
        let total = discretisation.total_steps() as f32;
        let mut done = discretisation.transient.count;
        let (piece, mut left) = (Simulation::piece(self.len), discretisation.samples);
        while left > 0 {
            progress(done as f32 / total);
            let samples = left.min(piece);
            let mut recording = Recording::empty(self.len, samples);
            self.blocks.par_iter_mut().zip(recording.blocks_mut()).try_for_each(|(block, rows)| {
                (0..samples).try_for_each(|sample| {
                    let signals = kernel.sample(between, block, stop)?;
                    let tile = &mut rows[sample / TILE * BLOCK..][..BLOCK];
                    tile.iter_mut().zip(signals).for_each(|(row, signal)| row[sample % TILE] = signal);
                    Ok::<(), Stopped>(())
                })
            })?;
            if let Some(traces) = &mut traces {
                recording.integrate(traces, between.count as f64 * between.length);
            }
            keep(recording)?;
            left -= samples;
            done += samples * between.count;
        }
        progress(1.0);
        Ok(())
    }

    /// Lets the transient pass. The synaptic traces at its end come back, if there are synapses.
    fn pass_transient(
        &mut self,
        kernel: &Kernel<M>,
        synapse: SynapticTime,
        discretisation: &Discretisation,
        stop: &StopToken,
    ) -> Result<Option<LeakyIntegrator>, Stopped> {
        let (transient, count) = (discretisation.transient, discretisation.between_samples.count.max(1));
        let memory = (synapse.memory() / transient.length).ceil() as usize;
        let samples = memory.min(transient.count) / count;
        let unobserved = Steps { count: transient.count - samples * count, ..transient };
        self.blocks.par_iter_mut().try_for_each(|block| kernel.run(unobserved, block, stop))?;
        self.reset_spikes();
        if synapse.is_zero() {
            return Ok(None);
        }
        let first = match kernel.signal {
            Signal::Potential => self.variable(0).collect(),
            Signal::Spikes => vec![0.0; self.len],
        };
        let mut traces = LeakyIntegrator::new(synapse, first);
        let observed = Steps { count, ..transient };
        let leak = traces.leak(count as f64 * transient.length);
        self.blocks.par_iter_mut().zip(traces.values_mut().par_chunks_mut(BLOCK)).try_for_each(|(block, traces)| {
            (0..samples).try_for_each(|_| {
                let signals = kernel.sample(observed, block, stop)?;
                traces.iter_mut().zip(signals).for_each(|(trace, signal)| leak.advance(trace, signal));
                Ok(())
            })
        })?;
        Ok(Some(traces))
    }

    /// The orbit of every neuron: `settling` of its time passes, then it is measured over `measured`.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn orbits(&mut self, [settling, measured]: [f64; 2], stop: &StopToken) -> Result<Vec<Orbit<N>>, Stopped> {
        let length = self.model.steps()[0];
        let kernel = Kernel { level: self.level, model: self.model, signal: Signal::Potential };
        let steps = |time: f64| Steps { count: (time / length).ceil() as usize, length };
        let model = self.model;
        let blocks = self.blocks.par_iter_mut().map(|block| {
            kernel.run(steps(settling), block, stop)?;
            let mut trackers: Vec<Tracker<N>> = (0..BLOCK).map(|lane| Tracker::new(block.lane(lane))).collect();
            for range in [measured / 4.0, measured] {
                trackers.iter_mut().for_each(Tracker::restart);
                for _ in 0..steps(range).count {
                    kernel.run(Steps { count: 1, length }, block, stop)?;
                    for (lane, tracker) in trackers.iter_mut().enumerate() {
                        tracker.push(block.lane(lane), length);
                    }
                }
            }
            Ok(trackers.into_iter().map(|tracker| tracker.orbit(&model)).collect::<Vec<_>>())
        });
        let orbits: Vec<Vec<Orbit<N>>> = blocks.collect::<Result<_, Stopped>>()?;
        Ok(orbits.into_iter().flatten().take(self.len).collect())
    }
}

impl<const N: usize> Block<N> {
    fn lane(&self, lane: usize) -> [f64; N] {
        std::array::from_fn(|variable| self.state[variable][lane].into())
    }
}

/// `times` in whole steps that `model` allows.
///
/// # Errors
/// [`StepError`] if a time is out of range or the step longer than the model allows.
pub fn discretise<const N: usize>(model: &impl NeuronModel<N>, times: &Timing) -> Result<Discretisation, StepError> {
    let [usual, bound] = model.steps();
    match times.step {
        Some(step) if !(step > 0.0 && step <= bound) => Err(StepError::Unstable { step, bound }),
        step => Discretisation::with_step(times, step.unwrap_or(usual)),
    }
}

/// How blocks are integrated and read.
#[derive(Clone, Copy)]
struct Kernel<M> {
    level: Level,
    model: M,
    signal: Signal,
}

impl<M> Kernel<M> {
    fn run<const N: usize>(&self, steps: Steps, block: &mut Block<N>, stop: &StopToken) -> Result<(), Stopped>
    where
        M: NeuronModel<N>,
    {
        let mut left = steps.count;
        while left > 0 {
            stop.check()?;
            let now = Steps { count: left.min(STEPS_PER_POLL), ..steps };
            match self.signal {
                Signal::Potential => {
                    dispatch!(self.level, simd => run::<_, M, N, false>(simd, &self.model, now, block));
                }
                Signal::Spikes => dispatch!(self.level, simd => run::<_, M, N, true>(simd, &self.model, now, block)),
            }
            left -= now.count;
        }
        Ok(())
    }

    /// Takes the steps to the next sample. The signal of each neuron comes back.
    fn sample<const N: usize>(
        &self,
        between: Steps,
        block: &mut Block<N>,
        stop: &StopToken,
    ) -> Result<[f32; BLOCK], Stopped>
    where
        M: NeuronModel<N>,
    {
        self.run(between, block, stop)?;
        if self.signal == Signal::Potential {
            return Ok(block.state[0]);
        }
        let rate = (between.count as f64 * between.length).recip() as f32;
        Ok(std::mem::replace(&mut block.spikes, [0.0; BLOCK]).map(|spikes| spikes * rate))
    }
}
