//! Nullcline simulates FitzHugh-Nagumo neurons, one or millions, and neural networks whose hidden layer consists of them.
//!
//! It implements and extends T. Bogatenko, K. Sergeev, A. Slepnev, J. Kurths and N. Semenova, "Symbiosis of an artificial
//! neural network and models of biological neurons: Training and testing", Chaos 33 (2023) 073122,
//! [doi:10.1063/5.0152703](https://doi.org/10.1063/5.0152703): networks that classify handwritten digits by the time that each
//! output leads.
//!
//! The numerical library alone, without window, command line, figures and embedded data:
//!
//! ```toml
//! nullcline = { version = "0.1", default-features = false }
//! ```
//!
//! | feature | adds |
//! | --- | --- |
//! | `mnist` | MNIST and trained networks, 9 MB, embedded |
//! | `report` | figures as SVG and PNG, tables as CSV, the report of a reproduction of the paper |
//! | `cli` | the program `nullcline` and its command line |
//! | `gui` | the window |
//!
//! # A phase portrait
//!
//! A neuron has an activator x and a recovery variable y with epsilon dx/dt = x - x^3/3 - y and dy/dt = x + c. Its drive
//! c = a + I is the sum of a control parameter and a current; all quantities are dimensionless ([`neuron`] has the equations
//! with their sources). A phase portrait consists of the two nullclines, their intersection, which is the equilibrium, and the
//! attractor:
//!
//! ```
//! use nullcline::neuron::{
//!     AsymptoticState, Drive, Epsilon, Equilibrium, EquilibriumKind, Neuron, Solution, State, Tolerances,
//!     activator_nullcline,
//! };
//!
//! let neuron = Neuron::new(Epsilon::new(0.1)?, Drive::new(0.5)?);
//!
//! // The nullclines: a cubic, and the vertical line x = -c.
//! let cubic: Vec<[f64; 2]> = (-25..=25).map(|step| f64::from(step) / 10.0).map(|x| [x, activator_nullcline(x)]).collect();
//! assert_eq!((cubic.len(), neuron.inhibitor_nullcline()), (51, -0.5));
//!
//! // The equilibrium, unstable for |c| < 1.
//! let equilibrium = Equilibrium::of(&neuron);
//! assert_eq!(equilibrium.state, State { x: -0.5, y: activator_nullcline(-0.5) });
//! assert_eq!(equilibrium.kind, EquilibriumKind::UnstableNode);
//!
//! // The limit cycle around it, with period, extrema and time means. The time mean of x is -c exactly.
//! let cycle = AsymptoticState::of(&neuron);
//! assert!((cycle.period.unwrap() - 3.133_777_23).abs() < 1e-7);
//! assert!((cycle.x_min + 2.092_003).abs() < 1e-6 && (cycle.x_max - 1.930_161).abs() < 1e-6);
//! assert!((cycle.mean_x + 0.5).abs() < 1e-8);
//!
//! // A trajectory towards it, as a continuous function of time.
//! let solution = Solution::of(&neuron, State::new(-1.0, 1.0)?, 20.0, Tolerances::default())?;
//! let points: Vec<State> = (0..=400).filter_map(|index| solution.at(f64::from(index) * 0.05)).collect();
//! assert_eq!(points.len(), 401);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # An ensemble
//!
//! Many uncoupled neurons are integrated together, in f32 on all SIMD lanes and processors. Here 201 drives from -1.2 to 1.2
//! show both Andronov-Hopf bifurcations at |c| = 1:
//!
//! ```
//! use nullcline::control::StopToken;
//! use nullcline::neuron::{Ensemble, Epsilon, State, Steps};
//!
//! let drives: Vec<f32> = (0..=200).map(|index| -1.2 + 0.012 * index as f32).collect();
//! let mut ensemble = Ensemble::new(Epsilon::new(0.1)?, &drives, State::DEFAULT);
//! let stop = StopToken::new();
//! // A transient of 200 time units in steps of 0.01, then x each 0.1 over 50 time units.
//! ensemble.advance(Steps { count: 20_000, length: 0.01 }, &stop)?;
//! let recording = ensemble.record(Steps { count: 10, length: 0.01 }, 500, &stop)?;
//! for (neuron, drive) in drives.iter().enumerate() {
//!     let (low, high) = recording.trace(neuron).fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
//!     match drive.abs() {
//!         size if size < 0.95 => assert!(high - low > 3.0, "c {drive}: spikes"),
//!         size if size > 1.1 => assert!(high - low < 1e-3, "c {drive}: at rest"),
//!         _ => {} // small cycles and slow transients close to the bifurcation
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A lookup table and the mean law
//!
//! Without coupling, x(t) depends on epsilon, the drive, the initial state and t alone. So the trajectories of a grid of drives
//! stand for those of any number of neurons: a hidden layer of a hundred neurons for each of ten thousand images takes one
//! table instead of a million integrations. The mean law gives the time means that a readout of the neurons depends on: that
//! of x is -c exactly, that of sigmoid(x) is computed once for each epsilon.
//!
//! ```
//! use nullcline::control::StopToken;
//! use nullcline::neuron::{Epsilon, LookupTable, MeanLaw, Simulation, State, Timing};
//!
//! let epsilon = Epsilon::new(0.5)?;
//! let times = Timing { transient: 50.0, window: 50.0, ..Timing::default() };
//! let table = LookupTable::build(&Simulation::new(epsilon, State::DEFAULT, times), 1.2, &StopToken::new())?;
//! let law = MeanLaw::of(epsilon);
//! for c in [-1.1_f32, -0.3, 0.0, 0.7] {
//!     let lookup = table.lookup(c);
//!     let x = || table.recording().trace(lookup.neuron as usize).map(|x| f64::from(x + lookup.shift));
//!     let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / table.recording().samples() as f64;
//!     // Up to the incomplete period at the end of the window, which has about ten.
//!     assert!((mean(&mut x()) - MeanLaw::mean_x(c.into())).abs() < 0.1);
//!     let (mean_of_sigmoid, _derivative) = law.at(c.into());
//!     assert!((mean(&mut x().map(|x| 1.0 / (1.0 + (-x).exp()))) - mean_of_sigmoid).abs() < 0.02);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A network, trained and read
//!
//! The hidden layer consists of neurons: an image sets the drive c = a + gamma tanh(z/2) of each, where z is its weighted sum
//! of the pixels, and the outputs are weighted sums of what the neurons do. The answer is the output that leads for the
//! largest share of the observation window (the longest-winner rule, section 3 of the paper). Training uses the exact gradient
//! of the time means, which the mean law gives (ours; [`network`] has the equations). The images here are drawn digits, in
//! memory; [`dataset`] reads others.
//!
//! ```
//! use nullcline::control::StopToken;
//! use nullcline::experiment::ImageClassifier;
//! use nullcline::network::{
//!     Coupling, FhnLayer, HiddenCount, Method, Model, ModelCard, Network, Recipe, Rule, TrainingSets, TrainingSettings,
//! };
//! use nullcline::neuron::Timing;
//! use nullcline::synth::{DrawnStyle, drawn_digits};
//!
//! // Training: 30 hidden neurons with gamma -0.5, five times through 1,000 digits.
//! let (train, test) = (drawn_digits(&DrawnStyle::SCHOOL, 1, 1000), drawn_digits(&DrawnStyle::SCHOOL, 2, 200));
//! let recipe = Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact);
//! let hidden = HiddenCount::new(30).ok_or("1 to 4096 neurons")?;
//! let settings = TrainingSettings { epochs: 5, hidden, augmentation: None, ..recipe.settings() };
//! let (sets, stop) = (TrainingSets { train: &train, test: &test }, StopToken::new());
//! let trained = recipe.train(&settings, sets, &stop, &mut |_event| ())?;
//! let report = trained.best_report.ok_or("training was stopped")?;
//! assert!(report.test_accuracy > 0.9, "{report:?}");
//!
//! // A file with the network and a card that says where it comes from.
//! let file = std::env::temp_dir().join(format!("nullcline-tour-{}.safetensors", std::process::id()));
//! let card = ModelCard { test_accuracy: Some(report.test_accuracy), ..ModelCard::default() };
//! Model { network: Network::clone(&trained.best), card }.save(&file)?;
//! let model = Model::load(&file)?;
//! assert_eq!(&model.network, &*trained.best);
//! # std::fs::remove_file(&file)?;
//!
//! // One image: its output traces over time, and which of the ten led how long.
//! let classifier = ImageClassifier::new(model.network, Rule::Winner)?;
//! let times = Timing { transient: 200.0, ..Timing::default() };
//! let found = classifier.read(&test.image(7), times, &stop)?;
//! assert_eq!((found.answer, found.traces.samples()), (test.labels()[7], 1000));
//! assert_eq!(found.traces.votes.answer(Rule::Winner), found.answer);
//! assert!((found.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Modules
//!
//! A module imports only from modules above it in this list.
//!
//! | module | purpose |
//! | --- | --- |
//! | [`control`] | stopping long computations, and their progress |
//! | [`file`](mod@file) | files are replaced whole or not at all |
//! | [`neuron`] | equations, equilibrium, limit cycle, integration, ensembles, lookup tables |
//! | [`image`] | image files and pen strokes to 28 x 28 bytes |
//! | [`dataset`] | labelled images: MNIST, folders of IDX files |
//! | [`synth`] | augmentation, drawn digits, coarse scans |
//! | [`network`] | layers, networks, training, model files |
//! | [`experiment`] | accuracy, confusion matrix, parameter sweeps, robustness, the paper's tables |
//! | `report` | figures, tables and reports as files (feature `report`) |
//! | `job` | background work for the window (feature `gui`) |
//! | `cli` | the command line (feature `cli`) |
//! | `ui` | the window (feature `gui`) |

#[cfg(feature = "cli")]
pub mod cli;
pub mod control;
pub mod dataset;
pub mod experiment;
#[cfg_attr(target_arch = "wasm32", path = "file/in_memory.rs")]
pub mod file;
pub mod image;
#[cfg(feature = "gui")]
pub mod job;
pub mod network;
pub mod neuron;
#[cfg(feature = "report")]
pub mod report;
pub mod synth;
#[cfg(feature = "gui")]
pub mod ui;
