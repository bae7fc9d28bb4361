//! The accuracy over gamma, or over gamma and a.

use eframe::egui::{ProgressBar, RichText, Ui, vec2};

use super::clicked::hundredths;
use super::save_row::save_ui;
use crate::ui::paper::model::landscape::Landscape;
use crate::ui::paper::model::paper_model::PaperModel;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::Page;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::figure::figure;
use crate::ui::widgets::named::named;

/// A sweep or a map.
pub(crate) fn landscape_ui(
    ui: &mut Ui,
    settings: &Settings,
    (model, landscape, page): (&PaperModel, &Landscape, Page),
    intents: &mut Vec<PaperIntent>,
) {
    let (gamma, a) = (settings.parameters.gamma.get(), settings.parameters.a.get());
    ui.horizontal(|ui| {
        let (title, button) = match page {
            Page::Map => ("Accuracy over gamma and a", "Measure the map"),
            _ => ("Accuracy over gamma", "Measure the sweep"),
        };
        ui.label(RichText::new(title).size(theme::TITLE).strong());
        if landscape.is_running() {
            let bar = ProgressBar::new(landscape.share_done()).desired_width(160.0).desired_height(8.0);
            named(ui.add(bar), "progress of the measurement");
            if let Some(left) = landscape.time_left() {
                ui.weak(format!("{:.0} s left", left.as_secs_f32().ceil()));
            }
            if ui.button("Cancel").clicked() {
                intents.push(PaperIntent::Cancel(page));
            }
        } else if ui
            .button(button)
            .on_hover_text("Of the network in Run, with its epsilon, tau_s and heterogeneity.")
            .clicked()
        {
            intents.push(PaperIntent::Measure(page));
        }
        if let Some(error) = landscape.error() {
            ui.colored_label(Palette::of(ui).bad, error);
        }
    });
    if landscape.is_empty() {
        ui.weak("Measures the network of the Run tab. A click into the figure then sets the sliders.");
        return;
    }
    ui.weak(format!("{}. Click to set the sliders.", landscape.caption()));
    let drawn = match page {
        Page::Map => landscape.map((gamma, a)),
        _ => landscape.curve(gamma),
    };
    let size = ui.available_size() - vec2(0.0, 34.0);
    if let Some(clicked) = figure(ui, size, ("landscape", landscape.run()), &drawn) {
        let a = if page == Page::Map { Some(clicked.y) } else { None };
        intents.push(PaperIntent::GoTo { gamma: hundredths(clicked.x), a: a.map(hundredths) });
    }
    save_ui(ui, settings, &model.exports, &drawn, intents);
}
