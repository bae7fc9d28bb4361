//! The Paper tab: the paper's tables and figures recomputed, and the network of the Run tab under the lens.

use eframe::egui::{Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use super::model::paper_model::PaperModel;
use super::panels::confusion::errors_ui;
use super::panels::landscape::landscape_ui;
use super::panels::reproduction_row::reproduce_ui;
use super::panels::sheets;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::Page;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::class_labels::ClassLabels;

/// Width of the list of pages.
const LIST: f32 = 172.0;
/// Height of the row above it.
const ROW: f32 = 26.0;

/// Draws the tab into `rect`.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    settings: &Settings,
    (model, network, labels): (&PaperModel, &ActiveNetwork, &ClassLabels),
) -> Vec<PaperIntent> {
    let mut intents = Vec::new();
    let inner = rect.shrink2(vec2(theme::PADDING, theme::GAP));
    let row = inner.with_max_y(inner.top() + ROW);
    let below = inner.with_min_y(row.bottom() + theme::GAP);
    let list = below.with_max_x(below.left() + LIST);
    let page = below.with_min_x(list.right() + theme::PADDING);
    let stroke = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().hline(rect.x_range(), row.bottom() + theme::GAP / 2.0, stroke);
    ui.painter().vline(list.right() + theme::PADDING / 2.0, below.y_range(), stroke);
    ui.scope_builder(UiBuilder::new().max_rect(row), |ui| {
        reproduce_ui(ui, &settings.paper, &model.reproducer, &mut intents);
    });
    ui.scope_builder(UiBuilder::new().max_rect(list).id_salt("pages"), |ui| {
        pages_ui(ui, settings.paper.page, model, &mut intents);
    });
    // The page's own place: what one remembers is nothing to another.
    ui.scope_builder(UiBuilder::new().max_rect(page).id_salt(settings.paper.page), |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
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

/// The list of pages, in groups.
fn pages_ui(ui: &mut Ui, open: Page, model: &PaperModel, intents: &mut Vec<PaperIntent>) {
    let live = [(Page::Errors, "Confusion"), (Page::Sweep, "Accuracy over gamma"), (Page::Map, "gamma × a")];
    let live = live.into_iter().map(|(page, name)| (page, name.to_owned())).collect();
    let groups = std::iter::once(("This network", live)).chain(sheets::groups(&model.reproducer));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (name, pages) in groups {
            ui.label(RichText::new(name).small().color(Palette::of(ui).dim));
            for (page, name) in pages {
                if ui.selectable_label(open == page, name).clicked() {
                    intents.push(PaperIntent::Page(page));
                }
            }
            ui.add_space(theme::GAP);
        }
    });
}
