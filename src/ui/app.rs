//! The app: drains, draws, acts.

use std::time::Duration;

use eframe::egui::{Context, Frame, Rect, ScrollArea, Ui, UiBuilder, ViewportCommand, pos2, vec2};

use super::brain::{Source, Sources};
use super::files::{Chosen, Dialog, Purpose, with_model_extension};
use super::intent::{Intent, PaperIntent, Parameter, Pick, RunIntent, TrainIntent};
use super::paper::Desk;
use super::settings::{NetworkChoice, Settings, Tab};
use super::stage::Stage;
use super::survey::TestSetSurvey;
use super::theme::{self, Palette};
use super::train::Trainer;
use super::{header, help, keys, notify, paper, run, train};
use crate::fhn::{Control, Epsilon};
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

/// The window and everything in it.
pub struct App {
    settings: Settings,
    stage: Stage,
    survey: TestSetSurvey,
    trainer: Trainer,
    desk: Desk,
    dialog: Dialog,
    /// What the last edit of each slider was told.
    hints: [Option<String>; 3],
    picture_path: String,
    help_is_open: bool,
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
        Self {
            stage: Stage::new(ctx, sources, &settings),
            survey: TestSetSurvey::new(ctx),
            trainer: Trainer::default(),
            desk: Desk::new(ctx),
            dialog: Dialog::default(),
            hints: [None, None, None],
            picture_path: String::new(),
            help_is_open: false,
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
            RunIntent::Step => {
                settings.paused = true;
                self.stage.advance(SINGLE_STEP);
            }
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
            RunIntent::Select(neuron) => settings.selected = neuron,
            RunIntent::Order(order) => {
                settings.order = order;
                self.stage.set_order(order);
            }
            RunIntent::Kick => self.stage.kick(settings.selected),
        }
    }

    fn act_in_train(&mut self, ctx: &Context, intent: TrainIntent) {
        match intent {
            TrainIntent::Edit(form) => self.settings.training = form,
            TrainIntent::Start => self.trainer.start(&self.settings.training, notify(ctx)),
            TrainIntent::Stop => self.trainer.stop(),
            TrainIntent::Use => self.use_trained(),
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
        self.hints = [None, None, None];
        theme::apply(ctx, self.settings.theme);
        self.stage.set_sources(built_in_sources());
        self.settings.network = self.stage.sources().nearest(self.settings.network);
        self.stage.set_order(self.settings.order);
        self.stage.set_brain(self.settings.network, &self.settings.parameters);
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
            Some((Purpose::SaveFigure(_), Chosen::File(path))) => self.desk.exports.save(&path, notify(ctx)),
            Some((Purpose::SaveFigure(_), Chosen::Nothing)) => self.desk.exports.hint(NO_DIALOG),
            Some((Purpose::Picture, Chosen::Nothing)) => self.stage.hint_opening(NO_DIALOG),
            Some((Purpose::SaveModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Save(path))),
            Some((Purpose::LoadModel, Chosen::File(path))) => self.act(ctx, Intent::Train(TrainIntent::Load(path))),
            Some((Purpose::SaveModel | Purpose::LoadModel, Chosen::Nothing)) => self.trainer.hint(NO_DIALOG),
        }
    }

    fn take_dropped_files(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_path_buf()));
        if let Some(path) = dropped {
            let is_model = path.extension().is_some_and(|extension| extension == "safetensors");
            let intent =
                if is_model { Intent::Train(TrainIntent::Load(path)) } else { Intent::Run(RunIntent::OpenPath(path)) };
            self.act(ctx, intent);
        }
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
        for intent in header::show(ui, bar, &self.settings, &self.stage) {
            self.act(ui.ctx(), intent);
        }
        let below = Rect::from_min_max(pos2(whole.left(), bar.bottom()), whole.max);
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
                let tab = run::Tab { settings: &self.settings, stage: &self.stage };
                let rest = place.with_min_y(row.bottom());
                tab.show(ui, rest, &mut self.picture_path).into_iter().map(Intent::Run).collect()
            }
            Tab::Train => {
                let done = train::show(ui, place, &self.settings, &self.trainer);
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
        if self.trainer.drain() && self.settings.training.follow {
            self.use_trained();
        }
        if let Some(source) = self.trainer.drain_file() {
            self.use_source(source);
        }
        if self.settings.tab == Tab::Run {
            self.survey.follow(self.stage.brain());
        }
        let is_open = self.settings.tab == Tab::Paper;
        self.desk.drain(ctx, &self.stage, (is_open, &self.settings.paper));
        self.drain_dialog(ctx);
        self.take_dropped_files(ctx);
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
