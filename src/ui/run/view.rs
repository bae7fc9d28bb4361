//! What the Run tab shows.

use super::model::run_model::RunModel;
use super::model::survey::TestSetSurvey;
use crate::ui::shared::parameters::Hints;
use crate::ui::shared::settings::Settings;

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
