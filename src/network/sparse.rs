//! Products with pictures, which are four fifths paper.
//!
//! A picture's ink is kept as a list of (pixel, value). The product of a picture and a weight matrix is then a sum of
//! the matrix' rows, one a pixel with ink, and so is the gradient of the weights of a pixel: a sum of rows of dz, one
//! a picture with ink there. Both are the same kernel, [`weighted_sum`], which keeps the whole sum in registers.
//!
//! Work is split into blocks of fixed size, so that results don't depend on the number of threads.

use fearless_simd::{Level, Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use ndarray::{ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};
use rayon::prelude::*;

use super::HIDDEN;
use super::dense::Dense;
use super::encoding::ImageEncoding;
use crate::dataset::ImageSet;
use crate::image::{PIXELS, SIDE};

/// Values in a vector register of the kernel.
const LANES: usize = 8;
/// Registers that hold a row of a hundred values.
const REGISTERS: usize = HIDDEN.div_ceil(LANES);
/// Length of a [`Row`].
pub(crate) const PADDED: usize = REGISTERS * LANES;

/// Pixels of a band, two rows of the picture: what one task of the gradient takes.
const BAND: usize = 2 * SIDE;
/// Bands of a picture.
const BANDS: usize = PIXELS / BAND;
/// Pictures that go through the bands of the weights together.
const BLOCK: usize = 16;
/// Pictures of a batch that are taken at a time for the gradient: their dz, 27 kB, stay in the nearest cache.
const PIECE: usize = 64;

/// A hundred values, one a hidden neuron, with zeros behind them up to whole registers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub(crate) struct Row(pub(crate) [f32; PADDED]);

impl Row {
    pub(crate) const ZERO: Self = Self([0.0; PADDED]);

    /// A row of these values, a hundred at most.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = &'a f32>) -> Self {
        let mut row = Self::ZERO;
        for (place, value) in row.0[..HIDDEN].iter_mut().zip(values) {
            *place = *value;
        }
        row
    }

    /// The hundred values.
    pub(crate) fn values(&self) -> &[f32] {
        &self.0[..HIDDEN]
    }
}

/// What bytes are to a network.
type ByteValues = [f32; 256];

/// The ink of a set of pictures: for each picture its pixels above zero, in order.
pub(crate) struct SparseImages {
    /// Pixel and value of the ink of all pictures, one picture after the other.
    non_zero: Vec<NonZero>,
    /// Where the ink of each band of each picture begins in `non_zero`, and at last where all ends.
    bands: Vec<usize>,
    values: ByteValues,
}

/// A value at some place: a pixel of a band, or a picture of a batch.
#[derive(Clone, Copy, Debug, Default)]
struct NonZero {
    place: u8,
    value: u8,
}

impl SparseImages {
    /// The ink of these pictures as a network sees them.
    pub(crate) fn new(pictures: &ImageSet, encoding: ImageEncoding) -> Self {
        /// Pictures that one task takes.
        const ROWS: usize = 1000;
        let pictures = encoding.pictures(pictures);
        let pixels = pictures.pixels();
        let parts: Vec<Part> = pixels.axis_chunks_iter(Axis(0), ROWS).into_par_iter().map(Part::of).collect();
        let mut all = Self {
            non_zero: Vec::with_capacity(parts.iter().map(|part| part.non_zero.len()).sum()),
            bands: Vec::with_capacity(pixels.nrows() * BANDS + 1),
            values: encoding.values(),
        };
        for part in parts {
            all.bands.extend(part.bands.iter().map(|start| start + all.non_zero.len()));
            all.non_zero.extend(part.non_zero);
        }
        all.bands.push(all.non_zero.len());
        all
    }

    /// How many pictures.
    pub(crate) fn len(&self) -> usize {
        self.bands.len() / BANDS
    }

    /// The ink of a band of a picture; places count from the band's first pixel.
    fn non_zero(&self, picture: usize, band: usize) -> &[NonZero] {
        let at = picture * BANDS + band;
        &self.non_zero[self.bands[at]..self.bands[at + 1]]
    }
}

/// The ink of some pictures; without the end of the last band.
struct Part {
    non_zero: Vec<NonZero>,
    bands: Vec<usize>,
}

impl Part {
    #[allow(clippy::needless_pass_by_value, reason = "a view is two words and a pointer")]
    fn of(pixels: ArrayView2<'_, u8>) -> Self {
        /// Pixels that are tested for ink at a time.
        const STEP: usize = 8;
        let mut part = Self { non_zero: Vec::new(), bands: Vec::with_capacity(pixels.nrows() * BANDS) };
        for row in pixels.rows() {
            let pixels: [u8; PIXELS] = std::array::from_fn(|pixel| row[pixel]);
            for band in pixels.chunks(BAND) {
                part.bands.push(part.non_zero.len());
                for (step, few) in band.chunks(STEP).enumerate() {
                    if few.iter().fold(0, |all, value| all | value) == 0 {
                        continue;
                    }
                    let inked = few.iter().enumerate().filter(|(_, value)| **value > 0);
                    part.non_zero
                        .extend(inked.map(|(at, value)| NonZero { place: (step * STEP + at) as u8, value: *value }));
                }
            }
        }
        part
    }
}

/// The weights of the hidden layer as rows for the kernel.
#[derive(Clone)]
pub(crate) struct PaddedWeights {
    /// One a pixel.
    pub(crate) rows: Vec<Row>,
    pub(crate) biases: Row,
}

impl PaddedWeights {
    /// Those of a layer of 784 to 100.
    pub(crate) fn of(layer: &Dense) -> Self {
        let rows = layer.weights.rows().into_iter().map(Row::of).collect();
        Self { rows, biases: Row::of(&layer.biases) }
    }

    /// As a layer.
    pub(crate) fn to_dense(&self) -> Dense {
        let mut layer = Dense::zeros(PIXELS, HIDDEN);
        for (mut out, row) in layer.weights.rows_mut().into_iter().zip(&self.rows) {
            out.iter_mut().zip(row.values()).for_each(|(out, value)| *out = *value);
        }
        layer.biases.iter_mut().zip(self.biases.values()).for_each(|(out, value)| *out = *value);
        layer
    }

    /// z of these pictures, one row of `z` each. On the caller's thread.
    pub(crate) fn apply(&self, pictures: &SparseImages, indices: &[usize], z: &mut ArrayViewMut2<'_, f32>) {
        for (indices, mut z) in indices.chunks(BLOCK).zip(z.axis_chunks_iter_mut(Axis(0), BLOCK)) {
            let mut sums = [self.biases; BLOCK];
            dispatch!(Level::new(), simd => apply_block(simd, (pictures, indices), &self.rows, &mut sums));
            for (mut z, sum) in z.rows_mut().into_iter().zip(&sums) {
                copy(sum.values(), &mut z);
            }
        }
    }

    /// Makes these weights the gradient: that of pixel p is the sum over the batch of pixel p times dz.
    pub(crate) fn set_gradient(&mut self, pictures: &SparseImages, batch: &[usize], dz: &[Row]) {
        self.rows.par_chunks_mut(BAND).enumerate().for_each(|(band, rows)| {
            rows.fill(Row::ZERO);
            let mut lists = Lists::new();
            for (indices, dz) in batch.chunks(PIECE).zip(dz.chunks(PIECE)) {
                lists.fill(pictures, indices, band);
                dispatch!(Level::new(), simd => gradient_band(simd, (&lists, &pictures.values), dz, rows));
            }
        });
        let mut biases = Row::ZERO;
        for row in dz {
            biases.0.iter_mut().zip(&row.0).for_each(|(sum, value)| *sum += value);
        }
        self.biases = biases;
    }
}

/// Copies into a row of an array.
fn copy(values: &[f32], out: &mut ArrayViewMut1<'_, f32>) {
    match out.as_slice_mut() {
        Some(out) => out.copy_from_slice(values),
        None => out.iter_mut().zip(values).for_each(|(out, value)| *out = *value),
    }
}

/// The ink of a band of some pictures, sorted by pixel: for each pixel, which picture has how much.
struct Lists {
    non_zero: [[NonZero; PIECE]; BAND],
    counts: [usize; BAND],
}

impl Lists {
    fn new() -> Self {
        Self { non_zero: [[NonZero::default(); PIECE]; BAND], counts: [0; BAND] }
    }

    /// Makes these the lists of at most [`PIECE`] pictures.
    fn fill(&mut self, pictures: &SparseImages, indices: &[usize], band: usize) {
        self.counts.fill(0);
        for (place, picture) in indices.iter().enumerate() {
            for non_zero in pictures.non_zero(*picture, band) {
                let pixel = usize::from(non_zero.place);
                self.non_zero[pixel][self.counts[pixel]] = NonZero { place: place as u8, value: non_zero.value };
                self.counts[pixel] += 1;
            }
        }
    }
}

/// Adds a block of pictures' ink times the weights, band by band: the weights of a band stay in the nearest cache
/// while all pictures of the block use them.
#[simd]
fn apply_block<S: Simd>(
    simd: S,
    (pictures, indices): (&SparseImages, &[usize]),
    weights: &[Row],
    sums: &mut [Row; BLOCK],
) {
    for (band, weights) in weights.chunks(BAND).enumerate() {
        for (sum, index) in sums.iter_mut().zip(indices) {
            weighted_sum(simd, sum, (pictures.non_zero(*index, band), &pictures.values), weights);
        }
    }
}

/// Adds the gradient of the weights of a band of pixels.
#[simd]
fn gradient_band<S: Simd>(simd: S, (lists, values): (&Lists, &ByteValues), dz: &[Row], gradient: &mut [Row]) {
    for ((gradient, non_zero), count) in gradient.iter_mut().zip(&lists.non_zero).zip(lists.counts) {
        weighted_sum(simd, gradient, (&non_zero[..count], values), dz);
    }
}

/// Adds to `out` the rows at the places of the ink, times its values.
#[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
#[inline(always)]
fn weighted_sum<S: Simd>(simd: S, out: &mut Row, (non_zero, values): (&[NonZero], &ByteValues), rows: &[Row]) {
    if non_zero.is_empty() {
        return;
    }
    let mut sums: [f32x8<S>; REGISTERS] =
        std::array::from_fn(|register| f32x8::from_slice(simd, &out.0[register * LANES..][..LANES]));
    for non_zero in non_zero {
        let row = &rows[usize::from(non_zero.place)].0;
        let value = f32x8::splat(simd, values[usize::from(non_zero.value)]);
        for (register, sum) in sums.iter_mut().enumerate() {
            *sum = value.mul_add(f32x8::from_slice(simd, &row[register * LANES..][..LANES]), *sum);
        }
    }
    for (register, sum) in sums.iter().enumerate() {
        sum.store_slice(&mut out.0[register * LANES..][..LANES]);
    }
}
