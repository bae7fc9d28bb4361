//! A trained network on disk: a safetensors file that says how it was made.
//!
//! The tensors are `hidden.weights` [784, 100], `hidden.biases` `[100]`, `output.weights` [100, 10] and `output.biases`
//! `[10]`, little-endian f32. The header's metadata has one key, `nullcline`, with JSON: the kind of network, the
//! settings of its neurons if it has any, the preprocessing of images, the [`ModelCard`], and a SHA-256 of the tensors.
//! (One key alone, because several would be written in random order; the bytes of a model are to depend on the model only.)
//!
//! A NumPy archive or a safetensors file with the weights of a network trained elsewhere can be read too; what was taken for
//! what is kept in the card ([`Imported`]).
//!
//! Whatever a file holds, reading it gives a network of numbers with the right shapes, or one line that says what was
//! found and what was expected.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use ndarray::{Array1, Array2};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::dense::Dense;
use super::fhn_layer::FhnLayer;
use super::import::{self, Activation, ImportOptions, Imported};
use super::network::Network;
use super::neuron_layer::NeuronLayer;
use super::preprocessing::Preprocessing;
use super::safetensors_file;
use super::training::TrainingSettings;
use super::units::Units;
use crate::dataset::{ClassNames, ImageSize};
use crate::file;

/// The metadata's one key.
const KEY: &str = "nullcline";
/// The version of what stands under it.
const FORMAT: u32 = 1;
/// The same for units that programs of format 1 don't know.
const FORMAT_OF_RELU: u32 = 2;
/// The same for neurons of other models, which programs of formats 1 and 2 don't know.
const FORMAT_OF_NEURONS: u32 = 3;
/// The tensors of a model, in the order that its checksum goes by.
const NAMES: [&str; 4] = ["hidden.weights", "hidden.biases", "output.weights", "output.biases"];
/// The largest file that is read, in bytes. The largest model, of 4,096 neurons and 256 classes, has 17 million; other
/// programs write 34 million for it as f64, and may keep as much again beside it.
const LARGEST_FILE: u64 = 128 << 20;
/// The networks inside the library, as xz; without the feature `mnist`, which they were trained on, none.
#[cfg(not(feature = "mnist"))]
const BUILT_IN: [(&str, &[u8]); 0] = [];
#[cfg(feature = "mnist")]
const BUILT_IN: [(&str, &[u8]); 3] = [
    ("ann", include_bytes!("../../assets/models/ann.safetensors.xz")),
    ("fhn", include_bytes!("../../assets/models/fhn.safetensors.xz")),
    ("fhn-fast", include_bytes!("../../assets/models/fhn-fast.safetensors.xz")),
];

/// What is wrong with a model or its file. One line each.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file holds something else than it should.
    #[error("{file}: {found}; expected {expected}")]
    Content {
        /// The file, or the name of the built-in model.
        file: String,
        /// What it holds.
        found: String,
        /// What it should hold.
        expected: String,
    },
    /// The file can't be read.
    #[error("{file} can't be read: {cause}")]
    Read {
        /// Which file.
        file: String,
        /// Why not.
        cause: io::Error,
    },
    /// The file can't be written. What was there before still is.
    #[error("{file} can't be written: {cause}")]
    Write {
        /// Which file.
        file: String,
        /// Why not.
        cause: io::Error,
    },
    /// A network with weights that are not numbers is not saved.
    #[error(
        "the network has a weight that is not a number, so it is not saved; train again with a lower learning rate"
    )]
    NotFinite,
    /// Neither a built-in model nor a file.
    #[error("there is no file {name} and no built-in model of that name; {}", built_in_list())]
    Unknown {
        /// What was asked for.
        name: String,
    },
}

/// Which kind of network a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// The plain network with sigmoids.
    Ann,
    /// The network with FitzHugh-Nagumo neurons inside.
    Fhn,
    /// The network with calibrated neurons of another model inside.
    Neurons,
}

impl ModelKind {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ann => "ann",
            Self::Fhn => "fhn",
            Self::Neurons => "calibrated",
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<&Units> for ModelKind {
    fn from(units: &Units) -> Self {
        match units {
            Units::Sigmoid | Units::Relu => Self::Ann,
            Units::Fhn(_) => Self::Fhn,
            Units::Neurons(_) => Self::Neurons,
        }
    }
}

/// Where a model came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelCard {
    /// How it was trained; `None` if it was trained elsewhere.
    pub settings: Option<TrainingSettings>,
    /// Accuracy on the training set, 0 to 1.
    pub train_accuracy: Option<f64>,
    /// Accuracy on the test set, 0 to 1.
    pub test_accuracy: Option<f64>,
    /// The command that makes it, with nothing in it that depends on the machine.
    pub created_by: String,
    /// [`ImageSet::hash`](crate::dataset::ImageSet::hash) of the training set.
    pub data_hash: Option<String>,
    /// Names of the classes, if they are not digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassNames>,
    /// Rows and columns of the training images as stored, where they were scaled to 28 x 28.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_size: Option<ImageSize>,
    /// What was taken from another program's file, if it was trained elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// A trained network and where it came from.
///
/// ```
/// use nullcline::dataset::DIGITS;
/// use nullcline::network::{Coupling, FhnLayer, HiddenCount, Model, ModelCard, Network, Units};
///
/// let units = Units::Fhn(FhnLayer::new(Coupling::Calibrated));
/// let model = Model { network: Network::glorot((HiddenCount::DEFAULT, DIGITS), units, 0), card: ModelCard::default() };
/// // The bytes of a file depend on the model alone, and a file that is not whole is refused.
/// let bytes = model.to_bytes()?;
/// assert_eq!(Model::from_bytes(&bytes, "whole.safetensors")?, model);
/// let error = Model::from_bytes(&bytes[..bytes.len() - 1], "cut.safetensors").unwrap_err();
/// assert!(error.to_string().starts_with("cut.safetensors: "));
/// # Ok::<(), nullcline::network::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The network.
    pub network: Network,
    /// Where it came from.
    pub card: ModelCard,
}

/// What stands in the header.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    kind: ModelKind,
    layer: Option<FhnLayer>,
    /// Of neurons of other models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    neurons: Option<NeuronLayer>,
    /// Of a plain network; sigmoids, if it isn't said.
    #[serde(default, skip_serializing_if = "is_sigmoid")]
    activation: Activation,
    /// Older files don't say: none.
    #[serde(rename = "normalisation", default, skip_serializing_if = "Preprocessing::is_none")]
    preprocessing: Preprocessing,
    card: ModelCard,
    /// Of the tensors' bytes, in the order of [`tensors`].
    sha256: String,
}

impl Model {
    /// As the bytes of a file; the same bytes for the same model.
    ///
    /// # Errors
    /// A weight that is not a number, or weights of another shape.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let (hidden, output) = (self.network.hidden(), self.network.output());
        if !(hidden.is_finite() && output.is_finite()) {
            return Err(ModelError::NotFinite);
        }
        let tensors = tensors(hidden, output);
        let header = Header {
            format: match self.network.units {
                Units::Sigmoid | Units::Fhn(_) => FORMAT,
                Units::Relu => FORMAT_OF_RELU,
                Units::Neurons(_) => FORMAT_OF_NEURONS,
            },
            kind: self.kind(),
            layer: self.network.units.fhn(),
            neurons: self.network.units.neurons(),
            activation: if self.network.units == Units::Relu { Activation::Relu } else { Activation::Sigmoid },
            preprocessing: self.network.preprocessing,
            card: self.card.clone(),
            sha256: checksum(tensors.iter().map(|(_, _, bytes)| bytes.as_slice())),
        };
        let json = serde_json::to_string(&header).map_err(|error| internal(&error))?;
        let views = tensors.iter().map(|(name, shape, bytes)| {
            Ok((*name, TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(|error| internal(&error))?))
        });
        let views: Vec<_> = views.collect::<Result<_, ModelError>>()?;
        let metadata = HashMap::from([(KEY.to_owned(), json)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| internal(&error))
    }

    /// Which kind of network it is.
    pub fn kind(&self) -> ModelKind {
        ModelKind::from(&self.network.units)
    }

    /// A fingerprint of the weights, the preprocessing and units that are no sigmoids: the first 16 hexadecimal digits of a
    /// checksum; without those two, of the one in the model's file.
    pub fn fingerprint(&self) -> String {
        let tensors = tensors(self.network.hidden(), self.network.output());
        let preprocessing = Some(self.network.preprocessing).filter(|preprocessing| !preprocessing.is_none());
        let name = preprocessing.map(|preprocessing| preprocessing.name().as_bytes());
        let relu = (self.network.units == Units::Relu).then_some("relu".as_bytes());
        let mut sum = checksum(tensors.iter().map(|(_, _, bytes)| bytes.as_slice()).chain(name).chain(relu));
        sum.truncate(16);
        sum
    }

    /// The model in the bytes of a file. `name` is for the error.
    ///
    /// # Errors
    /// Anything but a whole, intact model.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self, ModelError> {
        ModelReader { name }.model(bytes)
    }

    /// The model of the bytes of another program's file, with what is known of it. `name` is for the error.
    ///
    /// # Errors
    /// A model of this program, which says all that itself; arrays that make no network of two layers, or more than one.
    pub fn import(bytes: &[u8], name: &str, options: &ImportOptions) -> Result<Self, ModelError> {
        let reader = ModelReader { name };
        reader.check_sort(bytes)?;
        if !bytes.starts_with(b"PK") && reader.is_own(bytes)? {
            return Err(reader.wrong("a model of this program", "weights of another; this one says itself what it is"));
        }
        reader.imported(bytes, options)
    }

    /// Writes the model to a file: beside it first, then in its place at once, so that there is always the whole old
    /// model or the whole new one.
    ///
    /// # Errors
    /// A weight that is not a number, or whatever the disk says. What was there before still is.
    pub fn save(&self, path: &Path) -> Result<(), ModelError> {
        let bytes = self.to_bytes()?;
        file::replace_by(path, &bytes).map_err(|cause| ModelError::Write { file: path.display().to_string(), cause })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// Whatever the disk says, or anything but a whole, intact model.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let (file, bytes) = read(path)?;
        Self::from_bytes(&bytes, &file)
    }

    /// Reads a file of another program, with what is known of it.
    ///
    /// # Errors
    /// Whatever the disk says, or as [`Model::import`].
    pub fn import_file(path: &Path, options: &ImportOptions) -> Result<Self, ModelError> {
        let (file, bytes) = read(path)?;
        Self::import(&bytes, &file, options)
    }
}

/// The name of a file for errors, and its bytes.
fn read(path: &Path) -> Result<(String, Vec<u8>), ModelError> {
    let file = path.display().to_string();
    let bytes = read_bounded(path).map_err(|cause| ModelError::Read { file: file.clone(), cause })?;
    Ok((file, bytes))
}

/// The names of the networks inside the program.
pub fn built_in_names() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).collect()
}

fn built_in_list() -> String {
    if BUILT_IN.is_empty() {
        return "built-in: none, without the feature mnist".to_owned();
    }
    format!("built-in: {}", built_in_names().join(", "))
}

/// A network inside the library, or `None` if there is none of that name. Takes about 0.01 s.
#[allow(clippy::missing_panics_doc, reason = "it does not: see below")]
pub fn built_in(name: &str) -> Option<Model> {
    let (name, xz) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    #[allow(clippy::expect_used, reason = "the bytes are the library's own, and tests read them")]
    Some(Model::from_bytes(&unpacked(xz), name).expect("a whole built-in network"))
}

#[cfg(feature = "mnist")]
fn unpacked(xz: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    #[allow(clippy::expect_used, reason = "the bytes are the library's own, and tests unpack them")]
    lzma_rust2::XzReader::new(xz, false).read_to_end(&mut bytes).expect("a whole built-in network");
    bytes
}

#[cfg(not(feature = "mnist"))]
fn unpacked(xz: &[u8]) -> Vec<u8> {
    xz.to_vec()
}

/// The built-in model of that name, or else the model in the file of that name. (`./ann` is a file in any case.)
///
/// # Errors
/// There is neither, or the file holds no model.
pub fn resolve(name_or_path: &str) -> Result<Model, ModelError> {
    if let Some(model) = built_in(name_or_path) {
        return Ok(model);
    }
    let path = Path::new(name_or_path);
    if path.exists() { Model::load(path) } else { Err(ModelError::Unknown { name: name_or_path.to_owned() }) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn checksum<'a>(tensors: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for bytes in tensors {
        hasher.update(bytes);
    }
    hexadecimal(&hasher.finalize())
}

/// What can't be, for the tensors are made here: but no reason to panic.
fn internal(error: &dyn fmt::Display) -> ModelError {
    ModelError::Content {
        file: "the network".to_owned(),
        found: error.to_string(),
        expected: "weights of 784 pixels, 1 to 4096 neurons and 2 to 256 classes".to_owned(),
    }
}

/// Name, shape and little-endian f32 of every tensor, in the order that the checksum goes by.
fn tensors(hidden: &Dense, output: &Dense) -> [(&'static str, Vec<usize>, Vec<u8>); 4] {
    fn bytes<'a>(values: impl IntoIterator<Item = &'a f32>) -> Vec<u8> {
        values.into_iter().flat_map(|value| value.to_le_bytes()).collect()
    }
    [
        ("hidden.weights", hidden.weights.shape().to_vec(), bytes(&hidden.weights)),
        ("hidden.biases", hidden.biases.shape().to_vec(), bytes(&hidden.biases)),
        ("output.weights", output.weights.shape().to_vec(), bytes(&output.weights)),
        ("output.biases", output.biases.shape().to_vec(), bytes(&output.biases)),
    ]
}

/// Reads the bytes of a model, and knows the name to put in an error.
struct ModelReader<'a> {
    name: &'a str,
}

impl ModelReader<'_> {
    fn wrong(&self, found: impl Into<String>, expected: impl Into<String>) -> ModelError {
        ModelError::Content { file: self.name.to_owned(), found: found.into(), expected: expected.into() }
    }

    fn model(&self, bytes: &[u8]) -> Result<Model, ModelError> {
        self.check_sort(bytes)?;
        let bytes = self.whole(bytes)?;
        if bytes.starts_with(b"PK") || !self.is_own(bytes)? {
            return self.imported(bytes, &ImportOptions::default());
        }
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| self.wrong(one_line(&error.to_string()), "a whole safetensors file"))?;
        let header = self.header(bytes)?;
        let names = NAMES;
        if let Some(other) = file.names().into_iter().find(|name| !names.contains(name)) {
            return Err(self.wrong(format!("a tensor {other:?}"), names.join(", ")));
        }
        let mut views = Vec::new();
        for name in names {
            views.push(self.tensor(&file, name)?);
        }
        let sum = checksum(views.iter().map(TensorView::data));
        if sum != header.sha256 {
            return Err(self.wrong(
                format!("weights with the SHA-256 {sum}, so they were changed or damaged"),
                one_line(&header.sha256),
            ));
        }
        let layers = [
            self.layer([&views[0], &views[1]], [names[0], names[1]])?,
            self.layer([&views[2], &views[3]], [names[2], names[3]])?,
        ];
        self.model_of(layers, header)
    }

    /// The model of two layers whose tensors were checked.
    fn model_of(&self, layers: [Dense; 2], header: Header) -> Result<Model, ModelError> {
        let units = self.units(&header)?;
        let network = Network::new(layers, header.preprocessing, units)
            .map_err(|error| self.wrong(error.found(), error.expected()))?;
        if let Some(names) = header.card.classes.as_ref().filter(|names| names.count() != network.classes()) {
            let found = format!("names of {} classes", names.all().len());
            return Err(self.wrong(found, format!("{}, as many as outputs", network.classes().get())));
        }
        Ok(Model { network, card: header.card })
    }

    /// The bytes of a safetensors file without what stands after its last tensor.
    fn whole<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], ModelError> {
        safetensors_file::whole(bytes).map_err(|found| self.wrong(one_line(&found), "a whole safetensors file"))
    }

    /// A plain network with the weights of another program.
    fn imported(&self, bytes: &[u8], options: &ImportOptions) -> Result<Model, ModelError> {
        let bytes = self.whole(bytes)?;
        let (layers, imported) = import::layers(bytes, options)
            .map_err(|import::Wrong { found, expected }| self.wrong(one_line(&found), expected))?;
        let network = imported.network(layers).map_err(|error| self.wrong(error.found(), error.expected()))?;
        if !(network.hidden().is_finite() && network.output().is_finite()) {
            return Err(self.wrong("weights that the scaling makes infinite", "another --scaling"));
        }
        let created_by = "weights trained elsewhere".to_owned();
        Ok(Model { network, card: ModelCard { created_by, imported: Some(imported), ..ModelCard::default() } })
    }

    /// Says it plainly where the bytes are something else altogether.
    fn check_sort(&self, bytes: &[u8]) -> Result<(), ModelError> {
        let model = "a safetensors file made by `nullcline train`";
        let found = if bytes.is_empty() {
            "the file is empty"
        } else if bytes.len() as u64 > LARGEST_FILE {
            return Err(self.wrong("more than 128 MiB", "a model, which has at most 17"));
        } else if bytes.starts_with(b"version https://git-lfs") {
            "a git-lfs pointer, not the file itself (`git lfs pull` fetches it)"
        } else if bytes.starts_with(b"\x93NUMPY") {
            "one NumPy array alone (numpy.savez puts both matrices into one file)"
        } else if bytes.starts_with(b"\x1f\x8b") {
            "gzip data"
        } else if bytes.starts_with(b"\x89HDF") {
            "an HDF5 file"
        } else if bytes.starts_with(b"<") {
            "a web page"
        } else {
            return Ok(());
        };
        Err(self.wrong(found, model))
    }

    /// Whether these are the bytes of a model of this program, damaged or not, and of no other.
    fn is_own(&self, bytes: &[u8]) -> Result<bool, ModelError> {
        let (_, file) = SafeTensors::read_metadata(bytes)
            .map_err(|error| self.wrong(one_line(&error.to_string()), "a whole safetensors file"))?;
        let described = |(key, text): (&String, &String)| key == KEY || text.contains("\"sha256\":");
        let metadata = file.metadata().as_ref();
        Ok(metadata.is_some_and(|metadata| metadata.iter().any(described))
            || file.tensors().keys().any(|name| NAMES.contains(&name.as_str())))
    }

    fn header(&self, bytes: &[u8]) -> Result<Header, ModelError> {
        let expected = "a description under the key \"nullcline\", as `nullcline train` writes it";
        let (_, metadata) = SafeTensors::read_metadata(bytes)
            .map_err(|error| self.wrong(one_line(&error.to_string()), "a whole safetensors file"))?;
        let Some(json) = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY)) else {
            return Err(self.wrong("a model of this program without its description", expected));
        };
        let header: Header = serde_json::from_str(json)
            .map_err(|error| self.wrong(format!("a broken description: {}", one_line(&error.to_string())), expected))?;
        if !(FORMAT..=FORMAT_OF_NEURONS).contains(&header.format) {
            let expected = format!("format {FORMAT} to {FORMAT_OF_NEURONS}");
            return Err(self.wrong(format!("format {}", header.format), expected));
        }
        if let Some(settings) = &header.card.settings {
            settings
                .check()
                .map_err(|error| self.wrong("settings that no training has", one_line(&error.to_string())))?;
        }
        Ok(header)
    }

    fn tensor<'data>(&self, file: &SafeTensors<'data>, name: &str) -> Result<TensorView<'data>, ModelError> {
        let tensor =
            file.tensor(name).map_err(|_| self.wrong(format!("no tensor {name}"), format!("a tensor {name}")))?;
        if !matches!(tensor.dtype(), Dtype::F32 | Dtype::F64) {
            return Err(self.wrong(format!("{name} of type {:?}", tensor.dtype()), "F32 or F64"));
        }
        Ok(tensor)
    }

    /// A layer of its weights and biases, whose names are for the error.
    fn layer(&self, [weights, biases]: [&TensorView<'_>; 2], names: [&str; 2]) -> Result<Dense, ModelError> {
        let wrong = |name, shape: &[usize], expected| self.wrong(format!("{name} of shape {shape:?}"), expected);
        let [inputs, outputs] = *weights.shape() else {
            return Err(wrong(names[0], weights.shape(), "two dimensions".to_owned()));
        };
        if *biases.shape() != [outputs] {
            return Err(wrong(names[1], biases.shape(), format!("[{outputs}]")));
        }
        let matrix = Array2::from_shape_vec((inputs, outputs), self.values(weights, names[0])?)
            .map_err(|_| wrong(names[0], weights.shape(), "as many values".to_owned()))?;
        Ok(Dense { weights: matrix, biases: Array1::from_vec(self.values(biases, names[1])?) })
    }

    fn values(&self, tensor: &TensorView<'_>, name: &str) -> Result<Vec<f32>, ModelError> {
        let bytes = tensor.data();
        let values: Vec<f32> = if tensor.dtype() == Dtype::F64 {
            bytes.as_chunks::<8>().0.iter().map(|chunk| f64::from_le_bytes(*chunk) as f32).collect()
        } else {
            bytes.as_chunks::<4>().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect()
        };
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(values),
            Some(index) => Err(self.wrong(format!("{} at {index} of {name}", values[index]), "finite numbers only")),
        }
    }

    fn units(&self, header: &Header) -> Result<Units, ModelError> {
        if let (ModelKind::Neurons, Some(layer)) = (header.kind, header.neurons) {
            return Ok(Units::Neurons(layer));
        }
        match (header.kind, header.layer) {
            (ModelKind::Ann, None) if header.activation == Activation::Relu => Ok(Units::Relu),
            (ModelKind::Ann, None) => Ok(Units::Sigmoid),
            (ModelKind::Fhn, Some(layer)) => Ok(Units::Fhn(layer)),
            (ModelKind::Ann, Some(_)) => Err(self.wrong("a plain network with settings of neurons", "none")),
            (ModelKind::Fhn, None) => Err(self.wrong("neurons without settings", "epsilon, a, gamma")),
            (ModelKind::Neurons, _) => Err(self.wrong("neurons without settings", "model, drives, signal")),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it like this")]
fn is_sigmoid(activation: &Activation) -> bool {
    *activation == Activation::Sigmoid
}

/// At most a line of what others say, for an error of one line.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).take(200).collect()
}

/// The bytes of a file, of which at most one more than [`LARGEST_FILE`] are read, whatever its size claims to be.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
