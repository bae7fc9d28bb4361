//! The phase plane of a neuron, as far as it is drawn: axes, nullclines, equilibria, vector field.

use crate::neuron::{BuiltInModel, Epsilon, Equilibrium, Neuron, PlanarEquilibrium, State, activator_nullcline};

/// How much of x the wall shows of a FitzHugh-Nagumo neuron, to each side.
const X_REACH: f64 = 2.6;
/// What is shown around the region that the motion of other models fills, as a part of it.
const MARGIN: f64 = 0.06;

/// The part of a phase plane that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plane {
    /// From left to right.
    pub(crate) x: [f64; 2],
    /// From the bottom to the top.
    pub(crate) y: [f64; 2],
    /// An x that rises from below to above in each spike.
    pub(crate) spike: f64,
    /// Whether spikes end in a reset.
    pub(crate) resets: bool,
}

impl Plane {
    /// Of FitzHugh-Nagumo neurons: the cycle grows with epsilon.
    pub(super) fn of_fitzhugh_nagumo(epsilon: Epsilon) -> Self {
        let y = 1.2 + 1.2 * epsilon.get().sqrt();
        Self { x: [-X_REACH, X_REACH], y: [-y, y], spike: 0.0, resets: false }
    }

    /// Of another model: its region, with a margin.
    pub(super) fn of(model: &BuiltInModel) -> Self {
        let description = model.description();
        let wider = |[low, high]: [f64; 2]| {
            let margin = MARGIN * (high - low);
            [low - margin, high + margin]
        };
        let [x, y] = [description.region[0], description.region[1]];
        // A reset lifts the state, beyond the region too.
        let after = model.reset([model.threshold(), y[1]]);
        let top = after.map_or(y[1], |[_, after]| after.max(y[1]));
        Self { x: wider(x), y: wider([y[0], top]), spike: model.threshold().min(0.0), resets: after.is_some() }
    }

    /// The same, wider by a factor about its middle.
    pub(crate) fn scaled(self, [x, y]: [f64; 2]) -> Self {
        let about = |[low, high]: [f64; 2], factor: f64| {
            let (middle, half) = (f64::midpoint(low, high), 0.5 * factor * (high - low));
            [middle - half, middle + half]
        };
        Self { x: about(self.x, x), y: about(self.y, y), ..self }
    }
}

/// A neuron with its drive, as its phase plane is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Driven {
    /// A FitzHugh-Nagumo neuron.
    FitzHughNagumo(Neuron),
    /// One of another model.
    Other(BuiltInModel, f64),
}

impl Driven {
    /// The rates of change.
    pub(crate) fn rate(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::FitzHughNagumo(neuron) => {
                let rate = neuron.rate(State { x, y });
                [rate.x, rate.y]
            }
            Self::Other(model, drive) => model.rate([x, y], *drive),
        }
    }

    /// All equilibria, from left to right.
    pub(crate) fn equilibria(&self) -> Vec<PlanarEquilibrium> {
        match self {
            Self::FitzHughNagumo(neuron) => {
                let found = Equilibrium::of(neuron);
                let state = [found.state.x, found.state.y];
                vec![PlanarEquilibrium { state, eigenvalues: found.eigenvalues, kind: found.kind }]
            }
            Self::Other(model, drive) => model.equilibria(*drive),
        }
    }

    /// The nullclines of x and y over x as points of a line each; that of y is `None` if it is a vertical line.
    pub(crate) fn nullclines(&self, [low, high]: [f64; 2], points: usize) -> [Option<Vec<[f64; 2]>>; 2] {
        let x = (0..=points).map(|point| low + (high - low) * point as f64 / points as f64);
        match self {
            Self::FitzHughNagumo(_) => [Some(x.map(|x| [x, activator_nullcline(x)]).collect()), None],
            Self::Other(model, drive) => {
                let both: Vec<_> = x.map(|x| (x, model.nullclines(x, *drive))).collect();
                let line = |which: usize| both.iter().filter_map(|(x, y)| Some([*x, y[which]?])).collect();
                [Some(line(0)), Some(line(1))]
            }
        }
    }

    /// The longest pieces of the nullclines of x and of y in this part of the phase plane and as far again above and below, as
    /// lines; that of y is left out if it is vertical.
    pub(crate) fn visible_nullclines(&self, plane: Plane, points: usize) -> Vec<Vec<[f64; 2]>> {
        let height = plane.y[1] - plane.y[0];
        let visible = plane.y[0] - height..=plane.y[1] + height;
        let pieces = |line: Vec<[f64; 2]>| {
            let runs = line.split(|[_, y]| !visible.contains(y)).max_by_key(|run| run.len());
            runs.map_or_else(Vec::new, <[_]>::to_vec)
        };
        self.nullclines(plane.x, points).into_iter().flatten().map(pieces).collect()
    }

    /// x where the nullcline of y is a vertical line.
    pub(crate) fn vertical_nullcline(&self) -> Option<f64> {
        if let Self::FitzHughNagumo(neuron) = self { Some(neuron.inhibitor_nullcline()) } else { None }
    }

    /// x at which a spike ends, and x after it, of models that are reset.
    pub(crate) fn reset(&self) -> Option<[f64; 2]> {
        let model = self.other()?;
        model.reset([model.threshold(), 0.0]).map(|[after, _]| [model.threshold(), after])
    }

    /// What the model is called.
    pub(crate) fn name(&self) -> &'static str {
        self.other().map_or("FitzHugh-Nagumo", |model| model.description().name)
    }

    /// The symbols of both variables.
    pub(crate) fn variables(&self) -> [&'static str; 2] {
        self.other().map_or(["x", "y"], |model| {
            let variables = model.description().variables;
            [variables[0].symbol, variables[1].symbol]
        })
    }

    /// The same with their units.
    pub(crate) fn symbols(&self) -> [String; 2] {
        self.other().map_or_else(
            || ["x".to_owned(), "y".to_owned()],
            |model| {
                let variables = model.description().variables;
                [variables[0].label(), variables[1].label()]
            },
        )
    }

    /// The drive.
    pub(crate) fn drive(&self) -> f64 {
        match self {
            Self::FitzHughNagumo(neuron) => neuron.drive.get(),
            Self::Other(_, drive) => *drive,
        }
    }

    /// The model; `None` for FitzHugh-Nagumo.
    pub(crate) fn other(&self) -> Option<&BuiltInModel> {
        if let Self::Other(model, _) = self { Some(model) } else { None }
    }
}
