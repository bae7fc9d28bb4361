//! The .npy format of NumPy: what its header says.

use super::array::{ArrayInfo, Float, NumberType};

/// With what every .npy file begins.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";
/// The longest header that is read, in bytes.
pub(super) const LONGEST_HEADER: usize = 64 << 10;

/// What the beginning of a .npy file says, and at which byte its numbers begin. The error says what was found.
pub(super) fn info(name: &str, bytes: &[u8]) -> Result<(ArrayInfo, usize), String> {
    let body = bytes.strip_prefix(MAGIC).ok_or("no NumPy array")?;
    let (length, rest) = match body {
        [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
        [version, _, ..] if *version > 3 => return Err(format!("a NumPy array of format version {version}")),
        _ => return Err("no whole NumPy array".to_owned()),
    };
    let header = rest.get(..length).ok_or("no whole NumPy array")?;
    let begin = bytes.len() - rest.len() + length;
    let header = std::str::from_utf8(header).map_err(|_| "a NumPy array with a broken header")?;
    let shape = shape(header).ok_or("a NumPy array without a shape")?;
    let fortran = match entry(header, "fortran_order") {
        Some(value) if value.starts_with("True") => true,
        Some(value) if value.starts_with("False") => false,
        _ => return Err("a NumPy array that doesn't say its order".to_owned()),
    };
    let kind = entry(header, "descr").and_then(quoted).unwrap_or("structured");
    let array = ArrayInfo { name: name.to_owned(), shape, fortran, numbers: number_type(kind), kind: kind.to_owned() };
    Ok((array, begin))
}

/// What follows a key of the header, which is a Python dictionary; other writers use double quotes.
fn entry<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let after = ['\'', '"'].iter().find_map(|quote| Some(header.split_once(&format!("{quote}{key}{quote}"))?.1))?;
    Some(after.trim_start().strip_prefix(':')?.trim_start())
}

/// The text in quotes at the beginning; that of Python 2 may have a u before them.
fn quoted(value: &str) -> Option<&str> {
    let value = value.strip_prefix('u').unwrap_or(value);
    let quote = value.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    Some(value[1..].split_once(quote)?.0)
}

/// The sides; Python 2 writes long ones as `784L`.
fn shape(header: &str) -> Option<Vec<usize>> {
    let (sides, _) = entry(header, "shape")?.strip_prefix('(')?.split_once(')')?;
    let sides = sides.split(',').map(str::trim).filter(|side| !side.is_empty());
    sides.map(|side| side.strip_suffix('L').unwrap_or(side).parse().ok()).collect()
}

fn number_type(kind: &str) -> Option<NumberType> {
    let (big_endian, kind) = match kind.strip_prefix('>') {
        Some(kind) => (true, kind),
        None => (false, kind.strip_prefix(['<', '=']).unwrap_or(kind)),
    };
    let float = match kind {
        "f2" => Float::F16,
        "f4" => Float::F32,
        "f8" => Float::F64,
        _ => return None,
    };
    Some(NumberType { float, big_endian })
}
