//! The image: canvas, preparation, sources.

use eframe::egui::{self, Align, Button, ComboBox, DragValue, Layout, RichText, TextEdit, Ui, Vec2, vec2};

use super::title::title;
use crate::dataset::{Class, DIGITS};
use crate::image::Preparation;
use crate::network::Preprocessing;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::{Pick, RunIntent};
use crate::ui::shared::origin::Origin;
use crate::ui::shared::platform::{HAS_FOLDERS, other_ways};
use crate::ui::shared::specimen::Specimen;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::canvas::canvas;
use crate::ui::widgets::class_labels::ClassLabels;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::named::named;
use crate::ui::widgets::picture::Picture;

/// The side of a step of the preparation, and its width with the caption.
const STEP_SIDE: f32 = 52.0;
const STEP_WIDTH: f32 = 70.0;
/// Letters of a caption.
const CAPTION: f32 = 10.0;
/// Height of everything under the canvas.
const BELOW: f32 = 228.0;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, path: &mut String, intents: &mut Vec<RunIntent>) {
    let specimen = view.run.specimen();
    title(ui, if view.run.labels().are_digits() { "Digit" } else { "Image" }, |ui| {
        ui.weak(specimen.origin().describe());
    });
    let side = (ui.available_height() - BELOW).min(ui.available_width()).max(80.0);
    ui.vertical_centered(|ui| {
        let (response, events) = canvas(ui, &specimen.whole, side, specimen.drawing().is_drawing());
        if !events.is_empty() {
            intents.push(RunIntent::Draw(events));
        }
        if specimen.image().is_none() {
            note_on_canvas(ui, response.rect, view);
        }
    });
    pen_ui(view, ui, intents);
    preparation_ui(ui, specimen, intents);
    pick_ui(view, ui, intents);
    open_ui(view, ui, path, intents);
}

/// What an empty canvas says.
fn note_on_canvas(ui: &Ui, canvas: egui::Rect, view: &RunView<'_>) {
    let noun = if view.run.labels().are_digits() { "draw a digit" } else { "draw something" };
    let text = if *view.run.specimen().origin() == Origin::Nothing { noun } else { "nothing to classify" };
    let (at, align) = (canvas.center_bottom() - vec2(0.0, 8.0), egui::Align2::CENTER_BOTTOM);
    ui.painter().text(at, align, text, egui::FontId::proportional(theme::TEXT), Palette::of(ui).dim);
}

fn pen_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (settings, specimen) = (view.settings, view.run.specimen());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding.x = 5.0;
        for (erases, name, tooltip) in
            [(false, "Pen", "Draws with the left button."), (true, "Eraser", "Erases. The right button always does.")]
        {
            if ui.selectable_label(settings.erases == erases, name).on_hover_text(tooltip).clicked() {
                intents.push(RunIntent::Erases(erases));
            }
        }
        let undo = ui.add_enabled(specimen.can_undo(), Button::new("Undo"));
        if undo
            .on_hover_text("Takes back the last stroke, or brings back what was on the canvas before (Ctrl Z).")
            .clicked()
        {
            intents.push(RunIntent::Undo);
        }
        if ui.button("Clear").on_hover_text("Empties the canvas (C).").clicked() {
            intents.push(RunIntent::Clear);
        }
        let mut percent = 100.0 * settings.pen_width;
        let width = DragValue::new(&mut percent).range(3.0..=20.0).speed(0.1).fixed_decimals(0).suffix(" %");
        let response = named(ui.add(width), "pen width");
        if response.on_hover_text("Width of the pen, in percent of the canvas.").changed() {
            intents.push(RunIntent::PenWidth(percent / 100.0));
        }
    });
}

/// From the input to 28 x 28 pixels.
fn preparation_ui(ui: &mut Ui, specimen: &Specimen, intents: &mut Vec<RunIntent>) {
    let now = specimen.preparation();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = (ui.available_width() - 3.0 * STEP_WIDTH).max(0.0) / 2.0;
        step_ui(ui, &specimen.whole, ("input", "The strokes or the picture, whole."), None);
        let tooltip = "The ink's box, made to fit into 20 by 20 pixels. Click to switch this step off: the whole picture is \
                       made 28 by 28 instead.";
        if step_ui(ui, &specimen.fitted, (if now.fit { "size-normalised" } else { "not normalised" }, tooltip), Some("fit")) {
            intents.push(RunIntent::Prepare(Preparation { fit: !now.fit, ..now }));
        }
        let tooltip = format!(
            "What the network sees: 28 by 28 pixels with the centre of the ink's mass in the middle, as MNIST was made{}. \
             Click to switch the centring off. Images of the test set came prepared.",
            normalised(specimen.normalisation())
        );
        let caption = match (now.centre, specimen.normalisation()) {
            (false, _) => "not centred",
            (true, Preprocessing::None) => "centred",
            (true, Preprocessing::Deskew) => "deskewed",
            (true, Preprocessing::MomentNormalisation) => "normalised",
        };
        if step_ui(ui, &specimen.seen, (caption, &tooltip), Some("centre")) {
            intents.push(RunIntent::Prepare(Preparation { centre: !now.centre, ..now }));
        }
    });
}

/// The preprocessing of such a network, in a clause.
fn normalised(normalisation: Preprocessing) -> &'static str {
    match normalisation {
        Preprocessing::None => "",
        Preprocessing::Deskew => ", then deskewed: this network was trained with such images",
        Preprocessing::MomentNormalisation => {
            ", then deskewed and brought to one size by the moments of its ink: this network was trained with such images"
        }
    }
}

/// One step of the strip; whether it was clicked. `switch` is what a screen reader calls it if it can be.
fn step_ui(ui: &mut Ui, picture: &Picture, (caption, tooltip): (&str, &str), switch: Option<&str>) -> bool {
    ui.allocate_ui_with_layout(vec2(STEP_WIDTH, STEP_SIDE + 16.0), Layout::top_down(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let response = picture.show(ui, Vec2::splat(STEP_SIDE), caption);
        let off = caption.starts_with("not");
        let color = if off { Palette::of(ui).warning } else { Palette::of(ui).dim };
        ui.add(egui::Label::new(RichText::new(caption).size(CAPTION).color(color)).extend());
        let Some(name) = switch else {
            response.on_hover_text(tooltip);
            return false;
        };
        let response = response.interact(egui::Sense::click());
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, !off, name));
        if response.hovered() || response.has_focus() {
            let stroke = egui::Stroke::new(1.0, Palette::of(ui).dim);
            ui.painter().rect_stroke(response.rect, theme::RADIUS, stroke, egui::StrokeKind::Outside);
        }
        response.on_hover_text(tooltip).clicked()
    })
    .inner
}

fn pick_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let count = view.run.library().map_or(0, |set| set.images.len());
    ui.add_enabled_ui(count > 0, |ui| {
        ui.horizontal(|ui| walk_ui(view, ui, count, intents));
        ui.horizontal(|ui| classes_ui(view, ui, intents));
    });
}

/// Previous, index, next, random, all.
fn walk_ui(view: &RunView<'_>, ui: &mut Ui, count: usize, intents: &mut Vec<RunIntent>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.spacing_mut().button_padding.x = 5.0;
    let mut pick = |pick: Pick| intents.push(RunIntent::Pick(pick));
    if Icon::Left.button(ui, "previous image", "The test image before.").clicked() {
        pick(Pick::Previous);
    }
    let mut index = view.run.test_index();
    let field = DragValue::new(&mut index).range(0..=count.saturating_sub(1)).speed(0.2);
    let response = named(ui.add(field.update_while_editing(false)), "test index");
    if response.on_hover_text("Which of the test images, counted from 0.").changed() {
        pick(Pick::Index(index));
    }
    if Icon::Right.button(ui, "next image", "The test image after.").clicked() {
        pick(Pick::Next);
    }
    if ui.button("Random").on_hover_text("Any test image (R).").clicked() {
        pick(Pick::Random);
    }
    let browse = named(ui.button("All…"), "browse the test set");
    if browse
        .on_hover_text("The whole test set as thumbnails: by class, by answer, wrong ones, the most ambiguous ones.")
        .clicked()
    {
        intents.push(RunIntent::Browse(true));
    }
}

/// A test image of a class: one button a class where there is room, else a list.
fn classes_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let of_set = view.run.library().map(|set| set.labels.clone()).unwrap_or_default();
    let has_room = of_set.count() <= DIGITS && of_set.count().all().all(|class| of_set.of(class).chars().count() < 3);
    let chosen = if has_room { buttons_ui(ui, &of_set) } else { list_ui(ui, &of_set) };
    intents.extend(chosen.map(|class| RunIntent::Pick(Pick::OfClass(class))));
}

fn buttons_ui(ui: &mut Ui, labels: &ClassLabels) -> Option<Class> {
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding.x = 3.0;
    let count = labels.count().get() as f32;
    let width = (ui.available_width() - 2.0 * (count - 1.0)) / count;
    let mut chosen = None;
    for class in labels.count().all() {
        let (label, shows) = (labels.of(class), labels.with_article(class));
        let button = named(ui.add(Button::new(&label).min_size(vec2(width, 20.0))), &format!("a test {label}"));
        if button.on_hover_text(format!("Any test image of {shows} (key {class}).")).clicked() {
            chosen = Some(class);
        }
    }
    chosen
}

fn list_ui(ui: &mut Ui, labels: &ClassLabels) -> Option<Class> {
    let mut chosen = None;
    let list = ComboBox::from_id_salt("test class").width(ui.available_width()).height(360.0);
    let combo = list.selected_text(format!("of one of {} classes", labels.count().get())).show_ui(ui, |ui| {
        for class in labels.count().all() {
            if ui.selectable_label(false, labels.of(class)).clicked() {
                chosen = Some(class);
            }
        }
    });
    let tooltip = "Any test image of a class. Keys 0 to 9 take the first ten classes.";
    named(combo.response, "a test image of a class").on_hover_text(tooltip);
    chosen
}

fn open_ui(view: &RunView<'_>, ui: &mut Ui, path: &mut String, intents: &mut Vec<RunIntent>) {
    ui.horizontal(|ui| {
        let tooltip = format!("A picture file: PNG, JPEG and others. {}", other_ways());
        if ui.button("Open…").on_hover_text(tooltip).clicked() {
            intents.push(RunIntent::OpenDialog);
        }
        if !HAS_FOLDERS {
            // A browser gives what is on the clipboard to who presses its keys, and to no button.
            ui.weak("or Ctrl V, or drop it");
            return;
        }
        let tooltip = "The picture on the clipboard, or the file whose path is there (Ctrl V).";
        if ui.button("Paste").on_hover_text(tooltip).clicked() {
            intents.push(RunIntent::Paste);
        }
        let field = TextEdit::singleline(path).hint_text("or a path").desired_width(f32::INFINITY);
        let response = named(ui.add(field), "path of a picture");
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if entered && !path.trim().is_empty() {
            intents.push(RunIntent::OpenText(path.clone()));
        }
    });
    if let Some(error) = view.run.open_error() {
        let text = RichText::new(error).small().color(Palette::of(ui).warning);
        ui.add(egui::Label::new(text).wrap()).on_hover_text(error);
    }
}
