//! Adaptive integration: it keeps to its tolerances, finds the cycles of the reference, and refuses what it can't do.

use std::collections::HashMap;

use nullcline::neuron::{
    AdaptiveError, AdaptiveIntegrator, Drive, Epsilon, Neuron, Sampling, Solution, State, Tolerances, state_bound,
    trajectory,
};
use proptest::prelude::*;

fn neuron(epsilon: f64, c: f64) -> Neuron {
    Neuron::new(Epsilon::new(epsilon).unwrap(), Drive::new(c).unwrap())
}

fn tolerances(size: f64) -> Tolerances {
    Tolerances::new(size, size).unwrap()
}

fn solved(neuron: &Neuron, span: f64, size: f64) -> Solution {
    Solution::of(neuron, State::DEFAULT, span, tolerances(size)).unwrap()
}

fn distance(a: State, b: State) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// SciPy's DOP853 at rtol 1e-11, printed to nine digits; every sample lies within a step, so dense output is tried too.
#[test]
fn it_follows_the_reference_paths_to_eight_digits() {
    let mut reader = csv::Reader::from_path("tests/reference/paths.csv").unwrap();
    let rows: Vec<[f64; 7]> = reader.deserialize().map(Result::unwrap).collect();
    for path in rows.chunk_by(|one, other| one[..4] == other[..4]) {
        let [epsilon, c, x0, y0, ..] = path[0];
        let start = State::new(x0, y0).unwrap();
        let solution = Solution::of(&neuron(epsilon, c), start, 20.0, tolerances(1e-12)).unwrap();
        assert!(solution.steps().len() < 40_000, "{} steps", solution.steps().len());
        for row in path {
            let found = solution.at(row[4]).unwrap();
            // On a jump the printed digits of the time matter: x moves by 2 in a time of epsilon.
            let error = distance(found, State { x: row[5], y: row[6] });
            assert!(error < 1e-8 / epsilon, "epsilon {epsilon}, c {c}, t {}: {error:e}", row[4]);
        }
    }
}

/// The times at which a solution crosses the section x = -c upwards, found on the dense output.
fn crossings(neuron: &Neuron, solution: &Solution) -> Vec<f64> {
    let above = |state: State| state.x - neuron.inhibitor_nullcline();
    let mut times = Vec::new();
    for step in solution.steps() {
        let (mut low, mut high) = (step.from(), step.to());
        if above(step.at(low)) < 0.0 && above(step.at(high)) >= 0.0 {
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if above(step.at(middle)) < 0.0 { low = middle } else { high = middle }
            }
            times.push(low);
        }
    }
    times
}

/// The integral of x from `from` to `to`, by Simpson's rule on the dense output.
fn integral_of_x(solution: &Solution, from: f64, to: f64) -> f64 {
    let pieces = 20_000;
    let h = (to - from) / f64::from(pieces);
    let x = |at: f64| solution.at(at).unwrap().x;
    let simpson = |piece: i32| {
        let left = from + h * f64::from(piece);
        h / 6.0 * (x(left) + 4.0 * x(left + h / 2.0) + x(left + h))
    };
    (0..pieces).map(simpson).sum()
}

#[test]
fn cycles_have_the_period_and_the_extrema_of_the_reference_and_the_mean_of_the_law() {
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    let mut cycles = 0;
    for row in reader.deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        let number = |key: &str| row[key].parse::<f64>().unwrap();
        let (epsilon, c) = (number("epsilon"), number("c"));
        // Close to |c| = 1 a transient takes long, and below 0.05 many steps.
        if row["regime"] != "oscillation" || c.abs() > 0.75 || epsilon < 0.05 {
            continue;
        }
        let neuron = neuron(epsilon, c);
        let solution = solved(&neuron, 60.0, 1e-11);
        let [.., from, to] = crossings(&neuron, &solution)[..] else { panic!("epsilon {epsilon}, c {c}: no cycle") };
        let close = |name: &str, found: f64, expected: f64, allowed: f64| {
            assert!((found - expected).abs() < allowed, "epsilon {epsilon}, c {c}: {name} {found}, not {expected}");
        };
        close("period", to - from, number("period"), 2e-8);
        close("mean x", integral_of_x(&solution, from, to) / (to - from), -c, 1e-8);
        let highest = (0..40_000).map(|index| solution.at(from + (to - from) * f64::from(index) / 40_000.0).unwrap().x);
        close("largest x", highest.fold(f64::MIN, f64::max), number("x_max"), 1e-5);
        cycles += 1;
    }
    assert!(cycles >= 15, "only {cycles} cycles of the reference were compared");
}

/// At rest the solution stays, and the steps grow until stability holds them.
#[test]
fn a_neuron_beyond_the_hopf_point_comes_to_rest() {
    let neuron = neuron(0.1, 1.3);
    let end = solved(&neuron, 200.0, 1e-9).end();
    assert!(distance(end.state, nullcline::neuron::Equilibrium::of(&neuron).state) < 1e-8, "{end:?}");
}

/// The error at the end over a span in which the neuron jumps, at these tolerances.
fn error_at(size: f64) -> f64 {
    let neuron = neuron(0.1, 0.3);
    let truth = solved(&neuron, 8.0, 1e-13).end().state;
    distance(solved(&neuron, 8.0, size).end().state, truth)
}

#[test]
fn the_error_follows_the_tolerance() {
    for size in [1e-4, 1e-6, 1e-8, 1e-10] {
        let error = error_at(size);
        assert!(error < 200.0 * size, "tolerance {size:e}: error {error:e}");
        assert!(error > 0.01 * size, "tolerance {size:e}: error {error:e}, so steps are needlessly short");
    }
}

/// Order 5: a tolerance smaller by 10^5 takes 10 times as many steps.
#[test]
fn the_number_of_steps_grows_with_the_fifth_root_of_the_tolerance() {
    let neuron = neuron(0.1, 0.3);
    let steps = |size: f64| solved(&neuron, 50.0, size).steps().len() as f64;
    let ratio = steps(1e-11) / steps(1e-6);
    assert!((7.5..12.5).contains(&ratio), "{ratio}");
}

#[test]
fn few_steps_are_rejected_and_long_steps_are_taken_where_nothing_jumps() {
    let neuron = neuron(0.01, 0.3);
    let solution = solved(&neuron, 50.0, 1e-6);
    assert!(solution.rejected() > 0 && solution.rejected() < solution.steps().len() / 5, "{}", solution.rejected());
    let lengths = solution.steps().iter().map(|step| step.to() - step.from());
    let (shortest, longest) = lengths.fold((f64::MAX, 0.0), |(low, high), length| (low.min(length), length.max(high)));
    assert!(longest / shortest > 10.0, "from {shortest} to {longest}");
}

#[test]
fn it_agrees_with_rk4_in_small_steps() {
    let neuron = neuron(0.2, -0.4);
    let sampling = Sampling::new(10.0, 0.5, 1e-3).unwrap();
    let solution = solved(&neuron, 10.0, 1e-11);
    for sample in trajectory(&neuron, State::DEFAULT, &sampling) {
        assert!(distance(solution.at(sample.t).unwrap(), sample.state) < 1e-7, "t {}", sample.t);
    }
}

#[test]
fn steps_join_without_a_gap_and_end_where_asked() {
    let solution = solved(&neuron(0.1, 0.3), 7.3, 1e-6);
    assert_eq!(solution.steps()[0].from(), 0.0);
    for pair in solution.steps().windows(2) {
        assert!((pair[0].to() - pair[1].from()).abs() < 1e-14);
        assert!(distance(pair[0].at(pair[0].to()), pair[1].at(pair[1].from())) < 1e-12);
    }
    assert_eq!((solution.end().t, solution.at(7.3).unwrap()), (7.3, solution.end().state));
    assert_eq!((solution.at(0.0), solution.at(-0.1), solution.at(7.31)), (Some(State::DEFAULT), None, None));
    let nothing = solved(&neuron(0.1, 0.3), 0.0, 1e-6);
    assert_eq!((nothing.at(0.0), nothing.steps().len()), (Some(State::DEFAULT), 0));
}

/// One integrator may be stopped anywhere and goes on with the step that it had.
#[test]
fn stopping_on_the_way_costs_one_step_each() {
    let neuron = neuron(0.1, 0.3);
    let mut integrator = AdaptiveIntegrator::new(neuron, State::DEFAULT, tolerances(1e-8)).unwrap();
    for end in 1..=20 {
        while integrator.time() < f64::from(end) {
            integrator.step_towards(f64::from(end)).unwrap();
        }
    }
    let whole = solved(&neuron, 20.0, 1e-8);
    assert!(distance(integrator.state(), whole.end().state) < 1e-5);
    assert!(integrator.accepted() <= whole.steps().len() + 40, "{} steps", integrator.accepted());
}

#[test]
fn what_cannot_be_integrated_is_refused_in_one_line() {
    let start = State::DEFAULT;
    let line = |error: AdaptiveError, part: &str| {
        let line = error.to_string();
        assert!(line.contains(part) && !line.contains('\n'), "{line}");
    };
    for (relative, absolute) in [(0.0, 1e-9), (1e-14, 1e-9), (0.2, 1e-9), (f64::NAN, 1e-9), (1e-9, 0.0), (1e-9, -1.0)] {
        line(Tolerances::new(relative, absolute).unwrap_err(), "tolerance must be a number from 1e-1");
    }
    for span in [-1.0, f64::NAN, f64::INFINITY, 2e6] {
        let error = Solution::of(&Neuron::default(), start, span, Tolerances::default()).unwrap_err();
        line(error, "time must be a number from 0 to 1000000");
    }
    for start in [State { x: f64::NAN, y: 0.0 }, State { x: 0.0, y: f64::INFINITY }] {
        let error = Solution::of(&Neuron::default(), start, 1.0, Tolerances::default()).unwrap_err();
        line(error, "must be finite");
    }
    let far = State { x: 1e200, y: 0.0 };
    line(Solution::of(&Neuron::default(), far, 1.0, Tolerances::default()).unwrap_err(), "no step of at least");
    let mut integrator = AdaptiveIntegrator::new(Neuron::default(), start, Tolerances::default()).unwrap();
    integrator.step_towards(0.1).unwrap();
    line(integrator.step_towards(0.0).unwrap_err(), "time must be a number from 0.");
}

#[test]
fn more_steps_than_are_kept_are_refused_with_the_time_they_reach() {
    let error = Solution::of(&neuron(0.0001, 1.5), State::DEFAULT, 1e6, Tolerances::default()).unwrap_err();
    let AdaptiveError::TooManySteps { steps, time } = error else { panic!("{error}") };
    assert!(steps == Solution::MOST_STEPS && time > 100.0 && time < 1e4, "{time}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_neuron_from_any_start_stays_within_its_bound(
        exponent in -3.0..1.0f64, c in -20.0..20.0f64, x in -10.0..10.0f64, y in -10.0..10.0f64, size in -10.0..-3.0f64,
    ) {
        let (neuron, start) = (neuron(10.0_f64.powf(exponent), c), State::new(x, y).unwrap());
        let tolerances = Tolerances::new(10.0_f64.powf(size), 10.0_f64.powf(size)).unwrap();
        let mut integrator = AdaptiveIntegrator::new(neuron, start, tolerances).unwrap();
        let bound = 1.1 * state_bound(&neuron, start);
        while integrator.time() < 5.0 {
            let step = integrator.step_towards(5.0).unwrap();
            prop_assert!(step.at(step.to()).x.abs() <= bound, "{:?} beyond {bound}", integrator.state());
        }
    }
}
