//! One frame of the window with everything moving, without a screen: logic, panels and tessellation.
#![allow(missing_docs, clippy::unwrap_used, clippy::pedantic)]

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::App as _;
use eframe::egui::{Context, RawInput, Rect, pos2, vec2};
use nullcline::ui::{App, Settings, Tab};

const FRAME_SECONDS: f64 = 1.0 / 60.0;

/// The app and what a window system would keep for it.
struct Window {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    time: f64,
}

impl Window {
    fn open(settings: Settings) -> Self {
        let ctx = Context::default();
        let app = App::new(&ctx, settings);
        let mut window = Self { ctx, app, frame: eframe::Frame::_new_kittest(), time: 0.0 };
        // Until the first digit is there, moves, and the work in the background is done.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(6) {
            window.draw();
            std::thread::sleep(Duration::from_millis(10));
        }
        window
    }

    /// The vertices of one frame.
    fn draw(&mut self) -> usize {
        self.time += FRAME_SECONDS;
        let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0));
        let input = RawInput { screen_rect: Some(screen), time: Some(self.time), focused: true, ..RawInput::default() };
        let (app, frame) = (&mut self.app, &mut self.frame);
        let mut output = self.ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone(), frame);
            app.ui(ui, frame);
        });
        output.textures_delta.clear();
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        shapes.len()
    }
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame 1280 x 800");
    for (name, tab, paused) in
        [("run, everything moving", Tab::Run, false), ("run, paused", Tab::Run, true), ("train", Tab::Train, false)]
    {
        let mut window = Window::open(Settings { tab, paused, ..Settings::default() });
        group.bench_function(name, |bench| bench.iter(|| window.draw()));
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
