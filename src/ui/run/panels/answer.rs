//! The answer.

use eframe::egui::accesskit::Live;
use eframe::egui::{Align, Align2, FontId, Layout, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::title::title;
use crate::dataset::Class;
use crate::ui::run::model::answer::Answer;
use crate::ui::run::view::RunView;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::bars::{DigitBars, percent};

/// Width of the large digit.
const DIGIT_WIDTH: f32 = 84.0;
/// How much thicker the digit is, on each side.
const STROKE: f32 = 1.5;
/// Height of the lines under the bars.
const LINES: f32 = 42.0;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui) {
    let answer = view.run.answer();
    title(ui, "Answer", |ui| {
        let note = match (view.run.is_answering(), answer) {
            (true, _) => "computing…",
            (false, Some(_)) => "share of time",
            (false, None) => "",
        };
        ui.weak(note).on_hover_text("How long each output was the largest, as a share of the window T = 100.");
    });
    if let Some(error) = view.run.answer_error() {
        ui.colored_label(Palette::of(ui).bad, error);
        return;
    }
    let height = ui.available_height() - LINES;
    ui.horizontal(|ui| {
        digit_ui(view, ui, answer, vec2(DIGIT_WIDTH, height));
        let bars = DigitBars {
            name: "share of time",
            shares: answer.map(|answer| answer.shares.iter().copied().map(Some).collect()),
            ticks: view.run.live().sweep().shares().filter(|_| answer.is_some()),
            leader: answer.map(|answer| answer.winner),
            decimals: 0,
            ends: [0.0, 1.0],
        };
        bars.show(ui, vec2(ui.available_width(), height)).on_hover_text(
            "Bars: the protocol's run, 1000 time units thrown away and 100 watched. Ticks: the neurons on the wall, \
             since the digit or a slider last changed.",
        );
    });
    if let Some(answer) = answer {
        lines_ui(ui, answer);
        rules_ui(ui, answer);
    }
}

/// The digit that leads, as large as can be, and whether that is right.
fn digit_ui(view: &RunView<'_>, ui: &mut Ui, answer: Option<&Answer>, size: Vec2) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let palette = Palette::of(ui);
    let (text, color) = match answer {
        Some(answer) => (answer.winner.to_string(), palette.digit(answer.winner)),
        None => ("–".to_owned(), palette.dim),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("answer {text}")));
    // A screen reader says it when it changes.
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    // The window's only font is a light one: a digit written five times is a bold one.
    for (right, down) in [(0.0, 0.0), (-STROKE, 0.0), (STROKE, 0.0), (0.0, -STROKE), (0.0, STROKE)] {
        let at = rect.center() + vec2(right, down - 8.0);
        ui.painter().text(at, Align2::CENTER_CENTER, &text, FontId::proportional(theme::ANSWER), color);
    }
    if let (Some(answer), Some(label)) = (answer, view.run.specimen().origin().label()) {
        verdict_ui(ui, rect, answer.winner, label);
    }
}

fn verdict_ui(ui: &Ui, rect: Rect, winner: Class, label: Class) {
    let palette = Palette::of(ui);
    let (text, color) =
        if winner == label { ("right".to_owned(), palette.good) } else { (format!("wrong: a {label}"), palette.bad) };
    ui.painter().text(rect.center_bottom(), Align2::CENTER_BOTTOM, text, FontId::proportional(theme::TEXT), color);
}

fn lines_ui(ui: &mut Ui, answer: &Answer) {
    ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
    ui.spacing_mut().interact_size.y = 16.0;
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.horizontal(|ui| {
            pair(ui, "margin", &percent(answer.margin), "The winner's share of time minus the second's.");
            let until = format!("t = {:.1}", answer.decided_at);
            pair(
                ui,
                "undecided until",
                &until,
                "Up to here in the window, the digit that had led longest still changed.",
            );
            if let Some(untouched) = answer.untouched {
                untouched_ui(ui, answer.winner, untouched);
            }
        });
    });
}

/// The rules side by side.
fn rules_ui(ui: &mut Ui, answer: &Answer) {
    ui.spacing_mut().item_spacing = vec2(9.0, 2.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal(|ui| {
        let tooltip = "The output that leads longest, as in the paper: the answer above.";
        rule_ui(ui, "winner", answer.winner, "", tooltip);
        let tooltip = "The output with the largest time mean.";
        rule_ui(ui, "mean", answer.by_mean, "", tooltip);
        let tooltip = "The output that is the largest at the end of the window.";
        rule_ui(ui, "last", answer.last, "", tooltip);
        if let Some((digit, probability)) = answer.plain {
            let tooltip =
                "What the plain network, with sigmoids, says to the same picture, and its softmax probability.";
            rule_ui(ui, "plain network", digit, &percent(probability), tooltip);
        }
    });
}

/// What one rule says, in the digit's colour.
fn rule_ui(ui: &mut Ui, rule: &str, digit: Class, note: &str, tooltip: &str) {
    let palette = Palette::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.weak(rule).on_hover_text(tooltip);
        ui.label(RichText::new(digit.to_string()).strong().size(theme::TITLE).color(palette.digit(digit)))
            .on_hover_text(tooltip);
        if !note.is_empty() {
            ui.weak(note).on_hover_text(tooltip);
        }
    });
}

/// What the answer would be without the hands on the neurons.
fn untouched_ui(ui: &mut Ui, winner: Class, untouched: Class) {
    let palette = Palette::of(ui);
    let (text, color) = if winner == untouched {
        (format!("still {winner}"), palette.dim)
    } else {
        (format!("changed from {untouched}"), palette.warning)
    };
    ui.colored_label(color, text)
        .on_hover_text("The answer before neurons were stimulated, held or silenced, to compare with.");
}

fn pair(ui: &mut Ui, name: &str, value: &str, tooltip: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.weak(name).on_hover_text(tooltip);
        ui.label(RichText::new(value).strong()).on_hover_text(tooltip);
    });
}
