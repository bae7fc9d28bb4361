//! From files and pen strokes to the 28 x 28 bytes that a network takes: decoding, segmentation, centring, deskewing.

mod alpha;
pub mod centring;
mod connected;
mod fax;
mod formats;
mod frames;
mod ink;
mod interpolation;
mod jpeg;
mod moments;
pub mod picture;
mod pieces;
mod plane;
mod pnm;
mod remarks;
mod rulings;
mod segmentation;
mod shading;
pub mod stroke;
mod tiff;

use std::fmt;

pub use centring::{Centred, InkBox, Preparation, centre};
pub use ink::Ink;
pub(crate) use interpolation::bilinear;
pub use moments::{deskewed, moment_normalised};
pub use picture::{PictureError, Scan, ink_from_bytes, open_ink, open_scan, scan_from_bytes};
pub use pieces::pieces;
pub use remarks::Remark;
pub use stroke::{Drawing, Pen, Stroke};

/// Pixels on a side of a [`InputImage`].
pub const SIDE: usize = 28;
/// Pixels of a [`InputImage`], 784.
pub const PIXELS: usize = SIDE * SIDE;

/// An image at the network's input: 28 x 28 bytes, row by row from the top left, 0 background to 255 foreground.
#[derive(Clone, PartialEq, Eq)]
pub struct InputImage(Box<[u8; PIXELS]>);

impl InputImage {
    /// An image of these bytes, row by row.
    pub fn new(pixels: [u8; PIXELS]) -> Self {
        Self(Box::new(pixels))
    }

    /// The 784 bytes, row by row.
    pub fn pixels(&self) -> &[u8; PIXELS] {
        &self.0
    }
}

impl fmt::Debug for InputImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ink: u32 = self.0.iter().map(|value| u32::from(*value)).sum();
        write!(f, "DigitImage(ink {ink})")
    }
}
