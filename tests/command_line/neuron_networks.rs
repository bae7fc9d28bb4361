//! Networks of neurons of any model: calibration loses nothing, engines agree, starts do not matter, files and flags say the
//! model.

use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ImageSet, embedded_test, embedded_train};
use nullcline::experiment::{
    CalibratedContext, Confusion, DecisionSettings, Draws, Engine, Evaluation, ImageClassifier, Protocol, Starts,
    Stopping, confusion, integrated_votes, scattered_answers,
};
use nullcline::image::{InputImage, PIXELS};
use nullcline::network::{
    BatchId, CalibratedNeurons, ExactCalibrated, HiddenActivation, Model, ModelCard, ModelKind, Network, NeuronLayer,
    Objective, Recipe, Rule, Sigmoid, TrainingSets, TrainingSettings, Units, gradients, model_file,
};
use nullcline::neuron::{CouplingStrength, NeuronKind, RecoveryRate, Signal, SimulationError, SynapticTime, Timing};

const KINDS: [NeuronKind; 3] = [NeuronKind::MorrisLecar, NeuronKind::Izhikevich, NeuronKind::IzhikevichBursting];

fn layer(kind: NeuronKind) -> NeuronLayer {
    NeuronLayer { synapse: SynapticTime::new(100.0).unwrap(), ..NeuronLayer::new(kind) }
}

fn network(kind: NeuronKind) -> Network {
    model_file::resolve("ann").unwrap().network.with_units(layer(kind).into())
}

fn images(count: usize) -> ImageSet {
    embedded_test().unwrap().first(count)
}

/// Short enough for a debug build.
fn evaluation(kind: NeuronKind, engine: Engine) -> Evaluation {
    let times = Timing { transient: 500.0, window: 500.0, every: 2.0, ..layer(kind).model().description().times };
    Evaluation { protocol: Protocol { times, engine }, rule: Rule::Winner }
}

fn accuracy(kind: NeuronKind, engine: Engine, set: &ImageSet) -> f64 {
    let stop = StopToken::new();
    confusion(&network(kind), set, evaluation(kind, engine), Control::without_progress(&stop)).unwrap().accuracy()
}

#[test]
fn calibrated_networks_lose_next_to_nothing_by_table() {
    let set = images(1000);
    let plain = confusion(
        &model_file::resolve("ann").unwrap().network,
        &set,
        evaluation(NeuronKind::Izhikevich, Engine::Table),
        Control::without_progress(&StopToken::new()),
    );
    let plain = plain.unwrap().accuracy();
    for kind in NeuronKind::ALL.into_iter().filter(|kind| *kind != NeuronKind::FitzHughNagumo) {
        let found = accuracy(kind, Engine::Table, &set);
        assert!(found > plain - 0.012, "{}: {found}, plain {plain}", kind.name());
    }
}

#[test]
fn direct_integration_agrees_with_the_table_also_from_scattered_starts() {
    let set = images(60);
    for kind in KINDS {
        let (table, direct) = (accuracy(kind, Engine::Table, &set), accuracy(kind, Engine::Direct, &set));
        assert!((table - direct).abs() < 0.04, "{}: table {table}, direct {direct}", kind.name());
        let stop = StopToken::new();
        let run = |seed| {
            let evaluation = evaluation(kind, Engine::Direct);
            let of = (&network(kind), layer(kind));
            let answers = scattered_answers(of, &set, (evaluation, seed), Control::without_progress(&stop)).unwrap();
            Confusion::of(&set, &answers)
        };
        let (one, other) = (run(1), run(1));
        assert_eq!(one, other, "{}: the seed decides", kind.name());
        assert!((one.accuracy() - table).abs() < 0.04, "{}: scattered {}", kind.name(), one.accuracy());
    }
}

#[test]
fn the_time_mean_of_what_is_read_is_the_sigmoid() {
    // A window holds no whole number of bursts.
    for (kind, tolerance) in KINDS.into_iter().zip([0.01, 0.02, 0.05]) {
        let neurons = CalibratedNeurons::new(NeuronLayer::new(kind), &StopToken::new()).unwrap();
        let z: Vec<f32> = (0..=20).map(|index| (index as f32 - 10.0) / 2.0).collect();
        let drives: Vec<f32> = z.iter().map(|z| neurons.drive(nullcline::network::sigmoid(*z))).collect();
        let (map, mut means) = (neurons.input_map(), vec![0.0_f32; z.len()]);
        let times = Timing { transient: 1000.0, window: 4000.0, every: 1.0, step: None };
        let keep = |recording: nullcline::neuron::Recording| {
            for (neuron, mean) in means.iter_mut().enumerate() {
                *mean += recording.trace(neuron).sum::<f32>() / 4000.0;
            }
            Ok(())
        };
        neurons.observe(&drives, times, Control::without_progress(&StopToken::new()), keep).unwrap();
        for (z, mean) in z.iter().zip(means) {
            let (found, expected) = (map.slope * mean + map.offset, nullcline::network::sigmoid(*z));
            assert!((found - expected).abs() < tolerance, "{} at z {z}: {found}, not {expected}", kind.name());
        }
    }
}

/// By the mean law the exact gradient is that of a plain network.
#[test]
fn the_gradient_is_that_of_sigmoids() {
    let (set, id) = (images(20), BatchId { seed: 0, epoch: 1, batch: 0 });
    let plain = model_file::resolve("ann").unwrap().network.with_units(Sigmoid);
    let expected = gradients(&plain, (&Sigmoid, Objective::CrossEntropy), &set, id);
    let neurons = ExactCalibrated::new(layer(NeuronKind::Izhikevich), &StopToken::new()).unwrap();
    assert_eq!(neurons.units(), Units::Neurons(layer(NeuronKind::Izhikevich)));
    assert_eq!(gradients(&plain, (&neurons, Objective::CrossEntropy), &set, id), expected);
}

#[test]
fn networks_are_trained_with_neurons_of_each_model() {
    let train = embedded_train().unwrap().first(2000);
    let test = images(300);
    for kind in KINDS {
        let recipe = Recipe::Neurons(layer(kind));
        let settings = TrainingSettings { epochs: 3, ..recipe.settings() };
        let sets = TrainingSets { train: &train, test: &test };
        let trained = recipe.train(&settings, sets, &StopToken::new(), &mut |_| ()).unwrap();
        let report = trained.best_report.unwrap();
        assert!(report.test_accuracy > 0.8, "{}: {}", kind.name(), report.test_accuracy);
        assert_eq!(trained.best.units, Units::Neurons(layer(kind)));
        // The accuracy while training is that of the network by its neurons, not of the plain one.
        let found = accuracy_of(&trained.best, kind, &test);
        assert!((found - report.test_accuracy).abs() < 0.02, "{}: {found} {}", kind.name(), report.test_accuracy);
    }
}

fn accuracy_of(network: &Network, kind: NeuronKind, set: &ImageSet) -> f64 {
    let stop = StopToken::new();
    confusion(network, set, evaluation(kind, Engine::Table), Control::without_progress(&stop)).unwrap().accuracy()
}

#[test]
fn one_image_is_classified_by_its_neurons() {
    let set = images(3);
    for kind in KINDS {
        let classifier = ImageClassifier::new(network(kind), Rule::Winner).unwrap();
        let times = evaluation(kind, Engine::Direct).protocol.times;
        for index in 0..3 {
            let found = classifier.read(&set.image(index), times, &StopToken::new()).unwrap();
            assert_eq!(found.answer, set.labels()[index], "{}", kind.name());
            assert_eq!(found.traces.samples(), 250);
        }
    }
}

#[test]
fn files_say_the_model_and_its_parameters() {
    let layer = NeuronLayer {
        recovery_rate: Some(RecoveryRate::new(0.05).unwrap()),
        drives: [100.0, 150.0],
        signal: Signal::Spikes,
        start: [-20.0, 0.25],
        ..layer(NeuronKind::MorrisLecar)
    };
    let network = network(NeuronKind::MorrisLecar).with_units(layer.into());
    let model = Model { network, card: ModelCard::default() };
    assert_eq!(model.kind(), ModelKind::Neurons);
    let bytes = model.to_bytes().unwrap();
    assert_eq!(Model::from_bytes(&bytes, "m").unwrap(), model);
    // Same length, so that the file stays whole: a model that the program lacks.
    let other = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = bytes.clone();
        changed[at..at + to.len()].copy_from_slice(to.as_bytes());
        Model::from_bytes(&changed, "m").unwrap_err().to_string()
    };
    let error = other("morris-lecar", "morris-lecaX");
    assert!(
        error.contains("\"morris-lecaX\" that this program lacks (it has fhn, morris-lecar") && !error.contains('\n'),
        "{error}"
    );
    let error = other("0.05", "9.05");
    assert!(error.contains("recovery-rate must be a number from 0.001 to 1, not 9.05"), "{error}");
    // Kinds that were there before are written as before.
    let plain = model_file::resolve("ann").unwrap().to_bytes().unwrap();
    assert!(!String::from_utf8_lossy(&plain[..4000]).contains("neurons"));
}

#[test]
fn drives_that_do_not_serve_are_refused() {
    let wrong = NeuronLayer { drives: [60.0, 210.0], ..layer(NeuronKind::MorrisLecar) };
    let error =
        ImageClassifier::new(network(NeuronKind::MorrisLecar).with_units(wrong.into()), Rule::Winner).unwrap_err();
    assert!(matches!(error, SimulationError::Range(_)), "{error}");
}

/// What `measure` finds of the network in neurons of a model, on 40 images.
fn with_context<T>(kind: NeuronKind, measure: impl FnOnce(&CalibratedContext<'_>, Control<'_>) -> T) -> T {
    let (stop, images) = (StopToken::new(), images(40));
    let neurons = CalibratedNeurons::new(layer(kind), &stop).unwrap();
    let network = network(kind);
    let z = network.inputs(&images);
    let times = evaluation(kind, Engine::Direct).protocol.times;
    let context = CalibratedContext { neurons: &neurons, output: network.output(), z: &z, images: &images, times };
    measure(&context, Control::without_progress(&stop))
}

/// The accuracy of the integrated network, all neurons from the layer's start.
fn integrated(context: &CalibratedContext<'_>, control: Control<'_>) -> f64 {
    let readout = context.neurons.readout(context.output);
    let votes =
        integrated_votes(context.neurons, &readout, context.z, (context.times, Starts::Common), control).unwrap();
    let answers: Vec<_> = votes.iter().map(|votes| votes.answer(Rule::Winner)).collect();
    Confusion::of(context.images, &answers).accuracy()
}

#[test]
fn decisions_take_longer_and_cost_more_spikes_until_they_are_right() {
    let synapses = [SynapticTime::DEFAULT, SynapticTime::new(50.0).unwrap()];
    let settings = DecisionSettings { synapses: &synapses, times: &[4.0, 100.0, 500.0], leads: &[4.0, 60.0] };
    for kind in KINDS {
        let (points, accuracy) = with_context(kind, |context, control| {
            let blank = network(kind).inputs_of(&InputImage::new([0; PIXELS]));
            let draws = Draws { first: 0, count: 2 };
            (context.by_decision(&blank, settings, draws, control).unwrap(), integrated(context, control))
        });
        assert_eq!(points.len(), 10);
        for of in points.chunks(5) {
            let what = format!("{}: {of:?}", kind.name());
            assert!(of[..3].windows(2).all(|pair| pair[0].spikes < pair[1].spikes), "{what}");
            assert!(of[..3].iter().all(|point| point.stopping == Stopping::Time && point.time == point.threshold));
            assert!(of[3].time <= of[4].time && of[3].spikes <= of[4].spikes, "{what}");
            assert!(of[3].accuracy <= of[4].accuracy + 0.05, "{what}");
        }
        // Behind synapses, at the end of the window, the network answers as it does without an onset.
        let last = &points[7];
        assert!((last.accuracy - accuracy).abs() < 0.08 && last.draws == 2, "{}: {last:?}", kind.name());
        assert!(points[5].accuracy < last.accuracy - 0.3, "{}: nothing is known after 4 ms", kind.name());
    }
}

#[test]
fn fluctuations_of_no_size_change_nothing() {
    for kind in KINDS {
        let (points, accuracy) = with_context(kind, |context, control| {
            let points = context.by_fluctuation(10.0, (&[0.0, 300.0], Draws::one(0)), control).unwrap();
            (points, integrated(context, control))
        });
        assert!((points[0].scores.winner - accuracy).abs() < 0.026, "{}: {points:?}", kind.name());
        // Many times the range of drives.
        assert!(points[1].scores.winner < accuracy - 0.06, "{}: {points:?}", kind.name());
    }
    let error = with_context(NeuronKind::Izhikevich, |context, control| {
        context.by_fluctuation(3.0, (&[1.0], Draws::one(0)), control).unwrap_err().to_string()
    });
    assert!(error.contains("every must be at most 1.5"), "{error}");
}

#[test]
fn strong_coupling_synchronises_neurons_of_any_model() {
    for kind in KINDS {
        let strengths = [0.0, 2.0].map(|strength| CouplingStrength::new(strength).unwrap());
        let (points, accuracy) = with_context(kind, |context, control| {
            let points = context.by_coupling((&strengths, &[0.0]), Draws::one(0), control).unwrap();
            (points, integrated(context, control))
        });
        let [apart, together] = &points[..] else { panic!("{points:?}") };
        assert!((apart.scores.winner - accuracy).abs() < 0.08, "{}: {apart:?}, {accuracy}", kind.name());
        assert!(together.order > apart.order + 0.2 && together.order <= 1.0, "{}: {points:?}", kind.name());
        assert!(together.locked >= apart.locked, "{}: {points:?}", kind.name());
    }
}

#[test]
fn neurons_with_parameters_of_their_own_leave_the_mean_law() {
    for kind in KINDS {
        let (points, accuracy) = with_context(kind, |context, control| {
            let points = context.by_parameter_spread(Draws::one(3), control).unwrap();
            (points, integrated(context, control))
        });
        let all: Vec<f64> =
            points.iter().filter(|point| point.dynamics.ends_with("parameters")).map(|point| point.deviation).collect();
        // Neuron by neuron is as image by image.
        assert!((points[0].scores.winner - accuracy).abs() < 1e-9, "{}: {points:?}", kind.name());
        assert!(points[0].deviation < 0.02, "{}: {points:?}", kind.name());
        assert!(all.len() == 5 && all[4] > 3.0 * all[0] && all[4] > 0.1, "{}: {all:?}", kind.name());
    }
}

/// Exit code, standard output, standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("nullcline").unwrap().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let (code, stdout, stderr) = run(&[arguments, &["--json"]].concat());
    assert_eq!(code, 0, "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn every_command_takes_the_model_of_the_neurons() {
    let short = ["--network", "calibrated", "--synapse", "50", "--transient", "200", "--window", "300"];
    let of = |arguments: &[&str]| json(&[arguments, &short].concat());
    let found = of(&["evaluate", "--neuron", "izhikevich", "--limit", "200"]);
    assert!(found["accuracy"].as_f64().unwrap() > 0.95);
    assert_eq!(found["settings"]["neurons"]["neuron"], "izhikevich");
    assert_eq!((&found["settings"]["times"]["every"], &found["settings"]["dt"]), (&1.0.into(), &0.1.into()));
    let found = of(&[
        "sweep",
        "--neuron",
        "izhikevich",
        "--parameter",
        "recovery-rate",
        "--from",
        "0.02",
        "--to",
        "0.04",
        "--steps",
        "2",
        "--limit",
        "100",
    ]);
    assert!(
        found["points"].as_array().unwrap().iter().all(|point| point["accuracy"].as_f64().unwrap() > 0.9),
        "{found}"
    );
    let found = of(&["experiment", "coupling", "--neuron=izhikevich", "--limit=4", "--strengths=1", "--deviations=0"]);
    assert!(found[0]["order"].as_f64().unwrap() > 0.5, "{found}");
    for experiment in ["decision", "dynamics"] {
        let found = of(&["experiment", experiment, "--neuron=morris-lecar", "--limit=4"]);
        assert!(found.as_array().unwrap().len() > 9, "{found}");
    }
    let found = of(&["experiment", "noise", "--tau=5", "--neuron=izhikevich", "--limit=4", "--deviations=1"]);
    assert_eq!(found[0]["deviation"], 1.0);
    let map = ["--transient=200", "--window=300", "--drives-from=0,4", "--drives-to=20", "--recovery-rates=0.02"];
    let training = ["experiment", "map", "--neuron=izhikevich", "--train-images=2000", "--epochs=2", "--limit=200"];
    let found = json(&[&training[..], &map].concat());
    assert_eq!((&found[0]["obstacle"], &found[0]["winner"]), (&"not monotone".into(), &serde_json::Value::Null));
    assert!(found[1]["obstacle"] == "" && found[1]["winner"].as_f64().unwrap() > 0.7, "{found}");
    let found = of(&["classify", "tests/fixtures/pictures/p7.jpg", "--neuron", "izhikevich"]);
    assert_eq!(found[0]["digit"], 7);
    let found = json(&["cycle", "--neuron", "morris-lecar", "--c", "100"]);
    assert!(
        (found["period"].as_f64().unwrap() - 85.2906).abs() < 0.01
            && found["equilibria"][0]["kind"] == "unstable focus"
    );
    let (code, stdout, _) =
        run(&["simulate", "--neuron", "morris-lecar", "--current", "100", "--t-end", "2", "--every", "1"]);
    assert_eq!((code, stdout.lines().count(), stdout.lines().next()), (0, 4, Some("t,V,w")));
    let found = json(&["bifurcation", "--neuron", "izhikevich", "--from", "2", "--to", "10", "--steps", "3"]);
    let kinds: Vec<&str> = found.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["stable node", "saddle", "oscillation", "oscillation"]);
}

#[test]
fn flags_that_do_not_fit_are_refused_in_one_line() {
    for (arguments, parts) in [
        ("evaluate --neuron morris-lecar --network transplant", "takes --network calibrated"),
        ("evaluate --neuron morris-lecar --network calibrated --epsilon 0.1", "--epsilon is for FitzHugh-Nagumo"),
        ("evaluate --neuron morris-lecar --network calibrated --drive-from 60", "depends on the start"),
        ("evaluate --neuron izhikevich --network calibrated --drive-to 1000", "from -100 to 100, not 4 to 1000"),
        ("evaluate --neuron izhikevich --network calibrated --recovery-rate 2", "from 0.001 to 1, not 2"),
        ("evaluate --neuron izhikevich --network calibrated --dt 0.5", "at most 2.500e-1"),
        ("evaluate --network calibrated --signal spikes", "--signal is for neurons of other models"),
        ("evaluate --network calibrated --scattered", "--scattered is for"),
        (
            "sweep --neuron izhikevich --network calibrated --parameter gamma --from 0 --to 1",
            "parameter of FitzHugh-Nagumo",
        ),
        ("sweep --network calibrated --parameter drive-to --from 0 --to 1", "parameter of other neurons"),
        ("simulate --neuron izhikevich --current 1000", "current must be a number from -100 to 100, not 1000"),
        ("simulate --recovery-rate 0.1", "FitzHugh-Nagumo neurons have --epsilon"),
        ("cycle --neuron morris-lecar --c 5000", "c must be a number from -1000 to 1000"),
        ("train --network ann --neuron izhikevich", "takes --network calibrated"),
        ("train --network calibrated --neuron izhikevich --gamma 1", "--gamma is for FitzHugh-Nagumo"),
        ("train --network fhn --signal spikes", "--signal is for --network calibrated"),
        ("bifurcation --neuron izhikevich --from 10 --to 5", "two ascending numbers"),
        ("experiment map --neuron izhikevich --gammas=-1", "--gammas is for FitzHugh-Nagumo neurons"),
        ("experiment map --drives-to 3", "--drives-to is for neurons of other models"),
        ("experiment map --neuron izhikevich --recovery-rates 2", "from 0.001 to 1, not 2"),
        ("experiment starts --neuron izhikevich --network calibrated --scatters 0.1", "phases on limit cycles"),
        ("experiment noise --neuron izhikevich --network calibrated --tau 1", "every must be at most 0.5"),
        ("export --brian2 - --model fhn", "preprocessing"),
        ("export --brian2 - --model ann", "without neurons"),
        ("export --brian2 - --network calibrated --neuron izhikevich", "--synapse above 0"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!((code, stdout.as_str(), stderr.lines().count()), (1, "", 1), "{arguments:?}: {stdout}{stderr}");
        assert!(stderr.contains(parts), "{arguments:?}: {stderr}");
    }
}

/// What Brian2 makes of it is tried by hand: see assets/engine/README.md.
#[test]
fn a_program_for_brian2_has_equations_drives_and_weights() {
    for (neuron, equation) in [
        ("morris-lecar", "dw/dt = 0.04*(w_inf - w)*cosh((v - 2.0)/(2*30.0))/ms : 1"),
        ("izhikevich", "du/dt = 0.02*(0.2*v - u)/ms : 1"),
        ("fhn", "dx/dt = (x - x**3/3 - y)/(0.1*ms) : 1"),
    ] {
        let (code, program, _) =
            run(&["export", "--brian2", "-", "--network", "calibrated", "--neuron", neuron, "--synapse", "50"]);
        assert_eq!(code, 0, "{neuron}");
        assert!(program.contains(equation) && program.contains("50.0*ms"), "{neuron}");
        assert!(program.contains("(784, 100)") && program.len() > 300_000, "{neuron}");
    }
}
