//! From ten outputs to an answer: votes, races, and the readout on recordings made by hand.

use ndarray::{Array1, Array2};
use nullcline::control::StopToken;
use nullcline::dataset::{Class, ClassCount, DIGITS};
use nullcline::network::{Coupling, Dense, FhnLayer, Gamma, OutputTraces, Readout, Rule, VoteCounts, sigmoid};
use nullcline::neuron::{ControlParameter, Ensemble, Epsilon, Lookup, Recording, State, Steps};

const CLASSES: usize = DIGITS.get();

fn digit(value: u8) -> Class {
    Class::new(value)
}

/// Outputs of which `leader` is the largest.
fn led_by(leader: usize) -> [f32; CLASSES] {
    std::array::from_fn(|digit| if digit == leader { 1.0 } else { -(digit as f32) })
}

fn race(leaders: &[usize]) -> OutputTraces {
    let mut race = OutputTraces::new(DIGITS);
    for leader in leaders {
        race.push(&led_by(*leader));
    }
    race
}

#[test]
fn the_largest_score_wins_and_what_is_no_number_never_does() {
    let with = |changes: &[(usize, f32)]| {
        let mut scores = [0.0; CLASSES];
        for (index, score) in changes {
            scores[*index] = *score;
        }
        Class::of_largest(&scores)
    };
    assert_eq!(with(&[(4, 1.0)]), digit(4));
    assert_eq!(with(&[(4, 1.0), (7, 1.0)]), digit(4), "the first among equals");
    assert_eq!(with(&[]), digit(0));
    assert_eq!(with(&[(0, f32::NAN), (3, 0.5)]), digit(3));
    assert_eq!(with(&[(0, f32::NAN)]), digit(1));
    assert_eq!(with(&[(9, f32::NAN), (2, 0.5)]), digit(2));
    assert_eq!(with(&[(5, f32::INFINITY), (9, f32::NAN)]), digit(5));
    let nan = [f32::NAN; CLASSES];
    assert!(Class::of_largest(&nan).index() < CLASSES);
    let mut one = nan;
    one[6] = f32::NEG_INFINITY;
    assert_eq!(Class::of_largest(&one), digit(6));
    assert_eq!(ClassCount::new(1), None);
    assert_eq!(ClassCount::new(257), None);
    let all: Vec<_> = ClassCount::new(256).unwrap().all().map(Class::value).collect();
    assert_eq!(all, (0..=255).collect::<Vec<u8>>());
    assert!(DIGITS.contains(digit(9)) && !DIGITS.contains(digit(10)));
}

#[test]
fn the_digit_that_leads_longest_wins() {
    let race = race(&[3, 3, 5, 5, 5, 3, 5]);
    assert_eq!(race.votes.counts, [0, 0, 0, 3, 0, 4, 0, 0, 0, 0]);
    assert_eq!(race.votes.samples(), 7);
    assert_eq!(race.votes.answer(Rule::Winner), digit(5));
    assert_eq!(race.leaders().map(Class::index).collect::<Vec<_>>(), [3, 3, 5, 5, 5, 3, 5]);
    assert!((race.votes.shares().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((race.votes.margin() - 1.0 / 7.0).abs() < 1e-12);
}

#[test]
fn the_winner_and_the_largest_mean_may_differ() {
    // 2 leads for longer, 8 by far more.
    let mut race = OutputTraces::new(DIGITS);
    for (two, eight) in [(1.0, 0.5), (1.0, 0.5), (1.0, 9.0)] {
        let mut outputs = [0.0; CLASSES];
        (outputs[2], outputs[8]) = (two, eight);
        race.push(&outputs);
    }
    assert_eq!((race.votes.answer(Rule::Winner), race.votes.answer(Rule::Mean)), (digit(2), digit(8)));
    assert!((race.votes.means()[8] - 10.0 / 3.0).abs() < 1e-6);
}

#[test]
fn a_tie_is_broken_by_the_mean_among_those_who_tie() {
    let mut votes = VoteCounts::new(DIGITS);
    (votes.counts[1], votes.counts[6], votes.counts[9]) = (10, 10, 3);
    (votes.sums[1], votes.sums[6], votes.sums[9]) = (5.0, 6.0, 100.0);
    assert_eq!(votes.answer(Rule::Winner), digit(6));
    assert_eq!(votes.answer(Rule::Mean), digit(9));
    assert_eq!(votes.margin(), 0.0);
    // Without a sample everything is zero, and nothing is divided by zero.
    let none = VoteCounts::new(DIGITS);
    assert_eq!((none.shares(), none.means(), none.margin()), (vec![0.0; CLASSES], vec![0.0; CLASSES], 0.0));
    assert_eq!(none.answer(Rule::Winner), digit(0));
}

#[test]
fn a_race_is_decided_when_its_leader_changes_for_the_last_time() {
    assert_eq!(race(&[]).decided_at(), 0);
    assert_eq!(race(&[4, 4, 4]).decided_at(), 0);
    // 5 overtakes 3 with its third sample.
    assert_eq!(race(&[3, 3, 5, 5, 5, 5]).decided_at(), 4);
    // 3 comes back; drawing level is not overtaking.
    assert_eq!(race(&[3, 5, 5, 3, 3, 5, 3]).decided_at(), 4);
    assert_eq!(race(&[3, 5, 3, 5]).decided_at(), 0);
}

/// Neurons that stand still at these x: a recording by hand.
fn still(x: &[f32], samples: usize) -> Recording {
    let mut ensemble = Ensemble::new(Epsilon::DEFAULT, &vec![0.0; x.len()], State::DEFAULT);
    for (index, x) in x.iter().enumerate() {
        ensemble.set_state(index, State { x: f64::from(*x), y: 0.0 });
    }
    ensemble.record(Steps { count: 0, length: 0.01 }, samples, &StopToken::new()).unwrap()
}

/// Neurons on their way.
fn moving(neurons: usize, samples: usize) -> Recording {
    let drives: Vec<f32> = (0..neurons).map(|index| index as f32 / neurons as f32 - 0.5).collect();
    let mut ensemble = Ensemble::new(Epsilon::DEFAULT, &drives, State::DEFAULT);
    ensemble.record(Steps { count: 10, length: 0.01 }, samples, &StopToken::new()).unwrap()
}

fn direct_lookups(neurons: usize) -> Vec<Lookup> {
    (0..neurons as u32).map(|neuron| Lookup { neuron, shift: 0.0 }).collect()
}

/// Neuron i speaks for digit i alone.
fn identity() -> Dense {
    Dense { weights: Array2::eye(CLASSES), biases: Array1::zeros(CLASSES) }
}

/// Weights and biases with nothing regular about them.
fn readout(coupling: Coupling, (neurons, classes): (usize, usize)) -> Readout {
    let weights = Array2::from_shape_fn((neurons, classes), |(row, column)| ((row * 37 + column * 11) as f32).sin());
    let biases = Array1::from_shape_fn(classes, |digit| (digit as f32 * 2.3).cos());
    let layer = FhnLayer {
        a: ControlParameter::new(0.2).unwrap(),
        gamma: Gamma::new(-0.8).unwrap(),
        ..FhnLayer::new(coupling)
    };
    Readout::new(&layer, &Dense { weights, biases })
}

#[test]
fn a_neuron_that_stands_still_gives_its_weight_at_every_sample() {
    // Neuron i speaks for digit i alone; the third is the largest.
    let layer = FhnLayer::new(Coupling::Transplant);
    let readout = Readout::new(&layer, &identity());
    let x: [f32; CLASSES] = [0.1, -1.0, 0.2, 1.5, 0.0, 0.3, -0.2, 0.4, 1.4, 0.5];
    let race = readout.traces(&still(&x, 21), &direct_lookups(CLASSES));
    assert_eq!(race.samples(), 21);
    assert_eq!(race.votes.counts[3], 21);
    for outputs in race.outputs() {
        assert!(outputs.iter().zip(x).all(|(output, x)| (output - x).abs() < 1e-6), "{outputs:?}");
    }
    assert_eq!((race.votes.answer(Rule::Winner), race.votes.margin()), (digit(3), 1.0));
}

/// Neurons and classes: none a whole number of registers, the paper's, and the largest.
const SIZES: [(usize, usize); 6] = [(30, 10), (1, 2), (7, 5), (105, 11), (131, 47), (208, 256)];

#[test]
fn many_pictures_at_once_get_the_votes_of_each_alone() {
    let couplings = [Coupling::Transplant, Coupling::Calibrated, Coupling::Sigmoid];
    for (coupling, neurons, classes) in couplings.into_iter().flat_map(|coupling| SIZES.map(|(n, k)| (coupling, n, k)))
    {
        let readout = readout(coupling, (neurons, classes));
        assert_eq!((readout.neurons(), readout.classes().get()), (neurons, classes));
        // Not a whole number of tiles.
        let mut recording = moving(90, 53);
        let plain = recording.clone();
        if readout.uses_sigmoid() {
            recording.map(sigmoid);
        }
        let sources: Vec<Lookup> =
            (0..3 * neurons as u32).map(|index| Lookup { neuron: (index * 7) % 90, shift: 0.0 }).collect();
        let mut votes = vec![VoteCounts::new(readout.classes()); 3];
        readout.add_votes(&recording, &sources, &mut votes);
        for (sources, votes) in sources.chunks(neurons).zip(&votes) {
            let race = readout.traces(&recording, sources);
            assert_eq!((&race.votes.counts, race.votes.samples()), (&votes.counts, 53), "{neurons} to {classes}");
            for (one, other) in race.votes.sums.iter().zip(&votes.sums) {
                assert!((one - other).abs() < 1e-3);
            }
            // And of the weighted sum as it is written in the paper.
            let traces: Vec<Vec<f32>> =
                sources.iter().map(|source| plain.trace(source.neuron as usize).collect()).collect();
            for (sample, outputs) in race.outputs().enumerate() {
                let x: Vec<f32> = traces.iter().map(|trace| trace[sample]).collect();
                assert_eq!(outputs.len(), classes);
                let scale = (neurons as f32).sqrt();
                for (one, other) in outputs.iter().zip(readout.outputs(&x)) {
                    assert!(
                        (one - other).abs() < 1e-5 * (scale + other.abs()),
                        "{coupling:?}, {neurons}: {one}, not {other}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_shift_moves_the_outputs_by_the_weights() {
    let readout = readout(Coupling::Transplant, (12, CLASSES));
    let recording = moving(12, 20);
    let mut sources = direct_lookups(12);
    let before = readout.traces(&recording, &sources);
    sources[5].shift = 0.25;
    let after = readout.traces(&recording, &sources);
    for (before, after) in before.outputs().zip(after.outputs()) {
        for (digit, weight) in readout.weights_of(5).enumerate() {
            assert!((after[digit] - before[digit] - 0.25 * weight).abs() < 1e-5);
        }
    }
}

/// By the mean law a calibrated layer reads sigmoid(z) where x is at its mean, for either sign of gamma.
#[test]
fn a_calibrated_layer_reads_the_sigmoid() {
    for (gamma, a) in [(-0.5, 0.0), (-1.0, 0.3), (0.7, -0.4), (3.0, 0.0)] {
        let mut layer = FhnLayer::new(Coupling::Calibrated);
        (layer.gamma, layer.a) = (Gamma::new(gamma).unwrap(), ControlParameter::new(a).unwrap());
        let readout = Readout::new(&layer, &identity());
        let z: [f32; CLASSES] = [-20.0, -3.0, -1.0, -0.1, 0.0, 0.1, 1.0, 2.0, 5.0, 20.0];
        let means = z.map(|z| -layer.drive(z));
        for (output, z) in readout.outputs(&means).iter().zip(z) {
            let sigmoid = 1.0 / (1.0 + (-z).exp());
            assert!((output - sigmoid).abs() < 1e-5, "gamma {gamma}, a {a}, z {z}: {output}, not {sigmoid}");
        }
        assert!((layer.drive_bound() - (gamma.abs() + a.abs())).abs() < 1e-12);
        assert!(z.iter().all(|z| f64::from(layer.drive(*z).abs()) <= layer.drive_bound() + 1e-6));
    }
}

#[test]
fn without_gain_everything_stays_finite() {
    let layer = FhnLayer { gamma: Gamma::new(0.0).unwrap(), ..FhnLayer::new(Coupling::Calibrated) };
    assert!(layer.input_map().slope.is_finite() && layer.input_map().offset.is_finite());
    assert_eq!(layer.drive(5.0), 0.0);
}
