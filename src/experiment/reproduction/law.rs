//! The mean law, measured: the time mean of x of every neuron, integrated by itself, against -(a + I).

use ndarray::Axis;
use rayon::prelude::*;

use super::error::ReproductionError;
use super::phase::{Phase, RunProgress};
use super::probe::{Probe, transplant};
use super::results::MeanLawCheck;
use super::settings::ReproductionSettings;
use crate::control::Control;
use crate::dataset::{Class, DIGITS};
use crate::experiment::accuracy::{Confusion, mean_law_answers};
use crate::network::FhnLayer;
use crate::neuron::{Simulation, State};

/// Images whose neurons are integrated together.
const PICTURES: usize = 128;
/// Cells on each axis of the density.
const CELLS: usize = 96;
/// The axes of the density extend this far beyond |a| + |gamma|.
const BEYOND: f64 = 0.2;

pub(super) fn check(
    settings: &ReproductionSettings,
    probes: &[Probe],
    run_progress: &mut RunProgress<'_>,
) -> Result<Vec<MeanLawCheck>, ReproductionError> {
    let mut checks = Vec::new();
    let Some(probe) = probes.first() else { return Ok(checks) };
    let whole = settings.law_gammas.len() as f64;
    for (index, gamma) in settings.law_gammas.iter().enumerate() {
        let layer = transplant(settings.epsilon, *gamma)?;
        checks.push(one(settings, (probe, &layer), run_progress, (index as f64 / whole, 1.0 / whole))?);
    }
    Ok(checks)
}

fn one(
    settings: &ReproductionSettings,
    (probe, layer): (&Probe, &FhnLayer),
    run_progress: &mut RunProgress<'_>,
    (first, share): (f64, f64),
) -> Result<MeanLawCheck, ReproductionError> {
    let images = settings.law_images.min(probe.images());
    let drives = probe.drives(layer);
    let drives = drives.slice(ndarray::s![..images, ..]);
    let simulation = Simulation::new(layer.epsilon, State::DEFAULT, settings.times);
    let readout = probe.readout(layer);
    let mut sums = Sums::new(layer.drive_bound() + BEYOND);
    let mut answers: Vec<Class> = Vec::with_capacity(images);
    for rows in drives.axis_chunks_iter(Axis(0), PICTURES) {
        let drives: Vec<f32> = rows.iter().copied().collect();
        let (mut means, mut samples) = (vec![0.0_f64; drives.len()], 0_usize);
        simulation.run(&drives, Control::without_progress(run_progress.stop()), |recording| {
            let sum = |neuron| recording.trace(neuron).map(f64::from).sum::<f64>();
            means.par_iter_mut().enumerate().for_each(|(neuron, mean)| *mean += sum(neuron));
            samples += recording.samples();
            Ok(())
        })?;
        for mean in &mut means {
            *mean /= samples.max(1) as f64;
        }
        for (drive, mean) in drives.iter().zip(&means) {
            sums.add(-f64::from(*drive), *mean);
        }
        let outputs = means.chunks(readout.neurons()).map(|means| readout.outputs_of(means.iter().map(|x| *x as f32)));
        answers.extend(outputs.map(|outputs| Class::of_largest(&outputs)));
        run_progress.at(Phase::Law, first + share * answers.len() as f64 / images.max(1) as f64)?;
    }
    let labels = &probe.labels()[..images];
    let predicted = mean_law_answers(&readout, layer.epsilon, &drives);
    Ok(MeanLawCheck {
        gamma: layer.gamma.get(),
        measured_accuracy: Confusion::of_labels((labels, DIGITS), &answers).accuracy(),
        predicted_accuracy: Confusion::of_labels((labels, DIGITS), &predicted).accuracy(),
        ..sums.check()
    })
}

/// Pairs of predicted and measured, one after the other.
struct Sums {
    range: f64,
    density: Vec<u32>,
    neurons: usize,
    sum: f64,
    squares: f64,
    largest: f64,
}

impl Sums {
    fn new(range: f64) -> Self {
        Self { range, density: vec![0; CELLS * CELLS], neurons: 0, sum: 0.0, squares: 0.0, largest: 0.0 }
    }

    fn add(&mut self, predicted: f64, measured: f64) {
        let off = measured - predicted;
        self.neurons += 1;
        self.sum += off;
        self.squares += off * off;
        self.largest = self.largest.max(off.abs());
        let cell = |value: f64| {
            let share = (value + self.range) / (2.0 * self.range);
            ((share * CELLS as f64).max(0.0) as usize).min(CELLS - 1)
        };
        self.density[cell(measured) * CELLS + cell(predicted)] += 1;
    }

    fn check(self) -> MeanLawCheck {
        let count = self.neurons.max(1) as f64;
        MeanLawCheck {
            gamma: 0.0,
            neurons: self.neurons,
            range: (-self.range, self.range),
            cells: CELLS,
            density: self.density,
            rms: (self.squares / count).sqrt(),
            largest: self.largest,
            bias: self.sum / count,
            measured_accuracy: 0.0,
            predicted_accuracy: 0.0,
        }
    }
}
