//! Whether a JPEG is whole. Its decoder fills missing rows with grey and says nothing.

use std::io::Cursor;

use image::{ImageDecoder, codecs::jpeg::JpegDecoder};

const END: [u8; 2] = [0xFF, 0xD9];
/// Bytes of zeros at the end that a compressed picture may have of its own.
const OWN_ZEROS: usize = 2;
/// How many bytes stand in for what may be missing. No two byte sequences without 0xFF are markers.
const FILLING: usize = 4096;

/// The file with an end mark, if it has one or lacks nothing else; `None` if rows are missing.
///
/// Cameras, web servers and copies to full discs leave the mark out, or zeros in its place.
pub(super) fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    if has_end(bytes) {
        return Some(bytes.to_vec());
    }
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let data = bytes.len() - zeros;
    // The zero after 0xFF is no filling: the two are one byte of the picture.
    let stuffed = usize::from(zeros > 0 && bytes[..data].last() == Some(&0xFF));
    (stuffed..=zeros.min(OWN_ZEROS)).map(|own| &bytes[..data + own]).find(|data| has_every_row(data)).map(ended)
}

fn ended(data: &[u8]) -> Vec<u8> {
    [data, &END].concat()
}

/// Whether what follows the data changes nothing: then every row comes from the data.
fn has_every_row(data: &[u8]) -> bool {
    let Some(first) = pixels(&ended(data)) else { return false };
    [0x55_u8, 0xAA].iter().all(|byte| {
        let filling = vec![*byte; FILLING];
        pixels(&ended(&[data, &filling].concat())).is_some_and(|pixels| pixels == first)
    })
}

fn pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    let decoder = JpegDecoder::new(Cursor::new(bytes)).ok()?;
    let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).ok()?];
    decoder.read_image(&mut pixels).ok()?;
    Some(pixels)
}

/// Whether the picture is followed by an end mark.
fn has_end(bytes: &[u8]) -> bool {
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
