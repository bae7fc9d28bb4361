//! The confusion matrix: who was taken for whom. It scrolls beyond what fits.

use eframe::egui::epaint::TextShape;
use eframe::egui::{
    Align2, Color32, FontId, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::class_labels::ClassLabels;
use crate::dataset::{Class, ClassCount};
use crate::experiment::Confusion;
use crate::ui::theme::{self, Palette};

/// Room for the words "true" and "answered" and for a number, left of the rows and above the columns.
const HEAD: f32 = 42.0;
/// Room for a name instead.
const NAMED_HEAD: f32 = 92.0;
/// Right of the rows: the recall.
const TAIL: f32 = 54.0;
/// The least side of a cell.
const LEAST_CELL: f32 = 18.0;

/// A cell: the true class and the answer.
pub(crate) type Cell = (Class, Class);

/// A confusion matrix to draw.
pub(crate) struct Matrix<'a> {
    /// The counts.
    pub(crate) confusion: &'a Confusion,
    /// What the classes are called.
    pub(crate) labels: &'a ClassLabels,
    /// The cell that is chosen.
    pub(crate) selected: Option<Cell>,
}

/// Where everything is.
struct Layout {
    head: f32,
    cell: f32,
    classes: ClassCount,
    whole: Rect,
}

impl Layout {
    fn new(side: f32, classes: ClassCount, named: bool) -> Self {
        let head = if named { NAMED_HEAD } else { HEAD };
        let cell = ((side - head) / classes.get() as f32).floor().max(LEAST_CELL);
        Self { head, cell, classes, whole: Rect::ZERO }
    }

    fn size(&self) -> Vec2 {
        let cells = self.cell * self.classes.get() as f32;
        vec2(self.head + cells + TAIL, self.head + cells)
    }

    fn corner(&self) -> Pos2 {
        self.whole.min + Vec2::splat(self.head)
    }

    fn right(&self) -> f32 {
        self.whole.right() - TAIL
    }

    /// The middle of a class's row or column, from the corner.
    fn along(&self, class: Class) -> f32 {
        self.cell * (class.index() as f32 + 0.5)
    }

    fn rect(&self, (truth, answer): Cell) -> Rect {
        let middle = self.corner() + vec2(self.along(answer), self.along(truth));
        Rect::from_center_size(middle, Vec2::splat(self.cell)).shrink(1.0)
    }
}

impl Matrix<'_> {
    /// Draws it in a field of that size, as a square of at most that side where it fits. Which cell was clicked.
    pub(crate) fn show(&self, ui: &mut Ui, side: f32, field: Vec2) -> Option<Cell> {
        let layout = Layout::new(side, self.confusion.classes(), self.labels.are_named());
        let size = layout.size();
        if size.x <= field.x && size.y <= field.y {
            return self.show_whole(ui, layout);
        }
        let area = ScrollArea::both().id_salt("matrix").max_width(field.x).max_height(field.y);
        area.show(ui, |ui| self.show_whole(ui, layout)).inner
    }

    fn show_whole(&self, ui: &mut Ui, mut layout: Layout) -> Option<Cell> {
        (layout.whole, _) = ui.allocate_exact_size(layout.size(), Sense::hover());
        paint_words(ui, &layout);
        let (most, recall) = (self.most_confused(), self.confusion.recall());
        let mut clicked = None;
        for truth in layout.classes.all() {
            self.paint_heads(ui, &layout, truth);
            paint_recall(ui, &layout, (truth, recall[truth.index()]));
            for cell in layout.classes.all().map(|answer| (truth, answer)) {
                let place = layout.rect(cell);
                if ui.is_rect_visible(place) && self.cell_ui(ui, place, cell, most) {
                    clicked = Some(cell);
                }
            }
        }
        clicked
    }

    /// The most images of one class with one wrong answer.
    fn most_confused(&self) -> u32 {
        self.confusion.most_confused_pair().map_or(0, |(truth, answer)| self.confusion.count(truth, answer))
    }

    /// The class before its row and above its column, there upwards where it is a name.
    fn paint_heads(&self, ui: &Ui, layout: &Layout, class: Class) {
        let (palette, named) = (Palette::of(ui), self.labels.are_named());
        let font = FontId::proportional(if named { theme::TEXT } else { theme::TITLE });
        let (text, color) = (self.labels.short(class), palette.class(class));
        let at = layout.corner() + vec2(if named { -6.0 } else { -14.0 }, layout.along(class));
        let align = if named { Align2::RIGHT_CENTER } else { Align2::CENTER_CENTER };
        ui.painter().text(at, align, &text, font.clone(), color);
        let at = layout.corner() + vec2(layout.along(class), if named { -6.0 } else { -12.0 });
        if !named {
            ui.painter().text(at, Align2::CENTER_CENTER, text, font, color);
            return;
        }
        let galley = ui.painter().layout_no_wrap(text, font, color);
        let start = at - vec2(galley.size().y / 2.0, 0.0);
        ui.painter().add(TextShape::new(start, galley, color).with_angle(-std::f32::consts::FRAC_PI_2));
    }

    /// One cell; whether it was clicked.
    fn cell_ui(&self, ui: &mut Ui, rect: Rect, cell: Cell, most: u32) -> bool {
        let palette = Palette::of(ui);
        let (truth, answer) = cell;
        let count = self.confusion.count(truth, answer);
        let id = ui.make_persistent_id(("matrix", truth.index(), answer.index()));
        let response = ui.interact(rect, id, Sense::click());
        let name = || format!("true {}, answered {}: {count}", self.labels.of(truth), self.labels.of(answer));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name()));
        let strength = if truth == answer { 0.3 } else { (f64::from(count) / f64::from(most.max(1))).sqrt() as f32 };
        let ground = if truth == answer { palette.good } else { palette.bad };
        ui.painter().rect_filled(rect, 2.0, palette.well.lerp_to_gamma(ground, strength * 0.85));
        if count > 0 {
            let color: Color32 = if truth == answer || strength < 0.15 { palette.text } else { palette.ink };
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, count, FontId::proportional(theme::SMALL), color);
        }
        let is_selected = self.selected == Some(cell);
        if is_selected || response.hovered() || response.has_focus() {
            let stroke = Stroke::new(if is_selected { 2.0 } else { 1.0 }, palette.accent);
            ui.painter().rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
        }
        let clicked = response.clicked();
        response.on_hover_ui(|ui| {
            ui.label(name());
        });
        clicked
    }
}

/// The words at the edges.
fn paint_words(ui: &Ui, layout: &Layout) {
    let (palette, font) = (Palette::of(ui), FontId::proportional(theme::SMALL));
    let (corner, right) = (layout.corner(), layout.right());
    let middle = f32::midpoint(corner.x, right);
    let word = |at: Pos2, align: Align2, text: &str| {
        ui.painter().text(at, align, text, font.clone(), palette.dim);
    };
    word(pos2(middle, layout.whole.top() + 8.0), Align2::CENTER_CENTER, "answered");
    word(pos2(layout.whole.left(), corner.y - 10.0), Align2::LEFT_CENTER, "true");
    word(pos2(right + 6.0, corner.y - 10.0), Align2::LEFT_CENTER, "recall");
}

fn paint_recall(ui: &Ui, layout: &Layout, (truth, recall): (Class, Option<f64>)) {
    let share = recall.map_or_else(|| "–".to_owned(), |recall| format!("{:.1} %", 100.0 * recall));
    let at = pos2(layout.right() + 6.0, layout.corner().y + layout.along(truth));
    ui.painter().text(at, Align2::LEFT_CENTER, share, FontId::proportional(theme::TEXT), Palette::of(ui).text);
}
