//! What a file that is not the IDX file wanted seems to be, from its first bytes.

/// What a file that is no such IDX file seems to be.
pub(super) fn describe(start: &[u8]) -> String {
    let magic = &start[..start.len().min(4)];
    match magic {
        [b'<', ..] => return format!("an HTML page ({})", quoted(start)),
        [b'v', b'e', b'r', b's'] => return format!("a text, perhaps a Git LFS pointer ({})", quoted(start)),
        [0x1F, 0x8B, ..] => return "gzip data within gzip data".to_owned(),
        [b'P', b'K', ..] => return "a zip archive".to_owned(),
        [1 | 3, 8..=0x0E, 0, 0] => return format!("a header with the least significant byte first, {}", hex(magic)),
        [0, 0, kind, dimensions] => return describe_idx(*kind, *dimensions),
        _ => {}
    }
    if start.len() < 4 {
        format!("only {} bytes ({})", start.len(), hex(start))
    } else if start.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
        format!("a text ({})", quoted(start))
    } else {
        format!("{} at its start", hex(magic))
    }
}

fn describe_idx(kind: u8, dimensions: u8) -> String {
    let values = match kind {
        0x08 => "bytes",
        0x09 => "signed bytes",
        0x0B => "2-byte integers",
        0x0C => "4-byte integers",
        0x0D => "4-byte floats",
        0x0E => "8-byte floats",
        _ => return format!("{} at its start", hex(&[0, 0, kind, dimensions])),
    };
    let hint = match (kind, dimensions) {
        (8, 1) => " (a file of labels)",
        (8, 3) => " (a file of pictures)",
        _ => "",
    };
    format!("IDX data of {values} in {dimensions} dimensions{hint}")
}

fn quoted(start: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(start))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
