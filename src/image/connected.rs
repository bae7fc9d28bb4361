//! Connected components of a picture.

/// The connected components of `left`; `beside` gives the neighbours of a place.
pub(super) fn connected<N: IntoIterator<Item = usize>>(
    mut left: Vec<bool>,
    beside: impl Fn(usize) -> N,
) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    for start in 0..left.len() {
        if left[start] {
            groups.push(reached(&mut left, vec![start], &beside));
        }
    }
    groups
}

/// `seeds`, and the places of `left` that are connected with them. All of them are removed from `left`.
pub(super) fn reached<N: IntoIterator<Item = usize>>(
    left: &mut [bool],
    seeds: Vec<usize>,
    beside: impl Fn(usize) -> N,
) -> Vec<usize> {
    let mut places = seeds;
    for at in &places {
        left[*at] = false;
    }
    let mut next = 0;
    while let Some(&at) = places.get(next) {
        next += 1;
        for at in beside(at) {
            if std::mem::take(&mut left[at]) {
                places.push(at);
            }
        }
    }
    places
}

/// The places beside, above and below one of a picture of that size.
pub(super) fn sides(at: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (column, row) = (at % width, at / width);
    let beside = [
        (column > 0).then(|| at - 1),
        (column + 1 < width).then_some(at + 1),
        (row > 0).then(|| at - width),
        (row + 1 < height).then_some(at + width),
    ];
    beside.into_iter().flatten()
}

/// The same with the corners, row by row, and the place itself.
pub(super) fn surroundings(at: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (column, row) = (at % width, at / width);
    let columns = column.saturating_sub(1)..(column + 2).min(width);
    let rows = row.saturating_sub(1)..(row + 2).min(height);
    rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
}

/// The smallest rectangle around places of a picture of that width; `right` and `bottom` are outside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) top: usize,
    pub(super) bottom: usize,
}

impl Bounds {
    pub(super) fn of(places: &[usize], width: usize) -> Self {
        let start = Self { left: usize::MAX, right: 0, top: usize::MAX, bottom: 0 };
        places.iter().fold(start, |bounds, place| {
            let (column, row) = (place % width, place / width);
            Self {
                left: bounds.left.min(column),
                right: bounds.right.max(column + 1),
                top: bounds.top.min(row),
                bottom: bounds.bottom.max(row + 1),
            }
        })
    }
}
