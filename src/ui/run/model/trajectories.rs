//! Trajectories of the neuron shown large from places that were clicked.

use super::plane::Driven;
use crate::neuron::{Sampling, State, checked_step, state_bound, trajectory};

/// The most trajectories at once; a further one takes the oldest one's place.
pub(crate) const MOST: usize = 24;
/// How long they are in the window's units: the way to the cycle, and two turns.
const SPAN: f64 = 8.0;
/// Points of each, so close that a jump is drawn smoothly.
const POINTS: usize = 1200;

/// A trajectory, from its start on.
pub(crate) type Trajectory = Vec<[f64; 2]>;

/// Where trajectories start, and their course for a neuron as it is driven now.
#[derive(Default)]
pub(crate) struct Trajectories {
    starts: Vec<[f64; 2]>,
    courses: Vec<Trajectory>,
    /// What the courses are of.
    of: Option<(Driven, f64)>,
}

impl Trajectories {
    /// One more from here.
    pub(crate) fn start_at(&mut self, State { x, y }: State) {
        if self.starts.len() == MOST {
            self.starts.remove(0);
            if self.courses.len() == MOST {
                self.courses.remove(0);
            }
        }
        self.starts.push([x, y]);
    }

    /// Takes all away.
    pub(crate) fn clear(&mut self) {
        self.starts.clear();
        self.courses.clear();
    }

    /// Integrates what has no course yet; all, if the neuron is another one or driven otherwise. `unit` is the model's time in
    /// a unit of the window's.
    pub(crate) fn follow(&mut self, driven: &Driven, unit: f64) {
        if self.of != Some((*driven, unit)) {
            // Places on the phase plane of one model are none on that of another.
            if self.of.is_some_and(|(before, _)| before.name() != driven.name()) {
                self.clear();
            }
            self.courses.clear();
            self.of = Some((*driven, unit));
        }
        for start in &self.starts[self.courses.len()..] {
            self.courses.push(course(driven, *start, SPAN * unit));
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Trajectory] {
        &self.courses
    }
}

/// The trajectory of a neuron by itself over `span` of the model's time; the start alone where it can't be integrated.
fn course(driven: &Driven, start: [f64; 2], span: f64) -> Trajectory {
    let every = span / POINTS as f64;
    let states = match driven {
        Driven::FitzHughNagumo(neuron) => {
            let start = State { x: start[0], y: start[1] };
            let step = checked_step(None, neuron.epsilon.get(), state_bound(neuron, start));
            let sampling = step.and_then(|step| Sampling::new(span, every, step));
            sampling.map(|sampling| trajectory(neuron, start, &sampling).map(|at| [at.state.x, at.state.y]).collect())
        }
        Driven::Other(model, drive) => model
            .states((start, *drive), (span, every), None)
            .map(|states| states.into_iter().map(|(_, state)| state).collect()),
    };
    let mut course: Trajectory = states.unwrap_or_default();
    course.retain(|state| state.iter().all(|value| value.is_finite()));
    if course.is_empty() {
        course.push(start);
    }
    course
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuron::{Drive, Epsilon, Neuron, NeuronKind};

    fn fitzhugh_nagumo(drive: f64) -> Driven {
        Driven::FitzHughNagumo(Neuron::new(Epsilon::DEFAULT, Drive::new(drive).unwrap()))
    }

    #[test]
    fn trajectories_from_several_starts_end_where_theory_says() {
        let mut trajectories = Trajectories::default();
        for start in [[-2.0, 0.0], [2.0, 1.0], [0.5, 0.5]] {
            trajectories.start_at(State { x: start[0], y: start[1] });
        }
        trajectories.follow(&fitzhugh_nagumo(1.2), 1.0);
        for course in trajectories.all() {
            assert!((course.last().unwrap()[0] + 1.2).abs() < 1e-3, "at rest at x = -c");
        }
        assert_eq!(trajectories.all()[1][0], [2.0, 1.0]);
        trajectories.follow(&fitzhugh_nagumo(0.0), 1.0);
        for course in trajectories.all() {
            let late = &course[POINTS / 2..];
            assert!(late.iter().any(|at| at[0] > 1.5) && late.iter().any(|at| at[0] < -1.5), "on the cycle");
        }
    }

    #[test]
    fn there_are_so_many_at_most_and_another_model_has_none_of_them() {
        let mut trajectories = Trajectories::default();
        let driven = fitzhugh_nagumo(0.1);
        for start in 0..MOST + 2 {
            trajectories.start_at(State { x: 0.01 * start as f64, y: 0.0 });
            trajectories.follow(&driven, 1.0);
        }
        assert_eq!(trajectories.all().len(), MOST);
        assert_eq!(trajectories.all()[0][0], [0.02, 0.0]);
        let model = NeuronKind::MorrisLecar.model(None);
        let other = Driven::Other(model, 90.0);
        trajectories.follow(&other, 10.0);
        assert!(trajectories.all().is_empty());
        trajectories.start_at(State { x: -20.0, y: 0.1 });
        trajectories.follow(&other, 10.0);
        assert!(trajectories.all()[0].len() > 100);
    }
}
