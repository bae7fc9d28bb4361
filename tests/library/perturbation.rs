//! A picture read while somebody stimulates, holds and silences neurons.

use nullcline::control::StopToken;
use nullcline::dataset::embedded_test;
use nullcline::experiment::{
    Constraint, DriveNoise, Intervention, Interventions, NoiseDeviation, PerturbationExperiment, PerturbationResult,
    Shape, Stimulus, Survey, traces,
};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Rule, model_file};
use nullcline::neuron::{State, Timing};

const TIMES: Timing = Timing { transient: 50.0, window: 40.0, every: 0.1, step: None };

fn network(coupling: Coupling) -> FhnNetwork {
    model_file::built_in("ann").unwrap().network.with_units(FhnLayer::new(coupling))
}

struct Bench {
    network: FhnNetwork,
    drives: Vec<f32>,
}

impl Bench {
    fn new(coupling: Coupling, index: usize) -> Self {
        let network = network(coupling);
        let drives = network.drives_of(&embedded_test().unwrap().image(index));
        Self { network, drives }
    }

    fn run(&self, interventions: &[(usize, Intervention)]) -> PerturbationResult {
        self.run_with_noise(interventions, DriveNoise::default())
    }

    fn run_with_noise(&self, interventions: &[(usize, Intervention)], noise: DriveNoise) -> PerturbationResult {
        let interventions: Interventions = interventions.iter().copied().collect();
        let experiment = PerturbationExperiment {
            interventions: &interventions,
            noise,
            ..PerturbationExperiment::new(self.network.units, &self.drives, TIMES)
        };
        experiment.run(&self.network.readout(), &StopToken::new()).unwrap()
    }
}

fn held(constraint: Constraint) -> Intervention {
    Intervention { constraint, ..Intervention::default() }
}

fn stimulated(shape: Shape, amplitude: f64) -> Intervention {
    Intervention { stimulus: Stimulus { shape, amplitude, start: 10.0, width: 5.0 }, ..Intervention::default() }
}

fn difference(a: &PerturbationResult, b: &PerturbationResult) -> Vec<f32> {
    let pairs = a.traces.outputs().zip(b.traces.outputs());
    pairs.map(|(a, b)| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)).collect()
}

fn largest(differences: &[f32]) -> f32 {
    differences.iter().copied().fold(0.0, f32::max)
}

#[test]
fn untouched_it_is_the_race() {
    let bench = Bench::new(Coupling::Transplant, 18);
    let expected =
        traces(&bench.network.units, &bench.network.readout(), &bench.drives, TIMES, &StopToken::new()).unwrap();
    assert_eq!(bench.run(&[]).traces, expected);
}

#[test]
fn silencing_does_what_was_foretold_for_every_neuron() {
    for (coupling, index) in [(Coupling::Transplant, 18), (Coupling::Calibrated, 247)] {
        let bench = Bench::new(coupling, index);
        let foretold = bench.run(&[]).without;
        for neuron in (0..100).step_by(9) {
            let ablated = bench.run(&[(neuron, held(Constraint::Ablated))]);
            assert_eq!(ablated.traces.votes.answer(Rule::Winner), foretold[neuron], "{coupling:?}, neuron {neuron}");
        }
    }
}

#[test]
fn a_constant_stimulus_is_a_shift_of_the_drive() {
    let mut bench = Bench::new(Coupling::Transplant, 3);
    let stimulated = bench.run(&[(7, stimulated(Shape::Constant, 0.4))]);
    bench.drives[7] += 0.4;
    assert!(largest(&difference(&stimulated, &bench.run(&[]))) < 1e-3);
}

#[test]
fn step_and_pulse_act_from_their_start_on() {
    let bench = Bench::new(Coupling::Transplant, 3);
    let untouched = bench.run(&[]);
    let neuron = 11;
    for shape in [Shape::Step, Shape::Pulse] {
        let differences = difference(&bench.run(&[(neuron, stimulated(shape, 1.5))]), &untouched);
        assert!(largest(&differences[..100]) < 1e-3, "{shape:?} acts before its start");
        assert!(largest(&differences[105..150]) > 1e-2, "{shape:?} does nothing");
    }
    let [step, pulse] = [Shape::Step, Shape::Pulse].map(|shape| bench.run(&[(neuron, stimulated(shape, 1.5))]));
    let differences = difference(&step, &pulse);
    assert!(largest(&differences[..150]) == 0.0 && largest(&differences[150..]) > 1e-2, "a pulse ends");
}

#[test]
fn a_held_neuron_adds_a_constant() {
    let bench = Bench::new(Coupling::Transplant, 3);
    let place = |x: f64| held(Constraint::Clamped(State::new(x, 0.0).unwrap()));
    let (low, high) = (bench.run(&[(5, place(-1.0))]), bench.run(&[(5, place(1.0))]));
    let weights: Vec<f32> = bench.network.readout().weights_of(5).collect();
    for (low, high) in low.traces.outputs().zip(high.traces.outputs()) {
        for digit in 0..10 {
            assert!((high[digit] - low[digit] - 2.0 * weights[digit]).abs() < 1e-3);
        }
    }
}

#[test]
fn numbers_from_outside_are_brought_into_range() {
    let wild = Stimulus { amplitude: f64::NAN, start: f64::INFINITY, width: -1.0, ..Stimulus::default() }.sanitized();
    assert_eq!((wild.amplitude, wild.start, wild.width), (0.0, 0.0, 0.0));
    assert_eq!(Stimulus { amplitude: -9.0, ..Stimulus::default() }.sanitized().amplitude, -Stimulus::BOUND);
    assert!(!Intervention::default().is_some() && held(Constraint::Ablated).is_some());
}

#[test]
fn the_accuracy_along_the_window_ends_where_the_survey_stands() {
    let set = embedded_test().unwrap().first(400);
    let network = network(Coupling::Transplant);
    let mut survey = Survey::new(set, TIMES);
    let along = survey.along(&network, &StopToken::new()).unwrap();
    let end = along.last().unwrap();
    assert_eq!(end.window, TIMES.window);
    let samples = (TIMES.window / TIMES.every).round() as usize;
    assert_eq!(along.len(), samples, "at every sample: fewer would show an oscillation that is none");
    for (accuracy, rule) in end.accuracy.into_iter().zip(Rule::ALL) {
        assert_eq!(accuracy, survey.by_rule(&network, rule, &StopToken::new()).unwrap().accuracy(), "{rule:?}");
    }
    assert!(along.windows(2).all(|pair| pair[0].window < pair[1].window));
}

fn noise(heterogeneity: f64, fluctuation: f64) -> DriveNoise {
    let deviation = |deviation: f64| NoiseDeviation::new(deviation).unwrap();
    DriveNoise { heterogeneity: deviation(heterogeneity), fluctuation: deviation(fluctuation), seed: 3 }
}

#[test]
fn heterogeneity_is_a_constant_shift_of_each_drive() {
    let mut bench = Bench::new(Coupling::Transplant, 18);
    let interventions = [(7, stimulated(Shape::Step, 1.5)), (9, held(Constraint::Ablated))];
    let noisy = bench.run_with_noise(&interventions, noise(0.05, 0.0));
    let without = bench.run(&interventions);
    assert!(largest(&difference(&noisy, &without)) > 0.1);
    let offsets = noise(0.05, 0.0).offsets(100);
    bench.drives.iter_mut().zip(&offsets).for_each(|(drive, offset)| *drive += offset);
    assert_eq!(bench.run(&interventions), noisy);
}

/// Fluctuations far below the rounding error of an f32 leave the race as it is, with stimuli and held neurons at their times;
/// the steps before the window differ, and so do the last digits.
#[test]
fn vanishing_fluctuations_change_nothing_and_others_do() {
    let bench = Bench::new(Coupling::Calibrated, 18);
    let interventions = [
        (7, stimulated(Shape::Pulse, 1.5)),
        (9, held(Constraint::Ablated)),
        (11, held(Constraint::Clamped(State::new(1.0, 0.0).unwrap()))),
    ];
    let (none, vanishing) = (bench.run(&interventions), bench.run_with_noise(&interventions, noise(0.0, 1e-9)));
    assert_eq!(none.traces.samples(), vanishing.traces.samples());
    assert!(largest(&difference(&none, &vanishing)) < 0.02, "{}", largest(&difference(&none, &vanishing)));
    assert_eq!(none.without, vanishing.without);
    let strong = bench.run_with_noise(&interventions, noise(0.0, 0.3));
    assert_eq!(strong, bench.run_with_noise(&interventions, noise(0.0, 0.3)), "the same draw");
    assert!(largest(&difference(&none, &strong)) > 0.2);
}

/// By the mean law a fluctuation of mean 0 leaves the mean of the outputs.
#[test]
fn fluctuations_leave_the_time_means() {
    let mut bench = Bench::new(Coupling::Calibrated, 18);
    bench.network.units.gamma = nullcline::network::Gamma::new(-1.0).unwrap();
    bench.drives = bench.network.drives_of(&embedded_test().unwrap().image(18));
    let times = Timing { window: 2000.0, ..TIMES };
    let means = |noise: DriveNoise| {
        let experiment =
            PerturbationExperiment { noise, ..PerturbationExperiment::new(bench.network.units, &bench.drives, times) };
        experiment.run(&bench.network.readout(), &StopToken::new()).unwrap().traces.votes.means()
    };
    let (quiet, noisy) = (means(DriveNoise::default()), means(noise(0.0, 0.2)));
    for (quiet, noisy) in quiet.iter().zip(&noisy) {
        assert!((quiet - noisy).abs() < 0.3, "{quiet} and {noisy}");
    }
}
