//! Files that made other programs stumble, by public reports; what is right of each.

use std::io::Write;

use nullcline::dataset::open_folder;
use nullcline::experiment::{Session, SessionModel, SessionPicture};
use nullcline::image::{Drawing, InputImage, Pen, Remark, scan_from_bytes};
use nullcline::network::{Coupling, FhnLayer};

/// A stroke on a sheet of 40 x 40, black on white.
fn sheet() -> Vec<u8> {
    (0..1600_usize)
        .map(|at| if (18..22).contains(&(at % 40)) && (8..32).contains(&(at / 40)) { 0 } else { 255 })
        .collect()
}

fn ink(file: &[u8]) -> nullcline::image::Ink {
    scan_from_bytes(file, "file").unwrap_or_else(|error| panic!("{error}")).ink
}

/// bioformats 1268, joctomap 15, FLIF 112.
#[test]
fn comments_in_the_header_of_a_pnm_file_are_none_of_its_numbers() {
    let plain = ink(&[b"P5 40 40 255 ".to_vec(), sheet()].concat());
    assert_eq!(plain.at(20, 20), 1.0);
    let numbers = sheet().iter().map(|value| format!("{value} ")).collect::<String>();
    let texts = [
        format!("P2\n40# across\n 40 # down\n255# most\n{numbers}"),
        format!("P2 # plain\n# made by hand\n40 40 255\n{}", numbers.replacen("255 ", "255# first\n", 1)),
    ];
    for text in texts {
        assert_eq!(ink(text.as_bytes()), plain, "{}", &text[..20]);
    }
    // A value of 35, the sign of a comment, in the pixels is a value.
    let faint: Vec<u8> = sheet().iter().map(|value| (*value).max(35)).collect();
    let commented = ink(&[b"P5#\n40 40\n255# most\n".to_vec(), faint.clone()].concat());
    assert_eq!(commented, ink(&[b"P5 40 40 255 ".to_vec(), faint].concat()));
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let mut checksum = flate2::Crc::new();
    checksum.update(&body);
    [&(data.len() as u32).to_be_bytes()[..], &body, &checksum.sum().to_be_bytes()].concat()
}

fn packed(pixels: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    pixels.chunks(40).for_each(|row| packed.write_all(&[&[0], row].concat()).unwrap());
    packed.finish().unwrap()
}

/// opencv 27074.
#[test]
fn an_animation_whose_picture_of_its_own_is_blank_is_read_by_its_frames() {
    let head = |frames: u32| {
        let size = [40_u32.to_be_bytes(), 40_u32.to_be_bytes()].concat();
        let header = chunk(b"IHDR", &[&size[..], &[8, 0, 0, 0, 0]].concat());
        let control = [frames.to_be_bytes(), 0_u32.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunk(b"acTL", &control)].concat()
    };
    let frame = |number: u32| {
        let numbers = [number, 40, 40, 0, 0].map(u32::to_be_bytes).concat();
        chunk(b"fcTL", &[&numbers[..], &[0, 1, 0, 10, 0, 0]].concat())
    };
    let (blank, end) = (packed(&[255; 1600]), chunk(b"IEND", &[]));
    let stroke = |number: u32| chunk(b"fdAT", &[&number.to_be_bytes()[..], &packed(&sheet())].concat());
    let hidden = [head(1), chunk(b"IDAT", &blank), frame(0), stroke(1), end.clone()].concat();
    let shown = [head(2), frame(0), chunk(b"IDAT", &blank), frame(1), stroke(2), end].concat();
    for file in [hidden, shown] {
        let scan = scan_from_bytes(&file, "file").unwrap();
        assert_eq!((scan.ink.at(20, 20), scan.remark), (1.0, Some(Remark::LaterPage(2))));
    }
}

/// jq 45, vector 22541.
#[test]
fn a_session_with_a_byte_order_mark_is_a_session() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    let pixels = SessionPicture::encode(&InputImage::new([7; 784]));
    let picture = SessionPicture { name: "test 0".to_owned(), test_index: None, data: None, pixels };
    let model = SessionModel { name: "ann".to_owned(), fingerprint: "0".to_owned() };
    let session = Session::new(model, FhnLayer::new(Coupling::Calibrated), picture);
    session.save(&path).unwrap();
    let marked = [b"\xEF\xBB\xBF".to_vec(), std::fs::read(&path).unwrap()].concat();
    std::fs::write(&path, marked).unwrap();
    assert_eq!(Session::load(&path).unwrap().picture, session.picture);
}

/// qmnist 1: eight integers for each image, the first of them the label.
#[test]
fn labels_in_rows_of_integers_are_their_first_ones() {
    let folder = tempfile::tempdir().unwrap();
    let count = 12_u32;
    let write = |name: &str, header: &[u32], items: &[u8]| {
        let header = header.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
        std::fs::write(folder.path().join(name), [&header[..], items].concat()).unwrap();
    };
    let rows = |columns: u32| {
        (0..count).flat_map(move |row| (0..columns).map(move |at| if at == 0 { row % 3 } else { 77 + at }))
    };
    let bytes = |columns: u32| rows(columns).flat_map(u32::to_be_bytes).collect::<Vec<u8>>();
    for set in ["train", "test"] {
        write(&format!("qmnist-{set}-images-idx3-ubyte"), &[0x803, count, 28, 28], &vec![9; 784 * count as usize]);
        write(&format!("qmnist-{set}-labels-idx2-int"), &[0xC02, count, 8], &bytes(8));
    }
    let found = open_folder(folder.path()).unwrap();
    let labels: Vec<u8> = found.test.labels().iter().map(|label| label.value()).collect();
    assert_eq!(labels, (0..12).map(|row| row % 3).collect::<Vec<u8>>());
    assert!(found.remarks.iter().all(|remark| !remark.to_string().contains("too many")));
    for (columns, items) in [(0, bytes(8)), (65, bytes(65)), (8, bytes(7))] {
        write("qmnist-test-labels-idx2-int", &[0xC02, count, columns], &items);
        let error = open_folder(folder.path()).unwrap_err().to_string();
        assert!(error.contains("qmnist-test-labels-idx2-int") && !error.contains('\n'), "{error}");
    }
}

/// tinybmp 8, Juicy.Pixels 105; oxipng 470; ppsspp 16822: these were right before.
#[test]
fn a_bitmap_from_top_to_bottom_stands_upright() {
    let mut drawing = Drawing::new();
    drawing.begin([0.3, 0.2], Pen::default());
    drawing.extend([0.7, 0.2]);
    drawing.extend([0.4, 0.8]);
    drawing.end();
    let ink = drawing.ink_of_side(40);
    let pixels = ink.values().iter().flat_map(|value| [255 - (255.0 * value) as u8; 3]).collect();
    let picture = image::DynamicImage::ImageRgb8(image::RgbImage::from_raw(40, 40, pixels).unwrap());
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Bmp).unwrap();
    let upright = file.into_inner();
    let begin = u32::from_le_bytes(upright[10..14].try_into().unwrap()) as usize;
    let rows: Vec<u8> = upright[begin..].chunks(120).rev().flatten().copied().collect();
    let mut turned = [&upright[..begin], &rows].concat();
    turned[22..26].copy_from_slice(&(-40_i32).to_le_bytes());
    assert_eq!(self::ink(&turned), self::ink(&upright));
}
