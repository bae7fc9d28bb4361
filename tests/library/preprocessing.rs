//! Pictures made alike: no lean is left, one size, and nothing happens to what is alike already.

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{DIGITS, ImageSet, embedded_test};
use nullcline::experiment::{Confusion, Engine, Evaluation, ImageClassifier, Protocol, confusion};
use nullcline::image::{InputImage, PIXELS, SIDE};
use nullcline::network::Preprocessing;
use nullcline::network::{
    Coupling, FhnLayer, HiddenCount, Model, ModelCard, Network, Recipe, Rule, Sigmoid, TrainingSets, TrainingSettings,
    model_file,
};
use nullcline::neuron::Timing;

/// Centre of mass (down, across), variance of rows and of columns, and covariance of both; in pixels.
fn moments(image: &InputImage) -> ([f64; 2], [f64; 2], f64) {
    let ink: Vec<(f64, f64, f64)> =
        (0..PIXELS).map(|at| ((at / SIDE) as f64, (at % SIDE) as f64, f64::from(image.pixels()[at]))).collect();
    let mass: f64 = ink.iter().map(|(_, _, ink)| ink).sum();
    let mean =
        |of: &dyn Fn(f64, f64) -> f64| ink.iter().map(|(row, column, ink)| ink * of(*row, *column)).sum::<f64>() / mass;
    let centre = [mean(&|row, _| row), mean(&|_, column| column)];
    let [down, across] = centre;
    let rows = mean(&|row, _| (row - down).powi(2));
    let columns = mean(&|_, column| (column - across).powi(2));
    (centre, [rows, columns], mean(&|row, column| (row - down) * (column - across)))
}

/// A digit of two strokes in the middle, drawn by a formula: an ellipse of these half axes that leans, and a bar in it.
fn leaning(half: [f64; 2], slant: f64) -> InputImage {
    InputImage::new(std::array::from_fn(|at| {
        let down = (at / SIDE) as f64 - 13.5;
        let across = (at % SIDE) as f64 - 13.5 - slant * down;
        let radius = ((down / half[0]).powi(2) + (across / half[1]).powi(2)).sqrt();
        let ring = 1.0 - ((radius - 0.8).abs() * half[1] / 2.0 - 0.5).max(0.0);
        (255.0 * ring.clamp(0.0, 1.0)) as u8
    }))
}

fn most_apart(one: &InputImage, other: &InputImage) -> u8 {
    one.pixels().iter().zip(other.pixels()).map(|(one, other)| one.abs_diff(*other)).max().unwrap()
}

fn mean_apart(one: &InputImage, other: &InputImage) -> f64 {
    one.pixels().iter().zip(other.pixels()).map(|(one, other)| f64::from(one.abs_diff(*other))).sum::<f64>()
        / PIXELS as f64
}

#[test]
fn an_upright_digit_does_not_lean_and_keeps_its_ink_and_its_place() {
    let set = embedded_test().unwrap().first(400);
    let mut leaned = 0;
    for index in 0..set.len() {
        let (before, _, both) = moments(&set.image(index));
        let upright = Preprocessing::Deskew.apply(&set.image(index));
        let (after, variances, left) = moments(&upright);
        // In pixels across for each pixel down. Bytes are rounded, and ink that would leave the picture is lost.
        assert!((left / variances[0]).abs() < 0.02, "{index}: {left}");
        assert!(before.iter().zip(after).all(|(before, after)| (before - after).abs() < 0.1), "{index}");
        leaned += usize::from((both / variances[0]).abs() > 0.1);
    }
    assert!(leaned > 200, "only {leaned} of 400 leaned before");
}

#[test]
fn what_stands_upright_stays_as_it_is() {
    let straight = leaning([9.0, 6.0], 0.0);
    assert!(most_apart(&straight, &Preprocessing::Deskew.apply(&straight)) <= 1);
    let set = embedded_test().unwrap().first(100);
    for index in 0..set.len() {
        let once = Preprocessing::Deskew.apply(&set.image(index));
        let twice = Preprocessing::Deskew.apply(&once);
        assert!(mean_apart(&once, &twice) < 2.0, "{index}: {}", mean_apart(&once, &twice));
    }
}

#[test]
fn a_digit_looks_alike_however_it_leans() {
    let straight = leaning([9.0, 5.0], 0.0);
    for slant in [-0.6, -0.3, 0.2, 0.5] {
        let slanted = leaning([9.0, 5.0], slant);
        let before = mean_apart(&straight, &slanted);
        let after = mean_apart(&straight, &Preprocessing::Deskew.apply(&slanted));
        assert!(after < 0.25 * before, "{slant}: {after} of {before}");
    }
}

#[test]
fn digits_of_any_size_and_breadth_become_alike_in_the_middle() {
    let usual = Preprocessing::MomentNormalisation.apply(&leaning([9.0, 6.0], 0.0));
    for (half, slant) in [([7.0, 4.5], 0.0), ([11.0, 7.5], 0.2), ([9.0, 7.5], -0.3), ([7.0, 7.0], 0.3)] {
        let wild = leaning(half, slant);
        let even = Preprocessing::MomentNormalisation.apply(&wild);
        let (centre, [rows, columns], both) = moments(&even);
        assert!(centre.iter().all(|place| (place - 13.5).abs() < 0.05), "{half:?}: {centre:?}");
        assert!((both / rows).abs() < 0.03, "{half:?}: {both}");
        // A blurred stroke is a little wider than a sharp one.
        assert!(((rows * columns).sqrt() / (5.4 * 3.9) - 1.0).abs() < 0.06, "{half:?}: {rows} {columns}");
        let (_, [was_rows, was_columns], _) = moments(&Preprocessing::Deskew.apply(&wild));
        let ratio = |rows: f64, columns: f64| (rows / columns).sqrt() / (5.4 / 3.9);
        assert!(ratio(rows, columns).ln().abs() <= 0.4 * ratio(was_rows, was_columns).ln().abs() + 0.03, "{half:?}");
        assert!(mean_apart(&usual, &even) < mean_apart(&usual, &wild), "{half:?}");
    }
}

#[test]
fn paper_stays_paper_and_a_dot_stays_a_dot() {
    let blank = InputImage::new([0; PIXELS]);
    for normalisation in Preprocessing::ALL {
        assert_eq!(normalisation.apply(&blank), blank);
        for at in [0, 27, 400, PIXELS - 1] {
            let mut dot = [0; PIXELS];
            dot[at] = 255;
            let seen = normalisation.apply(&InputImage::new(dot));
            assert!(seen.pixels().iter().any(|ink| *ink > 100), "{normalisation:?} {at}");
        }
        // Lines that lie down are not stood up.
        let flat = InputImage::new(std::array::from_fn(|at| if (13..15).contains(&(at / SIDE)) { 255 } else { 0 }));
        assert!(normalisation.apply(&flat).pixels().iter().any(|ink| *ink > 0));
    }
}

#[test]
fn a_set_is_seen_as_its_pictures_are_on_any_number_of_threads() {
    let set = embedded_test().unwrap().first(50);
    for normalisation in Preprocessing::ALL {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| normalisation.apply_to_all(&set).into_owned())
        };
        let all: ImageSet = with(1);
        assert_eq!(all, with(3));
        assert_eq!(all.labels(), set.labels());
        for index in 0..set.len() {
            assert_eq!(all.image(index), normalisation.apply(&set.image(index)));
        }
    }
    assert_eq!(*Preprocessing::None.apply_to_all(&set), set);
}

/// The same network with other preprocessing.
fn with(preprocessing: Preprocessing, network: &Network) -> Network {
    let mut changed = network.clone();
    changed.preprocessing = preprocessing;
    changed
}

/// A network that starts by a seed, with that preprocessing.
fn untrained(preprocessing: Preprocessing) -> Network {
    with(preprocessing, &Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid.into(), 2))
}

/// A network trained a little with that preprocessing.
fn trained(preprocessing: Preprocessing) -> Network {
    let set = embedded_test().unwrap().first(600);
    let settings = TrainingSettings { epochs: 2, batch_size: 32, preprocessing, ..TrainingSettings::default() };
    let sets = TrainingSets { train: &set, test: &set };
    let trained = Recipe::Plain.train(&settings, sets, &StopToken::new(), &mut |_| ()).unwrap();
    Network::clone(&trained.best)
}

#[test]
fn training_and_every_answer_see_the_same_pictures() {
    let network = trained(Preprocessing::MomentNormalisation);
    assert_eq!(network.preprocessing, Preprocessing::MomentNormalisation);
    let blind = with(Preprocessing::None, &network);
    let set = embedded_test().unwrap().first(60);
    let seen = Preprocessing::MomentNormalisation.apply_to_all(&set).into_owned();
    // A whole set, and one picture after the other.
    assert_eq!(network.plain_answers(&set), blind.plain_answers(&seen));
    assert_ne!(network.plain_answers(&set), blind.plain_answers(&set));
    let fhn = network.with_units(FhnLayer::new(Coupling::Calibrated));
    let whole = fhn.drives(&set);
    for index in 0..set.len() {
        assert_eq!(network.plain_logits_of(&set.image(index)), blind.plain_logits_of(&seen.image(index)));
        assert_eq!(network.inputs_of(&set.image(index)), blind.inputs_of(&seen.image(index)));
        for (one, row) in fhn.drives_of(&set.image(index)).iter().zip(whole.row(index)) {
            assert!((one - row).abs() < 1e-5);
        }
    }
    // The command line's ways: one picture, and the accuracy of a set.
    let times = Timing { transient: 10.0, window: 20.0, every: 0.1, step: None };
    let few = set.first(5);
    let protocol = Protocol { times, engine: Engine::Direct };
    let stop = StopToken::new();
    let control = Control::without_progress(&stop);
    let counts = confusion(&fhn.clone().into(), &few, Evaluation { protocol, rule: Rule::Winner }, control).unwrap();
    let reader = ImageClassifier::new(fhn.into(), Rule::Winner).unwrap();
    let read = |index| reader.read(&few.image(index), times, &StopToken::new()).unwrap().answer;
    assert_eq!(counts, Confusion::of(&few, &(0..few.len()).map(read).collect::<Vec<_>>()));
}

#[test]
fn a_model_file_says_what_its_network_sees_and_older_files_see_pictures_as_they_are() {
    for normalisation in Preprocessing::ALL {
        let network = untrained(normalisation);
        let bytes = Model { network: network.clone(), card: ModelCard::default() }.to_bytes().unwrap();
        assert_eq!(Model::from_bytes(&bytes, "model").unwrap().network, network);
        let says = String::from_utf8_lossy(&bytes).contains("normalisation");
        assert_eq!(says, normalisation != Preprocessing::None, "{normalisation:?}");
    }
    let ann = model_file::built_in("ann").unwrap();
    assert_eq!(ann.network.preprocessing, Preprocessing::None);
    let layer = FhnLayer::new(Coupling::Transplant);
    assert_eq!(trained(Preprocessing::Deskew).with_units(layer).preprocessing, Preprocessing::Deskew);
}

#[test]
fn a_fingerprint_tells_networks_apart_that_see_differently() {
    let fingerprint = |normalisation| {
        let network = untrained(normalisation);
        Model { network, card: ModelCard::default() }.fingerprint()
    };
    let [none, upright, moments] = Preprocessing::ALL.map(fingerprint);
    assert!(none != upright && upright != moments && none != moments);
    assert_eq!(none.len(), 16);
}
