//! What the app does when it is asked.

use std::sync::Arc;

use eframe::egui::{Context, ViewportCommand};

use super::state::App;
use super::tour::{self, BeforeTour, Tour};
use crate::experiment::Constraint;
use crate::ui::paper::model::paper_model::Examined;
use crate::ui::run::model::live::TICKS_PER_SAMPLE;
use crate::ui::shared::intent::{Intent, PaperIntent, Pick, RunIntent, TrainIntent};
use crate::ui::shared::network_sources::NetworkSources;
use crate::ui::shared::notify::{notify, notify_of_progress};
use crate::ui::shared::parameters::Parameter;
use crate::ui::shared::paths::{pasted, typed, with_extension};
use crate::ui::shared::purpose::Purpose;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::tab::Tab;
use crate::ui::shared::test_set::NetworkData;
use crate::ui::theme;

/// Dimensionless time of a single step.
const SINGLE_STEP: f64 = 0.1;

impl App {
    pub(super) fn act(&mut self, ctx: &Context, intent: Intent) {
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
            Intent::EndTour { back } => self.end_tour(ctx, back),
            Intent::Keep(intent) => self.act_on_files(ctx, intent),
            Intent::Dismiss => self.notice = None,
            Intent::Run(intent) => self.act_in_run(ctx, intent),
            Intent::Train(intent) => self.act_in_train(ctx, intent),
            Intent::Paper(intent) => self.act_in_paper(ctx, intent),
        }
    }

    pub(super) fn act_in_run(&mut self, ctx: &Context, intent: RunIntent) {
        let settings = &mut self.settings;
        match intent {
            RunIntent::Network(choice) => self.change_network(ctx, choice),
            RunIntent::ReturnTo(id) => self.return_to(ctx, id),
            RunIntent::Neuron(kind) => self.choose_neuron(ctx, kind),
            RunIntent::TogglePause => settings.paused = !settings.paused,
            RunIntent::Step | RunIntent::StepBack | RunIntent::LookBack(_) => self.go_in_time(&intent),
            RunIntent::Restart => self.run.restart(),
            RunIntent::Speed(speed) => settings.speed = speed,
            RunIntent::Set(parameter, value) => self.set_parameter(parameter, value),
            RunIntent::Perturb(unfolded) => settings.perturbs = unfolded,
            RunIntent::UnfoldStimulus(unfolded) => settings.stimulates = unfolded,
            RunIntent::Explain(explains) => settings.explains = explains,
            RunIntent::Trajectory(start) => self.run.start_trajectory(start),
            RunIntent::Redraw => {
                let seed = &mut settings.parameters.noise.seed;
                *seed = seed.wrapping_add(1);
                self.run.set_network(settings.network, &settings.parameters);
            }
            RunIntent::Hint(parameter, hint) => self.hints[parameter as usize] = Some(hint),
            RunIntent::Draw(events) => self.run.draw(ctx, &events, settings),
            RunIntent::Undo => {
                self.run.undo(ctx);
                settings.test_index = self.run.test_index();
            }
            RunIntent::Clear => self.run.clear(ctx),
            RunIntent::PenWidth(width) => settings.pen_width = width,
            RunIntent::Erases(erases) => settings.erases = erases,
            RunIntent::Pick(pick) => {
                self.run.pick(ctx, pick);
                settings.test_index = self.run.test_index();
            }
            RunIntent::Piece(piece) => self.run.choose_piece(ctx, piece),
            RunIntent::Mnist => self.run.use_data(ctx, &NetworkData::Mnist),
            RunIntent::DataDialog => self.dialog.ask(Purpose::TestFolder, notify(ctx)),
            RunIntent::OpenDialog => self.dialog.ask(Purpose::Picture, notify(ctx)),
            RunIntent::OpenText(text) => self.open_files(pasted(&text)),
            RunIntent::Paste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            RunIntent::Prepare(preparation) => {
                settings.preparation = preparation;
                self.run.set_preparation(ctx, preparation);
            }
            RunIntent::Browse(open) => self.gallery.is_open = open,
            RunIntent::Filter(filter) => self.gallery.filter = filter,
            RunIntent::Lower(view) => settings.lower = view,
            RunIntent::Select(_)
            | RunIntent::Also(_)
            | RunIntent::Field(_)
            | RunIntent::Colouring(_)
            | RunIntent::Kick
            | RunIntent::KickSize(_)
            | RunIntent::Place(_)
            | RunIntent::Clamp(_)
            | RunIntent::Ablate(_)
            | RunIntent::Stimulate(_)
            | RunIntent::Release => self.act_on_neurons(&intent),
            RunIntent::HoldOrder(is_held) => self.run.hold_order(is_held),
            RunIntent::Order(order) => {
                settings.order = order;
                self.run.set_order(order);
            }
        }
    }

    pub(super) fn go_in_time(&mut self, intent: &RunIntent) {
        self.settings.paused = true;
        let back = self.run.live().back();
        match intent {
            RunIntent::LookBack(ticks) => self.run.look_back(*ticks),
            RunIntent::StepBack => self.run.look_back(back + TICKS_PER_SAMPLE),
            _ if back > 0 => self.run.look_back(back.saturating_sub(TICKS_PER_SAMPLE)),
            _ => self.run.advance(SINGLE_STEP),
        }
    }

    pub(super) fn act_on_neurons(&mut self, intent: &RunIntent) {
        let settings = &mut self.settings;
        match *intent {
            RunIntent::Select(neuron) => {
                settings.selected = neuron;
                settings.also.clear();
            }
            RunIntent::Also(neuron) => settings.toggle(neuron),
            RunIntent::Field(shown) => settings.field = shown,
            RunIntent::Colouring(colouring) => settings.colouring = colouring,
            RunIntent::Kick => {
                settings.selection().for_each(|neuron| self.run.kick(neuron, settings.kick.into()));
            }
            RunIntent::KickSize(size) => settings.kick = size,
            RunIntent::Place(state) => {
                let selected = settings.selected;
                self.run.place(selected, state);
                if matches!(
                    settings.interventions.get(&selected).map(|intervention| intervention.constraint),
                    Some(Constraint::Clamped(_))
                ) {
                    self.intervene_on(selected, |intervention| intervention.constraint = Constraint::Clamped(state));
                }
            }
            RunIntent::Clamp(clamped) => {
                let places: Vec<_> =
                    settings.selection().map(|neuron| (neuron, self.run.live().state(neuron))).collect();
                for (neuron, state) in places {
                    let constraint = if clamped { Constraint::Clamped(state) } else { Constraint::Free };
                    self.intervene_on(neuron, |intervention| intervention.constraint = constraint);
                }
            }
            RunIntent::Ablate(ablated) => {
                let constraint = if ablated { Constraint::Ablated } else { Constraint::Free };
                self.intervene(|intervention| intervention.constraint = constraint);
            }
            RunIntent::Stimulate(stimulus) => {
                self.intervene(|intervention| intervention.stimulus = stimulus.sanitized());
            }
            RunIntent::Release => self.release_all(),
            _ => {}
        }
    }

    pub(super) fn go_to_stop(&mut self, ctx: &Context, stop: usize) {
        let before = self.tour.take().map_or_else(|| Box::new(self.set_aside()), |tour| tour.before);
        self.tour = Some(Tour { stop, before });
        let Some(stop) = tour::STOPS.get(stop) else { return };
        stop.set(&mut self.settings);
        self.settings_changed(ctx);
        self.run.use_data(ctx, &NetworkData::Mnist);
        self.run.pick(ctx, Pick::Index(stop.image));
        self.settings.test_index = self.run.test_index();
        self.gallery.is_open = stop.browse.is_some();
        if let Some(filter) = stop.browse {
            self.gallery.filter = filter();
        }
    }

    /// What is in the window, for the time of the tour.
    fn set_aside(&mut self) -> BeforeTour {
        BeforeTour {
            settings: self.settings.clone(),
            sources: self.run.sources().clone(),
            own_data: self.run.library().filter(|_| !self.run.is_on_mnist()).map(Arc::clone),
            specimen: self.run.set_specimen_aside(),
            gallery: (self.gallery.is_open, self.gallery.filter),
        }
    }

    /// Ends the tour; with `back`, all is as it was before it.
    fn end_tour(&mut self, ctx: &Context, back: bool) {
        let Some(Tour { before, .. }) = self.tour.take().filter(|_| back) else { return };
        self.settings = Settings { theme: self.settings.theme, ..before.settings };
        // What was trained meanwhile is there to return to.
        self.run.set_sources(NetworkSources { own: self.run.sources().own.clone(), ..before.sources });
        self.run.begin_race();
        self.settings_changed(ctx);
        if let Some(set) = before.own_data {
            self.run.use_data(ctx, &NetworkData::Folder(set));
        }
        self.run.put_specimen_back(before.specimen, self.settings.test_index);
        (self.gallery.is_open, self.gallery.filter) = before.gallery;
    }

    pub(super) fn act_in_train(&mut self, ctx: &Context, intent: TrainIntent) {
        match intent {
            TrainIntent::Edit(form) => self.settings.training = form,
            TrainIntent::Start => self.trainer.start(&self.settings.training, notify_of_progress(ctx)),
            TrainIntent::Pause(paused) => self.trainer.set_paused(paused),
            TrainIntent::Stop => self.trainer.stop(),
            TrainIntent::FolderDialog => self.dialog.ask(Purpose::TrainingFolder, notify(ctx)),
            TrainIntent::Use => {
                if let Some(source) = self.trainer.source() {
                    self.take_network(ctx, source);
                }
            }
            TrainIntent::Epoch(epoch) => {
                self.trainer.go_to(epoch);
                if self.settings.training.follow {
                    self.use_trained(ctx);
                }
            }
            TrainIntent::Forget => self.trainer.forget_earlier(),
            TrainIntent::SaveDialog => self.dialog.ask(Purpose::SaveModel(self.trainer.epoch_in_view()), notify(ctx)),
            TrainIntent::Save(path) => match with_extension(path, "safetensors") {
                Ok(path) => self.trainer.save(path, notify(ctx)),
                Err(message) => self.trainer.refuse(message),
            },
            TrainIntent::LoadDialog => self.dialog.ask(Purpose::LoadModel, notify(ctx)),
            TrainIntent::Load(path) => self.trainer.load(path, notify(ctx)),
        }
    }

    pub(super) fn act_in_paper(&mut self, ctx: &Context, intent: PaperIntent) {
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
                path => self.paper.reproducer.save(typed(path), notify(ctx)),
            },
            PaperIntent::Path(path) => self.settings.paper.path = path,
            PaperIntent::Save(export) => {
                let format = export.format;
                self.paper.exports.keep(*export);
                match self.settings.paper.path.trim() {
                    "" => self.dialog.ask(Purpose::SaveFigure(format), notify(ctx)),
                    path => self.paper.exports.save(typed(path), notify(ctx)),
                }
            }
            intent => {
                let examined = Examined { network: self.run.fitzhugh_nagumo(), test_set: self.run.library() };
                self.paper.act(ctx, &intent, examined);
            }
        }
    }
}
