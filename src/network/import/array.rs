//! An array of another program: its name, its shape, and how its numbers are kept.

use std::fmt;

/// The largest array that is read, in values: weights from 784 pixels to 4,096 neurons.
pub(super) const MOST_VALUES: usize = 784 * 4096;

/// A sort of floating-point numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    F16,
    /// The upper half of an f32.
    BF16,
    F32,
    F64,
}

/// How numbers are kept as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberType {
    pub(super) float: Float,
    pub(super) big_endian: bool,
}

impl NumberType {
    /// Bytes of a number.
    pub(super) fn width(self) -> usize {
        match self.float {
            Float::F16 | Float::BF16 => 2,
            Float::F32 => 4,
            Float::F64 => 8,
        }
    }

    /// All whole numbers in these bytes.
    pub(super) fn read(self, bytes: &[u8]) -> Vec<f32> {
        bytes.chunks_exact(self.width()).map(|number| self.number(number)).collect()
    }

    fn number(self, bytes: &[u8]) -> f32 {
        let bits = |bits: u64, byte: &u8| (bits << 8) | u64::from(*byte);
        let bits = if self.big_endian { bytes.iter().fold(0, bits) } else { bytes.iter().rev().fold(0, bits) };
        match self.float {
            Float::F16 => of_half(bits as u16),
            Float::BF16 => f32::from_bits((bits as u32) << 16),
            Float::F32 => f32::from_bits(bits as u32),
            Float::F64 => f64::from_bits(bits) as f32,
        }
    }
}

/// An IEEE half: one sign bit, five of the exponent, ten of the fraction.
fn of_half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023) / 1024.0);
    let size = match exponent {
        0 => fraction * 2f32.powi(-14),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction) * 2f32.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// What a file says of an array.
#[derive(Clone, Debug)]
pub(super) struct ArrayInfo {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    /// Column by column?
    pub(super) fortran: bool,
    /// `None` for what is not floating-point numbers.
    pub(super) numbers: Option<NumberType>,
    /// The type as the file calls it.
    pub(super) kind: String,
}

impl ArrayInfo {
    /// How many values it has, if they are not too many for a layer.
    pub(super) fn count(&self) -> Option<usize> {
        let count = self.shape.iter().try_fold(1usize, |count, side| count.checked_mul(*side))?;
        (count <= MOST_VALUES).then_some(count)
    }

    /// Rows and columns of a matrix.
    pub(super) fn matrix(&self) -> Option<[usize; 2]> {
        self.count()?;
        <[usize; 2]>::try_from(self.shape.as_slice()).ok()
    }

    /// The length of a list, or of a matrix of one row or one column.
    pub(super) fn list(&self) -> Option<usize> {
        match *self.shape.as_slice() {
            [length] | [1, length] | [length, 1] => Some(length),
            _ => None,
        }
    }

    /// Whether its name says that it is a record of training and no parameter.
    pub(super) fn is_record(&self) -> bool {
        const WORDS: [&str; 10] =
            ["loss", "hist", "cost", "acc", "error", "epoch", "confusion", "score", "valid", "curve"];
        let name = self.name.to_lowercase();
        WORDS.iter().any(|word| name.contains(word))
    }
}

impl fmt::Display for ArrayInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name: String = self.name.chars().take(40).collect();
        write!(f, "{name:?} {:?}", self.shape)?;
        if self.numbers.is_none() { write!(f, " of type {:?}", self.kind) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_ieee_says() {
        let halves = [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (1, 2f32.powi(-24)), (0x3555, 0.333_251_95)];
        for (bits, value) in halves {
            assert_eq!(of_half(bits), value);
        }
        assert!(of_half(0x7c01).is_nan() && of_half(0xfc00) == f32::NEG_INFINITY);
    }

    #[test]
    fn numbers_are_read_from_either_end() {
        let of = |float, big_endian| NumberType { float, big_endian };
        assert_eq!(of(Float::F64, true).read(&0.1f64.to_be_bytes()), [0.1]);
        assert_eq!(of(Float::F32, false).read(&[1.5f32.to_le_bytes(), 2f32.to_le_bytes()].concat()), [1.5, 2.0]);
        assert_eq!(of(Float::BF16, false).read(&[0xc0, 0x3f]), [1.5]);
        assert_eq!(of(Float::F16, true).read(&[0x3e, 0x00]), [1.5]);
    }
}
