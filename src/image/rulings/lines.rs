//! Straight thin lines across a sheet, found by votes over slope and place.

use crate::image::plane::Plane;
use crate::image::segmentation::quantile;

/// The longest side of the picture on which lines are looked for.
const SEARCH_SIDE: usize = 512;
/// A line is no wider than this part of the longer side.
pub(super) const WIDEST: f32 = 1.0 / 85.0;
/// The steepest line of a family: pixels up or down for each pixel across (about 10 degrees).
const STEEPEST: f32 = 0.18;
/// The least contrast of a line with the background beside it, and the same in standard deviations of the noise.
const LEAST_CONTRAST: f32 = 0.012;
const NOISE_FACTOR: f32 = 2.5;
/// Radius over which pixels are averaged along a line.
const SMOOTHING: usize = 3;
/// Beside a line there is background: not darker than this part of the line.
const PAPER_BESIDE: f32 = 0.35;
/// A line has votes of at least this part of the width.
const LEAST_VOTES: f32 = 0.3;
/// A line is judged in this many pieces.
const PIECES: usize = 16;
/// A piece with this part of its pixels on the line belongs to it.
const PIECE_FILLED: f32 = 0.6;
/// The fewest pieces of a line among others, and of one that runs all across.
const FEWEST_PIECES: usize = 10;
const FULL_PIECES: usize = 14;
/// Of a line that leaves the sheet above or below: its votes, the share of its pieces that are seen, and how far its slope
/// may be from that of the others.
const CORNER_VOTES: f32 = 0.05;
const CORNER_PIECES: f32 = 0.75;
const CORNER_SLOPE: f32 = 0.015;
/// The most lines one way.
const MOST_LINES: usize = 128;
/// How much slopes of one family differ.
const SLOPE_SPREAD: f32 = 0.03;
/// How far gaps between rules may be from multiples of the smallest, and what share of them keeps to that.
const GAP_TOLERANCE: f32 = 0.2;
const REGULAR_GAPS: f32 = 0.7;

/// A line from the left to the right side, in pixels of the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The row at the middle column.
    pub(super) middle: f32,
    /// Rows down for each column.
    pub(super) slope: f32,
    /// It reaches both sides.
    full: bool,
}

impl Line {
    /// The row at a column of a sheet of that width.
    pub(super) fn row(&self, column: f32, width: usize) -> f32 {
        self.middle + self.slope * (column + 0.5 - width as f32 / 2.0)
    }

    /// Whether two lines cross on the sheet, or come nearer than `least` to each other.
    fn meets(&self, other: &Self, width: usize, least: f32) -> bool {
        let apart = |column: f32| self.row(column, width) - other.row(column, width);
        let (left, right) = (apart(0.0), apart(width as f32));
        left * right <= 0.0 || left.abs().min(right.abs()) < least
    }
}

/// How sure lines of one direction are rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// There is no line.
    None,
    /// One line from side to side.
    One,
    /// Two lines from side to side.
    Two,
    /// Three or more with regular gaps, or all from side to side.
    Repeated,
}

/// Lines of one direction.
pub(super) struct Family {
    pub(super) lines: Vec<Line>,
    pub(super) evidence: Evidence,
}

impl Family {
    /// The nearly horizontal lines of a sheet: `darkness` is 0 for background.
    pub(super) fn of(darkness: &Plane) -> Self {
        let search = Search::new(darkness);
        let mut lines = search.lines();
        let slope = quantile(lines.iter().map(|line| line.slope).collect(), 0.5);
        lines.retain(|line| (line.slope - slope).abs() <= SLOPE_SPREAD);
        let evidence = evidence(&lines);
        if evidence < Evidence::Repeated {
            lines.retain(|line| line.full);
        } else {
            search.add_corners(&mut lines, slope);
        }
        let factor = search.factor as f32;
        let scaled = |line: Line| Line { middle: (line.middle + 0.5) * factor - 0.5, ..line };
        Self { lines: lines.into_iter().map(scaled).collect(), evidence }
    }
}

fn evidence(lines: &[Line]) -> Evidence {
    let full = lines.iter().filter(|line| line.full).count();
    match (lines.len(), full) {
        (3.., 3..) => Evidence::Repeated,
        (3.., _) if is_regular(lines) => Evidence::Repeated,
        (_, 2..) => Evidence::Two,
        (_, 1) => Evidence::One,
        _ => Evidence::None,
    }
}

/// Whether the gaps are multiples of one gap.
fn is_regular(lines: &[Line]) -> bool {
    let mut rows: Vec<f32> = lines.iter().map(|line| line.middle).collect();
    rows.sort_by(f32::total_cmp);
    let gaps: Vec<f32> = rows.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let unit = quantile(gaps.clone(), 0.25).max(1.0);
    let fits = |gap: &&f32| {
        let units = (**gap / unit).round().max(1.0);
        (**gap / unit - units).abs() <= GAP_TOLERANCE * units
    };
    gaps.iter().filter(fits).count() as f32 >= REGULAR_GAPS * gaps.len() as f32
}

/// A sheet made small enough to look for lines.
struct Search {
    factor: usize,
    width: usize,
    height: usize,
    /// The width above which a line is none.
    reach: usize,
    /// Darkness, averaged along the rows.
    smooth: Plane,
    /// Places that are darker than what lies above and below.
    thin: Vec<bool>,
}

impl Search {
    fn new(darkness: &Plane) -> Self {
        let longest = darkness.width.max(darkness.height);
        let factor = longest.div_ceil(SEARCH_SIDE);
        let smooth = smoothed(&darkness.averaged(factor));
        let (width, height) = (smooth.width, smooth.height);
        let reach = ((longest / factor) as f32 * WIDEST).round().max(2.0) as usize;
        let valley = |at: usize| {
            // Beside the sheet there is background.
            let above = at.checked_sub(reach * width).map_or(0.0, |at| smooth.values[at]);
            let below = smooth.values.get(at + reach * width).copied().unwrap_or(0.0);
            smooth.values[at] - above.max(below)
        };
        let differences = (0..width * height.saturating_sub(reach))
            .map(|at| (smooth.values[at] - smooth.values[at + reach * width]).abs());
        let noise = quantile(differences.collect(), 0.5) / 0.6745;
        let threshold = LEAST_CONTRAST.max(NOISE_FACTOR * noise);
        let thin = (0..width * height).map(|at| valley(at) > threshold).collect();
        Self { factor, width, height, reach, smooth, thin }
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for candidate in self.candidates(LEAST_VOTES) {
            let apart = lines.iter().all(|line| !line.meets(&candidate, self.width, self.reach as f32));
            if lines.len() < MOST_LINES && apart {
                lines.extend(self.judged(candidate));
            }
        }
        lines
    }

    /// Adds the lines of a family that leave the sheet above or below.
    fn add_corners(&self, lines: &mut Vec<Line>, slope: f32) {
        for candidate in self.candidates(CORNER_VOTES) {
            let is_like = (candidate.slope - slope).abs() <= CORNER_SLOPE;
            let apart = || lines.iter().all(|line| !line.meets(&candidate, self.width, self.reach as f32));
            if lines.len() < MOST_LINES && is_like && self.leaves(&candidate) && apart() {
                lines.extend(self.judged_at_corner(candidate));
            }
        }
    }

    fn leaves(&self, line: &Line) -> bool {
        let rows = 0.0..self.height as f32;
        [0, self.width - 1].iter().any(|column| !rows.contains(&line.row(*column as f32, self.width)))
    }

    /// Slopes and places with votes of at least that part of the width, those with the most first.
    fn candidates(&self, least: f32) -> Vec<Line> {
        let half = (STEEPEST * self.width as f32).ceil() as usize;
        // One step of slope is half a pixel up or down at either side.
        let slope = |step: usize| (step as f32 - half as f32) / self.width as f32;
        let margin = half / 2 + 2;
        let places = self.height + 2 * margin;
        let mut votes = vec![0_u32; (2 * half + 1) * places];
        for at in (0..self.thin.len()).filter(|at| self.thin[*at]) {
            let (column, row) = ((at % self.width) as f32 + 0.5 - self.width as f32 / 2.0, at / self.width);
            for step in 0..=2 * half {
                let place = row as f32 - slope(step) * column + margin as f32;
                votes[step * places + place.round() as usize] += 1;
            }
        }
        let least = ((least * self.width as f32) as u32).max(1);
        let mut found: Vec<(u32, usize)> =
            votes.into_iter().enumerate().filter(|(_, votes)| *votes >= least).map(|(at, votes)| (votes, at)).collect();
        found.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let line =
            |at: usize| Line { middle: (at % places) as f32 - margin as f32, slope: slope(at / places), full: false };
        found.into_iter().map(|(_, at)| line(at)).collect()
    }

    /// The line with its pieces counted, if it has enough of them.
    fn judged(&self, line: Line) -> Option<Line> {
        let pieces = self.pieces(&line)?;
        let count = |kind: Piece| pieces.iter().filter(|piece| **piece == kind).count();
        let (seen, hidden) = (count(Piece::Seen), count(Piece::Hidden));
        let there = |piece: &Piece| matches!(piece, Piece::Seen | Piece::Hidden);
        let ends = pieces[..2].iter().chain(&pieces[PIECES - 2..]).all(there);
        let full = ends && seen + hidden >= FULL_PIECES;
        (seen >= FEWEST_PIECES / 2 && seen + hidden >= FEWEST_PIECES).then_some(Line { full, ..line })
    }

    /// The line, if nearly all that is inside of the sheet is to be seen.
    fn judged_at_corner(&self, line: Line) -> Option<Line> {
        let pieces = self.pieces(&line)?;
        let count = |kind: Piece| pieces.iter().filter(|piece| **piece == kind).count();
        let inside = PIECES - count(Piece::Outside);
        (count(Piece::Seen) > 0 && count(Piece::Seen) as f32 >= CORNER_PIECES * inside as f32).then_some(line)
    }

    /// The pieces of a line; `None` if it has no background beside it.
    fn pieces(&self, line: &Line) -> Option<[Piece; PIECES]> {
        let level = self.level(line, 0);
        let has_paper = self.level(line, self.reach + self.reach / 2) <= PAPER_BESIDE * level;
        has_paper.then(|| std::array::from_fn(|piece| self.piece(line, piece, level)))
    }

    /// How dark the sheet is that many pixels above or below a line, where the line is to be seen.
    fn level(&self, line: &Line, away: usize) -> f32 {
        let above = |at: usize| at.checked_sub(away * self.width).map_or(0.0, |at| self.smooth.values[at]);
        let below = |at: usize| self.smooth.values.get(at + away * self.width).copied().unwrap_or(0.0);
        quantile(self.on_line(line).map(|at| above(at).max(below(at))).collect(), 0.5)
    }

    /// The thin places on a line.
    fn on_line<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = usize> + 'a {
        (0..self.width).filter_map(move |column| self.thin_near(line, column))
    }

    /// The thin place on a line in that column, or just above or below.
    fn thin_near(&self, line: &Line, column: usize) -> Option<usize> {
        let row = line.row(column as f32, self.width).round() as isize;
        [0, -1, 1].into_iter().find_map(|down| {
            let row = usize::try_from(row + down).ok().filter(|row| *row < self.height)?;
            let at = row * self.width + column;
            self.thin[at].then_some(at)
        })
    }

    fn piece(&self, line: &Line, piece: usize, level: f32) -> Piece {
        let columns = piece * self.width / PIECES..(piece + 1) * self.width / PIECES;
        let count = columns.len();
        let (mut seen, mut hidden, mut outside) = (0, 0, 0);
        for column in columns {
            let row = line.row(column as f32, self.width).round();
            if row < 0.0 || row >= self.height as f32 {
                outside += 1;
            } else if self.thin_near(line, column).is_some() {
                seen += 1;
            } else if self.smooth.at(column, row as usize) > 1.2 * level {
                hidden += 1;
            }
        }
        let count = count - outside;
        if count == 0 || count < outside {
            Piece::Outside
        } else if 2 * hidden > count {
            Piece::Hidden
        } else if seen as f32 >= PIECE_FILLED * (count - hidden) as f32 {
            Piece::Seen
        } else {
            Piece::Missing
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Seen,
    /// Under ink.
    Hidden,
    Missing,
    /// Above or below the sheet.
    Outside,
}

/// Means along the rows.
fn smoothed(plane: &Plane) -> Plane {
    let mut values = Vec::with_capacity(plane.values.len());
    for row in plane.values.chunks_exact(plane.width.max(1)) {
        for column in 0..row.len() {
            let around = &row[column.saturating_sub(SMOOTHING)..(column + SMOOTHING + 1).min(row.len())];
            values.push(around.iter().sum::<f32>() / around.len() as f32);
        }
    }
    Plane { values, ..*plane }
}
