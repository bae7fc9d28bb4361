//! What a desktop has: files with paths, and dialogs that ask for them.

use std::path::PathBuf;

use eframe::egui::Context;

use crate::job::{Event, Worker};
use crate::ui::shared::notify::Notify;
use crate::ui::shared::purpose::{Chosen, Place, Question};

/// Whether files have paths and lie in folders.
pub(crate) const HAS_FOLDERS: bool = true;
/// Said where a file dialog brought nothing.
pub(crate) const NOTHING_CHOSEN: &str = "No file was chosen. If no dialog opened, type the path.";

/// A file dialog that is open, in a thread of its own.
pub(crate) struct Choosing(Worker<(), Chosen>);

impl Choosing {
    /// Opens it.
    pub(crate) fn begin(question: Question, notify: Notify) -> Self {
        Self(Worker::start("file-dialog", move || notify(), move |_, _| ask(&question)))
    }

    /// What came of it.
    pub(crate) fn poll(&mut self) -> Option<Chosen> {
        self.0.drain().into_iter().find_map(|event| match event {
            Event::Finished(chosen) => Some(chosen),
            Event::Failed(_) => Some(Chosen::Nothing),
            Event::Report(()) => None,
        })
    }
}

/// Extensions in small letters and in large ones: the dialogs of Linux tell them apart, and cameras write large ones.
fn both(extensions: &[&str]) -> Vec<String> {
    extensions.iter().flat_map(|extension| [extension.to_lowercase(), extension.to_uppercase()]).collect()
}

fn ask(question: &Question) -> Chosen {
    let dialog = rfd::AsyncFileDialog::new().set_title(question.title);
    let (kind, extensions) = question.kinds;
    let file = pollster::block_on(async {
        match &question.place {
            Place::Open => dialog.add_filter(kind, &both(extensions)).add_filter("All files", &["*"]).pick_file().await,
            Place::Save(name) => dialog.add_filter(kind, &both(extensions)).set_file_name(name).save_file().await,
            Place::Folder => dialog.pick_folder().await,
        }
    });
    file.map_or(Chosen::Nothing, |file| Chosen::File(file.path().to_owned()))
}

/// The files that were dropped on the window.
pub(crate) fn dropped(ctx: &Context) -> Vec<PathBuf> {
    ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect())
}

/// How files come into the window besides by the dialog: winit takes no drops under Wayland, which it prefers to X11.
pub(crate) fn other_ways() -> &'static str {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(is_set) {
        return "It can also be copied in a file manager and pasted here (Ctrl V).";
    }
    "It can also be dropped on the window."
}

/// Hands out the files that were written: on a desktop they are where they belong.
pub(crate) fn hand_out_files() {}

/// Tells those who can't see the window what is in it: on a desktop, the window's own widgets do.
pub(crate) fn tell(_what: impl FnOnce() -> String) {}

#[cfg(test)]
mod tests {
    use crate::ui::shared::paths::PICTURES;

    #[test]
    fn filters_know_both_spellings() {
        let filter = super::both(&PICTURES);
        for extension in ["jpg", "JPG", "png", "PNG", "TIF", "webp"] {
            assert!(filter.iter().any(|known| known == extension), "{extension}");
        }
        assert_eq!(super::both(&["json"]), ["json", "JSON"]);
    }
}
