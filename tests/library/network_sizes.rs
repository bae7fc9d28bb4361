//! Networks of other sizes than the paper's: their files, their limits, and files written when there was one size.

use crate::bars;
use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ClassCount, ClassNames, DIGITS};
use nullcline::experiment::{Engine, Evaluation, Protocol, confusion, votes};
use nullcline::image::PIXELS;
use nullcline::network::{
    Coupling, Dense, FhnLayer, HiddenCount, Method, Model, ModelCard, Network, PaperScheme, Preprocessing, Recipe,
    Rule, TrainingSets, TrainingSettings, Units,
};
use nullcline::neuron::Timing;

const TIMES: Timing = Timing { transient: 20.0, window: 20.0, every: 0.5, step: None };

fn sizes(hidden: usize, classes: usize) -> (HiddenCount, ClassCount) {
    (HiddenCount::new(hidden).unwrap(), ClassCount::new(classes).unwrap())
}

fn names(count: usize) -> ClassNames {
    ClassNames::new((0..count).map(|class| format!("class {class}")).collect()).unwrap()
}

fn named(hidden: usize, classes: usize) -> Model {
    let units = Units::Fhn(FhnLayer::new(Coupling::Calibrated));
    let card = ModelCard { classes: Some(names(classes)), ..ModelCard::default() };
    Model { network: Network::glorot(sizes(hidden, classes), units, 7), card }
}

#[test]
fn a_file_of_any_size_gives_the_same_network_names_and_bytes() {
    for (hidden, classes) in [(1, 2), (1, 256), (4096, 2), (4096, 256), (105, 47)] {
        let model = named(hidden, classes);
        let bytes = model.to_bytes().unwrap();
        let read = Model::from_bytes(&bytes, "model").unwrap();
        assert!(read == model, "{hidden} to {classes}");
        assert_eq!((read.network.hidden_count(), read.network.classes().get()), (hidden, classes));
        assert!(read.to_bytes().unwrap() == bytes, "{hidden} to {classes}");
    }
}

#[test]
fn names_of_another_number_of_classes_are_refused() {
    let card = ModelCard { classes: Some(names(9)), ..ModelCard::default() };
    let bytes = Model { card, ..named(3, 10) }.to_bytes().unwrap();
    let message = Model::from_bytes(&bytes, "m.safetensors").unwrap_err().to_string();
    assert_eq!(message, "m.safetensors: names of 9 classes; expected 10, as many as outputs");
}

#[test]
fn sizes_out_of_range_are_refused_with_the_range() {
    assert_eq!(HiddenCount::new(0), None);
    assert_eq!(HiddenCount::new(4097), None);
    assert_eq!((ClassCount::new(1), ClassCount::new(257)), (None, None));
    for (hidden, classes) in [(0, 10), (4097, 10), (5, 1), (5, 257), (5, 0)] {
        let layers = [Dense::zeros(PIXELS, hidden), Dense::zeros(hidden, classes)];
        let message = Network::new(layers, Preprocessing::None, Units::Sigmoid).unwrap_err().to_string();
        assert!(message.contains(&format!("[{hidden}, {classes}]")), "{message}");
        assert!(message.contains("1 to 4096") && message.contains("2 to 256") && !message.contains('\n'), "{message}");
    }
}

#[test]
fn layers_that_do_not_fit_together_are_refused() {
    let mut short = Dense::zeros(7, 3);
    short.biases = ndarray::Array1::zeros(2);
    for layers in [
        [Dense::zeros(PIXELS, 6), Dense::zeros(7, 3)],
        [Dense::zeros(PIXELS - 1, 7), Dense::zeros(7, 3)],
        [Dense::zeros(PIXELS, 7), short],
    ] {
        assert!(Network::new(layers, Preprocessing::None, Units::Sigmoid).is_err());
    }
}

/// The files of the repository were written when every network had 100 neurons and ten classes. Sessions name the
/// networks by these fingerprints.
#[test]
fn files_of_before_have_their_fingerprints_and_sizes() {
    for (name, fingerprint) in
        [("ann", "b487b2515d19ce72"), ("fhn", "6266becbe148a3d6"), ("fhn-fast", "715519e4abf71f9d")]
    {
        let path = format!("{}/assets/models/{name}.safetensors", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        let model = Model::from_bytes(&bytes, name).unwrap();
        assert_eq!(model.fingerprint(), fingerprint, "{name}");
        assert_eq!((model.network.hidden_count(), model.network.classes()), (100, DIGITS), "{name}");
        assert_eq!(model.card.settings.as_ref().unwrap().hidden, HiddenCount::DEFAULT);
        assert!(model.to_bytes().unwrap() == bytes, "{name} is written as it was");
    }
}

/// Every kind of network trains, and the lookup table answers as integration of each neuron does, whatever the size.
#[test]
fn networks_of_other_sizes_train_and_both_engines_answer_alike() {
    for (hidden, classes) in [(1, 2), (7, 5), (105, 47)] {
        let (train, test) = (
            bars::pictures_of(ClassCount::new(classes).unwrap(), 96, 1),
            bars::pictures_of(ClassCount::new(classes).unwrap(), 94, 2),
        );
        let layer = FhnLayer::new(Coupling::Calibrated);
        let recipes = [
            Recipe::Plain,
            Recipe::fhn(layer, Method::Exact),
            Recipe::fhn(layer, Method::Paper(PaperScheme::default())),
        ];
        for recipe in recipes {
            let settings = TrainingSettings {
                epochs: 1,
                batch_size: 16,
                hidden: HiddenCount::new(hidden).unwrap(),
                ..recipe.settings()
            };
            let sets = TrainingSets { train: &train, test: &test };
            let trained = recipe.train(&settings, sets, &StopToken::new(), &mut |_| ()).unwrap();
            let network = &trained.best;
            assert_eq!((network.hidden_count(), network.classes().get()), (hidden, classes));
            assert_eq!(trained.reports[0].recall.len(), classes);
            let by = |engine| {
                let protocol = Protocol { times: TIMES, engine };
                confusion(
                    network,
                    &test,
                    Evaluation { protocol, rule: Rule::Winner },
                    Control::without_progress(&StopToken::new()),
                )
                .unwrap()
            };
            let (table, direct) = (by(Engine::Table), by(Engine::Direct));
            assert_eq!((table.images(), direct.images()), (94, 94));
            assert!((table.accuracy() - direct.accuracy()).abs() <= 0.05, "{hidden} to {classes}, {recipe:?}");
        }
    }
}

/// The votes of the kernel are those of the outputs computed one by one, for images more than one task takes.
#[test]
fn votes_on_many_images_are_those_of_each_alone() {
    for (hidden, classes) in [(3, 7), (105, 11)] {
        let set = bars::pictures_of(ClassCount::new(classes).unwrap(), 130, 3);
        let network = Network::glorot(sizes(hidden, classes), FhnLayer::new(Coupling::Transplant), 4);
        let (readout, drives) = (network.readout(), network.drives(&set));
        let protocol = Protocol { times: TIMES, engine: Engine::Direct };
        let stop = StopToken::new();
        let control = Control::without_progress(&stop);
        let all = votes(&network.units, &readout, &drives, &protocol, control).unwrap();
        assert_eq!(all.len(), 130);
        for index in [0, 95, 96, 129] {
            let one = drives.select(ndarray::Axis(0), &[index]);
            let alone = votes(&network.units, &readout, &one, &protocol, control).unwrap();
            assert_eq!(alone[0].counts, all[index].counts, "{hidden} to {classes}, image {index}");
            assert_eq!((alone[0].counts.len(), alone[0].samples()), (classes, 40));
        }
    }
}
