//! The paper's tables and figures, recomputed.

use eframe::egui::{Grid, Label, RichText, ScrollArea, Ui, vec2};

use super::clicked::hundredths;
use super::save_row::save_ui;
use crate::dataset::Class;
use crate::report::Table;
use crate::ui::paper::model::paper_model::PaperModel;
use crate::ui::paper::model::reproducer::Reproducer;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::Page;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::figure::figure;

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
        ui.weak("Recall in percent. Green: ours is within a point or two standard deviations of the paper's.");
        ui.add_space(theme::GAP);
        Grid::new(self.table.name).spacing([16.0, 3.0]).show(ui, |ui| {
            // The columns before the digit say what a group of rows belongs to.
            let groups: Vec<_> = self.table.rows.chunk_by(|a, b| a[..self.digit] == b[..self.digit]).collect();
            ui.label("");
            ui.label("");
            for row in groups.first().copied().unwrap_or_default() {
                let digit = row[self.digit].parse().ok().map(Class::new);
                let colour = digit.map_or(palette.text, |digit| palette.class(digit));
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
        intents.push(PaperIntent::GoTo { gamma: hundredths(clicked.x), a: None });
    }
    save_ui(ui, settings, &model.exports, &shown.figure, intents);
}

fn nothing_ui(ui: &mut Ui) {
    ui.weak("Nothing is computed yet. Recompute, above, takes two minutes for the quick version.");
}
