//! What a person asks for. Panels hand these back; the app acts on them.

use std::path::PathBuf;

use super::exports::Wanted;
use super::paper::Page;
use super::settings::{NetworkChoice, Order, Tab, TrainingForm};
use super::theme::ThemeChoice;
use super::widgets::canvas::CanvasEvent;
use super::widgets::matrix::Cell;
use crate::digit::Digit;

/// One of the three sliders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// Gain of the current.
    Gamma,
    /// Control parameter a.
    A,
    /// Time scale.
    Epsilon,
}

/// A picture of the test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// The one before.
    Previous,
    /// The one after.
    Next,
    /// Any.
    Random,
    /// Any of this digit.
    OfDigit(Digit),
    /// This one; the last one if there are not so many.
    Index(usize),
}

/// Something to do.
#[derive(Clone, Debug)]
pub(crate) enum Intent {
    /// Open a tab.
    ShowTab(Tab),
    /// Change the colours.
    Theme(ThemeChoice),
    /// Open or close the help.
    Help(bool),
    /// Bring all defaults back.
    ResetAll,
    /// Close the window.
    Quit,
    /// Something of the Run tab.
    Run(RunIntent),
    /// Something of the Train tab.
    Train(TrainIntent),
    /// Something of the Paper tab.
    Paper(PaperIntent),
}

/// Something to do in the Run tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RunIntent {
    /// Let another network read.
    Network(NetworkChoice),
    /// Stop or start time.
    TogglePause,
    /// Let a tenth of a time unit pass.
    Step,
    /// Put all neurons back to their start.
    Restart,
    /// Dimensionless time a second.
    Speed(f64),
    /// Move a slider.
    Set(Parameter, f64),
    /// Something was typed that could not be taken as it was.
    Hint(Parameter, String),
    /// The pointer did something on the canvas.
    Draw(Vec<CanvasEvent>),
    /// Take back the last stroke.
    Undo,
    /// Empty the canvas.
    Clear,
    /// Change the pen.
    PenWidth(f32),
    /// Pen or eraser.
    Erases(bool),
    /// Take a picture of the test set.
    Pick(Pick),
    /// Ask for a picture file.
    OpenDialog,
    /// Read a picture file.
    OpenPath(PathBuf),
    /// Show another neuron large.
    Select(usize),
    /// Sort the wall.
    Order(Order),
    /// Push the large neuron's x.
    Kick,
}

/// Something to do in the Train tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TrainIntent {
    /// The form was filled in.
    Edit(TrainingForm),
    /// Begin.
    Start,
    /// End early.
    Stop,
    /// Let the Run tab use the trained network.
    Use,
    /// Ask for a file to save the trained network to.
    SaveDialog,
    /// Save the trained network.
    Save(PathBuf),
    /// Ask for a model file.
    LoadDialog,
    /// Load a model file.
    Load(PathBuf),
}

/// Something to do in the Paper tab.
#[derive(Clone, Debug)]
pub(crate) enum PaperIntent {
    /// Open a page.
    Page(Page),
    /// Let the confusion matrix be that of the largest mean, or of the longest winner.
    ByMean(bool),
    /// Show the pictures of a cell.
    Cell(Option<Cell>),
    /// Read this picture of the test set in the Run tab.
    Play(usize),
    /// Measure what the page shows.
    Measure(Page),
    /// Stop measuring it.
    Cancel(Page),
    /// Set the sliders.
    GoTo {
        /// To this gain.
        gamma: f64,
        /// To this control parameter, if it is to change.
        a: Option<f64>,
    },
    /// The path of the figure was typed.
    Path(String),
    /// Save a figure.
    Save(Box<Wanted>),
}
