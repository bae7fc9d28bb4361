//! The paper's tables and figures, recomputed.

use eframe::egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Ui, vec2};

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

/// Pages of one kind, with its name.
type Group = (&'static str, Vec<(Page, String)>);

/// The pages there are, a table or a figure each, in groups.
pub(crate) fn groups(reproducer: &Reproducer) -> Vec<Group> {
    let Some(shown) = reproducer.shown() else { return Vec::new() };
    let tables = shown.tables.iter().enumerate().map(|(index, table)| (Page::Table(index), table.name, true));
    let figures = shown.figures.iter().enumerate().map(|(index, figure)| (Page::Figure(index), figure.name, false));
    let pages: Vec<_> = tables.chain(figures).map(|(page, name, is_table)| (page, entry(name, is_table))).collect();
    let group = |name| {
        let own = pages.iter().filter(|(_, (group, _))| *group == name);
        (name, own.map(|(page, (_, title))| (*page, title.clone())).collect::<Vec<_>>())
    };
    ["Tables", "Figures", "Choices"].map(group).into_iter().filter(|(_, pages)| !pages.is_empty()).collect()
}

/// In which group a table or a figure is, and what it is called there.
fn entry(name: &str, is_table: bool) -> (&'static str, String) {
    let (group, title) = match (name, is_table) {
        ("epsilon_fit", _) => ("Choices", "Fit of epsilon, values"),
        ("epsilon", _) => ("Choices", "Fit of epsilon"),
        ("choices", _) => ("Choices", "Open choices, values"),
        ("lost_digits", _) => ("Choices", "Recall by setting"),
        ("plain_network", _) => ("Tables", "Plain network"),
        ("mean_law_check", _) => ("Tables", "Mean law, values"),
        ("figure_2", _) => ("Figures", "Fig. 2: phase plane"),
        ("figure_3", _) => ("Figures", "Fig. 3: outputs"),
        ("figure_4", _) => ("Figures", "Fig. 4: over gamma"),
        ("figure_6", _) => ("Figures", "Fig. 6: training"),
        ("figure_7", _) => ("Figures", "Fig. 7: recall"),
        ("mean_law", _) => ("Figures", "Mean law"),
        ("table_1", false) => ("Figures", "Table 1 as bars"),
        ("table_2", false) => ("Figures", "Table 2 as bars"),
        (_, is_table) => (if is_table { "Tables" } else { "Figures" }, ""),
    };
    (group, if title.is_empty() { sentence(name) } else { title.to_owned() })
}

/// `table_1` as it is said: Table 1.
fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A table of the paper with ours beside it.
pub(crate) fn table_ui(ui: &mut Ui, reproducer: &Reproducer, index: usize) {
    let Some(table) = reproducer.shown().and_then(|shown| shown.tables.get(index)) else {
        nothing_ui(ui);
        return;
    };
    ui.label(RichText::new(entry(table.name, true).1).size(theme::TITLE).strong());
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
            ui.label(RichText::new(tenths(&row[self.paper])).color(palette.dim));
        }
        ui.end_row();
        ui.label("");
        ui.weak("ours");
        for row in group {
            let hover = format!("± {} over the seeds", tenths(&row[self.deviation]));
            ui.label(RichText::new(tenths(&row[self.ours])).strong()).on_hover_text(hover);
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

/// A percentage to a tenth.
fn tenths(field: &str) -> String {
    fixed(field, 1)
}

/// A number to so many digits after the point; other text as it is.
fn fixed(field: &str, decimals: usize) -> String {
    let Ok(value) = field.parse::<f64>() else { return field.to_owned() };
    let text = format!("{value:.decimals$}");
    let is_zero = text.parse::<f64>().is_ok_and(|value| value == 0.0);
    if is_zero { text.replace('-', "") } else { text.replace('-', "−") }
}

/// A number to three figures, without zeros at its end: 0.00501, 1.26, 5.
fn three_figures(field: &str) -> String {
    let Ok(value) = field.parse::<f64>() else { return field.to_owned() };
    let decimals = (2.0 - value.abs().max(1e-6).log10().floor()).clamp(0.0, 8.0) as usize;
    let text = fixed(field, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn plain_ui(ui: &mut Ui, table: &Table) {
    let columns: Vec<Column> = (0..table.header.len()).map(|column| Column::of(table, column)).collect();
    Grid::new(table.name).striped(true).spacing([18.0, 4.0]).show(ui, |ui| {
        for (head, column) in table.header.iter().zip(&columns) {
            column.cell(ui, RichText::new(head.replace('_', " ").replace(" -", " −")).small().weak());
        }
        ui.end_row();
        for row in &table.rows {
            for (field, column) in row.iter().zip(&columns) {
                column.cell(ui, RichText::new(column.text(field)));
            }
            ui.end_row();
        }
    });
}

/// How a column of a table is shown: numbers to the same digit, one below the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// Text, as it is.
    Text,
    /// Numbers as they are, such as settings.
    Given,
    /// Settings over decades, each to three figures.
    Decades,
    /// Numbers to so many digits after the point.
    Fixed(usize),
}

impl Column {
    /// Percentages to a tenth, other measured values to three figures of the largest.
    fn of(table: &Table, column: usize) -> Self {
        let fields = || table.rows.iter().filter_map(|row| row.get(column));
        let values: Vec<f64> = fields().filter_map(|field| field.parse().ok()).collect();
        let head = table.header[column];
        if values.len() < fields().count() || values.is_empty() {
            Self::Text
        } else if head.ends_with("percent") || head == "deviation" || head == "difference" || head.parse::<u8>().is_ok()
        {
            Self::Fixed(1)
        } else if head == "epsilon" {
            Self::Decades
        } else if !head.contains("difference") && fields().all(|field| field.len() <= 6) {
            Self::Given
        } else {
            let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            Self::Fixed((2.0 - largest.log10().floor()).clamp(0.0, 6.0) as usize)
        }
    }

    fn text(self, field: &str) -> String {
        match self {
            Self::Text => field.to_owned(),
            Self::Given => field.replace('-', "−"),
            Self::Decades => three_figures(field),
            Self::Fixed(decimals) => fixed(field, decimals),
        }
    }

    fn cell(self, ui: &mut Ui, text: RichText) {
        if self == Self::Text {
            ui.label(text);
        } else {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
        }
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
    if let Some(clicked) = figure(ui, size, (shown.name, model.reproducer.shown_since()), &shown.figure)
        && shown.name == "figure_4"
    {
        intents.push(PaperIntent::GoTo { gamma: hundredths(clicked.x), a: None });
    }
    save_ui(ui, settings, &model.exports, &shown.figure, intents);
}

fn nothing_ui(ui: &mut Ui) {
    ui.weak("There is no such page in the report that is shown.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_one_format() {
        let row = |fields: [&str; 5]| fields.map(str::to_owned).to_vec();
        let table = Table {
            name: "table",
            header: vec!["set", "epsilon", "ours_percent", "rms_difference", "difference"],
            rows: vec![
                row(["training", "0.1", "0.3", "4.21345678", "-6.6666666"]),
                row(["test", "0.0050119", "6.7000000001", "0.00312345", "0.0004"]),
            ],
        };
        let shown = |row: usize| -> Vec<String> {
            (0..5).map(|column| Column::of(&table, column).text(&table.rows[row][column])).collect()
        };
        assert_eq!(shown(0), ["training", "0.1", "0.3", "4.21", "−6.7"]);
        assert_eq!(shown(1), ["test", "0.00501", "6.7", "0.00", "0.0"]);
        assert_eq!(
            ["5.0119", "0.0999", "100", "-0.1", "so"].map(three_figures),
            ["5.01", "0.0999", "100", "−0.1", "so"]
        );
    }
}
