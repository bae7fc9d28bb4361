//! Evaluation context of an experiment, and the scores it yields.

use serde::ser::SerializeStruct;

use super::accuracy::{Confusion, Engine, answers};
use crate::dataset::ImageSet;
use crate::network::{FhnNetwork, Rule, Units, VoteCounts};
use crate::neuron::{LookupTable, Simulation, SimulationError, Timing};

/// A network with neurons, the images it classifies, and the timing of the simulation.
///
/// ```
/// use nullcline::control::{Control, StopToken};
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::{Draws, EvaluationContext, accuracy_by_ablation};
/// use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network};
/// use nullcline::neuron::Timing;
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let images = drawn_digits(&DrawnStyle::NEAT, 0, 10);
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), FhnLayer::new(Coupling::Calibrated), 0);
/// let times = Timing { transient: 20.0, ..Timing::default() };
/// let context = EvaluationContext { network: &network, images: &images, times };
/// // Without any neuron every image has the same answer: one of ten is right.
/// let points = accuracy_by_ablation(&context, (&[100], Draws::one(0)), Control::without_progress(&StopToken::new()))?;
/// assert_eq!((points[0].ablated, points[0].scores.winner, points[0].scores.winner_worst), (100, 0.1, 0.0));
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EvaluationContext<'a> {
    /// The network.
    pub network: &'a FhnNetwork,
    /// The images.
    pub images: &'a ImageSet,
    /// Transient, window, sampling and step.
    pub times: Timing,
}

/// Scores of a network under one condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Accuracy by the longest-winner rule, 0 to 1.
    pub winner: f64,
    /// Lowest per-class recall by the longest-winner rule, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, 0 to 1.
    pub mean: f64,
}

impl Scores {
    /// The scores of these votes on `images`.
    pub fn of(votes: &[VoteCounts], images: &ImageSet) -> Self {
        let by = |rule| Confusion::of(images, &answers(votes, rule));
        let winner = by(Rule::Winner);
        Self {
            winner: winner.accuracy(),
            winner_worst: winner.lowest_recall().map_or(0.0, |(_, recall)| recall),
            mean: by(Rule::Mean).accuracy(),
        }
    }

    pub(super) const FIELDS: usize = 3;

    /// Serialises them as fields of the struct that they are in: tables have no nested columns.
    pub(super) fn serialize_fields<S: SerializeStruct>(&self, into: &mut S) -> Result<(), S::Error> {
        into.serialize_field("winner", &self.winner)?;
        into.serialize_field("winner_worst", &self.winner_worst)?;
        into.serialize_field("mean", &self.mean)
    }
}

/// A point of an experiment: a condition, and the scores under it. Serialised flat, each field under its name or the one
/// given after `as`.
macro_rules! point {
    ($(#[$about:meta])* $name:ident: $scores:ty { $($(#[$doc:meta])* $field:ident: $type:ty $(as $key:literal)?,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)+
            /// Accuracies and lowest recall.
            pub scores: $scores,
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                let own = [$(stringify!($field)),+].len();
                let mut fields = serializer.serialize_struct(stringify!($name), own + <$scores>::FIELDS)?;
                $(fields.serialize_field([$($key,)? stringify!($field)][0], &self.$field)?;)+
                self.scores.serialize_fields(&mut fields)?;
                fields.end()
            }
        }
    };
}

pub(super) use point;

impl EvaluationContext<'_> {
    /// The simulation of its neurons.
    pub(super) fn simulation(&self) -> Simulation {
        self.network.units.simulation(self.times, self.network.hidden_count())
    }

    /// The engine for votes: coupled neurons can't be looked up.
    pub(super) fn engine(&self) -> Engine {
        Engine::suited(Rule::Winner, &Units::Fhn(self.network.units))
    }

    /// Bound of |c| over its neurons with a perturbation of c of up to `more`.
    pub(super) fn drive_bound(&self, more: f64) -> f64 {
        self.network.units.drive_bound() + more
    }

    /// A lookup table of what the network's readout receives.
    pub(super) fn table(
        &self,
        simulation: &Simulation,
        drive_bound: f64,
        stop: &crate::control::StopToken,
    ) -> Result<LookupTable, SimulationError> {
        LookupTable::observe(simulation, self.network.units.observable(), drive_bound, stop)
    }
}
