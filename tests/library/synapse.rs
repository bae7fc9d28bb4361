//! Synapses: outputs as leaky integrals, the same by every engine, and nothing at all at a time constant of 0.

use std::f64::consts::TAU;

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ImageSet, embedded_test};
use nullcline::experiment::{
    Engine, Evaluation, Intervention, Interventions, PerturbationExperiment, Protocol, Session, SessionModel,
    SessionPicture, Shape, Stimulus, Survey, confusion, traces, votes,
};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Gamma, Rule, VoteCounts, model_file};
use nullcline::neuron::{
    AsymptoticState, Drive, Epsilon, LeakyIntegrator, Neuron, Observable, Recording, Simulation, State, SynapticTime,
    Timing,
};

const TIMES: Timing = Timing { transient: 30.0, window: 30.0, every: 0.1, step: None };

fn tau(value: f64) -> SynapticTime {
    SynapticTime::new(value).unwrap()
}

fn network((coupling, gamma): (Coupling, f64), synapse: f64) -> FhnNetwork {
    let layer = FhnLayer { gamma: Gamma::new(gamma).unwrap(), synapse: tau(synapse), ..FhnLayer::new(coupling) };
    model_file::built_in("ann").unwrap().network.with_units(layer)
}

fn pictures(count: usize) -> ImageSet {
    embedded_test().unwrap().first(count)
}

fn observed(drives: &[f32], synapse: f64, times: Timing) -> Recording {
    let simulation = Simulation::new(Epsilon::DEFAULT, State::DEFAULT, times);
    let (observable, stop) = (Observable { signal: None, synapse: tau(synapse) }, StopToken::new());
    let mut recordings = Vec::new();
    let keep = |recording| {
        recordings.push(recording);
        Ok(())
    };
    simulation.observe(drives, observable, Control::without_progress(&stop), keep).unwrap();
    assert_eq!(recordings.len(), 1);
    recordings.pop().unwrap()
}

/// The amplitude of a harmonic over a whole number of periods, by the trapezoidal rule under a Hann window.
fn amplitude(recording: &Recording, (omega, harmonic): (f64, f64), every: f64) -> f64 {
    let samples = recording.samples() as f64;
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (index, x) in recording.trace(0).enumerate() {
        let hann = 1.0 - (TAU * (index as f64 + 0.5) / samples).cos();
        let angle = harmonic * omega * index as f64 * every;
        real += hann * f64::from(x) * angle.cos();
        imaginary += hann * f64::from(x) * angle.sin();
    }
    2.0 * f64::hypot(real, imaginary) / samples
}

#[test]
fn harmonics_of_a_limit_cycle_are_damped_as_the_equation_says() {
    let every = 0.02;
    let times = Timing { transient: 200.0, window: 100.0, every, step: None };
    for c in [0.0, 0.3, -0.6] {
        let neuron = Neuron::new(Epsilon::DEFAULT, Drive::new(c).unwrap());
        let omega = TAU / AsymptoticState::of(&neuron).period.unwrap();
        let plain = observed(&[c as f32], 0.0, times);
        for synapse in [0.3, 1.0, 3.0] {
            let damped = observed(&[c as f32], synapse, times);
            for harmonic in [1.0, 2.0, 3.0] {
                let [before, after] = [&plain, &damped].map(|run| amplitude(run, (omega, harmonic), every));
                let expected = (1.0 + (harmonic * omega * synapse).powi(2)).sqrt().recip();
                // A symmetric cycle has no even harmonics.
                if before > 0.05 {
                    let found = after / before;
                    assert!(
                        (found / expected - 1.0).abs() < 0.01,
                        "c {c}, tau {synapse}, {harmonic}: {found}, {expected}"
                    );
                }
            }
            let mean = damped.trace(0).map(f64::from).sum::<f64>() / damped.samples() as f64;
            assert!((mean + c).abs() < 0.05, "the mean law holds: {mean}");
        }
    }
}

/// Whatever the synapses still know of, when the window begins they have seen.
#[test]
fn synapses_follow_through_the_transient() {
    let drives: Vec<f32> = (0..70).map(|index| index as f32 / 50.0 - 0.7).collect();
    for synapse in [1.0, 3.0, 30.0] {
        let whole = observed(&drives, synapse, Timing { transient: 0.0, window: 120.0, ..TIMES });
        let end = observed(&drives, synapse, Timing { transient: 100.0, window: 20.0, ..TIMES });
        for neuron in (0..70).step_by(3) {
            for (one, other) in whole.trace(neuron).skip(1000).zip(end.trace(neuron)) {
                assert!((one - other).abs() < 2e-3, "tau {synapse}, neuron {neuron}: {one} and {other}");
            }
        }
    }
}

fn all_votes(network: &FhnNetwork, engine: Engine, set: &ImageSet) -> Vec<VoteCounts> {
    let protocol = Protocol { times: TIMES, engine };
    let (readout, drives) = (network.readout(), network.drives(set));
    votes(&network.units, &readout, &drives, &protocol, Control::without_progress(&StopToken::new())).unwrap()
}

#[test]
fn table_and_direct_engine_agree() {
    let set = pictures(200);
    for (kind, synapse) in [((Coupling::Calibrated, -0.25), 3.0), ((Coupling::Sigmoid, -1.0), 1.0)] {
        let network = network(kind, synapse).into();
        let accuracy = |engine| {
            let evaluation = Evaluation { protocol: Protocol { times: TIMES, engine }, rule: Rule::Winner };
            confusion(&network, &set, evaluation, Control::without_progress(&StopToken::new())).unwrap().accuracy()
        };
        let (table, direct) = (accuracy(Engine::Table), accuracy(Engine::Direct));
        assert!((table - direct).abs() <= 0.01, "{kind:?}: {table} and {direct}");
    }
}

#[test]
fn a_vanishing_time_constant_changes_no_bit() {
    let set = pictures(20);
    for coupling in [Coupling::Calibrated, Coupling::Sigmoid] {
        let (none, vanishing) = (network((coupling, -0.5), 0.0), network((coupling, -0.5), 1e-6));
        for engine in [Engine::Table, Engine::Direct] {
            assert_eq!(all_votes(&none, engine, &set), all_votes(&vanishing, engine, &set), "{coupling:?}, {engine:?}");
        }
    }
}

#[test]
fn a_synapse_steadies_the_vote() {
    let set = pictures(300);
    let right = |synapse: f64| {
        let network = network((Coupling::Calibrated, -0.25), synapse);
        let mut survey = Survey::new(set.clone(), Timing { transient: 60.0, ..TIMES });
        survey.by_winner(&network, &StopToken::new()).unwrap().accuracy()
    };
    let (without, with) = (right(0.0), right(10.0));
    assert!(without < 0.7 && with > 0.95, "{without} without, {with} with a synapse");
}

#[test]
fn a_survey_notices_another_time_constant() {
    let set = pictures(100);
    let mut survey = Survey::new(set.clone(), TIMES);
    for synapse in [0.0, 3.0, 0.0, 1.0] {
        let network = network((Coupling::Calibrated, -0.25), synapse);
        let fresh = Survey::new(set.clone(), TIMES).by_winner(&network, &StopToken::new()).unwrap();
        assert_eq!(survey.by_winner(&network, &StopToken::new()).unwrap(), fresh, "tau {synapse}");
    }
}

/// The outputs of a network with synapses are the leaky integrals of its outputs without, a stimulated neuron among them.
#[test]
fn outputs_are_leaky_integrals() {
    let times = Timing { transient: 0.0, window: 20.0, ..TIMES };
    let stimulus = Stimulus { shape: Shape::Pulse, amplitude: 1.5, start: 5.0, width: 4.0 };
    let stimulated = Interventions::from([(11, Intervention { stimulus, ..Intervention::default() })]);
    for kind in [(Coupling::Transplant, -1.0), (Coupling::Sigmoid, -1.0)] {
        let [plain, with] = [0.0, 2.0].map(|synapse| network(kind, synapse));
        let drives = plain.drives_of(&pictures(4).image(3));
        let run = |network: &FhnNetwork, interventions: &Interventions| {
            let experiment =
                PerturbationExperiment { interventions, ..PerturbationExperiment::new(network.units, &drives, times) };
            experiment.run(&network.readout(), &StopToken::new()).unwrap().traces
        };
        for interventions in [Interventions::new(), stimulated.clone()] {
            let start = vec![State::DEFAULT.x as f32; drives.len()];
            let mut synapse = LeakyIntegrator::new(tau(2.0), plain.readout().outputs(&start));
            let (before, after) = (run(&plain, &interventions), run(&with, &interventions));
            for (before, after) in before.outputs().zip(after.outputs()) {
                synapse.advance(before.iter().copied(), times.every);
                for (expected, found) in synapse.values().iter().zip(after) {
                    assert!((expected - found).abs() < 5e-3 * expected.abs().max(1.0), "{expected}, not {found}");
                }
            }
        }
        let expected = traces(&with.units, &with.readout(), &drives, times, &StopToken::new()).unwrap();
        assert_eq!(run(&with, &Interventions::new()), expected);
    }
}

#[test]
fn files_of_before_have_no_synapse_and_keep_their_bytes() {
    let text = r#"{"epsilon":0.1,"a":0.0,"gamma":-0.5,"coupling":"calibrated","start":{"x":0.5,"y":0.5}}"#;
    let layer: FhnLayer = serde_json::from_str(text).unwrap();
    assert_eq!(layer, FhnLayer::new(Coupling::Calibrated));
    assert_eq!(serde_json::to_string(&layer).unwrap(), text);
    let with = FhnLayer { synapse: tau(3.0), ..layer };
    let again: FhnLayer = serde_json::from_str(&serde_json::to_string(&with).unwrap()).unwrap();
    assert_eq!(again, with);
    let wrong = text.replace(r#""gamma""#, r#""synapse":-1,"gamma""#);
    let message = serde_json::from_str::<FhnLayer>(&wrong).unwrap_err().to_string();
    assert!(message.contains("synapse must be a number from 0 to 1000, not -1"), "{message}");
}

#[test]
fn a_session_keeps_its_time_constant_and_can_be_run_with_another() {
    let (model, stop) = (model_file::built_in("ann").unwrap(), StopToken::new());
    let layer = network((Coupling::Calibrated, -0.25), 3.0).units;
    let pixels = SessionPicture::encode(&pictures(1).image(0));
    let picture = SessionPicture { name: "a seven".to_owned(), test_index: None, data: None, pixels };
    let of = SessionModel { name: "ann".to_owned(), fingerprint: model.fingerprint() };
    let mut session = Session::new(of, layer, picture);
    session.times = TIMES;
    let run = |session: &Session| session.run(&model, &stop).unwrap();
    session.result = Some(run(&session));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    session.save(&path).unwrap();
    let again = Session::load(&path).unwrap();
    assert_eq!((again.layer, Some(run(&again))), (layer, session.result));
    let nullcline = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("nullcline").unwrap();
        let output = command.arg("run").arg(&path).args(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    assert!(nullcline(&[]).contains("the same numbers as recorded"));
    assert!(nullcline(&["--synapse", "3"]).contains("the same numbers as recorded"));
    assert!(nullcline(&["--synapse", "0"]).contains("no numbers were recorded"));
}
