//! The equilibrium of a neuron and its linear stability.

use serde::{Deserialize, Serialize};

use super::{Neuron, State, activator_nullcline};

/// A complex eigenvalue of the flow linearised at an equilibrium, in units of 1 / (dimensionless time).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Eigenvalue {
    /// The real part: the growth rate of a small perturbation, negative if it decays.
    pub re: f64,
    /// The imaginary part: the angular frequency at which the perturbation turns, 0 if it does not.
    pub im: f64,
}

/// The type of an equilibrium by its eigenvalues.
///
/// An equilibrium of a FitzHugh-Nagumo neuron is never a saddle, unlike those of other models, since the determinant of its Jacobian is 1/epsilon > 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EquilibriumKind {
    /// Two negative real eigenvalues: trajectories approach without oscillating.
    StableNode,
    /// Two complex eigenvalues of negative real part: trajectories spiral in.
    StableFocus,
    /// A negative and a positive eigenvalue: trajectories approach along one line and leave along another.
    Saddle,
    /// Two imaginary eigenvalues, at |c| = 1 exactly: the supercritical Andronov-Hopf bifurcation. The linearised flow neither
    /// grows nor decays; the cubic term makes the equilibrium attract weakly.
    Hopf,
    /// Two complex eigenvalues of positive real part: trajectories spiral out.
    UnstableFocus,
    /// Two positive real eigenvalues: trajectories leave without oscillating.
    UnstableNode,
}

impl EquilibriumKind {
    /// Whether small perturbations decay. At the Hopf point they do, more slowly than exponentially.
    pub fn is_stable(self) -> bool {
        matches!(self, Self::StableNode | Self::StableFocus | Self::Hopf)
    }

    /// Its name in lower case, such as "stable focus".
    pub fn name(self) -> &'static str {
        match self {
            Self::StableNode => "stable node",
            Self::StableFocus => "stable focus",
            Self::Saddle => "saddle",
            Self::Hopf => "Hopf point",
            Self::UnstableFocus => "unstable focus",
            Self::UnstableNode => "unstable node",
        }
    }
}

/// The only equilibrium of a neuron: (-c, -c + c^3/3), where its nullclines cross, and its linear stability.
///
/// The Jacobian there is
///
/// ```text
/// ( (1 - c^2)/epsilon   -1/epsilon )
/// (         1               0      )
/// ```
///
/// with trace (1 - c^2)/epsilon and determinant 1/epsilon. So it is stable for |c| >= 1, and a focus where
/// |1 - c^2| < 2 sqrt(epsilon), a node elsewhere. (The paper calls it a focus throughout.)
///
/// ```
/// use nullcline::neuron::{Drive, Epsilon, Equilibrium, EquilibriumKind, Neuron, State};
///
/// let equilibrium = |c| Drive::new(c).map(|drive| Equilibrium::of(&Neuron::new(Epsilon::DEFAULT, drive)));
/// let at_rest = equilibrium(1.1)?;
/// assert_eq!(at_rest.kind, EquilibriumKind::StableFocus);
/// assert_eq!(at_rest.state.x, -1.1);
/// assert!((at_rest.eigenvalues[0].re - (1.0 - 1.21) / 0.2).abs() < 1e-12);
/// assert_eq!(equilibrium(1.5)?.kind, EquilibriumKind::StableNode);
/// assert!(!equilibrium(0.9)?.kind.is_stable());
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equilibrium {
    /// Its coordinates (-c, -c + c^3/3).
    pub state: State,
    /// The eigenvalues of the Jacobian, the one of larger real part first; of a complex pair, the one of positive imaginary part.
    pub eigenvalues: [Eigenvalue; 2],
    /// Its type.
    pub kind: EquilibriumKind,
}

impl Equilibrium {
    /// Computes the equilibrium of `neuron` from closed formulas, without error beyond rounding.
    pub fn of(neuron: &Neuron) -> Self {
        let epsilon = neuron.epsilon.get();
        let x = neuron.inhibitor_nullcline();
        let trace = (1.0 - x * x) / epsilon;
        let discriminant = trace * trace / 4.0 - 1.0 / epsilon;
        let eigenvalues = if discriminant >= 0.0 {
            // The root of smaller size from the product of both, 1/epsilon: the difference would cancel digits.
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
