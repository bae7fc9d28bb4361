//! The bar at the top: tabs, network, time.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{
    self, Align, Button, ComboBox, Layout, PopupCloseBehavior, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2,
};

use super::recorder::{FRAME_SECONDS, MOST_FRAMES};
use crate::neuron::NeuronKind;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::shared::intent::{Intent, KeepFile, KeepIntent, RunIntent};
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::paths::typed;
use crate::ui::shared::platform::HAS_FOLDERS;
use crate::ui::shared::plot_kind::PlotKind;
use crate::ui::shared::settings::{SPEEDS, Settings};
use crate::ui::shared::tab::Tab;
use crate::ui::theme::{self, Palette, ThemeChoice};
use crate::ui::widgets::class_labels::elided;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::named::named;

/// Height of the bar.
pub(crate) const HEIGHT: f32 = 40.0;
/// A narrower window has no room for the program's name.
const WIDTH_WITH_NAME: f32 = 1010.0;
/// The least width of a header in which the controls stay beside the bar of an animation.
const WIDTH_WITH_BAR: f32 = 1000.0;
/// A narrower window has no room for the names of what is chosen from.
const WIDTH_WITH_LABELS: f32 = 1120.0;
/// The least width that all controls fit into, in the Run tab and elsewhere; below, the bar can be scrolled.
const LEAST_WIDTH: [f32; 2] = [860.0, 390.0];
/// The same while an animation is recorded.
const LEAST_WIDTH_RECORDING: f32 = 620.0;

/// Draws the bar into `rect`.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    (settings, run): (&Settings, &RunModel),
    keep: &mut Keep<'_>,
) -> Vec<Intent> {
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Palette::of(ui).line));
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ScrollArea::horizontal().id_salt("bar").auto_shrink(false).show(ui, |ui| {
            let corner = ui.max_rect().min;
            let usual = LEAST_WIDTH[usize::from(settings.tab != Tab::Run)];
            let least = if keep.recorded.is_some() { LEAST_WIDTH_RECORDING } else { usual };
            let whole = Rect::from_min_size(corner, vec2(rect.width().max(least), rect.height()));
            ui.advance_cursor_after_rect(whole);
            bar_ui(ui, whole, (settings, run), keep)
        })
    })
    .inner
    .inner
}

fn bar_ui(ui: &mut Ui, rect: Rect, (settings, run): (&Settings, &RunModel), keep: &mut Keep<'_>) -> Vec<Intent> {
    let mut intents = Vec::new();
    let inner = rect.shrink2(vec2(theme::PADDING, 0.0));
    let named = rect.width() >= WIDTH_WITH_NAME;
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        if named {
            ui.label(RichText::new("Nullcline").heading().strong());
            ui.add_space(14.0);
        }
        ui.spacing_mut().item_spacing.x = 14.0;
        for tab in Tab::ALL {
            tab_ui(ui, rect, tab, settings.tab, &mut intents);
        }
        if let Some(done) = keep.recorded {
            recording_ui(ui, (done, rect.width() >= WIDTH_WITH_LABELS), &mut intents);
            if rect.width() < WIDTH_WITH_BAR {
                return;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            general_ui(ui, settings, &mut intents);
            keep_menu(ui, (keep.path, keep.frames), &mut intents);
            if settings.tab == Tab::Run {
                ui.add_space(6.0);
                time_ui(ui, (settings, run), &mut intents);
                ui.add_space(6.0);
                let labelled = rect.width() >= WIDTH_WITH_LABELS;
                neuron_ui(ui, settings, &mut intents);
                if labelled {
                    ui.weak("Neurons");
                    ui.add_space(8.0);
                }
                network_ui(ui, settings, run, &mut intents);
                if labelled {
                    ui.weak("Network");
                }
            }
        });
    });
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

/// What the File menu needs besides the settings.
pub(crate) struct Keep<'a> {
    /// The path that was typed.
    pub(crate) path: &'a mut String,
    /// Frames of the next animation.
    pub(crate) frames: &'a mut usize,
    /// How far an animation is, 0 to 1, while there is one.
    pub(crate) recorded: Option<f32>,
}

/// How far the animation is. The bar at the top is not in its frames.
fn recording_ui(ui: &mut Ui, (done, is_wide): (f32, bool), intents: &mut Vec<Intent>) {
    ui.spacing_mut().item_spacing.x = 6.0;
    if ui.button("Cancel").on_hover_text("Stops the animation; no file is written.").clicked() {
        intents.push(Intent::Keep(KeepIntent::CancelAnimation));
    }
    let width = if is_wide { 110.0 } else { 36.0 };
    let bar = egui::ProgressBar::new(done).desired_width(width).desired_height(10.0).corner_radius(theme::RADIUS);
    named(ui.add(bar), "animation progress")
        .on_hover_text("An animation is being recorded. This bar is not in its frames.");
}

/// Sessions, pictures, animations, resets.
fn keep_menu(ui: &mut Ui, (path, frames): (&mut String, &mut usize), intents: &mut Vec<Intent>) {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::new("File").config(config).ui(ui, |ui| {
        ui.set_min_width(270.0);
        if HAS_FOLDERS {
            let field = egui::TextEdit::singleline(path).hint_text("a path, or empty to be asked").desired_width(250.0);
            named(ui.add(field), "path of a file").on_hover_text("What the next five read from or write to.");
        }
        let is_there = |file: &KeepFile| HAS_FOLDERS || !matches!(file, KeepFile::SaveAnimation | KeepFile::SaveFrames);
        for (file, name, tooltip) in FILES.into_iter().filter(|(file, ..)| is_there(file)) {
            if ui.button(name).on_hover_text(tooltip).clicked() {
                intents.push(file_intent(file, path));
                ui.close();
            }
        }
        if HAS_FOLDERS {
            frames_ui(ui, frames);
        }
        plots_menu(ui, path, intents);
        ui.separator();
        for (intent, name, tooltip) in [
            (
                KeepIntent::ResetParameters,
                "Reset parameters",
                "Brings the sliders back to their usual values, and takes noise and coupling away.",
            ),
            (
                KeepIntent::ResetNeurons,
                "Reset neurons",
                "Puts all neurons back to their start and releases those that are clamped, ablated or stimulated.",
            ),
        ] {
            if ui.button(name).on_hover_text(tooltip).clicked() {
                intents.push(Intent::Keep(intent));
                ui.close();
            }
        }
        if ui.button("Reset all").on_hover_text("Brings every slider and setting back to its default.").clicked() {
            intents.push(Intent::ResetAll);
            ui.close();
        }
    });
    named(button, "File").on_hover_text("Sessions, pictures, animations, and resets.");
}

/// How long the next animation is.
fn frames_ui(ui: &mut Ui, frames: &mut usize) {
    ui.horizontal(|ui| {
        let field = named(ui.add(egui::DragValue::new(frames).range(2..=MOST_FRAMES)), "frames of an animation");
        field.on_hover_text("How many frames an animation has; ten are shown in a second.");
        ui.weak(format!("frames, {:.1} s", *frames as f64 * FRAME_SECONDS));
    });
}

/// The path that was typed, or a dialog.
fn file_intent(file: KeepFile, path: &str) -> Intent {
    let typed = Some(path.trim()).filter(|path| !path.is_empty()).map(typed);
    Intent::Keep(typed.map_or(KeepIntent::Ask(file), |path| KeepIntent::File(file, path)))
}

/// Every plot, to be kept.
fn plots_menu(ui: &mut Ui, path: &str, intents: &mut Vec<Intent>) {
    let menu = ui.menu_button("Save plot", |ui| {
        for kind in PlotKind::ALL {
            if ui.button(kind.name()).clicked() {
                intents.push(file_intent(KeepFile::SavePlot(kind), path));
                ui.close();
            }
        }
    });
    menu.response.on_hover_text("As SVG, PNG or CSV, by the extension of the path; SVG without one.");
}

/// What the menu does with files.
const FILES: [(KeepFile, &str, &str); 5] = [
    (
        KeepFile::OpenSession,
        "Open session…",
        "Settings, image, network and answer as they were saved. “nullcline run FILE” does it on the command line.",
    ),
    (
        KeepFile::SaveSession,
        "Save session…",
        "Settings, image, interventions, fingerprints of network and data, and the answer. A network that is not built in is \
         written beside it.",
    ),
    (KeepFile::SavePicture, "Save picture…", "The window as it is, as a PNG."),
    (
        KeepFile::SaveAnimation,
        "Save animation…",
        "The Run tab in motion, as a GIF of 256 colours, at most 1280 pixels wide.",
    ),
    (
        KeepFile::SaveFrames,
        "Save frames…",
        "The same as numbered PNG files in a folder, in all colours and at full size, for programs that make videos.",
    ),
];

/// Help and colours; drawn from right to left.
fn general_ui(ui: &mut Ui, settings: &Settings, intents: &mut Vec<Intent>) {
    let help = named(ui.button("?"), "help");
    if help.on_hover_text("Shortcuts, and five things to try (F1).").clicked() {
        intents.push(Intent::Help(true));
    }
    let tour = ui.button("Tour").on_hover_text("Ten short stops; each sets the sliders and says what to look at.");
    if tour.clicked() {
        intents.push(Intent::Tour(0));
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
fn time_ui(ui: &mut Ui, (settings, run): (&Settings, &RunModel), intents: &mut Vec<Intent>) {
    let (unit, ms) = (run.live().unit(), run.network().other().map(|other| other.description().time_unit));
    let step = match ms {
        None => "0.1 time units".to_owned(),
        Some(ms) => format!("{} {ms}", 0.1 * unit),
    };
    let short = |speed: f64| match ms {
        None => format!("{speed} /s"),
        Some(ms) => format!("{} {ms}/s", speed * unit),
    };
    let mut run = |intent: RunIntent| intents.push(Intent::Run(intent));
    let speed = ComboBox::from_id_salt("speed").width(64.0).selected_text(short(settings.speed)).show_ui(ui, |ui| {
        for speed in SPEEDS {
            let name = match ms {
                None => format!("{speed} time units a second"),
                Some(ms) => format!("{} {ms} a second", speed * unit),
            };
            if ui.selectable_label(speed == settings.speed, name).clicked() {
                run(RunIntent::Speed(speed));
            }
        }
    });
    let tooltip = "How much of the neurons' time passes in a second of yours.";
    named(speed.response, "speed").on_hover_text(tooltip);
    if Icon::Again.button(ui, "restart", "Puts all neurons back to their start.").clicked() {
        run(RunIntent::Restart);
    }
    if Icon::Step.button(ui, "single step", &format!("Pauses, and lets {step} pass (.).")).clicked() {
        run(RunIntent::Step);
    }
    let (icon, name) = if settings.paused { (Icon::Play, "go on") } else { (Icon::Pause, "pause") };
    if icon.button(ui, name, "Stops time and lets it go on (Space).").clicked() {
        run(RunIntent::TogglePause);
    }
    if Icon::StepBack.button(ui, "step back", &format!("Pauses, and goes {step} back (,).")).clicked() {
        run(RunIntent::StepBack);
    }
}

/// Which model the neurons are of.
fn neuron_ui(ui: &mut Ui, settings: &Settings, intents: &mut Vec<Intent>) {
    let chosen = settings.parameters.neurons.kind;
    let combo =
        ComboBox::from_id_salt("neuron model").width(136.0).selected_text(short_name(chosen)).show_ui(ui, |ui| {
            for kind in NeuronKind::ALL {
                let description = kind.model(None).description();
                let option = ui.selectable_label(kind == chosen, short_name(kind));
                let tooltip = format!("{}\n{}", description.equations.join("\n"), description.source);
                if option.on_hover_text(tooltip).clicked() {
                    intents.push(Intent::Run(RunIntent::Neuron(kind)));
                }
            }
        });
    named(combo.response, "neuron model").on_hover_text(
        "The model of the neurons. All but FitzHugh-Nagumo neurons take the plain network's weights: each has the drive at which \
         the time mean of what the outputs receive is the sigmoid that the network was trained with.",
    );
}

/// What a model is called where there is little room.
fn short_name(kind: NeuronKind) -> &'static str {
    match kind {
        NeuronKind::FitzHughNagumo => "FitzHugh-Nagumo",
        NeuronKind::MorrisLecar => "Morris-Lecar, Hopf",
        NeuronKind::MorrisLecarSnic => "Morris-Lecar, SNIC",
        NeuronKind::Izhikevich => "Izhikevich, regular",
        NeuronKind::IzhikevichFast => "Izhikevich, fast",
        NeuronKind::IzhikevichBursting => "Izhikevich, bursting",
    }
}

/// Which network is in use; drawn from right to left.
/// The most letters of the name of a network.
const LONGEST_ORIGIN: usize = 40;

fn network_ui(ui: &mut Ui, settings: &Settings, run: &RunModel, intents: &mut Vec<Intent>) {
    if run.network().other().is_some() {
        let tooltip = "The plain network's weights around calibrated neurons: the time mean of what is read of each is the \
                       sigmoid that the network was trained with.";
        ui.label("Calibrated").on_hover_text(tooltip);
        return;
    }
    let (sources, choice) = (run.sources(), settings.network);
    let origin = &run.network().source().origin;
    let name = choice.name();
    let text = if sources.is_own(choice) { format!("{name}: {origin}") } else { name.to_owned() };
    let combo = ComboBox::from_id_salt("network").width(130.0).truncate().selected_text(text);
    let combo = combo.show_ui(ui, |ui| {
        for choice in NetworkChoice::ALL.into_iter().filter(|choice| sources.has(*choice)) {
            let option = ui.selectable_label(choice == settings.network, choice.name());
            if option.on_hover_text(choice.explanation()).clicked() {
                intents.push(Intent::Run(RunIntent::Network(choice)));
            }
        }
        ui.separator();
        ui.weak("Weights")
            .on_hover_text("Networks that come with the program, and those that were loaded or trained here.");
        for source in sources.all() {
            let in_use = source.id() == run.network().source().id();
            let option = ui.selectable_label(in_use, elided(&source.origin, LONGEST_ORIGIN));
            if named(option, &source.origin).on_hover_text(&source.model.card.created_by).clicked() {
                intents.push(Intent::Run(RunIntent::ReturnTo(source.id())));
            }
        }
    });
    named(combo.response, "network").on_hover_text(format!("{} Weights: {origin}.", choice.explanation()));
}
