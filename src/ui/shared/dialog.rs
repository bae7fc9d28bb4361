//! Asking for files without holding up the window.

use std::path::PathBuf;

use super::figure_export::Format;
use super::intent::KeepFile;
use super::notify::Notify;
use super::paths::{NETWORKS, PICTURES};
use crate::job::{Event, Worker};

/// What a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A picture of a digit.
    Picture,
    /// A model to load.
    LoadModel,
    /// A place to save the network of an epoch.
    SaveModel(usize),
    /// A folder with images to train on.
    TrainingFolder,
    /// A folder with images to try networks on.
    TestFolder,
    /// A folder for the report.
    SaveReport,
    /// A session, a picture or an animation.
    Keep(KeepFile),
    /// A place to save a figure.
    SaveFigure(Format),
}

/// What came of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// A file.
    File(PathBuf),
    /// None. A desktop without a file dialog looks the same, so this is worth a hint.
    Nothing,
}

/// The file dialog that is open, if one is.
#[derive(Default)]
pub(crate) struct Dialog {
    open: Option<(Purpose, Worker<(), Chosen>)>,
    /// None is opened: whoever asks is told that no file was chosen.
    is_forbidden: bool,
}

impl Dialog {
    /// From now on no dialog opens.
    pub(crate) fn forbid(&mut self) {
        self.is_forbidden = true;
    }

    /// Opens a dialog in a thread of its own, unless one is open.
    pub(crate) fn ask(&mut self, purpose: Purpose, notify: Notify) {
        if self.open.is_none() {
            let choose = if self.is_forbidden { |_| Chosen::Nothing } else { ask };
            let worker = Worker::start("file-dialog", move || notify(), move |_, _| choose(purpose));
            self.open = Some((purpose, worker));
        }
    }

    /// What came of it, once.
    pub(crate) fn poll(&mut self) -> Option<(Purpose, Chosen)> {
        let (purpose, worker) = self.open.as_mut()?;
        let purpose = *purpose;
        let chosen = worker.drain().into_iter().find_map(|event| match event {
            Event::Finished(chosen) => Some(chosen),
            Event::Failed(_) => Some(Chosen::Nothing),
            Event::Report(()) => None,
        })?;
        self.open = None;
        Some((purpose, chosen))
    }
}

/// Extensions in small letters and in large ones: the dialogs of Linux tell them apart, and cameras write large ones.
fn both(extensions: &[&str]) -> Vec<String> {
    extensions.iter().flat_map(|extension| [extension.to_lowercase(), extension.to_uppercase()]).collect()
}

fn ask(purpose: Purpose) -> Chosen {
    let dialog = rfd::AsyncFileDialog::new();
    let file = match purpose {
        Purpose::Keep(file) => ask_to_keep(dialog, file),
        Purpose::Picture => pollster::block_on(
            dialog
                .set_title("Open a picture of a digit")
                .add_filter("Pictures", &both(&PICTURES))
                .add_filter("All files", &["*"])
                .pick_file(),
        ),
        Purpose::LoadModel => pollster::block_on(
            dialog
                .set_title("Load a network")
                .add_filter("Models", &both(&NETWORKS))
                .add_filter("All files", &["*"])
                .pick_file(),
        ),
        Purpose::SaveModel(epoch) => pollster::block_on(
            dialog
                .set_title("Save the trained network")
                .add_filter("Models", &both(&["safetensors"]))
                .set_file_name(format!("network-epoch-{epoch}.safetensors"))
                .save_file(),
        ),
        Purpose::TrainingFolder | Purpose::TestFolder => {
            pollster::block_on(dialog.set_title("A folder in MNIST's format").pick_folder())
        }
        Purpose::SaveReport => pollster::block_on(dialog.set_title("A folder for the report").pick_folder()),
        Purpose::SaveFigure(format) => pollster::block_on(
            dialog
                .set_title("Save the figure")
                .add_filter(format.name(), &both(&[format.extension()]))
                .set_file_name(format!("figure.{}", format.extension()))
                .save_file(),
        ),
    };
    file.map_or(Chosen::Nothing, |file| Chosen::File(file.path().to_owned()))
}

fn ask_to_keep(dialog: rfd::AsyncFileDialog, file: KeepFile) -> Option<rfd::FileHandle> {
    let save = |title: &str, name: &str, extension: &str| {
        dialog
            .clone()
            .set_title(title)
            .add_filter(name, &both(&[extension]))
            .set_file_name(format!("nullcline.{extension}"))
    };
    match file {
        KeepFile::OpenSession => pollster::block_on(
            dialog
                .set_title("Open a session")
                .add_filter("Sessions", &both(&["json"]))
                .add_filter("All files", &["*"])
                .pick_file(),
        ),
        KeepFile::SaveSession => pollster::block_on(save("Save the session", "Sessions", "json").save_file()),
        KeepFile::SavePicture => pollster::block_on(save("Save a picture of the window", "PNG", "png").save_file()),
        KeepFile::SavePlot(_) => pollster::block_on(
            dialog
                .set_title("Save the plot")
                .add_filter("SVG, PNG, CSV", &both(&["svg", "png", "csv"]))
                .set_file_name("plot.svg")
                .save_file(),
        ),
        KeepFile::SaveFrames => pollster::block_on(dialog.set_title("A folder for the frames").pick_folder()),
        KeepFile::SaveAnimation => pollster::block_on(save("Save an animation", "GIF", "gif").save_file()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn filters_know_both_spellings() {
        let filter = super::both(&super::PICTURES);
        for extension in ["jpg", "JPG", "png", "PNG", "TIF", "webp"] {
            assert!(filter.iter().any(|known| known == extension), "{extension}");
        }
        assert_eq!(super::both(&["json"]), ["json", "JSON"]);
    }
}
