//! Several digits in one picture: groups of connected foreground, in reading order.
//!
//! One digit may have several connected parts: a 5 with a separate bar, a 4 or an 8 of two strokes, a stroke broken by
//! a scan. Its parts are small against the rest, lie above each other or are close together.

use super::ink::Ink;
use super::segmentation::{Patch, patches};

/// A digit is at least this part as tall as the tallest one in its picture.
const LEAST_HEIGHT: f32 = 0.5;
/// Gaps between digits beside and below each other, as parts of the tallest one's height.
const BESIDE: f32 = 0.1;
const BELOW: f32 = 0.3;

/// The digits of a picture, each alone in a picture of the same size, from left to right and from the top down. One picture
/// if all ink may be one digit, none if there is no ink.
///
/// ```
/// use nullcline::image::{Drawing, Pen, pieces};
///
/// let mut drawing = Drawing::new();
/// for across in [0.2, 0.5, 0.8] {
///     drawing.begin([across, 0.3], Pen::default());
///     drawing.extend([across, 0.7]);
///     drawing.end();
/// }
/// assert_eq!(pieces(&drawing.ink()).len(), 3);
/// ```
pub fn pieces(ink: &Ink) -> Vec<Ink> {
    let patches = patches(ink);
    let tallest = patches.iter().map(|patch| patch.height).max().unwrap_or(0) as f32;
    let mut groups: Vec<Group> = patches.into_iter().map(Group::of).collect();
    join(&mut groups, |one, other| !one.is_apart(other, tallest));
    let is_digit = |group: &Group| group.height() >= LEAST_HEIGHT * tallest;
    let (mut digits, rest): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(is_digit);
    if digits.len() < 2 {
        return if digits.is_empty() { Vec::new() } else { vec![ink.clone()] };
    }
    for group in rest {
        let nearest = digits.iter_mut().min_by(|one, other| one.distance(&group).total_cmp(&other.distance(&group)));
        if let Some(nearest) = nearest {
            nearest.take_in(group);
        }
    }
    in_reading_order(&mut digits);
    digits.iter().map(|group| group.alone(ink)).collect()
}

/// Merges groups until no two of them are parts of one digit.
fn join(groups: &mut Vec<Group>, together: impl Fn(&Group, &Group) -> bool) {
    let mut at = 0;
    while at < groups.len() {
        match (at + 1..groups.len()).find(|&other| together(&groups[at], &groups[other])) {
            Some(other) => {
                let group = groups.swap_remove(other);
                groups[at].take_in(group);
                at = 0;
            }
            None => at += 1,
        }
    }
}

/// Lines from the top down, and in each from left to right.
fn in_reading_order(digits: &mut Vec<Group>) {
    digits.sort_by_key(|group| group.top + group.bottom);
    let mut lines: Vec<Vec<Group>> = Vec::new();
    for group in digits.drain(..) {
        match lines.last_mut() {
            Some(line) if line.iter().any(|other| 2 * (group.top + group.bottom) < 4 * other.bottom) => {
                line.push(group);
            }
            _ => lines.push(vec![group]),
        }
    }
    for mut line in lines {
        line.sort_by_key(|group| group.left);
        digits.extend(line);
    }
}

/// The parts of one digit and their bounding box; `right` and `bottom` are exclusive.
struct Group {
    places: Vec<usize>,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Group {
    fn of(patch: Patch) -> Self {
        let Patch { places, left, top, width, height, .. } = patch;
        Self { places, left, right: left + width, top, bottom: top + height }
    }

    fn height(&self) -> f32 {
        (self.bottom - self.top) as f32
    }

    /// The gaps across and down, below 0 where the rectangles overlap.
    fn gaps(&self, other: &Self) -> [f32; 2] {
        let gap = |first: usize, last: usize, other_first: usize, other_last: usize| {
            first.max(other_first) as f32 - last.min(other_last) as f32
        };
        [gap(self.left, self.right, other.left, other.right), gap(self.top, self.bottom, other.top, other.bottom)]
    }

    fn distance(&self, other: &Self) -> f32 {
        let [across, down] = self.gaps(other);
        across.max(0.0).hypot(down.max(0.0))
    }

    fn is_apart(&self, other: &Self, tallest: f32) -> bool {
        let [across, down] = self.gaps(other);
        across > BESIDE * tallest || down > BELOW * tallest
    }

    fn take_in(&mut self, other: Self) {
        self.places.extend(other.places);
        (self.left, self.right) = (self.left.min(other.left), self.right.max(other.right));
        (self.top, self.bottom) = (self.top.min(other.top), self.bottom.max(other.bottom));
    }

    fn alone(&self, ink: &Ink) -> Ink {
        let mut alone = Ink::blank(ink.width(), ink.height());
        self.places.iter().for_each(|&place| alone.values_mut()[place] = ink.values()[place]);
        alone
    }
}
