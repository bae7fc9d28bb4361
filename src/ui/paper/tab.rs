//! The Paper tab: the paper's tables and figures recomputed, and the network of the Run tab under the lens.

use eframe::egui::{Rect, Ui, UiBuilder, vec2};

use super::model::paper_model::PaperModel;
use super::model::reproducer::Reproducer;
use super::panels::confusion::errors_ui;
use super::panels::landscape::landscape_ui;
use super::panels::reproduction_row::reproduce_ui;
use super::panels::sheets;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::Page;
use crate::ui::shared::settings::Settings;
use crate::ui::theme;
use crate::ui::widgets::class_labels::ClassLabels;

/// Draws the tab into `rect`.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    settings: &Settings,
    (model, network, labels): (&PaperModel, &ActiveNetwork, &ClassLabels),
) -> Vec<PaperIntent> {
    let mut intents = Vec::new();
    let inner = rect.shrink2(vec2(theme::PADDING, theme::GAP));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        reproduce_ui(ui, &settings.paper, &model.reproducer, &mut intents);
        pages_ui(ui, settings, &model.reproducer, &mut intents);
        match settings.paper.page {
            Page::Sweep => landscape_ui(ui, settings, (model, &model.sweep, Page::Sweep), &mut intents),
            Page::Map => landscape_ui(ui, settings, (model, &model.map, Page::Map), &mut intents),
            Page::Table(index) => sheets::table_ui(ui, &model.reproducer, index),
            Page::Figure(index) => sheets::figure_ui(ui, settings, (model, index), &mut intents),
            Page::Errors => errors_ui(ui, settings, (&model.errors, network, labels), &mut intents),
        }
    });
    intents
}

/// The row of pages.
fn pages_ui(ui: &mut Ui, settings: &Settings, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    let live = [(Page::Errors, "Confusion"), (Page::Sweep, "Accuracy over gamma"), (Page::Map, "gamma × a")];
    let live = live.into_iter().map(|(page, name)| (page, name.to_owned()));
    let pages = live.chain(sheets::pages(reproducer));
    ui.horizontal_wrapped(|ui| {
        for (page, name) in pages {
            if ui.selectable_label(settings.paper.page == page, name).clicked() {
                intents.push(PaperIntent::Page(page));
            }
        }
    });
    ui.separator();
}
