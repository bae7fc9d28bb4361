//! What files are asked for.

use std::path::PathBuf;

use super::figure_export::Format;
use super::intent::KeepFile;
use super::paths::{NETWORKS, PICTURES};

/// What a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A picture of a digit.
    Picture,
    /// A model to load.
    LoadModel,
    /// A place to save the network of an epoch.
    SaveModel(usize),
    /// A folder with images to train on.
    TrainingFolder,
    /// A folder with images to try networks on.
    TestFolder,
    /// A folder for the report.
    SaveReport,
    /// A session, a picture or an animation.
    Keep(KeepFile),
    /// A place to save a figure.
    SaveFigure(Format),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// A file.
    File(PathBuf),
    /// None. A desktop without a file dialog looks the same, so this is worth a hint.
    Nothing,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file that is there, and others that go with it.
    Open,
    /// A new file, by this name if nobody gives it another one.
    Save(String),
    /// A folder.
    Folder,
}

/// A question for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The question itself.
    pub(crate) title: &'static str,
    /// What files of these kinds are called, and how they end.
    pub(crate) kinds: (&'static str, &'static [&'static str]),
    /// What is looked for.
    pub(crate) place: Place,
}

impl Question {
    fn open(title: &'static str, kinds: (&'static str, &'static [&'static str])) -> Self {
        Self { title, kinds, place: Place::Open }
    }

    fn save(title: &'static str, kinds: (&'static str, &'static [&'static str]), name: String) -> Self {
        Self { title, kinds, place: Place::Save(name) }
    }

    fn folder(title: &'static str) -> Self {
        Self { title, kinds: ("", &[]), place: Place::Folder }
    }
}

impl Purpose {
    pub(crate) fn question(self) -> Question {
        match self {
            Self::Keep(file) => to_keep(file),
            Self::Picture => Question::open("Open a picture of a digit", ("Pictures", &PICTURES)),
            Self::LoadModel => Question::open("Load a network", ("Models", &NETWORKS)),
            Self::SaveModel(epoch) => Question::save(
                "Save the trained network",
                ("Models", &["safetensors"]),
                format!("network-epoch-{epoch}.safetensors"),
            ),
            Self::TrainingFolder | Self::TestFolder => Question::folder("A folder in MNIST's format"),
            Self::SaveReport => Question::folder("A folder for the report"),
            Self::SaveFigure(format) => {
                let kinds: (_, &'static [_]) = match format {
                    Format::Png => ("PNG", &["png"]),
                    Format::Svg => ("SVG", &["svg"]),
                    Format::Csv => ("CSV", &["csv"]),
                };
                Question::save("Save the figure", kinds, format!("figure.{}", format.extension()))
            }
        }
    }
}

fn to_keep(file: KeepFile) -> Question {
    match file {
        KeepFile::OpenSession => Question::open("Open a session", ("Sessions", &["json"])),
        KeepFile::SaveSession => {
            Question::save("Save the session", ("Sessions", &["json"]), "nullcline.json".to_owned())
        }
        KeepFile::SavePicture => {
            Question::save("Save a picture of the window", ("PNG", &["png"]), "nullcline.png".to_owned())
        }
        KeepFile::SavePlot(_) => {
            Question::save("Save the plot", ("SVG, PNG, CSV", &["svg", "png", "csv"]), "plot.svg".to_owned())
        }
        KeepFile::SaveFrames => Question::folder("A folder for the frames"),
        KeepFile::SaveAnimation => Question::save("Save an animation", ("GIF", &["gif"]), "nullcline.gif".to_owned()),
    }
}
