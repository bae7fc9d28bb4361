//! Asking for files without holding up the window.

use std::path::PathBuf;

use super::Notify;
use super::exports::Format;
use crate::job::{Event, Worker};

/// What a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A picture of a digit.
    Picture,
    /// A model to load.
    LoadModel,
    /// A place to save a model.
    SaveModel,
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
}

impl Dialog {
    /// Opens a dialog in a thread of its own, unless one is open.
    pub(crate) fn ask(&mut self, purpose: Purpose, notify: Notify) {
        if self.open.is_none() {
            let worker = Worker::start("file-dialog", move || notify(), move |_, _| ask(purpose));
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

fn ask(purpose: Purpose) -> Chosen {
    let dialog = rfd::AsyncFileDialog::new();
    let file = match purpose {
        Purpose::Picture => pollster::block_on(
            dialog
                .set_title("Open a picture of a digit")
                .add_filter("Pictures", &["png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp", "pgm", "ppm"])
                .add_filter("All files", &["*"])
                .pick_file(),
        ),
        Purpose::LoadModel => pollster::block_on(
            dialog
                .set_title("Load a network")
                .add_filter("Models", &["safetensors"])
                .add_filter("All files", &["*"])
                .pick_file(),
        ),
        Purpose::SaveModel => pollster::block_on(
            dialog
                .set_title("Save the trained network")
                .add_filter("Models", &["safetensors"])
                .set_file_name("network.safetensors")
                .save_file(),
        ),
        Purpose::SaveFigure(format) => pollster::block_on(
            dialog
                .set_title("Save the figure")
                .add_filter(format.name(), &[format.extension()])
                .set_file_name(format!("figure.{}", format.extension()))
                .save_file(),
        ),
    };
    file.map_or(Chosen::Nothing, |file| Chosen::File(file.path().to_owned()))
}

/// The path with the extension of a model if it has none.
pub(crate) fn with_model_extension(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("safetensors") }
}
