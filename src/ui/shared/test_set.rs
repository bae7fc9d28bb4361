//! The images that networks are tried on in the window.

use std::path::Path;
use std::sync::Arc;

use ndarray::Array2;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};

use super::origin::{Origin, TestImage};
use crate::control::StopToken;
use crate::dataset::{
    Class, DIGITS, DataError, EMBEDDED_TEST_HASH, EMBEDDED_TRAIN_HASH, Folder, FolderOptions, ImageSet, Needed, Split,
    embedded_test, open_folder_with,
};
use crate::image::PIXELS;
use crate::job::{Job, Reporter};
use crate::network::{Model, ModelCard};
use crate::ui::widgets::class_labels::ClassLabels;

/// The file of MNIST's training images, beside a page that is to train.
pub(crate) const TRAINING_IMAGES: &str = "train-images.xz";

/// A test set, and what is known of it.
#[derive(Debug)]
pub(crate) struct TestSet {
    /// Its name, for people: MNIST, or that of a folder.
    pub(crate) name: String,
    /// The images.
    pub(crate) images: ImageSet,
    /// [`ImageSet::hash`] of them.
    pub(crate) hash: Arc<str>,
    /// That of the training set beside them, if there is one.
    pub(crate) train_hash: Option<String>,
    /// What its classes are called.
    pub(crate) labels: ClassLabels,
    /// What there is to say about the files.
    pub(crate) remarks: Vec<String>,
}

/// Which test set belongs to a network.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) enum NetworkData {
    /// Nobody knows, as of a network from a file.
    #[default]
    Unknown,
    /// MNIST.
    Mnist,
    /// That of the folder it was trained on. It is in one place only, where folders are.
    #[serde(skip)]
    Folder(Arc<TestSet>),
}

impl NetworkData {
    /// Whether both are the same set, as far as that is known.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, Self::Unknown) | (Self::Mnist, Self::Mnist) => true,
            (Self::Folder(one), Self::Folder(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl TestSet {
    /// That of MNIST.
    ///
    /// # Errors
    /// [`DataError`] if the embedded data is damaged.
    pub(crate) fn mnist() -> Result<Self, DataError> {
        embedded_test().map(Self::of_mnist)
    }

    fn of_mnist(images: ImageSet) -> Self {
        Self {
            name: "MNIST".to_owned(),
            hash: EMBEDDED_TEST_HASH.into(),
            train_hash: Some(EMBEDDED_TRAIN_HASH.to_owned()),
            labels: ClassLabels::new(None, images.classes()),
            remarks: Vec::new(),
            images,
        }
    }

    /// That of a folder of IDX files.
    ///
    /// # Errors
    /// A sentence: the folder's files are wrong, or it has no test images.
    pub(crate) fn of_path(folder: &Path) -> Result<Self, String> {
        let options = FolderOptions { needed: Needed::One(Split::Test), ..FolderOptions::default() };
        let opened = open_folder_with(folder, options).map_err(|error| error.to_string())?;
        Self::of_folder(folder, opened).ok_or_else(|| format!("{}: no test image", folder.display()))
    }

    /// That of a folder that was read; `None` if it has no test image.
    pub(crate) fn of_folder(path: &Path, folder: Folder) -> Option<Self> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let hash = folder.test_hash.filter(|_| !folder.test.is_empty())?;
        Some(Self {
            name,
            labels: ClassLabels::new(folder.classes.as_ref(), folder.test.classes()),
            images: folder.test,
            hash: hash.into(),
            train_hash: folder.train_hash,
            remarks: folder.remarks.iter().map(ToString::to_string).collect(),
        })
    }

    /// Image `index` as the origin of what is read.
    pub(crate) fn origin(&self, index: usize) -> Origin {
        let label = self.images.labels()[index];
        Origin::Test(TestImage { index, label, shows: self.labels.with_article(label), data: self.hash.clone() })
    }

    /// How many images, as people write it.
    pub(crate) fn count(&self) -> String {
        thousands(self.images.len())
    }

    /// What was found, in a sentence and what there is to say about it.
    pub(crate) fn describe(&self) -> String {
        let classes = self.images.classes().get();
        let found = format!("Run tries networks on {} images of {classes} classes from {}.", self.count(), self.name);
        self.remarks.iter().fold(found, |text, remark| format!("{text}\n{remark}"))
    }

    /// Why the accuracy of `model` on these images says nothing, if so: it has another number of classes.
    pub(crate) fn obstacle(&self, model: &Model) -> Option<String> {
        let (there, here) = (model.network.classes().get(), self.images.classes().get());
        (there != here).then(|| format!("the network has {there} classes, {} has {here}", self.name))
    }

    /// What to beware of with a network that came with this card: it was trained on other data.
    pub(crate) fn caution(&self, card: &ModelCard) -> Option<String> {
        let names = ClassLabels::new(card.classes.as_ref(), self.images.classes());
        let is_part = card.created_by.contains("--subset");
        let is_other = |(theirs, ours): (&String, &String)| theirs != ours && !is_part;
        if card.data_hash.as_ref().zip(self.train_hash.as_ref()).is_some_and(is_other) {
            return Some(format!("trained on other data than {}", self.name));
        }
        (card.data_hash.is_some() && !names.agree(&self.labels))
            .then(|| format!("its classes are called otherwise than those of {}", self.name))
    }
}

/// Unpacks MNIST's test set.
#[derive(Serialize, Deserialize)]
pub(crate) struct Unpacking;

/// What comes of it, whole where it is sent.
pub(crate) struct Unpacked(pub(crate) TestSet);

impl Job for Unpacking {
    const NAME: &'static str = "load-test-set";
    type Report = ();
    type Output = Result<Unpacked, String>;

    async fn run(self, _reporter: &Reporter<(), Self::Output>, _stop: &StopToken) -> Self::Output {
        TestSet::mnist().map(Unpacked).map_err(|error| error.to_string())
    }

    fn ended() -> Option<Self::Output> {
        Some(Err("stopped".to_owned()))
    }
}

impl Serialize for Unpacked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let images = &self.0.images;
        let labels: Vec<u8> = images.labels().iter().map(|label| label.value()).collect();
        (Bytes::new(images.pixels().as_slice().unwrap_or_default()), Bytes::new(&labels)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Unpacked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pixels, labels) = <(ByteBuf, ByteBuf)>::deserialize(deserializer)?;
        let pixels = Array2::from_shape_vec((labels.len(), PIXELS), pixels.into_vec()).map_err(D::Error::custom)?;
        let labels = labels.iter().map(|label| Class::new(*label)).collect();
        let images =
            ImageSet::new(pixels, labels, DIGITS).ok_or_else(|| D::Error::custom("labels that are no digits"))?;
        Ok(Self(TestSet::of_mnist(images)))
    }
}

/// 10000 as 10,000.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::{TestSet, Unpacked};

    #[test]
    fn the_test_set_comes_back_whole() {
        let sent = Unpacked(TestSet::mnist().unwrap());
        assert_eq!(sent.0.images.hash(), *sent.0.hash);
        let bytes = rmp_serde::to_vec_named(&sent).unwrap();
        let back: Unpacked = rmp_serde::from_slice(&bytes).unwrap();
        assert_eq!(back.0.images, sent.0.images);
    }

    #[test]
    fn thousands_are_parted() {
        let shown = [0, 999, 1000, 10_000, 1_234_567].map(super::thousands);
        assert_eq!(shown, ["0", "999", "1,000", "10,000", "1,234,567"]);
    }
}
