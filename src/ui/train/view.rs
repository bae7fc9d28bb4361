//! What the Train tab shows.

use super::model::trainer::Trainer;
use super::panels::features::Features;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::specimen::Specimen;

/// What the tab shows.
pub(crate) struct TrainView<'a> {
    /// The settings.
    pub(crate) settings: &'a Settings,
    /// The run.
    pub(crate) trainer: &'a Trainer,
    /// The weights as pictures.
    pub(crate) features: &'a Features,
    /// The image that is kept while the network is trained.
    pub(crate) specimen: &'a Specimen,
}
