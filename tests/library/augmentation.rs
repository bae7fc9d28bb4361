//! Changed training pictures: the same for the same seed, others each round, and never another digit.

use crate::bars;
use nullcline::synth::Augmentation;

#[test]
fn the_same_seed_and_round_give_the_same_pictures_on_any_number_of_threads() {
    let set = bars::pictures(60, 4);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Augmentation::default().apply(&set, 7, 3))
    };
    assert_eq!(with(1), with(2));
    assert_ne!(with(1), Augmentation::default().apply(&set, 7, 4));
    assert_ne!(with(1), Augmentation::default().apply(&set, 8, 3));
}

#[test]
fn no_change_is_no_change() {
    let set = bars::pictures(20, 1);
    assert_eq!(Augmentation::default().scaled(0.0).apply(&set, 1, 1), set);
}

#[test]
fn labels_stay_and_ink_is_neither_lost_nor_made_up() {
    let set = bars::pictures(200, 2);
    let changed = Augmentation::default().apply(&set, 1, 1);
    assert_eq!(changed.labels(), set.labels());
    let ink = |set: &nullcline::dataset::ImageSet, index| -> f64 {
        set.image(index).pixels().iter().map(|value| f64::from(*value)).sum()
    };
    for index in 0..set.len() {
        let ratio = ink(&changed, index) / ink(&set, index);
        assert!((0.5..2.0).contains(&ratio), "picture {index}: {ratio}");
    }
}

#[test]
fn saved_augmentations_keep_their_keys() {
    let text = r#"{"shift":1.0,"rotation":2.0,"scale":3.0,"slant":4.0,"pen":5.0,"bend":6.0,"gaps":7.0,"coarse":8.0,"habits":9.0,"fit":true}"#;
    let read: Augmentation = serde_json::from_str(text).unwrap();
    assert_eq!([read.dilation, read.elastic, read.stroke_dropout, read.stroke_variants], [5.0, 6.0, 7.0, 9.0]);
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}
