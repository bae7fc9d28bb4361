//! One frame of the window: drains what jobs have done, draws, acts.

use eframe::egui::{Context, Frame, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::recorder::{self, Recorder};
use super::state::{App, FRAME};
use super::{header, help, keys, tour};
use crate::ui::paper;
use crate::ui::paper::model::paper_model::Examined;
use crate::ui::run;
use crate::ui::run::layout::Places;
use crate::ui::run::panels::{gallery, parameters};
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::Intent;
use crate::ui::shared::lower_view::LowerView;
use crate::ui::shared::platform;
use crate::ui::shared::tab::Tab;
use crate::ui::theme::{self, Palette};
use crate::ui::train;
use crate::ui::train::view::TrainView;

/// The smallest size of the Paper tab in which everything has its place; below, it scrolls.
const LEAST_PAPER: [f32; 2] = [1000.0, 600.0];
/// The least width for which there is a layout; below, tabs scroll.
const LEAST_WIDTH: f32 = 360.0;
/// The most time that a frame makes up for, in seconds.
const LONGEST_FRAME: f32 = 0.1;

impl App {
    /// Calls what is to be called from the first frame on until it is done.
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
                self.run.advance(recorder::FRAME_SECONDS * self.settings.speed);
                let strip = if self.tour.is_some() { tour::HEIGHT } else { 0.0 };
                recorder.take(ctx, header::HEIGHT + strip);
            }
            ctx.request_repaint_after(FRAME);
            return;
        }
        if self.settings.tab == Tab::Run && !self.settings.paused {
            let passed = ctx.input(|input| input.stable_dt).min(LONGEST_FRAME);
            self.run.advance(f64::from(passed) * self.settings.speed);
            ctx.request_repaint_after(self.frame_time);
        }
    }

    /// Another network may have fewer neurons than the one before.
    fn choose_only_neurons_there_are(&mut self) {
        self.settings.keep_below(self.run.live().neurons());
    }

    /// Draws everything. The bars at the top come first and are acted on at once, so that the neurons follow a slider
    /// in the same frame. What does not fit under the header can be scrolled to.
    fn panels(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let whole = ui.max_rect();
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), header::HEIGHT));
        let mut keep = header::Keep {
            path: &mut self.keep_path,
            frames: &mut self.animation_frames,
            recorded: self.recorder.as_ref().map(Recorder::done),
        };
        for intent in header::show(ui, bar, (&self.settings, &self.run), &mut keep) {
            self.act(ui.ctx(), intent);
        }
        self.choose_only_neurons_there_are();
        let mut top = bar.bottom();
        if let Some(stop) = self.tour.as_ref().map(|tour| tour.stop) {
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
        let width = ui.max_rect().width().max(LEAST_WIDTH);
        let sliders = parameters::height(width);
        let least = match self.settings.tab {
            Tab::Run => vec2(width, sliders + Places::least_height(width)),
            Tab::Train => train::tab::least_size(width),
            Tab::Paper => vec2(LEAST_PAPER[0], LEAST_PAPER[1]),
        };
        let place = Rect::from_min_size(start, ui.max_rect().size().max(least));
        ui.advance_cursor_after_rect(place);
        match self.settings.tab {
            Tab::Run => {
                let row = Rect::from_min_size(start, vec2(place.width(), sliders));
                for intent in parameters::show(ui, row, &self.settings, (&self.run, &self.survey), &self.hints) {
                    self.act_in_run(&ctx, intent);
                }
                self.choose_only_neurons_there_are();
                let view =
                    RunView { settings: &self.settings, run: &self.run, survey: &self.survey, hints: &self.hints };
                let rest = place.with_min_y(row.bottom());
                let done = run::tab::show(&view, ui, rest, &mut self.picture_path);
                done.into_iter().map(Intent::Run).collect()
            }
            Tab::Train => {
                let view = TrainView {
                    settings: &self.settings,
                    trainer: &self.trainer,
                    features: &self.features,
                    specimen: self.run.specimen(),
                };
                let done = train::tab::show(ui, place, &view);
                done.into_iter().map(Intent::Train).collect()
            }
            Tab::Paper => {
                let done = paper::tab::show(
                    ui,
                    place,
                    &self.settings,
                    (&self.paper, self.run.fitzhugh_nagumo(), self.run.labels()),
                );
                done.into_iter().map(Intent::Paper).collect()
            }
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.run.drain(ctx);
        self.drain_shelf(ctx);
        // A person who went back to an epoch stays there.
        if self.trainer.drain() && self.settings.training.follow && self.trainer.shown().is_none() {
            self.use_trained(ctx);
        }
        if self.settings.tab == Tab::Train {
            self.features.follow(ctx, self.trainer.layers(), self.trainer.test_set());
        }
        if let Some(source) = self.trainer.drain_file() {
            self.take_network(ctx, source);
        }
        if let Some(set) = self.run.library().filter(|_| self.settings.tab == Tab::Run) {
            let plain = self.run.sources().plain.model.clone();
            self.survey.follow((self.run.network(), set), &plain, self.settings.lower == LowerView::Window);
        }
        if self.settings.tab == Tab::Run && self.settings.lower == LowerView::Bifurcation {
            self.run.ask_diagram();
        }
        let is_open = self.settings.tab == Tab::Paper;
        let examined = Examined { network: self.run.fitzhugh_nagumo(), test_set: self.run.library() };
        self.paper.drain(ctx, examined, (is_open, &self.settings.paper));
        platform::hand_out_files();
        self.drain_dialog(ctx);
        self.drain_keeping(ctx);
        self.take_due_picture(ctx);
        self.take_dropped_files(ctx);
        self.take_pasted(ctx);
        self.go_on_opening(ctx);
        platform::tell(|| self.in_words());
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        theme::keep(&ctx, self.settings.theme);
        self.let_time_pass(&ctx);
        self.call_at_start(&ctx);
        self.choose_only_neurons_there_are();
        self.run.simulation(self.settings.selected);
        let mut intents = keys::intents(&ctx, &self.settings, self.help_is_open);
        Frame::new().fill(Palette::of(ui).window).show(ui, |ui| {
            intents.extend(self.panels(ui));
        });
        if self.gallery.is_open && self.settings.tab == Tab::Run {
            let done = gallery::show(&ctx, &mut self.gallery, &self.run, &self.survey);
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
