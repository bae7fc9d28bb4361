//! Coupled neurons follow their equations on every SIMD level, keep the mean law, and lock.

use fearless_simd::Level;
use nullcline::control::{Control, StopToken};
use nullcline::dataset::DIGITS;
use nullcline::experiment::{
    Constraint, Engine, Intervention, Interventions, PerturbationExperiment, Protocol, Stimulus, traces, votes,
};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, HiddenCount, Network};
use nullcline::neuron::{
    CouplingStrength, Ensemble, Epsilon, LookupTable, MeanField, Observable, Recording, Simulation, SimulationError,
    State, Steps, SynapticTime, TILE, Timing, order_parameter,
};
use nullcline::synth::{DrawnStyle, drawn_digits};

use crate::levels::levels;

/// Neurons of a population.
const POPULATION: usize = 7;
const STEP: f64 = 0.01;

fn kappa(value: f64) -> CouplingStrength {
    CouplingStrength::new(value).unwrap()
}

fn field(strength: f64) -> MeanField {
    MeanField { strength: kappa(strength), population: POPULATION }
}

/// Eleven populations, more than go side by side, of neurons on both sides of the Hopf points.
fn drives() -> Vec<f32> {
    (0..11 * POPULATION).map(|index| -1.3 + 0.0337 * index as f32).collect()
}

fn coupled(level: Level, strength: f64) -> Ensemble {
    let mut ensemble = Ensemble::with_level(level, Epsilon::DEFAULT, &drives(), State::DEFAULT);
    ensemble.couple(field(strength));
    ensemble
}

fn steps(count: usize) -> Steps {
    Steps { count, length: STEP }
}

/// The rate of change of a population: the equations as they stand in the documentation.
fn rates(states: &[State], drives: &[f32], kappa: f64) -> Vec<State> {
    let mean = states.iter().map(|state| state.x).sum::<f64>() / states.len() as f64;
    let rate = |(state, c): (&State, &f32)| State {
        x: (state.x - state.x.powi(3) / 3.0 - state.y + kappa * (mean - state.x)) / Epsilon::DEFAULT.get(),
        y: state.x + f64::from(*c),
    };
    states.iter().zip(drives).map(rate).collect()
}

/// RK4 in f64.
fn reference(drives: &[f32], kappa: f64, count: usize) -> Vec<State> {
    let moved = |states: &[State], rates: &[State], time: f64| -> Vec<State> {
        let moved = |(state, rate): (&State, &State)| State { x: state.x + time * rate.x, y: state.y + time * rate.y };
        states.iter().zip(rates).map(moved).collect()
    };
    let mut states = vec![State::DEFAULT; drives.len()];
    for _ in 0..count {
        let k1 = rates(&states, drives, kappa);
        let k2 = rates(&moved(&states, &k1, STEP / 2.0), drives, kappa);
        let k3 = rates(&moved(&states, &k2, STEP / 2.0), drives, kappa);
        let k4 = rates(&moved(&states, &k3, STEP), drives, kappa);
        for (((state, k1), (k2, k3)), k4) in states.iter_mut().zip(&k1).zip(k2.iter().zip(&k3)).zip(&k4) {
            state.x += STEP * (k1.x + 2.0 * (k2.x + k3.x) + k4.x) / 6.0;
            state.y += STEP * (k1.y + 2.0 * (k2.y + k3.y) + k4.y) / 6.0;
        }
    }
    states
}

#[test]
fn populations_follow_their_equations_on_every_level() {
    for strength in [0.05, 0.7, 2.5] {
        let expected: Vec<State> =
            drives().chunks(POPULATION).flat_map(|drives| reference(drives, strength, 1000)).collect();
        for level in levels() {
            let mut ensemble = coupled(level, strength);
            ensemble.advance(steps(1000), &StopToken::new()).unwrap();
            let errors = expected.iter().zip(ensemble.y()).map(|(state, y)| (state.y - f64::from(*y)).abs());
            let largest = errors.fold(0.0, f64::max);
            assert!(largest < 2e-3, "{level:?}, kappa {strength}: {largest}");
        }
    }
}

/// The states after 500 steps, of which the last 320 were recorded, each fifth.
fn recorded(threads: usize) -> (Vec<u32>, Recording) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let (mut ensemble, stop) = (coupled(Level::new(), 0.3), StopToken::new());
        ensemble.advance(steps(180), &stop).unwrap();
        let recording = ensemble.record(steps(5), 64, &stop).unwrap();
        (ensemble.x().iter().map(|x| x.to_bits()).collect(), recording)
    })
}

#[test]
fn recording_disturbs_nothing_and_threads_change_no_bit() {
    let (x, recording) = recorded(1);
    assert_eq!((x.clone(), recording.clone()), recorded(3));
    let mut ensemble = coupled(Level::new(), 0.3);
    for _ in 0..5 {
        ensemble.advance(steps(100), &StopToken::new()).unwrap();
    }
    for (neuron, (x, expected)) in ensemble.x().iter().zip(&x).enumerate() {
        let expected = f32::from_bits(*expected);
        assert!((x - expected).abs() < 2e-3, "neuron {neuron}: {x}");
        assert!((recording.at(neuron, 63) - expected).abs() < 1e-5, "the last sample is the last state");
    }
    assert_eq!((recording.samples() % TILE, recording.neurons()), (0, drives().len()));
}

#[test]
fn a_population_does_not_feel_the_others() {
    let alone = |first: usize| {
        let drives = &drives()[first * POPULATION..(first + 1) * POPULATION];
        let mut ensemble = Ensemble::new(Epsilon::DEFAULT, drives, State::DEFAULT);
        ensemble.couple(field(0.5));
        ensemble.advance(steps(700), &StopToken::new()).unwrap();
        ensemble.x().to_vec()
    };
    let mut all = coupled(Level::new(), 0.5);
    all.advance(steps(700), &StopToken::new()).unwrap();
    for (index, together) in all.x().chunks(POPULATION).enumerate() {
        assert_eq!(alone(index), together, "population {index}");
    }
}

#[test]
fn the_time_mean_of_x_is_minus_c_under_any_coupling() {
    let times = Timing { transient: 50.0, window: 400.0, ..Timing::default() };
    for strength in [0.02, 0.3, 2.0] {
        let simulation =
            Simulation { mean_field: field(strength), ..Simulation::new(Epsilon::DEFAULT, State::DEFAULT, times) };
        let mut sums = vec![0.0_f64; drives().len()];
        let keep = |recording: Recording| {
            for (neuron, sum) in sums.iter_mut().enumerate() {
                *sum += recording.trace(neuron).map(f64::from).sum::<f64>();
            }
            Ok(())
        };
        simulation.run(&drives(), Control::without_progress(&StopToken::new()), keep).unwrap();
        for (sum, c) in sums.iter().zip(drives()) {
            // y moves by 1.4 at most from the window's beginning to its end.
            let mean = sum / 4000.0;
            assert!((mean + f64::from(c)).abs() < 2.0 / 400.0 + 2e-3, "kappa {strength}, c {c}: mean of x {mean}");
        }
    }
}

/// Equal neurons at phases of their own, after 200 time units: the order parameter.
fn order_of_equal_neurons(strength: f64) -> f64 {
    const NEURONS: usize = 60;
    let mut ensemble = Ensemble::new(Epsilon::DEFAULT, &[0.5; NEURONS], State::DEFAULT);
    let alone = Steps { count: 5, length: STEP };
    let mut states = Vec::new();
    let mut one = Ensemble::new(Epsilon::DEFAULT, &[0.5], State::DEFAULT);
    one.advance(steps(3000), &StopToken::new()).unwrap();
    for _ in 0..NEURONS {
        one.advance(alone, &StopToken::new()).unwrap();
        states.push(State { x: one.x()[0].into(), y: one.y()[0].into() });
    }
    states.iter().enumerate().for_each(|(neuron, state)| ensemble.set_state(neuron, *state));
    ensemble.couple(MeanField { strength: kappa(strength), population: NEURONS });
    ensemble.advance(steps(20_000), &StopToken::new()).unwrap();
    order_parameter(ensemble.x(), ensemble.y(), ensemble.drives())
}

#[test]
fn coupling_locks_neurons_that_would_stay_apart() {
    let (apart, together) = (order_of_equal_neurons(0.0), order_of_equal_neurons(0.1));
    assert!(apart < 0.8 && together > 0.999, "{apart} without, {together} with");
}

fn network(strength: f64, synapse: f64) -> FhnNetwork {
    let synapse = SynapticTime::new(synapse).unwrap();
    let layer = FhnLayer { kappa: kappa(strength), synapse, ..FhnLayer::new(Coupling::Calibrated) };
    Network::glorot((HiddenCount::new(23).unwrap(), DIGITS), layer, 5)
}

const TIMES: Timing = Timing { transient: 15.0, window: 20.0, every: 0.1, step: None };

#[test]
fn an_image_has_the_same_votes_alone_among_others_and_in_a_perturbation_experiment() {
    let images = drawn_digits(&DrawnStyle::NEAT, 0, 20);
    for synapse in [0.0, 2.0] {
        let network = network(0.2, synapse);
        let (readout, drives, stop) = (network.readout(), network.drives(&images), StopToken::new());
        let protocol = Protocol { times: TIMES, engine: Engine::Direct };
        let all = votes(&network.units, &readout, &drives, &protocol, Control::without_progress(&stop)).unwrap();
        for (index, votes) in all.iter().enumerate().step_by(7) {
            let drives = network.drives_of(&images.image(index));
            let alone = traces(&network.units, &readout, &drives, TIMES, &stop).unwrap();
            assert_eq!(alone.votes.shares(), votes.shares(), "image {index}");
            let (layer, none) = (network.units, Interventions::new());
            let experiment =
                PerturbationExperiment { interventions: &none, ..PerturbationExperiment::new(layer, &drives, TIMES) };
            let shares = experiment.run(&readout, &stop).unwrap().traces.votes.shares();
            // It takes the transient in sampling intervals, so the last bits differ.
            let apart = shares.iter().zip(alone.votes.shares()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(apart < 0.03, "image {index}: shares differ by {apart}");
        }
    }
}

#[test]
fn a_clamped_neuron_pulls_the_others() {
    let network = network(1.0, 0.0);
    let (readout, stop) = (network.readout(), StopToken::new());
    let drives = network.drives_of(&drawn_digits(&DrawnStyle::NEAT, 0, 1).image(0));
    let run = |intervention: Intervention| {
        let interventions = Interventions::from([(3, intervention)]);
        let layer = network.units;
        let experiment = PerturbationExperiment {
            interventions: &interventions,
            ..PerturbationExperiment::new(layer, &drives, TIMES)
        };
        experiment.run(&readout, &stop).unwrap().traces
    };
    let ablated = run(Intervention { constraint: Constraint::Ablated, ..Intervention::default() });
    let clamped = |x: f64| {
        let constraint = Constraint::Clamped(State { x, y: 0.0 });
        run(Intervention { constraint, stimulus: Stimulus::default() })
    };
    // Its own share of an output is constant, so all that differs over time comes through the others.
    let (low, high) = (clamped(-2.0), clamped(2.0));
    let change = |sample: usize| {
        let outputs = |traces: &nullcline::network::OutputTraces| traces.at(sample)[0] - traces.at(0)[0];
        (outputs(&low) - outputs(&high)).abs()
    };
    let largest = (0..ablated.samples()).map(change).fold(0.0, f32::max);
    assert!(largest > 0.01, "{largest}");
}

#[test]
fn what_cannot_be_is_refused() {
    let simulation = Simulation { mean_field: field(0.1), ..Simulation::new(Epsilon::DEFAULT, State::DEFAULT, TIMES) };
    let table = LookupTable::observe(&simulation, Observable::default(), 1.0, &StopToken::new());
    assert_eq!(table.unwrap_err(), SimulationError::Coupled);
    let network = network(0.1, 0.0);
    let protocol = Protocol { times: TIMES, engine: Engine::Table };
    let drives = network.drives(&drawn_digits(&DrawnStyle::NEAT, 0, 2));
    let found =
        votes(&network.units, &network.readout(), &drives, &protocol, Control::without_progress(&StopToken::new()));
    assert_eq!(found.unwrap_err(), SimulationError::Coupled);
    // A step that is stable without coupling is not with a strong one.
    let times = Timing { step: Some(0.09), every: 0.09, ..TIMES };
    let fast = |strength| Simulation {
        mean_field: field(strength),
        ..Simulation::new(Epsilon::DEFAULT, State::DEFAULT, times)
    };
    assert!(fast(0.0).discretise(0.5).is_ok() && fast(3.0).discretise(0.5).is_err());
}

#[test]
#[should_panic(expected = "no whole number of populations")]
fn incomplete_populations_are_refused() {
    Ensemble::new(Epsilon::DEFAULT, &[0.0; 10], State::DEFAULT).couple(field(0.1));
}
