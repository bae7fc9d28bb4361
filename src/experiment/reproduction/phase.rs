//! Progress of a reproduction.

use serde::{Deserialize, Serialize};

use super::settings::ReproductionSettings;
use crate::control::{StopToken, Stopped};

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// The plain networks are trained.
    Plain,
    /// Transplants at the paper's three gains, on both sets.
    Table1,
    /// The same over epsilon.
    Fit,
    /// Accuracy against gamma.
    Sweep,
    /// The time mean of every neuron.
    Law,
    /// Networks trained with neurons inside, as in section 4.
    Trained,
    /// Other readings of section 4.
    Variants,
}

impl Phase {
    const ALL: [Self; 7] =
        [Self::Plain, Self::Table1, Self::Fit, Self::Sweep, Self::Law, Self::Trained, Self::Variants];

    /// The name beside a progress bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain networks",
            Self::Table1 => "Table 1",
            Self::Fit => "fit of epsilon",
            Self::Sweep => "Fig. 4, accuracy against gamma",
            Self::Law => "the mean law",
            Self::Trained => "Table 2, training with neurons",
            Self::Variants => "choices the paper leaves open",
        }
    }

    /// About how long it takes, in units of an epoch over 60,000 images.
    fn weight(self, settings: &ReproductionSettings) -> f64 {
        let count = |value: usize| value as f64;
        let (test, train) = (count(settings.images.min(10_000)) / 1e4, count(settings.train_images.min(60_000)) / 6e4);
        let seeds = f64::from(settings.plain_seeds);
        let samples = |every: f64| 0.1 / every;
        let table = 1.0;
        match self {
            Self::Plain => {
                let share = count(settings.plain_images.min(60_000)) / 6e4;
                count(settings.trained_biases().len()) * seeds * f64::from(settings.plain_epochs) * share
            }
            Self::Table1 => seeds * 3.0 * (6.0 * train + 1.0) + table,
            Self::Fit => {
                let runs = count(settings.fit_epsilons.len());
                runs * (5.0 * table
                    + count(settings.ways().len()) * seeds * 3.0 * test * samples(settings.sweep_times.every))
            }
            Self::Sweep => {
                let points = f64::from(settings.sweep_points) * count(settings.sweep_epsilons.len());
                points * seeds * test * samples(settings.sweep_times.every)
            }
            Self::Law => 40.0 * count(settings.law_images) / 1e4 * count(settings.law_gammas.len()),
            Self::Trained => {
                let own = f64::from(settings.paper_seeds) * (f64::from(settings.paper_epochs) / 4.0 + 4.0);
                own + 1.5 * f64::from(settings.paper_full_seeds) * f64::from(settings.paper_epochs)
            }
            Self::Variants => {
                let each = f64::from(settings.variant_seeds) * (f64::from(settings.variant_epochs) / 4.0 + 1.0);
                count(settings.variants.len()) * each
            }
        }
    }
}

/// A report of progress.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseReport {
    /// The current part.
    pub phase: Phase,
    /// How much of all work is done, 0 to 1. It never falls.
    pub done: f32,
}

/// Combines the progress of the parts into that of the whole.
pub(super) struct RunProgress<'a> {
    stop: &'a StopToken,
    progress: &'a mut (dyn FnMut(PhaseReport) + Send),
    /// Phases with the share of the whole at which they begin and end.
    spans: Vec<(Phase, f64, f64)>,
}

impl<'a> RunProgress<'a> {
    pub(super) fn new(
        settings: &ReproductionSettings,
        stop: &'a StopToken,
        progress: &'a mut (dyn FnMut(PhaseReport) + Send),
    ) -> Self {
        let total: f64 = Phase::ALL.iter().map(|phase| phase.weight(settings)).sum();
        let mut begin = 0.0;
        let spans = Phase::ALL.iter().map(|phase| {
            let first = begin;
            begin += phase.weight(settings) / total;
            (*phase, first, begin)
        });
        Self { stop, progress, spans: spans.collect() }
    }

    /// The token that ends the work.
    pub(super) fn stop(&self) -> &'a StopToken {
        self.stop
    }

    /// `done` of a phase, 0 to 1, is done. An error if the work was stopped.
    pub(super) fn at(&mut self, phase: Phase, done: f64) -> Result<(), Stopped> {
        if let Some((_, first, last)) = self.spans.iter().find(|(known, ..)| *known == phase) {
            let done = (first + (last - first) * done.clamp(0.0, 1.0)) as f32;
            (self.progress)(PhaseReport { phase, done });
        }
        self.stop.check()
    }

    /// All is done.
    pub(super) fn finish(&mut self) {
        (self.progress)(PhaseReport { phase: Phase::Variants, done: 1.0 });
    }
}
