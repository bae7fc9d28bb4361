//! The row that saves a figure.

use eframe::egui::Ui;

use crate::report::Figure;
use crate::ui::shared::exports::Exports;
use crate::ui::shared::figure_export::FigureExport;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::settings::Settings;

/// The row that saves a figure.
pub(crate) fn save_ui(
    ui: &mut Ui,
    settings: &Settings,
    exports: &Exports,
    figure: &Figure,
    intents: &mut Vec<PaperIntent>,
) {
    let mut path = settings.paper.path.clone();
    if let Some(format) = exports.show(ui, &mut path) {
        intents.push(PaperIntent::Save(Box::new(FigureExport { figure: figure.clone(), format })));
    }
    if path != settings.paper.path {
        intents.push(PaperIntent::Path(path));
    }
}
