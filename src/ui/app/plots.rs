//! The window's plots as figures: to be kept as PNG, SVG or CSV.

use crate::report::Figure;
use crate::ui::run::plots as run;
use crate::ui::run::view::RunView;
use crate::ui::shared::plot_kind::PlotKind;
use crate::ui::train::model::trainer::Trainer;
use crate::ui::train::plots as train;

/// Width and height of a figure in millimetres.
const SIZE: (f64, f64) = (126.0, 84.0);

/// The figure, or a sentence about what is missing.
pub(crate) fn figure(kind: PlotKind, view: &RunView<'_>, trainer: &Trainer) -> Result<Figure, String> {
    if kind == PlotKind::Bifurcations {
        return run::bifurcations(view)
            .ok_or_else(|| "Open “Bifurcations” first; the diagram is computed there.".to_owned());
    }
    let panel = match kind {
        PlotKind::PhasePlane => Some(run::phase_plane(view)),
        PlotKind::Motion => Some(run::motion(view)),
        PlotKind::Drives => Some(run::drives(view)),
        PlotKind::Outputs => run::outputs(view),
        PlotKind::Shares => run::shares(view),
        PlotKind::Window => run::window(view),
        // It has two panels.
        PlotKind::Bifurcations => None,
        PlotKind::Cost => train::cost(trainer),
        PlotKind::Accuracy => train::accuracy(trainer),
        PlotKind::EachClass => train::each_class(trainer),
    };
    let panel = panel.ok_or_else(|| match kind {
        PlotKind::Outputs | PlotKind::Shares => "There is no answer to plot yet.".to_owned(),
        PlotKind::Window => "Open “Accuracy by T” first; it is computed there.".to_owned(),
        _ => "There is no training to plot yet.".to_owned(),
    })?;
    Ok(Figure::new(kind.name(), SIZE, 1, vec![panel]))
}
