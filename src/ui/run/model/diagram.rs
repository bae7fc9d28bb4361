//! What theory says of the model of the neurons on the wall: bifurcations, bifurcation diagram, the orbit of one neuron; computed
//! in the background.

use eframe::egui::Context;

use super::plane::Driven;
use crate::control::StopToken;
use crate::job::{Latest, Questions};
use crate::neuron::{
    AsymptoticState, Bifurcation, BifurcationPoint, BuiltInModel, FitzHughNagumo, Neuron, Orbit, bifurcations,
    refined_bifurcation_diagram,
};
use crate::ui::run::model::parts::Dynamics;
use crate::ui::shared::notify::notify;

/// Drives of a diagram, before it is refined.
const STEPS: usize = 121;

/// A line of equilibria.
pub(crate) struct Branch {
    /// Whether they attract.
    pub(crate) is_stable: bool,
    /// Drive and first variable.
    pub(crate) points: Vec<[f64; 2]>,
}

/// A bifurcation diagram, as it is drawn.
pub(crate) struct Diagram {
    points: Vec<BifurcationPoint>,
    branches: Vec<Branch>,
    /// Lowest and highest value of the first variable, with some room.
    extent: [f64; 2],
}

/// Equilibria at neighbouring drives are of one branch if they are nearer than this part of the model's region.
const NEAR: f64 = 0.08;

impl Diagram {
    fn new(model: &BuiltInModel, points: Vec<BifurcationPoint>) -> Self {
        let [low, high] = model.description().region[0];
        let branches = branches(&points, NEAR * (high - low));
        let equilibria = branches.iter().flat_map(|branch| &branch.points).map(|[_, x]| *x);
        let extrema = points.iter().filter_map(|point| point.oscillation).flat_map(|orbit| orbit.extrema[0]);
        let all = equilibria.chain(extrema);
        let [low, high] = all.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)]);
        let margin = 0.08 * (high - low).max(1e-9);
        Self { points, branches, extent: [low - margin, high + margin] }
    }

    /// All drives, in ascending order.
    pub(crate) fn points(&self) -> &[BifurcationPoint] {
        &self.points
    }

    /// The lines of equilibria.
    pub(crate) fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The first and the last drive.
    pub(crate) fn range(&self) -> [f64; 2] {
        [&self.points[0], &self.points[self.points.len() - 1]].map(|point| point.drive)
    }

    /// The values of the first variable that are shown.
    pub(crate) fn extent(&self) -> [f64; 2] {
        self.extent
    }

    /// Lowest (0) or highest (1) values of the oscillation over the drive, a line for each range in which there is one.
    pub(crate) fn extrema(&self, which: usize) -> Vec<Vec<[f64; 2]>> {
        self.runs(|orbit| Some(orbit.extrema[0][which]))
    }

    /// Oscillations by time, `factor` times, in the same way.
    pub(crate) fn rates(&self, factor: f64) -> Vec<Vec<[f64; 2]>> {
        self.runs(|orbit| Some(factor / orbit.period?))
    }

    fn runs(&self, value: impl Fn(&Orbit<2>) -> Option<f64>) -> Vec<Vec<[f64; 2]>> {
        let of = |point: &BifurcationPoint| Some([point.drive, value(point.oscillation.as_ref()?)?]);
        let mut values: Vec<Option<[f64; 2]>> = self.points.iter().map(of).collect();
        // A single drive at which nothing was measured, between two at which something was, is no rest.
        for at in (1..values.len().saturating_sub(1)).rev() {
            if values[at].is_none() && values[at - 1].is_some() && values[at + 1].is_some() {
                values.remove(at);
            }
        }
        let runs = values.split(Option::is_none).filter(|run| run.len() > 1);
        runs.map(|run| run.iter().flatten().copied().collect()).collect()
    }
}

/// The equilibria as lines, each of one stability.
fn branches(points: &[BifurcationPoint], near: f64) -> Vec<Branch> {
    let (mut done, mut open): (Vec<Branch>, Vec<Branch>) = (Vec::new(), Vec::new());
    for point in points {
        let mut next: Vec<Branch> = Vec::new();
        for found in &point.equilibria {
            let (is_stable, at) = (found.kind.is_stable(), [point.drive, found.state[0]]);
            let distance = |branch: &Branch| branch.points.last().map_or(f64::INFINITY, |last| (last[1] - at[1]).abs());
            let same = |branch: &&(usize, f64)| branch.1 < near;
            let nearest = open.iter().enumerate().filter(|(_, branch)| branch.is_stable == is_stable);
            let nearest = nearest.map(|(index, branch)| (index, distance(branch))).min_by(|a, b| a.1.total_cmp(&b.1));
            let mut branch = match nearest.as_ref().filter(same) {
                Some((index, _)) => open.swap_remove(*index),
                None => Branch { is_stable, points: Vec::new() },
            };
            branch.points.push(at);
            next.push(branch);
        }
        done.append(&mut open);
        open = next;
    }
    done.append(&mut open);
    done.retain(|branch| branch.points.len() > 1);
    done
}

/// What is asked about a model: over which drives.
type Asked = (BuiltInModel, [f64; 2]);

/// Computes bifurcation diagrams.
#[derive(Default)]
pub(crate) struct Diagrams;

impl Questions for Diagrams {
    const NAME: &'static str = "bifurcation-diagram";
    type Request = Asked;
    type Answer = (Asked, Option<Vec<BifurcationPoint>>);

    fn answer(&mut self, asked: Asked, stop: &StopToken) -> Self::Answer {
        (asked, refined_bifurcation_diagram(&asked.0, asked.1, STEPS, stop).ok())
    }
}

/// Finds bifurcations of equilibria.
#[derive(Default)]
pub(crate) struct Bifurcations;

impl Questions for Bifurcations {
    const NAME: &'static str = "bifurcations";
    type Request = Asked;
    type Answer = (Asked, Vec<Bifurcation>);

    fn answer(&mut self, asked: Asked, _stop: &StopToken) -> Self::Answer {
        (asked, bifurcations(&asked.0, asked.1))
    }
}

/// A neuron of any model: which one, at which drive.
type Placed = (BuiltInModel, f64);

/// Follows neurons onto their orbits.
#[derive(Default)]
pub(crate) struct Orbits;

impl Questions for Orbits {
    const NAME: &'static str = "orbit";
    type Request = Placed;
    type Answer = (Placed, Orbit<2>);

    fn answer(&mut self, (model, drive): Placed, _stop: &StopToken) -> Self::Answer {
        ((model, drive), model.orbit((model.start(), drive)))
    }
}

/// Finds what FitzHugh-Nagumo neurons do in the long run.
#[derive(Default)]
pub(crate) struct LongRun;

impl Questions for LongRun {
    const NAME: &'static str = "long-run";
    type Request = Neuron;
    type Answer = (Neuron, AsymptoticState);

    fn answer(&mut self, neuron: Neuron, _stop: &StopToken) -> Self::Answer {
        (neuron, AsymptoticState::of(&neuron))
    }
}

/// Theory of a model, kept up to date in the background.
pub(crate) struct Theory {
    diagrams: Latest<Asked, (Asked, Option<Vec<BifurcationPoint>>)>,
    diagram: Option<(Asked, Diagram)>,
    asked_diagram: Option<Asked>,
    bifurcations: Latest<Asked, (Asked, Vec<Bifurcation>)>,
    found: Option<(Asked, Vec<Bifurcation>)>,
    asked_bifurcations: Option<Asked>,
    orbits: Latest<Placed, (Placed, Orbit<2>)>,
    orbit: Option<((BuiltInModel, f64), Orbit<2>)>,
    asked_orbit: Option<(BuiltInModel, f64)>,
}

impl Theory {
    /// Three idle threads.
    pub(crate) fn new(ctx: &Context) -> Self {
        let [wake, wake_too, wake_again] = [notify(ctx), notify(ctx), notify(ctx)];
        Self {
            diagrams: Latest::of::<Diagrams>(move || wake()),
            diagram: None,
            asked_diagram: None,
            bifurcations: Latest::of::<Bifurcations>(move || wake_too()),
            found: None,
            asked_bifurcations: None,
            orbits: Latest::of::<Orbits>(move || wake_again()),
            orbit: None,
            asked_orbit: None,
        }
    }

    /// Takes in what was computed.
    pub(crate) fn drain(&mut self) {
        if let Some(Ok((asked, Some(diagram)))) = self.diagrams.poll() {
            self.diagram = Some((asked, Diagram::new(&asked.0, diagram)));
        }
        if let Some(Ok(found)) = self.bifurcations.poll() {
            self.found = Some(found);
        }
        if let Some(Ok(orbit)) = self.orbits.poll() {
            self.orbit = Some(orbit);
        }
    }

    /// Asks for the diagram of a model over these drives, once.
    pub(crate) fn ask_diagram(&mut self, dynamics: Dynamics, range: [f64; 2]) {
        let asked = (model_of(dynamics), range);
        if self.asked_diagram != Some(asked) {
            self.asked_diagram = Some(asked);
            self.diagrams.ask(asked);
        }
    }

    /// Asks for the bifurcations of equilibria, once.
    pub(crate) fn ask_bifurcations(&mut self, dynamics: Dynamics, range: [f64; 2]) {
        let asked = (model_of(dynamics), range);
        if self.asked_bifurcations != Some(asked) {
            self.asked_bifurcations = Some(asked);
            self.bifurcations.ask(asked);
        }
    }

    /// Asks for the orbit of a neuron of another model than FitzHugh-Nagumo, once.
    pub(crate) fn ask_orbit(&mut self, driven: &Driven) {
        let Driven::Other(model, drive) = *driven else { return };
        if self.asked_orbit != Some((model, drive)) {
            self.asked_orbit = Some((model, drive));
            self.orbits.ask((model, drive));
        }
    }

    /// The diagram: the last there was of this model and its set of parameters, while a newer one is computed.
    pub(crate) fn diagram(&self, dynamics: Dynamics) -> Option<&Diagram> {
        let ((model, _), diagram) = self.diagram.as_ref()?;
        is_same_set(model, dynamics).then_some(diagram)
    }

    /// Whether a newer diagram is on its way.
    pub(crate) fn is_drawing(&self) -> bool {
        self.diagrams.is_busy()
    }

    /// The bifurcations of equilibria, perhaps at earlier parameters.
    pub(crate) fn bifurcations(&self, dynamics: Dynamics) -> &[Bifurcation] {
        let known = self.found.as_ref().filter(|((model, _), _)| is_same_set(model, dynamics));
        known.map_or(&[], |(_, found)| found.as_slice())
    }

    /// The orbit of a neuron, as soon as it is computed.
    pub(crate) fn orbit(&self, driven: &Driven) -> Option<Orbit<2>> {
        let Driven::Other(model, drive) = *driven else { return None };
        self.orbit.filter(|(of, _)| *of == (model, drive)).map(|(_, orbit)| orbit)
    }
}

/// Whether both have the same set of parameters, but for those with sliders.
fn is_same_set(model: &BuiltInModel, dynamics: Dynamics) -> bool {
    model.description().name == model_of(dynamics).description().name
}

/// The model; FitzHugh-Nagumo as one among others.
pub(crate) fn model_of(dynamics: Dynamics) -> BuiltInModel {
    match dynamics {
        Dynamics::FitzHughNagumo(epsilon) => BuiltInModel::FitzHughNagumo(FitzHughNagumo { epsilon }),
        Dynamics::Other(model, _) => model,
    }
}
