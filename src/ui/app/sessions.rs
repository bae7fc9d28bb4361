//! Sessions: all that the window shows, in a file.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::remembered;
use crate::experiment::{Session, SessionModel, SessionPicture, SessionResult};
use crate::file;
use crate::image::InputImage;
use crate::network::{Model, model_file};
use crate::ui::run::model::run_model::RunModel;
use crate::ui::shared::network_sources::NetworkSource;
use crate::ui::shared::neuron_settings::NeuronSettings;
use crate::ui::shared::origin::Origin;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::test_set::{NetworkData, TestSet};

/// Names that are tried for a network beside a session, at most.
const MOST_NAMES: u32 = 1000;
/// What a built-in network's origin begins with.
const BUILT_IN: &str = "built-in ";

/// A session that was opened, ready for the window.
pub(crate) struct Opened {
    /// The settings of the window.
    pub(crate) settings: Settings,
    /// The network, where it is not built in.
    pub(crate) source: Option<NetworkSource>,
    /// What is read.
    pub(crate) image: InputImage,
    /// Where that came from, as far as MNIST is concerned.
    pub(crate) origin: Origin,
    /// The same as the session has it.
    pub(crate) picture: SessionPicture,
    /// The file.
    pub(crate) path: PathBuf,
}

/// The session as the window stands; `None` if there is no image.
pub(crate) fn session(settings: &Settings, run: &RunModel) -> Option<Session> {
    let specimen = run.specimen();
    let image = specimen.image()?;
    let test_image = specimen.origin().test_image();
    let source = run.network().source();
    let model = SessionModel { name: model_name(source), fingerprint: source.model.fingerprint() };
    let picture = SessionPicture {
        name: specimen.origin().describe(),
        test_index: test_image.map(|image| image.index),
        data: test_image.map(|image| image.data.as_ref().to_owned()),
        pixels: SessionPicture::encode(image),
    };
    let mut session = Session::new(model, run.network().layer(), picture);
    if let Some(other) = run.network().other() {
        session = session.with_neurons(other.layer());
    }
    session.interventions.clone_from(run.interventions());
    session.noise = run.network().noise();
    let answer = run.answer().filter(|_| !run.is_answering());
    session.result = answer.map(|answer| SessionResult::of(&answer.traces, session.times.every));
    session.window = serde_json::to_value(settings).unwrap_or_default();
    Some(session)
}

/// A built-in name, or nothing where the network is in no file that we know of.
fn model_name(source: &NetworkSource) -> String {
    source.origin.strip_prefix(BUILT_IN).map(str::to_owned).unwrap_or_default()
}

/// Writes a session. A network that is not built in is written beside it, over nothing.
pub(crate) fn save(mut session: Session, model: &Model, path: &Path) -> Result<PathBuf, String> {
    // Now, so that no network is left alone beside a session that can't be written.
    file::check(path).map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
    if model_file::built_in(&session.model.name).is_none() {
        let beside = keep_beside(model, path)?;
        session.model.name = beside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    }
    session.save(path).map_err(|error| error.to_string())?;
    Ok(path.to_owned())
}

/// Where the network of a session is: in a file that is just this network, or in a new one. Under the session's name there
/// may be a network that the person keeps.
fn keep_beside(model: &Model, session: &Path) -> Result<PathBuf, String> {
    let bytes = model.to_bytes().map_err(|error| error.to_string())?;
    for name in names_beside(session, &model.fingerprint()) {
        let path = session.with_file_name(name);
        match file::create_by(&path, &bytes) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if file::read(&path).is_ok_and(|found| found == bytes) {
                    return Ok(path);
                }
            }
            Err(error) => return Err(format!("{}: can't be written: {error}", path.display())),
        }
    }
    Err(format!("{}: its network can't be kept beside it: all names for it are taken", session.display()))
}

/// Names for the network of a session, the nearest first.
fn names_beside(session: &Path, fingerprint: &str) -> impl Iterator<Item = String> {
    let stem = session.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let own = format!("{stem}-{fingerprint}");
    let numbered = {
        let own = own.clone();
        (2..=MOST_NAMES).map(move |number| format!("{own}-{number}"))
    };
    [stem, own].into_iter().chain(numbered).map(|name| format!("{name}.safetensors"))
}

/// Opens a session.
pub(crate) fn open(path: &Path) -> Result<Opened, String> {
    let session = Session::load(path).map_err(|error| error.to_string())?;
    let model = session.model(path.parent().unwrap_or(Path::new(""))).map_err(|error| error.to_string())?;
    let mut settings = remembered::settings_of_json(&session.window);
    if session.neurons.is_none() {
        settings.interventions.clone_from(&session.interventions);
    }
    settings.parameters.gamma = session.layer.gamma;
    settings.parameters.a = session.layer.a;
    settings.parameters.epsilon = session.layer.epsilon;
    settings.parameters.synapse = session.layer.synapse;
    if session.neurons.is_none() {
        settings.parameters.noise = session.noise;
    }
    settings.parameters.coupling = session.layer.kappa;
    settings.parameters.neurons =
        session.neurons.as_ref().map_or_else(NeuronSettings::default, NeuronSettings::of_layer);
    let built_in = model_file::built_in(&session.model.name).is_some();
    let source = (!built_in).then(|| NetworkSource {
        model: Arc::new(model),
        origin: session.model.name.clone(),
        data: NetworkData::Unknown,
    });
    let image = session.picture.image().ok_or_else(|| format!("{}: it has no picture", path.display()))?;
    let test = session.picture.test_index.and_then(|_| TestSet::mnist().ok());
    let origin = match test.and_then(|test| Some((session.picture.index_in(&test.images)?, test))) {
        Some((index, test)) => test.origin(index),
        None => Origin::File { name: session.picture.name.clone() },
    };
    let picture = session.picture;
    Ok(Opened { settings: settings.sanitized(), source, image, origin, picture, path: path.to_owned() })
}

/// What was done with a file.
pub(crate) enum Kept {
    /// It is there.
    Saved(PathBuf),
    /// It holds this.
    Opened(Box<Opened>),
}
