//! Files that are dropped on the window, pasted or named: one after the other, each taken for what it is, with a word on the tab
//! in view.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{ColorImage, Context};

use super::state::App;
use crate::ui::shared::intent::{KeepFile, KeepIntent};
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::paths::{NETWORKS, PICTURES, has_extension};
use crate::ui::shared::tab::Tab;
use crate::ui::shared::training_form::TrainingSet;

/// Folders below one that may hold the data.
const DEEPEST_DATA: u32 = 2;
/// Files of a folder that are looked at, at most.
const MOST_ENTRIES: u32 = 2000;

/// Something to open.
#[derive(Debug)]
pub(super) enum Item {
    File(PathBuf),
    /// A picture from the clipboard.
    Picture(Arc<ColorImage>),
}

/// What a file is opened as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Picture,
    Network,
    Session,
    /// A folder with pictures to learn from, or a file of one.
    Data,
    /// A folder without.
    Folder,
}

/// Files on their way in.
#[derive(Debug, Default)]
pub(super) struct Opening {
    waiting: VecDeque<Item>,
    now: Option<Kind>,
    /// More than one: each gets a word.
    are_several: bool,
}

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
            Kind::Data | Kind::Folder => false,
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
            Kind::Data => self.learn_from(&path),
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

    fn learn_from(&mut self, path: &Path) {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let shown = folder.display().to_string();
        self.say(Notice::good(format!("Train learns from {shown} next: press Start there.")));
        let form = &mut self.settings.training;
        (form.folder, form.set) = (shown, TrainingSet::Folder);
    }

    /// Says what became of a file where the tab in view does not, or there are several.
    fn tell(&mut self, kind: Kind) {
        let home = if kind == Kind::Network { Tab::Train } else { Tab::Run };
        if self.settings.tab == home && !self.opening.are_several {
            return;
        }
        let notice = match kind {
            Kind::Picture => match (self.run.open_error(), self.run.specimen().origin()) {
                (Some(error), _) => Notice::bad(error),
                (None, Origin::File { name }) => Notice::good(format!("Opened {name}; Run reads it.")),
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

/// What a file is: by its name, else by how it begins. What it is not, its reader says.
fn kind_of(path: &Path) -> Kind {
    let is = |extensions: &[&str]| extensions.iter().any(|extension| has_extension(path, extension));
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    if path.is_dir() {
        return if has_data(path, DEEPEST_DATA, &mut { MOST_ENTRIES }) { Kind::Data } else { Kind::Folder };
    }
    if is_data(&name) {
        Kind::Data
    } else if is(&NETWORKS) {
        Kind::Network
    } else if is(&["json"]) {
        Kind::Session
    } else if is(&PICTURES) {
        Kind::Picture
    } else {
        kind_by_content(path)
    }
}

fn is_data(name: &str) -> bool {
    !name.starts_with('.') && ["idx3-ubyte", "idx1-ubyte"].iter().any(|part| name.replace('.', "-").contains(part))
}

/// Whether the folder, or one so deep in it, has files in MNIST's format. After `budget` files nobody looks any further.
fn has_data(folder: &Path, depth: u32, budget: &mut u32) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    for entry in entries.flatten() {
        *budget = budget.saturating_sub(1);
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let found = if is_folder {
            depth > 0 && has_data(&entry.path(), depth - 1, budget)
        } else {
            is_data(&entry.file_name().to_string_lossy().to_lowercase())
        };
        if found || *budget == 0 {
            return found;
        }
    }
    false
}

fn kind_by_content(path: &Path) -> Kind {
    let mut start = Vec::new();
    // What can't be read is said by who tries to.
    if path.is_file() {
        let _ = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    }
    let text = start.trim_ascii_start();
    match start.as_slice() {
        // A header of JSON after its length, or an archive.
        [_, _, _, _, 0, 0, 0, 0, b'{', ..] | [b'P', b'K', 3, 4, ..] => Kind::Network,
        _ if text.starts_with(b"{") => Kind::Session,
        _ => Kind::Picture,
    }
}
