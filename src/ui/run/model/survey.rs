//! The answers of the network to the whole test set at the sliders' settings, kept up to date in the background.

use std::marker::PhantomData;
use std::sync::Arc;

use eframe::egui::Context;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::control::{Control, StopToken};
use crate::dataset::{Class, EMBEDDED_TEST_HASH};
use crate::experiment::{AccuracyAtTime, Survey, answers, import_warning, looked_up_votes};
use crate::job::{Latest, Message, Questions};
use crate::network::{CalibratedNeurons, FhnNetwork, Model, Rule, Sigmoid, Units, VoteCounts};
use crate::neuron::{SimulationError, Timing};
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::evaluated_network::EvaluatedNetwork;
use crate::ui::shared::notify::notify;
use crate::ui::shared::other_neurons::OtherNeurons;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::TestSet;

/// Network, images and settings that are evaluated.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SurveyRequest {
    evaluated: EvaluatedNetwork,
    /// The images.
    set: Sent<TestSet>,
    /// The network that the answers are compared with.
    plain: Sent<Model>,
    /// The accuracy against the length of the observation window is wanted too.
    along: bool,
}

impl SurveyRequest {
    /// Whether what is computed for this serves `other` as well.
    fn covers(&self, other: &Self) -> bool {
        self.evaluated.is(&other.evaluated)
            && self.is_of(&other.set)
            && Arc::ptr_eq(&self.plain, &other.plain)
            && (self.along || !other.along)
    }

    fn is_of(&self, set: &Arc<TestSet>) -> bool {
        Arc::ptr_eq(&self.set, set)
    }
}

/// An accuracy, and whether it belongs to the settings of now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Accuracy {
    /// None was computed so far.
    Unknown,
    /// Of earlier settings; the one of now is being computed.
    Old(f64),
    /// Of the settings of now.
    Now(f64),
    /// There can be none at these settings.
    Impossible,
}

/// Results of the votes on all images.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VoteResults {
    accuracy: f64,
    verdicts: Arc<Vec<Verdict>>,
    along: Option<Vec<AccuracyAtTime>>,
    warning: Option<String>,
}

/// What a plain network says.
struct PlainResults {
    of: Arc<Model>,
    /// To each image; nothing if it is not plain, or has other classes.
    answers: Vec<Class>,
    /// If it comes from elsewhere and reads far below what it should.
    warning: Option<String>,
}

/// A quantity, computed again and again.
struct Line<T> {
    answers: Latest<SurveyRequest, (Sent<TestSet>, Result<T, String>)>,
    last: Option<Result<T, String>>,
}

/// What is measured again and again.
pub(crate) trait Measured: Message {
    /// What the work is called.
    const NAME: &'static str;

    fn measure(set: &mut Set, request: &SurveyRequest, stop: &StopToken) -> Result<Self, String>;
}

impl Measured for f64 {
    const NAME: &'static str = "survey-mean";

    fn measure(set: &mut Set, request: &SurveyRequest, _stop: &StopToken) -> Result<Self, String> {
        Ok(set.by_mean(request))
    }
}

impl Measured for VoteResults {
    const NAME: &'static str = "survey-votes";

    fn measure(set: &mut Set, request: &SurveyRequest, stop: &StopToken) -> Result<Self, String> {
        set.votes(request, stop)
    }
}

/// Answers with what is measured on the test set, of which it keeps what it can.
pub(crate) struct Surveying<T> {
    known: Option<Set>,
    measured: PhantomData<T>,
}

impl<T> Default for Surveying<T> {
    fn default() -> Self {
        Self { known: None, measured: PhantomData }
    }
}

impl<T: Measured> Questions for Surveying<T> {
    const NAME: &'static str = T::NAME;
    type Request = SurveyRequest;
    type Answer = (Sent<TestSet>, Result<T, String>);

    fn answer(&mut self, request: SurveyRequest, stop: &StopToken) -> Self::Answer {
        let known = self.known.take().filter(|set| request.is_of(&set.of));
        let set = known.unwrap_or_else(|| Set::new(&request.set));
        let measured = T::measure(self.known.insert(set), &request, stop);
        (request.set, measured)
    }

    fn rest(&mut self) {
        if let Some(set) = &mut self.known {
            set.survey.free();
        }
    }
}

impl<T: Measured> Line<T> {
    /// Nothing is asked yet.
    fn new(ctx: &Context) -> Self {
        let wake = notify(ctx);
        Self { answers: Latest::of::<Surveying<T>>(move || wake()), last: None }
    }

    /// Takes in what was computed of the set that is asked about.
    fn drain(&mut self, asked: Option<&SurveyRequest>) {
        match self.answers.poll() {
            Some(Ok((set, measured))) if asked.is_some_and(|asked| asked.is_of(&set)) => self.last = Some(measured),
            Some(Err(failed)) => self.last = Some(Err(failed)),
            Some(Ok(_)) | None => {}
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
pub(crate) struct Set {
    of: Arc<TestSet>,
    survey: Survey,
    plain: Option<PlainResults>,
    /// What the neurons of another model receive from all images, with these weights.
    inputs: Option<(Arc<Model>, Array2<f32>)>,
}

impl Set {
    fn new(of: &Arc<TestSet>) -> Self {
        let survey = Survey::new(of.images.clone(), Timing::default());
        Self { of: Arc::clone(of), survey, plain: None, inputs: None }
    }

    fn plain_results(&mut self, model: &Arc<Model>) -> &PlainResults {
        let known = self.plain.take().filter(|plain| Arc::ptr_eq(&plain.of, model));
        let known = known.unwrap_or_else(|| {
            let answers = match model.network.units {
                Units::Sigmoid | Units::Relu if self.of.obstacle(model).is_none() => {
                    model.network.plain_answers(&self.of.images)
                }
                Units::Sigmoid | Units::Relu | Units::Fhn(_) | Units::Neurons(_) => Vec::new(),
            };
            PlainResults { of: Arc::clone(model), warning: self.warning(model, &answers), answers }
        });
        self.plain.insert(known)
    }

    /// If a plain network comes from elsewhere and reads far below what it should.
    fn warning(&self, model: &Model, answers: &[Class]) -> Option<String> {
        let imported = model.card.imported.as_ref().filter(|_| !answers.is_empty())?;
        let images = (&self.of.images, *self.of.hash == *EMBEDDED_TEST_HASH);
        import_warning((&model.network, imported), images, accuracy(answers, self.of.images.labels()))
    }

    /// The network of a request, with whose heterogeneity the images are evaluated from now on.
    fn network(&mut self, request: &SurveyRequest) -> FhnNetwork {
        self.survey.set_heterogeneity(request.evaluated.noise);
        request.evaluated.network()
    }

    /// By the largest time mean, from the mean law; neurons of other models then answer as sigmoids do.
    fn by_mean(&mut self, request: &SurveyRequest) -> f64 {
        if request.evaluated.other.is_some() {
            let given = request.evaluated.model.network.plain_answers(&self.of.images);
            return accuracy(&given, self.of.images.labels());
        }
        let network = self.network(request);
        self.survey.by_mean(&network).accuracy()
    }

    /// The votes of neurons of another model on all images, by a lookup table.
    fn votes_of(
        &mut self,
        (model, neurons): (&Arc<Model>, &CalibratedNeurons),
        stop: &StopToken,
    ) -> Result<Vec<VoteCounts>, SimulationError> {
        let known = self.inputs.take().filter(|(of, _)| Arc::ptr_eq(of, model));
        let fresh = || (Arc::clone(model), model.network.with_units(Sigmoid).inputs(&self.of.images));
        let (_, z) = self.inputs.insert(known.unwrap_or_else(fresh));
        let times = neurons.layer().model().description().times;
        let readout = neurons.readout(model.network.output());
        looked_up_votes(neurons, &readout, z, times, Control::without_progress(stop))
    }

    fn votes(&mut self, request: &SurveyRequest, stop: &StopToken) -> Result<VoteResults, String> {
        let text = |error: SimulationError| error.to_string();
        let (votes, along) = if let Some(other) = &request.evaluated.other {
            (self.votes_of((&request.evaluated.model, other), stop).map_err(text)?, None)
        } else {
            let network = self.network(request);
            let votes = self.survey.votes(&network, stop).map_err(text)?;
            (votes, if request.along { Some(self.survey.along(&network, stop).map_err(text)?) } else { None })
        };
        let winners = answers(&votes, Rule::Winner);
        let labels = self.of.images.labels();
        let accuracy = accuracy(&winners, labels);
        let PlainResults { answers, warning, .. } = self.plain_results(&request.plain);
        let verdict = |(index, votes): (usize, &VoteCounts)| Verdict::of(votes, answers.get(index).copied());
        Ok(VoteResults {
            accuracy,
            verdicts: Arc::new(votes.iter().enumerate().map(verdict).collect()),
            along,
            warning: warning.clone(),
        })
    }
}

fn accuracy(answers: &[Class], labels: &[Class]) -> f64 {
    let correct = answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
    correct as f64 / answers.len().max(1) as f64
}

/// Computes what the window shows of the test set: by the mean at once, by the vote within about a second.
pub(crate) struct TestSetSurvey {
    by_mean: Line<f64>,
    votes: Line<VoteResults>,
    asked: Option<SurveyRequest>,
    /// The neurons are coupled, so there are no votes: they can't be looked up.
    coupled: bool,
    /// Why nothing is asked: the network has other classes than the set.
    obstacle: Option<String>,
    /// The mean law of the neurons is being tabulated; the results are of earlier settings.
    is_without_law: bool,
    /// Why there can be no mean law.
    law_problem: Option<String>,
}

impl TestSetSurvey {
    /// Two idle threads.
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            by_mean: Line::new(ctx),
            votes: Line::new(ctx),
            asked: None,
            coupled: false,
            obstacle: None,
            is_without_law: false,
            law_problem: None,
        }
    }

    /// Takes in what was computed, and asks anew if `network` or `set` is not what was asked about. `plain` is the network
    /// that the answers are compared with; `along` asks for the accuracy against the observation window too.
    pub(crate) fn follow(&mut self, (network, set): (&ActiveNetwork, &Arc<TestSet>), plain: &Arc<Model>, along: bool) {
        self.by_mean.drain(self.asked.as_ref());
        self.votes.drain(self.asked.as_ref());
        let evaluated = EvaluatedNetwork::of(network);
        self.obstacle = set.obstacle(&evaluated.model);
        self.coupled = evaluated.other.is_none() && network.other().is_none() && !evaluated.layer.kappa.is_zero();
        self.is_without_law = network.other().is_some() && evaluated.other.is_none();
        self.law_problem = network.other().and_then(OtherNeurons::problem).map(str::to_owned);
        if self.obstacle.is_some() || self.law_problem.is_some() {
            self.forget();
            return;
        }
        if self.is_without_law {
            return;
        }
        let request = SurveyRequest { evaluated, set: Sent(Arc::clone(set)), plain: Sent(Arc::clone(plain)), along };
        if self.asked.as_ref().is_some_and(|asked| asked.covers(&request)) {
            return;
        }
        if self.asked.as_ref().is_some_and(|asked| !asked.is_of(&request.set)) {
            self.forget();
        }
        self.by_mean.answers.ask(request.clone());
        if self.coupled {
            self.votes.last = None;
        } else {
            self.votes.answers.ask(request.clone());
        }
        self.asked = Some(request);
    }

    /// What was computed is of another set.
    fn forget(&mut self) {
        (self.by_mean.last, self.votes.last, self.asked) = (None, None, None);
    }

    /// By the largest time mean.
    pub(crate) fn by_mean(&self) -> Accuracy {
        self.aged(self.by_mean.accuracy(|accuracy| *accuracy))
    }

    /// By the longest winner.
    pub(crate) fn by_winner(&self) -> Accuracy {
        if self.coupled { Accuracy::Impossible } else { self.aged(self.votes.accuracy(|votes| votes.accuracy)) }
    }

    /// An accuracy of before the mean law that is being tabulated is old.
    fn aged(&self, accuracy: Accuracy) -> Accuracy {
        match accuracy {
            Accuracy::Now(share) if self.is_without_law => Accuracy::Old(share),
            accuracy => accuracy,
        }
    }

    /// The answers to each image, perhaps at earlier settings.
    pub(crate) fn verdicts(&self) -> Option<&Arc<Vec<Verdict>>> {
        self.votes.known().filter(|_| !self.coupled).map(|votes| &votes.verdicts)
    }

    /// The accuracy against the length of the observation window, perhaps at earlier settings.
    pub(crate) fn along(&self) -> Option<&[AccuracyAtTime]> {
        self.votes.known().filter(|_| !self.coupled)?.along.as_deref()
    }

    /// Whether there can be no votes, since the neurons are coupled.
    pub(crate) fn is_coupled(&self) -> bool {
        self.coupled
    }

    /// What is to be said of a plain network from elsewhere that reads far below what it should.
    pub(crate) fn warning(&self) -> Option<&str> {
        self.votes.known()?.warning.as_deref()
    }

    /// Whether newer votes are being computed.
    pub(crate) fn is_racing(&self) -> bool {
        self.votes.answers.is_busy()
    }

    /// Why there can be no accuracy: the network has other classes than the set.
    pub(crate) fn obstacle(&self) -> Option<&str> {
        self.obstacle.as_deref()
    }

    /// Why there is no accuracy, if something went wrong.
    pub(crate) fn problem(&self) -> Option<&str> {
        let problem = self.law_problem.as_ref().or(self.votes.last.as_ref().and_then(|last| last.as_ref().err()));
        problem.or_else(|| self.by_mean.last.as_ref().and_then(|last| last.as_ref().err())).map(String::as_str)
    }
}
