//! Files, pictures and results that arrive: from dialogs, jobs, the clipboard, or dropped on the window.

use std::sync::Arc;

use eframe::egui::{Context, Event};

use super::recorder::{Recorded, Recorder};
use super::sessions::{self, Kept};
use super::state::App;
use crate::job::{Event as JobEvent, Worker};
use crate::ui::shared::intent::{Intent, KeepIntent, TrainIntent};
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::paths;
use crate::ui::shared::platform::{NOTHING_CHOSEN, dropped};
use crate::ui::shared::purpose::{Chosen, Purpose};
use crate::ui::shared::settings::Settings;
use crate::ui::shared::tab::Tab;
use crate::ui::shared::test_set::{NetworkData, TestSet};

impl App {
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
        let origin = self.place_of(ctx, &opened);
        let sessions::Opened { settings, source, image, path, .. } = opened;
        self.settings = Settings { theme: self.settings.theme, tab: Tab::Run, ..settings };
        self.run.set_sources(self.original_sources());
        self.run.begin_race();
        let (choice, preparation, neurons) =
            (self.settings.network, self.settings.preparation, self.settings.parameters.neurons);
        if let Some(source) = source {
            self.take_network(ctx, source);
            (self.settings.network, self.settings.preparation) = (choice, preparation);
            self.settings.parameters.neurons = neurons;
        }
        self.settings_changed(ctx);
        self.run.restore(ctx, image, origin);
        self.notice = Some(Notice::good(format!("Opened {}.", path.display())));
    }

    /// Where the image of a session came from: the test set in use, else MNIST's, else a file.
    fn place_of(&mut self, ctx: &Context, opened: &sessions::Opened) -> Origin {
        let is_of = |set: &&Arc<TestSet>| opened.picture.data.as_deref() == Some(&*set.hash);
        let set = self.run.library().filter(is_of).map(Arc::clone);
        if let Some((index, set)) = set.and_then(|set| Some((opened.picture.index_in(&set.images)?, set))) {
            return set.origin(index);
        }
        self.run.use_data(ctx, &NetworkData::Mnist);
        opened.origin.clone()
    }

    pub(super) fn drain_dialog(&mut self, ctx: &Context) {
        match self.dialog.poll() {
            None => {}
            Some((Purpose::Picture | Purpose::TestFolder, Chosen::File(path))) => self.open_files(vec![path]),
            Some((Purpose::TrainingFolder, Chosen::File(folder))) => {
                self.settings.training.folder = folder.display().to_string();
            }
            Some((Purpose::TrainingFolder, Chosen::Nothing)) => self.trainer.hint_training(NOTHING_CHOSEN),
            Some((Purpose::SaveReport, Chosen::File(folder))) => self.paper.reproducer.save(folder, notify(ctx)),
            Some((Purpose::SaveReport, Chosen::Nothing)) => self.paper.reproducer.hint(NOTHING_CHOSEN),
            Some((Purpose::SaveFigure(_), Chosen::File(path))) => self.paper.exports.save(path, notify(ctx)),
            Some((Purpose::SaveFigure(_), Chosen::Nothing)) => self.paper.exports.hint(NOTHING_CHOSEN),
            Some((Purpose::Picture | Purpose::TestFolder, Chosen::Nothing)) => self.run.hint_opening(NOTHING_CHOSEN),
            Some((Purpose::SaveModel(_), Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Save(path))),
            Some((Purpose::LoadModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Load(path))),
            Some((Purpose::SaveModel(_) | Purpose::LoadModel, Chosen::Nothing)) => self.trainer.hint(NOTHING_CHOSEN),
            Some((Purpose::Keep(file), Chosen::File(path))) => {
                self.act(ctx, Intent::Keep(KeepIntent::File(file, path)));
            }
            Some((Purpose::Keep(_), Chosen::Nothing)) => self.notice = Some(Notice::bad(NOTHING_CHOSEN)),
        }
    }

    /// A picture, or the paths of files, from the clipboard. What is pasted into a field of text belongs there.
    pub(super) fn take_pasted(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find(|event| matches!(event, Event::PasteImage(_) | Event::Paste(_))).cloned()
        });
        match pasted {
            Some(Event::PasteImage(picture)) => self.open_pasted(picture),
            Some(Event::Paste(text)) => self.open_files(paths::pasted(&text)),
            _ => {}
        }
    }

    pub(super) fn take_dropped_files(&mut self, ctx: &Context) {
        self.open_files(dropped(ctx));
    }
}
