//! One frame of the window with everything moving, without a screen: logic, panels and tessellation.
#![allow(missing_docs, clippy::unwrap_used, clippy::pedantic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::App as _;
use eframe::egui::{Context, DroppedFile, RawInput, Rect, pos2, vec2};
use nullcline::dataset::DIGITS;
use nullcline::network::{Coupling, FhnLayer, HiddenCount, Model, ModelCard, Network, Units};
use nullcline::neuron::NeuronKind;
use nullcline::ui::{App, NeuronSettings, Settings, Tab};

const FRAME_SECONDS: f64 = 1.0 / 60.0;

/// The app and what a window system would keep for it.
struct Window {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    time: f64,
    /// Files that are dropped on the window in the next frame.
    dropped: Vec<PathBuf>,
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

impl Window {
    fn open(settings: Settings, network: Option<&Path>) -> Self {
        let ctx = Context::default();
        let app = App::new(&ctx, settings);
        let mut window = Self { ctx, app, frame: eframe::Frame::_new_kittest(), time: 0.0, dropped: Vec::new() };
        window.dropped.extend(network.map(Path::to_owned));
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
        let dropped = self.dropped.drain(..).map(|path| Arc::new(Dropped(path)) as Arc<dyn DroppedFile + Send + Sync>);
        let dropped_files = dropped.collect();
        let input = RawInput {
            screen_rect: Some(screen),
            time: Some(self.time),
            focused: true,
            dropped_files,
            ..RawInput::default()
        };
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

/// A network of a thousand neurons, not trained, in a file.
fn thousand(folder: &Path) -> PathBuf {
    let units = Units::Fhn(FhnLayer::new(Coupling::Calibrated));
    let network = Network::glorot((HiddenCount::new(1000).unwrap(), DIGITS), units, 7);
    let path = folder.join("thousand.safetensors");
    Model { network, card: ModelCard::default() }.save(&path).unwrap();
    path
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame 1280 x 800");
    for (name, tab, paused) in
        [("run, everything moving", Tab::Run, false), ("run, paused", Tab::Run, true), ("train", Tab::Train, false)]
    {
        let mut window = Window::open(Settings { tab, paused, ..Settings::default() }, None);
        group.bench_function(name, |bench| bench.iter(|| window.draw()));
    }
    for (name, kind) in [("Morris-Lecar", NeuronKind::MorrisLecar), ("Izhikevich", NeuronKind::Izhikevich)] {
        let mut settings = Settings::default();
        settings.parameters.neurons = NeuronSettings::of(kind);
        let mut window = Window::open(settings, None);
        group.bench_function(format!("run, {name} neurons moving"), |bench| bench.iter(|| window.draw()));
    }
    let folder = tempfile::tempdir().unwrap();
    let network = thousand(folder.path());
    let mut window = Window::open(Settings::default(), Some(&network));
    assert_eq!(window.app.states().count(), 1000);
    group.bench_function("run, 1000 neurons moving", |bench| bench.iter(|| window.draw()));
}

criterion_group!(benches, frames);
criterion_main!(benches);
