//! What one neuron does in the long run: against solutions computed independently, and against what can be proved.

use std::collections::HashMap;
use std::f64::consts::{LN_2, PI};

use nullcline::neuron::{
    AsymptoticState, Drive, Epsilon, Equilibrium, EquilibriumKind, Neuron, Regime, Sampling, State, default_step,
    state_bound, trajectory,
};
use proptest::prelude::*;

fn neuron(epsilon: f64, c: f64) -> Neuron {
    Neuron::new(Epsilon::new(epsilon).unwrap(), Drive::new(c).unwrap())
}

fn period(epsilon: f64, c: f64) -> f64 {
    AsymptoticState::of(&neuron(epsilon, c)).period.unwrap()
}

/// The reference is SciPy's DOP853 at rtol 1e-11.
#[test]
fn it_agrees_with_the_reference() {
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    for row in reader.deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        let number = |key: &str| row[key].parse::<f64>().ok();
        let (epsilon, c) = (number("epsilon").unwrap(), number("c").unwrap());
        let found = AsymptoticState::of(&neuron(epsilon, c));
        assert_eq!(found.regime.name(), row["regime"], "epsilon {epsilon}, c {c}");
        for (key, value) in [
            ("period", found.period.unwrap_or(f64::NAN)),
            ("x_min", found.x_min),
            ("x_max", found.x_max),
            ("y_min", found.y_min),
            ("y_max", found.y_max),
            ("mean_x", found.mean_x),
            ("duty_x_positive", found.duty),
            ("mean_sigmoid_x", found.mean_sigmoid_x),
        ] {
            let Some(expected) = number(key) else { continue };
            let error = (value - expected).abs() / expected.abs().max(0.1);
            assert!(error < 1e-6, "{key} at epsilon {epsilon}, c {c}: {value}, not {expected}");
        }
    }
}

/// The mean law: y returns after a turn, so the mean of dy/dt = x + c is 0.
#[test]
fn the_mean_of_x_is_minus_c_up_to_the_hopf_point() {
    for epsilon in [0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0005] {
        for gap in [0.1, 0.02, 0.015, 0.0125, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.000_125, 1e-5, 1e-7] {
            for c in [1.0 - gap, gap - 1.0] {
                let found = AsymptoticState::of(&neuron(epsilon, c));
                assert_eq!(found.regime, Regime::Oscillation);
                assert!(found.converged, "epsilon {epsilon}, c {c}");
                assert!((found.mean_x + c).abs() < 1e-9, "epsilon {epsilon}, c {c}: {:e}", found.mean_x + c);
                assert!(found.x_min < -c && -c < found.x_max && found.y_min < found.y_max);
            }
        }
    }
}

/// At the Hopf point the eigenvalues are +-i / sqrt(epsilon).
#[test]
fn the_period_at_the_hopf_point_tends_to_that_of_the_linear_flow() {
    for epsilon in [1.0_f64, 0.5, 0.1, 0.01, 0.001, 0.0005] {
        let linear = 2.0 * PI * epsilon.sqrt();
        let found = period(epsilon, 1.0 - 1e-7);
        assert!(
            (found / linear - 1.0).abs() < 1e-5 * (1.0 + 1e-3 / epsilon),
            "epsilon {epsilon}: {found}, not {linear}"
        );
        assert!((period(epsilon, 1.0 - 1e-5) - linear).abs() > (found - linear).abs());
    }
}

#[test]
fn there_is_no_cycle_from_the_hopf_point_on() {
    for epsilon in [10.0, 0.1, 0.001] {
        for c in [1.0, -1.0, 1.0 + 1e-12, -1.05, 2.0, 20.0, -20.0] {
            let neuron = neuron(epsilon, c);
            let found = AsymptoticState::of(&neuron);
            let State { x, y } = Equilibrium::of(&neuron).state;
            assert_eq!((found.regime, found.period), (Regime::Rest, None), "epsilon {epsilon}, c {c}");
            assert_eq!((found.x_min, found.x_max, found.y_min, found.y_max), (x, x, y, y));
            assert_eq!((found.mean_x, x), (-c, -c));
            assert_eq!(found.duty, if c < 0.0 { 1.0 } else { 0.0 });
            assert!(!found.spikes());
        }
    }
}

/// T = 3 - 2 ln 2 + 7.014 epsilon^(2/3) + ... at c = 0; the values are those of van der Pol's equation.
#[test]
fn the_period_tends_to_the_singular_limit() {
    for (epsilon, expected) in [(1e-2, 1.90784), (1e-3, 1.68007), (1e-4, 1.62837)] {
        let found = period(epsilon, 0.0);
        assert!((found - expected).abs() < 1e-5, "epsilon {epsilon}: {found}");
    }
    for c in [0.0, 0.3, 0.6, 0.9_f64] {
        let limit = 3.0 + (c * c - 1.0) * ((4.0 - c * c) / (1.0 - c * c)).ln();
        let beyond: Vec<f64> = [0.1, 0.01, 0.001, 0.0005].iter().map(|epsilon| period(*epsilon, c) - limit).collect();
        assert!(beyond.is_sorted_by(|larger, smaller| larger > smaller), "c {c}: {beyond:?}");
        assert!(beyond[3] > 0.0 && beyond[3] < 0.1, "c {c}: {beyond:?}");
    }
    let limit = 3.0 - 2.0 * LN_2;
    let factor = |epsilon: f64| (period(epsilon, 0.0) - limit) / epsilon.powf(2.0 / 3.0);
    assert!(factor(0.01) < factor(0.001) && factor(0.001) < factor(0.0001) && factor(0.0001) < 7.014);
}

/// Just inside |c| = 1 the cycle is small: oscillation, but no spike.
#[test]
fn a_canard_is_no_spike() {
    for (c, spikes) in [(0.5, true), (0.98, true), (0.99, false), (0.999, false)] {
        let found = AsymptoticState::of(&neuron(0.1, c));
        assert_eq!(found.regime, Regime::Oscillation);
        assert_eq!(found.spikes(), spikes, "c {c}: x {} to {}", found.x_min, found.x_max);
    }
}

#[test]
fn a_trajectory_ends_where_the_long_run_says() {
    for (epsilon, c) in [(0.1, 0.5), (0.1, -0.2), (0.05, 0.9), (0.5, 0.3), (0.1, 1.05), (0.1, -1.5)] {
        let neuron = neuron(epsilon, c);
        let found = AsymptoticState::of(&neuron);
        let step = default_step(epsilon, state_bound(&neuron, State::DEFAULT));
        let sampling = Sampling::new(400.0, 0.01, step).unwrap();
        let late: Vec<State> =
            trajectory(&neuron, State::DEFAULT, &sampling).skip(20_000).map(|sample| sample.state).collect();
        let range = |of: fn(&State) -> f64| {
            late.iter()
                .map(of)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((x_min, x_max), (y_min, y_max)) = (range(|state| state.x), range(|state| state.y));
        for (seen, said) in [(x_min, found.x_min), (x_max, found.x_max), (y_min, found.y_min), (y_max, found.y_max)] {
            assert!((seen - said).abs() < 0.01, "epsilon {epsilon}, c {c}: {seen}, not {said}");
        }
        let upwards = late.windows(2).filter(|pair| pair[0].x < -c && pair[1].x >= -c).count();
        let turns = found.period.map_or(0.0, |period| 200.0 / period);
        assert!(
            (upwards as f64 - turns).abs() <= 1.0 || turns == 0.0,
            "epsilon {epsilon}, c {c}: {upwards}, not {turns}"
        );
    }
}

#[test]
fn a_large_epsilon_settles_too() {
    for (epsilon, c) in [(5.0, 0.79), (5.0, 0.9), (7.0, 0.95), (10.0, 0.6), (10.0, 0.9)] {
        let found = AsymptoticState::of(&neuron(epsilon, c));
        assert!(found.converged && (found.mean_x + c).abs() < 1e-9, "epsilon {epsilon}, c {c}: {found:?}");
    }
}

#[test]
fn the_kind_of_an_equilibrium_is_that_of_its_eigenvalues() {
    use EquilibriumKind::{Hopf, StableFocus, StableNode, UnstableFocus, UnstableNode};
    for (epsilon, c, kind) in [
        (0.1, 0.0, UnstableNode),
        (0.1, 0.7, UnstableFocus),
        (0.1, 1.0, Hopf),
        (0.1, -1.0, Hopf),
        (0.1, -1.2, StableFocus),
        (0.1, 1.5, StableNode),
        (0.001, 0.9, UnstableNode),
        (10.0, 0.0, UnstableFocus),
    ] {
        let found = Equilibrium::of(&neuron(epsilon, c));
        assert_eq!(found.kind, kind, "epsilon {epsilon}, c {c}");
        assert_eq!(kind.is_stable(), c.abs() >= 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn the_mean_law_holds_everywhere(exponent in -3.0..0.3f64, c in -0.999..0.999f64) {
        let epsilon = 10.0_f64.powf(exponent);
        let found = AsymptoticState::of(&neuron(epsilon, c));
        prop_assert!(found.converged && (found.mean_x + c).abs() < 1e-8, "{:?}", found);
        prop_assert!(found.period.unwrap() > 0.0 && (0.0..=1.0).contains(&found.duty));
        prop_assert!(found.x_min < -c && -c < found.x_max);
        prop_assert!(found.y_min < found.y_max && (0.0..1.0).contains(&found.mean_sigmoid_x));
    }

    /// (x, y, c) -> (-x, -y, -c) leaves the equations as they are.
    #[test]
    fn turning_the_sign_of_c_turns_the_plane(exponent in -2.0..0.3f64, c in 0.0..0.97f64) {
        let epsilon = 10.0_f64.powf(exponent);
        let (one, other) = (AsymptoticState::of(&neuron(epsilon, c)), AsymptoticState::of(&neuron(epsilon, -c)));
        for (mine, mirrored) in [
            (one.period.unwrap(), other.period.unwrap()),
            (one.x_min, -other.x_max),
            (one.x_max, -other.x_min),
            (one.y_min, -other.y_max),
            (one.y_max, -other.y_min),
            (one.duty, 1.0 - other.duty),
            (one.mean_sigmoid_x, 1.0 - other.mean_sigmoid_x),
        ] {
            prop_assert!((mine - mirrored).abs() < 1e-5 * (1.0 + mine.abs()), "epsilon {epsilon}, c {c}: {one:?} {other:?}");
        }
    }

    #[test]
    fn eigenvalues_have_the_trace_and_determinant_of_the_jacobian(exponent in -4.0..1.0f64, c in -20.0..20.0f64) {
        let epsilon = 10.0_f64.powf(exponent);
        let neuron = neuron(epsilon, c);
        let found = Equilibrium::of(&neuron);
        let rate = neuron.rate(found.state);
        prop_assert!(rate.x.abs() < 1e-10 / epsilon && rate.y.abs() < 1e-12);
        let [one, two] = found.eigenvalues;
        let (trace, determinant) = ((1.0 - c * c) / epsilon, 1.0 / epsilon);
        let product = one.re * two.re - one.im * two.im;
        prop_assert!((one.re + two.re - trace).abs() <= 1e-9 * trace.abs() + 1e-9);
        prop_assert!((product - determinant).abs() <= 1e-9 * determinant, "{found:?}");
        prop_assert_eq!(found.kind.is_stable(), one.re <= 0.0);
        prop_assert!(one.re >= two.re && (one.im == 0.0) == (two.im == 0.0));
    }
}
