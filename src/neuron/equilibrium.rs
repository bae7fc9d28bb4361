//! Where a neuron rests, and whether it stays there.

use super::{Neuron, State, activator_nullcline};

/// An eigenvalue of the linearised flow, in 1 / (dimensionless time).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigenvalue {
    /// Growth rate.
    pub re: f64,
    /// Angular frequency.
    pub im: f64,
}

/// What the flow near an equilibrium looks like. It is never a saddle: the determinant is 1/epsilon > 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EquilibriumKind {
    /// Attracts without turning.
    StableNode,
    /// Attracts in spirals.
    StableFocus,
    /// |c| = 1 exactly, the Andronov-Hopf bifurcation: linearly neutral, and weakly attracting by its cubic terms.
    Hopf,
    /// Repels in spirals.
    UnstableFocus,
    /// Repels without turning.
    UnstableNode,
}

impl EquilibriumKind {
    /// Whether a small kick dies out.
    pub fn is_stable(self) -> bool {
        matches!(self, Self::StableNode | Self::StableFocus | Self::Hopf)
    }

    /// The field's term for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::StableNode => "stable node",
            Self::StableFocus => "stable focus",
            Self::Hopf => "Hopf point",
            Self::UnstableFocus => "unstable focus",
            Self::UnstableNode => "unstable node",
        }
    }
}

/// The one equilibrium of a neuron: (-c, -c + c^3/3), where the two nullclines cross.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equilibrium {
    /// Where it is.
    pub state: State,
    /// Eigenvalues of the Jacobian [[(1 - c^2)/epsilon, -1/epsilon], [1, 0]], the larger real part first.
    pub eigenvalues: [Eigenvalue; 2],
    /// Its kind.
    pub kind: EquilibriumKind,
}

impl Equilibrium {
    /// The equilibrium of `neuron`.
    pub fn of(neuron: &Neuron) -> Self {
        let epsilon = neuron.epsilon.get();
        let x = neuron.inhibitor_nullcline();
        let trace = (1.0 - x * x) / epsilon;
        let discriminant = trace * trace / 4.0 - 1.0 / epsilon;
        let eigenvalues = if discriminant >= 0.0 {
            // The smaller root in size from the product, which is exact where the difference would cancel.
            let large = trace / 2.0 + discriminant.sqrt().copysign(trace);
            let small = 1.0 / (epsilon * large);
            [Eigenvalue { re: large.max(small), im: 0.0 }, Eigenvalue { re: large.min(small), im: 0.0 }]
        } else {
            let im = (-discriminant).sqrt();
            [Eigenvalue { re: trace / 2.0, im }, Eigenvalue { re: trace / 2.0, im: -im }]
        };
        let kind = match (trace < 0.0, discriminant >= 0.0) {
            _ if trace == 0.0 => EquilibriumKind::Hopf,
            (true, true) => EquilibriumKind::StableNode,
            (true, false) => EquilibriumKind::StableFocus,
            (false, false) => EquilibriumKind::UnstableFocus,
            (false, true) => EquilibriumKind::UnstableNode,
        };
        Self { state: State { x, y: activator_nullcline(x) }, eigenvalues, kind }
    }
}
