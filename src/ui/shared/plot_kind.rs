//! The plots that can be saved.

/// One of the window's plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlotKind {
    /// Nullclines, equilibrium and trail of the large neuron and those laid over it.
    PhasePlane,
    /// x and y of the large neuron.
    Motion,
    /// c of all neurons.
    Drives,
    /// The outputs of the protocol's run.
    Outputs,
    /// The time shares of the classes.
    Shares,
    /// The error against the length T of the observation window.
    Window,
    /// The bifurcation diagram with the neurons of the moment.
    Bifurcations,
    /// The order parameter of the neurons in time.
    Order,
    /// The cost of the training against the epoch.
    Cost,
    /// The accuracies against the epoch.
    Accuracy,
    /// The recall of each class.
    EachClass,
}

impl PlotKind {
    /// All, as listed.
    pub(crate) const ALL: [Self; 11] = [
        Self::PhasePlane,
        Self::Motion,
        Self::Drives,
        Self::Outputs,
        Self::Shares,
        Self::Window,
        Self::Bifurcations,
        Self::Order,
        Self::Cost,
        Self::Accuracy,
        Self::EachClass,
    ];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PhasePlane => "Phase plane",
            Self::Motion => "x and y in time",
            Self::Drives => "Histogram of drives",
            Self::Outputs => "Outputs",
            Self::Shares => "Shares of time",
            Self::Window => "Error by T",
            Self::Bifurcations => "Bifurcation diagram",
            Self::Order => "Order parameter in time",
            Self::Cost => "Cost by epoch",
            Self::Accuracy => "Accuracy by epoch",
            Self::EachClass => "Recall of each class",
        }
    }
}
