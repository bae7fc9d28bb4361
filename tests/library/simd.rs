//! Readout and optimizer keep what their scalar definitions promise, on every SIMD level that this processor has. (Ensemble and
//! gradient have such suites of their own.)

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{Class, ClassCount};
use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network, Optimizer, Readout, Step};
use nullcline::neuron::{Lookup, Observable, Recording, Timing};

use crate::levels::levels;

/// What is observed of so many neurons with drives from -1.2 to 1.2 at 37 times, more than two tiles and not a whole number of
/// them.
fn recording(layer: &FhnLayer, observable: Observable, neurons: usize) -> Recording {
    let times = Timing { transient: 5.0, window: 18.5, every: 0.5, step: None };
    let drives: Vec<f32> = (0..neurons).map(|neuron| -1.2 + 2.4 * neuron as f32 / neurons as f32).collect();
    let mut all = None;
    let keep = |recording| {
        all = Some(recording);
        Ok(())
    };
    layer
        .simulation(times, drives.len())
        .observe(&drives, observable, Control::without_progress(&StopToken::new()), keep)
        .unwrap();
    all.unwrap()
}

fn readout(layer: FhnLayer, (hidden, classes): (usize, usize)) -> Readout {
    let sizes = (HiddenCount::new(hidden).unwrap(), ClassCount::new(classes).unwrap());
    Network::glorot(sizes, layer, 7).readout()
}

/// The outputs at every time are the weighted sums of the signals, and the votes count their leaders.
#[test]
fn outputs_are_weighted_sums_and_votes_count_leaders() {
    for (neurons, classes) in [(1, 2), (100, 10), (37, 11), (105, 47)] {
        for coupling in [Coupling::Transplant, Coupling::Calibrated, Coupling::Sigmoid] {
            let layer = FhnLayer::new(coupling);
            let x = recording(&layer, Observable::default(), neurons);
            let observed = recording(&layer, layer.observable(), neurons);
            let lookups: Vec<Lookup> = (0..neurons as u32).map(|neuron| Lookup { neuron, shift: 0.0 }).collect();
            let scalar = readout(layer, (neurons, classes));
            for level in levels() {
                let what = format!("{neurons} to {classes}, {coupling:?}, {level:?}");
                let traces = scalar.clone().with_level(level).traces(&observed, &lookups);
                assert_eq!(traces.samples(), 37, "{what}");
                for sample in 0..37 {
                    let x: Vec<f32> = (0..neurons).map(|neuron| x.at(neuron, sample)).collect();
                    for (found, expected) in traces.at(sample).iter().zip(scalar.outputs(&x)) {
                        assert!((found - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{what}: {found} {expected}");
                    }
                }
                let mut votes = vec![nullcline::network::VoteCounts::new(scalar.classes())];
                scalar.clone().with_level(level).add_votes(&observed, &lookups, &mut votes);
                let leaders: Vec<Class> = traces.outputs().map(Class::of_largest).collect();
                let count = |class| leaders.iter().filter(|leader| leader.index() == class).count();
                assert!(
                    votes[0].counts.iter().enumerate().all(|(class, votes)| *votes as usize == count(class)),
                    "{what}"
                );
                assert_eq!(votes[0].last, traces.at(36), "{what}");
            }
        }
    }
}

/// Adam by its definition (Kingma and Ba 2015) in f64, weights decaying apart from the gradient.
#[test]
fn adam_steps_by_its_definition() {
    let (rate, decay) = (0.01, 0.1);
    for level in levels() {
        let mut weights: Vec<f32> = (0..37).map(|index| (index as f32).sin()).collect();
        let mut moments = [vec![0.0_f32; 37], vec![0.0_f32; 37]];
        let mut expected: Vec<[f64; 3]> = weights.iter().map(|weight| [f64::from(*weight), 0.0, 0.0]).collect();
        for number in 1..=20 {
            let gradient: Vec<f32> = (0..37).map(|index| (0.3 * index as f32 + number as f32).cos()).collect();
            let [first, second] = &mut moments;
            let step = Step::new(Optimizer::Adam, number, rate, decay).with_level(level);
            step.take(&mut weights, &gradient, [first, second]);
            for ([weight, mean, square], gradient) in expected.iter_mut().zip(&gradient) {
                let (gradient, number) = (f64::from(*gradient), f64::from(number));
                *mean = 0.9 * *mean + 0.1 * gradient;
                *square = 0.999 * *square + 0.001 * gradient * gradient;
                let (mean, square) = (*mean / (1.0 - 0.9_f64.powf(number)), *square / (1.0 - 0.999_f64.powf(number)));
                *weight -= rate * decay * *weight + rate * mean / (square.sqrt() + 1e-7);
            }
        }
        for (found, [expected, ..]) in weights.iter().zip(&expected) {
            assert!((f64::from(*found) - expected).abs() < 1e-4, "{level:?}: {found}, not {expected}");
        }
    }
}
