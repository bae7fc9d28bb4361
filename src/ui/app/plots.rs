//! The window's plots as figures: to be kept as PNG, SVG or CSV.

use std::path::{Path, PathBuf};

use crate::digit::{CLASSES, Digit};
use crate::fhn::{Equilibrium, activator_nullcline};
use crate::file;
use crate::network::{EpochReport, Rule};
use crate::report::{self, Axis, Bar, Corner, DIGITS, Figure, Mark, Panel, Rgb, Shape, Stroke};
use crate::ui::run::model::live::{NEURONS, SAMPLES, TICK};
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::TestSetSurvey;
use crate::ui::shared::settings::Settings;
use crate::ui::train::model::trainer::Trainer;

/// Width and height of a figure in millimetres.
const SIZE: (f64, f64) = (126.0, 84.0);
/// The trail and the traces of a neuron, on white.
const TRAIL: Rgb = Rgb::hex(0x0009_69DA);
/// What is of second rank.
const GREY: Rgb = Rgb::hex(0x0059_646F);
/// Ticks of a trail, 25.6 time units.
const TRAIL_TICKS: usize = 1024;
/// Bars of the histogram of c.
const BARS: usize = 61;

/// A curve over the epochs: its name, its colour, and what of an epoch it shows.
type Curve<'a> = (&'a str, Rgb, fn(&EpochReport) -> f64);

/// One of the window's plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlotKind {
    /// Nullclines, equilibrium and trail of the large neuron and those laid over it.
    PhasePlane,
    /// x and y of the large neuron.
    Motion,
    /// c of the hundred neurons.
    Drives,
    /// The ten outputs of the protocol's run.
    Outputs,
    /// The time shares of the ten digits.
    Shares,
    /// The accuracy against the length of the window.
    Window,
    /// The cost of the training against the epoch.
    Cost,
    /// The accuracies against the epoch.
    Accuracy,
    /// The accuracy on each digit.
    EachDigit,
}

impl PlotKind {
    /// All, as listed.
    pub(crate) const ALL: [Self; 9] = [
        Self::PhasePlane,
        Self::Motion,
        Self::Drives,
        Self::Outputs,
        Self::Shares,
        Self::Window,
        Self::Cost,
        Self::Accuracy,
        Self::EachDigit,
    ];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PhasePlane => "Phase plane",
            Self::Motion => "x and y in time",
            Self::Drives => "Histogram of c",
            Self::Outputs => "Ten outputs",
            Self::Shares => "Shares of time",
            Self::Window => "Accuracy by window",
            Self::Cost => "Cost by epoch",
            Self::Accuracy => "Accuracy by epoch",
            Self::EachDigit => "Accuracy on each digit",
        }
    }
}

/// What figures are made of.
pub(crate) struct PlotSources<'a> {
    /// The settings.
    pub(crate) settings: &'a Settings,
    /// Digit, neurons, answer.
    pub(crate) run: &'a RunModel,
    /// What is read in the test set.
    pub(crate) survey: &'a TestSetSurvey,
    /// The training.
    pub(crate) trainer: &'a Trainer,
}

impl PlotSources<'_> {
    /// The figure, or a sentence about what is missing.
    pub(crate) fn figure(&self, kind: PlotKind) -> Result<Figure, String> {
        let panel = match kind {
            PlotKind::PhasePlane => Some(self.phase_plane()),
            PlotKind::Motion => Some(self.motion()),
            PlotKind::Drives => Some(self.drives()),
            PlotKind::Outputs => self.outputs(),
            PlotKind::Shares => self.shares(),
            PlotKind::Window => self.window(),
            PlotKind::Cost => self.by_epoch("mean cost", &[("cost", report::ACTIVATOR, |report| report.cost)]),
            PlotKind::Accuracy => self.by_epoch(
                "percent read right",
                &[
                    ("training", TRAIL, |report| 100.0 * report.train_accuracy),
                    ("test", report::INHIBITOR, |report| 100.0 * report.test_accuracy),
                ],
            ),
            PlotKind::EachDigit => self.each_digit(),
        };
        let panel = panel.ok_or_else(|| match kind {
            PlotKind::Outputs | PlotKind::Shares => "There is no answer to plot yet.".to_owned(),
            PlotKind::Window => "Open “Accuracy by window” first; it is computed there.".to_owned(),
            _ => "There is no training to plot yet.".to_owned(),
        })?;
        Ok(Figure::new(kind.name(), SIZE, 1, vec![panel]))
    }

    /// Settings that a plot depends on, for its title.
    fn caption(&self) -> String {
        let layer = self.run.network().layer();
        format!("γ = {}, a = {}, ε = {}", layer.gamma, layer.a, layer.epsilon).replace('-', "−")
    }

    fn phase_plane(&self) -> Panel {
        let index = self.settings.selected;
        let neuron = self.run.neuron(index);
        let nullcline = (0..=200).map(|point| f64::from(point) / 40.0 - 2.5).map(|x| (x, activator_nullcline(x)));
        let mut panel = Panel::new(
            format!("neuron {index}, c = {:.3}", neuron.drive.get()).replace('-', "−"),
            Axis::new("x").from_to(-2.5, 2.5),
            Axis::new("y").from_to(-1.8, 1.8),
        )
        .with(line("dx/dt = 0", nullcline.collect(), Stroke::solid(report::ACTIVATOR)))
        .with(Mark::VerticalLine {
            name: "dy/dt = 0".to_owned(),
            x: neuron.inhibitor_nullcline(),
            stroke: Stroke::solid(report::INHIBITOR),
        })
        .with(Mark::VerticalLine {
            name: "without input".to_owned(),
            x: -self.run.network().layer().a.get(),
            stroke: Stroke::dashed(report::INHIBITOR),
        });
        for (rank, index) in self.settings.selection().enumerate() {
            let points = self.run.live().history().newest(index, TRAIL_TICKS);
            let points = points.map(|[x, y]| (f64::from(x), f64::from(y))).collect();
            panel = panel.with(line(&format!("neuron {index}"), points, Stroke::solid(neuron_colour(rank))));
        }
        let equilibrium = Equilibrium::of(&neuron);
        panel
            .with(Mark::Points {
                name: equilibrium.kind.name().to_owned(),
                points: vec![(equilibrium.state.x, equilibrium.state.y)],
                colour: Rgb::hex(0),
                size: 4.0,
                shape: if equilibrium.kind.is_stable() { Shape::Disc } else { Shape::Ring },
            })
            .with_legend(Corner::TopRight)
    }

    fn motion(&self) -> Panel {
        let (live, index) = (self.run.live(), self.settings.selected);
        let mut curves = [Vec::new(), Vec::new()];
        for (age, point) in live.history().newest(index, TRAIL_TICKS).enumerate() {
            let t = live.time() - age as f64 * TICK;
            curves.iter_mut().zip(point).for_each(|(curve, value)| curve.push((t, f64::from(value))));
        }
        let [x, y] = curves;
        Panel::new(format!("neuron {index}, {}", self.caption()), Axis::new("t"), Axis::new("x, y"))
            .with(line("x", x, Stroke::solid(TRAIL)))
            .with(line("y", y, Stroke::solid(GREY)))
            .with_legend(Corner::TopRight)
    }

    fn drives(&self) -> Panel {
        let drives = self.run.live().drives();
        let reach = f64::from(drives.iter().fold(1.5_f32, |most, drive| most.max(drive.abs())));
        let width = 2.0 * reach / BARS as f64;
        let mut counts = [0_u32; BARS];
        for drive in drives {
            counts[(((f64::from(*drive) + reach) / width) as usize).min(BARS - 1)] += 1;
        }
        let bars = counts.iter().enumerate().map(|(bar, count)| Bar {
            at: (bar as f64 + 0.5) * width - reach,
            height: f64::from(*count),
            spread: None,
        });
        let hopf = |x: f64| Mark::VerticalLine { name: String::new(), x, stroke: Stroke::dashed(GREY) };
        Panel::new(
            self.caption(),
            Axis::new("c = a + I").from_to(-reach, reach),
            Axis::new(format!("of {NEURONS} neurons")),
        )
        .with(Mark::Bars { name: String::new(), bars: bars.collect(), width, colour: TRAIL })
        .with(hopf(-1.0))
        .with(hopf(1.0))
    }

    fn outputs(&self) -> Option<Panel> {
        let race = &self.run.answer()?.race;
        let mut panel = Panel::new(self.caption(), Axis::new("t").from_to(0.0, 100.0), Axis::new("outputs"));
        let every = 100.0 / SAMPLES as f64;
        for digit in Digit::all() {
            let points = race.outputs.iter().enumerate();
            let points = points.map(|(at, outputs)| ((at + 1) as f64 * every, f64::from(outputs[digit.index()])));
            let stroke = Stroke::solid(DIGITS[digit.index()]).thin();
            panel = panel.with(line(&digit.to_string(), points.collect(), stroke));
        }
        Some(panel.with_legend(Corner::TopRight))
    }

    fn shares(&self) -> Option<Panel> {
        let shares = self.run.answer()?.shares;
        Some(digit_bars(self.caption(), "share of time, %", shares))
    }

    fn window(&self) -> Option<Panel> {
        let along = self.survey.along().filter(|along| !along.is_empty())?;
        let mut panel =
            Panel::new(self.caption(), Axis::new("window T").from_to(0.0, 100.0), Axis::new("percent read right"));
        for ((index, rule), colour) in Rule::ALL.into_iter().enumerate().zip([TRAIL, report::ACTIVATOR, GREY]) {
            let points = along.iter().map(|at| (at.window, 100.0 * at.accuracy[index])).collect();
            panel = panel.with(line(rule.name(), points, Stroke::solid(colour)));
        }
        Some(panel.with_legend(Corner::BottomRight))
    }

    fn by_epoch(&self, what: &str, curves: &[Curve<'_>]) -> Option<Panel> {
        let reports = self.trainer.reports();
        reports.first()?;
        let mut panel = Panel::new(self.trainer.form().command(), Axis::new("epoch"), Axis::new(what));
        for (name, colour, value) in curves {
            let points = reports.iter().map(|report| (f64::from(report.epoch), value(report))).collect();
            panel = panel.with(line(name, points, Stroke::solid(*colour)));
        }
        Some(panel.with_legend(Corner::TopRight))
    }

    fn each_digit(&self) -> Option<Panel> {
        let report = self.trainer.report()?;
        Some(digit_bars(format!("after epoch {}", report.epoch), "percent read right", report.per_digit))
    }
}

fn line(name: &str, points: Vec<(f64, f64)>, stroke: Stroke) -> Mark {
    Mark::Line { name: name.to_owned(), points, stroke }
}

fn neuron_colour(rank: usize) -> Rgb {
    const LAID_OVER: [usize; 5] = [4, 7, 6, 5, 8];
    if rank == 0 { TRAIL } else { DIGITS[LAID_OVER[(rank - 1) % LAID_OVER.len()]] }
}

/// Ten bars, one a digit, of shares from 0 to 1.
fn digit_bars(title: String, what: &str, shares: [f64; CLASSES]) -> Panel {
    let names = Digit::all().map(|digit| digit.to_string());
    let mut panel = Panel::new(title, Axis::new("digit").named(names), Axis::new(what));
    for digit in Digit::all() {
        let bar = Bar { at: digit.index() as f64, height: 100.0 * shares[digit.index()], spread: None };
        panel = panel.with(Mark::Bars {
            name: digit.to_string(),
            bars: vec![bar],
            width: 0.8,
            colour: DIGITS[digit.index()],
        });
    }
    panel
}

/// Writes a figure; the extension of the path says as what, SVG if it has none.
pub(crate) fn write(figure: &Figure, path: &Path) -> Result<PathBuf, String> {
    let path = crate::ui::shared::dialog::with_extension(path.to_owned(), "svg");
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let bytes = match extension.as_deref() {
        Some("svg") => figure.svg().map_err(|error| error.to_string())?.into_bytes(),
        Some("png") => figure.png(Figure::PRINT).map_err(|error| error.to_string())?,
        Some("csv") => figure.csv(),
        _ => return Err(format!("{}: a plot is kept as .png, .svg or .csv", path.display())),
    };
    file::replace_by(&path, &bytes).map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
    Ok(path)
}
