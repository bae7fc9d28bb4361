//! Saving the figure that is shown.

use std::path::PathBuf;

use eframe::egui::{TextEdit, Ui};

use super::figure_export::{FigureExport, Format};
use super::notify::Notify;
use super::paths::with_extension;
use super::platform::HAS_FOLDERS;
use crate::file;
use crate::job::{Event, Worker};
use crate::ui::theme::Palette;
use crate::ui::widgets::named::named;

/// Figures on their way to the disk.
#[derive(Default)]
pub(crate) struct Exports {
    export: Option<FigureExport>,
    job: Option<Worker<(), Result<PathBuf, String>>>,
    /// What to say, and whether it is an error.
    message: Option<(String, bool)>,
}

impl Exports {
    /// Keeps a figure until it is known where it goes.
    pub(crate) fn keep(&mut self, export: FigureExport) {
        self.message = None;
        self.export = Some(export);
    }

    /// Saves the figure that is wanted there, in the background.
    pub(crate) fn save(&mut self, path: PathBuf, notify: Notify) {
        let Some(FigureExport { figure, format }) = self.export.take() else { return };
        let path = match with_extension(path, format.extension()) {
            Ok(path) => path,
            Err(message) => {
                self.message = Some((message, true));
                return;
            }
        };
        let work = move |_: &_, _: &_| {
            let bytes = format.bytes(&figure)?;
            file::replace_by(&path, &bytes)
                .map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
            Ok(path)
        };
        self.job = Some(Worker::start("save-figure", move || notify(), work));
    }

    /// Takes in what became of it.
    pub(crate) fn drain(&mut self) {
        for event in self.job.as_mut().map(Worker::drain).unwrap_or_default() {
            self.message = match event {
                Event::Finished(Ok(path)) => Some((format!("Saved to {}.", path.display()), false)),
                Event::Finished(Err(error)) | Event::Failed(error) => Some((error, true)),
                Event::Report(()) => continue,
            };
            self.job = None;
        }
    }

    /// Says something where figures are saved.
    pub(crate) fn hint(&mut self, hint: &str) {
        self.message = Some((hint.to_owned(), false));
    }

    /// Draws the row of buttons; the format that was asked for. `path` is where to, if somebody typed it.
    pub(crate) fn show(&self, ui: &mut Ui, path: &mut String) -> Option<Format> {
        let mut asked = None;
        ui.horizontal(|ui| {
            ui.weak("Save figure");
            for format in Format::ALL {
                let button = named(ui.button(format.name()), &format!("save as {}", format.name()));
                if button.on_hover_text(format.explanation()).clicked() {
                    asked = Some(format);
                }
            }
            if HAS_FOLDERS {
                let field = TextEdit::singleline(path).hint_text("path; empty: a dialog asks").desired_width(220.0);
                named(ui.add(field), "path of the figure")
                    .on_hover_text("Where the figure goes. Empty: a dialog asks.");
            }
            if let Some((message, is_error)) = &self.message {
                let palette = Palette::of(ui);
                let colour = if *is_error { palette.bad } else { palette.dim };
                ui.add(eframe::egui::Label::new(eframe::egui::RichText::new(message).color(colour)).truncate());
            }
        });
        asked
    }
}
