//! The window's plots as figures: to be kept as PNG, SVG or CSV.

use crate::report::{Figure, Legend};
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
        PlotKind::Order => Some(run::order(view)),
        PlotKind::Cost => trained(trainer).map(|trainer| train::cost(trainer, trainer.form())),
        PlotKind::Accuracy => trained(trainer).map(|trainer| train::accuracy(trainer, trainer.form())),
        PlotKind::EachClass => train::each_class(trainer),
    };
    let mut panel = panel.ok_or_else(|| match kind {
        PlotKind::Outputs | PlotKind::Shares => "There is no answer to plot yet.".to_owned(),
        PlotKind::Window => "Open “Accuracy by T” first; it is computed there.".to_owned(),
        _ => "There is no training to plot yet.".to_owned(),
    })?;
    if matches!(kind, PlotKind::Cost | PlotKind::Accuracy) {
        panel.title = trainer.form().command();
    }
    let legend = match kind {
        PlotKind::Outputs => Legend::Right,
        // Each bar has its name under it.
        PlotKind::Shares | PlotKind::EachClass => Legend::None,
        _ => Legend::Below,
    };
    Ok(Figure::new(kind.name(), SIZE, 1, vec![panel]).with_legend(legend))
}

/// The training, once it has had an epoch.
fn trained(trainer: &Trainer) -> Option<&Trainer> {
    (!trainer.reports().is_empty()).then_some(trainer)
}
