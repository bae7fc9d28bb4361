//! Every colour, distance and text size of the window.

use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Theme, Ui, Visuals, style,
    style::HandleShape, vec2,
};
use serde::{Deserialize, Serialize};

use crate::dataset::Class;
use crate::report::{ACTIVATOR, FIRST_CLASSES, FIRST_CLASSES_ON_DARK, Ground, INHIBITOR, Rgb, class_colour};

/// A narrower window has its panels one under the other, and can be scrolled.
pub const WIDE: f32 = 1000.0;
/// A still narrower one, such as a phone's, has them in a single column.
pub const MEDIUM: f32 = 700.0;
/// Between the things in a panel.
pub const GAP: f32 = 8.0;
/// From a panel's edge to what is in it.
pub const PADDING: f32 = 12.0;
/// Between a panel's title and what is under it.
pub const TITLE_GAP: f32 = 6.0;
/// Height of a panel's title row.
pub const TITLE_HEIGHT: f32 = 20.0;
/// Rounding of wells, pictures and bars.
pub const RADIUS: u8 = 4;
/// Text.
pub const TEXT: f32 = 13.0;
/// Captions and tick labels.
pub const SMALL: f32 = 11.0;
/// A panel's title.
pub const TITLE: f32 = 14.0;
/// The name of the program.
pub const HEADING: f32 = 17.0;
/// The answer, seen from the back of a hall.
pub const ANSWER: f32 = 84.0;

/// Which colours the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
}

/// All colours of one theme.
#[derive(Debug)]
pub struct Palette {
    /// Behind everything.
    pub window: Color32,
    /// Behind plots and bars.
    pub well: Color32,
    /// Behind what can be pressed.
    pub control: Color32,
    /// The same under the pointer.
    pub control_hovered: Color32,
    /// What an image is drawn on.
    pub background: Color32,
    /// What an image is drawn with.
    pub ink: Color32,
    /// The handle of a slider.
    pub handle: Color32,
    /// Text.
    pub text: Color32,
    /// Text of second rank.
    pub dim: Color32,
    /// Lines between panels, and grids.
    pub line: Color32,
    /// What is selected or under the keyboard's focus.
    pub accent: Color32,
    /// Behind what is selected.
    pub accent_soft: Color32,
    /// The activator nullcline, orange as in the paper.
    pub activator: Color32,
    /// The inhibitor nullcline, green as in the paper.
    pub inhibitor: Color32,
    /// A neuron that oscillates.
    pub oscillating: Color32,
    /// A neuron at rest.
    pub resting: Color32,
    /// Measured and predicted agree.
    pub good: Color32,
    /// Something to look at: a hint, a value that was refused.
    pub warning: Color32,
    /// Something failed.
    pub bad: Color32,
    /// One colour for each of the first ten classes, the same everywhere. Ten that stay apart for every common kind of colour blindness: found
    /// by a search that made the smallest of all pairs' OKLab distances, under simulated protanopia, deuteranopia and
    /// tritanopia, as large as it could.
    pub digits: [Color32; FIRST],
}

/// How many classes have a colour of the palette's own.
const FIRST: usize = FIRST_CLASSES.len();

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn of(Rgb(red, green, blue): Rgb) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// The colours of figures as those of the window.
const fn palette_of(classes: &[Rgb; FIRST]) -> [Color32; FIRST] {
    let mut colours = [Color32::BLACK; FIRST];
    let mut class = 0;
    while class < FIRST {
        colours[class] = of(classes[class]);
        class += 1;
    }
    colours
}

static DARK: Palette = Palette {
    window: rgb(0x0015_191E),
    well: rgb(0x001C_2128),
    control: rgb(0x0023_2931),
    control_hovered: rgb(0x002D_353F),
    background: rgb(0x000C_0F12),
    ink: rgb(0x00F4_F6F8),
    handle: rgb(0x00E4_E9EF),
    text: rgb(0x00E4_E9EF),
    dim: rgb(0x0095_A0AD),
    line: rgb(0x002B_323B),
    accent: rgb(0x0058_A6FF),
    accent_soft: rgb(0x001F_3A5A),
    activator: rgb(0x00F5_922E),
    inhibitor: rgb(0x005D_BB58),
    oscillating: rgb(0x0058_A6FF),
    resting: rgb(0x00C9_A86A),
    good: rgb(0x0072_C26C),
    warning: rgb(0x00F2_B84B),
    bad: rgb(0x00FF_7B72),
    digits: palette_of(&FIRST_CLASSES_ON_DARK),
};

static LIGHT: Palette = Palette {
    window: rgb(0x00FF_FFFF),
    well: rgb(0x00F1_F4F7),
    control: rgb(0x00EC_EFF3),
    control_hovered: rgb(0x00DF_E4EA),
    background: rgb(0x00F6_F8FA),
    ink: rgb(0x0017_1B20),
    handle: rgb(0x0009_69DA),
    text: rgb(0x001C_2127),
    dim: rgb(0x0059_646F),
    line: rgb(0x00D5_DBE1),
    accent: rgb(0x0009_69DA),
    accent_soft: rgb(0x00CF_E4FB),
    activator: of(ACTIVATOR),
    inhibitor: of(INHIBITOR),
    oscillating: rgb(0x0009_69DA),
    resting: rgb(0x0096_6C14),
    good: rgb(0x001A_7F37),
    warning: rgb(0x009A_6700),
    bad: rgb(0x00CF_222E),
    digits: palette_of(&FIRST_CLASSES),
};

impl Palette {
    /// The colours of what `ui` draws.
    pub fn of(ui: &Ui) -> &'static Self {
        Self::for_mode(ui.visuals().dark_mode)
    }

    /// The dark or the light ones.
    pub fn for_mode(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// The colour of the `rank`-th selected neuron: the large one, then those laid over it.
    pub fn selected(&self, rank: usize) -> Color32 {
        const LAID_OVER: [usize; 7] = [4, 7, 6, 5, 8, 2, 3];
        if rank == 0 { self.accent } else { self.digits[LAID_OVER[(rank - 1) % LAID_OVER.len()]] }
    }

    /// The colour of a class.
    pub fn class(&self, class: Class) -> Color32 {
        let further =
            || of(class_colour(class, if std::ptr::eq(self, &raw const DARK) { Ground::Dark } else { Ground::Light }));
        self.digits.get(class.index()).copied().unwrap_or_else(further)
    }
}

impl ThemeChoice {
    fn theme(self) -> Theme {
        match self {
            Self::Dark => Theme::Dark,
            Self::Light => Theme::Light,
        }
    }
}

/// Keeps the window dark or light, whatever the system says.
pub fn keep(ctx: &Context, choice: ThemeChoice) {
    if ctx.theme() != choice.theme() {
        ctx.set_theme(choice.theme());
    }
}

/// Gives the whole window this theme's colours, distances and text sizes.
pub fn apply(ctx: &Context, choice: ThemeChoice) {
    ctx.set_theme(choice.theme());
    ctx.all_styles_mut(|style| {
        let palette = Palette::for_mode(style.visuals.dark_mode);
        set_sizes(style);
        set_colours(&mut style.visuals, palette);
    });
}

fn set_sizes(style: &mut Style) {
    style.spacing.item_spacing = vec2(6.0, 6.0);
    style.spacing.button_padding = vec2(8.0, 3.0);
    style.spacing.interact_size = vec2(28.0, 22.0);
    style.spacing.slider_rail_height = 4.0;
    style.spacing.tooltip_width = 340.0;
    style.spacing.window_margin = Margin::same(14);
    for (name, size) in
        [(TextStyle::Body, TEXT), (TextStyle::Button, TEXT), (TextStyle::Small, SMALL), (TextStyle::Heading, HEADING)]
    {
        style.text_styles.insert(name, FontId::new(size, FontFamily::Proportional));
    }
    style.text_styles.insert(TextStyle::Monospace, FontId::new(TEXT - 1.0, FontFamily::Monospace));
    style.drag_value_text_style = TextStyle::Body;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style.explanation_tooltips = false;
}

fn set_colours(visuals: &mut Visuals, palette: &Palette) {
    visuals.panel_fill = palette.window;
    visuals.window_fill = palette.window;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.extreme_bg_color = palette.well;
    visuals.faint_bg_color = palette.well;
    visuals.code_bg_color = palette.well;
    visuals.weak_text_color = Some(palette.dim);
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.bad;
    visuals.hyperlink_color = palette.accent;
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    visuals.slider_trailing_fill = false;
    visuals.handle_shape = HandleShape::Circle;
    let widgets = &mut visuals.widgets;
    let look = |fill: Color32, border: Color32, text: Color32| style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        fg_stroke: Stroke::new(1.0, text),
        corner_radius: CornerRadius::same(RADIUS),
        expansion: 0.0,
    };
    widgets.noninteractive = look(palette.window, palette.line, palette.text);
    widgets.inactive = look(palette.control, palette.line, palette.text);
    widgets.hovered = look(palette.control_hovered, palette.dim, palette.text);
    widgets.active = look(palette.accent_soft, palette.accent, palette.text);
    widgets.open = look(palette.control_hovered, palette.line, palette.text);
}
