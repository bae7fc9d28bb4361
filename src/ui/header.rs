//! The bar at the top: tabs, network, time.

use eframe::egui::{self, Align, Button, ComboBox, Layout, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use super::intent::{Intent, RunIntent};
use super::settings::{NetworkChoice, SPEEDS, Settings, Tab};
use super::stage::Stage;
use super::theme::{self, Palette, ThemeChoice};
use super::widgets::icon::Icon;

/// Height of the bar.
pub(crate) const HEIGHT: f32 = 40.0;

/// Draws the bar into `rect`.
pub(crate) fn show(ui: &mut Ui, rect: Rect, settings: &Settings, stage: &Stage) -> Vec<Intent> {
    let mut intents = Vec::new();
    let inner = rect.shrink2(vec2(theme::PADDING, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.label(RichText::new("Nullcline").heading().strong());
        ui.add_space(14.0);
        ui.spacing_mut().item_spacing.x = 14.0;
        for tab in Tab::ALL {
            tab_ui(ui, rect, tab, settings.tab, &mut intents);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            general_ui(ui, settings, &mut intents);
            if settings.tab == Tab::Run {
                ui.add_space(6.0);
                time_ui(ui, settings, &mut intents);
                ui.add_space(6.0);
                network_ui(ui, settings, stage, &mut intents);
            }
        });
    });
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Palette::of(ui).line));
    intents
}

fn tab_ui(ui: &mut Ui, bar: Rect, tab: Tab, open: Tab, intents: &mut Vec<Intent>) {
    let palette = Palette::of(ui);
    let color = if tab == open { palette.text } else { palette.dim };
    let response = ui.add(Button::new(RichText::new(tab.name()).size(14.0).color(color)).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Tab, true, tab.name()));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(tab == open));
    if tab == open {
        let line = response.rect.x_range().shrink(2.0);
        ui.painter().hline(line, bar.bottom() - 1.0, Stroke::new(2.0, palette.accent));
    }
    if response.clicked() {
        intents.push(Intent::ShowTab(tab));
    }
}

/// Help and colours; drawn from right to left.
fn general_ui(ui: &mut Ui, settings: &Settings, intents: &mut Vec<Intent>) {
    let help = named(ui.button("?"), "help");
    if help.on_hover_text("Shortcuts, and four things to try (F1).").clicked() {
        intents.push(Intent::Help(true));
    }
    let (icon, other) = match settings.theme {
        ThemeChoice::Dark => (Icon::Sun, ThemeChoice::Light),
        ThemeChoice::Light => (Icon::Moon, ThemeChoice::Dark),
    };
    if icon.button(ui, "light or dark", "Light or dark colours.").clicked() {
        intents.push(Intent::Theme(other));
    }
}

/// Pause, step, restart, speed; drawn from right to left.
fn time_ui(ui: &mut Ui, settings: &Settings, intents: &mut Vec<Intent>) {
    let mut run = |intent: RunIntent| intents.push(Intent::Run(intent));
    let speed =
        ComboBox::from_id_salt("speed").width(64.0).selected_text(format!("{} /s", settings.speed)).show_ui(ui, |ui| {
            for speed in SPEEDS {
                if ui.selectable_label(speed == settings.speed, format!("{speed} time units a second")).clicked() {
                    run(RunIntent::Speed(speed));
                }
            }
        });
    let tooltip = "How much dimensionless time passes in a second of yours.";
    named(speed.response, "speed").on_hover_text(tooltip);
    if Icon::Again.button(ui, "restart", "Puts all neurons back to their start (0.5, 0.5).").clicked() {
        run(RunIntent::Restart);
    }
    if Icon::Step.button(ui, "single step", "Pauses, and lets 0.1 time units pass.").clicked() {
        run(RunIntent::Step);
    }
    let (icon, name) = if settings.paused { (Icon::Play, "go on") } else { (Icon::Pause, "pause") };
    if icon.button(ui, name, "Stops time and lets it go on (Space).").clicked() {
        run(RunIntent::TogglePause);
    }
}

/// Which network reads; drawn from right to left.
fn network_ui(ui: &mut Ui, settings: &Settings, stage: &Stage, intents: &mut Vec<Intent>) {
    let combo =
        ComboBox::from_id_salt("network").width(130.0).selected_text(settings.network.name()).show_ui(ui, |ui| {
            for choice in NetworkChoice::ALL.into_iter().filter(|choice| stage.sources().has(*choice)) {
                let option = ui.selectable_label(choice == settings.network, choice.name());
                if option.on_hover_text(choice.explanation()).clicked() {
                    intents.push(Intent::Run(RunIntent::Network(choice)));
                }
            }
        });
    named(combo.response, "network").on_hover_text(settings.network.explanation());
    ui.weak("Network");
}

/// Gives a control the name that a screen reader speaks.
pub(crate) fn named(response: egui::Response, name: &str) -> egui::Response {
    let name = name.to_owned();
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}
