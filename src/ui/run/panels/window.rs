//! The accuracy against the length T of the observation window.

use eframe::egui::{Color32, Ui};
use egui_plot::{AxisHints, Corner, Legend, Line, Plot, PlotPoints, VLine};

use crate::network::Rule;
use crate::ui::run::view::RunView;
use crate::ui::theme::Palette;
use crate::ui::widgets::hover;

pub(crate) fn window_note(ui: &mut Ui, view: &RunView<'_>) {
    let without = if view.run.network().noise().fluctuation.get() > 0.0 { ", without noise" } else { "" };
    let images = view.run.library().map_or_else(String::new, |set| format!("{} test images{without}", set.count()));
    let obstacle = view.survey.obstacle().or(view.survey.is_coupled().then_some("coupled neurons can't be looked up"));
    let text = match (obstacle, view.survey.along(), view.survey.is_racing()) {
        (Some(obstacle), ..) => obstacle,
        (None, None, _) => "computing…",
        (None, Some(_), true) => "at earlier settings…",
        (None, Some(_), false) => &images,
    };
    ui.weak(text);
}

fn rule_color(rule: Rule, palette: &Palette) -> Color32 {
    match rule {
        Rule::Winner => palette.oscillating,
        Rule::Mean => palette.activator,
        Rule::Last => palette.dim,
    }
}

/// The accuracy against the length of the observation window, by the three rules.
pub(crate) fn window_ui(view: &RunView<'_>, ui: &mut Ui) {
    let palette = Palette::of(ui);
    let along = view.survey.along().unwrap_or_default();
    let shown = Plot::new("accuracy by T")
        .height(ui.available_height())
        .include_x(0.0)
        .include_x(100.0)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .grid_color(palette.line)
        .grid_fade(0.0)
        .custom_x_axes(vec![AxisHints::new_x().label("observation window T")])
        .custom_y_axes(vec![AxisHints::new_y().label("accuracy, %").label_spacing(14.0..=32.0)])
        .label_formatter(|hover| hover::values(hover, ("T =", 1), (2, " %")))
        .legend(Legend::default().position(Corner::RightBottom).follow_insertion_order(true))
        .show(ui, |plot| {
            for (index, rule) in Rule::ALL.into_iter().enumerate() {
                let points: Vec<_> = along.iter().map(|at| [at.window, 100.0 * at.accuracy[index]]).collect();
                let line = Line::new(rule.name(), PlotPoints::new(points));
                plot.line(line.color(rule_color(rule, palette)).width(2.0));
            }
            plot.vline(VLine::new("the paper's T", 100.0).color(palette.line).width(1.0).allow_hover(false));
        });
    let end = along.last().map_or_else(String::new, |end| {
        let named = Rule::ALL.iter().zip(end.accuracy);
        named.fold(String::new(), |text, (rule, accuracy)| {
            text + &format!(", {} {:.2} %", rule.name(), 100.0 * accuracy)
        })
    });
    shown.response.widget_info(|| {
        let name = format!("accuracy against the length of the observation window{end}");
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Image, true, name)
    });
}
