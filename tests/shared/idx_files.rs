//! Bytes of IDX files, made to order.

#![allow(dead_code, reason = "not every test takes all of them")]

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `count` images of rows and columns.
pub(crate) fn images_of(count: u32, [rows, columns]: [u32; 2], pixels: &[u8]) -> Vec<u8> {
    let numbers = [count, rows, columns].map(u32::to_be_bytes);
    [[0, 0, 8, 3].as_slice(), numbers.as_flattened(), pixels].concat()
}

/// `count` images of 28 x 28.
pub(crate) fn images_file(count: u32, pixels: &[u8]) -> Vec<u8> {
    images_of(count, [28, 28], pixels)
}

pub(crate) fn labels_file(labels: &[u8]) -> Vec<u8> {
    [[0, 0, 8, 1].as_slice(), &(labels.len() as u32).to_be_bytes(), labels].concat()
}

/// Puts a set of images of that side and with these labels, each of an even grey, below `folder`.
pub(crate) fn write_set(folder: &Path, [images, labels]: [&str; 2], side: u32, values: &[u8]) {
    fs::create_dir_all(folder).unwrap();
    let pixels: Vec<u8> = values.iter().flat_map(|value| vec![20 + value; (side * side) as usize]).collect();
    fs::write(folder.join(images), images_of(values.len() as u32, [side, side], &pixels)).unwrap();
    fs::write(folder.join(labels), labels_file(values)).unwrap();
}
