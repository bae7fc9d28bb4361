//! The long run of one neuron against solutions computed independently (SciPy DOP853 at rtol 1e-11).

use std::time::Instant;

use nullcline::fhn::{Drive, Epsilon, LongRun, Neuron, Regime, Sampling, State, default_step, reach, trajectory};

fn neuron(epsilon: f64, c: f64) -> Neuron {
    Neuron::new(Epsilon::new(epsilon).unwrap(), Drive::new(c).unwrap())
}

#[test]
fn long_run_agrees_with_the_reference() {
    let mut worst = (0.0, String::new());
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    for row in reader.deserialize::<std::collections::HashMap<String, String>>() {
        let row = row.unwrap();
        let number = |key: &str| row[key].parse::<f64>().ok();
        let (epsilon, c) = (number("epsilon").unwrap(), number("c").unwrap());
        let begun = Instant::now();
        let found = LongRun::of(&neuron(epsilon, c));
        eprintln!("{epsilon} {c} {:?} {:?}", begun.elapsed(), found.settled);
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
            if error > worst.0 {
                worst = (error, format!("{key} at epsilon {epsilon}, c {c}: {value}, not {expected}"));
            }
        }
    }
    assert!(worst.0 < 1e-5, "{worst:?}");
    eprintln!("{worst:?}");
}

#[test]
fn hard() {
    for epsilon in [0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0005] {
        for gap in [0.1, 0.02, 0.015, 0.0125, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.000125, 1e-5, 1e-7] {
            let begun = Instant::now();
            let f = LongRun::of(&neuron(epsilon, -1.0 + gap));
            eprintln!(
                "{epsilon} {gap} {:?} T {:?} x {} {} mean {:e} {} {:?}",
                begun.elapsed(),
                f.period,
                f.x_min,
                f.x_max,
                f.mean_x - (1.0 - gap),
                f.duty,
                f.settled
            );
        }
    }
}
