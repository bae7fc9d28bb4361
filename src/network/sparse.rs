//! Products with pictures, which are four fifths paper.
//!
//! A picture's ink is kept as a list of (pixel, value). The product of a picture and a weight matrix is then a sum of
//! the matrix' rows, one a pixel with ink, and so is the gradient of the weights of a pixel: a sum of rows of dz, one
//! a picture with ink there. Both are the same kernel, [`weighted_sum`], which keeps the whole sum in registers.
//!
//! Work is split into blocks of fixed size, so that results don't depend on the number of threads.

use std::ops::Range;
use std::sync::LazyLock;

use fearless_simd::{Level, Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use ndarray::ArrayViewMut2;
use rayon::prelude::*;

use super::HIDDEN;
use super::dense::Dense;
use crate::digit::{DigitSet, PIXELS, SIDE};

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

/// What bytes are to the network: value / 255.
static BYTE_VALUES: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|byte| byte as f32 / 255.0));

/// The ink of a set of pictures: for each picture its pixels above zero, in order.
pub(crate) struct SparseImages {
    /// Pixel and value of the ink of all pictures, one picture after the other.
    ink: Vec<Ink>,
    /// Where the ink of each band of each picture begins in `ink`, and at last where all ends.
    bands: Vec<usize>,
}

/// A value at some place: a pixel of a picture, or a picture of a batch.
#[derive(Clone, Copy, Debug, Default)]
struct Ink {
    place: u16,
    value: u8,
}

impl SparseImages {
    /// The ink of these pictures.
    pub(crate) fn new(pictures: &DigitSet) -> Self {
        let mut ink = Vec::new();
        let mut bands = Vec::with_capacity(pictures.len() * BANDS + 1);
        for row in pictures.pixels().rows() {
            for (pixel, value) in row.iter().enumerate() {
                if pixel % BAND == 0 {
                    bands.push(ink.len());
                }
                if *value > 0 {
                    ink.push(Ink { place: pixel as u16, value: *value });
                }
            }
        }
        bands.push(ink.len());
        Self { ink, bands }
    }

    /// How many pictures.
    pub(crate) fn len(&self) -> usize {
        self.bands.len() / BANDS
    }

    /// The ink of a range of bands of a picture.
    fn ink(&self, picture: usize, bands: Range<usize>) -> &[Ink] {
        let at = |band: usize| self.bands[picture * BANDS + band];
        &self.ink[at(bands.start)..at(bands.end)]
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

    /// Zeros.
    pub(crate) fn zeros() -> Self {
        Self { rows: vec![Row::ZERO; PIXELS], biases: Row::ZERO }
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
        for (mut z, index) in z.rows_mut().into_iter().zip(indices) {
            let mut row = self.biases;
            add(&mut row, pictures.ink(*index, 0..BANDS), &self.rows);
            z.iter_mut().zip(row.values()).for_each(|(out, value)| *out = *value);
        }
    }

    /// Makes these weights the gradient: that of pixel p is the sum over the batch of pixel p times dz.
    pub(crate) fn set_gradient(&mut self, pictures: &SparseImages, batch: &[usize], dz: &[Row]) {
        self.rows.par_chunks_mut(BAND).enumerate().for_each_init(Vec::new, |scratch, (band, rows)| {
            band_gradient(pictures, batch, dz, (band, rows, scratch));
        });
        let mut biases = Row::ZERO;
        for row in dz {
            biases.0.iter_mut().zip(&row.0).for_each(|(sum, value)| *sum += value);
        }
        self.biases = biases;
    }
}

/// The gradient of the weights of the pixels of one band. `lists` is room for the ink of the batch, sorted by pixel.
fn band_gradient(
    pictures: &SparseImages,
    batch: &[usize],
    dz: &[Row],
    (band, rows, lists): (usize, &mut [Row], &mut Vec<Ink>),
) {
    lists.resize(BAND * batch.len(), Ink::default());
    let mut counts = [0; BAND];
    for (row, picture) in batch.iter().enumerate() {
        for ink in pictures.ink(*picture, band..band + 1) {
            let pixel = usize::from(ink.place) % BAND;
            lists[pixel * batch.len() + counts[pixel]] = Ink { place: row as u16, value: ink.value };
            counts[pixel] += 1;
        }
    }
    for ((gradient, list), count) in rows.iter_mut().zip(lists.chunks(batch.len())).zip(counts) {
        *gradient = Row::ZERO;
        add(gradient, &list[..count], dz);
    }
}

/// Adds to `sum` the rows at the places of the ink, times its values.
fn add(sum: &mut Row, ink: &[Ink], rows: &[Row]) {
    dispatch!(Level::new(), simd => weighted_sum(simd, sum, ink, rows));
}

#[simd]
fn weighted_sum<S: Simd>(simd: S, out: &mut Row, ink: &[Ink], rows: &[Row]) {
    let values = &*BYTE_VALUES;
    let mut sums: [f32x8<S>; REGISTERS] =
        std::array::from_fn(|register| f32x8::from_slice(simd, &out.0[register * LANES..][..LANES]));
    for ink in ink {
        let row = &rows[usize::from(ink.place)].0;
        let value = f32x8::splat(simd, values[usize::from(ink.value)]);
        for (register, sum) in sums.iter_mut().enumerate() {
            *sum = value.mul_add(f32x8::from_slice(simd, &row[register * LANES..][..LANES]), *sum);
        }
    }
    for (register, sum) in sums.iter().enumerate() {
        sum.store_slice(&mut out.0[register * LANES..][..LANES]);
    }
}
