//! The accuracy on the whole test set at the sliders' settings, kept up to date in the background.

use std::sync::Arc;

use eframe::egui::Context;

use super::brain::Brain;
use super::notify;
use crate::control::StopToken;
use crate::digit::embedded_test;
use crate::experiment::Survey;
use crate::fhn::Times;
use crate::job::Latest;
use crate::network::{FhnLayer, FhnNetwork, Model};

/// What an accuracy depends on.
#[derive(Clone)]
pub(crate) struct Question {
    /// The weights.
    pub(crate) model: Arc<Model>,
    /// The settings of the neurons.
    pub(crate) layer: FhnLayer,
}

impl Question {
    /// The network that is asked about.
    pub(crate) fn network(&self) -> FhnNetwork {
        let network = &self.model.network;
        FhnNetwork { hidden: network.hidden().clone(), layer: self.layer, output: network.output().clone() }
    }

    /// Whether it is about this network.
    pub(crate) fn is(&self, model: &Arc<Model>, layer: &FhnLayer) -> bool {
        Arc::ptr_eq(&self.model, model) && self.layer == *layer
    }
}

/// A share of the test set, and whether it belongs to the settings of now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Accuracy {
    /// None was computed so far.
    Unknown,
    /// Of earlier settings; the one of now is being computed.
    Old(f64),
    /// Of the settings of now.
    Now(f64),
}

type Answers = Latest<Question, Result<f64, String>>;

/// Computes the accuracies of what the window shows: by the mean at once, by the winner within about a second.
pub(crate) struct TestSetSurvey {
    by_mean: Line,
    by_winner: Line,
    asked: Option<Question>,
}

/// One of the two, with its last answer.
struct Line {
    answers: Answers,
    last: Option<Result<f64, String>>,
}

impl Line {
    fn new(answers: Answers) -> Self {
        Self { answers, last: None }
    }

    fn drain(&mut self) {
        if let Some(answer) = self.answers.poll() {
            self.last = Some(answer.and_then(|answer| answer));
        }
    }

    fn accuracy(&self) -> Accuracy {
        match self.last {
            Some(Ok(share)) if !self.answers.is_busy() => Accuracy::Now(share),
            Some(Ok(share)) => Accuracy::Old(share),
            _ => Accuracy::Unknown,
        }
    }
}

impl TestSetSurvey {
    /// A survey that has not been asked anything. The test set is loaded by the threads that need it.
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            by_mean: Line::new(answers(ctx, "survey-mean", |survey, network, _| {
                Ok(survey.by_mean(network).accuracy())
            })),
            by_winner: Line::new(answers(ctx, "survey-winner", |survey, network, stop| {
                survey.by_winner(network, stop).map(|confusion| confusion.accuracy()).map_err(|error| error.to_string())
            })),
            asked: None,
        }
    }

    /// Takes in what was computed, and asks anew if `brain` is not what was asked about.
    pub(crate) fn follow(&mut self, brain: &Brain) {
        self.by_mean.drain();
        self.by_winner.drain();
        let (model, layer) = (&brain.source().model, brain.layer());
        if self.asked.as_ref().is_some_and(|asked| asked.is(model, &layer)) {
            return;
        }
        let question = Question { model: model.clone(), layer };
        self.by_mean.answers.ask(question.clone());
        self.by_winner.answers.ask(question.clone());
        self.asked = Some(question);
    }

    /// By the largest time mean.
    pub(crate) fn by_mean(&self) -> Accuracy {
        self.by_mean.accuracy()
    }

    /// By the longest winner.
    pub(crate) fn by_winner(&self) -> Accuracy {
        self.by_winner.accuracy()
    }

    /// Why there is no accuracy, if something went wrong.
    pub(crate) fn problem(&self) -> Option<&str> {
        [&self.by_winner, &self.by_mean]
            .into_iter()
            .find_map(|line| line.last.as_ref()?.as_ref().err().map(String::as_str))
    }
}

/// A thread that answers with what `measure` makes of a survey of the test set.
fn answers(
    ctx: &Context,
    name: &str,
    measure: impl Fn(&mut Survey, &FhnNetwork, &StopToken) -> Result<f64, String> + Send + 'static,
) -> Answers {
    let wake = notify(ctx);
    let mut survey: Option<Survey> = None;
    Latest::new(
        name,
        move || wake(),
        move |question: Question, stop| {
            let survey = match &mut survey {
                Some(survey) => survey,
                empty => {
                    let set = embedded_test().map_err(|error| error.to_string())?;
                    empty.insert(Survey::new(set, Times::default()))
                }
            };
            measure(survey, &question.network(), stop)
        },
    )
}
