//! What the app keeps in files, and takes from them.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{Context, Event};

use super::plots::{self, PlotKind};
use super::recorder::{Recorded, Recorder};
use super::sessions;
use super::state::App;
use super::state::built_in_sources;
use crate::job::{Event as JobEvent, Worker};
use crate::ui::shared::dialog::{Chosen, Purpose, with_extension};
use crate::ui::shared::intent::{Intent, KeepFile, KeepIntent, RunIntent, TrainIntent};
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::settings::{Parameters, Settings, Tab};

/// Said where a file dialog brought nothing.
const NO_DIALOG: &str = "No file was chosen. If no dialog opened, type the path.";
/// Frames after which a menu is gone from the window.
const FRAMES_FOR_MENU: u8 = 3;
/// How long a picture of the window is waited for.
const PICTURE_PATIENCE: Duration = Duration::from_secs(10);

/// What was done with a file.
pub(super) enum Kept {
    /// It is there.
    Saved(PathBuf),
    /// It holds this.
    Opened(Box<sessions::Opened>),
}

impl App {
    pub(super) fn act_on_files(&mut self, ctx: &Context, intent: KeepIntent) {
        match intent {
            KeepIntent::Ask(file) => self.dialog.ask(Purpose::Keep(file), notify(ctx)),
            KeepIntent::File(KeepFile::OpenSession, path) => {
                self.keep(ctx, move || sessions::open(&path).map(|opened| Kept::Opened(Box::new(opened))));
            }
            KeepIntent::File(KeepFile::SaveSession, path) => self.save_session(ctx, with_extension(path, "json")),
            KeepIntent::File(KeepFile::SavePicture, path) => {
                self.picture_due = Some((with_extension(path, "png"), FRAMES_FOR_MENU));
                ctx.request_repaint();
            }
            KeepIntent::File(KeepFile::SaveAnimation, path) => {
                self.settings.tab = Tab::Run;
                self.run.look_back(0);
                self.notice = None;
                self.recorder = Some(Recorder::start(path, notify(ctx)));
            }
            KeepIntent::File(KeepFile::SavePlot(kind), path) => self.save_plot(ctx, kind, path),
            KeepIntent::CancelAnimation => {
                self.recorder = None;
                self.notice = Some(Notice::bad("The animation was cancelled."));
            }
            KeepIntent::ResetParameters => {
                self.settings.parameters = Parameters::default();
                self.hints = [None, None, None];
                self.run.set_network(self.settings.network, &self.settings.parameters);
            }
            KeepIntent::ResetNeurons => {
                self.settings.treatments.clear();
                self.run.set_treatments(&self.settings.treatments);
                self.run.restart();
            }
        }
    }

    /// Does something with a file in the background, one thing at a time.
    pub(super) fn keep(&mut self, ctx: &Context, work: impl FnOnce() -> Result<Kept, String> + Send + 'static) {
        let wake = notify(ctx);
        self.notice = None;
        self.keeping = Some(Worker::start("keep", move || wake(), move |_, _| work()));
    }

    pub(super) fn save_plot(&mut self, ctx: &Context, kind: PlotKind, path: PathBuf) {
        let (settings, run, survey, trainer) = (&self.settings, &self.run, &self.survey, &self.trainer);
        match (plots::PlotSources { settings, run, survey, trainer }).figure(kind) {
            Ok(figure) => self.keep(ctx, move || plots::write(&figure, &path).map(Kept::Saved)),
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
                self.notice = Some(Notice::bad("There is no digit to save. Draw one, or take one from the test set."));
            }
        }
    }

    /// A picture of the window, once its menu is closed.
    pub(super) fn take_due_picture(&mut self, ctx: &Context) {
        let Some((path, frames)) = self.picture_due.take() else { return };
        if frames > 0 {
            self.picture_due = Some((path, frames - 1));
            ctx.request_repaint();
            return;
        }
        let (sender, received) = std::sync::mpsc::channel();
        ctx.request_screenshot(move |picture| {
            let _sent = sender.send(picture);
        });
        self.keep(ctx, move || {
            let picture =
                received.recv_timeout(PICTURE_PATIENCE).map_err(|_| "The window gave no picture.".to_owned())?;
            sessions::write_picture(&picture, &path).map(Kept::Saved)
        });
    }

    pub(super) fn drain_keeping(&mut self, ctx: &Context) {
        match self.recorder.as_mut().and_then(Recorder::drain) {
            Some(Recorded::Saved(path)) => {
                self.recorder = None;
                self.notice = Some(Notice::good(format!("Saved {}.", path.display())));
            }
            Some(Recorded::Failed(message)) => {
                self.recorder = None;
                self.notice = Some(Notice::bad(message));
            }
            None => {}
        }
        let events = self.keeping.as_mut().map(Worker::drain).unwrap_or_default();
        for event in events {
            self.keeping = None;
            match event {
                JobEvent::Finished(Ok(Kept::Saved(path))) => {
                    self.notice = Some(Notice::good(format!("Saved {}.", path.display())));
                }
                JobEvent::Finished(Ok(Kept::Opened(opened))) => self.take_session(ctx, *opened),
                JobEvent::Finished(Err(message)) | JobEvent::Failed(message) => {
                    self.notice = Some(Notice::bad(message));
                }
                JobEvent::Report(()) => {}
            }
        }
    }

    pub(super) fn take_session(&mut self, ctx: &Context, opened: sessions::Opened) {
        let sessions::Opened { settings, source, image, origin, path } = opened;
        self.settings = Settings { theme: self.settings.theme, tab: Tab::Run, ..settings };
        self.run.set_sources(built_in_sources());
        let choice = self.settings.network;
        if let Some(source) = source {
            self.use_source(source);
            self.settings.network = choice;
        }
        self.settings_changed(ctx);
        self.run.restore(ctx, image, origin);
        self.notice = Some(Notice::good(format!("Opened {}.", path.display())));
    }

    pub(super) fn drain_dialog(&mut self, ctx: &Context) {
        match self.dialog.poll() {
            None => {}
            Some((Purpose::Picture, Chosen::File(path))) => self.run.open(ctx, path),
            Some((Purpose::TrainingFolder, Chosen::File(folder))) => {
                self.settings.training.folder = folder.display().to_string();
            }
            Some((Purpose::TrainingFolder, Chosen::Nothing)) => self.trainer.hint_training(NO_DIALOG),
            Some((Purpose::SaveReport, Chosen::File(folder))) => self.paper.reproducer.save(folder, notify(ctx)),
            Some((Purpose::SaveReport, Chosen::Nothing)) => self.paper.reproducer.hint(NO_DIALOG),
            Some((Purpose::SaveFigure(_), Chosen::File(path))) => self.paper.exports.save(&path, notify(ctx)),
            Some((Purpose::SaveFigure(_), Chosen::Nothing)) => self.paper.exports.hint(NO_DIALOG),
            Some((Purpose::Picture, Chosen::Nothing)) => self.run.hint_opening(NO_DIALOG),
            Some((Purpose::SaveModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Save(path))),
            Some((Purpose::LoadModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Load(path))),
            Some((Purpose::SaveModel | Purpose::LoadModel, Chosen::Nothing)) => self.trainer.hint(NO_DIALOG),
            Some((Purpose::Keep(file), Chosen::File(path))) => {
                self.act(ctx, Intent::Keep(KeepIntent::File(file, path)));
            }
            Some((Purpose::Keep(_), Chosen::Nothing)) => self.notice = Some(Notice::bad(NO_DIALOG)),
        }
    }

    /// A picture, or the path of one, from the clipboard. What is pasted into a field of text belongs there.
    pub(super) fn take_pasted(&mut self, ctx: &Context) {
        if self.settings.tab != Tab::Run || ctx.text_edit_focused() {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find(|event| matches!(event, Event::PasteImage(_) | Event::Paste(_))).cloned()
        });
        match pasted {
            Some(Event::PasteImage(picture)) => self.run.paste(ctx, picture),
            Some(Event::Paste(text)) => self.run.open(ctx, text.trim().trim_start_matches("file://").into()),
            _ => {}
        }
    }

    pub(super) fn take_dropped_files(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_path_buf()));
        if let Some(path) = dropped {
            let is = |wanted: &str| path.extension().is_some_and(|extension| extension == wanted);
            let intent = if is("safetensors") {
                Intent::Train(TrainIntent::Load(path))
            } else if is("json") {
                Intent::Keep(KeepIntent::File(KeepFile::OpenSession, path))
            } else {
                Intent::Run(RunIntent::OpenPath(path))
            };
            self.act(ctx, intent);
        }
    }
}
