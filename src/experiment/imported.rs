//! Whether a network from elsewhere reads as well as it should, and what it may have been taken for wrongly.

use crate::dataset::ImageSet;
use crate::network::{Activation, Imported, Network, Scaling};

/// What every plain network of two layers reads of MNIST: a linear classifier reads 0.92.
const USUAL_OF_MNIST: f64 = 0.9;
/// On other pictures little can be said of networks that read more than this.
const USUAL: f64 = 0.5;
/// With other options it must read so much more, as a share of the pictures, to be taken for one of those.
const MUCH_MORE: f64 = 0.05;
/// Pictures that the options are tried on, and that an accuracy must be of at least a tenth of.
const TRIED: usize = 1000;

/// What an activation and a scaling would make of a network.
struct Reading {
    options: (Activation, Scaling),
    accuracy: f64,
}

/// What is to be said of a plain network from elsewhere that reads the share `accuracy` of `images`: nothing where this is
/// what such a network reads. `is_mnist` is whether they are those of MNIST, of which more is known.
pub fn import_warning(
    (network, imported): (&Network, &Imported),
    (images, is_mnist): (&ImageSet, bool),
    accuracy: f64,
) -> Option<String> {
    let usual = if is_mnist { USUAL_OF_MNIST } else { USUAL };
    if images.len() < TRIED / 10 || accuracy >= USUAL_OF_MNIST {
        return None;
    }
    let few = images.first(TRIED);
    let here = share(network, &few);
    let scalings = scalings(&few, is_mnist);
    let all = Activation::ALL.into_iter().flat_map(|activation| scalings.map(|scaling| (activation, scaling)));
    let readings = all.filter_map(|options| {
        Some(Reading { options, accuracy: share(&imported.reread(network, options).ok()?, &few) })
    });
    let best = readings.max_by(|a, b| a.accuracy.total_cmp(&b.accuracy))?;
    let percent = 100.0 * accuracy;
    if best.accuracy > here + MUCH_MORE {
        let (activation, scaling) = best.options;
        return Some(format!(
            "{percent:.1} % is far below what this network can: with {} units and pixels {scaling} it reads {:.1} % of the \
             first {}; `nullcline import FILE --activation {} --scaling {} --out OUT` keeps that",
            activation.name(),
            100.0 * best.accuracy,
            few.len(),
            activation.name(),
            scaling.word(),
        ));
    }
    (accuracy < usual).then(|| {
        format!(
            "{percent:.1} % is far below the {:.0} % that a plain network should have; no --activation and --scaling of \
             `nullcline import` does better: it may be trained on other images, or its layers be of another order",
            100.0 * usual
        )
    })
}

fn share(network: &Network, images: &ImageSet) -> f64 {
    let answers = network.plain_answers(images);
    let right = answers.iter().zip(images.labels()).filter(|(answer, label)| answer == label).count();
    right as f64 / images.len() as f64
}

/// The usual scalings: by mean and deviation, those of MNIST or of these images.
fn scalings(images: &ImageSet, is_mnist: bool) -> [Scaling; 5] {
    let own = if is_mnist { Scaling::MNIST } else { standardisation(images).unwrap_or(Scaling::MNIST) };
    [Scaling::UNIT, own, Scaling::BYTES, Scaling::SYMMETRIC, Scaling::INVERTED]
}

/// Mean and deviation of all pixels, to four decimals.
fn standardisation(images: &ImageSet) -> Option<Scaling> {
    let pixels = images.pixels();
    let mean_of = |value: &dyn Fn(f64) -> f64| {
        pixels.iter().map(|byte| value(f64::from(*byte) / 255.0)).sum::<f64>() / pixels.len() as f64
    };
    let mean = mean_of(&|value| value);
    let deviation = mean_of(&|value| (value - mean).powi(2)).sqrt();
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    Scaling::new(rounded(mean), rounded(deviation)).ok()
}
