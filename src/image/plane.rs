//! A plane of values, and filters on it.

/// A plane of values, row by row from the top left.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    /// The value at a place that is inside.
    pub(super) fn at(&self, column: usize, row: usize) -> f32 {
        self.values[row * self.width + column]
    }

    /// Rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        Self { width: self.height, height: self.width, values: transposed(&self.values, self.width) }
    }

    /// Means of `factor` x `factor` values, fewer at the right and lower sides.
    pub(super) fn averaged(&self, factor: usize) -> Self {
        averaged(&self.values, self.width, factor)
    }
}

/// Means of `factor` x `factor` values of a plane of that width, fewer at the right and lower sides.
fn averaged(values: &[f32], width: usize, factor: usize) -> Plane {
    let height = values.len() / width.max(1);
    if factor <= 1 {
        return Plane { width, height, values: values.to_vec() };
    }
    let (cells, rows) = (width.div_ceil(factor), height.div_ceil(factor));
    let mut sums = vec![0.0_f32; cells * rows];
    let mut counts = vec![0.0_f32; cells * rows];
    for (at, value) in values.iter().enumerate() {
        let cell = at / width / factor * cells + at % width / factor;
        sums[cell] += value;
        counts[cell] += 1.0;
    }
    sums.iter_mut().zip(&counts).for_each(|(sum, count)| *sum /= count.max(1.0));
    Plane { width: cells, height: rows, values: sums }
}

/// The extreme of one sort around each place, then that of the other sort: an opening or a closing, on a coarse grid.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    /// The longest side of the grid.
    pub(super) side: usize,
    /// How far windows reach beyond the plane, in cells of the grid, by their radius.
    pub(super) pad: fn(usize) -> usize,
    /// Least and greatest for an opening, greatest and least for a closing.
    pub(super) order: [fn(f32, f32) -> f32; 2],
}

impl Filter {
    /// The filtered values of a plane of that width; `radius` is that of the windows for the grid's longer side.
    pub(super) fn apply(&self, values: &[f32], width: usize, radius: impl Fn(usize) -> usize) -> Vec<f32> {
        let height = values.len() / width.max(1);
        let factor = width.max(height).div_ceil(self.side);
        let coarse = averaged(values, width, factor);
        let radius = radius(coarse.width.max(coarse.height));
        let inside = self.extremes(&coarse, radius);
        let place = |position: usize| (position as f32 + 0.5) / factor as f32 - 0.5;
        let value = |at: usize| bilinear(&inside, coarse.width, place(at % width), place(at / width));
        (0..values.len()).map(value).collect()
    }

    fn extremes(&self, coarse: &Plane, radius: usize) -> Vec<f32> {
        let [first, second] = self.order;
        let (width, height, pad) = (coarse.width, coarse.height, (self.pad)(radius));
        // The neutral value of the first extreme.
        let none = if first(0.0, 1.0) > 0.5 { f32::NEG_INFINITY } else { f32::INFINITY };
        let padded_width = width + 2 * pad;
        let mut padded = vec![none; padded_width * (height + 2 * pad)];
        for (row, values) in coarse.values.chunks_exact(width).enumerate() {
            let start = (row + pad) * padded_width + pad;
            padded[start..start + width].copy_from_slice(values);
        }
        let once = extreme(&padded, padded_width, radius, first);
        let twice = extreme(&once, padded_width, radius, second);
        (0..width * height).map(|cell| twice[(cell / width + pad) * padded_width + cell % width + pad]).collect()
    }
}

/// Rows and columns of a picture of that width exchanged.
pub(super) fn transposed<T: Copy>(values: &[T], width: usize) -> Vec<T> {
    let height = values.len() / width.max(1);
    let mut result = Vec::with_capacity(values.len());
    for column in 0..width {
        result.extend((0..height).map(|row| values[row * width + column]));
    }
    result
}

/// The extreme of the values at most `radius` away along both axes.
fn extreme(values: &[f32], width: usize, radius: usize, pick: fn(f32, f32) -> f32) -> Vec<f32> {
    let height = values.len() / width;
    let mut rows = Vec::with_capacity(values.len());
    for row in values.chunks_exact(width) {
        for column in 0..width {
            let around = &row[column.saturating_sub(radius)..(column + radius + 1).min(width)];
            rows.push(around.iter().copied().fold(row[column], pick));
        }
    }
    let mut result = rows.clone();
    for row in 0..height {
        for other in row.saturating_sub(radius)..(row + radius + 1).min(height) {
            for column in 0..width {
                let place = row * width + column;
                result[place] = pick(result[place], rows[other * width + column]);
            }
        }
    }
    result
}

/// The value at a place between pixel centres, continued beyond the edge.
fn bilinear(values: &[f32], width: usize, column: f32, row: f32) -> f32 {
    let height = values.len() / width;
    let (column, row) = (column.clamp(0.0, (width - 1) as f32), row.clamp(0.0, (height - 1) as f32));
    let (left, top) = (column as usize, row as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (part_x, part_y) = (column - left as f32, row - top as f32);
    let mix = |line: usize| values[line * width + left] * (1.0 - part_x) + values[line * width + right] * part_x;
    mix(top) * (1.0 - part_y) + mix(bottom) * part_y
}
