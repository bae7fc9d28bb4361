//! What the Run tab shows.

use super::model::run_model::RunModel;
use super::model::survey::TestSetSurvey;
use crate::ui::shared::lower_view::LowerView;
use crate::ui::shared::parameters::Hints;
use crate::ui::shared::settings::Settings;

impl RunView<'_> {
    /// What stands at the lower left: neurons of other models than FitzHugh-Nagumo have not all of it.
    pub(crate) fn lower(&self) -> LowerView {
        match self.settings.lower {
            LowerView::Window | LowerView::Order if self.run.network().other().is_some() => LowerView::Outputs,
            lower => lower,
        }
    }

    /// A time of the window's units as a person reads it: 100, or 1000 ms.
    pub(crate) fn time(&self, units: f64, decimals: usize) -> String {
        let time = units * self.run.live().unit();
        match self.run.network().other() {
            None => format!("{time:.decimals$}"),
            Some(other) => format!("{time:.0} {}", other.description().time_unit),
        }
    }
}

/// What the tab shows.
pub(crate) struct RunView<'a> {
    /// The settings.
    pub(crate) settings: &'a Settings,
    /// Image, network, neurons, answer.
    pub(crate) run: &'a RunModel,
    /// The answers to the test set.
    pub(crate) survey: &'a TestSetSurvey,
    /// What the last edit of each slider was told.
    pub(crate) hints: &'a Hints,
}
