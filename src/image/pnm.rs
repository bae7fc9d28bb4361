//! PNM files as programs and people write them.

/// A PNM file without the comments of its header, which the decoder takes for part of a number where they follow it at once;
/// those among the numbers of a plain file are left out too. `None` if there is none.
pub(super) fn without_comments(bytes: &[u8]) -> Option<Vec<u8>> {
    let [b'P', kind @ b'1'..=b'6', ..] = bytes else { return None };
    let (is_plain, mut numbers) = (*kind < b'4', if matches!(kind, b'1' | b'4') { 2_u8 } else { 3 });
    let (mut clean, mut in_number, mut in_comment, mut found) = (bytes[..2].to_vec(), false, false, false);
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        in_comment = if in_comment { !matches!(byte, b'\n' | b'\r') } else { *byte == b'#' };
        found |= in_comment;
        if in_comment {
            continue;
        }
        numbers = numbers.saturating_sub(u8::from(in_number && !byte.is_ascii_digit()));
        in_number = byte.is_ascii_digit();
        clean.push(*byte);
        if numbers == 0 && !is_plain {
            clean.extend(&bytes[at + 1..]);
            break;
        }
    }
    found.then_some(clean)
}
