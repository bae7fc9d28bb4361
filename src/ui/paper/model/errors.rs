//! The confusion matrix of the network in the Run tab, and the images behind each of its cells.

use std::sync::Arc;

use eframe::egui::Context;
use serde::{Deserialize, Serialize};

use crate::control::StopToken;
use crate::dataset::Class;
use crate::experiment::{Confusion, Survey, answers};
use crate::job::{Latest, Questions};
use crate::network::Rule;
use crate::neuron::Timing;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::notify::notify;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::TestSet;
use crate::ui::widgets::matrix::Cell;
use crate::ui::widgets::thumbnails::Atlas;

/// Images that are shown at the most.
const MOST: usize = 160;

/// What a network answered to the test set.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reading {
    of: Sent<TestSet>,
    answers: Vec<Class>,
    confusion: Confusion,
}

/// What is asked.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    evaluated: EvaluatedNetwork,
    set: Sent<TestSet>,
    rule: Rule,
}

/// Answers with what a network makes of the test set.
#[derive(Default)]
pub(crate) struct ReadingSet {
    known: Option<(Sent<TestSet>, Survey)>,
}

impl Questions for ReadingSet {
    const NAME: &'static str = "answers-to-test-set";
    type Request = Asked;
    type Answer = Result<Reading, String>;

    fn answer(&mut self, asked: Asked, stop: &StopToken) -> Self::Answer {
        let fresh = || (asked.set.clone(), Survey::new(asked.set.images.clone(), Timing::default()));
        let kept = self.known.take().filter(|(of, _)| Arc::ptr_eq(of, &asked.set)).unwrap_or_else(fresh);
        let (_, survey) = self.known.insert(kept);
        let network = asked.evaluated.network();
        survey.set_heterogeneity(asked.evaluated.noise);
        let answers = match asked.rule {
            Rule::Mean => survey.mean_answers(&network),
            rule => answers(&survey.votes(&network, stop).map_err(|error| error.to_string())?, rule),
        };
        let confusion = Confusion::of(survey.set(), &answers);
        Ok(Reading { of: asked.set, answers, confusion })
    }
}

/// The answers to the test set, kept up to date.
pub(crate) struct Errors {
    readings: Latest<Asked, Result<Reading, String>>,
    asked: Option<Asked>,
    reading: Option<Reading>,
    error: Option<String>,
    cell: Option<Cell>,
    pub(crate) thumbnails: Atlas,
    /// Why there is no matrix: the network has other classes than the set.
    obstacle: Option<String>,
    /// Images in the cell, also those that are not shown.
    pub(crate) in_cell: usize,
}

impl Errors {
    /// Nothing is asked yet.
    pub(crate) fn new(ctx: &Context) -> Self {
        let wake = notify(ctx);
        Self {
            readings: Latest::of::<ReadingSet>(move || wake()),
            asked: None,
            reading: None,
            error: None,
            cell: None,
            thumbnails: Atlas::default(),
            obstacle: None,
            in_cell: 0,
        }
    }

    /// Takes in answers, and asks anew if the network, the set or the rule is not what was asked about.
    pub(crate) fn follow(&mut self, ctx: &Context, (network, set): (&ActiveNetwork, &Arc<TestSet>), rule: Rule) {
        self.obstacle = set.obstacle(&network.source().model);
        self.forget_other(set);
        if let Some(reading) = self.readings.poll() {
            self.take(ctx, reading.and_then(|reading| reading));
        }
        let evaluated = EvaluatedNetwork::of(network);
        let is_same = |asked: &Asked| asked.rule == rule && asked.evaluated.is(&evaluated);
        if self.obstacle.is_some() || self.asked.as_ref().is_some_and(is_same) {
            return;
        }
        let asked = Asked { evaluated, set: Sent(Arc::clone(set)), rule };
        self.readings.ask(asked.clone());
        self.asked = Some(asked);
    }

    fn take(&mut self, ctx: &Context, reading: Result<Reading, String>) {
        let is_asked =
            |reading: &Reading| self.asked.as_ref().is_some_and(|asked| Arc::ptr_eq(&asked.set, &reading.of));
        match reading {
            Ok(reading) if is_asked(&reading) => {
                // Something to look at before the first click.
                self.cell = self.cell.or_else(|| reading.confusion.most_confused_pair());
                self.reading = Some(reading);
                self.error = None;
                self.show_cell(ctx);
            }
            Ok(_) => {}
            Err(error) => self.error = Some(error),
        }
    }

    /// What was computed of another set, or of a network with other classes, is not shown.
    fn forget_other(&mut self, set: &Arc<TestSet>) {
        let is_other = self.asked.as_ref().is_some_and(|asked| !Arc::ptr_eq(&asked.set, set));
        if is_other || self.obstacle.is_some() {
            (self.asked, self.reading, self.cell, self.error) = (None, None, None, None);
        }
    }

    /// Why there is no matrix: the network has other classes than the set.
    pub(crate) fn obstacle(&self) -> Option<&str> {
        self.obstacle.as_deref()
    }

    /// Shows the images of another cell.
    pub(crate) fn select(&mut self, ctx: &Context, cell: Option<Cell>) {
        self.cell = cell;
        self.show_cell(ctx);
    }

    fn show_cell(&mut self, ctx: &Context) {
        let (Some(reading), Some((truth, answer))) = (&self.reading, self.cell) else {
            self.in_cell = 0;
            return;
        };
        let pairs = reading.of.images.labels().iter().zip(&reading.answers).enumerate();
        let indices: Vec<usize> =
            pairs.filter(|(_, (label, given))| **label == truth && **given == answer).map(|(index, _)| index).collect();
        self.in_cell = indices.len();
        let shown: Vec<usize> = indices.into_iter().take(MOST).collect();
        self.thumbnails.set(ctx, (&reading.of.images, &reading.of.hash), &shown);
    }

    /// The matrix, if there is one yet.
    pub(crate) fn confusion(&self) -> Option<&Confusion> {
        self.reading.as_ref().map(|reading| &reading.confusion)
    }

    /// The set that it is of.
    pub(crate) fn set(&self) -> Option<&TestSet> {
        self.reading.as_ref().map(|reading| &**reading.of)
    }

    /// The cell whose images are shown.
    pub(crate) fn cell(&self) -> Option<Cell> {
        self.cell
    }

    /// Whether the matrix of now is still being computed.
    pub(crate) fn is_busy(&self) -> bool {
        self.readings.is_busy()
    }

    /// Why there is none.
    pub(crate) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
