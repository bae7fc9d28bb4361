//! The mean law against limit cycles computed one by one, and against the independent reference.

use std::collections::HashMap;

use nullcline::neuron::{AsymptoticState, Drive, Epsilon, MeanLaw, Neuron};

#[test]
fn the_law_agrees_with_single_cycles() {
    for epsilon in [0.5, 0.1, 0.05] {
        let epsilon = Epsilon::new(epsilon).unwrap();
        let law = MeanLaw::of(epsilon);
        let cycle = |c: f64| AsymptoticState::of(&Neuron::new(epsilon, Drive::new(c).unwrap())).mean_sigmoid_x;
        for step in -60..=60 {
            let c = f64::from(step) * 0.0203;
            let (mean, slope) = law.at(c);
            assert!((mean - cycle(c)).abs() < 1e-4, "epsilon {epsilon}, c {c}: {mean}, not {}", cycle(c));
            // Away from the explosion the derivative is a plain one.
            if c.abs() < 0.9 || c.abs() > 1.01 {
                let measured = (cycle(c + 1e-4) - cycle(c - 1e-4)) / 2e-4;
                assert!((slope - measured).abs() < 1e-4, "epsilon {epsilon}, c {c}: slope {slope}, not {measured}");
            }
        }
    }
}

#[test]
fn the_law_agrees_with_the_reference() {
    let mut laws: HashMap<String, MeanLaw> = HashMap::new();
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    for row in reader.deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        let epsilon: f64 = row["epsilon"].parse().unwrap();
        if epsilon < 0.05 {
            continue;
        }
        let law = laws.entry(row["epsilon"].clone()).or_insert_with(|| MeanLaw::of(Epsilon::new(epsilon).unwrap()));
        let (c, expected): (f64, f64) = (row["c"].parse().unwrap(), row["mean_sigmoid_x"].parse().unwrap());
        let (mean, _) = law.at(c);
        assert!((mean - expected).abs() < 1e-4, "epsilon {epsilon}, c {c}: {mean}, not {expected}");
    }
}
