//! Files on their way in, and what each is opened as.

use std::collections::VecDeque;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::ColorImage;

use crate::file;
use crate::ui::shared::paths::{NETWORKS, PICTURES, has_extension};
use crate::ui::shared::platform;

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
pub(super) enum Kind {
    Picture,
    Network,
    Session,
    /// A folder with images, or a file of one.
    Data,
    /// A folder without.
    Folder,
}

/// Files on their way in.
#[derive(Debug, Default)]
pub(super) struct Opening {
    pub(super) waiting: VecDeque<Item>,
    pub(super) now: Option<Kind>,
    /// More than one: each gets a word.
    pub(super) are_several: bool,
}

/// What a file is: by its name, else by how it begins. What it is not, its reader says.
pub(super) fn kind_of(path: &Path) -> Kind {
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
    if path.is_file() || !platform::HAS_FOLDERS {
        let _ = file::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    }
    let text = start.trim_ascii_start();
    match start.as_slice() {
        // A header of JSON after its length, or an archive.
        [_, _, _, _, 0, 0, 0, 0, b'{', ..] | [b'P', b'K', 3, 4, ..] => Kind::Network,
        _ if text.starts_with(b"{") => Kind::Session,
        _ => Kind::Picture,
    }
}
