//! Changes that keep settings and models in line with each other.

use std::sync::Arc;

use eframe::egui::Context;

use super::built_in::built_in_sources;
use super::state::App;
use crate::experiment::Intervention;
use crate::image::Preparation;
use crate::neuron::NeuronKind;
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::network_sources::{NetworkSource, NetworkSources};
use crate::ui::shared::neuron_settings::NeuronSettings;
use crate::ui::shared::notice::Notice;
use crate::ui::shared::notify::notify;
use crate::ui::shared::parameters::{Hints, Parameter};
use crate::ui::shared::settings::Settings;
use crate::ui::shared::test_set::NetworkData;
use crate::ui::theme;

impl App {
    /// Changes what is done to the selected neurons.
    pub(super) fn intervene(&mut self, change: impl Fn(&mut Intervention)) {
        let selection: Vec<usize> = self.settings.selection().collect();
        for neuron in selection {
            change(self.settings.interventions.entry(neuron).or_default());
        }
        self.run.set_interventions(&self.settings.interventions);
    }

    pub(super) fn intervene_on(&mut self, neuron: usize, change: impl Fn(&mut Intervention)) {
        change(self.settings.interventions.entry(neuron).or_default());
        self.run.set_interventions(&self.settings.interventions);
    }

    /// Brings everything in line with settings that came from elsewhere.
    pub(super) fn settings_changed(&mut self, ctx: &Context) {
        self.hints = Hints::default();
        theme::apply(ctx, self.settings.theme);
        self.settings.network = self.run.sources().nearest(self.settings.network);
        self.run.set_order(self.settings.order);
        self.run.set_interventions(&self.settings.interventions);
        let preparation = self.settings.preparation;
        self.choose_network(ctx, self.settings.network);
        self.settings.preparation = preparation;
        self.run.set_preparation(ctx, preparation);
    }

    /// Uses a network, with the test set that it belongs to where that is another one than before.
    pub(super) fn choose_network(&mut self, ctx: &Context, choice: NetworkChoice) {
        let before = (self.run.network().source().data.clone(), self.run.network().is_of_digits());
        self.settings.network = choice;
        self.run.set_network(choice, &self.settings.parameters);
        let data = self.run.network().source().data.clone();
        if !data.is(&before.0) {
            self.run.use_data(ctx, &data);
        }
        let is_of_digits = self.run.network().is_of_digits();
        if is_of_digits != before.1 {
            self.prepare_for(ctx, is_of_digits);
        }
    }

    /// Uses a network that a person chose. Interventions were on the neurons of the network of before: of other weights, they
    /// are other neurons.
    pub(super) fn change_network(&mut self, ctx: &Context, choice: NetworkChoice) {
        let before = Arc::clone(&self.run.network().source().model);
        if choice != self.settings.network {
            self.run.begin_race();
        }
        self.choose_network(ctx, choice);
        if !Arc::ptr_eq(&before, &self.run.network().source().model) {
            self.release_all();
        }
    }

    /// Lets the Run tab use a network that was loaded, or that a person takes from the Train tab.
    pub(super) fn take_network(&mut self, ctx: &Context, source: NetworkSource) {
        let source = self.keep_network(ctx, source);
        self.run.begin_race();
        self.use_source(ctx, source);
        self.release_all();
    }

    /// Goes back to a network that was used before, by its number.
    pub(super) fn return_to(&mut self, ctx: &Context, id: usize) {
        let source = self.run.sources().all().find(|known| known.id() == id).cloned();
        if let Some(source) = source {
            self.take_network(ctx, source);
        }
    }

    /// Keeps a network in the chooser, and on the disk; returns it with the name that it has there.
    fn keep_network(&mut self, ctx: &Context, source: NetworkSource) -> NetworkSource {
        let (mut sources, id) = (self.run.sources().clone(), source.id());
        sources.keep(source.clone());
        let kept = sources.all().find(|known| known.id() == id).map_or(source.origin, |known| known.origin.clone());
        self.run.set_sources(sources);
        self.keep_shelf(ctx);
        NetworkSource { origin: kept, ..source }
    }

    /// Writes the networks to return to where they are not on the disk yet.
    pub(super) fn keep_shelf(&mut self, ctx: &Context) {
        if let Some(message) = self.shelf.keep(&self.run.sources().own, notify(ctx)) {
            self.notice = Some(Notice::bad(message));
        }
    }

    /// The networks of the last time, behind those of this one.
    pub(super) fn drain_shelf(&mut self, ctx: &Context) {
        if let Some(known) = self.shelf.drain() {
            let mut sources = self.run.sources().clone();
            let newer = std::mem::take(&mut sources.own);
            self.shelf.is_kept(&known);
            known.into_iter().rev().chain(newer.into_iter().rev()).for_each(|source| sources.keep(source));
            self.run.set_sources(sources);
        }
        self.keep_shelf(ctx);
    }

    /// The networks that come with the program, with those to return to.
    pub(super) fn original_sources(&self) -> NetworkSources {
        NetworkSources { own: self.run.sources().own.clone(), ..built_in_sources() }
    }

    /// Ends all interventions.
    pub(super) fn release_all(&mut self) {
        self.settings.interventions.clear();
        self.run.set_interventions(&self.settings.interventions);
    }

    /// Uses neurons of another model with its usual values.
    pub(super) fn choose_neuron(&mut self, ctx: &Context, kind: NeuronKind) {
        if kind != self.settings.parameters.neurons.kind {
            self.run.begin_race();
            self.hints = Hints::default();
            self.settings.parameters.neurons = NeuronSettings::of(kind);
        }
        self.choose_network(ctx, self.settings.network);
    }

    /// Pictures of digits are fitted and centred; others are scaled whole, as the images that such networks are trained on.
    fn prepare_for(&mut self, ctx: &Context, digits: bool) {
        let preparation = Preparation { fit: digits, centre: digits };
        self.settings.preparation = preparation;
        self.run.set_preparation(ctx, preparation);
    }

    pub(super) fn set_parameter(&mut self, parameter: Parameter, value: f64) {
        self.hints[parameter as usize] = None;
        let parameters = &mut self.settings.parameters;
        // The sliders stay within the types' ranges, so nothing is refused here.
        *parameters = parameters.with(parameter, value).unwrap_or(*parameters);
        self.run.set_network(self.settings.network, &self.settings.parameters);
    }

    pub(super) fn reset_all(&mut self, ctx: &Context) {
        self.settings = Settings { tab: self.settings.tab, ..Settings::default() };
        self.run.set_sources(self.original_sources());
        self.settings_changed(ctx);
        self.run.use_data(ctx, &NetworkData::Mnist);
        self.run.restart();
        ctx.set_zoom_factor(1.0);
    }

    /// Lets the Run tab follow the training.
    pub(super) fn use_trained(&mut self, ctx: &Context) {
        if let Some(mut source) = self.trainer.source() {
            if !self.trainer.is_running() && self.trainer.shown().is_none() {
                source = self.keep_network(ctx, source);
            }
            self.use_source(ctx, source);
        }
    }

    /// Lets the Run tab use another network.
    pub(super) fn use_source(&mut self, ctx: &Context, source: NetworkSource) {
        let mut sources = self.run.sources().clone();
        let mut choice = self.settings.network;
        let neurons = &mut self.settings.parameters.neurons;
        if let Some(layer) = source.model.network.units.neurons() {
            *neurons = NeuronSettings::of_layer(&layer).sanitized();
        }
        if source.model.network.units.fhn().is_some() {
            *neurons = NeuronSettings::default();
            sources.trained = Some(source);
            choice = NetworkChoice::Trained;
        } else {
            sources.plain = source;
            if choice == NetworkChoice::Trained {
                // The Trained network is another one; the calibrated form shows what this one learned.
                choice = NetworkChoice::Calibrated;
            }
        }
        self.run.set_sources(sources);
        self.choose_network(ctx, choice);
    }
}
