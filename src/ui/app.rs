//! The app: drains, draws, acts.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{Context, Event, Frame, Rect, ScrollArea, Ui, UiBuilder, ViewportCommand, pos2, vec2};

use super::brain::{Source, Sources};
use super::files::{Chosen, Dialog, Purpose, with_extension, with_model_extension};
use super::gallery::Gallery;
use super::intent::{Intent, KeepFile, KeepIntent, PaperIntent, Parameter, Pick, RunIntent, TrainIntent};
use super::live::TICKS_PER_SAMPLE;
use super::notice::Notice;
use super::paper::Desk;
use super::plots::PlotKind;
use super::recorder::{self, Recorded, Recorder};
use super::settings::{LowerView, NetworkChoice, Parameters, Settings, Tab};
use super::stage::Stage;
use super::survey::TestSetSurvey;
use super::theme::{self, Palette};
use super::train::{Features, Trainer};
use super::{header, help, keeping, keys, notify, paper, plots, run, tour, train};
use crate::experiment::{Hold, Treatment};
use crate::fhn::{Control, Epsilon};
use crate::job::{Event as JobEvent, Worker};
use crate::network::{Gamma, model_file};

/// The smallest size of a tab in which everything has its place; below, it scrolls.
const LEAST_SIZE: [f32; 2] = [1000.0, 600.0];
/// Between two frames while something moves. The screen's own rhythm is slower where there is one.
const FRAME: Duration = Duration::from_millis(8);
/// The most time that a frame makes up for, in seconds.
const LONGEST_FRAME: f32 = 0.1;
/// Dimensionless time of a single step.
const SINGLE_STEP: f64 = 0.1;
/// Said where a file dialog brought nothing.
const NO_DIALOG: &str = "No file was chosen. If no dialog opened, type the path.";

/// Frames after which a menu is gone from the window.
const FRAMES_FOR_MENU: u8 = 3;
/// How long a picture of the window is waited for.
const PICTURE_PATIENCE: Duration = Duration::from_secs(10);

/// What was done with a file.
enum Kept {
    /// It is there.
    Saved(PathBuf),
    /// It holds this.
    Opened(Box<keeping::Opened>),
}

/// The window and everything in it.
pub struct App {
    settings: Settings,
    stage: Stage,
    survey: TestSetSurvey,
    trainer: Trainer,
    features: Features,
    desk: Desk,
    dialog: Dialog,
    /// What the last edit of each slider was told.
    hints: [Option<String>; 3],
    picture_path: String,
    help_is_open: bool,
    gallery: Gallery,
    /// The stop of the tour.
    tour: Option<usize>,
    notice: Option<Notice>,
    keep_path: String,
    keeping: Option<Worker<(), Result<Kept, String>>>,
    recorder: Option<Recorder>,
    /// A picture of the window that is to be taken, in so many frames.
    picture_due: Option<(PathBuf, u8)>,
    /// What is asked in each frame until it is done.
    at_start: Option<Box<dyn FnMut() -> bool>>,
}

impl App {
    /// A window with these settings. Nothing in here waits: pictures are loaded in the background.
    pub fn new(ctx: &Context, settings: Settings) -> Self {
        let sources = built_in_sources();
        let mut settings = settings.sanitized();
        settings.network = sources.nearest(settings.network);
        theme::apply(ctx, settings.theme);
        let mut stage = Stage::new(ctx, sources, &settings);
        stage.set_treatments(&settings.treatments);
        Self {
            stage,
            survey: TestSetSurvey::new(ctx),
            trainer: Trainer::default(),
            features: Features::new(ctx),
            desk: Desk::new(ctx),
            dialog: Dialog::default(),
            hints: [None, None, None],
            picture_path: String::new(),
            help_is_open: false,
            gallery: Gallery::default(),
            tour: None,
            notice: None,
            keep_path: String::new(),
            keeping: None,
            recorder: None,
            picture_due: None,
            at_start: None,
            settings,
        }
    }

    /// The settings of the last time, or the defaults.
    pub(crate) fn remembered(storage: Option<&dyn eframe::Storage>) -> Settings {
        storage.and_then(|storage| eframe::get_value(storage, eframe::APP_KEY)).unwrap_or_default()
    }

    /// What the window would remember now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn act(&mut self, ctx: &Context, intent: Intent) {
        match intent {
            Intent::ShowTab(tab) => self.settings.tab = tab,
            Intent::Theme(choice) => {
                self.settings.theme = choice;
                theme::apply(ctx, choice);
            }
            Intent::Help(open) => self.help_is_open = open,
            Intent::ResetAll => self.reset_all(ctx),
            Intent::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Intent::Tour(stop) => self.go_to_stop(ctx, stop),
            Intent::Keep(intent) => self.act_on_files(ctx, intent),
            Intent::Dismiss => self.notice = None,
            Intent::Run(intent) => self.act_in_run(ctx, intent),
            Intent::Train(intent) => self.act_in_train(ctx, intent),
            Intent::Paper(intent) => self.act_in_paper(ctx, intent),
        }
    }

    fn act_in_run(&mut self, ctx: &Context, intent: RunIntent) {
        let settings = &mut self.settings;
        match intent {
            RunIntent::Network(choice) => {
                settings.network = choice;
                self.stage.set_brain(choice, &settings.parameters);
            }
            RunIntent::TogglePause => settings.paused = !settings.paused,
            RunIntent::Step | RunIntent::StepBack | RunIntent::LookBack(_) => self.go_in_time(&intent),
            RunIntent::Restart => self.stage.restart(),
            RunIntent::Speed(speed) => settings.speed = speed,
            RunIntent::Set(parameter, value) => self.set_parameter(parameter, value),
            RunIntent::Hint(parameter, hint) => self.hints[parameter as usize] = Some(hint),
            RunIntent::Draw(events) => self.stage.draw(ctx, &events, settings),
            RunIntent::Undo => self.stage.undo(ctx),
            RunIntent::Clear => self.stage.clear(ctx),
            RunIntent::PenWidth(width) => settings.pen_width = width,
            RunIntent::Erases(erases) => settings.erases = erases,
            RunIntent::Pick(pick) => {
                self.stage.pick(ctx, pick);
                settings.test_index = self.stage.test_index();
            }
            RunIntent::OpenDialog => self.dialog.ask(Purpose::Picture, notify(ctx)),
            RunIntent::OpenPath(path) => self.stage.open(ctx, path),
            RunIntent::Paste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            RunIntent::Prepare(preparation) => {
                settings.preparation = preparation;
                self.stage.set_preparation(ctx, preparation);
            }
            RunIntent::Browse(open) => self.gallery.is_open = open,
            RunIntent::Filter(filter) => self.gallery.filter = filter,
            RunIntent::Lower(view) => settings.lower = view,
            RunIntent::Select(_)
            | RunIntent::Also(_)
            | RunIntent::Field(_)
            | RunIntent::Colouring(_)
            | RunIntent::Kick
            | RunIntent::Place(_)
            | RunIntent::Hold(_)
            | RunIntent::Silence(_)
            | RunIntent::Stimulate(_)
            | RunIntent::Release => self.act_on_neurons(&intent),
            RunIntent::Order(order) => {
                settings.order = order;
                self.stage.set_order(order);
            }
        }
    }

    fn go_in_time(&mut self, intent: &RunIntent) {
        self.settings.paused = true;
        let back = self.stage.live().back();
        match intent {
            RunIntent::LookBack(ticks) => self.stage.look_back(*ticks),
            RunIntent::StepBack => self.stage.look_back(back + TICKS_PER_SAMPLE),
            _ if back > 0 => self.stage.look_back(back.saturating_sub(TICKS_PER_SAMPLE)),
            _ => self.stage.advance(SINGLE_STEP),
        }
    }

    fn act_on_neurons(&mut self, intent: &RunIntent) {
        let settings = &mut self.settings;
        match *intent {
            RunIntent::Select(neuron) => {
                settings.selected = neuron;
                settings.also.clear();
            }
            RunIntent::Also(neuron) => settings.toggle(neuron),
            RunIntent::Field(shown) => settings.field = shown,
            RunIntent::Colouring(colouring) => settings.colouring = colouring,
            RunIntent::Kick => settings.selection().for_each(|neuron| self.stage.kick(neuron)),
            RunIntent::Place(state) => {
                let selected = settings.selected;
                self.stage.place(selected, state);
                if matches!(settings.treatments.get(&selected).map(|treatment| treatment.hold), Some(Hold::At(_))) {
                    self.treat_only(selected, |treatment| treatment.hold = Hold::At(state));
                }
            }
            RunIntent::Hold(held) => {
                let places: Vec<_> =
                    settings.selection().map(|neuron| (neuron, self.stage.live().state(neuron))).collect();
                for (neuron, state) in places {
                    let hold = if held { Hold::At(state) } else { Hold::Free };
                    self.treat_only(neuron, |treatment| treatment.hold = hold);
                }
            }
            RunIntent::Silence(silent) => {
                let hold = if silent { Hold::Silent } else { Hold::Free };
                self.treat(|treatment| treatment.hold = hold);
            }
            RunIntent::Stimulate(stimulus) => self.treat(|treatment| treatment.stimulus = stimulus.sanitized()),
            RunIntent::Release => {
                settings.treatments.clear();
                self.stage.set_treatments(&self.settings.treatments);
            }
            _ => {}
        }
    }

    /// Changes what is done to the selected neurons.
    fn treat(&mut self, change: impl Fn(&mut Treatment)) {
        let selection: Vec<usize> = self.settings.selection().collect();
        for neuron in selection {
            change(self.settings.treatments.entry(neuron).or_default());
        }
        self.stage.set_treatments(&self.settings.treatments);
    }

    fn treat_only(&mut self, neuron: usize, change: impl Fn(&mut Treatment)) {
        change(self.settings.treatments.entry(neuron).or_default());
        self.stage.set_treatments(&self.settings.treatments);
    }

    fn go_to_stop(&mut self, ctx: &Context, stop: Option<usize>) {
        self.tour = stop;
        let Some(stop) = stop.and_then(|stop| tour::STOPS.get(stop)) else { return };
        stop.set(&mut self.settings);
        self.settings_changed(ctx);
        self.stage.pick(ctx, Pick::Index(stop.picture));
        self.settings.test_index = self.stage.test_index();
        self.gallery.is_open = stop.browse.is_some();
        if let Some(filter) = stop.browse {
            self.gallery.filter = filter();
        }
    }

    fn act_on_files(&mut self, ctx: &Context, intent: KeepIntent) {
        match intent {
            KeepIntent::Ask(file) => self.dialog.ask(Purpose::Keep(file), notify(ctx)),
            KeepIntent::File(KeepFile::OpenSession, path) => {
                self.keep(ctx, move || keeping::open(&path).map(|opened| Kept::Opened(Box::new(opened))));
            }
            KeepIntent::File(KeepFile::SaveSession, path) => self.save_session(ctx, with_extension(path, "json")),
            KeepIntent::File(KeepFile::SavePicture, path) => {
                self.picture_due = Some((with_extension(path, "png"), FRAMES_FOR_MENU));
                ctx.request_repaint();
            }
            KeepIntent::File(KeepFile::SaveAnimation, path) => {
                self.settings.tab = Tab::Run;
                self.stage.look_back(0);
                self.notice = None;
                self.recorder = Some(Recorder::start(path, notify(ctx)));
            }
            KeepIntent::File(KeepFile::SavePlot(kind), path) => self.save_plot(ctx, kind, path),
            KeepIntent::CancelAnimation => {
                self.recorder = None;
                self.notice = Some(Notice::bad("The animation was cancelled."));
            }
            KeepIntent::ResetParameters => {
                self.settings.parameters = Parameters::default();
                self.hints = [None, None, None];
                self.stage.set_brain(self.settings.network, &self.settings.parameters);
            }
            KeepIntent::ResetNeurons => {
                self.settings.treatments.clear();
                self.stage.set_treatments(&self.settings.treatments);
                self.stage.restart();
            }
        }
    }

    /// Does something with a file in the background, one thing at a time.
    fn keep(&mut self, ctx: &Context, work: impl FnOnce() -> Result<Kept, String> + Send + 'static) {
        let wake = notify(ctx);
        self.notice = None;
        self.keeping = Some(Worker::start("keep", move || wake(), move |_, _| work()));
    }

    fn save_plot(&mut self, ctx: &Context, kind: PlotKind, path: PathBuf) {
        let (settings, stage, survey, trainer) = (&self.settings, &self.stage, &self.survey, &self.trainer);
        match (plots::View { settings, stage, survey, trainer }).figure(kind) {
            Ok(figure) => self.keep(ctx, move || plots::write(&figure, &path).map(Kept::Saved)),
            Err(missing) => self.notice = Some(Notice::bad(missing)),
        }
    }

    fn save_session(&mut self, ctx: &Context, path: PathBuf) {
        match keeping::session(&self.settings, &self.stage) {
            Some(session) => {
                let model = self.stage.brain().source().model.clone();
                self.keep(ctx, move || keeping::save(session, &model, &path).map(Kept::Saved));
            }
            None => {
                self.notice = Some(Notice::bad("There is no digit to save. Draw one, or take one from the test set."));
            }
        }
    }

    /// A picture of the window, once its menu is closed.
    fn take_due_picture(&mut self, ctx: &Context) {
        let Some((path, frames)) = self.picture_due.take() else { return };
        if frames > 0 {
            self.picture_due = Some((path, frames - 1));
            ctx.request_repaint();
            return;
        }
        let (sender, received) = std::sync::mpsc::channel();
        ctx.request_screenshot(move |picture| {
            let _sent = sender.send(picture);
        });
        self.keep(ctx, move || {
            let picture =
                received.recv_timeout(PICTURE_PATIENCE).map_err(|_| "The window gave no picture.".to_owned())?;
            keeping::write_picture(&picture, &path).map(Kept::Saved)
        });
    }

    fn drain_keeping(&mut self, ctx: &Context) {
        match self.recorder.as_mut().and_then(Recorder::drain) {
            Some(Recorded::Saved(path)) => {
                self.recorder = None;
                self.notice = Some(Notice::good(format!("Saved {}.", path.display())));
            }
            Some(Recorded::Failed(message)) => {
                self.recorder = None;
                self.notice = Some(Notice::bad(message));
            }
            None => {}
        }
        let events = self.keeping.as_mut().map(Worker::drain).unwrap_or_default();
        for event in events {
            self.keeping = None;
            match event {
                JobEvent::Finished(Ok(Kept::Saved(path))) => {
                    self.notice = Some(Notice::good(format!("Saved {}.", path.display())));
                }
                JobEvent::Finished(Ok(Kept::Opened(opened))) => self.take_session(ctx, *opened),
                JobEvent::Finished(Err(message)) | JobEvent::Failed(message) => {
                    self.notice = Some(Notice::bad(message));
                }
                JobEvent::Report(()) => {}
            }
        }
    }

    fn take_session(&mut self, ctx: &Context, opened: keeping::Opened) {
        let keeping::Opened { settings, source, image, origin, path } = opened;
        self.settings = Settings { theme: self.settings.theme, tab: Tab::Run, ..settings };
        self.stage.set_sources(built_in_sources());
        let choice = self.settings.network;
        if let Some(source) = source {
            self.use_source(source);
            self.settings.network = choice;
        }
        self.settings_changed(ctx);
        self.stage.restore(ctx, image, origin);
        self.notice = Some(Notice::good(format!("Opened {}.", path.display())));
    }

    /// Brings everything in line with settings that came from elsewhere.
    fn settings_changed(&mut self, ctx: &Context) {
        self.hints = [None, None, None];
        theme::apply(ctx, self.settings.theme);
        self.settings.network = self.stage.sources().nearest(self.settings.network);
        self.stage.set_order(self.settings.order);
        self.stage.set_treatments(&self.settings.treatments);
        self.stage.set_preparation(ctx, self.settings.preparation);
        self.stage.set_brain(self.settings.network, &self.settings.parameters);
    }

    fn act_in_train(&mut self, ctx: &Context, intent: TrainIntent) {
        match intent {
            TrainIntent::Edit(form) => self.settings.training = form,
            TrainIntent::Start => self.trainer.start(&self.settings.training, notify(ctx)),
            TrainIntent::Stop => self.trainer.stop(),
            TrainIntent::Use => self.use_trained(),
            TrainIntent::Epoch(epoch) => {
                self.trainer.go_to(epoch);
                if self.settings.training.follow {
                    self.use_trained();
                }
            }
            TrainIntent::Forget => self.trainer.forget_earlier(),
            TrainIntent::SaveDialog => self.dialog.ask(Purpose::SaveModel, notify(ctx)),
            TrainIntent::Save(path) => self.trainer.save(with_model_extension(path), notify(ctx)),
            TrainIntent::LoadDialog => self.dialog.ask(Purpose::LoadModel, notify(ctx)),
            TrainIntent::Load(path) => self.trainer.load(path, notify(ctx)),
        }
    }

    fn act_in_paper(&mut self, ctx: &Context, intent: PaperIntent) {
        match intent {
            PaperIntent::Page(page) => self.settings.paper.page = page,
            PaperIntent::ByMean(by_mean) => self.settings.paper.by_mean = by_mean,
            PaperIntent::Play(index) => {
                self.act_in_run(ctx, RunIntent::Pick(Pick::Index(index)));
                self.settings.tab = Tab::Run;
            }
            PaperIntent::GoTo { gamma, a } => {
                self.set_parameter(Parameter::Gamma, gamma);
                if let Some(a) = a {
                    self.set_parameter(Parameter::A, a);
                }
            }
            PaperIntent::Plan(full, seed) => {
                self.settings.paper.full = full;
                self.settings.paper.seed = seed;
            }
            PaperIntent::SaveReport => match self.settings.paper.path.trim() {
                "" => self.dialog.ask(Purpose::SaveReport, notify(ctx)),
                path => self.desk.reproducer.save(path.into(), notify(ctx)),
            },
            PaperIntent::Path(path) => self.settings.paper.path = path,
            PaperIntent::Save(wanted) => {
                let format = wanted.format;
                self.desk.exports.want(*wanted);
                match self.settings.paper.path.trim() {
                    "" => self.dialog.ask(Purpose::SaveFigure(format), notify(ctx)),
                    path => self.desk.exports.save(path.as_ref(), notify(ctx)),
                }
            }
            intent => self.desk.act(ctx, &intent, &self.stage),
        }
    }

    fn set_parameter(&mut self, parameter: Parameter, value: f64) {
        self.hints[parameter as usize] = None;
        let parameters = &mut self.settings.parameters;
        // The sliders stay within these types' ranges, so nothing is refused here.
        match parameter {
            Parameter::Gamma => parameters.gamma = Gamma::new(value).unwrap_or(parameters.gamma),
            Parameter::A => parameters.a = Control::new(value).unwrap_or(parameters.a),
            Parameter::Epsilon => parameters.epsilon = Epsilon::new(value).unwrap_or(parameters.epsilon),
        }
        self.stage.set_brain(self.settings.network, &self.settings.parameters);
    }

    fn reset_all(&mut self, ctx: &Context) {
        self.settings = Settings { tab: self.settings.tab, ..Settings::default() };
        self.stage.set_sources(built_in_sources());
        self.settings_changed(ctx);
        self.stage.restart();
    }

    fn use_trained(&mut self) {
        if let Some(source) = self.trainer.source() {
            self.use_source(source);
        }
    }

    /// Lets the Run tab read with another network.
    fn use_source(&mut self, source: Source) {
        let mut sources = self.stage.sources().clone();
        if source.model.network.layer().is_some() {
            sources.trained = Some(source);
            self.settings.network = NetworkChoice::Trained;
        } else {
            sources.plain = source;
            if self.settings.network == NetworkChoice::Trained {
                // The Trained network is another one; the calibrated form shows what this one learned.
                self.settings.network = NetworkChoice::Calibrated;
            }
        }
        self.stage.set_sources(sources);
        self.stage.set_brain(self.settings.network, &self.settings.parameters);
    }

    fn drain_dialog(&mut self, ctx: &Context) {
        match self.dialog.poll() {
            None => {}
            Some((Purpose::Picture, Chosen::File(path))) => self.stage.open(ctx, path),
            Some((Purpose::SaveReport, Chosen::File(folder))) => self.desk.reproducer.save(folder, notify(ctx)),
            Some((Purpose::SaveReport, Chosen::Nothing)) => self.desk.reproducer.hint(NO_DIALOG),
            Some((Purpose::SaveFigure(_), Chosen::File(path))) => self.desk.exports.save(&path, notify(ctx)),
            Some((Purpose::SaveFigure(_), Chosen::Nothing)) => self.desk.exports.hint(NO_DIALOG),
            Some((Purpose::Picture, Chosen::Nothing)) => self.stage.hint_opening(NO_DIALOG),
            Some((Purpose::SaveModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Save(path))),
            Some((Purpose::LoadModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Load(path))),
            Some((Purpose::SaveModel | Purpose::LoadModel, Chosen::Nothing)) => self.trainer.hint(NO_DIALOG),
            Some((Purpose::Keep(file), Chosen::File(path))) => {
                self.act(ctx, Intent::Keep(KeepIntent::File(file, path)));
            }
            Some((Purpose::Keep(_), Chosen::Nothing)) => self.notice = Some(Notice::bad(NO_DIALOG)),
        }
    }

    /// A picture, or the path of one, from the clipboard. What is pasted into a field of text belongs there.
    fn take_pasted(&mut self, ctx: &Context) {
        if self.settings.tab != Tab::Run || ctx.text_edit_focused() {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find(|event| matches!(event, Event::PasteImage(_) | Event::Paste(_))).cloned()
        });
        match pasted {
            Some(Event::PasteImage(picture)) => self.stage.paste(ctx, picture),
            Some(Event::Paste(text)) => self.stage.open(ctx, text.trim().trim_start_matches("file://").into()),
            _ => {}
        }
    }

    fn take_dropped_files(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_path_buf()));
        if let Some(path) = dropped {
            let is = |wanted: &str| path.extension().is_some_and(|extension| extension == wanted);
            let intent = if is("safetensors") {
                Intent::Train(TrainIntent::Load(path))
            } else if is("json") {
                Intent::Keep(KeepIntent::File(KeepFile::OpenSession, path))
            } else {
                Intent::Run(RunIntent::OpenPath(path))
            };
            self.act(ctx, intent);
        }
    }

    /// Keeps what takes long to compute in this folder, from one start to the next.
    pub(crate) fn keeping_in(mut self, ctx: &Context, folder: Option<std::path::PathBuf>) -> Self {
        if let Some(folder) = folder {
            self.desk.reproducer.keep_in(folder, notify(ctx));
        }
        self
    }

    /// Calls this in each frame, from the first on, until it returns `true`.
    pub(crate) fn at_start(mut self, call: impl FnMut() -> bool + 'static) -> Self {
        self.at_start = Some(Box::new(call));
        self
    }

    fn call_at_start(&mut self, ctx: &Context) {
        let Some(call) = &mut self.at_start else { return };
        if call() {
            self.at_start = None;
        } else {
            ctx.request_repaint_after(FRAME);
        }
    }

    /// Lets time pass, if it does, and asks for the next frame only then.
    fn let_time_pass(&mut self, ctx: &Context) {
        if let Some(recorder) = &mut self.recorder {
            // The same stretch of time for every frame, however long it takes to write one.
            if recorder.wants_frame() {
                self.stage.advance(recorder::FRAME_SECONDS * self.settings.speed);
                let strip = if self.tour.is_some() { tour::HEIGHT } else { 0.0 };
                recorder.take(ctx, header::HEIGHT + strip);
            }
            ctx.request_repaint_after(FRAME);
            return;
        }
        if self.settings.tab == Tab::Run && !self.settings.paused {
            let passed = ctx.input(|input| input.stable_dt).min(LONGEST_FRAME);
            self.stage.advance(f64::from(passed) * self.settings.speed);
            ctx.request_repaint_after(FRAME);
        }
    }

    /// Draws everything. The bars at the top come first and are acted on at once, so that the neurons follow a slider
    /// in the same frame. What does not fit under the header can be scrolled to.
    fn panels(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let whole = ui.max_rect();
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), header::HEIGHT));
        let mut keep = header::Keep { path: &mut self.keep_path, recorded: self.recorder.as_ref().map(Recorder::done) };
        for intent in header::show(ui, bar, (&self.settings, &self.stage), &mut keep) {
            self.act(ui.ctx(), intent);
        }
        let mut top = bar.bottom();
        if let Some(stop) = self.tour {
            let strip = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), tour::HEIGHT));
            if let Some(intent) = tour::show(ui, strip, stop) {
                self.act(ui.ctx(), intent);
            }
            top = strip.bottom();
        }
        let below = Rect::from_min_max(pos2(whole.left(), top), whole.max);
        ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
            ScrollArea::both().auto_shrink(false).show(ui, |ui| self.tab(ui)).inner
        })
        .inner
    }

    fn tab(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let ctx = ui.ctx().clone();
        let start = ui.max_rect().min;
        let place = Rect::from_min_size(start, ui.max_rect().size().max(vec2(LEAST_SIZE[0], LEAST_SIZE[1])));
        ui.advance_cursor_after_rect(place);
        match self.settings.tab {
            Tab::Run => {
                let row = Rect::from_min_size(start, vec2(place.width(), run::parameters::HEIGHT));
                for intent in run::parameters::show(ui, row, &self.settings, (&self.stage, &self.survey), &self.hints) {
                    self.act_in_run(&ctx, intent);
                }
                let tab = run::Tab { settings: &self.settings, stage: &self.stage, survey: &self.survey };
                let rest = place.with_min_y(row.bottom());
                tab.show(ui, rest, &mut self.picture_path).into_iter().map(Intent::Run).collect()
            }
            Tab::Train => {
                let tab = train::Tab {
                    settings: &self.settings,
                    trainer: &self.trainer,
                    features: &self.features,
                    subject: self.stage.subject(),
                };
                let done = train::show(ui, place, &tab);
                done.into_iter().map(Intent::Train).collect()
            }
            Tab::Paper => {
                let done = paper::show(ui, place, &self.settings, (&self.desk, &self.stage));
                done.into_iter().map(Intent::Paper).collect()
            }
        }
    }
}

/// The networks inside the program.
fn built_in_sources() -> Sources {
    let built_in = |name: &str| {
        model_file::built_in(name).map(|model| Source { model: model.into(), origin: format!("built-in {name}") })
    };
    Sources { plain: built_in("ann").unwrap_or_else(untrained), trained: built_in("fhn") }
}

/// Only if the program was built without its models.
fn untrained() -> Source {
    let network = crate::network::Network::Plain(crate::network::Layers::glorot(0).into());
    let model = crate::network::Model { network, card: crate::network::ModelCard::default() };
    Source { model: model.into(), origin: "untrained".to_owned() }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.stage.drain(ctx);
        // A person who went back to an epoch stays there.
        if self.trainer.drain() && self.settings.training.follow && self.trainer.shown().is_none() {
            self.use_trained();
        }
        if self.settings.tab == Tab::Train {
            self.features.follow(ctx, self.trainer.layers());
        }
        if let Some(source) = self.trainer.drain_file() {
            self.use_source(source);
        }
        if self.settings.tab == Tab::Run {
            let plain = self.stage.sources().plain.model.clone();
            self.survey.follow(self.stage.brain(), &plain, self.settings.lower == LowerView::Window);
        }
        let is_open = self.settings.tab == Tab::Paper;
        self.desk.drain(ctx, &self.stage, (is_open, &self.settings.paper));
        self.drain_dialog(ctx);
        self.drain_keeping(ctx);
        self.take_due_picture(ctx);
        self.take_dropped_files(ctx);
        self.take_pasted(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        theme::keep(&ctx, self.settings.theme);
        self.let_time_pass(&ctx);
        self.call_at_start(&ctx);
        self.stage.watch(self.settings.selected);
        let mut intents = keys::intents(&ctx, &self.settings, self.help_is_open);
        Frame::new().fill(Palette::of(ui).window).show(ui, |ui| {
            intents.extend(self.panels(ui));
        });
        if self.gallery.is_open && self.settings.tab == Tab::Run {
            let done = run::gallery_window::show(&ctx, &mut self.gallery, &self.stage, &self.survey);
            intents.extend(done.into_iter().map(Intent::Run));
        }
        if let Some(notice) = &self.notice {
            intents.extend(notice.show(&ctx));
        }
        if self.help_is_open {
            intents.extend(help::show(&ctx));
        }
        let acted = !intents.is_empty();
        for intent in intents {
            self.act(&ctx, intent);
        }
        if acted {
            ctx.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, eframe::APP_KEY, &self.settings);
    }
}
