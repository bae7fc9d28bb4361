//! The error for ranges of drives that can't be calibrated.

use super::model::{ModelDescription, Signal};

/// A range of drives on which the time mean of a signal can't stand for a sigmoid. One line.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeError {
    pub(super) description: ModelDescription,
    pub(super) signal: Signal,
    pub(super) range: [f64; 2],
    /// A drive at which the mean depends on the start.
    pub(super) branches: Option<f64>,
    /// The longest part of the range on which it is monotone.
    pub(super) monotone: Option<[f64; 2]>,
}

impl RangeError {
    /// Whether the drives are two ascending numbers that the model allows.
    fn is_range(&self) -> bool {
        let ([from, to], [least, most]) = (self.range, self.description.drive_bounds);
        let bounds = least..=most;
        bounds.contains(&from) && bounds.contains(&to) && from < to
    }

    /// Why the drives can't be calibrated, in some words for a table.
    pub fn obstacle(&self) -> &'static str {
        match self.branches {
            _ if !self.is_range() => "no range",
            Some(_) => "depends on the start",
            None => "not monotone",
        }
    }
}

impl std::fmt::Display for RangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ModelDescription { name, drive, drive_bounds, .. } = &self.description;
        let ([from, to], [least, most]) = (self.range, *drive_bounds);
        let unit = if drive.unit.is_empty() { String::new() } else { format!(" {}", drive.unit) };
        if !self.is_range() {
            return write!(
                f,
                "{name}: the range of drives must be two ascending numbers from {least} to {most}{unit}, not {from} to {to}"
            );
        }
        let why = self.branches.map_or(String::new(), |drive| format!(" (near {drive:.4} it depends on the start)"));
        write!(
            f,
            "{name}: the mean of {} is not monotone in the drive from {from} to {to}{unit}{why}; ",
            self.signal.name()
        )?;
        match self.monotone {
            Some([from, to]) => write!(f, "it is from {from:.4} to {to:.4}"),
            None => write!(f, "it is on no part of it"),
        }
    }
}

impl std::error::Error for RangeError {}
