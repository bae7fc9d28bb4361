//! Weights of other programs: whatever is unambiguous by its shapes gives the same network, whatever is not is a question,
//! and no bytes panic or take memory without bound.

use std::io::Write;
use std::sync::LazyLock;

use nullcline::dataset::ClassCount;
use nullcline::image::{InputImage, PIXELS};
use nullcline::network::{
    Activation, Dense, HiddenCount, ImportOptions, Layout, Model, ModelKind, Network, Scaling, Units,
};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};
use zip::CompressionMethod;

/// The bytes of a .npy file with this header.
fn npy_with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let mut header = header.to_owned();
    while !(10 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    [&b"\x93NUMPY\x01\x00"[..], &(header.len() as u16).to_le_bytes(), header.as_bytes(), data].concat()
}

/// The bytes of a .npy file, as NumPy writes it.
fn npy(shape: &str, kind: &str, fortran: bool, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    npy_with_header(&format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}"), data)
}

/// The bytes of a .npz file.
fn npz_by(arrays: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        zip.start_file(format!("{name}.npy"), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    npz_by(arrays, CompressionMethod::Deflated)
}

/// The bytes of a safetensors file of another program.
fn tensors(tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> Vec<u8> {
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, None).unwrap()
}

/// A network with biases, whose weights f16 holds exactly.
fn network(neurons: usize, classes: usize) -> Network {
    let sizes = (HiddenCount::new(neurons).unwrap(), ClassCount::new(classes).unwrap());
    let start = Network::glorot(sizes, Units::Sigmoid, 4);
    let layer = |layer: &Dense| Dense {
        weights: layer.weights.mapv(|weight| (weight * 64.0).round() / 64.0),
        biases: layer.biases.iter().enumerate().map(|(index, _)| index as f32 / 64.0 - 0.25).collect(),
    };
    Network::new([layer(start.hidden()), layer(start.output())], start.preprocessing, Units::Sigmoid).unwrap()
}

static NETWORK: LazyLock<Network> = LazyLock::new(|| network(100, 10));

/// From values to their bytes.
type ToBytes<'a> = &'a dyn Fn(Vec<f32>) -> Vec<u8>;
/// From a value to its bytes.
type Convert = fn(f32) -> Vec<u8>;

fn f32s<'a>(values: impl IntoIterator<Item = &'a f32>) -> Vec<u8> {
    values.into_iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The IEEE half of a number that it holds exactly and that is no subnormal.
fn half(value: f32) -> u16 {
    let bits = value.to_bits();
    let (sign, exponent, fraction) = (bits >> 31, (bits >> 23) & 255, bits & 0x007f_ffff);
    if value == 0.0 { 0 } else { ((sign << 15) | ((exponent + 15 - 127) << 10) | (fraction >> 13)) as u16 }
}

/// W1, b1, W2 and b2 of a network, as [inputs, outputs] in f32.
fn arrays(network: &Network) -> Vec<(&'static str, Vec<u8>)> {
    let (hidden, output) = (network.hidden(), network.output());
    let (n, k) = (network.hidden_count(), network.classes().get());
    vec![
        ("W1", npy(&format!("(784, {n})"), "<f4", false, &f32s(&hidden.weights))),
        ("b1", npy(&format!("({n},)"), "<f4", false, &f32s(&hidden.biases))),
        ("W2", npy(&format!("({n}, {k})"), "<f4", false, &f32s(&output.weights))),
        ("b2", npy(&format!("({k},)"), "<f4", false, &f32s(&output.biases))),
    ]
}

fn zeros(shape: &str, count: usize) -> Vec<u8> {
    npy(shape, "<f4", false, &vec![0; 4 * count])
}

/// What was taken, after checking that it is the network.
fn taken(bytes: &[u8], network: &Network) -> String {
    let model = Model::from_bytes(bytes, "some.npz").unwrap();
    assert_eq!(model.network, *network);
    assert_eq!(model.kind(), ModelKind::Ann);
    assert_eq!(Model::from_bytes(&model.to_bytes().unwrap(), "again").unwrap(), model, "kept in the model");
    model.card.imported.unwrap().line()
}

/// The refusal of these bytes, after checking that it is one line which names the file.
fn error_with(bytes: &[u8], options: &ImportOptions) -> String {
    let message = Model::import(bytes, "some.npz", options).unwrap_err().to_string();
    assert!(message.starts_with("some.npz: ") && message.contains("expected"), "{message}");
    assert!(!message.contains('\n') && message.len() < 600, "{message}");
    message
}

fn error(bytes: &[u8]) -> String {
    error_with(bytes, &ImportOptions::default())
}

#[test]
fn numpy_archives_of_every_order_and_type_give_the_same_network() {
    let types: [(&str, Convert); 6] = [
        ("<f2", |value| half(value).to_le_bytes().to_vec()),
        (">f2", |value| half(value).to_be_bytes().to_vec()),
        ("<f4", |value| value.to_le_bytes().to_vec()),
        (">f4", |value| value.to_be_bytes().to_vec()),
        ("<f8", |value| f64::from(value).to_le_bytes().to_vec()),
        (">f8", |value| f64::from(value).to_be_bytes().to_vec()),
    ];
    for (neurons, classes) in [(100, 10), (1, 2), (37, 256), (300, 47), (4096, 10)] {
        let network = network(neurons, classes);
        let (hidden, output) = (network.hidden(), network.output());
        for (kind, convert) in types {
            for (fortran, torch) in [(false, false), (true, false), (false, true), (true, true)] {
                if (neurons == 4096 || neurons == 1) && (torch || kind != ">f8") {
                    continue;
                }
                let bytes = |values: Vec<f32>| values.into_iter().flat_map(convert).collect::<Vec<u8>>();
                let matrix = |weights: &ndarray::Array2<f32>| {
                    // Column by column is row by row of the transposed, and so is the order of PyTorch.
                    let weights = if fortran == torch { weights.view() } else { weights.t() };
                    bytes(weights.iter().copied().collect())
                };
                let shape = |a: usize, b: usize| if torch { format!("({b}, {a})") } else { format!("({a}, {b})") };
                let biases =
                    |biases: &ndarray::Array1<f32>, shape: String| npy(&shape, kind, false, &bytes(biases.to_vec()));
                // Beside one neuron, [1, 2] and [2, 1] would be a question.
                let column = if neurons == 1 { "(2,)".to_owned() } else { format!("({classes}, 1)") };
                let file = npz(&[
                    ("out", npy(&shape(neurons, classes), kind, fortran, &matrix(&output.weights))),
                    ("out.bias", biases(&output.biases, column)),
                    ("hid", npy(&shape(784, neurons), kind, fortran, &matrix(&hidden.weights))),
                    ("hid.bias", biases(&hidden.biases, format!("(1, {neurons})"))),
                ]);
                let line = taken(&file, &network);
                assert!(line.contains(&format!("784-{neurons}-{classes}, hidden weights \"hid\"")), "{line}");
                assert!(line.contains(if torch { "(torch)" } else { "(keras)" }), "{line}");
            }
        }
    }
}

#[test]
fn biases_may_be_missing_or_in_rows_or_columns() {
    for (first, second) in
        [("(100,)", "(10,)"), ("(1, 100)", "(1, 10)"), ("(100, 1)", "(10, 1)"), ("(1, 100)", "(10,)")]
    {
        let mut all = arrays(&NETWORK);
        all[1].1 = npy(first, "<f4", false, &f32s(&NETWORK.hidden().biases));
        all[3].1 = npy(second, "<f4", true, &f32s(&NETWORK.output().biases));
        assert!(taken(&npz(&all), &NETWORK).contains("biases \"b1\""));
    }
    let matrices = [arrays(&NETWORK)[0].clone(), arrays(&NETWORK)[2].clone()];
    let model = Model::from_bytes(&npz(&matrices), "some.npz").unwrap();
    assert_eq!(model.network.hidden().biases.sum() + model.network.output().biases.sum(), 0.0);
    assert!(model.card.imported.unwrap().line().contains("biases none"));
}

#[test]
fn headers_of_python_2_and_of_other_writers_are_read() {
    let headers = [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (784L, 100L), }",
        "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (784, 100)}",
        "{u'shape' : (784L,100L,), u'descr' : u'<f4', u'fortran_order' : False}",
    ];
    for header in headers {
        let mut all = arrays(&NETWORK);
        all[0].1 = npy_with_header(header, &f32s(&NETWORK.hidden().weights));
        taken(&npz(&all), &NETWORK);
    }
}

#[test]
fn what_is_no_layer_is_left_aside_and_said() {
    let nan = npy("(5,)", "<f8", false, &f64::NAN.to_le_bytes().repeat(5));
    let extras = [
        ("loss_history", nan),
        ("epochs", npy("()", "<i8", false, &[7; 8])),
        ("names", npy("(3,)", "|O", false, b"pickled")),
        ("mean_image", zeros("(28, 28)", 784)),
        ("x_train", npy("(60000, 784)", "<f4", false, b"never read")),
    ];
    let all = [arrays(&NETWORK), extras.to_vec()].concat();
    let line = taken(&npz(&all), &NETWORK);
    assert!(line.contains("left aside: \"loss_history\" [5], \"epochs\" [] of type \"<i8\""), "{line}");
    // A record of as many epochs as there are classes, or neurons, is no bias.
    let records = vec![
        ("test_accuracy", zeros("(10,)", 10)),
        ("losses", zeros("(100,)", 100)),
        ("confusion", zeros("(10, 10)", 100)),
    ];
    assert!(taken(&npz(&[arrays(&NETWORK), records].concat()), &NETWORK).contains("left aside: \"test_accuracy\""));
}

#[test]
fn safetensors_of_another_program_are_read() {
    let (hidden, output) = (NETWORK.hidden(), NETWORK.output());
    let halves = |values: Vec<f32>| values.into_iter().flat_map(|value| half(value).to_le_bytes()).collect::<Vec<u8>>();
    let doubles =
        |values: Vec<f32>| values.into_iter().flat_map(|value| f64::from(value).to_le_bytes()).collect::<Vec<u8>>();
    let singles = |values: Vec<f32>| f32s(&values);
    let sorts: [(Dtype, ToBytes<'_>); 3] = [(Dtype::F16, &halves), (Dtype::F32, &singles), (Dtype::F64, &doubles)];
    for (dtype, bytes) in sorts {
        let file = tensors(&[
            ("fc1.weight", dtype, vec![100, 784], bytes(hidden.weights.t().iter().copied().collect())),
            ("fc1.bias", dtype, vec![100], bytes(hidden.biases.to_vec())),
            ("fc2.weight", dtype, vec![10, 100], bytes(output.weights.t().iter().copied().collect())),
            ("fc2.bias", dtype, vec![10], bytes(output.biases.to_vec())),
            ("steps", Dtype::I64, vec![], vec![0; 8]),
        ]);
        let line = taken(&file, &NETWORK);
        assert!(line.contains("safetensors file of another program") && line.contains("(torch)"), "{line}");
        assert!(line.contains("sigmoid units (assumed), pixels of 0 to 1 (assumed)"), "{line}");
        assert_eq!(taken(&[file, b"\n\n".to_vec()].concat(), &NETWORK), line, "what a download appended");
    }
}

#[test]
fn a_damaged_model_of_this_program_is_not_taken_for_another_programs() {
    let model = Model { network: network(3, 2), card: nullcline::network::ModelCard::default() };
    let bytes = model.to_bytes().unwrap();
    let with = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    assert!(error_own(&with("nullcline", "nullclone")).contains("without its description"));
    assert!(error_own(&with("hidden.weights", "hidden.weighty")).contains("hidden.weighty"));
    assert!(error(&bytes).contains("a model of this program"));
}

fn error_own(bytes: &[u8]) -> String {
    Model::from_bytes(bytes, "own").unwrap_err().to_string()
}

#[test]
fn what_could_be_misread_is_a_question_with_the_option_that_answers_it() {
    // As many neurons as classes, or as pixels: which side is the inputs'?
    for (neurons, classes, square) in [(100, 100, 2), (10, 10, 2), (784, 10, 0)] {
        let network = network(neurons, classes);
        let all = arrays(&network);
        let file = npz(&all);
        let message = error(&file);
        assert!(message.contains("--layout torch") || message.contains("--arrays"), "{message}");
        let arrays = Some("W1,b1,W2,b2".parse().unwrap());
        let asked = error_with(&file, &ImportOptions { arrays: arrays.clone(), ..ImportOptions::default() });
        assert!(asked.contains(&format!("{:?} [", all[square].0)) && asked.contains("--layout torch"), "{asked}");
        let layout = Some(Layout::Keras);
        let read = Model::import(&file, "some.npz", &ImportOptions { layout, arrays, ..ImportOptions::default() });
        assert_eq!(read.unwrap().network, network);
    }
    // Two arrays for one place.
    let twice = [arrays(&NETWORK), vec![("b1_momentum", zeros("(100,)", 100))]].concat();
    let message = error(&npz(&twice));
    assert!(message.contains("several arrays that fit one place") && message.contains("--arrays"), "{message}");
    let arrays = Some("W1, b1, W2, b2".parse().unwrap());
    let read = Model::import(&npz(&twice), "some.npz", &ImportOptions { arrays, ..ImportOptions::default() });
    assert_eq!(read.unwrap().network, *NETWORK);
    let arrays = Some("W1,W9".parse().unwrap());
    let message = error_with(&npz(&twice), &ImportOptions { arrays, ..ImportOptions::default() });
    assert!(message.contains("an array named \"W9\""), "{message}");
}

#[test]
fn what_is_no_network_of_one_hidden_layer_is_refused() {
    let (first, second) = (("a", zeros("(784, 128)", 784 * 128)), ("b", zeros("(128, 64)", 128 * 64)));
    let deep = [first.clone(), second.clone(), ("c", zeros("(64, 10)", 640))];
    assert!(error(&npz(&deep)).contains("several hidden layers"));
    let deep = [first.clone(), ("b", zeros("(128, 128)", 128 * 128)), ("c", zeros("(128, 10)", 1280))];
    error(&npz(&deep));
    assert!(error(&npz(&[])).contains("no arrays"));
    assert!(error(&npz(std::slice::from_ref(&first))).contains("\"a\" [784, 128]"));
    assert!(error(&npz(&[first.clone(), ("b", npy("(128, 64)", "<i8", false, &[]))])).contains("type \"<i8\""));
    assert!(error(&npz(&[("a", zeros("(784, 4097)", 0)), ("b", zeros("(4097, 10)", 40970))])).contains("4097"));
    assert!(error(&npz(&[first.clone(), ("b", zeros("(128, 257)", 0))])).contains("257"));
    assert!(error(&npz(&[first.clone(), ("b", zeros("(128, 64)", 8191))])).contains("8191 numbers, not 8192"));
    assert!(error(&npz(&[first.clone(), ("b", zeros("(128, 64)", 8193))])).contains("more than 8192 numbers"));
    let nan = npy("(128, 64)", "<f4", false, &f32::NAN.to_le_bytes().repeat(128 * 64));
    assert!(error(&npz(&[first.clone(), ("b", nan)])).contains("the value NaN"));
    let bias = ("b2", npy("(64,)", "<i8", false, &[0; 512]));
    assert!(error(&npz(&[first, second, bias])).contains("no floating-point numbers"), "no bias is dropped in silence");
    assert!(error(&npz(&[("b", b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec())])).contains("no whole NumPy array"));
    assert!(error(&npz(&[("b", b"text".to_vec())])).contains("no NumPy array"));
    let whole = npz(&arrays(&NETWORK));
    for tenth in 0..10 {
        error(&whole[..whole.len() * tenth / 10]);
    }
}

#[test]
fn arrays_are_as_large_as_they_are_whatever_they_claim() {
    let huge = ["(784, 18446744073709551615)", "(4294967296, 4294967296)", "(784, 4096)", "(99999999999999999999999,)"];
    for shape in huge {
        let file = npz(&[("a", npy(shape, "<f8", false, &[0; 64])), ("b", npy("(4096, 256)", "<f8", false, &[]))]);
        error(&file);
    }
    // Zeros that deflate to a thousandth: no more is unpacked than the shape has.
    let bomb = npz(&[("a", zeros("(784, 100)", 32 << 20)), ("b", zeros("(100, 10)", 1000))]);
    assert!(bomb.len() < 1 << 20 && error(&bomb).contains("more than 78400 numbers"));
    let many: Vec<(String, Vec<u8>)> = (0..300).map(|index| (format!("a{index}"), zeros("(2,)", 2))).collect();
    let many: Vec<(&str, Vec<u8>)> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert!(error(&npz(&many)).contains("300 arrays"));
}

/// What a network of another program answers, computed plainly in f64.
fn logits(network: &Network, image: &InputImage, options: &ImportOptions) -> Vec<f64> {
    let scaling = options.scaling.unwrap_or_default();
    let layer = |layer: &Dense, inputs: Vec<f64>| -> Vec<f64> {
        let outputs = layer.weights.columns().into_iter().zip(&layer.biases);
        let sum = |(weights, bias): (ndarray::ArrayView1<'_, f32>, &f32)| {
            f64::from(*bias)
                + weights.iter().zip(&inputs).map(|(weight, input)| f64::from(*weight) * input).sum::<f64>()
        };
        outputs.map(sum).collect()
    };
    let pixels = image.pixels().iter().map(|byte| (f64::from(*byte) / 255.0 - scaling.mean()) / scaling.deviation());
    let hidden = layer(network.hidden(), pixels.collect()).into_iter().map(|z| match options.activation {
        Some(Activation::Relu) => z.max(0.0),
        Some(Activation::Tanh) => z.tanh(),
        _ => 1.0 / (1.0 + (-z).exp()),
    });
    layer(network.output(), hidden.collect())
}

#[test]
fn activation_and_scaling_are_those_of_the_other_program_and_kept() {
    let file = npz(&arrays(&NETWORK));
    let image = InputImage::new(std::array::from_fn(
        |pixel: usize| if pixel.is_multiple_of(5) { (pixel % 256) as u8 } else { 0 },
    ));
    assert_eq!(image.pixels().len(), PIXELS);
    let scalings = [Scaling::UNIT, Scaling::MNIST, Scaling::BYTES, Scaling::SYMMETRIC, Scaling::INVERTED];
    for activation in Activation::ALL {
        for scaling in scalings {
            let options =
                ImportOptions { activation: Some(activation), scaling: Some(scaling), ..ImportOptions::default() };
            let model = Model::import(&file, "some.npz", &options).unwrap();
            let bytes = model.to_bytes().unwrap();
            let kept = Model::from_bytes(&bytes, "kept").unwrap();
            assert_eq!((&kept, kept.to_bytes().unwrap()), (&model, bytes));
            let imported = kept.card.imported.as_ref().unwrap();
            assert_eq!(
                (imported.activation(), imported.scaling(), imported.is_assumed()),
                (activation, scaling, false)
            );
            let wanted = logits(&NETWORK, &image, &options);
            let largest = wanted.iter().fold(1.0_f64, |most, value| most.max(value.abs()));
            for (found, wanted) in kept.network.plain_logits_of(&image).into_iter().zip(wanted) {
                assert!(
                    (f64::from(found) - wanted).abs() < 2e-5 * largest,
                    "{activation:?} {scaling}: {found} {wanted}"
                );
            }
        }
    }
}

#[test]
fn relu_units_are_of_another_format_and_fingerprint_and_bear_no_neurons() {
    let file = npz(&arrays(&NETWORK));
    let import = |activation| {
        let options = ImportOptions { activation: Some(activation), ..ImportOptions::default() };
        Model::import(&file, "some.npz", &options).unwrap()
    };
    let (relu, sigmoid) = (import(Activation::Relu), import(Activation::Sigmoid));
    assert_eq!((relu.network.units, sigmoid.network.units), (Units::Relu, Units::Sigmoid));
    assert_ne!(relu.fingerprint(), sigmoid.fingerprint());
    let header = |model: &Model| {
        let bytes = model.to_bytes().unwrap();
        let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
        serde_json::from_str::<serde_json::Value>(&metadata.metadata().as_ref().unwrap()["nullcline"]).unwrap()
    };
    assert_eq!((&header(&relu)["format"], &header(&relu)["activation"]), (&2.into(), &"relu".into()));
    assert_eq!((&header(&sigmoid)["format"], header(&sigmoid).get("activation")), (&1.into(), None));
    assert!(relu.network.units.check_transplant().unwrap_err().to_string().contains("ReLU"));
    sigmoid.network.units.check_transplant().unwrap();
    assert!(import(Activation::Tanh).network.units.check_transplant().is_ok());
}

#[test]
fn words_that_are_no_options_are_refused_with_those_that_are() {
    assert!("swish".parse::<Activation>().unwrap_err().to_string().contains("sigmoid, relu or tanh"));
    assert!("rows".parse::<Layout>().unwrap_err().to_string().contains("keras"));
    for word in ["", "0.1", "0,0", "1,nan", "inf,1", "0.1307;0.3081", "0,1e-9", "2000,1"] {
        assert!(word.parse::<Scaling>().unwrap_err().to_string().contains("MEAN,DEVIATION"), "{word}");
    }
    for scaling in [Scaling::UNIT, Scaling::MNIST, Scaling::BYTES, Scaling::SYMMETRIC, Scaling::INVERTED] {
        assert_eq!(scaling.word().parse::<Scaling>().unwrap(), scaling);
    }
}

static SMALL: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let small = network(2, 2);
    let tensor = |name, shape: Vec<usize>, values: Vec<f32>| (name, Dtype::F32, shape, f32s(&values));
    let tensors = tensors(&[
        tensor("a", vec![2, 784], small.hidden().weights.t().iter().copied().collect()),
        tensor("b", vec![2, 2], small.output().weights.t().iter().copied().collect()),
    ]);
    [npz_by(&arrays(&small), CompressionMethod::Stored), tensors]
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_changed_byte_panics(changes in prop::collection::vec((0.0..1.0f64, any::<u8>(), any::<bool>()), 1..8)) {
        for whole in SMALL.iter() {
            let mut bytes = whole.clone();
            for (place, value, at_the_end) in &changes {
                // What describes the arrays stands at both ends, and can go wrong in many ways.
                let index = (place * 400.0) as usize;
                let index = if *at_the_end { bytes.len() - 1 - index } else { index };
                bytes[index] = *value;
            }
            if let Err(error) = Model::from_bytes(&bytes, "mutated") {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }

    #[test]
    fn no_header_panics(header in "[{}'\":, ()a-zA-Z0-9<>|L_-]{0,120}", shape in "[0-9]{0,22}L?(, ?[0-9]{0,22}){0,3}") {
        let written = format!("{{'descr': '<f8', 'fortran_order': True, 'shape': ({shape}), }}");
        for header in [&header, &written] {
            prop_assert!(Model::from_bytes(&npz(&[("a", npy_with_header(header, &[0; 32]))]), "x").is_err());
        }
    }

    #[test]
    fn no_bytes_after_a_zips_or_an_arrays_beginning_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Model::from_bytes(&[b"PK\x03\x04", &bytes[..]].concat(), "x").is_err());
        prop_assert!(Model::from_bytes(&npz(&[("a", [b"\x93NUMPY\x01\x00", &bytes[..]].concat())]), "x").is_err());
    }
}
