//! The ensemble keeps what the scalar reference promises, on every SIMD level.

use fearless_simd::Level;
use nullcline::control::StopToken;
use nullcline::fhn::{Drive, Ensemble, Epsilon, Neuron, State, Steps, rk4};

#[test]
fn ensemble_follows_the_reference() {
    let epsilon = Epsilon::new(0.1).unwrap();
    let drives: Vec<f32> = (0..150).map(|index| -1.5 + 0.02 * index as f32).collect();
    let mut ensemble = Ensemble::with_level(Level::new(), epsilon, &drives, State::DEFAULT);
    ensemble.advance(Steps { count: 2000, length: 0.01 }, &StopToken::new()).unwrap();
    let mut worst: f64 = 0.0;
    for (index, drive) in drives.iter().enumerate() {
        let neuron = Neuron::new(epsilon, Drive::new(f64::from(*drive)).unwrap());
        let mut state = State::DEFAULT;
        for _ in 0..2000 {
            state = rk4(&neuron, state, 0.01);
        }
        worst = worst.max((state.y - f64::from(ensemble.y()[index])).abs());
    }
    assert!(worst < 1e-4, "{worst}");
}
