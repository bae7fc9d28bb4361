//! Completeness of JPEG files: the decoder fills missing rows with grey and reports no error.

use std::io::Cursor;

use image::{DynamicImage, codecs::jpeg::JpegDecoder};

const END: [u8; 2] = [0xFF, 0xD9];
/// The most zero bytes at the end that compressed data may have without padding.
const OWN_ZEROS: usize = 2;
/// How many bytes stand in for what may be missing. No two byte sequences without 0xFF are markers.
const FILLING: usize = 4096;

/// The picture of a file without an end mark; `None` if rows are missing.
///
/// Cameras, web servers and copies to full discs leave the mark out, or zeros in its place.
pub(super) fn without_end(bytes: &[u8]) -> Option<DynamicImage> {
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let data = bytes.len() - zeros;
    // The zero after 0xFF is no filling: the two are one byte of the picture.
    let stuffed = usize::from(zeros > 0 && bytes[..data].last() == Some(&0xFF));
    (stuffed..=zeros.min(OWN_ZEROS)).find_map(|own| whole(&bytes[..data + own]))
}

fn ended(data: &[u8]) -> Vec<u8> {
    [data, &END].concat()
}

/// The picture, if what follows the data changes nothing: then every row comes from the data.
fn whole(data: &[u8]) -> Option<DynamicImage> {
    let picture = picture(&ended(data))?;
    let is_same = |byte: u8| {
        let filled = [data, &[byte; FILLING]].concat();
        self::picture(&ended(&filled)).is_some_and(|other| other == picture)
    };
    [0x55, 0xAA].into_iter().all(is_same).then_some(picture)
}

fn picture(bytes: &[u8]) -> Option<DynamicImage> {
    DynamicImage::from_decoder(JpegDecoder::new(Cursor::new(bytes)).ok()?).ok()
}

/// Whether the picture is followed by an end mark.
pub(super) fn has_end(bytes: &[u8]) -> bool {
    // Over the segments before the picture: one of them may hold a small JPEG with an end mark of its own.
    let mut at = 2;
    while let Some(&[0xFF, kind, high, low]) = bytes.get(at..at + 4) {
        if kind == 0xDA {
            break;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        at += match kind {
            0xFF => 1,
            0x01 | 0xD0..=0xD8 => 2,
            _ => 2 + length,
        };
    }
    bytes.get(at..).is_some_and(|rest| rest.windows(2).any(|pair| pair == END))
}
