//! What is unlike all training images is marked, and hardly anything else; and the fit of the measures.

use crate::no_digits;
use std::io::Read as _;
use std::sync::LazyLock;

use epaint_default_fonts::{HACK_REGULAR, UBUNTU_LIGHT};
use ndarray::{Array1, Array2, Axis};
use nullcline::control::StopToken;
use nullcline::dataset::{Class, ClassCount, DIGITS, ImageSet, embedded_test, embedded_train};
use nullcline::experiment::{Familiarity, Unfamiliar};
use nullcline::image::InputImage;
use nullcline::network::{Dense, HiddenCount, ModelCard, Network, Recipe, TrainingSets, TrainingSettings, model_file};
use nullcline::synth::{Augmentation, DrawnStyle, drawn_digits};

/// Training images that the measures are fitted to; the others set the thresholds.
const KNOWN: usize = 50_000;
const COMPONENTS: usize = 32;
const UNITS: usize = 80;
/// The shares of images held out that residual and shape mark.
const MARKED: [f64; 2] = [0.002, 0.003];

static MNIST: LazyLock<Familiarity> = LazyLock::new(|| Familiarity::from_bytes(&shipped()).unwrap());

fn mnist() -> &'static Familiarity {
    &MNIST
}

fn unlabelled(images: &[InputImage]) -> ImageSet {
    let images: Vec<_> = images.iter().map(|image| (image.clone(), Class::new(0))).collect();
    ImageSet::of_images(&images, DIGITS)
}

fn share(images: &[InputImage]) -> f64 {
    mnist().unfamiliar_share(&unlabelled(images))
}

/// 95 % Wilson interval of a share of n, in per cent, for people.
fn percent(share: f64, n: usize) -> String {
    let (n, z) = (n as f64, 1.96_f64);
    let (middle, half) = (share + z * z / (2.0 * n), z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt());
    let [low, high] = [middle - half, middle + half].map(|end| 100.0 * end / (1.0 + z * z / n));
    format!("{:.2} % ({low:.2} to {high:.2}) of {n}", 100.0 * share)
}

#[test]
fn hardly_any_digit_is_unfamiliar() {
    let share = mnist().unfamiliar_share(&embedded_test().unwrap());
    assert!((0.001..=0.01).contains(&share), "{share} of the test images");
    let share = mnist().unfamiliar_share(&drawn_digits(&DrawnStyle::default(), 0, 3000));
    assert!(share <= 0.03, "{share} of untidy drawings");
    assert_eq!(mnist().unfamiliar_share(&ImageSet::none(DIGITS)), 0.0);
    let test = embedded_test().unwrap();
    let marked = (0..1000).filter(|index| mnist().of(&test.image(*index)).is_some()).count();
    assert!(
        (marked as f64 / 1000.0 - mnist().unfamiliar_share(&test.first(1000))).abs() < 1e-9,
        "one by one as together"
    );
}

/// A pixel from 0 to 255 that looks random.
fn noise(seed: usize) -> u8 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56) as u8
}

#[test]
fn static_is() {
    for sparse in [1, 2, 5] {
        for picture in 0..200 {
            let pixel = |pixel: usize| {
                let seed = picture * 784 + pixel;
                if usize::from(noise(seed + 1_000_000)).is_multiple_of(sparse) { noise(seed) } else { 0 }
            };
            assert!(mnist().of(&InputImage::new(std::array::from_fn(pixel))).is_some(), "static {sparse} {picture}");
        }
    }
    let solid = InputImage::new(std::array::from_fn(|pixel| if (4..24).contains(&(pixel / 28)) { 230 } else { 0 }));
    assert_eq!(mnist().of(&solid), Some(Unfamiliar::Residual));
}

#[test]
fn most_letters_of_a_font_that_nothing_was_fitted_to_are() {
    let letters: Vec<InputImage> = no_digits::letters(UBUNTU_LIGHT).into_iter().map(|(_, image)| image).collect();
    let changed = no_digits::changed_letters(UBUNTU_LIGHT, 7, 1000);
    assert_eq!(letters.len(), no_digits::LETTERS.len());
    for letters in [letters, changed] {
        assert!(share(&letters) >= 0.6, "{}", percent(share(&letters), letters.len()));
    }
}

#[test]
fn the_thresholds_are_those_of_training_images_held_out() {
    let train = embedded_train().unwrap();
    let held_out = train.select(&(KNOWN..train.len()).collect::<Vec<_>>());
    let again = mnist().measures(&held_out);
    let [residual, shape] = mnist().thresholds();
    let marked = [0, 1].map(|at| again.iter().filter(|of| of[at] > [residual, shape][at]).count());
    for (marked, wanted) in marked.into_iter().zip(MARKED) {
        let wanted = wanted * held_out.len() as f64;
        // Processors differ in the last bits.
        assert!((marked as f64 - wanted).abs() <= 2.0, "{marked} instead of {wanted}");
    }
}

#[test]
fn bytes_that_are_missing_or_left_are_refused() {
    let bytes = shipped();
    assert_eq!(Familiarity::of_model(&model_file::built_in("ann").unwrap().card), Some(mnist()));
    assert_eq!(Familiarity::of_model(&ModelCard::default()), None, "nobody knows what it was trained on");
    for wrong in [&bytes[..bytes.len() - 1], &[], &[&bytes[..], &[0]].concat()] {
        assert!(Familiarity::from_bytes(wrong).is_none());
    }
}

fn shipped() -> Vec<u8> {
    let (xz, mut bytes) = (std::fs::read("assets/mnist/familiarity.xz").unwrap(), Vec::new());
    lzma_rust2::XzReader::new(&xz[..], false).read_to_end(&mut bytes).unwrap();
    bytes
}

/// The bytes anew: the same on one kind of processor. With `NULLCLINE_FAMILIARITY` they are written there.
#[test]
#[ignore = "takes about two minutes, optimised"]
fn the_file_is_made_of_the_training_images() {
    let bytes = fitted(&embedded_train().unwrap());
    match std::env::var("NULLCLINE_FAMILIARITY") {
        Ok(file) => std::fs::write(file, &bytes).unwrap(),
        Err(_) => assert!(bytes == shipped(), "another kind of processor, or another fit"),
    }
}

fn fitted(train: &ImageSet) -> Vec<u8> {
    let known = train.first(KNOWN);
    let held_out = train.select(&(KNOWN..train.len()).collect::<Vec<_>>());
    let means = means(&known);
    let mean = means.mean_axis(Axis(0)).unwrap();
    let components = components(&(&means - &mean));
    let network = network(&known, &held_out);
    let mut bytes = Vec::new();
    write(&mut bytes, &Dense { weights: mean.insert_axis(Axis(1)), ..Dense::zeros(196, 1) });
    write(&mut bytes, &Dense { weights: components, ..Dense::zeros(196, COMPONENTS) });
    write(&mut bytes, &of_means(network.hidden()));
    write(&mut bytes, network.output());
    let without = [&bytes[..], &[0; 8]].concat();
    let measures = Familiarity::from_bytes(&without).unwrap().measures(&held_out);
    for (at, share) in MARKED.into_iter().enumerate() {
        let mut values: Vec<f32> = measures.iter().map(|measures| measures[at]).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        bytes.extend(values[(share * values.len() as f64) as usize].to_le_bytes());
    }
    bytes
}

fn mean_at(pixels: &[u8], value: usize) -> f32 {
    let corner = value / 14 * 56 + value % 14 * 2;
    [0, 1, 28, 29].into_iter().map(|by| f32::from(pixels[corner + by])).sum::<f32>() / (4.0 * 255.0)
}

fn means(images: &ImageSet) -> Array2<f32> {
    Array2::from_shape_fn((images.len(), 196), |(row, value)| {
        mean_at(images.pixels().row(row).as_slice().unwrap(), value)
    })
}

/// The leading principal components, by orthogonal iteration.
fn components(deviations: &Array2<f32>) -> Array2<f32> {
    let covariance = deviations.t().dot(deviations).mapv(f64::from) / deviations.nrows() as f64;
    let mut basis =
        Array2::from_shape_fn((196, COMPONENTS), |(row, column)| ((row * 31 + column * 17) % 97) as f64 - 48.0);
    for _ in 0..300 {
        basis = covariance.dot(&basis);
        for column in 0..COMPONENTS {
            for before in 0..column {
                let along = basis.column(before).dot(&basis.column(column));
                let before = basis.column(before).to_owned();
                basis.column_mut(column).scaled_add(-along, &before);
            }
            let length = basis.column(column).dot(&basis.column(column)).sqrt();
            basis.column_mut(column).mapv_inplace(|value| value / length);
        }
    }
    basis.mapv(|value| value as f32)
}

/// A plain network of eleven classes, the last of them no digit.
fn network(known: &ImageSet, held_out: &ImageSet) -> Network {
    let augmentation = Augmentation {
        shift: 0.6,
        rotation: 14.0,
        scale: 0.25,
        slant: 0.3,
        dilation: 0.7,
        elastic: 1.2,
        stroke_dropout: 0.08,
        coarse: 0.0,
        stroke_variants: 0.25,
        fit: true,
    };
    let classes = ClassCount::new(11).unwrap();
    let mut images = Vec::new();
    for set in [known.clone(), augmentation.apply(known, 0, 1)] {
        images.extend((0..set.len()).map(|index| (set.image(index), set.labels()[index])));
    }
    let letters = no_digits::changed_letters(HACK_REGULAR, 2, 12_000);
    let others = [no_digits::figures(0, 30_000), no_digits::surfaces(1, 8_000), letters].concat();
    images.extend(others.into_iter().map(|image| (image, Class::new(10))));
    let of_means = |set: &ImageSet| {
        set.map_images(|_, image| {
            let value = |pixel: usize| mean_at(image.pixels(), pixel / 56 * 14 + pixel % 28 / 2);
            InputImage::new(std::array::from_fn(|pixel| (value(pixel) * 255.0).round() as u8))
        })
    };
    let train = of_means(&ImageSet::of_images(&images, classes));
    let test: Vec<_> = (0..held_out.len()).map(|index| (held_out.image(index), held_out.labels()[index])).collect();
    let test = of_means(&ImageSet::of_images(&test, classes));
    let settings =
        TrainingSettings { epochs: 15, hidden: HiddenCount::new(UNITS).unwrap(), ..TrainingSettings::default() };
    let sets = TrainingSets { train: &train, test: &test };
    let trained = Recipe::Plain.train(&settings, sets, &StopToken::new(), &mut |_| ()).unwrap();
    Network::clone(&trained.best)
}

/// A layer of pixels, as one of means: its images had four equal pixels each.
fn of_means(layer: &Dense) -> Dense {
    let weights = Array2::from_shape_fn((196, UNITS), |(value, unit)| {
        let corner = value / 14 * 56 + value % 14 * 2;
        [0, 1, 28, 29].into_iter().map(|by| layer.weights[[corner + by, unit]]).sum()
    });
    Dense { weights, biases: layer.biases.clone() }
}

fn write(bytes: &mut Vec<u8>, layer: &Dense) {
    for (weights, bias) in layer.weights.columns().into_iter().zip(&layer.biases) {
        let factor = weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs())) / 127.0;
        bytes.extend([factor, *bias].into_iter().flat_map(f32::to_le_bytes));
        bytes.extend(weights.iter().map(|weight| (weight / factor).round() as i8 as u8));
    }
}

/// The figures of assets/mnist/README.md. `NULLCLINE_FONTS` is a folder of fonts, `NULLCLINE_FASHION` a picture of images of
/// Fashion-MNIST side by side, as <https://github.com/zalandoresearch/fashion-mnist> has it.
#[test]
#[ignore = "measures; needs fonts and Fashion-MNIST"]
fn measure() {
    let test = embedded_test().unwrap();
    let drawn = |seed| (format!("untidy, seed {seed}"), drawn_digits(&DrawnStyle::default(), seed, 10_000));
    let mut groups = vec![("MNIST, test set".to_owned(), test), drawn(0), drawn(1)];
    groups.push(("figures".to_owned(), unlabelled(&no_digits::figures(90, 5000))));
    groups.push(("surfaces".to_owned(), unlabelled(&no_digits::surfaces(91, 5000))));
    if let Ok(picture) = std::env::var("NULLCLINE_FASHION") {
        let picture = image::open(picture).unwrap().to_luma8();
        let image = |index: u32| {
            let [x, y] = [index % (picture.width() / 28), index / (picture.width() / 28)];
            InputImage::new(std::array::from_fn(|at| {
                picture.get_pixel(28 * x + at as u32 % 28, 28 * y + at as u32 / 28).0[0]
            }))
        };
        let count = picture.width() / 28 * (picture.height() / 28);
        groups.push(("Fashion-MNIST".to_owned(), unlabelled(&(0..count).map(image).collect::<Vec<_>>())));
    }
    let mut letters = Vec::new();
    for file in std::env::var("NULLCLINE_FONTS").iter().flat_map(|folder| fonts(folder.as_ref())) {
        letters.extend(no_digits::letters(&std::fs::read(file).unwrap()));
    }
    let all: Vec<InputImage> = letters.iter().map(|(_, image)| image.clone()).collect();
    groups.push(("letters".to_owned(), unlabelled(&all)));
    for char in no_digits::LETTERS.chars() {
        let of = letters.iter().filter(|(of, _)| *of == char).map(|(_, image)| image.clone());
        groups.push((format!("letter {char}"), unlabelled(&of.collect::<Vec<_>>())));
    }
    let train = embedded_train().unwrap();
    let held_out = train.select(&(KNOWN..train.len()).collect::<Vec<_>>());
    let rivals = Rivals::new(&train.first(20_000));
    let by_rival = |images: &ImageSet| {
        let own = mnist().measures(images);
        let [neighbours, class] = rivals.distances(images);
        [own.iter().map(|of| of[0]).collect(), own.iter().map(|of| of[1]).collect(), neighbours, class]
    };
    // All mark the same share of training images held out.
    let thresholds = by_rival(&held_out).map(|mut values: Vec<f32>| {
        values.sort_by(|a, b| b.total_cmp(a));
        values[held_out.len() / 200]
    });
    println!("as shipped; then residual, shape, neighbours and class distance alone");
    for (name, images) in groups.iter().filter(|(_, images)| !images.is_empty()) {
        let shipped = percent(mnist().unfamiliar_share(images), images.len());
        let alone = by_rival(images).into_iter().zip(thresholds).map(|(values, threshold)| {
            let marked = values.iter().filter(|value| **value > threshold).count();
            percent(marked as f64 / images.len() as f64, images.len())
        });
        println!("{name:18} {shipped}; {}", alone.collect::<Vec<_>>().join("; "));
    }
}

/// Two other measures, in the principal components.
struct Rivals {
    mean: Array1<f32>,
    components: Array2<f32>,
    known: Array2<f32>,
    /// Mean and variances of each class.
    classes: Vec<[Array1<f32>; 2]>,
}

impl Rivals {
    fn new(known: &ImageSet) -> Self {
        let values = means(known);
        let mean = values.mean_axis(Axis(0)).unwrap();
        let components = components(&(&values - &mean));
        let projected = (&values - &mean).dot(&components);
        let classes = known.classes().all().map(|class| {
            let rows: Vec<usize> = (0..known.len()).filter(|row| known.labels()[*row] == class).collect();
            let of_class = projected.select(Axis(0), &rows);
            [of_class.mean_axis(Axis(0)).unwrap(), of_class.var_axis(Axis(0), 1.0)]
        });
        let classes = classes.collect();
        Self { mean, components, known: projected, classes }
    }

    /// The mean distance to five neighbours, with the residual, and that to the nearest class in standard deviations.
    fn distances(&self, images: &ImageSet) -> [Vec<f32>; 2] {
        let centred = means(images) - &self.mean;
        let projected = centred.dot(&self.components);
        let squares = self.known.map_axis(Axis(1), |row| row.dot(&row));
        let (mut neighbours, mut class) = (Vec::new(), Vec::new());
        for (centred, row) in centred.rows().into_iter().zip(projected.rows()) {
            let mut squared = (&squares - &(self.known.dot(&row) * 2.0) + row.dot(&row)).to_vec();
            squared.select_nth_unstable_by(5, f32::total_cmp);
            let mean = squared[..5].iter().map(|value| value.max(0.0).sqrt()).sum::<f32>() / 5.0;
            neighbours.push(mean * mean + centred.dot(&centred) - row.dot(&row));
            let of_class = |[mean, variance]: &[Array1<f32>; 2]| ((&row - mean).mapv(|by| by * by) / variance).sum();
            class.push(self.classes.iter().map(of_class).fold(f32::INFINITY, f32::min));
        }
        [neighbours, class]
    }
}

fn fonts(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    let is_font = |path: &std::path::Path| path.extension().is_some_and(|end| end == "ttf" || end == "otf");
    let deeper = |path: std::path::PathBuf| if path.is_dir() { fonts(&path) } else { vec![path] };
    found.into_iter().flat_map(deeper).filter(|path| is_font(path)).collect()
}
