//! Which array is which layer's, by the shapes.

use std::cmp::Reverse;
use std::fmt::Write as _;

use ndarray::{Array1, Array2};

use super::super::dense::Dense;
use super::super::network::HiddenCount;
use super::array::ArrayInfo;
use super::options::{ArrayNames, ImportOptions, Layout};
use super::wrong::Wrong;
use crate::dataset::ClassCount;
use crate::image::PIXELS;

/// What a file should hold.
pub(super) const EXPECTED: &str = "float arrays of a NumPy archive or a safetensors file: [784, N] or [N, 784], [N, K] or [K, N], N from 1 to 4096 \
     neurons and K from 2 to 256 classes, and [N] and [K] if there are biases";
/// How the command line is told which arrays are which.
const NAMES: &str = "`nullcline import FILE --arrays W1,b1,W2,b2 --out OUT` says which arrays are taken";
/// The most pairs of matrices, and arrays of biases for each layer, that are compared: any more than one is a question.
const MOST_WAYS: usize = 64;
/// The most arrays that a line names.
const MOST_NAMED: usize = 6;

/// A matrix in the place of a layer's weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    array: usize,
    layout: Layout,
}

/// The arrays of both layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrangement {
    weights: [Place; 2],
    biases: [Option<usize>; 2],
    /// Neurons and classes.
    outputs: [usize; 2],
}

impl Arrangement {
    /// The only arrangement that the shapes and the options allow.
    pub(super) fn of(arrays: &[ArrayInfo], options: &ImportOptions) -> Result<Self, Wrong> {
        let mut ways = Finder { arrays, options }.ways()?;
        // Biases that are there are used; numbers before other things; parameters before records of training.
        let rank = |way: &Self| {
            let used = || way.used().map(|index| &arrays[index]);
            let others = used().filter(|array| array.numbers.is_none()).count();
            (Reverse(used().count()), others, used().filter(|array| array.is_record()).count())
        };
        let best = ways.iter().map(rank).min();
        ways.retain(|way| Some(rank(way)) == best);
        let further = ways.first().and_then(|way| way.further_layer(arrays)).filter(|_| options.arrays.is_none());
        if let Some(more) = further {
            let found = format!("a further matrix that fits on, {more}, as of a network of several hidden layers");
            return Err(Wrong { found, expected: format!("one hidden layer; {NAMES}") });
        }
        match ways.as_slice() {
            [way] => Ok(way.clone()),
            [] => Err(Wrong { found: list("", arrays.iter()), expected: EXPECTED.to_owned() }),
            several => Err(question(several, arrays)),
        }
    }

    fn used(&self) -> impl Iterator<Item = usize> + use<> {
        self.weights.into_iter().map(|place| place.array).chain(self.biases.into_iter().flatten())
    }

    fn unused<'a>(&self, arrays: &'a [ArrayInfo]) -> Vec<&'a ArrayInfo> {
        let unused = |index: &usize| !self.used().any(|used| used == *index);
        (0..arrays.len()).filter(unused).map(|index| &arrays[index]).collect()
    }

    /// An array that is not used and looks like the weights of another layer of the same network.
    fn further_layer<'a>(&self, arrays: &'a [ArrayInfo]) -> Option<&'a ArrayInfo> {
        let fits = |sides: [usize; 2]| {
            !sides.contains(&1) && !sides.contains(&PIXELS) && sides.iter().any(|side| self.outputs.contains(side))
        };
        let mut unused = self.unused(arrays).into_iter();
        unused.find(|array| array.numbers.is_some() && !array.is_record() && array.matrix().is_some_and(fits))
    }

    /// What was taken, in one line.
    pub(super) fn line(&self, arrays: &[ArrayInfo]) -> String {
        let [neurons, classes] = self.outputs;
        let mut line = format!("784-{neurons}-{classes}");
        for ((place, biases), name) in self.weights.iter().zip(self.biases).zip(["hidden", "output"]) {
            let biases = biases.map_or_else(|| "none".to_owned(), |index| arrays[index].to_string());
            // Writing to a string can't fail.
            let _ = write!(line, ", {name} weights {} ({}), biases {biases}", arrays[place.array], place.layout.name());
        }
        let unused = self.unused(arrays);
        if unused.is_empty() { line } else { format!("{line}; {}", list("left aside: ", unused)) }
    }

    /// The layers, of the values of each array.
    pub(super) fn layers(
        &self,
        mut values: impl FnMut(usize) -> Result<Array2<f32>, Wrong>,
    ) -> Result<[Dense; 2], Wrong> {
        let mut layer = |index: usize| {
            let place = self.weights[index];
            let array = values(place.array)?;
            let weights = if place.layout == Layout::Torch { array.reversed_axes() } else { array };
            let biases = match self.biases[index] {
                Some(array) => values(array)?.iter().copied().collect(),
                None => Array1::zeros(self.outputs[index]),
            };
            Ok(Dense { weights: weights.as_standard_layout().into_owned(), biases })
        };
        Ok([layer(0)?, layer(1)?])
    }
}

/// The question which of several arrangements it is.
fn question(ways: &[Arrangement], arrays: &[ArrayInfo]) -> Wrong {
    let same_arrays = ways.windows(2).all(|pair| pair[0].used().eq(pair[1].used()));
    if same_arrays {
        let used = ways[0].weights.iter().map(|place| &arrays[place.array]);
        let expected = "`nullcline import FILE --layout torch --out OUT` (matrices are [outputs, inputs]) or --layout \
                        keras ([inputs, outputs])";
        return Wrong { found: list("weights that fit both ways round: ", used), expected: expected.to_owned() };
    }
    let fitting: Vec<usize> = ways.iter().flat_map(Arrangement::used).collect();
    let fitting = (0..arrays.len()).filter(|index| fitting.contains(index)).map(|index| &arrays[index]);
    Wrong { found: list("several arrays that fit one place: ", fitting), expected: NAMES.to_owned() }
}

/// Some arrays in a line.
fn list<'a>(before: &str, arrays: impl IntoIterator<Item = &'a ArrayInfo>) -> String {
    let all: Vec<String> = arrays.into_iter().map(ToString::to_string).collect();
    let more = if all.len() > MOST_NAMED { format!(" and {} more", all.len() - MOST_NAMED) } else { String::new() };
    let named = all.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.is_empty() { "no arrays".to_owned() } else { format!("{before}{named}{more}") }
}

/// Looks for arrangements.
struct Finder<'a> {
    arrays: &'a [ArrayInfo],
    options: &'a ImportOptions,
}

/// A matrix as weights.
struct Weights {
    place: Place,
    inputs: usize,
    outputs: usize,
}

impl Finder<'_> {
    fn ways(&self) -> Result<Vec<Arrangement>, Wrong> {
        let (hidden, output) = (self.weights(0)?, self.weights(1)?);
        let from_pixels = |weights: &&Weights| weights.inputs == PIXELS && HiddenCount::new(weights.outputs).is_some();
        let pairs = hidden.iter().filter(from_pixels).flat_map(|hidden| {
            let fits = |output: &&Weights| {
                output.place.array != hidden.place.array
                    && output.inputs == hidden.outputs
                    && ClassCount::new(output.outputs).is_some()
            };
            output.iter().filter(fits).map(move |output| [hidden, output])
        });
        let mut ways = Vec::new();
        for pair in pairs.take(MOST_WAYS) {
            ways.extend(self.with_biases(pair)?);
        }
        Ok(ways)
    }

    /// The matrices that may be the weights of a layer, both ways round.
    fn weights(&self, layer: usize) -> Result<Vec<Weights>, Wrong> {
        let named = self.options.arrays.as_ref().map(|names| self.named(names.weights()[layer])).transpose()?;
        let wanted = self.options.layout;
        let matrices = self.arrays.iter().enumerate().filter(|(array, _)| named.is_none_or(|named| named == *array));
        let ways = matrices.filter_map(|(array, info)| Some((array, info.matrix()?))).flat_map(|(array, [a, b])| {
            let way = |layout, inputs, outputs| Weights { place: Place { array, layout }, inputs, outputs };
            [way(Layout::Keras, a, b), way(Layout::Torch, b, a)]
        });
        Ok(ways.filter(|way| wanted.is_none_or(|wanted| wanted == way.place.layout)).collect())
    }

    fn named(&self, name: &str) -> Result<usize, Wrong> {
        let wrong = || Wrong { found: list("", self.arrays), expected: format!("an array named {name:?}") };
        self.arrays.iter().position(|array| array.name == name).ok_or_else(wrong)
    }

    /// A pair of weights with all biases that fit.
    fn with_biases(&self, [hidden, output]: [&Weights; 2]) -> Result<Vec<Arrangement>, Wrong> {
        let (weights, outputs) = ([hidden.place, output.place], [hidden.outputs, output.outputs]);
        let second = self.biases(1, outputs[1])?;
        let mut ways = Vec::new();
        for a in self.biases(0, outputs[0])? {
            ways.extend(second.iter().map(|b| Arrangement { weights, biases: [a, *b], outputs }));
        }
        ways.retain(|way| {
            let mut used: Vec<usize> = way.used().collect();
            used.sort_unstable();
            used.windows(2).all(|pair| pair[0] != pair[1])
        });
        Ok(ways)
    }

    /// The arrays that may be the biases of a layer, and none.
    fn biases(&self, layer: usize, length: usize) -> Result<Vec<Option<usize>>, Wrong> {
        let fits = |index: &usize| self.arrays[*index].list() == Some(length);
        let names = self.options.arrays.as_ref();
        if let Some(name) = names.and_then(ArrayNames::biases).map(|names| names[layer]) {
            return Ok(Some(self.named(name)?).filter(fits).into_iter().map(Some).collect());
        }
        let all = (0..self.arrays.len()).filter(|index| fits(index) && names.is_none());
        Ok(all.take(MOST_WAYS).map(Some).chain([None]).collect())
    }
}
