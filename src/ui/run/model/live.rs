//! The neurons that move in the window.
//!
//! They run from one frame to the next and are never restarted by a slider: a new current bends the path they are on.
//! Everything is kept in rings of fixed size, so memory stays flat however long the window is open.

use super::history::History;
use super::parts::{Dynamics, Parts};
use super::spikes::Spikes;
use super::stimulus_log::StimulusLog;
use super::sweep::{SAMPLES, Sweep};
use crate::experiment::{Constraint, DriveNoise, DriveSignal, Fluctuation, Interventions};
use crate::neuron::{CouplingStrength, LeakyIntegrator, Observable, State, SynapticTime, order_parameter};

/// Time between two points of the history; dimensionless, or in units of [`Live::unit`] of other models.
pub(crate) const TICK: f64 = 0.025;
/// Ticks between two samples of the outputs, the protocol's 0.1 time units.
pub(crate) const TICKS_PER_SAMPLE: u64 = 4;
/// Ticks of the observation window.
const WINDOW_TICKS: u64 = SAMPLES as u64 * TICKS_PER_SAMPLE;
/// Ticks for which spikes are remembered: a window before any moment that can be looked at.
const KEPT_SPIKE_TICKS: u64 = 2 * WINDOW_TICKS + 200;
/// Ticks over which a neuron's motion is judged: 7 time units, more than a turn for the epsilons of the slider.
const MOTION_TICKS: usize = 280;
/// Of which every fourth is looked at: a spike lasts for longer.
const MOTION_STRIDE: usize = 4;
/// The same for other models, 51.2 units, of which every eighth tick is looked at.
const OTHER_MOTION_TICKS: usize = 2048;
const OTHER_MOTION_STRIDE: usize = 8;
/// A neuron whose x stays within this counts as resting.
const RESTING_SWING: f32 = 0.05;
/// The same for other models, as a part of what the wall shows of x.
const OTHER_RESTING_SWING: f64 = 0.01;
/// The most ticks in one frame: where the machine is too slow the neurons slow down, not the window.
const MOST_TICKS: u32 = 120;
/// Makes the outputs of what is observed of all neurons.
pub(crate) type OutputsOf<'a> = &'a dyn Fn(&[f32]) -> Vec<f32>;

/// What a neuron was seen to do lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// x keeps swinging.
    Oscillating,
    /// x hardly moves.
    Resting,
}

/// The neurons whose paths bend by a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concerned {
    /// Every one: the equations are others.
    All,
    /// Those whose drive is another one, or on which a person intervenes.
    Driven,
}

/// The neurons of the hidden layer and what they did lately.
#[derive(Debug)]
pub(crate) struct Live {
    parts: Parts,
    coupling: CouplingStrength,
    /// The drive that the image gives.
    given: Vec<f32>,
    /// With the stimuli, at the moment that is seen; without fluctuations.
    drives: Vec<f32>,
    interventions: Interventions,
    noise: DriveNoise,
    /// The fluctuations of the drives; `None` where there are none.
    fluctuation: Option<Fluctuation>,
    /// What the outputs receive of a neuron.
    observable: Observable,
    /// The same now; each neuron's signal where there are no synapses.
    traces: LeakyIntegrator,
    history: History,
    stimuli: StimulusLog,
    spikes: Spikes,
    motions: Vec<Motion>,
    sweep: Sweep,
    ticks: u64,
    /// The tick at which the observation window began.
    window_begun: u64,
    /// For each neuron the tick of its last change of parameters, kick or placing.
    disturbed: Vec<u64>,
    /// Time that is owed to the neurons, less than a tick.
    owed: f64,
}

impl Live {
    /// Neurons of these drives, all where runs start.
    pub(crate) fn new(dynamics: impl Into<Dynamics>, drives: &[f32]) -> Self {
        let neurons = drives.len();
        let parts = Parts::new(dynamics.into(), drives);
        let first = parts.first_signals(neurons, Observable::default());
        Self {
            parts,
            coupling: CouplingStrength::DEFAULT,
            given: drives.to_vec(),
            drives: drives.to_vec(),
            interventions: Interventions::new(),
            noise: DriveNoise::default(),
            fluctuation: None,
            observable: Observable::default(),
            traces: LeakyIntegrator::new(SynapticTime::DEFAULT, first),
            history: History::new(neurons),
            stimuli: StimulusLog::default(),
            spikes: Spikes::default(),
            motions: vec![Motion::Resting; neurons],
            sweep: Sweep::new(),
            ticks: 0,
            window_begun: 0,
            disturbed: vec![0; neurons],
            owed: 0.0,
        }
    }

    /// Gives the neurons new parameters; each goes on from where it is. Where there are more or fewer than before, or of another
    /// model, all begin anew.
    pub(crate) fn set_neurons(&mut self, dynamics: impl Into<Dynamics>, drives: &[f32]) {
        let dynamics = dynamics.into();
        let is_other = self.dynamics() != dynamics;
        if drives.len() != self.neurons() || (is_other && !self.parts.set_dynamics(dynamics)) {
            self.begin_anew(dynamics, drives);
        } else if is_other || self.given != *drives {
            self.given.copy_from_slice(drives);
            self.changed(if is_other { Concerned::All } else { Concerned::Driven });
        }
    }

    /// The equations that the neurons follow.
    pub(crate) fn dynamics(&self) -> Dynamics {
        self.parts.dynamics()
    }

    /// The model's time in a unit of the window's: 1, or 10 ms of other models.
    pub(crate) fn unit(&self) -> f64 {
        self.dynamics().unit()
    }

    /// How many neurons there are.
    pub(crate) fn neurons(&self) -> usize {
        self.given.len()
    }

    /// Couples the neurons; they go on from where they are.
    pub(crate) fn set_coupling(&mut self, coupling: CouplingStrength) {
        if self.coupling == coupling {
            return;
        }
        self.coupling = coupling;
        self.parts.couple(coupling, &self.drives);
        self.changed(Concerned::All);
    }

    /// Whether theory of a single neuron with a constant drive says nothing of these.
    pub(crate) fn is_perturbed(&self) -> bool {
        self.fluctuation.is_some() || !self.coupling.is_zero()
    }

    /// Holds neurons and gives them stimuli.
    pub(crate) fn set_interventions(&mut self, interventions: &Interventions) {
        if self.interventions != *interventions {
            self.interventions.clone_from(interventions);
            self.changed(Concerned::Driven);
        }
    }

    /// What was measured and counted so far belongs to other neurons.
    fn changed(&mut self, concerned: Concerned) {
        let before = self.drives.clone();
        self.follow_stimuli(self.ticks);
        self.record_stimuli();
        for (neuron, disturbed) in self.disturbed.iter_mut().enumerate() {
            let is_driven = self.drives[neuron] != before[neuron] || self.interventions.contains_key(&neuron);
            if concerned == Concerned::All || is_driven {
                *disturbed = self.ticks;
            }
        }
        self.look_back(0);
        self.sweep.since_change = 0;
    }

    /// Gives each neuron the drive that it has at `tick`.
    fn follow_stimuli(&mut self, tick: u64) {
        self.drives.copy_from_slice(&self.given);
        let t = self.window_time(tick);
        for (&neuron, intervention) in self.interventions.iter().filter(|(neuron, _)| **neuron < self.given.len()) {
            let course = DriveSignal { drive: self.given[neuron], stimulus: intervention.stimulus };
            self.drives[neuron] = course.at(t);
        }
    }

    /// Remembers the stimuli of now.
    fn record_stimuli(&mut self) {
        let t = self.window_time(self.ticks);
        let given =
            self.interventions.iter().map(|(neuron, intervention)| (*neuron, intervention.stimulus.at(t) as f32));
        let mut now: Vec<(usize, f32)> = given.collect();
        let gone = self.stimuli.neurons().into_iter().filter(|neuron| !self.interventions.contains_key(neuron));
        now.extend(gone.map(|neuron| (neuron, 0.0)));
        for (neuron, current) in now {
            self.stimuli.record(neuron, self.ticks, current);
        }
    }

    /// A neuron's stimulus over the `span` before the moment that is shown, in the window's units: the times since the observation
    /// window first began at which it changed, with what it was from then on, and both ends. Empty where there was none.
    pub(crate) fn stimulus_over(&self, neuron: usize, span: f64) -> Vec<[f64; 2]> {
        let last = self.ticks - self.history.back;
        let first = last.saturating_sub((span / TICK) as u64);
        let course = self.stimuli.between(neuron, first, last);
        let time = |tick: u64| tick as f64 * TICK - self.window_began();
        course.into_iter().map(|(tick, current)| [time(tick), current.into()]).collect()
    }

    /// The time at which the observation window first began since the image changed.
    pub(crate) fn window_began(&self) -> f64 {
        self.window_begun as f64 * TICK
    }

    /// The spikes of the last observation window up to the moment that is shown: neuron, place in the window from 0 to 1, and
    /// whether it was in the pass before this one.
    pub(crate) fn spikes(&self) -> impl Iterator<Item = (usize, f64, bool)> + '_ {
        let now = self.ticks - self.history.back;
        let passes = |tick: u64| (tick - self.window_begun) / WINDOW_TICKS;
        let spikes =
            self.spikes.until(now).filter(move |(tick, _)| tick + WINDOW_TICKS > now && *tick > self.window_begun);
        spikes.map(move |(tick, neuron)| {
            (neuron, self.window_time(tick) / (WINDOW_TICKS as f64 * TICK), passes(tick) < passes(now))
        })
    }

    /// The step of the integration, in the model's time.
    pub(crate) fn step(&self) -> f64 {
        self.parts.step(TICK * self.unit(), self.coupling)
    }

    /// The time in the observation window at `tick`; it begins anew when it is over.
    fn window_time(&self, tick: u64) -> f64 {
        (tick.saturating_sub(self.window_begun) % WINDOW_TICKS) as f64 * TICK
    }

    /// Begins the observation window anew, for a new image. The neurons go on.
    pub(crate) fn begin_window(&mut self) {
        self.look_back(0);
        self.sweep.clear();
        self.window_begun = self.ticks;
    }

    /// Puts every neuron back to where runs start and forgets the past.
    pub(crate) fn restart(&mut self) {
        self.begin_anew(self.dynamics(), &self.given.clone());
    }

    /// Other neurons, observed and intervened on like those of before.
    fn begin_anew(&mut self, dynamics: Dynamics, drives: &[f32]) {
        let before = std::mem::replace(self, Self::new(dynamics, drives));
        self.set_interventions(&before.interventions);
        self.set_noise(before.noise);
        self.set_coupling(before.coupling);
        self.set_observable(before.observable);
    }

    /// Lets the drives fluctuate. Fluctuations of another size go on from where they are.
    pub(crate) fn set_noise(&mut self, noise: DriveNoise) {
        let before = std::mem::replace(&mut self.noise, noise);
        if before.quenched() == noise.quenched() && before.fluctuation == noise.fluctuation {
            return;
        }
        match &mut self.fluctuation {
            Some(fluctuation) if before.seed == noise.seed && noise.fluctuation.get() > 0.0 => {
                fluctuation.set_deviation(noise.fluctuation);
            }
            fluctuation => *fluctuation = noise.fluctuation(self.given.len()),
        }
        self.changed(Concerned::All);
    }

    /// The drives with their fluctuations over the next tick.
    fn next_drives(&mut self) -> Vec<f32> {
        let Some(fluctuation) = &mut self.fluctuation else { return self.drives.clone() };
        fluctuation.advance(TICK);
        self.drives.iter().zip(fluctuation.values()).map(|(drive, eta)| drive + eta).collect()
    }

    /// What the outputs receive of a neuron. Synaptic traces go on from where they are, unless they are of another signal.
    pub(crate) fn set_observable(&mut self, observable: Observable) {
        let before = std::mem::replace(&mut self.observable, observable);
        let is_other_signal = before.signal.is_some() != observable.signal.is_some();
        if is_other_signal {
            let signals = self.parts.signals(observable, self.sample_time());
            self.traces = LeakyIntegrator::new(observable.synapse, signals);
        }
        self.traces.set_tau(observable.synapse);
        if is_other_signal || before.synapse != observable.synapse {
            self.changed(Concerned::Driven);
        }
    }

    /// The model's time between two samples of the outputs.
    fn sample_time(&self) -> f64 {
        TICKS_PER_SAMPLE as f64 * TICK * self.unit()
    }

    /// Moves one neuron's x by `by`: a kick.
    pub(crate) fn kick(&mut self, neuron: usize, by: f64) {
        let now = self.state(neuron);
        self.put(neuron, State { x: now.x + by, y: now.y });
    }

    /// Puts one neuron somewhere else; its trail begins there.
    pub(crate) fn place(&mut self, neuron: usize, state: State) {
        self.put(neuron, state);
        self.history.placed[neuron] = self.history.written;
    }

    fn put(&mut self, neuron: usize, State { x, y }: State) {
        let allowed = match self.dynamics() {
            Dynamics::FitzHughNagumo(_) => State::new(x, y).is_ok(),
            // As far as a phase plane may be drawn out, the step of the integration is stable.
            other @ Dynamics::Other(..) => {
                let plane = other.plane().scaled([2.0; 2]);
                (plane.x[0]..=plane.x[1]).contains(&x) && (plane.y[0]..=plane.y[1]).contains(&y)
            }
        };
        if allowed {
            self.parts.set_state(neuron, [x, y]);
            self.disturbed[neuron] = self.ticks;
        }
    }

    /// Where a neuron is now.
    pub(crate) fn state(&self, neuron: usize) -> State {
        let [x, y] = self.parts.state(neuron);
        State { x, y }
    }

    /// x of a neuron at the moment that is shown.
    pub(crate) fn seen(&self, neuron: usize) -> f64 {
        self.history.newest(neuron, 1).next().map_or_else(|| self.state(neuron).x, |[x, _]| x.into())
    }

    /// Shows the neurons as they were that many ticks ago, as far as that is remembered. 0 is now.
    pub(crate) fn look_back(&mut self, ticks: u64) {
        let most = self.history.written.min(self.history.capacity() as u64).saturating_sub(1);
        self.history.back = ticks.min(most);
        let samples = (self.history.back / TICKS_PER_SAMPLE) as usize;
        self.sweep.back = samples.min(self.sweep.samples().saturating_sub(1));
        self.follow_stimuli(self.ticks - self.history.back);
        self.observe();
    }

    /// Ticks that the moment which is shown lies back.
    pub(crate) fn back(&self) -> u64 {
        self.history.back
    }

    /// Lets `time` pass. `outputs` makes the outputs of what is observed of all neurons; without it none are kept.
    pub(crate) fn advance(&mut self, time: f64, outputs: Option<OutputsOf<'_>>) {
        if self.back() > 0 {
            self.look_back(0);
        }
        self.owed += time;
        let due = (self.owed / TICK) as u32;
        self.owed -= f64::from(due) * TICK;
        for _ in 0..due.min(MOST_TICKS) {
            self.tick(outputs);
        }
        self.observe();
    }

    /// Lets one tick pass.
    fn tick(&mut self, outputs: Option<OutputsOf<'_>>) {
        let exists = |neuron: &&usize| **neuron < self.given.len();
        let before: Vec<(usize, f32)> =
            self.interventions.keys().filter(exists).map(|neuron| (*neuron, self.drives[*neuron])).collect();
        self.follow_stimuli(self.ticks);
        self.record_stimuli();
        for (neuron, before) in before {
            if self.drives[neuron] != before {
                self.disturbed[neuron] = self.ticks;
            }
        }
        let drives = self.next_drives();
        self.parts.advance(TICK * self.unit(), &drives, self.coupling);
        self.hold();
        let (parts, history) = (&self.parts, &self.history);
        let before = |neuron: usize| (history.len() > 0).then(|| history.at(neuron, 0));
        let seen: Vec<[f32; 2]> = (0..self.given.len()).map(|neuron| parts.seen(neuron, before(neuron))).collect();
        self.ticks += 1;
        let level = self.spike_level();
        let rises =
            |neuron: &usize| history.len() > 0 && history.at(*neuron, 0)[0] < level && seen[*neuron][0] >= level;
        self.spikes.push(self.ticks, (0..seen.len()).filter(rises));
        self.spikes.forget_before(self.ticks.saturating_sub(KEPT_SPIKE_TICKS));
        self.history.push(|neuron| seen[neuron]);
        if (self.ticks - self.window_begun).is_multiple_of(TICKS_PER_SAMPLE) {
            let time = self.sample_time();
            let signals = self.parts.signals(self.observable, time);
            self.traces.advance(signals, time);
            if let Some(outputs) = outputs {
                let order = self.parts.phases().map_or(0.0, |(x, y)| order_parameter(&x, &y, &self.drives));
                self.sweep.push(&outputs(self.traces.values()), order as f32);
            }
        }
    }

    /// An x that rises from below to above in each spike.
    fn spike_level(&self) -> f32 {
        self.dynamics().plane().spike as f32
    }

    /// Puts the neurons that are clamped back to their places.
    fn hold(&mut self) {
        for (&neuron, intervention) in self.interventions.iter().filter(|(neuron, _)| **neuron < self.given.len()) {
            if let Constraint::Clamped(state) = intervention.constraint {
                self.parts.set_state(neuron, [state.x, state.y]);
            }
        }
    }

    /// The drive c of each neuron, with its stimulus.
    pub(crate) fn drives(&self) -> &[f32] {
        &self.drives
    }

    /// What a neuron was seen to do in the last 7 time units, or 512 ms.
    pub(crate) fn motion(&self, neuron: usize) -> Motion {
        self.motions[neuron]
    }

    /// Looks at what the neurons did.
    fn observe(&mut self) {
        let [left, right] = self.dynamics().plane().x;
        let (ticks, stride, resting) = match self.dynamics() {
            Dynamics::FitzHughNagumo(_) => (MOTION_TICKS, MOTION_STRIDE, RESTING_SWING),
            Dynamics::Other(..) => {
                (OTHER_MOTION_TICKS, OTHER_MOTION_STRIDE, (OTHER_RESTING_SWING * (right - left)) as f32)
            }
        };
        for (neuron, motion) in self.motions.iter_mut().enumerate() {
            let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
            for point in self.history.last(neuron, ticks).into_iter().flat_map(|piece| piece.chunks(stride)) {
                (low, high) = (low.min(point[0][0]), high.max(point[0][0]));
            }
            *motion = if high - low > resting { Motion::Oscillating } else { Motion::Resting };
        }
    }

    /// The neurons' past.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// The outputs' past.
    pub(crate) fn sweep(&self) -> &Sweep {
        &self.sweep
    }

    /// How long the neurons had run at the moment that is shown, in the window's units.
    pub(crate) fn time(&self) -> f64 {
        (self.ticks - self.history.back) as f64 * TICK
    }

    /// For how many ticks a neuron had been left alone at the moment that is shown.
    pub(crate) fn undisturbed(&self, neuron: usize) -> u64 {
        (self.ticks - self.history.back).saturating_sub(self.disturbed[neuron])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEURONS: usize = 100;
    const CLASSES: usize = 10;
    use crate::experiment::{Intervention, NoiseDeviation, Shape, Stimulus};
    use crate::neuron::Epsilon;

    fn live(drive: f32) -> Live {
        Live::new(Epsilon::DEFAULT, &[drive; NEURONS])
    }

    #[test]
    fn a_new_drive_bends_the_path_and_does_not_restart_it() {
        let mut live = live(0.3);
        live.advance(2.0, None);
        let before = live.history().at(7, 0);
        live.set_neurons(Epsilon::DEFAULT, &[-0.4; NEURONS]);
        assert_eq!(live.history().at(7, 0), before);
        live.tick(None);
        let after = live.history().at(7, 0);
        let moved = (after[0] - before[0]).hypot(after[1] - before[1]);
        assert!(moved > 0.0 && moved < 0.5, "{before:?} to {after:?}");
    }

    #[test]
    fn memory_stays_flat_and_a_frame_takes_a_bounded_number_of_ticks() {
        let mut live = live(0.0);
        let outputs = |_: &[f32]| vec![0.0; CLASSES];
        live.advance(1e6, Some(&outputs));
        assert!(live.time() <= f64::from(MOST_TICKS) * TICK + 1e-9);
        for _ in 0..40 {
            live.advance(100.0, Some(&outputs));
        }
        assert_eq!(live.history().len(), live.history().capacity(), "as long as it can be");
        assert_eq!(live.sweep().samples(), SAMPLES);
    }

    /// Through synapses the outputs are the leaky integrals of what they are without, and a new time constant bends them.
    #[test]
    fn outputs_pass_through_synapses_that_keep_their_state() {
        let observable = |tau: f64| Observable { synapse: SynapticTime::new(tau).unwrap(), ..Observable::default() };
        let (mut direct, mut slow) = (live(0.2), live(0.2));
        slow.set_observable(observable(3.0));
        let outputs = |signals: &[f32]| vec![signals[0], 0.0];
        let mut expected = LeakyIntegrator::new(SynapticTime::new(3.0).unwrap(), vec![State::DEFAULT.x as f32]);
        for _ in 0..20 {
            direct.advance(1.0, Some(&outputs));
            slow.advance(1.0, Some(&outputs));
        }
        for (direct, slow) in direct.sweep().values().chunks(2).zip(slow.sweep().values().chunks(2)) {
            expected.advance([direct[0]], 0.1);
            assert_eq!(expected.values()[0], slow[0]);
        }
        let before = slow.traces.values()[0];
        slow.set_observable(observable(50.0));
        assert_eq!(slow.sweep().shares(), None, "a changed synapse begins the count anew");
        slow.advance(0.1, Some(&outputs));
        assert!((slow.traces.values()[0] - before).abs() < 0.01, "from {before} to {:?}", slow.traces.values()[0]);
        slow.restart();
        assert_eq!(slow.traces.tau().get(), 50.0);
    }

    #[test]
    fn fluctuations_disturb_and_are_gone_with_their_noise() {
        let noise = |deviation: f64| DriveNoise {
            fluctuation: NoiseDeviation::new(deviation).unwrap(),
            ..DriveNoise::default()
        };
        let (mut quiet, mut noisy) = (live(1.3), live(1.3));
        noisy.set_noise(noise(0.1));
        for _ in 0..20 {
            quiet.advance(2.0, None);
            noisy.advance(2.0, None);
        }
        assert_eq!(quiet.motion(3), Motion::Resting);
        assert_ne!(noisy.history().at(3, 0), noisy.history().at(4, 0), "each has noise of its own");
        assert!((noisy.history().at(3, 0)[0] + 1.3).abs() < 0.5, "about its place of rest");
        noisy.set_noise(DriveNoise::default());
        for _ in 0..40 {
            noisy.advance(2.0, None);
        }
        assert!((noisy.history().at(3, 0)[0] + 1.3).abs() < 1e-3);
    }

    #[test]
    fn coupling_draws_the_phases_together_and_keeps_where_neurons_are() {
        let drives: [f32; NEURONS] = std::array::from_fn(|neuron| (neuron as f32 - 50.0) * 1e-3);
        let mut live = Live::new(Epsilon::DEFAULT, &drives);
        for neuron in 0..NEURONS {
            live.place(neuron, State::new(2.0 - 0.04 * neuron as f64, 0.0).unwrap());
        }
        let outputs = |signals: &[f32]| signals[..CLASSES].to_vec();
        let run = |live: &mut Live| (0..40).for_each(|_| live.advance(2.0, Some(&outputs)));
        run(&mut live);
        let apart = *live.sweep().order().last().unwrap();
        let before: Vec<_> = (0..NEURONS).map(|neuron| live.state(neuron)).collect();
        live.set_coupling(CouplingStrength::new(0.3).unwrap());
        assert!((0..NEURONS).all(|neuron| live.state(neuron) == before[neuron]), "nothing jumps");
        run(&mut live);
        let together = *live.sweep().order().last().unwrap();
        assert!(apart < 0.9 && together > 0.97, "{apart} then {together}");
        live.set_coupling(CouplingStrength::DEFAULT);
        assert_eq!((live.parts.count(), live.neurons()), (2, NEURONS), "as it was without");
    }

    #[test]
    fn motion_tells_rest_from_oscillation() {
        for (drive, expected) in [(0.2, Motion::Oscillating), (1.3, Motion::Resting)] {
            let mut live = live(drive);
            for _ in 0..20 {
                live.advance(2.0, None);
            }
            assert_eq!(live.motion(3), expected, "c = {drive}");
        }
    }

    #[test]
    fn what_was_measured_before_the_equations_changed_is_void() {
        let mut live = live(0.3);
        live.advance(20.0, None);
        assert!(live.undisturbed(0) > 100);
        live.set_neurons(Epsilon::new(0.5).unwrap(), &[0.3; NEURONS]);
        assert_eq!(live.undisturbed(0), 0, "another epsilon");
        live.advance(20.0, None);
        live.set_coupling(CouplingStrength::new(0.1).unwrap());
        assert_eq!(live.undisturbed(0), 0, "coupling");
        live.advance(20.0, None);
        live.set_noise(DriveNoise { fluctuation: NoiseDeviation::new(0.1).unwrap(), ..DriveNoise::default() });
        assert_eq!(live.undisturbed(0), 0, "noise");
        live.advance(20.0, None);
        live.set_observable(Observable { synapse: SynapticTime::new(3.0).unwrap(), ..Observable::default() });
        assert!(live.undisturbed(0) > 100, "synapses bend no neuron's path");
    }

    #[test]
    fn shares_count_only_what_came_after_a_change() {
        let mut live = live(0.0);
        let leads =
            |digit: usize| move |_: &[f32]| (0..CLASSES).map(|index| f32::from(u8::from(index == digit))).collect();
        live.advance(2.0, Some(&leads(3)));
        live.set_neurons(Epsilon::DEFAULT, &[0.1; NEURONS]);
        assert_eq!(live.sweep().shares(), None);
        live.advance(2.0, Some(&leads(5)));
        assert_eq!(live.sweep().shares().unwrap()[5], 1.0);
        assert!(live.sweep().samples() > 30, "what was drawn before stays on the screen");
    }

    #[test]
    fn every_corner_of_the_sliders_stays_finite() {
        for epsilon in [0.005, 0.1, 1.0] {
            for drive in [-5.0, -1.0, 0.0, 0.99, 5.0] {
                let mut live = live(drive);
                live.set_neurons(Epsilon::new(epsilon).unwrap(), &[drive; NEURONS]);
                for _ in 0..20 {
                    live.advance(2.0, None);
                }
                let [x, y] = live.history().at(0, 0);
                assert!(x.is_finite() && x.abs() < 6.0 && y.is_finite(), "{epsilon} {drive}: {x} {y}");
            }
        }
    }

    fn with_interventions(neuron: usize, intervention: Intervention) -> Interventions {
        Interventions::from([(neuron, intervention)])
    }

    #[test]
    fn a_pulse_moves_the_drive_while_it_lasts_and_again_in_the_next_window() {
        let mut live = live(0.2);
        let stimulus = Stimulus { shape: Shape::Pulse, amplitude: 1.0, start: 2.0, width: 3.0 };
        live.set_interventions(&with_interventions(4, Intervention { stimulus, ..Intervention::default() }));
        let mut seen = Vec::new();
        for _ in 0..120 {
            live.advance(1.0, None);
            seen.push(live.drives()[4]);
        }
        let on = |from: usize| seen[from..from + 9].iter().map(|drive| *drive > 1.0).collect::<Vec<_>>();
        let expected = [false, false, true, true, true, false, false, false, false];
        assert_eq!(on(0), expected);
        assert_eq!(on(100), expected);
        assert!(seen.iter().all(|drive| *drive == 0.2 || *drive == 1.2) && live.drives()[5] == 0.2);
    }

    #[test]
    fn a_held_neuron_stays_and_the_others_move() {
        let mut live = live(0.2);
        let state = State::new(-0.7, 0.3).unwrap();
        live.set_interventions(&with_interventions(
            60,
            Intervention { constraint: Constraint::Clamped(state), ..Intervention::default() },
        ));
        live.advance(2.0, None);
        let before = live.history().at(61, 0);
        live.advance(0.7, None);
        assert_eq!(live.history().at(60, 0), [-0.7, 0.3]);
        assert_ne!(live.history().at(61, 0), before);
    }

    #[test]
    fn looking_back_shows_what_was_and_going_on_returns_to_now() {
        let mut live = live(0.2);
        let outputs = |x: &[f32]| x[..CLASSES].to_vec();
        live.advance(2.0, Some(&outputs));
        let (then, sample) = (live.history().at(9, 0), live.sweep().seen());
        live.advance(1.0, Some(&outputs));
        live.look_back(40);
        assert_eq!((live.history().at(9, 0), live.sweep().seen()), (then, sample));
        assert!((live.time() - 2.0).abs() < 1e-9);
        assert_eq!(live.sweep().age_of(sample.unwrap()), Some(10));
        live.look_back(u64::MAX);
        assert_eq!(live.history().len(), 1);
        live.advance(0.1, Some(&outputs));
        assert_eq!(live.back(), 0);
        assert!((live.time() - 3.1).abs() < 1e-9);
    }

    #[test]
    fn a_placed_neuron_has_a_new_trail() {
        let mut live = live(1.4);
        live.advance(2.0, None);
        live.place(3, State::new(2.0, -0.5).unwrap());
        live.advance(0.05, None);
        assert_eq!(live.history().newest(3, 100).count(), 2);
        assert!(live.history().newest(4, 100).count() > 70);
        assert!(live.undisturbed(3) < live.undisturbed(4));
    }

    #[test]
    fn a_spike_is_seen_and_rest_has_none() {
        let (mut spiking, mut resting) = (live(0.0), live(1.4));
        for _ in 0..20 {
            spiking.advance(2.0, None);
            resting.advance(2.0, None);
        }
        assert!(spiking.history().since_spike(0, 0.0).unwrap() < 160);
        assert_eq!(resting.history().since_spike(0, 0.0), None);
    }
}
