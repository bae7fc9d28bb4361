//! The Paper tab: the paper's tables and figures recomputed, and the network of the Run tab under the lens.

use eframe::egui::{Context, ProgressBar, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::model::errors::Errors;
use super::model::landscape::{Grid, Landscape};
use super::model::reproducer;
use super::model::reproducer::Reproducer;
use super::panels::sheets;
use crate::report::Figure;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::EvaluatedNetwork;
use crate::ui::shared::exports::{Exports, FigureExport};
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::notify::notify;
use crate::ui::shared::paper_view::{Page, PaperView};
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::figure::figure;
use crate::ui::widgets::matrix::matrix;
use crate::ui::widgets::named::named;

/// Side of a small picture.
const THUMBNAIL: f32 = 42.0;

/// What the Paper tab keeps between two frames.
pub(crate) struct PaperModel {
    errors: Errors,
    sweep: Landscape,
    map: Landscape,
    /// The paper, recomputed.
    pub(crate) reproducer: Reproducer,
    /// Figures on their way to the disk.
    pub(crate) exports: Exports,
}

impl PaperModel {
    /// With nothing computed.
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            errors: Errors::new(ctx),
            sweep: Landscape::default(),
            map: Landscape::default(),
            reproducer: Reproducer::default(),
            exports: Exports::default(),
        }
    }

    /// Takes in what was computed. While the tab is open, the confusion matrix follows the network of the Run tab.
    pub(crate) fn drain(&mut self, ctx: &Context, run: &RunModel, (is_open, settings): (bool, &PaperView)) {
        self.sweep.drain();
        self.map.drain();
        self.reproducer.drain();
        self.exports.drain();
        if is_open && settings.page == Page::Errors {
            self.errors.follow(ctx, run.network(), settings.rule(), run.library());
        }
    }

    /// Does what the tab asked for, as far as it concerns the model alone.
    pub(crate) fn act(&mut self, ctx: &Context, intent: &PaperIntent, run: &RunModel) {
        match intent {
            PaperIntent::Cell(cell) => self.errors.select(ctx, *cell, run.library()),
            PaperIntent::Measure(page) => {
                let network = run.network();
                let evaluated = EvaluatedNetwork { model: network.source().model.clone(), layer: network.layer() };
                let measured = (evaluated.network(), network.source().origin.clone());
                match page {
                    Page::Map => self.map.start(Grid::map(), measured, notify(ctx)),
                    _ => self.sweep.start(Grid::sweep(network.layer().a.get()), measured, notify(ctx)),
                }
            }
            PaperIntent::Reproduce { full, seed } => {
                self.reproducer.start(reproducer::settings(*full, *seed), notify(ctx));
            }
            PaperIntent::CancelReproduction => self.reproducer.cancel(),
            PaperIntent::Cancel(Page::Map) => self.map.cancel(),
            PaperIntent::Cancel(_) => self.sweep.cancel(),
            _ => {}
        }
    }
}

/// Draws the tab into `rect`.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    settings: &Settings,
    (model, run): (&PaperModel, &RunModel),
) -> Vec<PaperIntent> {
    let mut intents = Vec::new();
    let inner = rect.shrink2(vec2(theme::PADDING, theme::GAP));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        sheets::reproduce_ui(ui, &settings.paper, &model.reproducer, &mut intents);
        pages_ui(ui, settings, &model.reproducer, &mut intents);
        match settings.paper.page {
            Page::Sweep => landscape_ui(ui, settings, (model, &model.sweep, Page::Sweep), &mut intents),
            Page::Map => landscape_ui(ui, settings, (model, &model.map, Page::Map), &mut intents),
            Page::Table(index) => sheets::table_ui(ui, &model.reproducer, index),
            Page::Figure(index) => sheets::figure_ui(ui, settings, (model, index), &mut intents),
            Page::Errors => errors_ui(ui, settings, (model, run), &mut intents),
        }
    });
    intents
}

/// The row of pages.
fn pages_ui(ui: &mut Ui, settings: &Settings, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    let live = [(Page::Errors, "Confusion"), (Page::Sweep, "Accuracy over gamma"), (Page::Map, "gamma × a")];
    let live = live.into_iter().map(|(page, name)| (page, name.to_owned()));
    let pages = live.chain(sheets::pages(reproducer));
    ui.horizontal_wrapped(|ui| {
        for (page, name) in pages {
            if ui.selectable_label(settings.paper.page == page, name).clicked() {
                intents.push(PaperIntent::Page(page));
            }
        }
    });
    ui.separator();
}

fn errors_ui(ui: &mut Ui, settings: &Settings, (model, run): (&PaperModel, &RunModel), intents: &mut Vec<PaperIntent>) {
    let errors = &model.errors;
    ui.horizontal(|ui| {
        let origin = &run.network().source().origin;
        ui.label(RichText::new("Who is taken for whom").size(theme::TITLE).strong());
        ui.weak(format!("{origin}, as it is set in Run, on the 10,000 test pictures, by"));
        for (by_mean, name) in [(false, "longest winner"), (true, "largest mean")] {
            if ui.selectable_label(settings.paper.by_mean == by_mean, name).clicked() {
                intents.push(PaperIntent::ByMean(by_mean));
            }
        }
        if errors.is_busy() {
            ui.weak("computing…");
        }
        if let Some(error) = errors.error() {
            ui.colored_label(Palette::of(ui).bad, error);
        }
    });
    let Some(confusion) = errors.confusion() else {
        ui.weak("The answers to ten thousand pictures take a second.");
        return;
    };
    ui.horizontal_top(|ui| {
        let side = ui.available_height().min(ui.available_width() * 0.5);
        let clicked = ui.vertical(|ui| {
            let clicked = matrix(ui, side - 30.0, confusion, errors.cell());
            ui.label(format!("{:.2} % read right", 100.0 * confusion.accuracy()));
            clicked
        });
        if let Some(cell) = clicked.inner {
            intents.push(PaperIntent::Cell(Some(cell)));
        }
        ui.add_space(theme::PADDING);
        ui.vertical(|ui| pictures_ui(ui, errors, intents));
    });
}

/// The pictures behind the cell.
fn pictures_ui(ui: &mut Ui, errors: &Errors, intents: &mut Vec<PaperIntent>) {
    let Some((truth, answer)) = errors.cell() else {
        ui.weak("Click a cell to see its pictures; click a picture to watch how it is read.");
        return;
    };
    let (shown, all) = (errors.thumbnails.indices().len(), errors.in_cell);
    let first = if shown < all { format!(", the first {shown} of them here") } else { String::new() };
    let plural = if all == 1 { "" } else { "s" };
    ui.label(format!("{all} picture{plural} of a {truth} read as {answer}{first}. Click one to watch it."));
    if all == 0 {
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let name = |index: usize| format!("test {index}, a {truth} read as {answer}");
        if let Some(index) = errors.thumbnails.show(ui, THUMBNAIL, name) {
            intents.push(PaperIntent::Play(index));
        }
    });
}

/// A sweep or a map.
fn landscape_ui(
    ui: &mut Ui,
    settings: &Settings,
    (model, landscape, page): (&PaperModel, &Landscape, Page),
    intents: &mut Vec<PaperIntent>,
) {
    let (gamma, a) = (settings.parameters.gamma.get(), settings.parameters.a.get());
    ui.horizontal(|ui| {
        let (title, button) = match page {
            Page::Map => ("Accuracy over gamma and a", "Measure the map"),
            _ => ("Accuracy over gamma", "Measure the sweep"),
        };
        ui.label(RichText::new(title).size(theme::TITLE).strong());
        if landscape.is_running() {
            let bar = ProgressBar::new(landscape.share_done()).desired_width(160.0).desired_height(8.0);
            named(ui.add(bar), "progress of the measurement");
            if let Some(left) = landscape.time_left() {
                ui.weak(format!("{:.0} s left", left.as_secs_f32().ceil()));
            }
            if ui.button("Cancel").clicked() {
                intents.push(PaperIntent::Cancel(page));
            }
        } else if ui.button(button).on_hover_text("Of the network in Run, with its epsilon.").clicked() {
            intents.push(PaperIntent::Measure(page));
        }
        if let Some(error) = landscape.error() {
            ui.colored_label(Palette::of(ui).bad, error);
        }
    });
    if landscape.is_empty() {
        ui.weak("Measures the network of the Run tab. A click into the figure then sets the sliders.");
        return;
    }
    ui.weak(format!("{}. Click to set the sliders.", landscape.caption()));
    let drawn = match page {
        Page::Map => landscape.map((gamma, a)),
        _ => landscape.curve(gamma),
    };
    let size = ui.available_size() - vec2(0.0, 34.0);
    if let Some(clicked) = figure(ui, size, "landscape", &drawn) {
        let a = if page == Page::Map { Some(clicked.y) } else { None };
        intents.push(PaperIntent::GoTo { gamma: hundredths(clicked.x), a: a.map(hundredths) });
    }
    save_ui(ui, settings, &model.exports, &drawn, intents);
}

/// A place in a figure is not meant to more digits than a slider shows.
pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The row that saves a figure.
pub(crate) fn save_ui(
    ui: &mut Ui,
    settings: &Settings,
    exports: &Exports,
    figure: &Figure,
    intents: &mut Vec<PaperIntent>,
) {
    let mut path = settings.paper.path.clone();
    if let Some(format) = exports.show(ui, &mut path) {
        intents.push(PaperIntent::Save(Box::new(FigureExport { figure: figure.clone(), format })));
    }
    if path != settings.paper.path {
        intents.push(PaperIntent::Path(path));
    }
}
