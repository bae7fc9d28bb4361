//! A physical parameter: name, slider, number field, reset, and a mark where the usual value is.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use eframe::egui::{
    self, Align, Color32, DragValue, Label, Layout, RichText, Slider, Stroke, TextStyle, Ui, pos2, vec2,
};

use super::icon::Icon;
use crate::ui::theme::Palette;

/// Width of a name, and of what the last edit was told, where a parameter is shown in one row.
const NAME_WIDTH: f32 = 92.0;
const HINT_WIDTH: f32 = 76.0;

/// What a parameter is. None of this changes while the program runs.
pub(crate) struct ParameterSpec {
    /// As in the equations and on the command line.
    pub(crate) name: &'static str,
    /// In two words.
    pub(crate) what: &'static str,
    /// What it means physically, with its unit.
    pub(crate) tooltip: &'static str,
    /// The ends of the slider.
    pub(crate) range: RangeInclusive<f64>,
    /// On a logarithmic slider, on which small values get as much room as large ones, the smallest one above 0; `None` on a
    /// linear slider. A range from 0 on has 0 at the end of the slider.
    pub(crate) logarithmic: Option<f64>,
    /// Where it starts; marked on the slider.
    pub(crate) usual: f64,
    /// What the mark says.
    pub(crate) usual_note: &'static str,
    /// Digits after the point.
    pub(crate) decimals: usize,
}

/// What a person did to a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ParameterEdit {
    /// A new value within the range.
    Set(f64),
    /// Something was typed that can't be taken as it is; a sentence that says what can. Comes after [`Self::Set`] if
    /// the value was moved into the range.
    Hint(String),
}

impl ParameterSpec {
    /// Draws the parameter into the width that there is. `hint` is what the last edit was told, if anything.
    pub(crate) fn show(&self, ui: &mut Ui, value: f64, hint: Option<&str>) -> Vec<ParameterEdit> {
        let mut edits = Vec::new();
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    self.reset_ui(ui, value, &mut edits);
                    self.field_ui(ui, value, &mut edits);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| self.name_ui(ui, hint));
                });
            });
            self.slider_ui(ui, value, &mut edits);
        });
        edits
    }

    /// The same in one row: name, slider, field and reset.
    pub(crate) fn show_row(&self, ui: &mut Ui, value: f64, hint: Option<&str>) -> Vec<ParameterEdit> {
        let mut edits = Vec::new();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            self.reset_ui(ui, value, &mut edits);
            self.field_ui(ui, value, &mut edits);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let place = vec2(NAME_WIDTH + if hint.is_some() { HINT_WIDTH } else { 0.0 }, ui.available_height());
                ui.allocate_ui_with_layout(place, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(place.x);
                    self.name_ui(ui, hint);
                });
                self.slider_ui(ui, value, &mut edits);
            });
        });
        edits
    }

    /// The name, and beside it what the last edit was told, or what the parameter is, where there is room for it.
    fn name_ui(&self, ui: &mut Ui, hint: Option<&str>) {
        ui.label(RichText::new(self.name).strong()).on_hover_text(self.tooltip);
        let what = RichText::new(hint.unwrap_or(self.what));
        if let Some(hint) = hint {
            ui.add(Label::new(what.color(Palette::of(ui).warning)).truncate()).on_hover_text(hint);
            return;
        }
        let font = TextStyle::Body.resolve(ui.style());
        let width = ui.painter().layout_no_wrap(self.what.to_owned(), font, Color32::PLACEHOLDER).size().x;
        if width <= ui.available_width() {
            ui.label(what.weak()).on_hover_text(self.tooltip);
        }
    }

    fn reset_ui(&self, ui: &mut Ui, value: f64, edits: &mut Vec<ParameterEdit>) {
        let enabled = value != self.usual;
        let texts =
            (format!("reset {}", self.name), format!("Back to {}: {}.", self.format(self.usual), self.usual_note));
        if Icon::Again.small_button(ui, (&texts.0, &texts.1), enabled).clicked() {
            edits.push(ParameterEdit::Set(self.usual));
        }
    }

    fn field_ui(&self, ui: &mut Ui, value: f64, edits: &mut Vec<ParameterEdit>) {
        let typed = RefCell::new(None);
        let mut edited = value;
        let (low, high) = (*self.range.start(), *self.range.end());
        let speed = self.logarithmic.map_or((high - low) / 600.0, |smallest| value.max(smallest) * 0.01);
        let field = DragValue::new(&mut edited)
            .range(self.range.clone())
            .speed(speed)
            .custom_formatter(|value, _| self.format(value))
            .custom_parser(|text| {
                let (value, hint) = self.parse(text);
                *typed.borrow_mut() = hint;
                value
            })
            .update_while_editing(false);
        let response = ui.add_sized(vec2(58.0, 20.0), field);
        let name = format!("{} value", self.name);
        response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
        response.on_hover_text(format!("{} Type a number from {low} to {high}, or drag.", self.tooltip));
        if edited != value {
            edits.push(ParameterEdit::Set(edited));
        }
        if let Some(hint) = typed.into_inner() {
            edits.push(ParameterEdit::Hint(hint));
        }
    }

    fn slider_ui(&self, ui: &mut Ui, value: f64, edits: &mut Vec<ParameterEdit>) {
        let mut moved = value;
        ui.spacing_mut().slider_width = ui.available_width();
        ui.spacing_mut().interact_size.y = 18.0;
        let slider = Slider::new(&mut moved, self.range.clone())
            .logarithmic(self.logarithmic.is_some())
            .smallest_positive(self.logarithmic.unwrap_or(1e-6))
            .max_decimals(self.decimals)
            .show_value(false)
            .trailing_fill(false);
        let response = ui.add(slider);
        response.widget_info(|| egui::WidgetInfo::slider(ui.is_enabled(), moved, self.name));
        self.paint_rail(ui, &response, moved);
        let usual = format!("The tick is at {}: {}.", self.format(self.usual), self.usual_note);
        response.on_hover_text(format!("{} {usual} Arrow keys move it finely.", self.tooltip));
        // A slider that nobody touches rounds its value too.
        let scale = 10_f64.powi(self.decimals as i32);
        if moved != value && moved != (value * scale).round() / scale {
            edits.push(ParameterEdit::Set(moved));
        }
    }

    /// The rail, filled from zero or the low end to the handle, with a tick where the usual value is. It covers egui's
    /// own, which has no such marks.
    fn paint_rail(&self, ui: &Ui, response: &egui::Response, value: f64) {
        let (palette, rect) = (Palette::of(ui), response.rect);
        let reach = rect.x_range().shrink(rect.height() / 2.5);
        let at = |value: f64| reach.min + reach.span() * self.share_of(value).clamp(0.0, 1.0) as f32;
        let zero = if self.logarithmic.is_some() { *self.range.start() } else { 0.0 };
        let (middle, painter) = (rect.center().y, ui.painter());
        painter.rect_filled(rect, 0, palette.window);
        let bar = |from: f32, to: f32, color: Color32| {
            let bar = egui::Rect::from_x_y_ranges(from.min(to)..=from.max(to), middle - 2.0..=middle + 2.0);
            painter.rect_filled(bar, 2, color);
        };
        bar(reach.min, reach.max, palette.line);
        bar(at(zero), at(value), palette.accent);
        painter.vline(at(self.usual), middle + 4.0..=middle + 9.0, Stroke::new(2.0, palette.dim));
        let radius = if response.hovered() || response.dragged() { 7.5 } else { 6.5 };
        let ring =
            if response.has_focus() { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.0, palette.window) };
        painter.circle(pos2(at(value), middle), radius, palette.handle, ring);
    }

    /// Where a value lies between the ends of the slider, 0 to 1.
    fn share_of(&self, value: f64) -> f64 {
        let (low, high) = (*self.range.start(), *self.range.end());
        match self.logarithmic {
            Some(smallest) if value < smallest => 0.0,
            Some(smallest) => (value / smallest).ln() / (high / smallest).ln(),
            None => (value - low) / (high - low),
        }
    }

    fn format(&self, value: f64) -> String {
        let decimals =
            if self.logarithmic.is_some() && value > 0.0 && value < 0.1 { self.decimals + 1 } else { self.decimals };
        format!("{value:.decimals$}").replace('-', "−")
    }

    /// What was typed as a value in the range, and what to say if it was not simply that.
    fn parse(&self, text: &str) -> (Option<f64>, Option<String>) {
        let (low, high) = (self.range.start(), self.range.end());
        let text = text.trim().replace('−', "-");
        match text.parse::<f64>() {
            Ok(value) if self.range.contains(&value) => (Some(value), None),
            Ok(value) if value.is_finite() => {
                let nearest = value.clamp(*low, *high);
                (Some(nearest), Some(format!("{low} to {high}, so {nearest}")))
            }
            _ if text.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite) => {
                (None, Some(format!("with a point: {}", text.replace(',', "."))))
            }
            _ => (None, Some(format!("a number from {low} to {high}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPSILON: ParameterSpec = ParameterSpec {
        name: "epsilon",
        what: "time scale",
        tooltip: "",
        range: 0.005..=1.0,
        logarithmic: Some(0.005),
        usual: 0.1,
        usual_note: "",
        decimals: 3,
    };

    #[test]
    fn nonsense_is_refused_or_moved_into_the_range() {
        for (text, expected) in [
            ("0", Some(0.005)),
            ("-1", Some(0.005)),
            ("1e-12", Some(0.005)),
            ("1e9", Some(1.0)),
            ("nan", None),
            ("inf", None),
            ("0,05", None),
            ("", None),
            ("ten", None),
        ] {
            let (value, hint) = EPSILON.parse(text);
            assert_eq!(value, expected, "{text}");
            assert!(hint.is_some(), "{text}");
        }
        assert_eq!(EPSILON.parse(" 0.05 "), (Some(0.05), None));
        assert!(EPSILON.parse("0,05").1.unwrap().contains("0.05"));
    }

    #[test]
    fn the_mark_is_where_the_logarithmic_slider_has_the_value() {
        assert!((EPSILON.share_of(0.005) - 0.0).abs() < 1e-12);
        assert!((EPSILON.share_of(1.0) - 1.0).abs() < 1e-12);
        assert!((EPSILON.share_of(0.005_f64.sqrt()) - 0.5).abs() < 1e-12);
        let from_zero = ParameterSpec { range: 0.0..=100.0, logarithmic: Some(0.1), ..EPSILON };
        assert_eq!([0.0, 0.1, 100.0].map(|value| from_zero.share_of(value)), [0.0, 0.0, 1.0]);
        assert!((from_zero.share_of(10.0) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(from_zero.parse("0"), (Some(0.0), None));
    }
}
