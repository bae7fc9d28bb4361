//! Drawn digits and coarse scans: the same for the same seed, all ten, and readable.

use nullcline::dataset::{Class, embedded_test};
use nullcline::experiment::{Confusion, mean_law_answers};
use nullcline::network::model_file::built_in;
use nullcline::synth::coarse::{LEVELS, scan};
use nullcline::synth::{Augmentation, DrawnStyle, coarse_scans, drawn_digit, drawn_digits};

fn right_by_ann(set: &nullcline::dataset::ImageSet) -> f64 {
    Confusion::of(set, &built_in("ann").unwrap().network.plain_answers(set)).accuracy()
}

#[test]
fn a_seed_draws_the_same_digits_on_any_number_of_threads() {
    let with = |threads: usize, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| drawn_digits(&DrawnStyle::default(), seed, 60))
    };
    assert_eq!(with(1, 3), with(2, 3));
    assert_ne!(with(1, 3), with(1, 4));
    assert_eq!(with(1, 3).label_counts(), [6; 10]);
}

#[test]
fn every_drawing_stays_on_the_canvas_with_its_digit() {
    for index in 0..500 {
        let (drawing, digit) = drawn_digit(&DrawnStyle::default(), 1, index);
        assert_eq!(digit, Class::new((index % 10) as u8));
        let points: Vec<_> = drawing.strokes().iter().flat_map(|stroke| stroke.points()).collect();
        assert!(!points.is_empty());
        for point in points {
            assert!(point.iter().all(|place| (0.0..=1.0).contains(place)), "{digit}, {index}: {point:?}");
        }
    }
}

#[test]
fn the_plain_network_reads_neat_drawings_and_nine_in_ten_untidy_ones() {
    let neat = right_by_ann(&drawn_digits(&DrawnStyle::SCHOOL, 0, 1000));
    assert!(neat > 0.985, "neat {neat}");
    let untidy = right_by_ann(&drawn_digits(&DrawnStyle::default(), 0, 2000));
    // Whatever the network, untidy drawings are no easier.
    assert!(untidy > 0.87 && untidy <= neat, "untidy {untidy}");
}

#[test]
fn a_scan_has_seventeen_grey_levels_and_is_still_mostly_read() {
    let set = embedded_test().unwrap().first(300);
    assert!((0..300).all(|index| scan(&set.image(index)).iter().all(|level| *level <= LEVELS)));
    let coarse = coarse_scans(&set);
    assert_eq!(coarse.labels(), set.labels());
    let right = right_by_ann(&coarse);
    assert!(right > 0.75 && right <= right_by_ann(&set), "{right}");
}

#[test]
fn changed_pictures_are_fitted_and_centred_as_those_that_come_in() {
    let set = embedded_test().unwrap().first(200);
    let augmentation =
        Augmentation { fit: true, elastic: 1.0, stroke_variants: 1.0, coarse: 0.2, ..Augmentation::default() };
    let changed = augmentation.apply(&Augmentation { shift: 0.0, ..augmentation }.apply(&set, 1, 1), 2, 1);
    assert_eq!(changed.labels(), set.labels());
    let unshifted = Augmentation { shift: 0.0, ..augmentation }.apply(&set, 1, 1);
    for index in 0..unshifted.len() {
        let image = unshifted.image(index);
        let (mut mass, mut across, mut down) = (0.0, 0.0, 0.0);
        for (at, value) in image.pixels().iter().enumerate() {
            mass += f64::from(*value);
            across += f64::from(*value) * ((at % 28) as f64 - 14.0);
            down += f64::from(*value) * ((at / 28) as f64 - 14.0);
        }
        assert!(mass > 0.0, "{index} is blank");
        assert!((across / mass).abs() < 0.8 && (down / mass).abs() < 0.8, "{index}: {} {}", across / mass, down / mass);
    }
}

#[test]
fn the_networks_with_neurons_read_untidy_drawings() {
    let set = drawn_digits(&DrawnStyle::default(), 3, 1000);
    for name in ["fhn", "fhn-fast"] {
        let network = built_in(name).unwrap().network;
        let network = network.with_units(network.units.fhn().expect("neurons"));
        let answers = mean_law_answers(&network.readout(), network.units.epsilon, &network.drives(&set).view());
        let right = Confusion::of(&set, &answers).accuracy();
        assert!(right > 0.96, "{name}: {right}");
    }
}
