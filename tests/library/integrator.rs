//! The scalar reference: the order of RK4, the bound of its step, and times that are cut as asked.

use nullcline::neuron::{
    Drive, Epsilon, Neuron, Sampling, State, StepError, Timing, checked_step, default_step, largest_stable_step, rk4,
    state_bound, trajectory,
};
use proptest::prelude::*;

fn neuron(epsilon: f64, c: f64) -> Neuron {
    Neuron::new(Epsilon::new(epsilon).unwrap(), Drive::new(c).unwrap())
}

fn after(neuron: &Neuron, start: State, (steps, length): (usize, f64)) -> State {
    (0..steps).fold(start, |state, _| rk4(neuron, state, length))
}

#[test]
fn halving_the_step_divides_the_error_by_sixteen() {
    // The slow way down the right branch, where nothing jumps.
    let (neuron, start) = (neuron(0.5, 0.3), State { x: 1.8, y: -0.4 });
    let truth = after(&neuron, start, (4096, 1.0 / 4096.0));
    let error = |steps: usize| {
        let end = after(&neuron, start, (steps, 1.0 / steps as f64));
        (end.x - truth.x).hypot(end.y - truth.y)
    };
    for steps in [16, 32, 64] {
        let ratio = error(steps) / error(2 * steps);
        assert!((14.0..18.0).contains(&ratio), "{steps} steps: {ratio}");
    }
}

#[test]
fn it_follows_the_reference_paths() {
    let mut reader = csv::Reader::from_path("tests/reference/paths.csv").unwrap();
    let rows: Vec<[f64; 7]> = reader.deserialize().map(Result::unwrap).collect();
    for path in rows.chunk_by(|one, other| one[..4] == other[..4]) {
        let [epsilon, c, x0, y0, ..] = path[0];
        let (neuron, start) = (neuron(epsilon, c), State::new(x0, y0).unwrap());
        let sampling = Sampling::new(20.0, 0.25, default_step(epsilon, state_bound(&neuron, start))).unwrap();
        let samples: Vec<_> = trajectory(&neuron, start, &sampling).collect();
        assert_eq!(samples.len(), path.len());
        for (sample, row) in samples.iter().zip(path) {
            assert!((sample.t - row[4]).abs() < 1e-12);
            assert!((sample.state.y - row[6]).abs() < 1e-4, "epsilon {epsilon}, c {c}, t {}", sample.t);
        }
    }
}

/// Halving the step changes no spike count (Euler's method moves the Hopf point and invents spikes).
#[test]
fn spikes_do_not_depend_on_the_step() {
    let spikes = |epsilon: f64, c: f64, step: f64| {
        let sampling = Sampling::new(300.0, 0.05, step).unwrap();
        let x: Vec<f64> =
            trajectory(&neuron(epsilon, c), State::DEFAULT, &sampling).map(|sample| sample.state.x).collect();
        x.windows(2).filter(|pair| pair[0] < 1.0 && pair[1] >= 1.0).count()
    };
    for epsilon in [0.1, 0.02] {
        for c in [0.0, 0.5, 0.9, 0.97, 1.01, 1.2] {
            let step = default_step(epsilon, 2.0);
            assert_eq!(spikes(epsilon, c, step), spikes(epsilon, c, step / 2.0), "epsilon {epsilon}, c {c}");
            if c > 1.0 {
                assert!(spikes(epsilon, c, step) <= 1);
            }
        }
    }
}

#[test]
fn a_step_beyond_the_bound_is_refused_and_one_within_is_not() {
    for (epsilon, state_bound) in [(0.1, 2.0), (0.001, 2.0), (10.0, 2.0), (0.1, 20.0)] {
        let bound = largest_stable_step(epsilon, state_bound);
        assert_eq!(checked_step(Some(bound), epsilon, state_bound), Ok(bound));
        for step in [bound * 1.001, 0.0, -bound, f64::NAN, f64::INFINITY] {
            assert!(
                matches!(checked_step(Some(step), epsilon, state_bound), Err(StepError::Unstable { .. })),
                "{step}"
            );
        }
        let default = checked_step(None, epsilon, state_bound).unwrap();
        assert!(default > 0.0 && default <= 0.01 && default <= bound / 2.0);
    }
    assert!((largest_stable_step(0.1, 2.0) - 0.092).abs() < 1e-12);
}

#[test]
fn times_are_cut_into_whole_steps() {
    let schedule = |times: Timing| nullcline::neuron::Discretisation::new(&times, Epsilon::DEFAULT, 2.0);
    let paper = schedule(Timing::default()).unwrap();
    assert_eq!((paper.transient.count, paper.between_samples.count, paper.samples), (100_000, 10, 1000));
    assert_eq!(paper.total_steps(), 110_000);
    let odd = schedule(Timing { transient: 0.0, window: 1.0, every: 0.3, step: Some(0.09) }).unwrap();
    assert_eq!((odd.transient.count, odd.between_samples.count, odd.samples), (0, 4, 3));
    for times in [
        Timing { transient: -1.0, ..Timing::default() },
        Timing { transient: f64::NAN, ..Timing::default() },
        Timing { window: 0.05, ..Timing::default() },
        Timing { window: f64::INFINITY, ..Timing::default() },
        Timing { every: 0.0, ..Timing::default() },
        Timing { every: f64::NAN, ..Timing::default() },
        Timing { step: Some(0.5), ..Timing::default() },
    ] {
        let message = schedule(times).unwrap_err().to_string();
        assert!(message.contains("must be") && !message.contains('\n'), "{message}");
    }
}

/// Found by chance among some ten thousand: neurons that rest where |x| is large, and round cycles.
#[test]
fn the_largest_stable_step_is_stable_where_a_neuron_stays_at_its_reach() {
    for (epsilon, c, x, y) in [
        (1.0, 2.5736737771199767, 1.1445960134421942, 0.0),
        (3.2258170972964852, 3.0192951021440058, 1.726186807846157, 0.0),
        (0.10368000794612577, 2.1327754255346325, 0.0, -0.8401480509252042),
        (1.386299814367339, -3.044584601060791, -2.3244694062930766, -0.6462653549710491),
        (0.02769963730258543, -2.019812030905169, 0.0, 0.6126869320858717),
        (9.776901502860522, 0.0, 0.0, -0.4041729432880171),
    ] {
        let (neuron, start) = (neuron(epsilon, c), State::new(x, y).unwrap());
        let step = largest_stable_step(epsilon, state_bound(&neuron, start));
        let end = after(&neuron, start, (3000, step));
        assert!(end.x.is_finite() && end.y.is_finite(), "epsilon {epsilon}, c {c}");
    }
}

/// Any neuron of an epsilon up to `largest` and any start.
fn any_run(largest: f64) -> impl Strategy<Value = (Neuron, State)> {
    let epsilon =
        (-4.0..=largest.log10()).prop_map(|exponent| 10.0_f64.powf(exponent).clamp(Epsilon::MIN, Epsilon::MAX));
    (epsilon, -20.0..=20.0f64, -10.0..=10.0f64, -10.0..=10.0f64)
        .prop_map(|(epsilon, c, x, y)| (neuron(epsilon, c), State::new(x, y).unwrap()))
}

proptest! {
    #[test]
    fn a_default_step_stays_finite((neuron, start) in any_run(Epsilon::MAX)) {
        let step = default_step(neuron.epsilon.get(), state_bound(&neuron, start));
        let end = after(&neuron, start, (3000, step));
        prop_assert!(end.x.is_finite() && end.y.is_finite(), "{:?}", end);
    }

    /// But for a moment after a jump: the largest x of the cycle of van der Pol is 2 + 0.7794 epsilon^(2/3) less terms of higher order
    /// (A. A. Dorodnicyn, Prikladnaya Matematika i Mekhanika 11 (1947) 313-328), at 0.03 up to 2.075.
    #[test]
    fn a_run_stays_within_reach((neuron, start) in any_run(0.03)) {
        let state_bound = state_bound(&neuron, start);
        let step = default_step(neuron.epsilon.get(), state_bound);
        let mut state = start;
        let overshoot = (0.03 * state_bound).max(0.7794 * neuron.epsilon.get().powf(2.0 / 3.0));
        for _ in 0..3000 {
            state = rk4(&neuron, state, step);
            prop_assert!(state.x.abs() <= state_bound + overshoot, "{:?} is beyond {}", state, state_bound);
        }
    }

    #[test]
    fn the_largest_stable_step_stays_finite((neuron, start) in any_run(Epsilon::MAX)) {
        let step = largest_stable_step(neuron.epsilon.get(), state_bound(&neuron, start));
        let end = after(&neuron, start, (3000, step));
        prop_assert!(end.x.is_finite() && end.y.is_finite(), "{:?}", end);
    }

    #[test]
    fn sampling_covers_what_was_asked_for(span in 0.0..1e4f64, every in 1e-3..10.0f64, step in 1e-4..0.1f64) {
        if let Ok(sampling) = Sampling::new(span, every, step) {
            prop_assert!(sampling.step() <= step * (1.0 + 1e-8));
            let covered = sampling.samples as f64 * every;
            prop_assert!(covered <= span * (1.0 + 1e-8) + 1e-8 && covered > span - every * 1.001);
        } else {
            prop_assert!(span / every > 2e7 || span / step > 2e9);
        }
    }
}

#[test]
fn times_are_multiples_of_the_step_as_it_was_asked_for() {
    use nullcline::neuron::multiple;
    assert_eq!([multiple(3, 0.1), multiple(6, 0.1), multiple(7, 0.1)], [0.3, 0.6, 0.7]);
    for step in [0.1, 0.01, 0.05, 0.025, 0.2, 1.1, 2.0, 1e-3] {
        for count in (0..200_000).step_by(37) {
            let digits = multiple(count, step).to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
            assert!(digits <= 3, "{count} times {step} is {}", multiple(count, step));
        }
    }
    assert_eq!(multiple(3, 1.0 / 3.0), 1.0);
    assert_eq!(multiple(2, 1.0 / 3.0), 2.0 / 3.0);
}
