//! A window without a screen: the real app, driven by names, and drawn on the processor.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{
    self, Color32, Context, Event, FullOutput, ImageData, Key, Modifiers, PointerButton, Pos2, Rect, TextureFilter,
    TextureId, TexturesDelta, Vec2,
    epaint::{Mesh, Primitive, Vertex},
    vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, TestRenderer};
use image::RgbaImage;
use nullcline::ui::{App, Page, PaperView, Settings, Tab};

/// The window with these settings, drawn on the processor.
pub(crate) fn window(settings: Settings, size: Vec2, pixels_per_point: f32) -> Harness<'static, App> {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(pixels_per_point)
        .with_step_dt(1.0 / 60.0)
        .renderer(CpuRenderer::default())
        .build_eframe(move |cc| App::new(&cc.egui_ctx, settings))
}

/// The window as a start with this folder opens it. Time stands still.
pub(crate) fn kept_in(folder: &Path) -> Harness<'static, App> {
    let settings = Settings { paused: true, ..Settings::default() };
    let folder = folder.to_owned();
    Harness::builder()
        .with_size(SIZE)
        .with_step_dt(1.0 / 60.0)
        .renderer(CpuRenderer::default())
        .build_eframe(move |cc| App::new(&cc.egui_ctx, settings).keeping_in(&cc.egui_ctx, Some(folder)))
}

/// Steps until `condition` holds, and fails if it never does: on a busy machine seconds become minutes.
pub(crate) fn wait_until(harness: &mut Harness<'_, App>, what: &str, condition: impl Fn(&Harness<'_, App>) -> bool) {
    let deadline = Instant::now() + Duration::from_mins(10);
    while !condition(harness) {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
}

/// Waits for the first digit and its answer.
pub(crate) fn wait_for_answer(harness: &mut Harness<'_, App>) {
    wait_until(harness, "an answer", |harness| {
        (0..10).any(|digit| harness.query_by_label(&format!("answer {digit}")).is_some())
            && harness.query_all_by_label("computing…").next().is_none()
    });
}

/// The size that the window opens with.
pub(crate) const SIZE: egui::Vec2 = vec2(1280.0, 800.0);

/// The window with its first digit and the answer to it. Time stands still, so that `run` comes to an end.
pub(crate) fn paused() -> Harness<'static, App> {
    let mut harness = window(Settings { paused: true, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness
}

/// A button of the mouse.
pub(crate) fn button(pos: Pos2, button: PointerButton, pressed: bool) -> Event {
    Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }
}

/// Presses a key.
pub(crate) fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(2);
}

/// Whether the window says that somewhere.
pub(crate) fn says(harness: &Harness<'_, App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

/// Opens a number field, types into it, and leaves it.
pub(crate) fn type_into(harness: &mut Harness<'_, App>, field: &str, text: &str) {
    harness.get_by_label(field).click();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(text.to_owned()));
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

/// Clicks the control of that name.
pub(crate) fn click(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(3);
}

/// The place of the canvas.
pub(crate) fn canvas(harness: &Harness<'_, App>) -> egui::Rect {
    harness.get_by_label("digit canvas").rect()
}

/// A stroke through these places of the canvas, 0 to 1.
pub(crate) fn draw(harness: &mut Harness<'_, App>, places: &[[f32; 2]], pen: PointerButton) {
    let canvas = canvas(harness);
    let at = |place: &[f32; 2]| canvas.min + vec2(place[0], place[1]) * canvas.size();
    let (first, last) = (at(&places[0]), at(&places[places.len() - 1]));
    harness.event(Event::PointerMoved(first));
    harness.event(button(first, pen, true));
    for place in places {
        harness.event(Event::PointerMoved(at(place)));
    }
    harness.event(button(last, pen, false));
    harness.run_steps(2);
}

/// Chooses from the File menu, with this path.
pub(crate) fn file(harness: &mut Harness<'_, App>, what: &str, path: &Path) {
    click(harness, "File");
    type_into(harness, "path of a file", path.to_str().unwrap());
    click(harness, what);
}

/// The Paper tab with that page open; time stands still.
pub(crate) fn paper_tab(page: Page) -> Harness<'static, App> {
    let paper = PaperView { page, ..PaperView::default() };
    let mut harness = window(Settings { tab: Tab::Paper, paused: true, paper, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(3);
    harness
}

/// Takes a notice away, unless it went by itself.
pub(crate) fn dismiss(harness: &mut Harness<'_, App>) {
    if harness.query_by_label("Dismiss").is_some() {
        click(harness, "Dismiss");
    }
}

/// Clicks at a place of the control of that name, (0, 0) its upper left corner and (1, 1) its lower right one.
pub(crate) fn click_at(harness: &mut Harness<'_, App>, name: &str, [x, y]: [f32; 2], modifiers: Modifiers) {
    let rect = harness.get_by_label_contains(name).rect();
    let at = rect.min + vec2(x, y) * rect.size();
    harness.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        harness.event_modifiers(
            Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers },
            modifiers,
        );
    }
    // A plot waits whether it becomes a double click.
    harness.run_steps(25);
}

/// Drops a file on the window.
pub(crate) fn drop_file(harness: &mut Harness<'_, App>, path: &Path) {
    drop_files(harness, &[path.to_owned()]);
}

/// Drops files on the window, all at once.
pub(crate) fn drop_files(harness: &mut Harness<'_, App>, paths: &[PathBuf]) {
    #[derive(Debug)]
    struct Dropped(PathBuf);
    impl egui::DroppedFile for Dropped {
        fn path(&self) -> &Path {
            &self.0
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            std::fs::read(&self.0).map_err(|error| error.to_string())
        }
    }
    harness.input_mut().dropped_files =
        paths.iter().map(|path| Arc::new(Dropped(path.clone())) as Arc<dyn egui::DroppedFile + Send + Sync>).collect();
    harness.step();
}

/// Picks from the list of that name.
pub(crate) fn choose(harness: &mut Harness<'_, App>, list: &str, option: &str) {
    // Other things may have the option's name; what the list offers was not there before.
    let named = |harness: &Harness<'_, App>| -> Vec<_> {
        let buttons = harness.query_all_by_role(Role::Button).map(|node| node.accesskit_node());
        buttons.filter(|node| node.label().as_deref() == Some(option)).map(|node| node.id()).collect()
    };
    let before = named(harness);
    click(harness, list);
    let offered = named(harness).into_iter().find(|id| !before.contains(id));
    let offered = offered.unwrap_or_else(|| panic!("{list} has no {option}"));
    harness.query_all_by_role(Role::Button).find(|node| node.accesskit_node().id() == offered).unwrap().click();
    harness.run_steps(3);
}

/// Draws egui's triangles without a graphics card, the same on every machine.
#[derive(Default)]
pub(crate) struct CpuRenderer {
    textures: HashMap<TextureId, Texture>,
}

struct Texture {
    size: [usize; 2],
    pixels: Vec<Color32>,
    smooth: bool,
}

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, patches) in delta.set.drain() {
            for patch in patches {
                let ImageData::Color(image) = &patch.image;
                let smooth = patch.options.magnification == TextureFilter::Linear;
                let [left, top] = patch.pos.unwrap_or_default();
                if patch.pos.is_none() {
                    self.textures.insert(id, Texture { size: image.size, pixels: image.pixels.clone(), smooth });
                } else if let Some(texture) = self.textures.get_mut(&id) {
                    for (row, pixels) in image.pixels.chunks(image.size[0]).enumerate() {
                        let start = (top + row) * texture.size[0] + left;
                        texture.pixels[start..start + pixels.len()].copy_from_slice(pixels);
                    }
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut target = Target { width: size.x.round() as usize, height: size.y.round() as usize, pixels: Vec::new() };
        target.pixels = vec![[0.0, 0.0, 0.0, 1.0]; target.width * target.height];
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            if let Primitive::Mesh(mesh) = &clipped.primitive {
                let texture = self.textures.get(&mesh.texture_id).ok_or("a texture is missing")?;
                target.mesh(mesh, texture, clipped.clip_rect, scale);
            }
        }
        let bytes = target.pixels.iter().flatten().map(|value| (255.0 * value).round() as u8).collect();
        RgbaImage::from_raw(target.width as u32, target.height as u32, bytes).ok_or_else(|| "no picture".to_owned())
    }
}

struct Target {
    width: usize,
    height: usize,
    /// Premultiplied, 0 to 1, in gamma space: there egui blends.
    pixels: Vec<[f32; 4]>,
}

impl Target {
    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: Rect, scale: f32) {
        let clip = Rect::from_min_max((clip.min * scale).round(), (clip.max * scale).round());
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |index: usize| {
                let Vertex { pos, uv, color } = mesh.vertices[corners[index] as usize];
                (pos * scale, uv, color)
            };
            self.triangle([corner(0), corner(1), corner(2)], texture, clip);
        }
    }

    fn triangle(&mut self, mut corners: [(Pos2, Pos2, Color32); 3], texture: &Texture, clip: Rect) {
        let area = |a: Pos2, b: Pos2, c: Pos2| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        let mut whole = area(corners[0].0, corners[1].0, corners[2].0);
        if whole < 0.0 {
            corners.swap(1, 2);
            whole = -whole;
        }
        let points = corners.map(|corner| corner.0);
        let bounds = Rect::from_points(&points).intersect(clip);
        if whole <= 0.0 || bounds.is_negative() {
            return;
        }
        // A pixel on an edge that two triangles share belongs to one of them only.
        let is_first = |a: Pos2, b: Pos2| b.y < a.y || (b.y == a.y && b.x > a.x);
        let columns = bounds.left().max(0.0) as usize..(bounds.right().ceil() as usize).min(self.width);
        for row in bounds.top().max(0.0) as usize..(bounds.bottom().ceil() as usize).min(self.height) {
            for column in columns.clone() {
                let at = egui::pos2(column as f32 + 0.5, row as f32 + 0.5);
                let mut weights = [0.0; 3];
                let inside = (0..3).all(|side| {
                    let (a, b) = (points[(side + 1) % 3], points[(side + 2) % 3]);
                    weights[side] = area(a, b, at) / whole;
                    weights[side] > 0.0 || (weights[side] == 0.0 && is_first(a, b))
                });
                if inside && clip.contains(at) {
                    self.blend(row * self.width + column, shade(&corners, weights, texture));
                }
            }
        }
    }

    fn blend(&mut self, place: usize, source: [f32; 4]) {
        for (channel, source_channel) in self.pixels[place].iter_mut().zip(source) {
            *channel = (source_channel + *channel * (1.0 - source[3])).clamp(0.0, 1.0);
        }
    }
}

fn shade(corners: &[(Pos2, Pos2, Color32); 3], weights: [f32; 3], texture: &Texture) -> [f32; 4] {
    let mut uv = Vec2::ZERO;
    let mut color = [0.0; 4];
    for ((_, corner_uv, corner_color), weight) in corners.iter().zip(weights) {
        uv += weight * corner_uv.to_vec2();
        for (channel, value) in color.iter_mut().zip(corner_color.to_array()) {
            *channel += weight * f32::from(value) / 255.0;
        }
    }
    let texel = texture.at(uv);
    std::array::from_fn(|channel| color[channel] * texel[channel])
}

impl Texture {
    fn at(&self, uv: Vec2) -> [f32; 4] {
        let place = egui::vec2(uv.x * self.size[0] as f32, uv.y * self.size[1] as f32);
        if !self.smooth {
            return self.texel(place.x.floor(), place.y.floor());
        }
        let (left, top) = ((place.x - 0.5).floor(), (place.y - 0.5).floor());
        let (right_part, lower_part) = (place.x - 0.5 - left, place.y - 0.5 - top);
        let mut sum = [0.0; 4];
        for (dx, wx) in [(0.0, 1.0 - right_part), (1.0, right_part)] {
            for (dy, wy) in [(0.0, 1.0 - lower_part), (1.0, lower_part)] {
                for (channel, value) in sum.iter_mut().zip(self.texel(left + dx, top + dy)) {
                    *channel += wx * wy * value;
                }
            }
        }
        sum
    }

    fn texel(&self, column: f32, row: f32) -> [f32; 4] {
        let clamp = |value: f32, size: usize| (value.max(0.0) as usize).min(size - 1);
        let pixel = self.pixels[clamp(row, self.size[1]) * self.size[0] + clamp(column, self.size[0])];
        pixel.to_array().map(|channel| f32::from(channel) / 255.0)
    }
}
