//! What a safetensors file says of itself, checked before its tensors are read.
//!
//! The safetensors crate takes the last of two tensors of one name without a word, and refuses a file with anything after its
//! last tensor as one that is not whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};

/// Bytes of the header's length.
const LENGTH: usize = 8;
/// The key of a header that names no tensor.
const METADATA: &str = "__metadata__";

/// The bytes without what stands after the last tensor.
///
/// What the safetensors crate refuses by itself is not looked at: a header that can't be read, offsets that don't fit.
///
/// # Errors
/// What is wrong with the file: a tensor that is there twice, or bytes that are missing at the end.
pub(super) fn whole(bytes: &[u8]) -> Result<&[u8], String> {
    let Some((begin, json)) = header(bytes) else { return Ok(bytes) };
    let entries = match serde_json::from_slice::<Entries>(json) {
        Ok(entries) => entries,
        Err(error) if error.to_string().starts_with(TWICE) => return Err(plain(&error)),
        Err(_) => return Ok(bytes),
    };
    let end = entries.0.values().max().copied().unwrap_or(0);
    let Some(total) = begin.checked_add(end) else { return Ok(bytes) };
    if bytes.len() < total {
        let missing = total - bytes.len();
        return Err(format!("a file that is cut off: {missing} of its {total} bytes are missing at the end"));
    }
    Ok(&bytes[..total])
}

/// Where the tensors begin, and the header's text.
fn header(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    Some((LENGTH.checked_add(length)?, rest.get(..length)?))
}

const TWICE: &str = "a tensor twice: ";

/// Without the place in the header, which is no place in the file.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(text, _)| text.to_owned())
}

#[derive(Deserialize)]
struct Tensor {
    data_offsets: [usize; 2],
}

/// Where each tensor ends.
struct Entries(BTreeMap<String, usize>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a safetensors header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let (mut names, mut ends) = (BTreeSet::new(), BTreeMap::new());
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(de::Error::custom(format!("{TWICE}{name:?}")));
            }
            if name == METADATA {
                map.next_value::<IgnoredAny>()?;
            } else {
                let tensor: Tensor = map.next_value()?;
                ends.insert(name, tensor.data_offsets[1]);
            }
        }
        Ok(Entries(ends))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(json: &str, data: usize) -> Vec<u8> {
        let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(json.as_bytes());
        bytes.resize(bytes.len() + data, 7);
        bytes
    }

    const ONE: &str = r#""w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#;

    #[test]
    fn what_follows_the_last_tensor_is_left_out() {
        let good = file(&format!("{{{ONE}}}"), 8);
        assert_eq!(whole(&good), Ok(&good[..]));
        let mut longer = good.clone();
        longer.extend_from_slice(b"\r\n");
        assert_eq!(whole(&longer), Ok(&good[..]));
        assert!(safetensors::SafeTensors::deserialize(whole(&longer).unwrap()).is_ok());
    }

    #[test]
    fn missing_bytes_and_tensors_that_are_there_twice_are_named() {
        let short = file(&format!("{{{ONE}}}"), 5);
        assert!(whole(&short).unwrap_err().contains("3 of its 70 bytes are missing"), "{:?}", whole(&short));
        let twice = file(&format!(r#"{{"__metadata__":{{"a":"b"}},{ONE},{ONE}}}"#), 8);
        assert_eq!(whole(&twice).unwrap_err(), "a tensor twice: \"w\"");
    }

    #[test]
    fn what_is_no_header_is_left_to_the_crate() {
        for bytes in [&b""[..], b"12345678", &file("nonsense", 3), &[255; 40]] {
            assert_eq!(whole(bytes), Ok(bytes));
        }
    }
}
