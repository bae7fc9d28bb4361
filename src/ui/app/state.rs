//! The window and everything in it.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::Context;

use super::built_in::built_in_sources;
use super::incoming::Opening;
use super::recorder::{Recorder, USUAL_FRAMES};
use super::remembered;
use super::screenshot::DuePicture;
use super::sessions::Kept;
use super::shelf::Shelf;
use super::tour::Tour;
use crate::job::Worker;
use crate::neuron::State;
use crate::ui::paper::model::paper_model::PaperModel;
use crate::ui::run::model::gallery::Gallery;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::TestSetSurvey;
use crate::ui::shared::dialog::Dialog;
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::parameters::Hints;
use crate::ui::shared::settings::Settings;
use crate::ui::theme;
use crate::ui::train::model::trainer::Trainer;
use crate::ui::train::panels::features::Features;

/// Between two frames while something moves. The screen's own rhythm is slower where there is one.
pub(super) const FRAME: Duration = Duration::from_millis(8);
/// The same where frames are drawn on the processor: thirty a second.
pub(super) const SOFTWARE_FRAME: Duration = Duration::from_millis(33);

/// The window and everything in it.
pub struct App {
    pub(super) settings: Settings,
    pub(super) run: RunModel,
    pub(super) survey: TestSetSurvey,
    pub(super) trainer: Trainer,
    /// Keeps the networks that were loaded or trained here.
    pub(super) shelf: Shelf,
    pub(super) features: Features,
    pub(super) paper: PaperModel,
    pub(super) dialog: Dialog,
    /// What the last edit of each slider was told.
    pub(super) hints: Hints,
    pub(super) picture_path: String,
    pub(super) help_is_open: bool,
    pub(super) gallery: Gallery,
    /// The tour, while there is one.
    pub(super) tour: Option<Tour>,
    pub(super) notice: Option<Notice>,
    /// Files that were dropped, pasted or named.
    pub(super) opening: Opening,
    pub(super) keep_path: String,
    /// Frames of the next animation.
    pub(super) animation_frames: usize,
    pub(super) keeping: Option<Worker<(), Result<Kept, String>>>,
    pub(super) recorder: Option<Recorder>,
    /// A picture of the window that is wanted.
    pub(super) picture_due: Option<DuePicture>,
    /// What is asked in each frame until it is done.
    pub(super) at_start: Option<Box<dyn FnMut() -> bool>>,
    /// Between two frames while neurons move.
    pub(super) frame_time: Duration,
}

impl App {
    /// A window with these settings. Nothing in here waits: images are loaded in the background.
    pub fn new(ctx: &Context, settings: Settings) -> Self {
        let sources = built_in_sources();
        let mut settings = settings.sanitized();
        settings.network = sources.nearest(settings.network);
        theme::apply(ctx, settings.theme);
        let mut run = RunModel::new(ctx, sources, &settings);
        run.set_interventions(&settings.interventions);
        Self {
            run,
            survey: TestSetSurvey::new(ctx),
            trainer: Trainer::default(),
            shelf: Shelf::default(),
            features: Features::new(ctx),
            paper: PaperModel::new(ctx),
            dialog: Dialog::default(),
            hints: Hints::default(),
            picture_path: String::new(),
            help_is_open: false,
            gallery: Gallery::default(),
            tour: None,
            notice: None,
            opening: Opening::default(),
            keep_path: String::new(),
            animation_frames: USUAL_FRAMES,
            keeping: None,
            recorder: None,
            picture_due: None,
            at_start: None,
            frame_time: FRAME,
            settings,
        }
    }

    /// The settings of the last time, or the defaults.
    pub(crate) fn remembered(storage: Option<&dyn eframe::Storage>) -> Settings {
        storage
            .and_then(|storage| storage.get_string(eframe::APP_KEY))
            .map_or_else(Settings::default, |text| remembered::settings(&text))
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

    /// The names of the networks that were loaded or trained here, the newest first.
    pub fn own_networks(&self) -> impl Iterator<Item = &str> {
        self.run.sources().own.iter().map(|source| &*source.origin)
    }

    /// Where the neurons on the wall are now.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        (0..self.run.live().neurons()).map(|neuron| self.run.live().state(neuron))
    }

    /// Keeps what takes long to compute, and the networks of a person, in this folder from one start to the next.
    pub fn keeping_in(mut self, ctx: &Context, folder: Option<PathBuf>) -> Self {
        if let Some(folder) = folder {
            self.shelf.keep_in(&folder, notify(ctx));
            self.paper.reproducer.keep_in(folder, notify(ctx));
        }
        self
    }

    /// Calls this in each frame, from the first on, until it returns `true`.
    #[cfg(target_os = "linux")]
    pub(crate) fn at_start(mut self, call: impl FnMut() -> bool + 'static) -> Self {
        self.at_start = Some(Box::new(call));
        self
    }
}
