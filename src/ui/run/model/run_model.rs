//! Everything that the Run tab shows: the digit, the network, the neurons, the answer.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{ColorImage, Context};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::answer::{Answer, AnswerRequest};
use super::live::Live;
use super::picture_files::{pasted, read_picture};
use crate::dataset::{Class, DataError, ImageSet, embedded_test};
use crate::experiment::{Constraint, Interventions};
use crate::image::{InputImage, Pen, Preparation};
use crate::job::{Event, Latest, Worker};
use crate::neuron::{AsymptoticState, Drive, Neuron, State};
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::Pick;
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::network_sources::NetworkSources;
use crate::ui::shared::notify::notify;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::parameters::Parameters;
use crate::ui::shared::prepared::Prepared;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::specimen::Specimen;
use crate::ui::shared::wall_look::Order;
use crate::ui::widgets::canvas::CanvasEvent;

/// The test set, with its hash, on its way in.
type Loading = Worker<(), Result<(ImageSet, String), DataError>>;
/// A picture file on its way in.
type Opening = Worker<(), Result<(String, Prepared), String>>;

/// Digit, network, neurons and answer of the Run tab.
pub(crate) struct RunModel {
    sources: NetworkSources,
    network: ActiveNetwork,
    specimen: Specimen,
    /// What the neurons receive from the digit; `None` where there is none.
    inputs: Option<Vec<f32>>,
    live: Live,
    interventions: Interventions,
    order: Vec<usize>,
    sorted_by: Order,
    library: Option<ImageSet>,
    library_hash: Option<String>,
    loading: Option<Loading>,
    first_index: usize,
    opening: Option<Opening>,
    open_error: Option<String>,
    answers: Latest<AnswerRequest, Result<Answer, String>>,
    answer: Option<Result<Answer, String>>,
    asymptotic_states: Latest<Neuron, (Neuron, AsymptoticState)>,
    asymptotic_state: Option<(Neuron, AsymptoticState)>,
    asked_asymptotic_state: Option<Neuron>,
    random: ChaCha8Rng,
}

impl RunModel {
    /// The Run tab as the settings left it. The test set is loaded in the background.
    pub(crate) fn new(ctx: &Context, sources: NetworkSources, settings: &Settings) -> Self {
        let network = ActiveNetwork::new(&sources, settings.network, &settings.parameters);
        let mut specimen = Specimen::new(settings.preparation);
        specimen.set_normalisation(network.source().model.network.preprocessing);
        let drives = network.drives(None);
        let wake = notify(ctx);
        let loading = Worker::start(
            "load-test-set",
            move || wake(),
            |_, _| {
                let set = embedded_test()?;
                let hash = set.hash();
                Ok((set, hash))
            },
        );
        let wake = notify(ctx);
        let answers = Latest::new("answer", move || wake(), |request: AnswerRequest, stop| request.answer(stop));
        let wake = notify(ctx);
        let asymptotic_states =
            Latest::new("long-run", move || wake(), |neuron: Neuron, _| (neuron, AsymptoticState::of(&neuron)));
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self {
            network,
            sources,
            specimen,
            inputs: None,
            live: Live::new(settings.parameters.epsilon, &drives),
            interventions: Interventions::new(),
            order: (0..drives.len()).collect(),
            sorted_by: settings.order,
            library: None,
            library_hash: None,
            loading: Some(loading),
            first_index: settings.test_index,
            opening: None,
            open_error: None,
            answers,
            answer: None,
            asymptotic_states,
            asymptotic_state: None,
            asked_asymptotic_state: None,
            random: ChaCha8Rng::seed_from_u64(clock.map_or(0, |since| since.as_nanos() as u64)),
        }
    }

    /// Takes in what the background jobs have done.
    pub(crate) fn drain(&mut self, ctx: &Context) {
        self.drain_library(ctx);
        self.drain_opening(ctx);
        if let Some(answer) = self.answers.poll()
            && self.inputs.is_some()
        {
            self.answer = Some(answer.and_then(|answer| answer));
            self.sort();
        }
        if let Some(Ok(asymptotic_state)) = self.asymptotic_states.poll() {
            self.asymptotic_state = Some(asymptotic_state);
        }
    }

    fn drain_library(&mut self, ctx: &Context) {
        let Some(worker) = &mut self.loading else { return };
        for event in worker.drain() {
            match event {
                Event::Finished(Ok((set, hash))) => {
                    self.library = Some(set);
                    self.library_hash = Some(hash);
                    if *self.specimen.origin() == Origin::Nothing {
                        self.pick(ctx, Pick::Index(self.first_index));
                    }
                }
                Event::Finished(Err(error)) => self.open_error = Some(error.to_string()),
                Event::Failed(message) => self.open_error = Some(message),
                Event::Report(()) => continue,
            }
            self.loading = None;
            return;
        }
    }

    fn drain_opening(&mut self, ctx: &Context) {
        let Some(worker) = &mut self.opening else { return };
        for event in worker.drain() {
            match event {
                Event::Finished(Ok((name, prepared))) => {
                    self.specimen.open(ctx, name, prepared);
                    self.specimen_changed();
                }
                Event::Finished(Err(message)) | Event::Failed(message) => self.open_error = Some(message),
                Event::Report(()) => continue,
            }
            self.opening = None;
            return;
        }
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, time: f64) {
        let network = &self.network;
        let outputs = |x: &[f32]| network.outputs(x);
        let reads = self.inputs.is_some();
        self.live.advance(time, reads.then_some(&outputs));
    }

    /// Puts all neurons back to their start.
    pub(crate) fn restart(&mut self) {
        self.live.restart();
    }

    /// Pushes a neuron's x by one unit.
    pub(crate) fn kick(&mut self, neuron: usize) {
        self.live.kick(neuron, 1.0);
    }

    /// Puts a neuron somewhere on its phase plane. A neuron that is held is held there.
    pub(crate) fn place(&mut self, neuron: usize, state: State) {
        self.live.place(neuron, state);
    }

    /// Shows the neurons as they were that many ticks ago.
    pub(crate) fn look_back(&mut self, ticks: u64) {
        self.live.look_back(ticks);
    }

    /// Stimulates, holds and silences neurons.
    pub(crate) fn set_treatments(&mut self, interventions: &Interventions) {
        self.interventions =
            interventions.iter().filter(|(_, what)| what.is_some()).map(|(at, what)| (*at, *what)).collect();
        self.live.set_treatments(&self.interventions);
        self.network.hear(&self.interventions);
        self.drives_changed();
    }

    /// Switches stages of the preparation on and off.
    pub(crate) fn set_preparation(&mut self, ctx: &Context, preparation: Preparation) {
        self.specimen.set_preparation(ctx, preparation);
        self.specimen_changed();
    }

    /// Other networks to choose from, or another choice, or other sliders: the neurons go on, bent.
    pub(crate) fn set_network(&mut self, choice: NetworkChoice, parameters: &Parameters) {
        self.network = ActiveNetwork::new(&self.sources, choice, parameters);
        self.network.hear(&self.interventions);
        self.specimen.set_normalisation(self.network.source().model.network.preprocessing);
        self.inputs = self.specimen.image().map(|image| self.network.inputs(image));
        self.drives_changed();
    }

    /// Replaces the networks there are.
    pub(crate) fn set_sources(&mut self, sources: NetworkSources) {
        self.sources = sources;
    }

    /// Sorts the wall.
    pub(crate) fn set_order(&mut self, order: Order) {
        self.sorted_by = order;
        self.sort();
    }

    /// Takes a picture of the test set.
    pub(crate) fn pick(&mut self, ctx: &Context, pick: Pick) {
        let Some(library) = self.library.take() else { return };
        if let Some(index) = self.index_of(&library, pick) {
            self.specimen.pick(ctx, &library, index);
            self.first_index = index;
            self.specimen_changed();
        }
        self.library = Some(library);
    }

    fn index_of(&mut self, library: &ImageSet, pick: Pick) -> Option<usize> {
        let count = library.len();
        let last = count.checked_sub(1)?;
        let here = self.first_index.min(last);
        let random = self.random.next_u64() as usize;
        match pick {
            Pick::Previous => Some((here + last) % count),
            Pick::Next => Some((here + 1) % count),
            Pick::Random => Some(random % count),
            Pick::Index(index) => Some(index.min(last)),
            Pick::OfDigit(digit) => {
                let all: Vec<_> = (0..count).filter(|&index| library.labels()[index] == digit).collect();
                all.get(random % all.len().max(1)).copied()
            }
        }
    }

    /// The pointer did something on the canvas.
    pub(crate) fn draw(&mut self, ctx: &Context, events: &[CanvasEvent], settings: &Settings) {
        let pen = |erases: bool| {
            let width = if erases { 1.8 * settings.pen_width } else { settings.pen_width };
            Pen { width, erases }
        };
        self.specimen.draw(ctx, |drawing| {
            for event in events {
                match *event {
                    CanvasEvent::Begin { at, erases } => drawing.begin(at, pen(erases || settings.erases)),
                    CanvasEvent::Extend(at) => drawing.extend(at),
                    CanvasEvent::End => drawing.end(),
                }
            }
        });
        self.specimen_changed();
    }

    /// Brings back what was on the canvas before.
    pub(crate) fn undo(&mut self, ctx: &Context) {
        self.specimen.undo(ctx);
        if let Origin::Test { index, .. } = self.specimen.origin() {
            self.first_index = *index;
        }
        self.specimen_changed();
    }

    /// Empties the canvas.
    pub(crate) fn clear(&mut self, ctx: &Context) {
        self.specimen.clear(ctx);
        self.specimen_changed();
    }

    /// Reads a picture file, in the background.
    pub(crate) fn open(&mut self, ctx: &Context, path: PathBuf) {
        self.open_error = None;
        let wake = notify(ctx);
        self.opening = Some(Worker::start("open-picture", move || wake(), move |_, _| read_picture(&path)));
    }

    /// Takes a picture from the clipboard, in the background.
    pub(crate) fn paste(&mut self, ctx: &Context, picture: Arc<ColorImage>) {
        self.open_error = None;
        let wake = notify(ctx);
        self.opening = Some(Worker::start("paste-picture", move || wake(), move |_, _| pasted(&picture)));
    }

    /// Says something where pictures are opened.
    pub(crate) fn hint_opening(&mut self, hint: &str) {
        self.open_error = Some(hint.to_owned());
    }

    /// Whether a picture file is on its way in.
    pub(crate) fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// Begins the live race anew: what was seen of another network does not belong to this one.
    pub(crate) fn begin_race(&mut self) {
        self.live.begin_window();
    }

    /// A new digit: new currents, and a new window.
    fn specimen_changed(&mut self) {
        self.open_error = None;
        let inputs = self.specimen.image().map(|image| self.network.inputs(image));
        if inputs == self.inputs {
            return;
        }
        self.inputs = inputs;
        self.live.begin_window();
        self.drives_changed();
    }

    /// The neurons bend, and the protocol's answer is asked for.
    fn drives_changed(&mut self) {
        let drives = self.network.drives(self.inputs.as_deref());
        self.live.set_neurons(self.network.layer().epsilon, &drives);
        self.sort();
        match self.specimen.image() {
            Some(image) => {
                let plain = Arc::clone(&self.sources.plain.model);
                let request = AnswerRequest::new(&self.network, plain, image.clone(), &drives);
                self.answers.ask(request.treated(&self.interventions));
            }
            None => self.answer = None,
        }
    }

    /// Asks for the long run of the neuron shown large, once for each of its parameters.
    pub(crate) fn simulation(&mut self, neuron: usize) {
        let neuron = self.neuron(neuron);
        if self.asked_asymptotic_state != Some(neuron) {
            self.asked_asymptotic_state = Some(neuron);
            self.asymptotic_states.ask(neuron);
        }
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.live.neurons()).collect();
        let drives = self.live.drives();
        match (self.sorted_by, self.leader()) {
            (Order::Current, _) => order.sort_by(|a, b| drives[*a].total_cmp(&drives[*b])),
            (Order::Weight, Some(digit)) => {
                let weight = |neuron: &usize| self.network.weight(*neuron, digit);
                order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
            }
            (Order::Contribution, Some(_)) => {
                order.sort_by(|a, b| self.contribution(*b).total_cmp(&self.contribution(*a)));
            }
            (Order::Regime, _) => order.sort_by_key(|neuron| drives[*neuron].abs() >= 1.0),
            (Order::Index | Order::Weight | Order::Contribution, _) => {}
        }
        self.order = order;
    }

    fn leader(&self) -> Option<Class> {
        self.answer().map(|answer| answer.winner)
    }

    /// What a neuron adds, in the time mean, to the lead of the winner's output over that of the second; 0 without an
    /// answer.
    pub(crate) fn contribution(&self, neuron: usize) -> f32 {
        let Some(answer) = self.answer() else { return 0.0 };
        let weight = self.network.weight(neuron, answer.winner) - self.network.weight(neuron, answer.second());
        let silent = self.network.readout().zero_contribution_signal();
        let mean = match self.interventions.get(&neuron).map(|intervention| intervention.constraint) {
            Some(Constraint::Ablated) => silent,
            Some(Constraint::Clamped(state)) => state.x as f32,
            // The mean law.
            Some(Constraint::Free) | None => -self.live.drives()[neuron],
        };
        weight * (mean - silent)
    }

    /// What is done to neurons.
    pub(crate) fn interventions(&self) -> &Interventions {
        &self.interventions
    }

    /// One neuron's parameters.
    pub(crate) fn neuron(&self, index: usize) -> Neuron {
        let drive = f64::from(self.live.drives()[index]).clamp(Drive::MIN, Drive::MAX);
        Neuron::new(self.network.layer().epsilon, Drive::new(drive).unwrap_or_default())
    }

    /// What theory says of a neuron, as soon as it is computed.
    pub(crate) fn asymptotic_state(&self, index: usize) -> Option<AsymptoticState> {
        let neuron = self.neuron(index);
        self.asymptotic_state.filter(|(known, _)| *known == neuron).map(|(_, asymptotic_state)| asymptotic_state)
    }

    /// The network that reads.
    pub(crate) fn network(&self) -> &ActiveNetwork {
        &self.network
    }

    /// The networks there are.
    pub(crate) fn sources(&self) -> &NetworkSources {
        &self.sources
    }

    /// The digit.
    pub(crate) fn specimen(&self) -> &Specimen {
        &self.specimen
    }

    /// The neurons.
    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// Which neuron stands where on the wall.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The protocol's answer: the last there was, while a newer one is computed.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().ok())
    }

    /// Why there is no answer.
    pub(crate) fn answer_error(&self) -> Option<&str> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().err()).map(String::as_str)
    }

    /// Whether a newer answer is on its way.
    pub(crate) fn is_answering(&self) -> bool {
        self.answers.is_busy()
    }

    /// The test set; `None` while it is loaded.
    pub(crate) fn library(&self) -> Option<&ImageSet> {
        self.library.as_ref()
    }

    /// The fingerprint of the test set.
    pub(crate) fn library_hash(&self) -> Option<&str> {
        self.library_hash.as_deref()
    }

    /// Takes a digit from a session.
    pub(crate) fn restore(&mut self, ctx: &Context, image: InputImage, origin: Origin) {
        if let Origin::Test { index, .. } = origin {
            self.first_index = index;
        }
        self.specimen.restore(ctx, image, origin);
        self.specimen_changed();
    }

    /// The test picture that "next" goes on from.
    pub(crate) fn test_index(&self) -> usize {
        self.first_index
    }

    /// What went wrong with the last picture file.
    pub(crate) fn open_error(&self) -> Option<&str> {
        self.open_error.as_deref()
    }
}
