//! The confusion matrix of the network in the Run tab, and the pictures behind each of its cells.

use eframe::egui::Context;

use crate::dataset::{Class, ImageSet, embedded_test};
use crate::experiment::{Confusion, Survey, answers, mean_law_answers};
use crate::job::Latest;
use crate::network::Rule;
use crate::neuron::Timing;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::notify::notify;
use crate::ui::widgets::matrix::Cell;
use crate::ui::widgets::thumbnails::Atlas;

/// Pictures that are shown at the most.
const MOST: usize = 160;

/// What a network answered to the test set.
struct Reading {
    answers: Vec<Class>,
    confusion: Confusion,
}

/// What is asked.
#[derive(Clone)]
struct Asked {
    evaluated: EvaluatedNetwork,
    rule: Rule,
}

/// The answers to the test set, kept up to date.
pub(crate) struct Errors {
    readings: Latest<Asked, Result<Reading, String>>,
    asked: Option<Asked>,
    reading: Option<Reading>,
    error: Option<String>,
    cell: Option<Cell>,
    pub(crate) thumbnails: Atlas,
    /// Pictures in the cell, also those that are not shown.
    pub(crate) in_cell: usize,
}

impl Errors {
    /// Nothing is asked yet.
    pub(crate) fn new(ctx: &Context) -> Self {
        let wake = notify(ctx);
        let mut survey: Option<Survey> = None;
        let readings = Latest::new(
            "answers-to-test-set",
            move || wake(),
            move |asked: Asked, stop| {
                let set = embedded_test().map_err(|error| error.to_string())?;
                let survey = survey.get_or_insert_with(|| Survey::new(set, Timing::default()));
                let network = asked.evaluated.network();
                let answers = match asked.rule {
                    Rule::Mean => {
                        let drives = network.drives(survey.set());
                        mean_law_answers(&network.readout(), network.units.epsilon, &drives.view())
                    }
                    rule => answers(&survey.votes(&network, stop).map_err(|error| error.to_string())?, rule),
                };
                let confusion = Confusion::of(survey.set(), &answers);
                Ok(Reading { answers, confusion })
            },
        );
        Self { readings, asked: None, reading: None, error: None, cell: None, thumbnails: Atlas::default(), in_cell: 0 }
    }

    /// Takes in answers, and asks anew if `network` or `rule` is not what was asked about.
    pub(crate) fn follow(&mut self, ctx: &Context, network: &ActiveNetwork, rule: Rule, library: Option<&ImageSet>) {
        if let Some(reading) = self.readings.poll() {
            match reading.and_then(|reading| reading) {
                Ok(reading) => {
                    // Something to look at before the first click.
                    self.cell = self.cell.or_else(|| reading.confusion.most_confused_pair());
                    self.reading = Some(reading);
                    self.error = None;
                    self.show_cell(ctx, library);
                }
                Err(error) => self.error = Some(error),
            }
        }
        let (model, layer) = (&network.source().model, network.layer());
        if self.asked.as_ref().is_some_and(|asked| asked.rule == rule && asked.evaluated.is(model, &layer)) {
            return;
        }
        let asked = Asked { evaluated: EvaluatedNetwork { model: model.clone(), layer }, rule };
        self.readings.ask(asked.clone());
        self.asked = Some(asked);
    }

    /// Shows the pictures of another cell.
    pub(crate) fn select(&mut self, ctx: &Context, cell: Option<Cell>, library: Option<&ImageSet>) {
        self.cell = cell;
        self.show_cell(ctx, library);
    }

    fn show_cell(&mut self, ctx: &Context, library: Option<&ImageSet>) {
        let (Some(reading), Some((truth, answer)), Some(library)) = (&self.reading, self.cell, library) else {
            self.in_cell = 0;
            return;
        };
        let pairs = library.labels().iter().zip(&reading.answers).enumerate();
        let indices: Vec<usize> =
            pairs.filter(|(_, (label, given))| **label == truth && **given == answer).map(|(index, _)| index).collect();
        self.in_cell = indices.len();
        let shown: Vec<usize> = indices.into_iter().take(MOST).collect();
        self.thumbnails.set(ctx, library, &shown);
    }

    /// The matrix, if there is one yet.
    pub(crate) fn confusion(&self) -> Option<&Confusion> {
        self.reading.as_ref().map(|reading| &reading.confusion)
    }

    /// The cell whose pictures are shown.
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
