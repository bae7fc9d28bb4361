//! Products with images, of whose pixels about 80 % are zero.
//!
//! An image is kept as a list of its non-zero pixels, (pixel, value). The product of an image and a weight matrix is then a
//! sum of the matrix' rows, one a pixel, and so is the gradient of the weights of a pixel: a sum of rows of dz, one an image
//! that is not zero there. Both are the same kernel, [`weighted_sum`], which keeps a whole sum in registers.
//!
//! Hidden units come in groups of [`LANES_OF_ROW`], as many as fit into registers; each has a [`Row`] of its own.
//!
//! Work is split into blocks of fixed size, so that results don't depend on the number of threads.

use std::borrow::Cow;

use fearless_simd::{Level, Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};
use rayon::prelude::*;

use super::dense::Dense;
use super::preprocessing::InputEncoding;
use crate::dataset::ImageSet;
use crate::image::{PIXELS, SIDE};

/// Values in a vector register of the kernel.
const LANES: usize = 8;
/// Registers that hold the sum of a row. Thirteen leave three of sixteen for the factor and what is loaded.
const REGISTERS: usize = 13;
/// Length of a [`Row`]: 104, which the hundred neurons of the paper fit into.
pub(crate) const LANES_OF_ROW: usize = REGISTERS * LANES;

/// Pixels of a band, two rows of the image: what one task of the gradient takes.
const BAND: usize = 2 * SIDE;
/// Bands of an image.
const BANDS: usize = PIXELS / BAND;
/// Images that go through the bands of the weights together.
const BLOCK: usize = 16;
/// Images of a batch that are taken at a time for the gradient: a group's dz, 27 kB, stay in the nearest cache.
const PIECE: usize = 64;

/// A value for each unit of a group, with zeros behind them up to whole registers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub(crate) struct Row(pub(crate) [f32; LANES_OF_ROW]);

impl Row {
    pub(crate) const ZERO: Self = Self([0.0; LANES_OF_ROW]);

    /// How many rows so many values take.
    pub(crate) fn count(values: usize) -> usize {
        values.div_ceil(LANES_OF_ROW)
    }

    /// A row of at most so many values.
    #[allow(clippy::needless_pass_by_value, reason = "a view is two words and a pointer")]
    fn of(values: ArrayView1<'_, f32>) -> Self {
        let mut row = Self::ZERO;
        row.0.iter_mut().zip(values).for_each(|(place, value)| *place = *value);
        row
    }
}

/// The input value of each byte.
type ByteValues = [f32; 256];

/// The non-zero pixels of a set of images: for each image in order.
pub(crate) struct SparseImages {
    /// Pixel and value of all images, one image after the other.
    non_zero: Vec<NonZero>,
    /// The beginning of each band of each image in `non_zero`, and at last its length.
    bands: Vec<usize>,
    values: ByteValues,
}

/// A value at some place: a pixel of a band, or an image of a batch.
#[derive(Clone, Copy, Debug, Default)]
struct NonZero {
    place: u8,
    value: u8,
}

impl SparseImages {
    /// The input values of these images that are not zero.
    pub(crate) fn new(images: &ImageSet, encoding: InputEncoding) -> Self {
        /// Images that one task takes.
        const ROWS: usize = 1000;
        let images = encoding.images(images);
        let pixels = images.pixels();
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

    /// How many images.
    pub(crate) fn len(&self) -> usize {
        self.bands.len() / BANDS
    }

    /// The non-zero pixels of a band of an image; places count from the band's first pixel.
    fn non_zero(&self, image: usize, band: usize) -> &[NonZero] {
        let at = image * BANDS + band;
        &self.non_zero[self.bands[at]..self.bands[at + 1]]
    }
}

/// The non-zero pixels of some images; without the end of the last band.
struct Part {
    non_zero: Vec<NonZero>,
    bands: Vec<usize>,
}

impl Part {
    #[allow(clippy::needless_pass_by_value, reason = "a view is two words and a pointer")]
    fn of(pixels: ArrayView2<'_, u8>) -> Self {
        /// Pixels that are tested at a time.
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
                    let non_zero = few.iter().enumerate().filter(|(_, value)| **value > 0);
                    part.non_zero
                        .extend(non_zero.map(|(at, value)| NonZero { place: (step * STEP + at) as u8, value: *value }));
                }
            }
        }
        part
    }
}

/// The weights of the hidden layer as rows for the kernel.
#[derive(Clone)]
pub(crate) struct PaddedWeights {
    /// One for each pixel of each group of units, group after group.
    pub(crate) rows: Vec<Row>,
    /// One for each group.
    pub(crate) biases: Vec<Row>,
    units: usize,
    pub(crate) level: Level,
}

impl PaddedWeights {
    /// Those of a layer from 784 pixels.
    pub(crate) fn of(layer: &Dense) -> Self {
        let groups = layer.weights.axis_chunks_iter(Axis(1), LANES_OF_ROW);
        let rows = groups.flat_map(|group| group.rows().into_iter().map(Row::of).collect::<Vec<_>>()).collect();
        let biases = layer.biases.axis_chunks_iter(Axis(0), LANES_OF_ROW).map(Row::of).collect();
        Self { rows, biases, units: layer.outputs(), level: Level::new() }
    }

    /// As many zeros, for gradients and moments.
    pub(crate) fn zeros_like(&self) -> Self {
        let zeros = |rows: &[Row]| vec![Row::ZERO; rows.len()];
        Self { rows: zeros(&self.rows), biases: zeros(&self.biases), ..*self }
    }

    /// How many rows the units take.
    pub(crate) fn groups(&self) -> usize {
        self.biases.len()
    }

    /// As a layer.
    pub(crate) fn to_dense(&self) -> Dense {
        let mut layer = Dense::zeros(PIXELS, self.units);
        let groups = layer.weights.axis_chunks_iter_mut(Axis(1), LANES_OF_ROW);
        for (mut group, rows) in groups.zip(self.rows.chunks(PIXELS)) {
            for (mut out, row) in group.rows_mut().into_iter().zip(rows) {
                copy(&row.0[..out.len()], &mut out);
            }
        }
        let biases = self.biases.iter().flat_map(|row| &row.0);
        layer.biases.iter_mut().zip(biases).for_each(|(out, value)| *out = *value);
        layer
    }

    /// z of these images, one row of `z` each. On the caller's thread.
    pub(crate) fn apply(&self, images: &SparseImages, indices: &[usize], z: &mut ArrayViewMut2<'_, f32>) {
        for (indices, mut z) in indices.chunks(BLOCK).zip(z.axis_chunks_iter_mut(Axis(0), BLOCK)) {
            let groups = self.rows.chunks(PIXELS).zip(&self.biases);
            for (mut z, (weights, biases)) in z.axis_chunks_iter_mut(Axis(1), LANES_OF_ROW).zip(groups) {
                let mut sums = [*biases; BLOCK];
                dispatch!(self.level, simd => apply_block(simd, (images, indices), weights, &mut sums));
                for (mut z, sum) in z.rows_mut().into_iter().zip(&sums) {
                    copy(&sum.0[..z.len()], &mut z);
                }
            }
        }
    }

    /// Makes these weights the gradient: that of pixel p is the sum over the batch of pixel p times dz, of which each image
    /// has a row for each group.
    pub(crate) fn set_gradient(&mut self, images: &SparseImages, batch: &[usize], dz: &[Row]) {
        let dz = by_group(dz, self.groups());
        let level = self.level;
        self.rows.par_chunks_mut(BAND).enumerate().for_each(|(task, rows)| {
            let (group, band) = (task / BANDS, task % BANDS);
            rows.fill(Row::ZERO);
            let mut lists = Lists::new();
            for (indices, dz) in batch.chunks(PIECE).zip(dz[group * batch.len()..].chunks(PIECE)) {
                lists.fill(images, indices, band);
                dispatch!(level, simd => gradient_band(simd, (&lists, &images.values), dz, rows));
            }
        });
        for (sums, dz) in self.biases.iter_mut().zip(dz.chunks(batch.len())) {
            *sums = Row::ZERO;
            for row in dz {
                sums.0.iter_mut().zip(&row.0).for_each(|(sum, value)| *sum += value);
            }
        }
    }
}

/// Rows of which each image has one for each group, in the order of the weights: group after group.
fn by_group(rows: &[Row], groups: usize) -> Cow<'_, [Row]> {
    if groups == 1 {
        return Cow::Borrowed(rows);
    }
    (0..groups).flat_map(|group| rows.iter().skip(group).step_by(groups).copied()).collect()
}

/// Copies into a row of an array.
fn copy(values: &[f32], out: &mut ArrayViewMut1<'_, f32>) {
    match out.as_slice_mut() {
        Some(out) => out.copy_from_slice(values),
        None => out.iter_mut().zip(values).for_each(|(out, value)| *out = *value),
    }
}

/// The non-zero pixels of a band of some images, sorted by pixel: for each pixel, the images and their values.
struct Lists {
    non_zero: [[NonZero; PIECE]; BAND],
    counts: [usize; BAND],
}

impl Lists {
    fn new() -> Self {
        Self { non_zero: [[NonZero::default(); PIECE]; BAND], counts: [0; BAND] }
    }

    /// Makes these the lists of at most [`PIECE`] images.
    fn fill(&mut self, images: &SparseImages, indices: &[usize], band: usize) {
        self.counts.fill(0);
        for (place, image) in indices.iter().enumerate() {
            for non_zero in images.non_zero(*image, band) {
                let pixel = usize::from(non_zero.place);
                self.non_zero[pixel][self.counts[pixel]] = NonZero { place: place as u8, value: non_zero.value };
                self.counts[pixel] += 1;
            }
        }
    }
}

/// Adds a block of images times the weights of a group, band by band: those of a band stay in the nearest cache while all
/// images of the block use them.
#[simd]
fn apply_block<S: Simd>(
    simd: S,
    (images, indices): (&SparseImages, &[usize]),
    weights: &[Row],
    sums: &mut [Row; BLOCK],
) {
    for (band, rows) in weights.chunks(BAND).enumerate() {
        for (sum, index) in sums.iter_mut().zip(indices) {
            weighted_sum(simd, sum, (images.non_zero(*index, band), &images.values), rows);
        }
    }
}

/// Adds the gradient of the weights between a band of pixels and a group of units.
#[simd]
fn gradient_band<S: Simd>(simd: S, (lists, values): (&Lists, &ByteValues), dz: &[Row], gradient: &mut [Row]) {
    for ((gradient, non_zero), count) in gradient.iter_mut().zip(&lists.non_zero).zip(lists.counts) {
        weighted_sum(simd, gradient, (&non_zero[..count], values), dz);
    }
}

/// Adds to `out` the rows at the places of the non-zero pixels, times their values.
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
