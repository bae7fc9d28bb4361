//! Files that are dropped on the window, pasted or named: one after the other, each taken for what it is, with a word on the tab
//! in view.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{ColorImage, Context};

use super::incoming::{Item, Kind, kind_of};
use super::state::App;
use crate::ui::shared::intent::{KeepFile, KeepIntent};
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::tab::Tab;
use crate::ui::shared::training_form::TrainingSet;

impl App {
    /// Opens files, one after the other.
    pub(super) fn open_files(&mut self, paths: Vec<PathBuf>) {
        self.queue(paths.into_iter().map(Item::File).collect());
    }

    /// Opens a picture from the clipboard.
    pub(super) fn open_pasted(&mut self, picture: Arc<ColorImage>) {
        self.queue(vec![Item::Picture(picture)]);
    }

    fn queue(&mut self, items: Vec<Item>) {
        if items.is_empty() {
            return;
        }
        let is_idle = self.opening.waiting.is_empty() && self.opening.now.is_none();
        if is_idle {
            self.notice = None;
        }
        self.opening.are_several = items.len() > 1 || !is_idle;
        self.opening.waiting.extend(items);
    }

    /// Tells what became of one file, and begins with the next.
    pub(super) fn go_on_opening(&mut self, ctx: &Context) {
        if let Some(kind) = self.opening.now {
            if self.is_reading(kind) {
                return;
            }
            self.opening.now = None;
            self.tell(kind);
        }
        if let Some(item) = self.opening.waiting.pop_front() {
            self.opening.now = Some(self.begin(ctx, item));
            ctx.request_repaint();
        }
    }

    fn is_reading(&self, kind: Kind) -> bool {
        match kind {
            Kind::Picture => self.run.is_opening(),
            Kind::Network => self.trainer.is_reading(),
            Kind::Session => self.keeping.is_some(),
            Kind::Data => self.run.is_loading_data(),
            Kind::Folder => false,
        }
    }

    fn begin(&mut self, ctx: &Context, item: Item) -> Kind {
        let path = match item {
            Item::Picture(picture) => {
                self.run.paste(ctx, picture);
                return Kind::Picture;
            }
            Item::File(path) => path,
        };
        let kind = kind_of(&path);
        match kind {
            Kind::Picture => self.run.open(ctx, path),
            Kind::Network => self.trainer.load(path, notify(ctx)),
            Kind::Session => self.open_session(ctx, path),
            Kind::Data => self.take_data(ctx, &path),
            Kind::Folder => self.say(Notice::bad(format!(
                "{}: a folder without files in MNIST's format (train-images-idx3-ubyte and the others)",
                path.display()
            ))),
        }
        kind
    }

    fn open_session(&mut self, ctx: &Context, path: PathBuf) {
        let said = self.notice.take();
        self.act_on_files(ctx, KeepIntent::File(KeepFile::OpenSession, path));
        self.notice = said;
    }

    /// Images to train on, and in the Run tab to try networks on.
    fn take_data(&mut self, ctx: &Context, path: &Path) {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let shown = folder.display().to_string();
        if self.settings.tab == Tab::Run {
            self.run.open_data(ctx, folder.to_owned());
        }
        self.say(Notice::good(format!("Train uses {shown} next: press Start there.")));
        let form = &mut self.settings.training;
        (form.folder, form.set) = (shown, TrainingSet::Folder);
    }

    /// What became of a test set for the Run tab.
    fn tell_data(&mut self) {
        let notice = match (self.run.open_error(), self.run.library().filter(|_| !self.run.is_on_mnist())) {
            (Some(error), _) => Notice::bad(error),
            (None, Some(set)) => Notice::good(set.describe()),
            (None, None) => return,
        };
        self.opening.are_several = true;
        self.say(notice);
    }

    /// Says what became of a file where the tab in view does not, or there are several.
    fn tell(&mut self, kind: Kind) {
        if kind == Kind::Data && self.settings.tab == Tab::Run {
            self.tell_data();
            return;
        }
        let home = if kind == Kind::Network { Tab::Train } else { Tab::Run };
        if self.settings.tab == home && !self.opening.are_several {
            return;
        }
        let notice = match kind {
            Kind::Picture => match (self.run.open_error(), self.run.specimen().origin()) {
                (Some(error), _) => Notice::bad(error),
                (None, Origin::File { name }) => Notice::good(format!("Opened {name}; it is in Run.")),
                (None, _) => return,
            },
            Kind::Network => match self.trainer.file_message() {
                Some(message) => Notice { text: message.text.clone(), is_error: message.is_error },
                None => return,
            },
            // These say what became of them themselves.
            Kind::Session | Kind::Data | Kind::Folder => return,
        };
        self.say(notice);
    }

    /// Says something beside what was said of other files just before.
    pub(super) fn say(&mut self, notice: Notice) {
        self.notice = match self.notice.take().filter(|_| self.opening.are_several) {
            Some(said) => Some(said.and(&notice)),
            None => Some(notice),
        };
    }
}
