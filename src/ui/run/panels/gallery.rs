//! The thumbnails of the test set.

use eframe::egui::{
    Align2, ComboBox, Context, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, Window,
    pos2, vec2,
};

use crate::dataset::Class;
use crate::ui::run::model::gallery::Gallery;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::TestSetSurvey;
use crate::ui::run::model::verdict::Verdict;
use crate::ui::shared::gallery_filter::{Filter, Only};
use crate::ui::shared::intent::{Pick, RunIntent};
use crate::ui::shared::test_set::TestSet;
use crate::ui::theme::{self, Palette, SMALL};
use crate::ui::widgets::bars::percent;
use crate::ui::widgets::class_labels::{ClassLabels, elided};
use crate::ui::widgets::named::named;

/// Side of a thumbnail.
const SIDE: f32 = 40.0;
/// Between two of them, and room for a line under each.
const GAP: Vec2 = vec2(6.0, 18.0);
/// Letters of a name under a thumbnail.
const LETTERS: usize = 8;
/// Thumbnails whose texture is held at once: a texture may not be wider than 2048 pixels everywhere.
const MOST_IN_SIGHT: usize = 72;

/// Said of an image whose two best outputs led for nearly the same time.
const NEAR_TIE: &str = " Nearly a tie: all images are answered from a lookup table, a single one by integration, and either may \
                        come out ahead.";

/// Draws the gallery in a window of its own.
pub(crate) fn show(ctx: &Context, gallery: &mut Gallery, run: &RunModel, survey: &TestSetSurvey) -> Vec<RunIntent> {
    let mut intents = Vec::new();
    let mut open = true;
    let title = run.library().map_or_else(|| "Test set".to_owned(), |set| format!("Test set of {}", set.name));
    Window::new(title)
        .id(eframe::egui::Id::unique("test set"))
        .open(&mut open)
        .collapsible(false)
        .default_pos(pos2(248.0, 106.0))
        .default_size(vec2(480.0, 430.0))
        .min_width(420.0)
        .show(ctx, |ui| match run.library() {
            None => {
                ui.weak("The images are being unpacked…");
            }
            Some(set) => {
                gallery.follow(set, survey.verdicts());
                filter_ui(ui, gallery.filter, (set, run.labels()), &mut intents);
                note_ui(ui, gallery, survey);
                grid_ui(ui, gallery, (run, set), &mut intents);
            }
        });
    if !open {
        intents.push(RunIntent::Browse(false));
    }
    intents
}

fn filter_ui(ui: &mut Ui, filter: Filter, (set, answers): (&TestSet, &ClassLabels), intents: &mut Vec<RunIntent>) {
    let mut edited = filter;
    ui.horizontal(|ui| {
        class_ui(ui, ("label", "label filter"), &set.labels, &mut edited.label);
        class_ui(ui, ("answer", "answer filter"), answers, &mut edited.answer);
        ui.add_space(6.0);
        for only in Only::ALL {
            if ui.selectable_label(edited.only == only, only.name()).on_hover_text(only.explanation()).clicked() {
                edited.only = only;
            }
        }
    });
    ui.horizontal(|ui| {
        ui.checkbox(&mut edited.by_margin, "most ambiguous first").on_hover_text(
            "By the margin, the winner's share of time minus the second's; the smallest first. Otherwise as in the set.",
        );
    });
    if edited != filter {
        intents.push(RunIntent::Filter(edited));
    }
}

/// Any class, or one.
fn class_ui(ui: &mut Ui, (text, name): (&str, &str), labels: &ClassLabels, chosen: &mut Option<Class>) {
    ui.weak(text);
    let shown = chosen.map_or_else(|| "any".to_owned(), |class| labels.short(class));
    let width = if labels.are_named() { 84.0 } else { 52.0 };
    let combo = ComboBox::from_id_salt(name).width(width).height(320.0).selected_text(shown).show_ui(ui, |ui| {
        ui.selectable_value(chosen, None, "any");
        for class in labels.count().all() {
            ui.selectable_value(chosen, Some(class), labels.of(class));
        }
    });
    named(combo.response, name);
}

fn note_ui(ui: &mut Ui, gallery: &Gallery, survey: &TestSetSurvey) {
    let count = gallery.shown().len();
    let images = if count == 1 { "image" } else { "images" };
    let text = match (survey.obstacle(), survey.verdicts(), survey.is_racing()) {
        (Some(obstacle), ..) => format!("{count} {images}; no answers: {obstacle}"),
        (None, None, _) => "answering all of them once…".to_owned(),
        (None, Some(_), true) => format!("{count} {images}, at earlier settings…"),
        (None, Some(_), false) => format!("{count} {images}"),
    };
    ui.weak(text);
}

fn grid_ui(ui: &mut Ui, gallery: &mut Gallery, (run, set): (&RunModel, &TestSet), intents: &mut Vec<RunIntent>) {
    if gallery.shown().is_empty() {
        ui.weak("No image is like that. Choose “any” or “all”.");
        return;
    }
    let columns = (((ui.available_width() - 14.0 + GAP.x) / (SIDE + GAP.x)) as usize).clamp(1, 18);
    let rows = gallery.shown().len().div_ceil(columns);
    let height = SIDE + GAP.y;
    let current = run.specimen().origin().test_image().filter(|image| image.data == set.hash).map(|image| image.index);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, rows, |ui, range| {
        let first = range.start * columns;
        let last = (range.end * columns).min(gallery.shown().len()).min(first + MOST_IN_SIGHT);
        let indices = gallery.shown()[first.min(last)..last].to_vec();
        gallery.atlas.set(ui.ctx(), (&set.images, &set.hash), &indices);
        for (row, in_row) in indices.chunks(columns).enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            for (column, &index) in in_row.iter().enumerate() {
                let corner = rect.min + vec2(column as f32 * (SIDE + GAP.x), 0.0);
                let place = Rect::from_min_size(corner, Vec2::splat(SIDE));
                let (label, current) = (set.images.labels()[index], current == Some(index));
                let thumbnail = Thumbnail { gallery, index, label, current, labels: (&set.labels, run.labels()) };
                if thumbnail.show(ui, place, row * columns + column) {
                    intents.push(RunIntent::Pick(Pick::Index(index)));
                }
            }
        }
    });
}

struct Thumbnail<'a> {
    gallery: &'a Gallery,
    index: usize,
    label: Class,
    current: bool,
    /// What the classes of the set and those of the network are called.
    labels: (&'a ClassLabels, &'a ClassLabels),
}

impl Thumbnail<'_> {
    /// Draws it; whether it was chosen.
    fn show(&self, ui: &mut Ui, place: Rect, in_atlas: usize) -> bool {
        let palette = Palette::of(ui);
        let verdict = self.gallery.verdict(self.index);
        let id = ui.scope_id().with(("thumbnail", self.index));
        let response = ui.interact(place.with_max_y(place.bottom() + GAP.y - 4.0), id, Sense::click());
        let (truths, answers) = self.labels;
        let answered = verdict.map_or_else(String::new, |verdict| {
            let tie = if verdict.is_near_tie { format!(" or {}", answers.of(verdict.second)) } else { String::new() };
            format!(", answered {}{tie}", answers.of(verdict.winner))
        });
        let name = format!("test {}, {}{answered}", self.index, truths.with_article(self.label));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("show {name}")));
        self.gallery.atlas.paint(ui, in_atlas, place);
        let frame = if self.current {
            Some(Stroke::new(2.0, palette.accent))
        } else if response.hovered() || response.has_focus() {
            Some(Stroke::new(1.0, palette.text))
        } else {
            None
        };
        if let Some(frame) = frame {
            ui.painter().rect_stroke(place, theme::RADIUS, frame, StrokeKind::Outside);
        }
        if let Some(verdict) = verdict {
            let (color, text) = match (verdict.is_near_tie, verdict.winner == self.label) {
                (true, _) if ![verdict.winner, verdict.second].contains(&self.label) => {
                    (palette.bad, self.tie_caption(verdict))
                }
                (true, _) => (palette.warning, self.tie_caption(verdict)),
                (false, true) => (palette.dim, self.caption(verdict.winner)),
                (false, false) => (palette.bad, self.caption(verdict.winner)),
            };
            let at = pos2(place.center().x, place.bottom() + 1.0);
            ui.painter().text(at, Align2::CENTER_TOP, text, FontId::proportional(SMALL), color);
            let (mean, last) = (answers.of(verdict.mean), answers.of(verdict.last));
            let plain = verdict.plain.map_or_else(String::new, |plain| format!(", plain {}", answers.of(plain)));
            let margin = percent(f64::from(verdict.margin));
            let tie = if verdict.is_near_tie { NEAR_TIE } else { "" };
            return response
                .on_hover_text(format!("{name}. Margin {margin}; largest mean {mean}, last state {last}{plain}.{tie}"))
                .clicked();
        }
        response.on_hover_text(name).clicked()
    }

    /// Both answers of a near tie, the winner first.
    fn tie_caption(&self, verdict: Verdict) -> String {
        let answers = self.labels.1;
        let letters = if answers.are_named() { 3 } else { LETTERS };
        let [first, second] = [verdict.winner, verdict.second].map(|class| elided(&answers.of(class), letters));
        format!("{first} or {second}")
    }

    /// The class, and the answer where that is another one; as short as there is room for.
    fn caption(&self, answer: Class) -> String {
        let (truths, answers) = self.labels;
        match (answer == self.label, truths.are_named()) {
            (true, _) => elided(&truths.of(self.label), LETTERS),
            (false, false) => format!("{} as {}", self.label, answers.of(answer)),
            (false, true) => format!("{}/{}", elided(&truths.of(self.label), 4), elided(&answers.of(answer), 4)),
        }
    }
}
