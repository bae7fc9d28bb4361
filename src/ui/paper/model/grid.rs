//! The values of gamma and a at which an accuracy is measured.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

/// Two to this power is the coarsest step through the values.
const COARSEST: u32 = 4;

/// Values of gamma and a, and how many images are asked about at each, at most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

    /// The points in the order of their work: one of the widest drives, whose lookup table serves all others; then coarse to
    /// fine, every sixteenth value of gamma and a, every eighth, and so on.
    pub(super) fn order(&self) -> Vec<usize> {
        let width = |point: usize| {
            let (gamma, a) = self.at(point);
            gamma.abs() + a.abs()
        };
        let widest = (0..self.len()).max_by(|one, other| width(*one).total_cmp(&width(*other)));
        let coarseness = |index: usize| if index == 0 { COARSEST } else { index.trailing_zeros().min(COARSEST) };
        let step = |point: usize| {
            let columns = self.gammas.len();
            coarseness(point % columns).min(coarseness(point / columns))
        };
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|point| (Some(*point) != widest, Reverse(step(*point))));
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

    #[test]
    fn gaps_close_evenly() {
        let grid = Grid::sweep(0.0);
        let order = grid.order();
        for done in 4..grid.len() {
            let mut known = order[..done].to_vec();
            known.sort_unstable();
            let gaps: Vec<usize> = known.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let (least, most) = (gaps.iter().min().unwrap(), gaps.iter().max().unwrap());
            assert!(most <= &(2 * least), "after {done} points: {known:?}");
        }
        // On a map, an even grid of the whole comes before anything is filled in.
        let map = Grid::map();
        let first: Vec<(f64, f64)> = map.order()[..6].iter().map(|point| map.at(*point)).collect();
        for corner in [(-2.0, -1.6), (0.0, -1.6), (2.0, -1.6), (-2.0, 1.6), (0.0, 1.6), (2.0, 1.6)] {
            assert!(first.contains(&corner), "{first:?}");
        }
    }
}
