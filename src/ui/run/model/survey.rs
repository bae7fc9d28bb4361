//! What the network reads in the whole test set at the sliders' settings, kept up to date in the background.

use std::sync::Arc;

use eframe::egui::Context;

use super::verdict::Verdict;
use crate::control::StopToken;
use crate::dataset::{Class, ImageSet, embedded_test};
use crate::experiment::{AccuracyAtTime, Survey, answers};
use crate::job::Latest;
use crate::network::{Model, Rule, Units, VoteCounts};
use crate::neuron::Timing;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::notify::notify;

/// What the races are asked for.
#[derive(Clone)]
struct SurveyRequest {
    evaluated: EvaluatedNetwork,
    /// The network that the answers are compared with.
    plain: Arc<Model>,
    /// The accuracy against the length of the window is wanted too.
    along: bool,
}

impl SurveyRequest {
    /// Whether what is computed for this serves `other` as well.
    fn covers(&self, other: &Self) -> bool {
        self.evaluated.is(&other.evaluated.model, &other.evaluated.layer)
            && Arc::ptr_eq(&self.plain, &other.plain)
            && (self.along || !other.along)
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

/// What the races of all pictures led to.
#[derive(Clone, Debug)]
struct Races {
    accuracy: f64,
    verdicts: Arc<Vec<Verdict>>,
    along: Option<Vec<AccuracyAtTime>>,
}

/// A quantity, computed again and again.
struct Line<T> {
    answers: Latest<SurveyRequest, Result<T, String>>,
    last: Option<Result<T, String>>,
}

impl<T: Send + 'static> Line<T> {
    /// A thread that answers with what `measure` makes of a survey of the test set.
    fn new(
        ctx: &Context,
        name: &str,
        mut measure: impl FnMut(&mut Set, &SurveyRequest, &StopToken) -> Result<T, String> + Send + 'static,
    ) -> Self {
        let wake = notify(ctx);
        let mut set: Option<Set> = None;
        let answers = Latest::new(
            name,
            move || wake(),
            move |request: SurveyRequest, stop| {
                let set = match &mut set {
                    Some(set) => set,
                    empty => empty.insert(Set::load()?),
                };
                measure(set, &request, stop)
            },
        );
        Self { answers, last: None }
    }

    fn drain(&mut self) {
        if let Some(answer) = self.answers.poll() {
            self.last = Some(answer.and_then(|answer| answer));
        }
    }

    fn known(&self) -> Option<&T> {
        self.last.as_ref()?.as_ref().ok()
    }

    fn accuracy(&self, of: impl Fn(&T) -> f64) -> Accuracy {
        match (self.known().map(of), self.answers.is_busy()) {
            (None, _) => Accuracy::Unknown,
            (Some(accuracy), true) => Accuracy::Old(accuracy),
            (Some(accuracy), false) => Accuracy::Now(accuracy),
        }
    }
}

/// The test set, and what can be kept of it from one question to the next.
struct Set {
    pictures: ImageSet,
    survey: Survey,
    /// What a plain network says.
    plain: Option<(Arc<Model>, Vec<Class>)>,
}

impl Set {
    fn load() -> Result<Self, String> {
        let pictures = embedded_test().map_err(|error| error.to_string())?;
        Ok(Self { survey: Survey::new(pictures.clone(), Timing::default()), pictures, plain: None })
    }

    /// What the plain network says to each picture; nothing if it is not plain.
    fn plain_answers(&mut self, model: &Arc<Model>) -> &[Class] {
        let known = self.plain.take().filter(|(of, _)| Arc::ptr_eq(of, model));
        let known = known.unwrap_or_else(|| {
            let answers = match model.network.units {
                Units::Sigmoid | Units::Relu => model.network.plain_answers(&self.pictures),
                Units::Fhn(_) => Vec::new(),
            };
            (Arc::clone(model), answers)
        });
        &self.plain.insert(known).1
    }

    fn races(&mut self, request: &SurveyRequest, stop: &StopToken) -> Result<Races, String> {
        let network = request.evaluated.network();
        let text = |error: crate::neuron::SimulationError| error.to_string();
        let votes = self.survey.votes(&network, stop).map_err(text)?;
        let winners = answers(&votes, Rule::Winner);
        let right = winners.iter().zip(self.pictures.labels()).filter(|(answer, label)| answer == label).count();
        let along = if request.along { Some(self.survey.along(&network, stop).map_err(text)?) } else { None };
        let plain = self.plain_answers(&request.plain);
        let verdict = |(index, votes): (usize, &VoteCounts)| {
            Verdict::of(votes, plain.get(index).copied().unwrap_or(votes.answer(Rule::Winner)))
        };
        Ok(Races {
            accuracy: right as f64 / votes.len().max(1) as f64,
            verdicts: Arc::new(votes.iter().enumerate().map(verdict).collect()),
            along,
        })
    }
}

/// Computes what the window shows of the test set: by the mean at once, by the race within about a second.
pub(crate) struct TestSetSurvey {
    by_mean: Line<f64>,
    races: Line<Races>,
    asked: Option<SurveyRequest>,
}

impl TestSetSurvey {
    /// Two idle threads.
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            by_mean: Line::new(ctx, "survey-mean", |set, request, _| {
                Ok(set.survey.by_mean(&request.evaluated.network()).accuracy())
            }),
            races: Line::new(ctx, "survey-races", Set::races),
            asked: None,
        }
    }

    /// Takes in what was computed, and asks anew if `network` is not what was asked about. `plain` is the network that the
    /// answers are compared with; `along` asks for the accuracy against the window too.
    pub(crate) fn follow(&mut self, network: &ActiveNetwork, plain: &Arc<Model>, along: bool) {
        self.by_mean.drain();
        self.races.drain();
        let (model, layer) = (Arc::clone(&network.source().model), network.layer());
        let request = SurveyRequest { evaluated: EvaluatedNetwork { model, layer }, plain: Arc::clone(plain), along };
        if self.asked.as_ref().is_some_and(|asked| asked.covers(&request)) {
            return;
        }
        self.by_mean.answers.ask(request.clone());
        self.races.answers.ask(request.clone());
        self.asked = Some(request);
    }

    /// By the largest time mean.
    pub(crate) fn by_mean(&self) -> Accuracy {
        self.by_mean.accuracy(|accuracy| *accuracy)
    }

    /// By the longest winner.
    pub(crate) fn by_winner(&self) -> Accuracy {
        self.races.accuracy(|races| races.accuracy)
    }

    /// What was made of each picture, perhaps at earlier settings.
    pub(crate) fn verdicts(&self) -> Option<&Arc<Vec<Verdict>>> {
        self.races.known().map(|races| &races.verdicts)
    }

    /// The accuracy against the length of the window, perhaps at earlier settings.
    pub(crate) fn along(&self) -> Option<&[AccuracyAtTime]> {
        self.races.known()?.along.as_deref()
    }

    /// Whether newer races are on their way.
    pub(crate) fn is_racing(&self) -> bool {
        self.races.answers.is_busy()
    }

    /// Why there is no accuracy, if something went wrong.
    pub(crate) fn problem(&self) -> Option<&str> {
        let problem = self.races.last.as_ref().and_then(|last| last.as_ref().err());
        problem.or_else(|| self.by_mean.last.as_ref().and_then(|last| last.as_ref().err())).map(String::as_str)
    }
}
