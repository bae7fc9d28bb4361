//! Everything that the Run tab shows: the image, the network, the neurons, the answer.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{ColorImage, Context};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use web_time::{SystemTime, UNIX_EPOCH};

use super::answer::{Answer, AnswerRequest, Answering};
use super::calibrator::Calibrator;
use super::diagram::{LongRun, Theory};
use super::live::{Live, Motion};
use super::parts::Dynamics;
use super::picture_files::{pasted, read_picture};
use super::plane::Driven;
use super::trajectories::Trajectories;
use crate::dataset::Class;
use crate::experiment::{Constraint, Interventions, Unfamiliar};
use crate::image::{InputImage, Pen, Preparation};
use crate::job::{Event, Latest, Worker};
use crate::neuron::{AsymptoticState, CouplingStrength, Drive, Neuron, NeuronKind, Observable, Orbit, State};
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::Pick;
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::network_sources::NetworkSources;
use crate::ui::shared::notify::notify;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::other_neurons::OtherNeurons;
use crate::ui::shared::parameters::Parameters;
use crate::ui::shared::prepared::OpenedPicture;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::specimen::Specimen;
use crate::ui::shared::test_set::{NetworkData, TestSet, Unpacked, Unpacking};
use crate::ui::shared::wall_look::Order;
use crate::ui::widgets::canvas::CanvasEvent;
use crate::ui::widgets::class_labels::ClassLabels;

/// MNIST's test set on its way in.
type Loading = Worker<(), Result<Unpacked, String>>;
/// The test set of a folder on its way in.
type LoadingOwn = Worker<(), Result<TestSet, String>>;
/// A picture file on its way in.
type Opening = Worker<(), Result<OpenedPicture, String>>;

/// Image, network, neurons and answer of the Run tab.
pub(crate) struct RunModel {
    sources: NetworkSources,
    network: ActiveNetwork,
    /// The same with FitzHugh-Nagumo neurons, where `network` has others.
    fitzhugh_nagumo: Option<ActiveNetwork>,
    calibrator: Calibrator,
    theory: Theory,
    specimen: Specimen,
    /// What the neurons receive from the image; `None` where there is none.
    inputs: Option<Vec<f32>>,
    live: Live,
    trajectories: Trajectories,
    /// Interventions that are asked for; neurons of other models than FitzHugh-Nagumo have none.
    asked_interventions: Interventions,
    interventions: Interventions,
    order: Vec<usize>,
    sorted_by: Order,
    /// The wall is under a hand: it is sorted when the hand is gone.
    is_held: bool,
    sort_is_due: bool,
    /// MNIST's test set; `None` while it is loaded.
    mnist: Option<Arc<TestSet>>,
    loading: Option<Loading>,
    /// The test set of a folder, where that takes the place of MNIST's.
    own: Option<Arc<TestSet>>,
    loading_own: Option<LoadingOwn>,
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
        let mut calibrator = Calibrator::new(ctx);
        let network = active(&sources, (settings.network, &settings.parameters), &mut calibrator);
        let mut specimen = Specimen::new(settings.preparation);
        specimen.set_normalisation(network.source().model.network.preprocessing);
        let drives = network.drives(None);
        let wake = notify(ctx);
        let loading = Worker::run(Unpacking, move || wake());
        let wake = notify(ctx);
        let answers = Latest::of::<Answering>(move || wake());
        let wake = notify(ctx);
        let asymptotic_states = Latest::of::<LongRun>(move || wake());
        let clock = SystemTime::now().duration_since(UNIX_EPOCH);
        let fitzhugh_nagumo =
            network.other().map(|_| ActiveNetwork::new(&sources, settings.network, &settings.parameters, None));
        Self {
            live: Live::new(dynamics(&network), &drives),
            trajectories: Trajectories::default(),
            network,
            fitzhugh_nagumo,
            calibrator,
            theory: Theory::new(ctx),
            sources,
            specimen,
            inputs: None,
            asked_interventions: Interventions::new(),
            interventions: Interventions::new(),
            order: (0..drives.len()).collect(),
            sorted_by: settings.order,
            is_held: false,
            sort_is_due: false,
            mnist: None,
            loading: Some(loading),
            own: None,
            loading_own: None,
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
        self.drain_own(ctx);
        self.drain_opening(ctx);
        self.theory.drain();
        self.drain_laws();
        let problem = self.network.other().and_then(OtherNeurons::problem);
        if let Some(answer) = self.answers.poll()
            && self.inputs.is_some()
            && problem.is_none()
        {
            self.answer = Some(answer.and_then(|answer| answer));
            self.drop_answer_of_other_classes();
            self.sort();
        }
        if let Some(Ok(asymptotic_state)) = self.asymptotic_states.poll() {
            self.asymptotic_state = Some(asymptotic_state);
        }
    }

    /// A mean law was tabulated: the outputs can read the neurons.
    fn drain_laws(&mut self) {
        if self.calibrator.drain()
            && let Some(layer) = self.network.other().map(OtherNeurons::layer)
        {
            self.network.set_other(self.calibrator.neurons(layer));
            self.drives_changed();
        }
    }

    fn drain_library(&mut self, ctx: &Context) {
        let Some(worker) = &mut self.loading else { return };
        for event in worker.drain() {
            match event {
                Event::Finished(Ok(Unpacked(set))) => {
                    self.mnist = Some(Arc::new(set));
                    if *self.specimen.origin() == Origin::Nothing {
                        self.pick(ctx, Pick::Index(self.first_index));
                    }
                }
                Event::Finished(Err(message)) | Event::Failed(message) => self.open_error = Some(message),
                Event::Report(()) => continue,
            }
            self.loading = None;
            return;
        }
    }

    fn drain_own(&mut self, ctx: &Context) {
        let events = self.loading_own.as_mut().map(Worker::drain).unwrap_or_default();
        for event in events {
            match event {
                Event::Finished(Ok(set)) => self.use_data(ctx, &NetworkData::Folder(Arc::new(set))),
                Event::Finished(Err(message)) | Event::Failed(message) => self.open_error = Some(message),
                Event::Report(()) => continue,
            }
            self.loading_own = None;
        }
    }

    /// Reads the test set of a folder, in the background.
    pub(crate) fn open_data(&mut self, ctx: &Context, folder: PathBuf) {
        self.open_error = None;
        let wake = notify(ctx);
        self.loading_own = Some(Worker::start("load-data", move || wake(), move |_, _| TestSet::of_path(&folder)));
    }

    /// Whether a test set is on its way in.
    pub(crate) fn is_loading_data(&self) -> bool {
        self.loading_own.is_some()
    }

    /// Tries networks on these images from now on. An image of the set before makes way for one of this set.
    pub(crate) fn use_data(&mut self, ctx: &Context, data: &NetworkData) {
        let before = self.library().map(|set| set.hash.clone());
        match data {
            NetworkData::Unknown => return,
            NetworkData::Mnist => self.own = None,
            NetworkData::Folder(set) => self.own = Some(Arc::clone(set)),
        }
        let is_other = self.library().map(|set| &set.hash) != before.as_ref();
        let is_of_set = self.specimen.origin().test_image().is_some() || *self.specimen.origin() == Origin::Nothing;
        if is_other && is_of_set {
            self.pick(ctx, Pick::Index(self.first_index));
        }
    }

    fn drain_opening(&mut self, ctx: &Context) {
        let Some(worker) = &mut self.opening else { return };
        for event in worker.drain() {
            match event {
                Event::Finished(Ok(picture)) => {
                    self.specimen.open(ctx, picture);
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
        let outputs = |observed: &[f32]| network.outputs(observed);
        let reads = self.inputs.is_some() && network.is_readable();
        self.live.advance(time, reads.then_some(&outputs));
    }

    /// Puts all neurons back to their start.
    pub(crate) fn restart(&mut self) {
        self.live.restart();
    }

    /// Pushes a neuron's x by so many kicks of the usual size.
    pub(crate) fn kick(&mut self, neuron: usize, kicks: f64) {
        self.live.kick(neuron, kicks * self.kick_size());
    }

    /// By how much the usual kick pushes x: one unit, or a fifth of the region of other models.
    pub(crate) fn kick_size(&self) -> f64 {
        self.network.other().map_or(1.0, |other| {
            let [low, high] = other.description().region[0];
            (high - low) / 5.0
        })
    }

    /// Puts a neuron somewhere on its phase plane. A neuron that is clamped is clamped there.
    pub(crate) fn place(&mut self, neuron: usize, state: State) {
        self.live.place(neuron, state);
    }

    /// Shows the neurons as they were that many ticks ago.
    pub(crate) fn look_back(&mut self, ticks: u64) {
        self.live.look_back(ticks);
    }

    /// Reads another of the digits of the picture.
    pub(crate) fn choose_piece(&mut self, ctx: &Context, piece: usize) {
        self.specimen.choose_piece(ctx, piece);
        self.specimen_changed();
    }

    /// Stimulates, clamps and ablates neurons.
    pub(crate) fn set_interventions(&mut self, interventions: &Interventions) {
        self.asked_interventions =
            interventions.iter().filter(|(_, what)| what.is_some()).map(|(at, what)| (*at, *what)).collect();
        self.intervene();
        self.drives_changed();
    }

    /// Does to the neurons what is asked for, if they are FitzHugh-Nagumo neurons.
    fn intervene(&mut self) {
        let is_other = self.network.other().is_some();
        self.interventions = if is_other { Interventions::new() } else { self.asked_interventions.clone() };
        self.live.set_interventions(&self.interventions);
        self.network.ablate(&self.interventions);
    }

    /// Switches stages of the preparation on and off.
    pub(crate) fn set_preparation(&mut self, ctx: &Context, preparation: Preparation) {
        self.specimen.set_preparation(ctx, preparation);
        self.specimen_changed();
    }

    /// Other networks to choose from, or another choice, or other sliders: the neurons go on, bent.
    pub(crate) fn set_network(&mut self, choice: NetworkChoice, parameters: &Parameters) {
        self.network = active(&self.sources, (choice, parameters), &mut self.calibrator);
        self.fitzhugh_nagumo =
            self.network.other().map(|_| ActiveNetwork::new(&self.sources, choice, parameters, None));
        self.drop_answer_of_other_classes();
        self.intervene();
        self.specimen.set_normalisation(self.network.source().model.network.preprocessing);
        self.inputs = self.specimen.image().map(|image| self.network.inputs(image));
        self.drives_changed();
    }

    /// The answer of a network with other classes, which was there before, names none of this one's.
    fn drop_answer_of_other_classes(&mut self) {
        let classes = self.network.readout().classes().get();
        self.answer =
            self.answer.take().filter(|answer| answer.as_ref().map_or(true, |answer| answer.shares.len() == classes));
    }

    /// Replaces the networks there are.
    pub(crate) fn set_sources(&mut self, sources: NetworkSources) {
        self.sources = sources;
    }

    /// Sorts the wall.
    pub(crate) fn set_order(&mut self, order: Order) {
        self.sorted_by = order;
        self.sort_now();
    }

    /// Whether the wall is under a hand.
    pub(crate) fn order_is_held(&self) -> bool {
        self.is_held
    }

    /// The wall is under a hand, or not any more. No neuron goes to another place under it.
    pub(crate) fn hold_order(&mut self, is_held: bool) {
        self.is_held = is_held;
        if self.sort_is_due && !is_held {
            self.sort_now();
        }
    }

    /// Takes an image of the test set.
    pub(crate) fn pick(&mut self, ctx: &Context, pick: Pick) {
        let Some(library) = self.library().map(Arc::clone) else { return };
        if let Some(index) = self.index_of(&library, pick) {
            self.specimen.pick(ctx, &library, index);
            self.first_index = index;
            self.specimen_changed();
        }
    }

    fn index_of(&mut self, library: &TestSet, pick: Pick) -> Option<usize> {
        let count = library.images.len();
        let last = count.checked_sub(1)?;
        let here = self.first_index.min(last);
        let random = self.random.next_u64() as usize;
        match pick {
            Pick::Previous => Some((here + last) % count),
            Pick::Next => Some((here + 1) % count),
            Pick::Random => Some(random % count),
            Pick::Index(index) => Some(index.min(last)),
            Pick::OfClass(class) => {
                let all: Vec<_> = (0..count).filter(|&index| library.images.labels()[index] == class).collect();
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
        if let Some(image) = self.specimen.origin().test_image() {
            self.first_index = image.index;
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

    /// Begins the live output traces anew: what was seen of another network does not belong to this one.
    pub(crate) fn begin_race(&mut self) {
        self.live.begin_window();
    }

    /// A new image: new currents, and a new observation window.
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
        let noise = self.network.noise();
        let shifted: Vec<f32> = drives.iter().zip(noise.offsets(drives.len())).map(|(c, offset)| c + offset).collect();
        self.live.set_neurons(dynamics(&self.network), &shifted);
        self.live.set_noise(noise);
        let (kappa, observable) = match self.network.other() {
            Some(other) => {
                let synapse = other.layer().synapse;
                (CouplingStrength::DEFAULT, Observable { synapse, ..Observable::default() })
            }
            None => (self.network.layer().kappa, self.network.layer().observable()),
        };
        self.live.set_coupling(kappa);
        self.live.set_observable(observable);
        self.ask_theory();
        self.sort();
        if let Some(problem) = self.network.other().and_then(OtherNeurons::problem) {
            self.answer = self.specimen.image().map(|_| Err(problem.to_owned()));
            return;
        }
        if self.network.other().is_some_and(|other| other.calibrated().is_none()) {
            return;
        }
        match self.specimen.image() {
            Some(image) => {
                let plain = Arc::clone(&self.sources.plain.model);
                let request = AnswerRequest::new(&self.network, plain, image, &drives);
                let pieces = self.specimen.pieces();
                let inputs: Vec<Vec<f32>> = pieces.iter().map(|piece| self.network.inputs(piece)).collect();
                let drives = inputs.iter().map(|inputs| self.network.drives(Some(inputs)));
                let request = request
                    .with_pieces(drives.collect())
                    .with_inputs(self.inputs.clone().unwrap_or_default(), inputs.clone());
                self.answers.ask(request.with_interventions(&self.interventions));
            }
            None => self.answer = None,
        }
    }

    /// Asks for the bifurcations of another model, once for each set of parameters.
    fn ask_theory(&mut self) {
        if let Some(other) = self.network.other() {
            self.theory.ask_bifurcations(self.live.dynamics(), other.layer().neuron.diagram());
        }
    }

    /// Asks for the bifurcation diagram, once for each set of parameters.
    pub(crate) fn ask_diagram(&mut self) {
        self.theory.ask_diagram(self.live.dynamics(), self.diagram_range());
    }

    /// The drives that the bifurcation diagram shows.
    pub(crate) fn diagram_range(&self) -> [f64; 2] {
        self.network.other().map_or(NeuronKind::FitzHughNagumo, |other| other.layer().neuron).diagram()
    }

    /// What theory says of the model.
    pub(crate) fn theory(&self) -> &Theory {
        &self.theory
    }

    /// The trajectories that start where the phase plane was clicked.
    pub(crate) fn trajectories(&self) -> &Trajectories {
        &self.trajectories
    }

    /// One more trajectory from here, or none any more.
    pub(crate) fn start_trajectory(&mut self, start: Option<State>) {
        match start {
            Some(start) => self.trajectories.start_at(start),
            None => self.trajectories.clear(),
        }
    }

    /// Asks for the long run of the neuron shown large, once for each of its parameters, and integrates its trajectories.
    pub(crate) fn simulation(&mut self, neuron: usize) {
        let (driven, unit) = (self.driven(neuron), self.live.unit());
        self.trajectories.follow(&driven, unit);
        if self.network.other().is_some() {
            let driven = self.driven(neuron);
            self.theory.ask_orbit(&driven);
            return;
        }
        let neuron = self.neuron(neuron);
        if self.asked_asymptotic_state != Some(neuron) {
            self.asked_asymptotic_state = Some(neuron);
            self.asymptotic_states.ask(neuron);
        }
    }

    /// Sorts the wall, as soon as nobody's hand is on it.
    fn sort(&mut self) {
        // As many neurons as before are needed for them to keep their places.
        self.sort_is_due = self.is_held && self.order.len() == self.live.neurons();
        if !self.sort_is_due {
            self.sort_now();
        }
    }

    fn sort_now(&mut self) {
        self.sort_is_due = false;
        let mut order: Vec<usize> = (0..self.live.neurons()).collect();
        let drives = self.live.drives();
        match (self.sorted_by, self.leader()) {
            (Order::Current, _) => order.sort_by(|a, b| drives[*a].total_cmp(&drives[*b])),
            (Order::Weight, Some(class)) => {
                let weight = |neuron: &usize| self.network.weight(*neuron, class);
                order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
            }
            (Order::Contribution, Some(_)) => {
                order.sort_by(|a, b| self.contribution(*b).total_cmp(&self.contribution(*a)));
            }
            (Order::Regime, _) if self.network.other().is_some() => {
                order.sort_by_key(|neuron| self.live.motion(*neuron) == Motion::Resting);
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
        let muted = self.network.readout().zero_contribution_signal();
        let mean = match self.interventions.get(&neuron).map(|intervention| intervention.constraint) {
            Some(Constraint::Ablated) => muted,
            Some(Constraint::Clamped(state)) => state.x as f32,
            // The mean law.
            Some(Constraint::Free) | None => self.mean_signal(neuron),
        };
        weight * (mean - muted)
    }

    /// What a neuron receives from the image, z; `None` without an image.
    pub(crate) fn input(&self, neuron: usize) -> Option<f32> {
        self.inputs.as_ref().and_then(|inputs| inputs.get(neuron)).copied()
    }

    /// The time mean of a neuron's signal by the mean law: −c of FitzHugh-Nagumo neurons.
    pub(crate) fn mean_signal(&self, neuron: usize) -> f32 {
        let drive = self.live.drives()[neuron];
        match self.network.other() {
            None => -drive,
            Some(other) => other.calibrated().map_or(0.0, |law| law.law().at(drive.into()).0 as f32),
        }
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

    /// One neuron with its drive, of whatever model.
    pub(crate) fn driven(&self, index: usize) -> Driven {
        match self.live.dynamics() {
            Dynamics::FitzHughNagumo(_) => Driven::FitzHughNagumo(self.neuron(index)),
            Dynamics::Other(model, _) => Driven::Other(model, self.live.drives()[index].into()),
        }
    }

    /// A neuron as it would be driven without an image.
    pub(crate) fn undriven(&self) -> Driven {
        let drive = f64::from(self.network.undriven());
        match self.live.dynamics() {
            Dynamics::FitzHughNagumo(epsilon) => {
                Driven::FitzHughNagumo(Neuron::new(epsilon, Drive::new(drive).unwrap_or_default()))
            }
            Dynamics::Other(model, _) => Driven::Other(model, drive),
        }
    }

    /// The orbit of a neuron of another model, as soon as it is computed.
    pub(crate) fn orbit(&self, index: usize) -> Option<Orbit<2>> {
        self.theory.orbit(&self.driven(index))
    }

    /// What theory says of a neuron, as soon as it is computed.
    pub(crate) fn asymptotic_state(&self, index: usize) -> Option<AsymptoticState> {
        let neuron = self.neuron(index);
        self.asymptotic_state.filter(|(known, _)| *known == neuron).map(|(_, asymptotic_state)| asymptotic_state)
    }

    /// The network in use.
    pub(crate) fn network(&self) -> &ActiveNetwork {
        &self.network
    }

    /// The network in use with FitzHugh-Nagumo neurons.
    pub(crate) fn fitzhugh_nagumo(&self) -> &ActiveNetwork {
        self.fitzhugh_nagumo.as_ref().unwrap_or(&self.network)
    }

    /// The networks there are.
    pub(crate) fn sources(&self) -> &NetworkSources {
        &self.sources
    }

    /// The image.
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

    /// Why the image is unlike the training images, if it is; `None` while a newer answer is computed.
    pub(crate) fn unfamiliar(&self) -> Option<Unfamiliar> {
        self.answer().filter(|_| !self.is_answering())?.unfamiliar
    }

    /// Why there is no answer.
    pub(crate) fn answer_error(&self) -> Option<&str> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().err()).map(String::as_str)
    }

    /// Whether a newer answer is on its way.
    pub(crate) fn is_answering(&self) -> bool {
        let is_calibrating = |other: &OtherNeurons| other.calibrated().is_none() && other.problem().is_none();
        self.answers.is_busy() || (self.inputs.is_some() && self.network.other().is_some_and(is_calibrating))
    }

    /// The test set; `None` while it is loaded.
    pub(crate) fn library(&self) -> Option<&Arc<TestSet>> {
        self.own.as_ref().or(self.mnist.as_ref())
    }

    /// Whether MNIST's test set is in use.
    pub(crate) fn is_on_mnist(&self) -> bool {
        self.own.is_none()
    }

    /// What the network's classes are called: by its card, or by a test set of as many classes.
    pub(crate) fn labels(&self) -> &ClassLabels {
        let of_network = self.network.labels();
        let of_set = self.library().map(|set| &set.labels).filter(|labels| labels.count() == of_network.count());
        if of_network.are_named() { of_network } else { of_set.unwrap_or(of_network) }
    }

    /// The true class of the image, and what it is called within a sentence, if that is known and the network has as many
    /// classes as its set.
    pub(crate) fn truth(&self) -> Option<(Class, &str)> {
        let image = self.specimen.origin().test_image()?;
        let set = self.library().filter(|set| set.hash == image.data)?;
        let comparable = set.obstacle(&self.network.source().model).is_none();
        comparable.then_some((image.label, image.shows.as_str()))
    }

    /// What to beware of: the network was trained on other data than it is tried on.
    pub(crate) fn caution(&self) -> Option<String> {
        let (set, source) = (self.library()?, self.network.source());
        let is_its_own = match &source.data {
            NetworkData::Unknown => false,
            NetworkData::Mnist => self.is_on_mnist(),
            NetworkData::Folder(own) => own.hash == set.hash,
        };
        if is_its_own { None } else { set.caution(&source.model.card) }
    }

    /// Takes an image from a session.
    pub(crate) fn restore(&mut self, ctx: &Context, image: InputImage, origin: Origin) {
        if let Some(image) = origin.test_image() {
            self.first_index = image.index;
        }
        self.specimen.restore(ctx, image, origin);
        self.specimen_changed();
    }

    /// Takes the digit off the canvas; another one is to follow.
    pub(crate) fn set_specimen_aside(&mut self) -> Specimen {
        let fresh = Specimen::new(self.specimen.preparation());
        std::mem::replace(&mut self.specimen, fresh)
    }

    /// Puts a digit back on the canvas, from which "next" goes on with test image `next_to`.
    pub(crate) fn put_specimen_back(&mut self, specimen: Specimen, next_to: usize) {
        self.specimen = specimen;
        self.first_index = next_to;
        self.specimen_changed();
    }

    /// The test image that "next" goes on from.
    pub(crate) fn test_index(&self) -> usize {
        self.first_index
    }

    /// What went wrong with the last picture file.
    pub(crate) fn open_error(&self) -> Option<&str> {
        self.open_error.as_deref()
    }
}

/// The network of a choice at these settings, with neurons of another model calibrated as far as their law is known.
fn active(
    sources: &NetworkSources,
    (choice, parameters): (NetworkChoice, &Parameters),
    calibrator: &mut Calibrator,
) -> ActiveNetwork {
    let other = parameters.neurons.layer().map(|layer| calibrator.neurons(layer));
    ActiveNetwork::new(sources, choice, parameters, other)
}

/// The equations of a network's neurons.
fn dynamics(network: &ActiveNetwork) -> Dynamics {
    match network.other() {
        None => Dynamics::FitzHughNagumo(network.layer().epsilon),
        Some(other) => Dynamics::Other(other.model(), other.layer().signal),
    }
}
