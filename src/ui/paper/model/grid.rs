//! The values of gamma and a at which an accuracy is measured.

/// Values of gamma and a, and how many images are asked about at each, at most.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Grid {
    pub(super) gammas: Vec<f64>,
    pub(super) controls: Vec<f64>,
    pub(super) images: usize,
}

fn steps(from: f64, to: f64, count: usize) -> Vec<f64> {
    // Rounded, so that zero is zero and labels are short.
    let value = |index: usize| from + (to - from) * index as f64 / (count - 1) as f64;
    (0..count).map(|index| (value(index) * 1e6).round() / 1e6).collect()
}

impl Grid {
    /// 41 gains at one a, on the whole test set, of 10,000 images at most.
    pub(crate) fn sweep(a: f64) -> Self {
        Self { gammas: steps(-2.0, 2.0, 41), controls: vec![a], images: 10_000 }
    }

    /// 33 gains times 17 values of a, on 2,000 images.
    pub(crate) fn map() -> Self {
        Self { gammas: steps(-2.0, 2.0, 33), controls: steps(-1.6, 1.6, 17), images: 2_000 }
    }

    /// How many points.
    pub(crate) fn len(&self) -> usize {
        self.gammas.len() * self.controls.len()
    }

    pub(super) fn at(&self, point: usize) -> (f64, f64) {
        (self.gammas[point % self.gammas.len()], self.controls[point / self.gammas.len()])
    }

    /// The points in the order of their work: the widest drives first, whose table of responses serves all others.
    pub(super) fn order(&self) -> Vec<usize> {
        let width = |point: &usize| {
            let (gamma, a) = self.at(*point);
            gamma.abs() + a.abs()
        };
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|one, other| width(other).total_cmp(&width(one)));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_drive_comes_first_and_every_point_once() {
        let grid = Grid::map();
        let order = grid.order();
        assert_eq!(grid.at(order[0]).0.abs(), 2.0);
        assert_eq!(grid.at(order[0]).1.abs(), 1.6);
        let mut sorted = order;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..grid.len()));
        assert!(Grid::sweep(0.3).gammas.contains(&0.0));
    }
}
