//! The ensemble keeps what the scalar reference promises, on every SIMD level that this processor has.

use fearless_simd::Level;
use nullcline::control::{Control, StopToken};
use nullcline::neuron::{
    BLOCK, Drive, DriveGrid, Ensemble, Epsilon, LookupTable, Neuron, Recording, Simulation, State, Steps, TILE, Timing,
    default_step, rk4, state_bound,
};
use proptest::prelude::*;

use crate::levels::levels;

fn epsilon(value: f64) -> Epsilon {
    Epsilon::new(value).unwrap()
}

/// Drives on both sides of both Hopf points; not a whole number of blocks.
fn drives() -> Vec<f32> {
    (0..150).map(|index| -1.5 + 0.02 * index as f32).collect()
}

fn ensemble(level: Level, value: f64) -> Ensemble {
    Ensemble::with_level(level, epsilon(value), &drives(), State::DEFAULT)
}

fn advance(ensemble: &mut Ensemble, count: usize, length: f64) {
    ensemble.advance(Steps { count, length }, &StopToken::new()).unwrap();
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// |y - reference y| of each neuron after 20 time units.
fn errors(level: Level, value: f64) -> Vec<f64> {
    let length = default_step(value, 2.0);
    let count = (20.0 / length).round() as usize;
    let mut ensemble = ensemble(level, value);
    advance(&mut ensemble, count, length);
    let error = |(drive, y): (&f32, &f32)| {
        let neuron = Neuron::new(epsilon(value), Drive::new(f64::from(*drive)).unwrap());
        let end = (0..count).fold(State::DEFAULT, |state, _| rk4(&neuron, state, length));
        (end.y - f64::from(*y)).abs()
    };
    drives().iter().zip(ensemble.y()).map(error).collect()
}

/// The ensemble computes in f32. From |c| = 0.76 to 1 a neuron passes close to the canard, which amplifies its rounding:
/// 5e-4 was measured at c = 0.98, a tenth of that or less elsewhere.
#[test]
fn every_level_follows_the_reference() {
    for level in levels() {
        let errors = errors(level, 0.1);
        for (drive, error) in drives().iter().zip(&errors) {
            let most = if (0.76..=1.0).contains(&drive.abs()) { 1e-3 } else { 1e-4 };
            assert!(*error < most, "{level:?}, c {drive}: {error:e}");
        }
        let mut sorted = errors;
        sorted.sort_by(f64::total_cmp);
        assert!(sorted[75] < 1e-5, "{level:?}: median {:e}", sorted[75]);
    }
}

#[test]
fn recording_is_advancing() {
    for level in levels() {
        let (mut recorded, mut advanced) = (ensemble(level, 0.1), ensemble(level, 0.1));
        let samples = 3 * TILE + 5;
        let recording = recorded.record(Steps { count: 10, length: 0.01 }, samples, &StopToken::new()).unwrap();
        advance(&mut advanced, 10 * samples, 0.01);
        assert_eq!(bits(recorded.x()), bits(advanced.x()), "{level:?}");
        assert_eq!(bits(recorded.y()), bits(advanced.y()), "{level:?}");
        assert_eq!((recording.neurons(), recording.samples()), (150, samples));
        for (neuron, x) in advanced.x().iter().enumerate() {
            let trace: Vec<f32> = recording.trace(neuron).collect();
            assert_eq!(trace.len(), samples);
            assert!((trace[samples - 1] - x).abs() <= 1e-6 * (1.0 + x.abs()), "{level:?}, neuron {neuron}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for level in levels() {
        let run = |threads| {
            with_threads(threads, || {
                let mut ensemble = ensemble(level, 0.05);
                advance(&mut ensemble, 777, 0.005);
                let recording = ensemble.record(Steps { count: 5, length: 0.005 }, 40, &StopToken::new()).unwrap();
                (bits(ensemble.x()), bits(ensemble.y()), recording)
            })
        };
        let one = run(1);
        assert!(one == run(2) && one == run(5), "{level:?}");
    }
}

/// A neuron does not feel who else is in its block.
#[test]
fn neighbours_change_no_bit() {
    for level in levels() {
        let mut together = ensemble(level, 0.1);
        advance(&mut together, 500, 0.01);
        for index in [0, 1, BLOCK - 1, BLOCK, 149] {
            let mut alone = Ensemble::with_level(level, epsilon(0.1), &drives()[index..=index], State::DEFAULT);
            advance(&mut alone, 500, 0.01);
            assert_eq!(bits(alone.x())[0], bits(together.x())[index], "{level:?}, neuron {index}");
        }
    }
}

/// The mean law over a long window: what is left is at most a swing of y, divided by the window.
#[test]
fn the_mean_of_x_is_minus_c() {
    for level in levels() {
        let mut ensemble = ensemble(level, 0.1);
        advance(&mut ensemble, 5_000, 0.01);
        let recording = ensemble.record(Steps { count: 10, length: 0.01 }, 2_000, &StopToken::new()).unwrap();
        for (neuron, drive) in drives().iter().enumerate() {
            let mean = recording.trace(neuron).map(f64::from).sum::<f64>() / 2_000.0;
            assert!((mean + f64::from(*drive)).abs() < 0.02, "{level:?}, c {drive}: {mean}");
        }
    }
}

#[test]
fn settings_change_on_the_way_and_states_stay() {
    let mut ensemble = ensemble(Level::new(), 0.1);
    advance(&mut ensemble, 100, 0.01);
    let (x, y) = (ensemble.x().to_vec(), ensemble.y().to_vec());
    ensemble.set_drives(&[1.5; 150]);
    ensemble.set_epsilon(epsilon(0.05));
    assert_eq!((ensemble.x(), ensemble.y()), (&x[..], &y[..]));
    advance(&mut ensemble, 0, 0.005);
    assert_eq!(ensemble.len(), 150);
    ensemble.set_state(7, State { x: -2.0, y: 1.0 });
    assert_eq!((ensemble.x()[7], ensemble.y()[7]), (-2.0, 1.0));
    advance(&mut ensemble, 20_000, 0.005);
    assert!(ensemble.x().iter().all(|x| (x + 1.5).abs() < 1e-4), "at rest at x = -c");
}

#[test]
fn no_neurons_are_no_trouble() {
    let mut none = Ensemble::new(epsilon(0.1), &[], State::DEFAULT);
    assert!(none.is_empty());
    advance(&mut none, 10, 0.01);
    let recording = none.record(Steps { count: 1, length: 0.01 }, 20, &StopToken::new()).unwrap();
    assert_eq!((recording.neurons(), recording.samples()), (0, 20));
}

#[test]
fn a_stop_is_obeyed() {
    let stop = StopToken::new();
    stop.stop();
    let steps = Steps { count: usize::MAX / 2, length: 0.01 };
    assert!(ensemble(Level::new(), 0.1).advance(steps, &stop).is_err());
    assert!(ensemble(Level::new(), 0.1).record(steps, 10, &stop).is_err());
    let simulation = Simulation::new(epsilon(0.1), State::DEFAULT, Timing::default());
    assert!(simulation.run(&drives(), Control::without_progress(&stop), |_| Ok(())).is_err());
}

/// A recording that is handed over in pieces is the same as one in a piece.
#[test]
fn pieces_of_a_long_recording_fit_together() {
    let times = Timing { transient: 1.0, window: 40.0, every: 0.05, step: None };
    let simulation = Simulation::new(epsilon(0.1), State::DEFAULT, times);
    let many: Vec<f32> = (0..30_000).map(|index| index as f32 / 10_000.0 - 1.5).collect();
    let some = [&many[..1], &many[29_999..]].concat();
    let gather = |drives: &[f32]| {
        let mut pieces: Vec<Recording> = Vec::new();
        simulation
            .run(drives, Control::without_progress(&StopToken::new()), |piece| {
                pieces.push(piece);
                Ok(())
            })
            .unwrap();
        let last = drives.len() - 1;
        let traces = [0, last].map(|neuron| pieces.iter().flat_map(|piece| piece.trace(neuron)).collect::<Vec<f32>>());
        (pieces.len(), traces)
    };
    let (pieces, traces) = gather(&many);
    let (whole, expected) = gather(&some);
    assert!(pieces > 1 && whole == 1, "{pieces} and {whole} pieces");
    for (trace, expected) in traces.iter().zip(&expected) {
        assert_eq!(trace.len(), 800);
        assert!(trace.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-3));
    }
}

#[test]
fn every_drive_has_a_cell_that_is_near() {
    for (state_bound, cells) in [(0.5, 8192), (1.0, 4096), (3.0, 8192), (20.0, 1024)] {
        let grid = DriveGrid::new(state_bound, cells);
        let middles = grid.drives();
        assert_eq!(middles.len(), grid.len());
        assert!(middles.is_sorted());
        for index in 0..=4000 {
            let drive = (state_bound * (f64::from(index) / 2000.0 - 1.0)) as f32;
            let off = f64::from((middles[grid.cell(drive)] - drive).abs());
            let fine = drive.abs() < 1.06;
            let most = if fine { grid.cell_size() / 2.0 } else { 1.0 / 512.0 };
            assert!(off <= most * 1.01 + 1e-6, "drive {drive} is {off} from its cell");
        }
        for beyond in [-1e9, 1e9, f32::NAN, f32::INFINITY] {
            assert!(grid.cell(beyond) < grid.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_default_step_stays_finite_on_every_level(
        exponent in -4.0..1.0f64, c in -20.0..=20.0f64, x in -10.0..=10.0f64, y in -10.0..=10.0f64,
    ) {
        let epsilon = epsilon(10.0_f64.powf(exponent).clamp(Epsilon::MIN, Epsilon::MAX));
        let (neuron, start) = (Neuron::new(epsilon, Drive::new(c).unwrap()), State::new(x, y).unwrap());
        let length = default_step(epsilon.get(), state_bound(&neuron, start));
        let end = (0..2_000).fold(start, |state, _| rk4(&neuron, state, length));
        for level in levels() {
            let mut ensemble = Ensemble::with_level(level, epsilon, &[c as f32], start);
            prop_assert!(ensemble.state_bound() < (1.0 + 1e-5) * state_bound(&neuron, start));
            advance(&mut ensemble, 2_000, length);
            let (x, y) = (ensemble.x()[0], ensemble.y()[0]);
            prop_assert!(x.is_finite() && y.is_finite(), "{level:?}: {x} {y}");
            prop_assert!((f64::from(y) - end.y).abs() < 1e-2 * (1.0 + end.y.abs()), "{level:?}: y {y}, not {}", end.y);
        }
    }
}

/// A table that held the first piece of a long window alone would answer for another window.
#[test]
fn a_window_too_long_for_a_table_is_refused_with_what_is_allowed() {
    let times = |window| Timing { transient: 1.0, window, every: 0.1, step: None };
    let of = |window| Simulation::new(Epsilon::DEFAULT, State::DEFAULT, times(window));
    let build = |window| LookupTable::build(&of(window), 0.5, &StopToken::new());
    assert!(!LookupTable::fits(&of(1000.0), 0.5).unwrap());
    let message = build(1000.0).unwrap_err().to_string();
    assert!(message.starts_with("window must be at most ") && message.ends_with("not 1000"), "{message}");
    // What it says is allowed is.
    let longest: f64 = message.split(' ').nth(5).unwrap().parse().unwrap();
    assert!(LookupTable::fits(&of(longest), 0.5).unwrap(), "{longest}");
    assert!(!LookupTable::fits(&of(longest + 1.6), 0.5).unwrap(), "{longest}");
    assert_eq!(build(5.0).unwrap().recording().samples(), 50);
}
