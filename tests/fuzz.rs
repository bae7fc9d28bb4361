//! Bytes made of valid files by chance: no reader panics, hangs, or takes memory without bound.
//!
//! Without more said, each reader gets a hundred inputs, always the same, and no clock is looked at. For longer:
//!
//!     NULLCLINE_FUZZ_SECONDS=600 cargo test --release --no-default-features --test fuzz -- --nocapture --test-threads 1
//!
//! An input that fails is kept in the target folder, and named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat};
use nullcline::dataset::{ClassCount, ClassNames, open_folder};
use nullcline::experiment::{Session, SessionModel, SessionPicture};
use nullcline::image::{InputImage, Preparation, picture};
use nullcline::network::{Coupling, FhnLayer, HiddenCount, ImportOptions, Model, ModelCard, Network, Units};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Inputs of each reader where no time is set.
const FEW: u64 = 100;
/// The longest that one input may take in a run of set length, and the most memory, KiB, that the process may come to.
const LONGEST: Duration = Duration::from_secs(20);
const MOST_MEMORY: u64 = 2 << 20;

/// A valid file, or a part of one, and how the file is made of the part.
struct Seed {
    part: Vec<u8>,
    whole: fn(Vec<u8>) -> Vec<u8>,
}

fn plain(part: Vec<u8>) -> Seed {
    Seed { part, whole: |bytes| bytes }
}

/// Numbers on which readers stumble.
const ODD: [u32; 14] =
    [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// Changes bytes in one to six ways.
fn mutate(rng: &mut ChaCha8Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..rng.random_range(1..7) {
        let at = rng.random_range(0..bytes.len().max(1)).min(bytes.len());
        let end = (at + rng.random_range(1..1 + (bytes.len() - at).clamp(1, 64))).min(bytes.len());
        match rng.random_range(0..10) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            2 if at < bytes.len() => bytes[at] = rng.random_range(0..=255),
            3 | 4 => {
                let odd = ODD[rng.random_range(0..ODD.len())];
                let (all, width) =
                    (if rng.random_bool(0.5) { odd.to_be_bytes() } else { odd.to_le_bytes() }, [1, 2, 4]);
                let width = width[rng.random_range(0..3)].min(bytes.len() - at);
                let from = if rng.random_bool(0.5) { 4 - width } else { 0 };
                bytes[at..at + width].copy_from_slice(&all[from..from + width]);
            }
            5 => drop(bytes.drain(at..end)),
            6 => {
                let part = bytes[at..end].to_vec();
                let into = rng.random_range(0..=bytes.len());
                bytes.splice(into..into, part);
            }
            7 if rng.random_bool(0.3) => bytes.truncate(at),
            8 if !other.is_empty() => {
                let from = rng.random_range(0..other.len());
                let part = other[from..(from + end - at).min(other.len())].to_vec();
                bytes.splice(at..end, part);
            }
            // A decimal digit more, for texts.
            9 => bytes.insert(at, b"0123456789-.e,:{}[]\"'()"[rng.random_range(0..23)]),
            _ => {}
        }
    }
}

/// The most memory that the process had since the start, in KiB, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Feeds a reader; it says whether it took the bytes.
fn feed(name: &str, seeds: &[Seed], read: impl Fn(&[u8]) -> bool) {
    let seconds = std::env::var("NULLCLINE_FUZZ_SECONDS").ok().map(|text| Duration::from_secs(text.parse().unwrap()));
    for seed in seeds {
        assert!(read(&(seed.whole)(seed.part.clone())), "{name}: a seed of {} bytes is refused", seed.part.len());
    }
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    let (begun, mut inputs, mut taken, mut slowest) = (Instant::now(), 0_u64, 0_u64, Duration::ZERO);
    while seconds.map_or(inputs < FEW, |seconds| begun.elapsed() < seconds) {
        let mut rng = ChaCha8Rng::seed_from_u64(inputs);
        let [seed, other] = [(); 2].map(|()| &seeds[rng.random_range(0..seeds.len())]);
        let mut part = seed.part.clone();
        mutate(&mut rng, &mut part, &other.part);
        let bytes = (seed.whole)(part);
        // What ends the process is found there.
        std::fs::write(&kept, &bytes).unwrap();
        let now = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        slowest = slowest.max(now.elapsed());
        taken += u64::from(*outcome.as_ref().unwrap_or(&false));
        inputs += 1;
        let in_time = seconds.is_none() || now.elapsed() < LONGEST;
        let fine = outcome.is_ok() && in_time && peak() < MOST_MEMORY;
        assert!(fine, "{name}, input {inputs}, {:?}, {} MiB: see {}", now.elapsed(), peak() >> 10, kept.display());
    }
    let (seconds, memory) = (begun.elapsed().as_secs(), peak() >> 10);
    println!("{name}: {inputs} inputs, {taken} taken, {seconds} s, slowest {slowest:?}, at most {memory} MiB");
}

/// A seven, roughly, in grey.
fn digit() -> DynamicImage {
    DynamicImage::ImageLuma8(image::GrayImage::from_fn(30, 34, |x, y| {
        let ink = (y / 3 == 2 && (6..24).contains(&x)) || (y > 6 && y < 30 && x + y / 2 > 23 && x + y / 2 < 28);
        image::Luma([if ink { 20 } else { 240 }])
    }))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Files of a folder that are small.
fn small_files(folder: &str, is_wanted: impl Fn(&Path) -> bool) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.is_file() && is_wanted(path)).map(|path| std::fs::read(path).unwrap());
    files.filter(|bytes| bytes.len() < 12_000).collect()
}

/// The checksums of a PNG's chunks, so that its reader gets further than to them.
fn with_checksums(mut png: Vec<u8>) -> Vec<u8> {
    let mut at = 8;
    while let Some(length) = png.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        let (begin, end) = (at + 4, at + 8 + length);
        let Some(chunk) = end.checked_add(4).filter(|end| *end <= png.len()).map(|_| &png[begin..end]) else { break };
        let mut checksum = flate2::Crc::new();
        checksum.update(chunk);
        let checksum = checksum.sum().to_be_bytes();
        png[end..end + 4].copy_from_slice(&checksum);
        at = end + 4;
    }
    png
}

fn reads_picture(bytes: &[u8]) -> bool {
    let scan = picture::scan_from_bytes(bytes, "input");
    if let Ok(scan) = &scan {
        Preparation::default().apply(&scan.ink);
        nullcline::image::pieces(&scan.ink);
    }
    scan.is_ok()
}

#[test]
fn pictures() {
    let images = [digit(), digit().to_luma_alpha8().into(), digit().to_rgb8().into(), digit().to_rgba16().into()];
    let mut seeds = Vec::new();
    for image in &images {
        seeds.push(Seed { part: encoded(image, ImageFormat::Png), whole: with_checksums });
    }
    for format in [ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::Pnm, ImageFormat::WebP, ImageFormat::Gif] {
        seeds.push(plain(encoded(&digit().to_rgb8().into(), format)));
    }
    let is_tiff = |path: &Path| path.extension().is_some_and(|end| end == "tiff");
    let fixtures =
        small_files("tests/fixtures/made", |path| !is_tiff(path)).into_iter().filter(|file| reads_picture(file));
    for file in fixtures {
        let is_png = file.starts_with(b"\x89PNG");
        seeds.push(Seed { part: file, whole: if is_png { with_checksums } else { |bytes| bytes } });
    }
    feed("pictures", &seeds, reads_picture);
}

/// A TIFF of one strip: tags of 16 bits, then the pixels.
fn tiff(tags: &[(u16, u16, u32)], pixels: &[u8]) -> Vec<u8> {
    let mut bytes = [&b"II*\0"[..], &8_u32.to_le_bytes(), &(tags.len() as u16 + 2).to_le_bytes()].concat();
    let data = 8 + 2 + 12 * (tags.len() as u32 + 2) + 4;
    let strip = [(273, 4, data), (279, 4, pixels.len() as u32)];
    let mut tags: Vec<_> = tags.iter().chain(&strip).collect();
    tags.sort();
    for (tag, kind, value) in tags {
        bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        bytes.extend([1_u32.to_le_bytes(), value.to_le_bytes()].concat());
    }
    bytes.extend([0; 4]);
    bytes.extend(pixels);
    bytes
}

#[test]
fn tiffs() {
    let grey = digit().to_luma8();
    let (width, height) = grey.dimensions();
    let of = |bits: u32, compression: u32, photometric: u32, format: u32, pixels: &[u8]| {
        let tags = [
            (256, 3, width),
            (257, 3, height),
            (258, 3, bits),
            (259, 3, compression),
            (262, 3, photometric),
            (277, 3, 1),
        ];
        tiff(&[&tags[..], &[(278, 3, height), (339, 3, format)]].concat(), pixels)
    };
    let each = |of: &dyn Fn(u8) -> Vec<u8>| grey.pixels().flat_map(|pixel| of(pixel.0[0])).collect::<Vec<u8>>();
    let rows = |per_byte: u32, of: &dyn Fn(u8) -> u8| {
        let packed = |row: u32, byte: u32| {
            (0..per_byte).fold(0_u32, |packed, at| {
                let x = (byte * per_byte + at).min(width - 1);
                (packed << (8 / per_byte)) | u32::from(of(grey.get_pixel(x, row).0[0]))
            }) as u8
        };
        (0..height)
            .flat_map(|row| (0..width.div_ceil(per_byte)).map(move |byte| (row, byte)))
            .map(|(row, byte)| packed(row, byte))
            .collect::<Vec<u8>>()
    };
    let mut seeds: Vec<Seed> = [
        of(8, 1, 1, 1, &each(&|value| vec![value])),
        of(16, 1, 1, 1, &each(&|value| (u16::from(value) * 257).to_le_bytes().to_vec())),
        of(32, 1, 1, 3, &each(&|value| (f32::from(value) / 255.0).to_le_bytes().to_vec())),
        of(32, 1, 1, 2, &each(&|value| (i32::from(value) * 100).to_le_bytes().to_vec())),
        of(4, 1, 1, 1, &rows(2, &|value| value >> 4)),
        of(1, 1, 0, 1, &rows(8, &|value| u8::from(value < 128))),
    ]
    .into_iter()
    .map(plain)
    .collect();
    seeds.push(plain(encoded(&digit(), ImageFormat::Tiff)));
    seeds.push(plain(encoded(&digit().to_rgba16().into(), ImageFormat::Tiff)));
    let more = ["tests/fixtures/made", "tests/fixtures/pictures"].into_iter().flat_map(|folder| {
        small_files(folder, |path| path.extension().is_some_and(|end| end == "tif" || end == "tiff"))
    });
    seeds.extend(more.filter(|file| reads_picture(file)).map(plain));
    feed("tiffs", &seeds, reads_picture);
}

/// The bytes of a .npy file, as NumPy writes it.
fn npy(shape: &str, values: usize) -> Vec<u8> {
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    while !(11 + header.len()).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let data = (0..values).flat_map(|at| (at as f32 / 4096.0).to_le_bytes()).collect();
    [b"\x93NUMPY\x01\x00".to_vec(), (header.len() as u16).to_le_bytes().to_vec(), header.into_bytes(), data].concat()
}

fn zip(arrays: [Vec<u8>; 4], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in ["W1", "b1", "W2", "b2"].into_iter().zip(arrays) {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        zip.start_file(format!("{name}.npy"), options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn arrays() -> [Vec<u8>; 4] {
    [npy("(784, 3)", 784 * 3), npy("(3,)", 3), npy("(3, 4)", 12), npy("(4,)", 4)]
}

fn reads_model(bytes: &[u8]) -> bool {
    let model = Model::from_bytes(bytes, "input");
    let _ = Model::import(bytes, "input", &ImportOptions::default());
    model.is_ok()
}

#[test]
fn npz() {
    let mut seeds = vec![
        plain(zip(arrays(), zip::CompressionMethod::Stored)),
        plain(zip(arrays(), zip::CompressionMethod::Deflated)),
    ];
    // One array is changed, and the archive around it is whole.
    seeds.push(Seed {
        part: arrays()[2].clone(),
        whole: |array| {
            let [a, b, _, d] = arrays();
            zip([a, b, array, d], zip::CompressionMethod::Stored)
        },
    });
    seeds.push(Seed {
        part: arrays()[1].clone(),
        whole: |array| {
            let [a, _, c, d] = arrays();
            zip([a, array, c, d], zip::CompressionMethod::Deflated)
        },
    });
    feed("npz", &seeds, reads_model);
}

fn with_length(header: Vec<u8>) -> Vec<u8> {
    let data = vec![0_u8; 4 * (784 * 3 + 3 + 12 + 4)];
    [(header.len() as u64).to_le_bytes().to_vec(), header, data].concat()
}

#[test]
fn safetensors() {
    let sizes = (HiddenCount::new(3).unwrap(), ClassCount::new(4).unwrap());
    let own =
        Model { network: Network::glorot(sizes, Units::Sigmoid, 1), card: ModelCard::default() }.to_bytes().unwrap();
    let header = br#"{"fc1.weight":{"dtype":"F32","shape":[3,784],"data_offsets":[0,9408]},"fc1.bias":{"dtype":"F32","shape":[3],"data_offsets":[9408,9420]},"fc2.weight":{"dtype":"F32","shape":[4,3],"data_offsets":[9420,9468]},"fc2.bias":{"dtype":"F32","shape":[4],"data_offsets":[9468,9484]}}"#;
    let seeds = [plain(own), Seed { part: header.to_vec(), whole: with_length }, plain(with_length(header.to_vec()))];
    feed("safetensors", &seeds, reads_model);
}

#[test]
fn sessions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    let pixels = SessionPicture::encode(&InputImage::new([7; 784]));
    let picture = SessionPicture { name: "test 0".to_owned(), test_index: Some(0), data: None, pixels };
    let model = SessionModel { name: "none.safetensors".to_owned(), fingerprint: "0123456789abcdef".to_owned() };
    let session = Session::new(model, FhnLayer::new(Coupling::Calibrated), picture);
    session.save(&path).unwrap();
    let seeds = [plain(std::fs::read(&path).unwrap())];
    feed("sessions", &seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        let session = Session::load(&path);
        if let Ok(session) = &session {
            session.picture.image();
            let _ = session.model(folder.path());
        }
        session.is_ok()
    });
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn idx_files() {
    let folder = tempfile::tempdir().unwrap();
    let images = [&[0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 5, 0, 0, 0, 4][..], &[9; 120]].concat();
    let labels = [0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2];
    let at = |name: &str| folder.path().join(name);
    for (set, name) in
        ["train", "t10k"].into_iter().flat_map(|set| [(set, "images-idx3-ubyte"), (set, "labels-idx1-ubyte")])
    {
        let bytes = if name.starts_with("images") { &images[..] } else { &labels[..] };
        std::fs::write(at(&format!("{set}-{name}")), bytes).unwrap();
    }
    let reads = |name: &str, bytes: &[u8]| {
        std::fs::write(at(name), bytes).unwrap();
        open_folder(folder.path()).is_ok()
    };
    let seeds = |bytes: &[u8]| {
        let zipped = Seed { part: bytes.to_vec(), whole: |bytes| gzip(&bytes) };
        [plain(bytes.to_vec()), plain(gzip(bytes)), zipped]
    };
    feed("idx-images", &seeds(&images), |bytes| reads("train-images-idx3-ubyte", bytes));
    std::fs::write(at("train-images-idx3-ubyte"), &images).unwrap();
    feed("idx-labels", &seeds(&labels), |bytes| reads("train-labels-idx1-ubyte", bytes));
}

#[test]
fn class_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("classes.txt");
    let utf16 = "\u{feff}null\r\neins\r\nzwei\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seeds = [plain(b"zero\none\ntwo\n".to_vec()), plain("\u{feff}null\r\nein\u{df}\r\n".into()), plain(utf16)];
    feed("class-names", &seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        ClassNames::read(&path).is_ok()
    });
}
