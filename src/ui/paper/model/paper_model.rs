//! All that the Paper tab computes and keeps.

use std::sync::Arc;

use eframe::egui::Context;

use super::errors::Errors;
use super::grid::Grid;
use super::landscape::{Landscape, Measured};
use super::reproducer::{self, Reproducer};
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::exports::Exports;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::notify::notify;
use crate::ui::shared::paper_view::{Page, PaperView};
use crate::ui::shared::test_set::TestSet;

/// The network of the Run tab, and the test set that it is tried on, once that is loaded.
#[derive(Clone, Copy)]
pub(crate) struct Examined<'a> {
    /// The network at the sliders' settings.
    pub(crate) network: &'a ActiveNetwork,
    /// The test images.
    pub(crate) test_set: Option<&'a Arc<TestSet>>,
}

/// What the Paper tab keeps between two frames.
pub(crate) struct PaperModel {
    /// The confusion matrix.
    pub(crate) errors: Errors,
    /// The accuracy over gamma.
    pub(crate) sweep: Landscape,
    /// The accuracy over gamma and a.
    pub(crate) map: Landscape,
    /// The paper, recomputed.
    pub(crate) reproducer: Reproducer,
    /// Figures on their way to the disk.
    pub(crate) exports: Exports,
}

impl PaperModel {
    /// With nothing computed but the report that comes with the program.
    pub(crate) fn new(ctx: &Context) -> Self {
        let mut reproducer = Reproducer::default();
        reproducer.show_shipped(notify(ctx));
        Self {
            errors: Errors::new(ctx),
            sweep: Landscape::default(),
            map: Landscape::default(),
            reproducer,
            exports: Exports::default(),
        }
    }

    /// Takes in what was computed. While the tab is open, the confusion matrix follows the network of the Run tab.
    pub(crate) fn drain(&mut self, ctx: &Context, examined: Examined<'_>, (is_open, settings): (bool, &PaperView)) {
        self.sweep.drain();
        self.map.drain();
        self.reproducer.drain();
        self.exports.drain();
        if let Some(set) = examined.test_set.filter(|_| is_open && settings.page == Page::Errors) {
            self.errors.follow(ctx, (examined.network, set), settings.rule());
        }
    }

    /// Does what the tab asked for, as far as it concerns the model alone.
    pub(crate) fn act(&mut self, ctx: &Context, intent: &PaperIntent, examined: Examined<'_>) {
        match intent {
            PaperIntent::Cell(cell) => self.errors.select(ctx, *cell),
            PaperIntent::Measure(page) => self.measure(ctx, *page, examined),
            PaperIntent::Reproduce { full, seed } => {
                self.reproducer.start(reproducer::settings(*full, *seed), notify(ctx));
            }
            PaperIntent::ShowShipped => self.reproducer.show_shipped(notify(ctx)),
            PaperIntent::CancelReproduction => self.reproducer.cancel(),
            PaperIntent::Cancel(Page::Map) => self.map.cancel(),
            PaperIntent::Cancel(_) => self.sweep.cancel(),
            _ => {}
        }
    }

    /// Measures the network over gamma, or over gamma and a, unless it has other classes than the test set.
    fn measure(&mut self, ctx: &Context, page: Page, Examined { network, test_set }: Examined<'_>) {
        let grid = if page == Page::Map { Grid::map() } else { Grid::sweep(network.layer().a.get()) };
        let landscape = if page == Page::Map { &mut self.map } else { &mut self.sweep };
        if let Some(obstacle) = test_set.and_then(|set| set.obstacle(&network.source().model)) {
            landscape.refuse(obstacle);
            return;
        }
        let evaluated = EvaluatedNetwork::of(network);
        let name = network.source().origin.clone();
        landscape.start(grid, Measured { evaluated, name, set: test_set.map(Arc::clone) }, notify(ctx));
    }
}
