//! Coarse scans: digits of 8 x 8 cells and 17 grey levels, enlarged, as from an old scanner.
//!
//! For evaluation only. Made like the optical digits of the UCI repository: the digit fills a bitmap of 32 x 32 black or
//! white pixels, and each cell counts the black ones of its 4 x 4. [`super::Augmentation::coarse`] resamples training images
//! in a similar way.

use image::imageops::{FilterType, resize};
use image::{GrayImage, ImageFormat, Luma};

use crate::dataset::ImageSet;
use crate::image::centring::{InkBox, fit};
use crate::image::{Ink, InputImage, PIXELS, SIDE, centre, ink_from_bytes};

/// Cells on a side of a scan.
pub const CELLS: usize = 8;
/// Pixels of the bitmap to a cell, each way.
const CELL: usize = 4;
/// The grey levels of a scan are 0 to this.
pub const LEVELS: u8 = 16;

/// The way in which a scan is enlarged to a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enlargement {
    /// Pixels on a side.
    pub side: u32,
    /// From pixel to pixel smoothly, or as squares.
    pub smooth: bool,
    /// Black on white, or white on black.
    pub black_on_white: bool,
}

/// In turn, so that a set has equally many of each.
const ENLARGEMENTS: [Enlargement; 6] = [
    Enlargement { side: 160, smooth: false, black_on_white: true },
    Enlargement { side: 160, smooth: true, black_on_white: true },
    Enlargement { side: 64, smooth: false, black_on_white: false },
    Enlargement { side: 64, smooth: true, black_on_white: false },
    Enlargement { side: 8, smooth: false, black_on_white: false },
    Enlargement { side: 28, smooth: true, black_on_white: false },
];

/// The scan of a digit: black pixels of each cell, 0 to 16, row by row. All zero if there is no ink.
pub fn scan(image: &InputImage) -> [u8; CELLS * CELLS] {
    let mut cells = [0; CELLS * CELLS];
    let values = image.pixels().iter().map(|value| f32::from(*value) / 255.0).collect();
    let ink = Ink::of_values(SIDE, SIDE, values);
    let side = CELLS * CELL;
    if let Some(ink_box) = InkBox::of(&ink) {
        let bitmap = fit(&ink, &ink_box, side);
        for (at, _) in bitmap.values().iter().enumerate().filter(|(_, value)| **value >= 0.5) {
            cells[at / side / CELL * CELLS + at % side / CELL] += 1;
        }
    }
    cells
}

/// A scan as a PNG file, number `index` of a set.
#[allow(clippy::missing_panics_doc, reason = "it does not: see below")]
pub fn coarse_png(scan: &[u8; CELLS * CELLS], index: usize) -> Vec<u8> {
    let way = ENLARGEMENTS[index % ENLARGEMENTS.len()];
    let small = GrayImage::from_fn(CELLS as u32, CELLS as u32, |column, row| {
        let level = u16::from(scan[row as usize * CELLS + column as usize].min(LEVELS));
        let value = (level * 255 / u16::from(LEVELS)) as u8;
        Luma([if way.black_on_white { 255 - value } else { value }])
    });
    let filter = if way.smooth { FilterType::Triangle } else { FilterType::Nearest };
    let large = resize(&small, way.side, way.side, filter);
    let mut bytes = std::io::Cursor::new(Vec::new());
    #[allow(clippy::expect_used, reason = "a grey picture can always be written to memory")]
    large.write_to(&mut bytes, ImageFormat::Png).expect("a PNG file in memory");
    bytes.into_inner()
}

/// Scans of the images of a set, enlarged and opened again as picture files are; those with nothing to classify are blank.
pub fn coarse_scans(set: &ImageSet) -> ImageSet {
    set.map_images(|index, image| {
        let ink = ink_from_bytes(&coarse_png(&scan(image), index), "scan").ok();
        ink.and_then(|ink| centre(&ink)).map_or(InputImage::new([0; PIXELS]), |centred| centred.image)
    })
}
