//! Synthetic images: augmentation of training images, drawn digits and coarse scans for evaluation.

mod augmentation;
pub mod coarse;
mod drawn;
mod elastic;
mod random;
mod stroke_variants;

pub use augmentation::Augmentation;
pub use coarse::coarse_scans;
pub use drawn::{DrawnStyle, drawn_digit, drawn_digits, drawn_shape};
