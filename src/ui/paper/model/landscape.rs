//! The accuracy of a network over gamma, or over gamma and a, computed in the background point by point.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use web_time::Instant;

use super::grid::Grid;
use crate::control::StopToken;
use crate::experiment::Survey;
use crate::job::{Event, Job, Reporter, Worker};
use crate::network::Gamma;
use crate::neuron::{ControlParameter, Timing};
use crate::report::{Axis, Figure, HeatMap, Legend, Mark, Panel, Rgb, Scale, Shape, Stroke};
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::notify::Notify;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::{TestSet, thousands};

/// In figures: what is measured by the longest winner.
const WINNER: Rgb = Rgb::hex(0x0009_69DA);
/// By the largest mean.
const MEAN: Rgb = Rgb::hex(0x00B3_5900);
/// The settings of now.
const NOW: Rgb = Rgb::hex(0x00CF_222E);
/// From a line of the map to a person.
const ACCURACY: &str = "accuracy, % of test images";

/// What is measured.
pub(crate) struct Measured {
    /// The network.
    pub(crate) evaluated: EvaluatedNetwork,
    /// Where it came from.
    pub(crate) name: String,
    /// The images; those of MNIST where these are not unpacked yet.
    pub(crate) set: Option<Arc<TestSet>>,
}

/// What one point came to.
#[derive(Serialize, Deserialize)]
pub(crate) struct MeasuredPoint {
    point: usize,
    winner: f64,
    mean: f64,
}

type Work = Worker<MeasuredPoint, Result<(), String>>;

/// A grid with what is known of it.
#[derive(Default)]
pub(crate) struct Landscape {
    grid: Grid,
    /// Of which network.
    network: String,
    /// Which images, in a few words.
    images: String,
    job: Option<Work>,
    begun: Option<Instant>,
    winner: Vec<f64>,
    mean: Vec<f64>,
    done: usize,
    error: Option<String>,
}

impl Landscape {
    /// Measures this network anew.
    pub(crate) fn start(&mut self, grid: Grid, measured: Measured, notify: Notify) {
        let Measured { evaluated, name, set } = measured;
        let points = grid.len();
        *self = Self {
            network: name + &evaluated.remarks(),
            images: describe(&grid, set.as_deref()),
            begun: Some(Instant::now()),
            winner: vec![f64::NAN; points],
            mean: vec![f64::NAN; points],
            grid: grid.clone(),
            ..Self::default()
        };
        self.job = Some(Worker::run(Measuring { grid, evaluated, set: set.map(Sent) }, move || notify()));
    }

    /// Ends the work; what is known stays.
    pub(crate) fn cancel(&mut self) {
        self.job = None;
    }

    /// Takes in what was measured.
    pub(crate) fn drain(&mut self) {
        for event in self.job.as_mut().map(Worker::drain).unwrap_or_default() {
            match event {
                Event::Report(MeasuredPoint { point, winner, mean }) => {
                    self.winner[point] = winner;
                    self.mean[point] = mean;
                    self.done += 1;
                }
                Event::Finished(Ok(())) => self.job = None,
                Event::Finished(Err(error)) | Event::Failed(error) => {
                    self.job = None;
                    self.error = Some(error);
                }
            }
        }
    }

    /// Whether it is being measured.
    pub(crate) fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Whether anything is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.done == 0
    }

    /// How much is known, 0 to 1.
    pub(crate) fn share_done(&self) -> f32 {
        self.done as f32 / self.grid.len().max(1) as f32
    }

    /// How long it will take from now on, by the pace so far.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let done = self.share_done();
        let took = self.begun?.elapsed();
        (done > 0.02).then(|| took.mul_f32((1.0 - done) / done))
    }

    /// What went wrong, if something did.
    pub(crate) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Says why nothing is measured.
    pub(crate) fn refuse(&mut self, why: String) {
        *self = Self { error: Some(why), ..Self::default() };
    }

    /// The measurement: another one has another.
    pub(crate) fn run(&self) -> Option<Instant> {
        self.begun
    }

    /// What was measured, in a few words.
    pub(crate) fn caption(&self) -> String {
        format!("{}, {} a point", self.network, self.images)
    }

    /// Accuracy against gamma; `now` is where the slider stands.
    pub(crate) fn curve(&self, now: f64) -> Figure {
        let measured = |values: &[f64]| -> Vec<(f64, f64)> {
            let points = self.grid.gammas.iter().zip(values).filter(|(_, share)| share.is_finite());
            points.map(|(gamma, share)| (*gamma, 100.0 * share)).collect()
        };
        let mut panel = Panel::new("", Axis::new("gamma, dimensionless").from_to(-2.05, 2.05), percent_axis());
        let rules = [
            ("largest mean", &self.mean, Stroke::dashed(MEAN), Shape::Square),
            ("longest winner", &self.winner, Stroke::solid(WINNER), Shape::Disc),
        ];
        for (name, values, stroke, shape) in rules {
            let (points, colour) = (measured(values), stroke.colour);
            panel = panel
                .with(Mark::Line { name: name.to_owned(), points: points.clone(), stroke })
                .with(Mark::Points { name: String::new(), points, colour, size: 2.6, shape });
        }
        let panel = panel.with(Mark::VerticalLine {
            name: "gamma in Run".to_owned(),
            x: now,
            stroke: Stroke::dashed(NOW).thin(),
        });
        let title = format!("Accuracy against gamma: {}", self.caption());
        Figure::new(title, (Figure::COLUMN * 1.4, 85.0), 1, vec![panel]).with_legend(Legend::Below)
    }

    /// Accuracy by the longest winner over gamma and a; `now` is where the sliders stand.
    pub(crate) fn map(&self, now: (f64, f64)) -> Figure {
        let edges = |values: &[f64]| {
            let (first, last) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(1.0));
            let half = (last - first) / (2.0 * (values.len().max(2) - 1) as f64);
            (first - half, last + half)
        };
        let heat = HeatMap {
            x: edges(&self.grid.gammas),
            y: edges(&self.grid.controls),
            columns: self.grid.gammas.len(),
            values: self.winner.iter().map(|share| 100.0 * share).collect(),
            label: ACCURACY.to_owned(),
            range: Some((0.0, 100.0)),
            scale: Scale::Linear,
        };
        let panel = Panel::new("", Axis::new("gamma, dimensionless"), Axis::new("a, dimensionless"))
            .with(Mark::Heat(heat))
            .with(Mark::Points { name: String::new(), points: vec![now], colour: NOW, size: 6.0, shape: Shape::Cross });
        let title = format!("Accuracy by the longest winner over gamma and a: {}", self.caption());
        Figure::new(title, (Figure::COLUMN * 1.4, 80.0), 1, vec![panel])
    }
}

/// Which images, in a few words.
fn describe(grid: &Grid, set: Option<&TestSet>) -> String {
    let (count, name) = set.map_or((grid.images, "MNIST"), |set| (set.images.len(), set.name.as_str()));
    format!("{} test images of {name}", thousands(grid.images.min(count)))
}

fn percent_axis() -> Axis {
    Axis::new(ACCURACY).from_to(0.0, 102.0)
}

/// The job.
#[derive(Serialize, Deserialize)]
pub(crate) struct Measuring {
    grid: Grid,
    evaluated: EvaluatedNetwork,
    set: Option<Sent<TestSet>>,
}

impl Job for Measuring {
    const NAME: &'static str = "landscape";
    type Report = MeasuredPoint;
    type Output = Result<(), String>;

    async fn run(self, reporter: &Reporter<MeasuredPoint, Self::Output>, stop: &StopToken) -> Self::Output {
        measure(&self.grid, (&self.evaluated, self.set), reporter, stop)
    }

    fn ended() -> Option<Self::Output> {
        Some(Ok(()))
    }
}

fn measure(
    grid: &Grid,
    (evaluated, set): (&EvaluatedNetwork, Option<Sent<TestSet>>),
    reporter: &Reporter<MeasuredPoint, Result<(), String>>,
    stop: &StopToken,
) -> Result<(), String> {
    let mnist = || TestSet::mnist().map(Arc::new).map_err(|error| error.to_string());
    let set = set.map_or_else(mnist, |set| Ok(set.0))?;
    let mut survey = Survey::new(set.images.first(grid.images), Timing::default());
    survey.set_heterogeneity(evaluated.noise);
    let mut network = evaluated.network();
    for point in grid.order() {
        let (gamma, a) = grid.at(point);
        network.units.gamma = Gamma::new(gamma).map_err(|error| error.to_string())?;
        network.units.a = ControlParameter::new(a).map_err(|error| error.to_string())?;
        let winner = survey.by_winner(&network, stop).map_err(|error| error.to_string())?.accuracy();
        let mean = survey.by_mean(&network).accuracy();
        reporter.report(MeasuredPoint { point, winner, mean });
    }
    Ok(())
}
