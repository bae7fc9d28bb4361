//! The accuracy against the length T of the observation window.

use eframe::egui::{Role, Sense, Ui, WidgetInfo};

use crate::network::Rule;
use crate::report::{Figure, Legend};
use crate::ui::run::plots;
use crate::ui::run::view::RunView;
use crate::ui::widgets::figure::figure;

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

/// The error against the length of the observation window, by the three rules.
pub(crate) fn window_ui(view: &RunView<'_>, ui: &mut Ui) {
    let end = view.survey.along().and_then(<[_]>::last).map_or_else(String::new, |end| {
        let named = Rule::ALL.iter().zip(end.accuracy);
        named.fold(String::new(), |text, (rule, accuracy)| {
            text + &format!(", {} {:.2} %", rule.name(), 100.0 * accuracy)
        })
    });
    summarise(ui, &format!("accuracy against the length of the observation window{end}"));
    if let Some(panel) = plots::window(view) {
        panel_ui(ui, view, "error by T", panel);
    }
}

/// What a screen reader says of a plot as a whole.
pub(super) fn summarise(ui: &Ui, text: &str) {
    let response = ui.interact(ui.available_rect_before_wrap(), ui.scope_id().with("summary"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text));
}

/// A panel of the lower left, without its caption: the settings stand above it.
pub(super) fn panel_ui(ui: &mut Ui, view: &RunView<'_>, name: &str, mut panel: crate::report::Panel) {
    panel.title.clear();
    let drawn = Figure::new(name, (Figure::COLUMN, Figure::COLUMN), 1, vec![panel]).with_legend(Legend::Below);
    ui.spacing_mut().item_spacing.y = 2.0;
    let size = ui.available_size();
    figure(ui, size, (name, (view.settings.network, view.run.network().source().id())), &drawn);
}
