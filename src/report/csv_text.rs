//! CSV that spreadsheets open as it is: fields that they would take for formulas, and letters that they would take for others.
//!
//! Excel takes a file without a byte order mark for one in the letters of the country, in which "γ" becomes "Î³"; other programs
//! take the mark for a part of the first name. So words of ours are spelled in ASCII, without a mark; where somebody else's
//! words, such as names of classes, can't be, the file has one.

/// Byte order mark of UTF-8.
const MARK: &str = "\u{feff}";

/// Letters of ours, as they are spelled.
const SPELLED: [(char, &str); 20] = [
    ('\u{3b3}', "gamma"),
    ('\u{3b5}', "epsilon"),
    ('\u{3ba}', "kappa"),
    ('\u{3c3}', "sigma"),
    ('\u{3c4}', "tau"),
    ('\u{2212}', "-"),
    ('\u{2013}', "-"),
    ('\u{2014}', "-"),
    ('\u{b1}', "plus or minus"),
    ('\u{d7}', "x"),
    ('\u{b7}', "*"),
    ('\u{b2}', "^2"),
    ('\u{b3}', "^3"),
    ('\u{2264}', "<="),
    ('\u{2265}', ">="),
    ('\u{2192}', "->"),
    ('\u{2026}', "..."),
    ('\u{2019}', "'"),
    ('\u{201c}', "'"),
    ('\u{201d}', "'"),
];

/// The bytes of a file with this text.
pub(super) fn file(text: &str) -> Vec<u8> {
    let mark = if text.is_ascii() { "" } else { MARK };
    format!("{mark}{text}").into_bytes()
}

/// A field that is no formula, and spelled in ASCII as far as it is ours.
pub(super) fn field(text: &str) -> String {
    let mut field = String::with_capacity(text.len());
    for letter in text.chars() {
        match SPELLED.iter().find(|(other, _)| *other == letter) {
            Some((_, spelled)) => field.push_str(spelled),
            None => field.push(letter),
        }
    }
    let is_formula = field.starts_with(['=', '+', '-', '@']) && field.parse::<f64>().is_err();
    if is_formula { format!(" {field}") } else { field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_words_are_ascii_and_others_have_a_mark() {
        assert_eq!(field("\u{3b3} = \u{2212}0.5"), "gamma = -0.5");
        assert_eq!(field("\u{b1} 0.1"), "plus or minus 0.1");
        assert_eq!(field("--method paper"), " --method paper");
        assert_eq!(field("=1+1"), " =1+1");
        for number in ["-0.5", "1e-7", "NaN", "-inf", "7"] {
            assert_eq!(field(number), number);
        }
        assert_eq!(file("a,b\n"), b"a,b\n");
        assert!(file("caf\u{e9}\n").starts_with(&[0xef, 0xbb, 0xbf]));
    }
}
