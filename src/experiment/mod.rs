//! Measurements on networks: accuracy, robustness, and the reproduction of the paper.

mod ablation;
mod accuracy;
mod any_neuron;
mod any_robustness;
mod classifier;
mod comparison;
mod context;
mod counting;
mod coupling;
mod decision;
mod direct;
mod draws;
mod drive_map;
mod drive_noise;
mod dynamics;
mod flow;
mod imported;
mod initial_conditions;
mod integration_time;
mod noise;
pub mod paper;
mod parameter_spread;
mod perturbation;
mod phase;
mod regimes;
pub mod reproduction;
mod session;
mod spike_trains;
mod survey;
mod unfamiliar;

pub use ablation::{AblationPoint, ablated, accuracy_by_ablation};
pub use accuracy::{
    Confusion, Engine, Evaluation, Protocol, answers, answers_to, confusion, mean_law_answers, scattered_answers,
    traces, votes,
};
pub use any_neuron::{Starts, integrated_traces, integrated_votes, looked_up_votes};
pub use any_robustness::CalibratedContext;
pub use classifier::{Classification, ImageClassifier};
pub use comparison::{Bootstrap, ComparedPair, Comparison, ComparisonError, Correct, mcnemar, wilson_interval};
pub use context::{EvaluationContext, Scores};
pub use coupling::{CouplingPoint, accuracy_by_coupling};
pub use decision::{DecisionPoint, DecisionSettings, Stopping, accuracy_by_decision};
pub use direct::Synchrony;
pub use draws::{DrawStatistics, Draws, quantile};
pub use drive_map::{DriveMapPoint, DriveMapSettings, drive_map};
pub use drive_noise::{DriveNoise, Fluctuation, NoiseDeviation};
pub use dynamics::{DYNAMICS, Dynamics, DynamicsPoint, Nonlinearity, accuracy_by_dynamics};
pub use imported::import_warning;
pub use initial_conditions::{InitialConditionPoint, accuracy_by_initial_condition, accuracy_by_scatter};
pub use integration_time::{IntegrationTimePoint, accuracy_by_integration_time};
pub use noise::{NoiseKind, NoisePoint, accuracy_by_noise};
pub use perturbation::{
    Constraint, DriveSignal, Intervention, Interventions, PerturbationExperiment, PerturbationResult, Shape, Stimulus,
};
pub use regimes::{MapPoint, MapSettings, regime_map};
pub use session::{Session, SessionError, SessionModel, SessionPicture, SessionResult};
pub use spike_trains::SpikeTrains;
pub use survey::{AccuracyAtTime, Survey};
pub use unfamiliar::{Familiarity, Unfamiliar};
