//! The plots that can be saved.

/// One of the window's plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlotKind {
    /// Nullclines, equilibrium and trail of the large neuron and those laid over it.
    PhasePlane,
    /// x and y of the large neuron.
    Motion,
    /// c of the hundred neurons.
    Drives,
    /// The ten outputs of the protocol's run.
    Outputs,
    /// The time shares of the ten digits.
    Shares,
    /// The accuracy against the length of the window.
    Window,
    /// The cost of the training against the epoch.
    Cost,
    /// The accuracies against the epoch.
    Accuracy,
    /// The accuracy on each digit.
    EachDigit,
}

impl PlotKind {
    /// All, as listed.
    pub(crate) const ALL: [Self; 9] = [
        Self::PhasePlane,
        Self::Motion,
        Self::Drives,
        Self::Outputs,
        Self::Shares,
        Self::Window,
        Self::Cost,
        Self::Accuracy,
        Self::EachDigit,
    ];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PhasePlane => "Phase plane",
            Self::Motion => "x and y in time",
            Self::Drives => "Histogram of c",
            Self::Outputs => "Ten outputs",
            Self::Shares => "Shares of time",
            Self::Window => "Accuracy by window",
            Self::Cost => "Cost by epoch",
            Self::Accuracy => "Accuracy by epoch",
            Self::EachDigit => "Accuracy on each digit",
        }
    }
}
