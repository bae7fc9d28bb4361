//! Changes that keep settings and models in line with each other.

use eframe::egui::Context;

use super::built_in::built_in_sources;
use super::state::App;
use crate::experiment::Intervention;
use crate::network::Gamma;
use crate::neuron::{ControlParameter, Epsilon};
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::network_sources::NetworkSource;
use crate::ui::shared::parameters::Parameter;
use crate::ui::shared::settings::Settings;
use crate::ui::theme;

impl App {
    /// Changes what is done to the selected neurons.
    pub(super) fn treat(&mut self, change: impl Fn(&mut Intervention)) {
        let selection: Vec<usize> = self.settings.selection().collect();
        for neuron in selection {
            change(self.settings.interventions.entry(neuron).or_default());
        }
        self.run.set_treatments(&self.settings.interventions);
    }

    pub(super) fn treat_only(&mut self, neuron: usize, change: impl Fn(&mut Intervention)) {
        change(self.settings.interventions.entry(neuron).or_default());
        self.run.set_treatments(&self.settings.interventions);
    }

    /// Brings everything in line with settings that came from elsewhere.
    pub(super) fn settings_changed(&mut self, ctx: &Context) {
        self.hints = [None, None, None];
        theme::apply(ctx, self.settings.theme);
        self.settings.network = self.run.sources().nearest(self.settings.network);
        self.run.set_order(self.settings.order);
        self.run.set_treatments(&self.settings.interventions);
        self.run.set_preparation(ctx, self.settings.preparation);
        self.run.set_network(self.settings.network, &self.settings.parameters);
    }

    pub(super) fn set_parameter(&mut self, parameter: Parameter, value: f64) {
        self.hints[parameter as usize] = None;
        let parameters = &mut self.settings.parameters;
        // The sliders stay within these types' ranges, so nothing is refused here.
        match parameter {
            Parameter::Gamma => parameters.gamma = Gamma::new(value).unwrap_or(parameters.gamma),
            Parameter::A => parameters.a = ControlParameter::new(value).unwrap_or(parameters.a),
            Parameter::Epsilon => parameters.epsilon = Epsilon::new(value).unwrap_or(parameters.epsilon),
        }
        self.run.set_network(self.settings.network, &self.settings.parameters);
    }

    pub(super) fn reset_all(&mut self, ctx: &Context) {
        self.settings = Settings { tab: self.settings.tab, ..Settings::default() };
        self.run.set_sources(built_in_sources());
        self.settings_changed(ctx);
        self.run.restart();
        ctx.set_zoom_factor(1.0);
    }

    pub(super) fn use_trained(&mut self) {
        if let Some(source) = self.trainer.source() {
            self.use_source(source);
        }
    }

    /// Lets the Run tab read with another network.
    pub(super) fn use_source(&mut self, source: NetworkSource) {
        let mut sources = self.run.sources().clone();
        if source.model.network.units.fhn().is_some() {
            sources.trained = Some(source);
            self.settings.network = NetworkChoice::Trained;
        } else {
            sources.plain = source;
            if self.settings.network == NetworkChoice::Trained {
                // The Trained network is another one; the calibrated form shows what this one learned.
                self.settings.network = NetworkChoice::Calibrated;
            }
        }
        self.run.set_sources(sources);
        self.run.set_network(self.settings.network, &self.settings.parameters);
    }
}
