//! Models behind one trait: integration against an independent solver, mean laws by table, equilibria, every SIMD level.

use fearless_simd::Level;
use nullcline::control::{Control, StopToken};
use nullcline::neuron::{
    BLOCK, BuiltInModel, CouplingStrength, Ensemble, Epsilon, EquilibriumKind, FitzHughNagumo, Izhikevich, MeanLaw,
    MeanTable, MorrisLecar, NeuronKind, NeuronModel, Population, Recording, Signal, SimulationError, State, Steps,
    SynapticTime, Timing, bifurcation_diagram, equilibria, jacobian, orbit, states,
};

use crate::levels::levels;

/// A row of tests/data/neurons.csv, which tests/data/neurons.py computed with SciPy.
struct Row {
    kind: NeuronKind,
    drive: f64,
    period: Option<f64>,
    extrema: Option<[f64; 2]>,
    mean: f64,
    rate: f64,
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path("tests/data/neurons.csv").unwrap();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |column: usize| record[column].parse::<f64>().ok();
        Row {
            kind: NeuronKind::of_name(&record[0]).unwrap(),
            drive: number(1).unwrap(),
            period: number(2),
            extrema: number(3).zip(number(4)).map(|(low, high)| [low, high]),
            mean: number(5).unwrap(),
            rate: number(6).unwrap(),
        }
    });
    rows.collect()
}

#[test]
fn orbits_in_f64_are_those_of_an_independent_solver() {
    let rows = rows();
    assert!(rows.len() > 30);
    for Row { kind, drive, period, extrema, mean, rate } in rows {
        let model = kind.model(None);
        let found = model.orbit((model.start(), drive));
        let what = format!("{} at {drive}: {found:?}", kind.name());
        let close = |found: f64, expected: f64, tolerance: f64| {
            (found - expected).abs() <= tolerance * expected.abs().max(1e-3)
        };
        assert_eq!(found.period.is_some(), period.is_some(), "{what}");
        if let Some(period) = period {
            let tolerance = if kind == NeuronKind::IzhikevichBursting { 1e-2 } else { 1e-3 };
            assert!(close(found.period.unwrap(), period, tolerance), "{what}: period {period}");
        }
        if let Some([low, high]) = extrema {
            assert!(
                close(found.extrema[0][0], low, 1e-3) && close(found.extrema[0][1], high, 1e-3),
                "{what}: {low} {high}"
            );
            assert!((found.mean - mean).abs() < 2e-3, "{what}: mean {mean}");
        }
        // Where the number of spikes in a burst alternates, it takes longer than either measured to average.
        let tolerance = if kind == NeuronKind::IzhikevichBursting { 1e-2 } else { 1e-3 };
        assert!(close(found.rate, rate, tolerance), "{what}: rate {rate}");
    }
}

#[test]
fn mean_laws_by_table_are_those_of_an_independent_solver() {
    let rows = rows();
    for (kind, signal) in [
        (NeuronKind::MorrisLecar, Signal::Potential),
        (NeuronKind::MorrisLecar, Signal::Spikes),
        (NeuronKind::MorrisLecarSnic, Signal::Potential),
        (NeuronKind::MorrisLecarSnic, Signal::Spikes),
        (NeuronKind::Izhikevich, Signal::Spikes),
        (NeuronKind::IzhikevichFast, Signal::Spikes),
        (NeuronKind::IzhikevichBursting, Signal::Spikes),
    ] {
        let (tolerance, roughness) = if kind == NeuronKind::IzhikevichBursting { (1e-2, 1.0) } else { (2e-3, 0.05) };
        let range = kind.drives(signal);
        let table = kind.model(None).mean_table(signal, range, &StopToken::new()).unwrap();
        let [first, last] = table.ends();
        let mut compared = 0;
        for row in rows.iter().filter(|row| row.kind == kind && (range[0]..=range[1]).contains(&row.drive)) {
            let expected = if signal == Signal::Potential { row.mean } else { row.rate };
            let (mean, slope) = table.at(row.drive);
            let error = (mean - expected) / (last - first);
            assert!(error.abs() < tolerance, "{} {signal:?} at {}: {mean}, not {expected}", kind.name(), row.drive);
            // The slope by differences of the table, and the inverse.
            let step = 1e-3 * (range[1] - range[0]);
            let inside = row.drive.clamp(range[0] + step, range[1] - step);
            let ratio = (table.at(inside + step).0 - table.at(inside - step).0) / (2.0 * step);
            assert!(
                (table.at(inside).1 / ratio - 1.0).abs() < roughness,
                "{} at {inside}: {slope} {ratio}",
                kind.name()
            );
            assert!((table.drive(mean) - row.drive).abs() < 1e-6 * range[1], "{} at {}", kind.name(), row.drive);
            compared += 1;
        }
        assert!(compared >= 3, "{}", kind.name());
    }
}

/// Its mean law is exact, so that it tests the table: -c for x.
#[test]
fn the_mean_law_of_fitzhugh_nagumo_neurons_comes_out_of_the_table() {
    for epsilon in [0.05, 0.1, 0.3] {
        let model = FitzHughNagumo { epsilon: Epsilon::new(epsilon).unwrap() };
        let table = MeanTable::of(&model, Signal::Potential, [-0.8, 0.8], &StopToken::new()).unwrap();
        for drive in [-0.8, -0.5, -0.123, 0.0, 0.3, 0.7, 0.8] {
            let (mean, slope) = table.at(drive);
            let error = mean - MeanLaw::mean_x(drive);
            assert!(error.abs() < 5e-4, "epsilon {epsilon}, c {drive}: off by {error:e}");
            assert!((slope + 1.0).abs() < 2e-2, "epsilon {epsilon}, c {drive}: slope {slope}");
        }
    }
}

#[test]
fn ranges_that_cannot_stand_for_a_sigmoid_are_refused_in_one_line() {
    let refused = |kind: NeuronKind, signal, range: [f64; 2]| {
        let error = kind.model(None).mean_table(signal, range, &StopToken::new()).unwrap_err();
        assert!(matches!(error, SimulationError::Range(_)));
        let text = error.to_string();
        assert_eq!(text.lines().count(), 1, "{text}");
        text
    };
    // Bistable from 88.29 to 93.86.
    let text = refused(NeuronKind::MorrisLecar, Signal::Potential, [60.0, 200.0]);
    assert!(text.contains("depends on the start") && text.contains("from 9"), "{text}");
    // The rate has its maximum near 180.
    let text = refused(NeuronKind::MorrisLecar, Signal::Spikes, [95.0, 210.0]);
    assert!(text.contains("not monotone") && text.contains("it is from 95") && !text.contains("start"), "{text}");
    // At rest there are no spikes at all.
    let text = refused(NeuronKind::Izhikevich, Signal::Spikes, [0.0, 2.0]);
    assert!(text.contains("on no part"), "{text}");
    for range in [[20.0, 10.0], [5.0, 5.0], [f64::NAN, 5.0], [0.0, f64::INFINITY], [-1e9, 1e9]] {
        let text = refused(NeuronKind::Izhikevich, Signal::Spikes, range);
        assert!(text.contains("two ascending numbers from -100 to 100"), "{text}");
    }
}

/// Published bifurcations: Rinzel and Ermentrout 1998; those of Izhikevich's model follow from its quadratic.
#[test]
fn equilibria_change_where_the_literature_says() {
    let kinds = |model: BuiltInModel, drive| model.equilibria(drive).iter().map(|found| found.kind).collect::<Vec<_>>();
    let hopf = NeuronKind::MorrisLecar.model(None);
    assert_eq!(kinds(hopf, 93.8), [EquilibriumKind::StableFocus]);
    assert_eq!(kinds(hopf, 93.9), [EquilibriumKind::UnstableFocus]);
    assert_eq!(kinds(hopf, 211.9), [EquilibriumKind::UnstableFocus]);
    assert_eq!(kinds(hopf, 212.1), [EquilibriumKind::StableFocus]);
    let snic = NeuronKind::MorrisLecarSnic.model(None);
    assert_eq!(kinds(snic, 39.9)[..2], [EquilibriumKind::StableNode, EquilibriumKind::Saddle]);
    assert_eq!((kinds(snic, 39.9).len(), kinds(snic, 40.1).len()), (3, 1));
    let regular = NeuronKind::Izhikevich.model(None);
    assert_eq!(kinds(regular, 3.7).len(), 2);
    assert!(kinds(regular, 3.7)[0].is_stable() && kinds(regular, 3.7)[1] == EquilibriumKind::Saddle);
    assert!(!kinds(regular, 3.9)[0].is_stable(), "past its Hopf bifurcation at 3.7975");
    assert!(kinds(regular, 4.1).is_empty(), "past the saddle-node at 4");
    let fhn = FitzHughNagumo::default();
    for (drive, stable) in [(-1.3, true), (-0.9, false), (0.0, false), (0.99, false), (1.01, true)] {
        let found = equilibria(&fhn, drive);
        assert_eq!(found.len(), 1, "c {drive}");
        assert!(
            (found[0].state[0] + drive).abs() < 1e-9 && found[0].kind.is_stable() == stable,
            "c {drive}: {found:?}"
        );
    }
}

#[test]
fn at_an_equilibrium_nothing_moves_and_jacobians_are_those_of_differences() {
    for kind in NeuronKind::ALL {
        let model = kind.model(None);
        for drive in [-0.7, 1.5, 30.0, 96.0, 150.0] {
            for found in model.equilibria(drive) {
                let rates = model.rate(found.state, drive);
                assert!(rates.iter().all(|rate| rate.abs() < 1e-6), "{} at {drive}: {rates:?}", kind.name());
            }
        }
    }
    let model = MorrisLecar::SNIC;
    for state in [[-40.0, 0.1], [0.0, 0.3], [20.0, 0.5]] {
        let matrix = jacobian(&model, state, 50.0);
        for column in 0..2 {
            let step = 1e-5;
            let shifted = |by: f64| {
                let mut at = state;
                at[column] += by;
                model.rate(at, 50.0)
            };
            for (row, derivatives) in matrix.iter().enumerate() {
                let ratio = (shifted(step)[row] - shifted(-step)[row]) / (2.0 * step);
                let error = (derivatives[column] - ratio).abs();
                assert!(error < 1e-6 * (1.0 + ratio.abs()), "{state:?}: {row} {column}");
            }
        }
    }
}

/// Not a whole number of blocks.
fn drives(range: [f64; 2]) -> Vec<f32> {
    (0..BLOCK + 21)
        .map(|index| (range[0] + (range[1] - range[0]) * index as f64 / (BLOCK + 20) as f64) as f32)
        .collect()
}

/// The first variable of each neuron after `time`, in steps of `length`.
fn after<M: NeuronModel<2>>(level: Level, model: M, drives: &[f32], (time, length): (f64, f64)) -> Vec<f32> {
    let mut population = Population::with_level(level, model, drives);
    let steps = Steps { count: (time / length).round() as usize, length };
    population.advance(steps, &StopToken::new()).unwrap();
    population.variable(0).collect()
}

fn follows<M: NeuronModel<2>>(model: M, range: [f64; 2], (time, tolerance): (f64, f64)) {
    let (drives, length) = (drives(range), model.steps()[0]);
    for level in levels() {
        for (drive, found) in drives.iter().zip(after(level, model, &drives, (time, length))) {
            let exact = states(&model, (model.start(), f64::from(*drive)), (time, time), Some(length)).unwrap();
            let expected = exact[1].1[0];
            assert!(
                (f64::from(found) - expected).abs() < tolerance,
                "{level:?}, drive {drive}: {found}, not {expected}"
            );
        }
    }
}

/// f32 against f64 with the same steps, over one or two oscillations: rounding alone.
#[test]
fn every_level_follows_the_equations_in_f64() {
    follows(MorrisLecar::HOPF, [95.0, 210.0], (60.0, 0.05));
    follows(MorrisLecar::SNIC, [42.0, 97.0], (60.0, 0.1));
    follows(Izhikevich::REGULAR_SPIKING, [4.0, 30.0], (8.0, 0.05));
    follows(FitzHughNagumo::default(), [-0.9, 0.9], (3.0, 2e-3));
}

/// FitzHugh-Nagumo by its own kernel and by the one for any model.
#[test]
fn the_kernel_for_any_model_agrees_with_that_of_fitzhugh_nagumo() {
    let drives = drives([-0.7, 0.7]);
    let steps = Steps { count: 500, length: 0.01 };
    for level in levels() {
        let mut ensemble = Ensemble::with_level(level, Epsilon::DEFAULT, &drives, State::DEFAULT);
        ensemble.advance(steps, &StopToken::new()).unwrap();
        let found = after(level, FitzHughNagumo::default(), &drives, (5.0, 0.01));
        for ((drive, own), any) in drives.iter().zip(ensemble.x()).zip(found) {
            assert!((own - any).abs() < 5e-3, "{level:?}, c {drive}: {own} {any}");
        }
    }
}

#[test]
fn finer_steps_leave_periods_where_they_are() {
    for (kind, drive) in
        [(NeuronKind::MorrisLecar, 120.0), (NeuronKind::MorrisLecarSnic, 60.0), (NeuronKind::Izhikevich, 10.0)]
    {
        let period = |h: f64| match kind.model(None) {
            BuiltInModel::MorrisLecar(model) => {
                orbit(&model, (model.start(), drive), [1000.0, 2000.0], h).period.unwrap()
            }
            BuiltInModel::Izhikevich(model) => {
                orbit(&model, (model.start(), drive), [1000.0, 2000.0], h).period.unwrap()
            }
            BuiltInModel::FitzHughNagumo(_) => unreachable!(),
        };
        let usual = kind.model(None).steps()[0];
        let error = period(usual) / period(usual / 16.0) - 1.0;
        assert!(error.abs() < 1e-3, "{}: a relative error of {error:e}", kind.name());
    }
}

fn recording(kind: NeuronKind, (signal, tau): (Signal, f64), times: Timing) -> Recording {
    let drives = drives(kind.drives(signal));
    let (model, mut all) = (kind.model(None), None);
    let start = model.start();
    let observed = (&times, signal, SynapticTime::new(tau).unwrap());
    let keep = |recording| {
        all = Some(recording);
        Ok(())
    };
    model.observe((&drives, |_| start), observed, Control::without_progress(&StopToken::new()), keep).unwrap();
    all.unwrap()
}

#[test]
fn threads_do_not_matter() {
    let times = Timing { transient: 50.0, window: 100.0, every: 1.0, step: None };
    for (kind, signal) in [(NeuronKind::MorrisLecar, Signal::Potential), (NeuronKind::Izhikevich, Signal::Spikes)] {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| recording(kind, (signal, 30.0), times))
        };
        assert_eq!(with(1), with(3), "{}", kind.name());
    }
}

/// The synapse's equation by samples of the bare signal, through the transient too.
#[test]
fn synapses_integrate_spikes() {
    let bare = Timing { transient: 0.0, window: 400.0, every: 1.0, step: None };
    let late = Timing { transient: 200.0, window: 200.0, ..bare };
    for (kind, signal) in [(NeuronKind::Izhikevich, Signal::Spikes), (NeuronKind::MorrisLecar, Signal::Potential)] {
        let (bare, traces) = (recording(kind, (signal, 0.0), bare), recording(kind, (signal, 100.0), late));
        let kept = (-0.01_f64).exp();
        for neuron in [0, 40, BLOCK + 20] {
            let start = if signal == Signal::Spikes { 0.0 } else { f64::from(kind.model(None).start()[0] as f32) };
            let mut trace = start;
            let mut expected = Vec::new();
            for value in bare.trace(neuron) {
                trace = kept * trace + (1.0 - kept) * f64::from(value);
                expected.push(trace);
            }
            let scale = if signal == Signal::Spikes { 1e-4 } else { 0.02 };
            for (sample, found) in traces.trace(neuron).enumerate() {
                let expected = expected[200 + sample];
                assert!(
                    (f64::from(found) - expected).abs() < scale,
                    "{} {neuron} {sample}: {found} {expected}",
                    kind.name()
                );
            }
        }
        let spikes: f32 = bare.trace(40).sum();
        assert!(signal == Signal::Potential || (spikes > 5.0 && spikes.fract() == 0.0), "whole spikes: {spikes}");
    }
}

#[test]
fn steps_that_a_model_does_not_allow_are_refused() {
    let model = NeuronKind::MorrisLecar.model(None);
    for step in [0.0, -0.1, f64::NAN, 0.6] {
        let error = model.discretise(&Timing { step: Some(step), ..model.description().times }).unwrap_err();
        assert!(error.to_string().starts_with("dt must be above 0 and at most 5.000e-1"), "{error}");
    }
}

/// Subcritical Hopf bifurcations with a limit cycle beside the stable equilibrium, a saddle-node on an invariant circle.
#[test]
fn bifurcation_diagrams_show_bistability_and_where_oscillations_begin() {
    let diagram = |kind: NeuronKind, range, steps| {
        bifurcation_diagram(&kind.model(None), range, steps, &StopToken::new()).unwrap()
    };
    let hopf = diagram(NeuronKind::MorrisLecar, [86.0, 96.0], 21);
    let bistable: Vec<f64> = hopf.iter().filter(|point| point.is_bistable).map(|point| point.drive).collect();
    assert_eq!((bistable.first(), bistable.last()), (Some(&88.5), Some(&93.5)));
    let snic = diagram(NeuronKind::MorrisLecarSnic, [38.0, 44.0], 13);
    let begins = snic.iter().find(|point| point.oscillation.is_some()).unwrap();
    assert_eq!(begins.drive, 40.0);
    let periods: Vec<f64> = snic.iter().filter_map(|point| point.oscillation?.period).collect();
    assert!(periods[1..].windows(2).all(|pair| pair[0] > pair[1]) && periods[1] > 250.0, "{periods:?}");
}

/// Morris-Lecar neurons after 40 ms of coupling, in steps of `length`.
fn coupled(strength: f64, length: f64) -> Vec<f32> {
    let mut population = Population::new(MorrisLecar::HOPF, &drives([95.0, 210.0])).with_states(scattered);
    let steps = Steps { count: (40.0 / length).round() as usize, length };
    population.advance_coupled(CouplingStrength::new(strength).unwrap(), steps, &StopToken::new()).unwrap();
    population.variable(0).collect()
}

fn scattered(neuron: usize) -> [f64; 2] {
    [-50.0 + neuron as f64 * 0.7, 0.1 + 0.003 * neuron as f64]
}

/// The same by RK4 of all neurons together, with the mean of every stage, in f64.
fn coupled_in_f64(strength: f64) -> Vec<f64> {
    let (model, drives, h) = (MorrisLecar::HOPF, drives([95.0, 210.0]), 0.01);
    let mut states: Vec<[f64; 2]> = (0..drives.len()).map(scattered).collect();
    let rates = |states: &[[f64; 2]]| -> Vec<[f64; 2]> {
        let mean = states.iter().map(|state| state[0]).sum::<f64>() / states.len() as f64;
        let each = states.iter().zip(&drives);
        each.map(|(state, drive)| model.rate(*state, f64::from(*drive) + strength * (mean - state[0]))).collect()
    };
    let ahead = |states: &[[f64; 2]], rates: &[[f64; 2]], h: f64| -> Vec<[f64; 2]> {
        states.iter().zip(rates).map(|(state, rate)| [state[0] + h * rate[0], state[1] + h * rate[1]]).collect()
    };
    for _ in 0..4000 {
        let first = rates(&states);
        let second = rates(&ahead(&states, &first, h / 2.0));
        let third = rates(&ahead(&states, &second, h / 2.0));
        let fourth = rates(&ahead(&states, &third, h));
        for (neuron, state) in states.iter_mut().enumerate() {
            for variable in 0..2 {
                let middle = second[neuron][variable] + third[neuron][variable];
                state[variable] += h / 6.0 * (first[neuron][variable] + 2.0 * middle + fourth[neuron][variable]);
            }
        }
    }
    states.into_iter().map(|state| state[0]).collect()
}

#[test]
fn coupled_neurons_follow_their_equations_to_second_order() {
    for strength in [0.3, 3.0] {
        let exact = coupled_in_f64(strength);
        let error = |length: f64| {
            let found = coupled(strength, length);
            found.iter().zip(&exact).map(|(found, exact)| (f64::from(*found) - exact).abs()).fold(0.0, f64::max)
        };
        let (coarse, fine) = (error(0.2), error(0.1));
        assert!(coarse < 0.5 && fine < 0.4 * coarse, "g {strength}: {coarse} mV, then {fine} mV");
    }
}

#[test]
fn without_strength_nothing_is_coupled() {
    let (drives, steps, stop) = (drives([4.0, 30.0]), Steps { count: 2000, length: 0.1 }, StopToken::new());
    let mut apart = Population::new(Izhikevich::REGULAR_SPIKING, &drives);
    let mut coupled = apart.clone();
    apart.advance(steps, &stop).unwrap();
    coupled.advance_coupled(CouplingStrength::DEFAULT, steps, &stop).unwrap();
    assert!(apart.variable(0).eq(coupled.variable(0)) && apart.spikes().eq(coupled.spikes()));
    assert!(coupled.spikes().sum::<f32>() > 100.0);
}
