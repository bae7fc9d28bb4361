//! Names that people give to files: with or without an extension, and as file managers and terminals paste them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Extensions of pictures.
pub(crate) const PICTURES: [&str; 15] =
    ["png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "gif", "tif", "tiff", "webp", "pbm", "pgm", "ppm", "pnm"];
/// Extensions of networks.
pub(crate) const NETWORKS: [&str; 2] = ["safetensors", "npz"];
/// Extensions of files that plots are not kept as, though others keep such.
const OTHER_KINDS: [&str; 17] = [
    "pdf", "eps", "ps", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "emf", "txt", "tsv", "xls", "xlsx", "ods",
    "json",
];

/// The path with this extension, which is added where it is missing: what follows a point in "gamma -0.5" is none.
///
/// # Errors
/// A sentence, if the name so made is that of a file which nobody named.
pub(crate) fn with_extension(path: PathBuf, extension: &str) -> Result<PathBuf, String> {
    if has_extension(&path, extension) || path.is_dir() || path.file_name().is_none() {
        return Ok(path);
    }
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(extension);
    let whole = path.with_file_name(name);
    if whole.exists() {
        return Err(format!("{}: is there already; give its whole name to replace it", whole.display()));
    }
    Ok(whole)
}

/// Whether the path ends like that, in small letters or large ones.
pub(crate) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Whether the path ends like a file of another program's.
pub(crate) fn is_of_another_kind(path: &Path) -> bool {
    OTHER_KINDS.iter().any(|kind| has_extension(path, kind))
}

/// The file that somebody typed or pasted into a field.
pub(crate) fn typed(text: &str) -> PathBuf {
    pasted(text).into_iter().next().unwrap_or_default()
}

/// The files that a text names, one or more a line: plain paths, `file:` addresses, paths in quotes or with backslashes, and
/// paths that begin at home with `~`.
pub(crate) fn pasted(text: &str) -> Vec<PathBuf> {
    let home = std::env::home_dir();
    Clipboard { home: home.as_deref(), exists: &|path: &Path| path.exists() }.paths(text)
}

/// What a pasted text is read with.
struct Clipboard<'a> {
    home: Option<&'a Path>,
    /// A path that is there is taken as it stands, whatever is in its name.
    exists: &'a dyn Fn(&Path) -> bool,
}

impl Clipboard<'_> {
    fn paths(&self, text: &str) -> Vec<PathBuf> {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let has_addresses = lines().any(is_address);
        // Lists of addresses have comments, and some file managers begin with what is to be done.
        let is_path = |line: &&str| !has_addresses || is_address(line) || Path::new(line).is_absolute();
        lines().filter(is_path).flat_map(|line| self.paths_of(line)).collect()
    }

    fn paths_of(&self, line: &str) -> Vec<PathBuf> {
        let plain = self.at_home(line);
        if (self.exists)(&plain) {
            return vec![plain];
        }
        if line.split_whitespace().all(is_address) {
            return line.split_whitespace().map(path_of_address).collect();
        }
        let words = words(line);
        let all_there = || words.iter().all(|word| (self.exists)(Path::new(word)));
        if words.len() == 1 || line.starts_with(['\'', '"']) || all_there() {
            return words.iter().map(|word| self.path_of_word(word)).collect();
        }
        vec![self.path_of_word(line)]
    }

    fn path_of_word(&self, word: &str) -> PathBuf {
        if is_address(word) {
            return path_of_address(word);
        }
        let plain = self.at_home(word);
        let decoded = path_of_bytes(decoded(&plain.to_string_lossy()));
        if !(self.exists)(&plain) && (self.exists)(&decoded) { decoded } else { plain }
    }

    fn at_home(&self, text: &str) -> PathBuf {
        let rest = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
        match (rest, self.home) {
            (Some(rest), Some(home)) => home.join(rest.trim_start_matches('/')),
            _ => PathBuf::from(text),
        }
    }
}

fn is_address(text: &str) -> bool {
    text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"))
}

/// The path of `file:///a%20b`, `file://localhost/a%20b` or `file:/a%20b`.
fn path_of_address(address: &str) -> PathBuf {
    let rest = &address[5..];
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.find('/').map_or("", |start| &rest[start..]),
        None => rest,
    };
    let path = if cfg!(windows) { path.trim_start_matches('/') } else { path };
    path_of_bytes(decoded(path))
}

/// The bytes of a text in which `%20` is a space; other signs of percent stay.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|code| !code.starts_with('+')).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
    name.into()
}

#[cfg(not(unix))]
#[allow(clippy::needless_pass_by_value, reason = "as on Unix, where it is consumed")]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The words of a line as a shell reads them: in quotes, or with backslashes where those are not between folders.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let (mut quote, mut letters) = (None, line.chars());
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if letter == open => quote = None,
            (None, letter) if letter.is_whitespace() => words.push(String::new()),
            (None | Some('"'), '\\') if cfg!(unix) => push(&mut words, letters.next()),
            (_, letter) => push(&mut words, Some(letter)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn push(words: &mut [String], letter: Option<char>) {
    if let (Some(word), Some(letter)) = (words.last_mut(), letter) {
        word.push(letter);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;

    fn read(text: &str) -> Vec<String> {
        let there =
            ["/a/my seven.png", "/a/50%20.png", "/a/sept \u{e9}t\u{e9} #7.png", "/home/me/x.png", "/a/it's.png"];
        let exists = |path: &Path| there.iter().any(|name| Path::new(name) == path);
        let clipboard = Clipboard { home: Some(Path::new("/home/me")), exists: &exists };
        clipboard.paths(text).iter().map(|path| path.to_str().unwrap().to_owned()).collect()
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_read_as_file_managers_and_terminals_paste_them() {
        for text in [
            "/a/my seven.png",
            "  /a/my seven.png\r\n",
            "file:///a/my%20seven.png",
            "FILE://localhost/a/my%20seven.png",
            "file://other.host/a/my%20seven.png",
            "file:/a/my%20seven.png",
            "'/a/my seven.png'",
            "\"/a/my seven.png\"",
            "'/a/my seven.png' ",
            "/a/my\\ seven.png",
            "/a/my%20seven.png",
            "/a/my%20seven.png ",
            "x-special/nautilus-clipboard\ncopy\nfile:///a/my%20seven.png",
            "# a comment\nfile:///a/my%20seven.png",
            "'file:///a/my%20seven.png'",
        ] {
            assert_eq!(read(text), ["/a/my seven.png"], "{text}");
        }
        assert_eq!(read("file:///a/sept%20%C3%A9t%C3%A9%20%237.png"), ["/a/sept \u{e9}t\u{e9} #7.png"]);
        assert_eq!(read("/a/50%20.png"), ["/a/50%20.png"], "a name that is there is taken as it stands");
        assert_eq!(read("~/x.png"), ["/home/me/x.png"]);
        assert_eq!(read("'/a/it'\\''s.png'"), ["/a/it's.png"]);
        assert_eq!(read("/a/it's.png"), ["/a/it's.png"]);
    }

    #[cfg(unix)]
    #[test]
    fn several_paths_are_several() {
        let both = ["/a/my seven.png", "/home/me/x.png"];
        for text in [
            "/a/my seven.png\n~/x.png\n",
            "file:///a/my%20seven.png\r\nfile:///home/me/x.png\r\n",
            "file:///a/my%20seven.png file:///home/me/x.png",
            "'/a/my seven.png' '/home/me/x.png'",
            "/a/my\\ seven.png /home/me/x.png",
            "\"/a/my seven.png\"\n\"/home/me/x.png\"",
        ] {
            assert_eq!(read(text), both, "{text}");
        }
        assert!(read(" \n\n").is_empty());
        assert_eq!(read("/a/new name.png"), ["/a/new name.png"], "what is not there yet may be about to be saved");
    }

    #[test]
    fn what_follows_a_point_in_a_number_is_no_extension() {
        let of = |name: &str, extension: &str| with_extension(name.into(), extension).unwrap();
        assert_eq!(of("gamma -0.5", "json"), Path::new("gamma -0.5.json"));
        assert_eq!(of("eps 0.1", "safetensors"), Path::new("eps 0.1.safetensors"));
        assert_eq!(of("mine", "json"), Path::new("mine.json"));
        assert_eq!(of("mine.JSON", "json"), Path::new("mine.JSON"));
    }

    #[test]
    fn a_file_that_nobody_named_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("mine.json");
        std::fs::write(&there, "").unwrap();
        let refused = with_extension(folder.path().join("mine"), "json").unwrap_err();
        assert!(refused.contains("mine.json"), "{refused}");
        assert_eq!(with_extension(there.clone(), "json").unwrap(), there);
    }
}
