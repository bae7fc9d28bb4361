//! Ranges and ticks of axes.

use super::figure::{Axis, Scale};

/// Room that is left beyond the outermost points, as a share of the range.
const MARGIN: f64 = 0.04;

/// How closely an axis fits what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// With room at both ends.
    Loose,
    /// Without: a map fills its panel.
    Close,
    /// Without room below zero: bars stand on the axis.
    Standing,
}

/// The values that an axis shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    first: f64,
    last: f64,
    scale: Scale,
}

impl Range {
    /// The range that `axis` fixes, or that of `values`, with margins at both ends unless they have to `fit` closely.
    pub(super) fn of(axis: &Axis, fit: Fit, values: impl Iterator<Item = f64>) -> Self {
        let logarithmic = axis.scale == Scale::Logarithmic;
        let (first, last) = axis.range.unwrap_or_else(|| {
            let fits = |value: &f64| value.is_finite() && (!logarithmic || *value > 0.0);
            let ends = values.filter(fits).fold(None, |ends: Option<(f64, f64)>, value| {
                Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
            });
            let ends = ends.unwrap_or(if logarithmic { (1.0, 10.0) } else { (0.0, 1.0) });
            let (low, high) = widened(ends, axis.scale);
            match fit {
                Fit::Close if ends.0 < ends.1 => ends,
                Fit::Standing if ends.0 == 0.0 => (0.0, high),
                _ => (low, high),
            }
        });
        Self { first, last, scale: axis.scale }
    }

    /// A range of these ends.
    pub(super) fn new((first, last): (f64, f64), scale: Scale) -> Self {
        Self { first, last, scale }
    }

    /// Where `value` is between the ends, 0 to 1; beyond them below 0 or above 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.first) / (self.last - self.first),
            Scale::Logarithmic => (value / self.first).ln() / (self.last / self.first).ln(),
        }
    }

    /// Values for ticks, at most about `most` of them, each with its text.
    pub(super) fn ticks(&self, axis: &Axis, most: usize) -> Vec<(f64, String)> {
        let inside = |value: &f64| (-1e-9..=1.0 + 1e-9).contains(&self.share(*value));
        if !axis.ticks.is_empty() {
            return axis.ticks.iter().filter(|(value, _)| inside(value)).cloned().collect();
        }
        match self.scale {
            Scale::Linear => self.linear_ticks(most),
            Scale::Logarithmic => {
                let wanted: &[f64] = if (self.last / self.first).log10() > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
                let decades = self.first.log10().floor() as i32..=self.last.log10().ceil() as i32;
                let values = decades.flat_map(|decade| wanted.iter().map(move |factor| factor * 10f64.powi(decade)));
                values.filter(inside).map(|value| (value, plain(value))).collect()
            }
        }
    }

    fn linear_ticks(&self, most: usize) -> Vec<(f64, String)> {
        let (low, high) = (self.first.min(self.last), self.first.max(self.last));
        let Some(step) = round_step((high - low) / most.max(1) as f64) else { return Vec::new() };
        let decimals = (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
        let text = |value: f64| format!("{value:.decimals$}").replace('-', "\u{2212}");
        multiples((low, high), step).map(|value| (value, text(value))).collect()
    }
}

/// The first of 1, 2, 5, 10, 20 and so on, and of 0.5, 0.2, 0.1 and so on, that is not below `least`; `None` if that is
/// not a positive number.
pub fn round_step(least: f64) -> Option<f64> {
    let power = 10f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= least * 0.999).unwrap_or(10.0);
    Some(factor * power).filter(|step| step.is_finite() && *step > 0.0)
}

/// The multiples of `step` from `low` to `high`.
pub fn multiples((low, high): (f64, f64), step: f64) -> impl Iterator<Item = f64> {
    let numbers = (low / step - 1e-9).ceil() as i64..=(high / step + 1e-9).floor() as i64;
    // Adding zero turns -0 into 0.
    numbers.map(move |number| number as f64 * step + 0.0)
}

/// With some room at both ends; for one value alone, room around it.
fn widened((low, high): (f64, f64), scale: Scale) -> (f64, f64) {
    match scale {
        Scale::Logarithmic if high > low => {
            let factor = (high / low).powf(MARGIN);
            (low / factor, high * factor)
        }
        Scale::Logarithmic => (low / 2.0, high * 2.0),
        Scale::Linear if high > low => (low - MARGIN * (high - low), high + MARGIN * (high - low)),
        Scale::Linear => (low - 0.5, high + 0.5),
    }
}

/// A number as short as it can be, with a minus sign that is as wide as digits are.
fn plain(value: f64) -> String {
    if (1e-4..1e6).contains(&value.abs()) {
        format!("{}", (value * 1e9).round() / 1e9).replace('-', "\u{2212}")
    } else {
        format!("{value:e}").replace('-', "\u{2212}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_range() {
        let texts = |range: (f64, f64), scale| {
            let axis = Axis { scale, ..Axis::default() };
            let ticks = Range::new(range, scale).ticks(&axis, 6);
            ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(texts((-2.0, 2.0), Scale::Linear), ["\u{2212}2", "\u{2212}1", "0", "1", "2"]);
        assert_eq!(texts((0.0, 0.31), Scale::Linear), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(texts((0.01, 1.0), Scale::Logarithmic), ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
        assert_eq!(texts((0.0, 100.0), Scale::Linear).len(), 6);
    }

    #[test]
    fn a_range_holds_its_values_even_if_there_is_one_or_none() {
        let axis = Axis::default();
        let one = Range::of(&axis, Fit::Loose, [3.0, f64::NAN].into_iter());
        assert_eq!(one.share(3.0), 0.5);
        assert_eq!(Range::of(&axis, Fit::Loose, std::iter::empty()).share(0.5), 0.5);
        let log = Range::of(&Axis::logarithmic(""), Fit::Loose, [0.0, -1.0, 5.0].into_iter());
        assert!(log.share(5.0) > 0.0 && log.share(5.0) < 1.0);
    }
}
