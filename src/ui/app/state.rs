//! The app: drains, draws, acts.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{Context, Frame, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::files::Kept;
use super::header;
use super::help;
use super::keys;
use super::recorder::{self, Recorder};
use super::tour;
use crate::fhn::State;
use crate::job::Worker;
use crate::network::model_file;
use crate::ui::paper::tab::PaperModel;
use crate::ui::run::model::gallery::Gallery;
use crate::ui::run::model::live::NEURONS;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::TestSetSurvey;
use crate::ui::shared::active_network::{NetworkSource, NetworkSources};
use crate::ui::shared::dialog::Dialog;
use crate::ui::shared::intent::Intent;
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::settings::{LowerView, Settings, Tab};
use crate::ui::theme::{self, Palette};
use crate::ui::train::model::trainer::Trainer;
use crate::ui::train::panels::features::Features;
use crate::ui::{paper, run, train};

/// The smallest size of a tab in which everything has its place; below, it scrolls.
const LEAST_SIZE: [f32; 2] = [1000.0, 600.0];
/// Between two frames while something moves. The screen's own rhythm is slower where there is one.
const FRAME: Duration = Duration::from_millis(8);
/// The most time that a frame makes up for, in seconds.
const LONGEST_FRAME: f32 = 0.1;

/// The window and everything in it.
pub struct App {
    pub(super) settings: Settings,
    pub(super) run: RunModel,
    pub(super) survey: TestSetSurvey,
    pub(super) trainer: Trainer,
    pub(super) features: Features,
    pub(super) paper: PaperModel,
    pub(super) dialog: Dialog,
    /// What the last edit of each slider was told.
    pub(super) hints: [Option<String>; 3],
    pub(super) picture_path: String,
    pub(super) help_is_open: bool,
    pub(super) gallery: Gallery,
    /// The stop of the tour.
    pub(super) tour: Option<usize>,
    pub(super) notice: Option<Notice>,
    pub(super) keep_path: String,
    pub(super) keeping: Option<Worker<(), Result<Kept, String>>>,
    pub(super) recorder: Option<Recorder>,
    /// A picture of the window that is to be taken, in so many frames.
    pub(super) picture_due: Option<(PathBuf, u8)>,
    /// What is asked in each frame until it is done.
    pub(super) at_start: Option<Box<dyn FnMut() -> bool>>,
}

impl App {
    /// A window with these settings. Nothing in here waits: pictures are loaded in the background.
    pub fn new(ctx: &Context, settings: Settings) -> Self {
        let sources = built_in_sources();
        let mut settings = settings.sanitized();
        settings.network = sources.nearest(settings.network);
        theme::apply(ctx, settings.theme);
        let mut run = RunModel::new(ctx, sources, &settings);
        run.set_treatments(&settings.treatments);
        Self {
            run,
            survey: TestSetSurvey::new(ctx),
            trainer: Trainer::default(),
            features: Features::new(ctx),
            paper: PaperModel::new(ctx),
            dialog: Dialog::default(),
            hints: [None, None, None],
            picture_path: String::new(),
            help_is_open: false,
            gallery: Gallery::default(),
            tour: None,
            notice: None,
            keep_path: String::new(),
            keeping: None,
            recorder: None,
            picture_due: None,
            at_start: None,
            settings,
        }
    }

    /// The settings of the last time, or the defaults.
    pub(crate) fn remembered(storage: Option<&dyn eframe::Storage>) -> Settings {
        storage.and_then(|storage| eframe::get_value(storage, eframe::APP_KEY)).unwrap_or_default()
    }

    /// What the window would remember now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The window never opens a file dialog: for screens that anybody may use, and for tests.
    pub fn without_dialogs(mut self) -> Self {
        self.dialog.forbid();
        self
    }

    /// Where the hundred neurons on the wall are now.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        (0..NEURONS).map(|neuron| self.run.live().state(neuron))
    }

    /// Keeps what takes long to compute in this folder, from one start to the next.
    pub(crate) fn keeping_in(mut self, ctx: &Context, folder: Option<std::path::PathBuf>) -> Self {
        if let Some(folder) = folder {
            self.paper.reproducer.keep_in(folder, notify(ctx));
        }
        self
    }

    /// Calls this in each frame, from the first on, until it returns `true`.
    pub(crate) fn at_start(mut self, call: impl FnMut() -> bool + 'static) -> Self {
        self.at_start = Some(Box::new(call));
        self
    }

    fn call_at_start(&mut self, ctx: &Context) {
        let Some(call) = &mut self.at_start else { return };
        if call() {
            self.at_start = None;
        } else {
            ctx.request_repaint_after(FRAME);
        }
    }

    /// Lets time pass, if it does, and asks for the next frame only then.
    fn let_time_pass(&mut self, ctx: &Context) {
        if let Some(recorder) = &mut self.recorder {
            // The same stretch of time for every frame, however long it takes to write one.
            if recorder.wants_frame() {
                self.run.advance(recorder::FRAME_SECONDS * self.settings.speed);
                let strip = if self.tour.is_some() { tour::HEIGHT } else { 0.0 };
                recorder.take(ctx, header::HEIGHT + strip);
            }
            ctx.request_repaint_after(FRAME);
            return;
        }
        if self.settings.tab == Tab::Run && !self.settings.paused {
            let passed = ctx.input(|input| input.stable_dt).min(LONGEST_FRAME);
            self.run.advance(f64::from(passed) * self.settings.speed);
            ctx.request_repaint_after(FRAME);
        }
    }

    /// Draws everything. The bars at the top come first and are acted on at once, so that the neurons follow a slider
    /// in the same frame. What does not fit under the header can be scrolled to.
    fn panels(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let whole = ui.max_rect();
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), header::HEIGHT));
        let mut keep = header::Keep { path: &mut self.keep_path, recorded: self.recorder.as_ref().map(Recorder::done) };
        for intent in header::show(ui, bar, (&self.settings, &self.run), &mut keep) {
            self.act(ui.ctx(), intent);
        }
        let mut top = bar.bottom();
        if let Some(stop) = self.tour {
            let strip = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), tour::HEIGHT));
            if let Some(intent) = tour::show(ui, strip, stop) {
                self.act(ui.ctx(), intent);
            }
            top = strip.bottom();
        }
        let below = Rect::from_min_max(pos2(whole.left(), top), whole.max);
        ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
            ScrollArea::both().auto_shrink(false).show(ui, |ui| self.tab(ui)).inner
        })
        .inner
    }

    fn tab(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let ctx = ui.ctx().clone();
        let start = ui.max_rect().min;
        let place = Rect::from_min_size(start, ui.max_rect().size().max(vec2(LEAST_SIZE[0], LEAST_SIZE[1])));
        ui.advance_cursor_after_rect(place);
        match self.settings.tab {
            Tab::Run => {
                let row = Rect::from_min_size(start, vec2(place.width(), run::panels::parameters::HEIGHT));
                for intent in
                    run::panels::parameters::show(ui, row, &self.settings, (&self.run, &self.survey), &self.hints)
                {
                    self.act_in_run(&ctx, intent);
                }
                let tab = run::tab::RunView { settings: &self.settings, run: &self.run, survey: &self.survey };
                let rest = place.with_min_y(row.bottom());
                tab.show(ui, rest, &mut self.picture_path).into_iter().map(Intent::Run).collect()
            }
            Tab::Train => {
                let tab = train::tab::TrainView {
                    settings: &self.settings,
                    trainer: &self.trainer,
                    features: &self.features,
                    specimen: self.run.specimen(),
                };
                let done = train::tab::show(ui, place, &tab);
                done.into_iter().map(Intent::Train).collect()
            }
            Tab::Paper => {
                let done = paper::tab::show(ui, place, &self.settings, (&self.paper, &self.run));
                done.into_iter().map(Intent::Paper).collect()
            }
        }
    }
}

/// The networks inside the program.
pub(super) fn built_in_sources() -> NetworkSources {
    let built_in = |name: &str| {
        model_file::built_in(name)
            .map(|model| NetworkSource { model: model.into(), origin: format!("built-in {name}") })
    };
    NetworkSources { plain: built_in("ann").unwrap_or_else(untrained), trained: built_in("fhn") }
}

/// Only if the program was built without its models.
fn untrained() -> NetworkSource {
    let network = crate::network::Network::Plain(crate::network::Layers::glorot(0).into());
    let model = crate::network::Model { network, card: crate::network::ModelCard::default() };
    NetworkSource { model: model.into(), origin: "untrained".to_owned() }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.run.drain(ctx);
        // A person who went back to an epoch stays there.
        if self.trainer.drain() && self.settings.training.follow && self.trainer.shown().is_none() {
            self.use_trained();
        }
        if self.settings.tab == Tab::Train {
            self.features.follow(ctx, self.trainer.layers());
        }
        if let Some(source) = self.trainer.drain_file() {
            self.use_source(source);
        }
        if self.settings.tab == Tab::Run {
            let plain = self.run.sources().plain.model.clone();
            self.survey.follow(self.run.network(), &plain, self.settings.lower == LowerView::Window);
        }
        let is_open = self.settings.tab == Tab::Paper;
        self.paper.drain(ctx, &self.run, (is_open, &self.settings.paper));
        self.drain_dialog(ctx);
        self.drain_keeping(ctx);
        self.take_due_picture(ctx);
        self.take_dropped_files(ctx);
        self.take_pasted(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        theme::keep(&ctx, self.settings.theme);
        self.let_time_pass(&ctx);
        self.call_at_start(&ctx);
        self.run.watch(self.settings.selected);
        let mut intents = keys::intents(&ctx, &self.settings, self.help_is_open);
        Frame::new().fill(Palette::of(ui).window).show(ui, |ui| {
            intents.extend(self.panels(ui));
        });
        if self.gallery.is_open && self.settings.tab == Tab::Run {
            let done = run::panels::gallery::show(&ctx, &mut self.gallery, &self.run, &self.survey);
            intents.extend(done.into_iter().map(Intent::Run));
        }
        if let Some(notice) = &self.notice {
            intents.extend(notice.show(&ctx));
        }
        if self.help_is_open {
            intents.extend(help::show(&ctx));
        }
        let acted = !intents.is_empty();
        for intent in intents {
            self.act(&ctx, intent);
        }
        if acted {
            ctx.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, eframe::APP_KEY, &self.settings);
    }
}
