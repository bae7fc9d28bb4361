//! The paper's tables and figures, recomputed.

use eframe::egui::{DragValue, Grid, Label, ProgressBar, RichText, ScrollArea, Ui, vec2};

use crate::digit::Digit;
use crate::report::Table;
use crate::ui::paper::model::reproducer::{Reproducer, describe};
use crate::ui::paper::tab::PaperModel;
use crate::ui::paper::tab::save_ui;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::Page;
use crate::ui::shared::paper_view::PaperView;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::figure::figure;
use crate::ui::widgets::named::named;

/// The row that recomputes everything.
pub(crate) fn reproduce_ui(ui: &mut Ui, view: &PaperView, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("The paper, recomputed").size(theme::TITLE).strong());
        if reproducer.is_running() {
            progress_ui(ui, reproducer, intents);
        } else {
            plan_ui(ui, view, intents);
        }
        if let Some(shown) = reproducer.shown() {
            ui.weak(describe(&shown.reproduction.settings));
            let tooltip = "Writes report.md with every table and figure into a folder: the path typed beside Save \
                           figure, or the one that a dialog asks for.";
            if ui.button("Save report…").on_hover_text(tooltip).clicked() {
                intents.push(PaperIntent::SaveReport);
            }
        }
        if reproducer.shown().is_none() && !reproducer.is_running() {
            ui.weak("Tables 1 and 2, Figures 2, 3, 4, 6 and 7 anew, beside the paper's values.");
        }
        if let Some((message, is_error)) = reproducer.message() {
            let palette = Palette::of(ui);
            let colour = if is_error { palette.bad } else { palette.dim };
            ui.add(Label::new(RichText::new(message).color(colour)).truncate());
        }
    });
}

fn plan_ui(ui: &mut Ui, view: &PaperView, intents: &mut Vec<PaperIntent>) {
    let (mut full, mut seed) = (view.full, view.seed);
    let button = ui.button("Recompute").on_hover_text(
        "Trains networks of our own and computes Tables 1 and 2 and Figures 2, 3, 4, 6 and 7, each beside the paper's. \
         It runs in the background.",
    );
    if button.clicked() {
        intents.push(PaperIntent::Reproduce { full, seed });
    }
    ui.selectable_value(&mut full, false, "quick").on_hover_text("Fewer pictures, seeds and points: two minutes.");
    ui.selectable_value(&mut full, true, "full").on_hover_text("All pictures, several seeds: half an hour.");
    ui.weak("seed");
    named(ui.add(DragValue::new(&mut seed).speed(0.1)), "seed of the reproduction")
        .on_hover_text("The first of the seeds of all networks.");
    if (full, seed) != (view.full, view.seed) {
        intents.push(PaperIntent::Plan(full, seed));
    }
}

fn progress_ui(ui: &mut Ui, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    let (done, stage) = reproducer.report().map_or((0.0, "pictures"), |report| (report.done, report.stage.name()));
    let bar = ProgressBar::new(done).desired_width(160.0).desired_height(8.0);
    named(ui.add(bar), "progress of the reproduction");
    if reproducer.is_stopping() {
        ui.weak("stopping…");
        return;
    }
    ui.weak(stage);
    if let Some(left) = reproducer.time_left() {
        let seconds = left.as_secs_f32().ceil() as u32;
        ui.weak(format!("{}:{:02} left", seconds / 60, seconds % 60));
    }
    if ui.button("Cancel").on_hover_text("Ends the work. The last result stays.").clicked() {
        intents.push(PaperIntent::CancelReproduction);
    }
}

/// The pages there are: a table or a figure each.
pub(crate) fn pages(reproducer: &Reproducer) -> Vec<(Page, String)> {
    let Some(shown) = reproducer.shown() else { return Vec::new() };
    let tables = shown.tables.iter().enumerate().map(|(index, table)| (Page::Table(index), title(table.name)));
    let drawn = shown.figures.iter().enumerate();
    // A table drawn as bars has the table's name.
    let name = |name: &str| if name.starts_with("table") { format!("{} as bars", title(name)) } else { title(name) };
    tables.chain(drawn.map(|(index, figure)| (Page::Figure(index), name(figure.name)))).collect()
}

/// `figure_4` as it is said: Fig. 4.
fn title(name: &str) -> String {
    let words = name.replace('_', " ").replace("figure", "fig.");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A table of the paper with ours beside it.
pub(crate) fn table_ui(ui: &mut Ui, reproducer: &Reproducer, index: usize) {
    let Some(table) = reproducer.shown().and_then(|shown| shown.tables.get(index)) else {
        nothing_ui(ui);
        return;
    };
    ui.label(RichText::new(title(table.name)).size(theme::TITLE).strong());
    ScrollArea::both().auto_shrink(false).show(ui, |ui| rows_ui(ui, table));
}

/// A table with a row for each digit is laid on its side, as the paper prints it.
fn rows_ui(ui: &mut Ui, table: &Table) {
    match Comparison::of(table) {
        Some(comparison) => comparison.show(ui),
        None => plain_ui(ui, table),
    }
}

/// Where in a table with a row for each digit its columns are.
struct Comparison<'a> {
    table: &'a Table,
    digit: usize,
    paper: usize,
    ours: usize,
    deviation: usize,
    difference: usize,
}

impl<'a> Comparison<'a> {
    fn of(table: &'a Table) -> Option<Self> {
        let at = |name: &str| table.header.iter().position(|head| *head == name);
        Some(Self {
            table,
            digit: at("digit")?,
            paper: at("paper_percent")?,
            ours: at("ours_percent")?,
            deviation: at("deviation")?,
            difference: at("difference")?,
        })
    }

    fn show(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        ui.weak("Percent read right. Green: ours is within a point or two standard deviations of the paper's.");
        ui.add_space(theme::GAP);
        Grid::new(self.table.name).spacing([16.0, 3.0]).show(ui, |ui| {
            // The columns before the digit say what a group of rows belongs to.
            let groups: Vec<_> = self.table.rows.chunk_by(|a, b| a[..self.digit] == b[..self.digit]).collect();
            ui.label("");
            ui.label("");
            for row in groups.first().copied().unwrap_or_default() {
                let digit = row[self.digit].parse().ok().and_then(Digit::new);
                let colour = digit.map_or(palette.text, |digit| palette.digit(digit));
                ui.colored_label(colour, &row[self.digit]);
            }
            ui.end_row();
            for group in groups {
                self.group_ui(ui, group);
            }
        });
    }

    /// The paper's values, ours below them, and the difference.
    fn group_ui(&self, ui: &mut Ui, group: &[Vec<String>]) {
        let palette = Palette::of(ui);
        let key = group.first().map_or_else(String::new, |row| self.key(row));
        ui.label(RichText::new(key).strong());
        ui.weak("the paper");
        for row in group {
            ui.label(RichText::new(rounded(&row[self.paper])).color(palette.dim));
        }
        ui.end_row();
        ui.label("");
        ui.weak("ours");
        for row in group {
            let hover = format!("± {} over the seeds", rounded(&row[self.deviation]));
            ui.label(RichText::new(rounded(&row[self.ours])).strong()).on_hover_text(hover);
        }
        ui.end_row();
        ui.label("");
        ui.weak("difference");
        for row in group {
            let value = |column: usize| row[column].parse().unwrap_or(f64::NAN);
            let near = value(self.difference).abs() <= (2.0_f64 * value(self.deviation)).max(1.0);
            let colour = if near { palette.good } else { palette.warning };
            ui.label(RichText::new(signed(&row[self.difference])).small().color(colour));
        }
        ui.end_row();
        ui.label("");
        ui.end_row();
    }

    fn key(&self, row: &[String]) -> String {
        let named = self.table.header.iter().zip(&row[..self.digit]);
        let parts = named.map(|(head, value)| match *head {
            "gamma" => format!("gamma {value}").replace('-', "−"),
            _ => value.clone(),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// A difference to a tenth, with its sign.
fn signed(field: &str) -> String {
    field.parse::<f64>().map_or_else(|_| field.to_owned(), |value| format!("{value:+.1}").replace('-', "−"))
}

fn plain_ui(ui: &mut Ui, table: &Table) {
    Grid::new(table.name).striped(true).spacing([18.0, 4.0]).show(ui, |ui| {
        for head in &table.header {
            ui.label(RichText::new(head.replace('_', " ")).small().weak());
        }
        ui.end_row();
        for row in &table.rows {
            for field in row {
                ui.label(rounded(field));
            }
            ui.end_row();
        }
    });
}

/// Numbers to what a person reads; other text as it is.
fn rounded(field: &str) -> String {
    match field.parse::<f64>() {
        Ok(value) if field.contains('.') && value.abs() >= 1.0 => format!("{value:.1}"),
        Ok(value) if field.contains('.') => format!("{value:.3}"),
        _ => field.to_owned(),
    }
}

/// A figure of the paper, recomputed.
pub(crate) fn figure_ui(
    ui: &mut Ui,
    settings: &Settings,
    (model, index): (&PaperModel, usize),
    intents: &mut Vec<PaperIntent>,
) {
    let Some(shown) = model.reproducer.shown().and_then(|shown| shown.figures.get(index)) else {
        nothing_ui(ui);
        return;
    };
    ui.add(Label::new(RichText::new(&shown.caption).weak()).wrap());
    let size = ui.available_size() - vec2(0.0, 34.0);
    if let Some(clicked) = figure(ui, size, shown.name, &shown.figure)
        && shown.name == "figure_4"
    {
        intents.push(PaperIntent::GoTo { gamma: crate::ui::paper::tab::hundredths(clicked.x), a: None });
    }
    save_ui(ui, settings, &model.exports, &shown.figure, intents);
}

fn nothing_ui(ui: &mut Ui) {
    ui.weak("Nothing is computed yet. Recompute, above, takes two minutes for the quick version.");
}
