//! What a person asks for. Panels hand these back; the app acts on them.

use std::path::PathBuf;

use super::figure_export::FigureExport;
use super::gallery_filter::Filter;
use super::lower_view::LowerView;
use super::network_choice::NetworkChoice;
use super::paper_view::Page;
use super::parameters::Parameter;
use super::plot_kind::PlotKind;
use super::tab::Tab;
use super::training_form::TrainingForm;
use super::wall_look::{Colouring, Order};
use crate::dataset::Class;
use crate::experiment::Stimulus;
use crate::image::Preparation;
use crate::neuron::{NeuronKind, State};
use crate::ui::theme::ThemeChoice;
use crate::ui::widgets::canvas::CanvasEvent;
use crate::ui::widgets::matrix::Cell;

/// An image of the test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// The one before.
    Previous,
    /// The one after.
    Next,
    /// Any.
    Random,
    /// Any of this class.
    OfClass(Class),
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
    /// Goes to a stop of the tour, and begins the tour where there is none.
    Tour(usize),
    /// Ends the tour.
    EndTour {
        /// All becomes what it was before the tour.
        back: bool,
    },
    /// Something with files, or a reset.
    Keep(KeepIntent),
    /// Take the notice away.
    Dismiss,
    /// Something of the Run tab.
    Run(RunIntent),
    /// Something of the Train tab.
    Train(TrainIntent),
    /// Something of the Paper tab.
    Paper(PaperIntent),
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeepFile {
    /// A session to open.
    OpenSession,
    /// A place to save the session.
    SaveSession,
    /// A place to save a picture of the window.
    SavePicture,
    /// A place to save an animation.
    SaveAnimation,
    /// A folder for the frames of an animation.
    SaveFrames,
    /// A place to save a plot.
    SavePlot(PlotKind),
}

/// Something to do with files, or a reset.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum KeepIntent {
    /// Ask for a file.
    Ask(KeepFile),
    /// Take this file.
    File(KeepFile, PathBuf),
    /// Stop the animation.
    CancelAnimation,
    /// Bring the sliders back to their usual values.
    ResetParameters,
    /// Put the neurons back to their start, and release those with an intervention.
    ResetNeurons,
}

/// Something to do in the Run tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RunIntent {
    /// Use another network.
    Network(NetworkChoice),
    /// Go back to a network by its number.
    ReturnTo(usize),
    /// Use neurons of another model.
    Neuron(NeuronKind),
    /// Stop or start time.
    TogglePause,
    /// Let a tenth of a time unit pass.
    Step,
    /// Go a tenth of a time unit back.
    StepBack,
    /// Put all neurons back to their start.
    Restart,
    /// Dimensionless time a second.
    Speed(f64),
    /// Move a slider.
    Set(Parameter, f64),
    /// Unfold the sliders of perturbations, or fold them away.
    Perturb(bool),
    /// Draw other noise of the same size.
    Redraw,
    /// Something was typed that could not be taken as it was.
    Hint(Parameter, String),
    /// The pointer did something on the canvas.
    Draw(Vec<CanvasEvent>),
    /// Bring back what was on the canvas before.
    Undo,
    /// Empty the canvas.
    Clear,
    /// Change the pen.
    PenWidth(f32),
    /// Pen or eraser.
    Erases(bool),
    /// Take an image of the test set.
    Pick(Pick),
    /// Read another of the digits of the picture.
    Piece(usize),
    /// Try networks on MNIST.
    Mnist,
    /// Ask for a folder of images to try networks on.
    DataDialog,
    /// Ask for a picture file.
    OpenDialog,
    /// Open the files that a text names.
    OpenText(String),
    /// Show another neuron large.
    Select(usize),
    /// Lay a neuron over the large one, or take it away again.
    Also(usize),
    /// What the wall's colours mean.
    Colouring(Colouring),
    /// Show the vector field, or not.
    Field(bool),
    /// Unfold the controls of the stimulus, or fold them away.
    UnfoldStimulus(bool),
    /// Explain how the neuron and the answer come about, or not.
    Explain(bool),
    /// Start a trajectory here; without a place take all away.
    Trajectory(Option<State>),
    /// Put the large neuron somewhere.
    Place(State),
    /// Clamp the selected neurons where they are, or let them go.
    Clamp(bool),
    /// Ablate the selected neurons, or let them contribute again.
    Ablate(bool),
    /// Give the selected neurons a stimulus.
    Stimulate(Stimulus),
    /// Undo all interventions on neurons.
    Release,
    /// Show the neurons as they were that many ticks ago.
    LookBack(u64),
    /// What is shown at the lower left.
    Lower(LowerView),
    /// Which steps prepare a picture.
    Prepare(Preparation),
    /// Take the picture on the clipboard.
    Paste,
    /// Open or close the test set's thumbnails.
    Browse(bool),
    /// Which of them are shown.
    Filter(Filter),
    /// The pointer is over the wall, or not any more.
    HoldOrder(bool),
    /// Sort the wall.
    Order(Order),
    /// Push the selected neurons' x.
    Kick,
    /// Makes kicks so strong, in kicks of the usual size.
    KickSize(f32),
}

/// Something to do in the Train tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TrainIntent {
    /// The form was filled in.
    Edit(TrainingForm),
    /// Begin.
    Start,
    /// Wait, or go on.
    Pause(bool),
    /// End early.
    Stop,
    /// Let the Run tab use the trained network.
    Use,
    /// Go back to the network of an epoch, or to that of now.
    Epoch(Option<u32>),
    /// Forget the curves of earlier runs.
    Forget,
    /// Ask for a folder with images to train on.
    FolderDialog,
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
    /// Show the images of a cell.
    Cell(Option<Cell>),
    /// Take this image of the test set in the Run tab.
    Play(usize),
    /// Recompute the paper.
    Reproduce {
        /// All of it, not the quick version.
        full: bool,
        /// The first seed.
        seed: u64,
    },
    /// Show the report that comes with the program instead of the one computed here.
    ShowShipped,
    /// Stop recomputing it.
    CancelReproduction,
    /// How it is to be recomputed: all of it, and the first seed.
    Plan(bool, u64),
    /// Write the report into a folder.
    SaveReport,
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
    Save(Box<FigureExport>),
}
