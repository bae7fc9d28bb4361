//! The answer.

use eframe::egui::accesskit::Live;
use eframe::egui::{
    Align, Align2, FontId, Label, Layout, Rect, RichText, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, vec2,
};

use super::title::title;
use crate::dataset::Class;
use crate::ui::run::model::answer::Answer;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::bars::{ClassBars, percent};
use crate::ui::widgets::class_labels::{ClassLabels, elided};
use crate::ui::widgets::named::named;

/// Width of the large answer, and of one that has a name.
const ANSWER_WIDTH: f32 = 84.0;
const NAME_WIDTH: f32 = 104.0;
/// How much thicker the answer is, on each side.
const STROKE: f32 = 1.5;
/// Height of the lines under the bars.
const LINES: f32 = 42.0;
/// Height of the line that says whether the answer is correct.
const VERDICT: f32 = 18.0;
/// Letters of a name where the rules stand side by side.
const SHORT_NAME: usize = 7;
/// The smallest letters of the large answer.
const LEAST_LETTERS: f32 = 12.0;
/// Width of a letter, as part of its height.
const LETTER: f32 = 0.56;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let answer = view.run.answer();
    title(ui, "Answer", |ui| {
        let note = match (view.run.is_answering(), answer) {
            (true, _) => "computing…",
            (false, Some(_)) => "share of time",
            (false, None) => "",
        };
        ui.weak(note).on_hover_text(format!(
            "How long each output was the largest, as a share of the observation window T = {}.",
            view.time(100.0, 0)
        ));
        let tooltip = "The answer by each rule with its margin, and the way to it from the pixels.";
        explain_ui(ui, view, ("explain the answer", tooltip), intents);
    });
    if let Some(error) = view.run.answer_error() {
        ui.add(Label::new(RichText::new(error).color(Palette::of(ui).bad)).wrap());
        return;
    }
    remark_ui(view, ui);
    pieces_ui(view, ui, intents);
    let labels = view.run.labels();
    let height = ui.available_height() - LINES;
    ui.horizontal(|ui| {
        let width = if labels.are_named() { NAME_WIDTH } else { ANSWER_WIDTH };
        answer_ui(view, ui, answer, vec2(width, height));
        let bars = ClassBars {
            name: "share of time",
            labels,
            shares: answer.map(|answer| answer.shares.iter().copied().map(Some).collect()),
            ticks: view.run.live().sweep().shares().filter(|_| answer.is_some()),
            leader: answer.map(|answer| answer.winner),
            decimals: 0,
            ends: [0.0, 1.0],
        };
        let protocol = view.run.network().other().map_or_else(
            || "1000 time units and an observation window of 100".to_owned(),
            |other| {
                let (times, unit) = (other.description().times, other.description().time_unit);
                format!("{} {unit} and an observation window of {} {unit}", times.transient, times.window)
            },
        );
        bars.show(ui, vec2(ui.available_width(), height)).on_hover_text(format!(
            "Bars: the protocol's run, a transient of {protocol}. Ticks: the neurons on the wall, since the image or a slider \
             last changed."
        ));
    });
    if let Some(answer) = answer {
        let unit = view.run.network().other().map(|other| other.description().time_unit);
        lines_ui(ui, labels, (answer, unit));
        rules_ui(ui, labels, answer);
    }
}

/// The button that opens the explanation.
pub(super) fn explain_ui(ui: &mut Ui, view: &RunView<'_>, (name, tooltip): (&str, &str), intents: &mut Vec<RunIntent>) {
    let explains = view.settings.explains;
    if named(ui.selectable_label(explains, "?"), name).on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Explain(!explains));
    }
}

/// What is to be known of the picture.
fn remark_ui(view: &RunView<'_>, ui: &mut Ui) {
    let small = |text: String, ui: &Ui| RichText::new(text).small().color(Palette::of(ui).warning);
    if let Some(remark) = view.run.specimen().remark() {
        let text = small(remark.to_string(), ui);
        ui.add(Label::new(text).wrap());
    }
    if let Some(unfamiliar) = view.run.unfamiliar() {
        let text = small(unfamiliar.to_string(), ui);
        let response = ui.add(Label::new(text).truncate()).on_hover_text(unfamiliar.detail());
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    }
}

/// The answers to a picture with several digits, in reading order; the one that is shown can be chosen.
fn pieces_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (count, chosen) = (view.run.specimen().pieces().len(), view.run.specimen().piece());
    if count < 2 {
        return;
    }
    let answers = view.run.answer().map_or(&[][..], |answer| &answer.pieces);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.weak(format!("{count} digits:")).on_hover_text("In reading order. Click one to watch it.");
        for piece in 0..count {
            let text = answers.get(piece).map_or_else(|| "…".to_owned(), |answer| view.run.labels().short(*answer));
            let button = ui.selectable_label(piece == chosen, RichText::new(&text).strong());
            if named(button, &format!("piece {} of {count}: {text}", piece + 1)).clicked() {
                intents.push(RunIntent::Piece(piece));
            }
        }
    });
}

/// The answer, as large as can be, and whether it is correct.
fn answer_ui(view: &RunView<'_>, ui: &mut Ui, answer: Option<&Answer>, size: Vec2) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let palette = Palette::of(ui);
    let labels = view.run.labels();
    let (text, whole, color) = match answer.map(|answer| answer.winner) {
        Some(winner) => (labels.short(winner), labels.of(winner), palette.class(winner)),
        None => ("–".to_owned(), "–".to_owned(), palette.dim),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("answer {whole}")));
    let letters = text.chars().count().max(1) as f32;
    let font = FontId::proportional((size.x / (letters * LETTER)).clamp(LEAST_LETTERS, theme::ANSWER));
    // A screen reader says it when it changes.
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    // The window's only font is a light one: what is written five times is bold.
    let stroke = STROKE * font.size / theme::ANSWER;
    for (right, down) in [(0.0, 0.0), (-stroke, 0.0), (stroke, 0.0), (0.0, -stroke), (0.0, stroke)] {
        let at = rect.center() + vec2(right, down - 8.0);
        ui.painter().text(at, Align2::CENTER_CENTER, &text, font.clone(), color);
    }
    if let (Some(answer), Some((label, shows))) = (answer, view.run.truth()) {
        verdict_ui(ui, rect, answer.winner == label, shows);
    }
    if labels.are_named() {
        response.on_hover_text(whole);
    }
}

fn verdict_ui(ui: &mut Ui, rect: Rect, is_correct: bool, shows: &str) {
    let palette = Palette::of(ui);
    let (text, color) =
        if is_correct { ("correct".to_owned(), palette.good) } else { (format!("wrong: {shows}"), palette.bad) };
    let place =
        UiBuilder::new().max_rect(rect.with_min_y(rect.bottom() - VERDICT)).layout(Layout::top_down(Align::Center));
    // The answer has its place already; this one lies within.
    ui.new_child(place).add(Label::new(RichText::new(text).color(color)).truncate());
}

fn lines_ui(ui: &mut Ui, labels: &ClassLabels, (answer, unit): (&Answer, Option<&str>)) {
    ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
    ui.spacing_mut().interact_size.y = 16.0;
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.horizontal(|ui| {
            pair(ui, "margin", &percent(answer.margin), "The winner's share of time minus the second's.");
            let until = match unit {
                None => format!("t = {:.1}", answer.decided_at),
                Some(unit) => format!("t = {:.0} {unit}", answer.decided_at),
            };
            pair(
                ui,
                "ahead since",
                &until,
                "From this time in the observation window on, the winner was always the output that had led longest.",
            );
            if let Some(untouched) = answer.untouched {
                untouched_ui(ui, labels, (answer.winner, untouched));
            }
        });
    });
}

/// The rules side by side.
fn rules_ui(ui: &mut Ui, labels: &ClassLabels, answer: &Answer) {
    ui.spacing_mut().item_spacing = vec2(9.0, 2.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal(|ui| {
        let tooltip = "The output that leads longest, as in the paper: the answer above.";
        rule_ui(ui, "winner", (labels, answer.winner), "", tooltip);
        let tooltip = "The output with the largest time mean.";
        rule_ui(ui, "mean", (labels, answer.by_mean), "", tooltip);
        let tooltip = "The output that is the largest at the end of the observation window.";
        rule_ui(ui, "last", (labels, answer.last), "", tooltip);
        if let Some((class, probability, _)) = answer.plain {
            let tooltip =
                "The answer of the plain network, with sigmoids, to the same image, and its softmax probability.";
            rule_ui(ui, "plain network", (labels, class), &percent(probability), tooltip);
        }
    });
}

/// The answer by one rule, in the class's colour.
fn rule_ui(ui: &mut Ui, rule: &str, (labels, class): (&ClassLabels, Class), note: &str, tooltip: &str) {
    let palette = Palette::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.weak(rule).on_hover_text(tooltip);
        let text = RichText::new(elided(&labels.of(class), SHORT_NAME)).strong().size(theme::TITLE);
        ui.label(text.color(palette.class(class))).on_hover_text(tooltip);
        if !note.is_empty() {
            ui.weak(note).on_hover_text(tooltip);
        }
    });
}

/// What the answer would be without interventions.
fn untouched_ui(ui: &mut Ui, labels: &ClassLabels, (winner, untouched): (Class, Class)) {
    let palette = Palette::of(ui);
    let (text, color) = if winner == untouched {
        (format!("still {}", labels.short(winner)), palette.dim)
    } else {
        (format!("changed from {}", labels.short(untouched)), palette.warning)
    };
    ui.colored_label(color, text)
        .on_hover_text("The answer without stimulated, clamped or ablated neurons, to compare with.");
}

fn pair(ui: &mut Ui, name: &str, value: &str, tooltip: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.weak(name).on_hover_text(tooltip);
        ui.label(RichText::new(value).strong()).on_hover_text(tooltip);
    });
}
