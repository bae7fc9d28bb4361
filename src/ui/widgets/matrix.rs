//! The confusion matrix: who was taken for whom.

use eframe::egui::{Align2, Color32, FontId, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::dataset::Class;
use crate::experiment::Confusion;
use crate::ui::theme::{self, Palette};

/// Left of the rows and above the columns.
const HEAD: f32 = 42.0;
/// Right of the rows: the share that was read right.
const TAIL: f32 = 54.0;

/// A cell: the true digit and the answer.
pub(crate) type Cell = (Class, Class);

/// Draws a confusion matrix as a square of at most that side. Which cell was clicked.
pub(crate) fn matrix(ui: &mut Ui, side: f32, confusion: &Confusion, selected: Option<Cell>) -> Option<Cell> {
    let palette = Palette::of(ui);
    let classes = confusion.classes();
    let count = classes.get() as f32;
    let cell = ((side - HEAD) / count).floor().max(18.0);
    let size = vec2(HEAD + cell * count + TAIL, HEAD + cell * count);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let font = FontId::proportional(theme::SMALL);
    let middle = whole.left() + HEAD + cell * count / 2.0;
    ui.painter().text(pos2(middle, whole.top() + 8.0), Align2::CENTER_CENTER, "answered", font.clone(), palette.dim);
    ui.painter().text(
        pos2(whole.left(), whole.top() + HEAD - 10.0),
        Align2::LEFT_CENTER,
        "true",
        font.clone(),
        palette.dim,
    );
    let right = whole.left() + HEAD + cell * count;
    ui.painter().text(pos2(right + 6.0, whole.top() + HEAD - 10.0), Align2::LEFT_CENTER, "right", font, palette.dim);
    let most = classes
        .all()
        .flat_map(|truth| classes.all().filter(move |answer| *answer != truth).map(move |answer| (truth, answer)))
        .map(|(truth, answer)| confusion.count(truth, answer))
        .max()
        .unwrap_or(0);
    let (recall, mut clicked) = (confusion.recall(), None);
    for truth in classes.all() {
        let top = whole.top() + HEAD + cell * truth.index() as f32;
        heads(ui, whole, (truth, cell));
        let share = recall[truth.index()].map_or_else(|| "–".to_owned(), |recall| format!("{:.1} %", 100.0 * recall));
        let at = pos2(right + 6.0, top + cell / 2.0);
        ui.painter().text(at, Align2::LEFT_CENTER, share, FontId::proportional(theme::TEXT), palette.text);
        for answer in classes.all() {
            let corner = pos2(whole.left() + HEAD + cell * answer.index() as f32, top);
            let rect = Rect::from_min_size(corner, vec2(cell, cell)).shrink(1.0);
            let count = confusion.count(truth, answer);
            let is_selected = selected == Some((truth, answer));
            if cell_ui(ui, rect, ((truth, answer), count, most), is_selected) {
                clicked = Some((truth, answer));
            }
        }
    }
    clicked
}

/// The digit before its row and above its column.
fn heads(ui: &Ui, whole: Rect, (digit, cell): (Class, f32)) {
    let palette = Palette::of(ui);
    let font = FontId::proportional(theme::TITLE);
    let along = HEAD + cell * (digit.index() as f32 + 0.5);
    for at in
        [pos2(whole.left() + HEAD - 14.0, whole.top() + along), pos2(whole.left() + along, whole.top() + HEAD - 12.0)]
    {
        ui.painter().text(at, Align2::CENTER_CENTER, digit, font.clone(), palette.digit(digit));
    }
}

/// One cell; whether it was clicked.
fn cell_ui(ui: &mut Ui, rect: Rect, (cell, count, most): (Cell, u32, u32), is_selected: bool) -> bool {
    let palette = Palette::of(ui);
    let (truth, answer) = cell;
    let response = ui.interact(rect, ui.make_persistent_id(("matrix", truth.index(), answer.index())), Sense::click());
    let name = format!("true {truth}, answered {answer}: {count}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let strength = if truth == answer { 0.3 } else { (f64::from(count) / f64::from(most.max(1))).sqrt() as f32 };
    let ground = if truth == answer { palette.good } else { palette.bad };
    ui.painter().rect_filled(rect, 2.0, palette.well.lerp_to_gamma(ground, strength * 0.85));
    if count > 0 {
        let color: Color32 = if truth == answer || strength < 0.15 { palette.text } else { palette.ink };
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, count, FontId::proportional(theme::SMALL), color);
    }
    if is_selected || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(if is_selected { 2.0 } else { 1.0 }, palette.accent);
        ui.painter().rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
    }
    let clicked = response.clicked();
    response.on_hover_text(name);
    clicked
}
