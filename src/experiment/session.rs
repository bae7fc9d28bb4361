//! Sessions: everything that an answer depends on, and the answer, in one JSON file.
//!
//! The window saves sessions and opens them again; the command line repeats them to the same numbers. Settings of the
//! window alone are kept unread.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::any_neuron::integrated_traces;
use super::drive_noise::DriveNoise;
use super::perturbation::{Interventions, PerturbationExperiment};
use crate::control::StopToken;
use crate::dataset::ImageSet;
use crate::file;
use crate::image::{InputImage, PIXELS};
use crate::network::{
    CalibratedNeurons, FhnLayer, Model, ModelError, NeuronLayer, NotSigmoid, OutputTraces, Rule, Sigmoid, model_file,
};
use crate::neuron::{SimulationError, Timing};

/// The format's name and version, as in the file.
const FORMAT: &str = "nullcline session 1";
/// The most bytes that a session is read from.
const MOST_BYTES: u64 = 16 << 20;

/// Why a session can't be opened, saved or run.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The file can't be read.
    #[error("{file}: can't be read: {cause}")]
    Read {
        /// Its path.
        file: String,
        /// The system's message.
        cause: std::io::Error,
    },
    /// The file can't be written.
    #[error("{file}: can't be written: {cause}")]
    Write {
        /// Its path.
        file: String,
        /// The system's message.
        cause: std::io::Error,
    },
    /// It is no session.
    #[error("{file}: not a session file: {cause}")]
    Format {
        /// Its path.
        file: String,
        /// The problem.
        cause: String,
    },
    /// Its network can't be opened.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Its network has changed.
    #[error(
        "the network {name} is another one than in the session: its weights have the fingerprint {found}, not {wanted}"
    )]
    OtherModel {
        /// The network.
        name: String,
        /// Of the session.
        wanted: String,
        /// Of the network that is there.
        found: String,
    },
    /// Neurons can't take the place of its network's units.
    #[error(transparent)]
    Transplant(#[from] NotSigmoid),
    /// The neurons can't be simulated.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// The network of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionModel {
    /// A built-in name, or a path, relative to the session's folder.
    pub name: String,
    /// The fingerprint of its weights, see [`Model::fingerprint`].
    pub fingerprint: String,
}

/// The image of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPicture {
    /// A description for display.
    pub name: String,
    /// Its place in the test set, if it comes from there.
    pub test_index: Option<usize>,
    /// The fingerprint of the test set that it comes from, see [`crate::dataset::ImageSet::hash`].
    pub data: Option<String>,
    /// 784 bytes as hexadecimal digits, row by row, 00 background to ff foreground.
    pub pixels: String,
}

impl SessionPicture {
    /// The bytes as they are written.
    pub fn encode(image: &InputImage) -> String {
        image.pixels().iter().fold(String::with_capacity(2 * PIXELS), |text, ink| text + &format!("{ink:02x}"))
    }

    /// The image; `None` if there are not 784 bytes.
    pub fn image(&self) -> Option<InputImage> {
        let digits = self.pixels.as_bytes();
        if digits.len() != 2 * PIXELS {
            return None;
        }
        let mut pixels = [0; PIXELS];
        for (pixel, pair) in pixels.iter_mut().zip(digits.chunks_exact(2)) {
            *pixel = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(InputImage::new(pixels))
    }

    /// The picture of the session called `file` in the error.
    fn checked(&self, file: &str) -> Result<InputImage, SessionError> {
        let cause = || format!("its picture has not {PIXELS} bytes in hexadecimal digits");
        self.image().ok_or_else(|| SessionError::Format { file: file.to_owned(), cause: cause() })
    }

    /// Whether it is still in `test` where the session says; `None` if it does not come from a test set.
    ///
    /// The session holds the pixels, so its numbers do not depend on this.
    pub fn is_in(&self, test: &ImageSet) -> Option<bool> {
        self.test_index?;
        let same_set = self.data.as_ref().is_none_or(|data| *data == test.hash());
        Some(same_set && self.index_in(test).is_some())
    }

    /// Its place in `test`, if the same image is still there.
    pub fn index_in(&self, test: &ImageSet) -> Option<usize> {
        let index = self.test_index.filter(|index| *index < test.len())?;
        (self.image()? == test.image(index)).then_some(index)
    }
}

/// The results of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionResult {
    /// The digit that led longest.
    pub winner: u8,
    /// The digit of the largest time mean.
    pub mean: u8,
    /// The digit that led at the end.
    pub last: u8,
    /// For each class the share of the observation window for which its output led.
    pub shares: Vec<f64>,
    /// The winner's lead over the second.
    pub margin: f64,
    /// The time in the window at which the digit ahead last changed.
    pub decided_at: f64,
}

impl SessionResult {
    /// The results of output traces with samples `every` apart.
    pub fn of(traces: &OutputTraces, every: f64) -> Self {
        let answer = |rule| traces.votes.answer(rule).value();
        Self {
            winner: answer(Rule::Winner),
            mean: answer(Rule::Mean),
            last: answer(Rule::Last),
            shares: traces.votes.shares(),
            margin: traces.votes.margin(),
            decided_at: traces.decided_at() as f64 * every,
        }
    }
}

/// Everything that an answer depends on, and the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    format: String,
    /// The program that wrote it.
    pub program: String,
    /// The network.
    pub model: SessionModel,
    /// The neurons in it, if they are FitzHugh-Nagumo neurons.
    pub layer: FhnLayer,
    /// Neurons of another model, in whose place `layer` says nothing; they have neither interventions nor noise. Files without
    /// it mean none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neurons: Option<NeuronLayer>,
    /// The timing of the simulation.
    pub times: Timing,
    /// Interventions on some of them.
    #[serde(rename = "treatments")]
    pub interventions: Interventions,
    /// Noise on the drives of all. Files without it mean none.
    #[serde(default, skip_serializing_if = "DriveNoise::is_none")]
    pub noise: DriveNoise,
    /// The image that is classified.
    pub picture: SessionPicture,
    /// The results, if it was run.
    pub result: Option<SessionResult>,
    /// Further settings of the window.
    pub window: serde_json::Value,
}

impl Session {
    /// A session that has not been run.
    pub fn new(model: SessionModel, layer: FhnLayer, picture: SessionPicture) -> Self {
        Self {
            format: FORMAT.to_owned(),
            program: concat!("nullcline ", env!("CARGO_PKG_VERSION")).to_owned(),
            model,
            layer,
            neurons: None,
            times: Timing::default(),
            interventions: Interventions::new(),
            noise: DriveNoise::default(),
            picture,
            result: None,
            window: serde_json::Value::Null,
        }
    }

    /// The same with neurons of another model, at its times.
    pub fn with_neurons(self, neurons: NeuronLayer) -> Self {
        Self { neurons: Some(neurons), times: neurons.model().description().times, ..self }
    }

    /// Reads a session.
    ///
    /// # Errors
    /// If the file can't be read or is no session.
    pub fn load(path: &Path) -> Result<Self, SessionError> {
        let file = path.display().to_string();
        let read = |cause| SessionError::Read { file: file.clone(), cause };
        let format = |cause: String| SessionError::Format { file: file.clone(), cause };
        let mut text = Vec::new();
        file::open(path).map_err(read)?.take(MOST_BYTES + 1).read_to_end(&mut text).map_err(read)?;
        if text.len() as u64 > MOST_BYTES {
            return Err(format(format!("more than {MOST_BYTES} bytes are too many")));
        }
        // Editors and shells of Windows put a byte order mark before texts.
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        let mut session: Self = serde_json::from_slice(text).map_err(|error| format(error.to_string()))?;
        if session.format != FORMAT {
            return Err(format(format!("it says {:?}, not {FORMAT:?}", session.format)));
        }
        session.picture.checked(&file)?;
        session.interventions.retain(|neuron, _| *neuron < crate::network::HiddenCount::MAX);
        session.interventions.values_mut().for_each(|intervention| *intervention = intervention.sanitized());
        Ok(session)
    }

    /// Writes the session: beside the file first, then in its place at once.
    ///
    /// # Errors
    /// If the file can't be written; what was there before stays.
    pub fn save(&self, path: &Path) -> Result<(), SessionError> {
        let write = |cause| SessionError::Write { file: path.display().to_string(), cause };
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| write(error.into()))?;
        text.push(b'\n');
        file::replace_by(path, &text).map_err(write)
    }

    /// The network of a session in `folder`.
    ///
    /// # Errors
    /// If it can't be opened, or has changed.
    pub fn model(&self, folder: &Path) -> Result<Model, SessionError> {
        let model = match model_file::built_in(&self.model.name) {
            Some(model) => model,
            None => Model::load(&self.model_path(folder))?,
        };
        let found = model.fingerprint();
        if found == self.model.fingerprint {
            return Ok(model);
        }
        Err(SessionError::OtherModel { name: self.model.name.clone(), wanted: self.model.fingerprint.clone(), found })
    }

    fn model_path(&self, folder: &Path) -> PathBuf {
        folder.join(&self.model.name)
    }

    /// Runs the session with `model`.
    ///
    /// # Errors
    /// If its picture has not 784 bytes, the neurons can't be simulated, or the work was stopped.
    pub fn run(&self, model: &Model, stop: &StopToken) -> Result<SessionResult, SessionError> {
        model.network.units.check_transplant()?;
        let image = self.picture.checked(&self.picture.name)?;
        if let Some(layer) = self.neurons {
            let neurons = CalibratedNeurons::new(layer, stop)?;
            let network = model.network.with_units(Sigmoid);
            let (readout, z) = (neurons.readout(network.output()), network.inputs_of(&image));
            let traces = integrated_traces(&neurons, &readout, &z, self.times, stop)?;
            return Ok(SessionResult::of(&traces, self.times.every));
        }
        let network = model.network.with_units(self.layer);
        let drives = network.drives_of(&image);
        let experiment = PerturbationExperiment {
            interventions: &self.interventions,
            noise: self.noise,
            ..PerturbationExperiment::new(self.layer, &drives, self.times)
        };
        Ok(SessionResult::of(&experiment.run(&network.readout(), stop)?.traces, self.times.every))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DIGITS;
    use crate::network::{Coupling, HiddenCount, ModelCard, Network, Units};

    #[test]
    fn a_session_without_a_whole_picture_is_refused_and_not_run_with_a_blank_one() {
        let layer = FhnLayer::new(Coupling::Transplant);
        let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, 0);
        let model = Model { network, card: ModelCard::default() };
        let picture =
            SessionPicture { name: "a seven".to_owned(), test_index: None, data: None, pixels: "00ff".to_owned() };
        let of = SessionModel { name: "m".to_owned(), fingerprint: model.fingerprint() };
        let error = Session::new(of, layer, picture).run(&model, &StopToken::new()).unwrap_err().to_string();
        assert!(error.contains("a seven") && error.contains("784 bytes"), "{error}");
    }
}
