//! Sessions, pictures and plots on their way to files.

use std::path::PathBuf;

use eframe::egui::Context;

use super::plots;
use super::recorder::{Recorder, Target};
use super::screenshot::{Come, DuePicture, PICTURE_INTERVAL, write_picture};
use super::sessions::{self, Kept};
use super::state::App;
use crate::job::Worker;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::{KeepFile, KeepIntent};
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::parameters::Hints;
use crate::ui::shared::paths::with_extension;
use crate::ui::shared::plot_kind::PlotKind;
use crate::ui::shared::plots::write;
use crate::ui::shared::purpose::Purpose;
use crate::ui::shared::tab::Tab;

/// Frames after which a menu is gone from the window.
const FRAMES_FOR_MENU: u8 = 3;

impl App {
    pub(super) fn act_on_files(&mut self, ctx: &Context, intent: KeepIntent) {
        match intent {
            KeepIntent::Ask(file) => self.dialog.ask(Purpose::Keep(file), notify(ctx)),
            KeepIntent::File(KeepFile::OpenSession, path) => {
                self.keep(ctx, move || sessions::open(&path).map(|opened| Kept::Opened(Box::new(opened))));
            }
            KeepIntent::File(KeepFile::SaveSession, path) => match with_extension(path, "json") {
                Ok(path) => self.save_session(ctx, path),
                Err(message) => self.notice = Some(Notice::bad(message)),
            },
            KeepIntent::File(KeepFile::SavePicture, path) => match with_extension(path, "png") {
                Ok(path) => {
                    self.picture_due = Some(DuePicture::In(FRAMES_FOR_MENU, path));
                    ctx.request_repaint();
                }
                Err(message) => self.notice = Some(Notice::bad(message)),
            },
            KeepIntent::File(KeepFile::SaveAnimation, path) => match with_extension(path, "gif") {
                Ok(path) => self.record(ctx, Target::Gif(path)),
                Err(message) => self.notice = Some(Notice::bad(message)),
            },
            KeepIntent::File(KeepFile::SaveFrames, path) => self.record(ctx, Target::Folder(path)),
            KeepIntent::File(KeepFile::SavePlot(kind), path) => self.save_plot(ctx, kind, path),
            KeepIntent::CancelAnimation => {
                self.recorder = None;
                self.notice = Some(Notice::bad("The animation was cancelled."));
            }
            KeepIntent::ResetParameters => {
                self.settings.parameters = self.settings.parameters.reset();
                self.hints = Hints::default();
                self.run.set_network(self.settings.network, &self.settings.parameters);
            }
            KeepIntent::ResetNeurons => {
                self.release_all();
                self.run.restart();
            }
        }
    }

    /// Begins an animation.
    fn record(&mut self, ctx: &Context, target: Target) {
        if self.recorder.is_some() {
            self.notice = Some(Notice::bad("An animation is being recorded: cancel it, or wait for its end."));
            return;
        }
        self.settings.tab = Tab::Run;
        self.run.look_back(0);
        self.notice = None;
        self.recorder = Some(Recorder::start(target, self.animation_frames, notify(ctx)));
    }

    /// Does something with a file in the background, one thing at a time.
    pub(super) fn keep(&mut self, ctx: &Context, work: impl FnOnce() -> Result<Kept, String> + Send + 'static) {
        let wake = notify(ctx);
        self.notice = None;
        self.keeping = Some(Worker::start("keep", move || wake(), move |_, _| work()));
    }

    pub(super) fn save_plot(&mut self, ctx: &Context, kind: PlotKind, path: PathBuf) {
        let view = RunView { settings: &self.settings, run: &self.run, survey: &self.survey, hints: &self.hints };
        match plots::figure(kind, &view, &self.trainer) {
            Ok(figure) => self.keep(ctx, move || write(&figure, &path).map(Kept::Saved)),
            Err(missing) => self.notice = Some(Notice::bad(missing)),
        }
    }

    pub(super) fn save_session(&mut self, ctx: &Context, path: PathBuf) {
        match sessions::session(&self.settings, &self.run) {
            Some(session) => {
                let model = self.run.network().source().model.clone();
                self.keep(ctx, move || sessions::save(session, &model, &path).map(Kept::Saved));
            }
            None => {
                self.notice = Some(Notice::bad("There is no image to save. Draw one, or take one from the test set."));
            }
        }
    }

    /// A picture of the window, once its menu is closed.
    pub(super) fn take_due_picture(&mut self, ctx: &Context) {
        match self.picture_due.take() {
            None => {}
            Some(DuePicture::In(0, path)) => self.picture_due = Some(DuePicture::ask(ctx, path)),
            Some(DuePicture::In(frames, path)) => {
                self.picture_due = Some(DuePicture::In(frames - 1, path));
                ctx.request_repaint();
            }
            Some(DuePicture::Asked(asked)) => match asked.come() {
                Come::Here(picture) => {
                    let (path, scale) = (asked.path, ctx.pixels_per_point());
                    self.keep(ctx, move || write_picture(&picture, scale, &path).map(Kept::Saved));
                }
                Come::Never => self.notice = Some(Notice::bad("The window gave no picture.")),
                Come::NotYet => {
                    self.picture_due = Some(DuePicture::Asked(asked));
                    ctx.request_repaint_after(PICTURE_INTERVAL);
                }
            },
        }
    }
}
