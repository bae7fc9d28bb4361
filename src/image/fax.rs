//! Rows of fax data in TIFF files: modified Huffman, group 3 in one and two dimensions, group 4 (ITU-T T.4 and T.6).
//!
//! Code tables are those of the crate `fax`, whose own reader of group 3 knows one dimension only.

use std::convert::Infallible;

use fax::maps::{Mode, black, mode, white};
use fax::{BitReader, ByteReader, Color};

/// How rows are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Runs alone; each row begins at a byte.
    Huffman,
    /// Rows after end-of-line codes, which say where a row is coded in two dimensions.
    Group3 {
        /// Some rows may be coded in two dimensions.
        two_dimensional: bool,
    },
    /// All rows in two dimensions.
    Group4,
}

/// The bits of a strip, row by row: 0 white and 1 black. Rows that are damaged or missing are white.
pub(super) fn rows(data: &[u8], coding: Coding, width: u16, height: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(width) * height);
    let mut put = |changes: &[u16]| {
        let line = fax::decoder::pels(changes, width).map(|colour| u8::from(colour == Color::Black));
        pixels.extend(line);
    };
    if coding == Coding::Group4 {
        let lines = u16::try_from(height).unwrap_or(u16::MAX);
        // An error ends the rows; what came before it is there.
        let _ = fax::decoder::decode_g4(data.iter().copied(), width, Some(lines), &mut put);
    } else {
        let mut reader = Reader::new(data, width);
        let mut above = Vec::new();
        for _ in 0..height {
            let Some(changes) = reader.row(coding, &above) else { break };
            put(&changes);
            above = changes;
        }
    }
    pixels.resize(usize::from(width) * height, 0);
    pixels
}

type Bytes<'a> = std::iter::Map<std::iter::Chain<std::iter::Copied<std::slice::Iter<'a, u8>>, Zeros>, Whole>;
type Zeros = std::iter::RepeatN<u8>;
type Whole = fn(u8) -> Result<u8, Infallible>;

struct Reader<'a> {
    bits: ByteReader<Bytes<'a>>,
    width: u16,
}

impl<'a> Reader<'a> {
    fn new(data: &'a [u8], width: u16) -> Self {
        // Codes at the very end are looked up with bits that follow them.
        let bytes = data.iter().copied().chain(std::iter::repeat_n(0, 4)).map(Ok as Whole);
        let Ok(bits) = ByteReader::new(bytes);
        Self { bits, width }
    }

    /// Where the colour changes in the next row, beginning with white; `None` at the end.
    fn row(&mut self, coding: Coding, above: &[u16]) -> Option<Vec<u16>> {
        match coding {
            Coding::Huffman => {
                let row = self.one_dimension();
                let rest = self.bits.bits_to_byte_boundary();
                self.skip(rest);
                row
            }
            Coding::Group3 { two_dimensional } => {
                self.end_of_line();
                let tagged = two_dimensional && self.bits.peek(1)? == 0;
                if two_dimensional {
                    self.skip(1);
                }
                if tagged { self.two_dimensions(above) } else { self.one_dimension() }
            }
            Coding::Group4 => self.two_dimensions(above),
        }
    }

    fn skip(&mut self, bits: u8) {
        let Ok(()) = self.bits.consume(bits);
    }

    /// Steps over an end-of-line code and the zeros before it, if there is one: eleven zeros or more, and a one.
    fn end_of_line(&mut self) {
        // No code of a run begins with more than seven zeros.
        if self.bits.peek(9) == Some(0) {
            while self.bits.peek(1) == Some(0) {
                self.skip(1);
            }
            self.skip(1);
        }
    }

    fn run(&mut self, colour: Color) -> Option<u16> {
        let mut sum = 0_u16;
        loop {
            let length = match colour {
                Color::White => white::decode(&mut self.bits)?,
                Color::Black => black::decode(&mut self.bits)?,
            };
            sum = sum.checked_add(length)?;
            if length < 64 {
                return Some(sum);
            }
        }
    }

    /// A row of runs. One that is damaged ends where the damage is; the next begins at the next end-of-line code.
    fn one_dimension(&mut self) -> Option<Vec<u16>> {
        let mut changes = Vec::new();
        let (mut place, mut colour) = (0_u16, Color::White);
        while place < self.width {
            if self.bits.peek(9) == Some(0) {
                break;
            }
            let Some(run) = self.run(colour) else { break };
            place = place.saturating_add(run);
            changes.push(place.min(self.width));
            colour = !colour;
        }
        if changes.is_empty() {
            return None;
        }
        self.find_end_of_line(place < self.width);
        Some(changes)
    }

    fn find_end_of_line(&mut self, damaged: bool) {
        while damaged && self.bits.peek(9).is_some_and(|bits| bits != 0) {
            self.skip(1);
        }
    }

    /// A row coded by where it differs from the row above.
    fn two_dimensions(&mut self, above: &[u16]) -> Option<Vec<u16>> {
        let mut changes: Vec<u16> = Vec::new();
        let (mut place, mut colour) = (-1_i32, Color::White);
        let width = i32::from(self.width);
        while place < width {
            let (first, second) = self.beside(above, place, colour);
            match mode::decode(&mut self.bits) {
                Some(Mode::Pass) => place = second,
                Some(Mode::Vertical(away)) => {
                    place = (first + i32::from(away)).clamp(place.max(0), width);
                    changes.push(u16::try_from(place).ok()?);
                    colour = !colour;
                }
                Some(Mode::Horizontal) => {
                    let [one, other] = [self.run(colour)?, self.run(!colour)?].map(i32::from);
                    let middle = (place.max(0) + one).min(width);
                    place = (middle + other).min(width);
                    changes.extend([u16::try_from(middle).ok()?, u16::try_from(place).ok()?]);
                }
                _ => {
                    self.find_end_of_line(true);
                    break;
                }
            }
        }
        (!changes.is_empty() || place >= width).then_some(changes)
    }

    /// The first change above to the right of a place that is to the other colour, and the one after it.
    fn beside(&self, above: &[u16], place: i32, colour: Color) -> (i32, i32) {
        // Changes to black are the first, the third and so on.
        let parity = usize::from(colour == Color::Black);
        let first = (0..above.len()).find(|at| at % 2 == parity && i32::from(above[*at]) > place);
        let change =
            |at: Option<usize>| at.and_then(|at| above.get(at)).map_or(i32::from(self.width), |at| i32::from(*at));
        (change(first), change(first.map(|at| at + 1)))
    }
}
