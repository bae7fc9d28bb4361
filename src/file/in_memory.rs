//! Files of a page in a browser, which has no disk: those that somebody chose, and those that are to be downloaded.
//!
//! What is written is kept under its name, to be read again, and handed out once by [`take_written`]. A page takes files in by
//! [`put`]. Folders mean nothing: only the last part of a path counts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

thread_local! {
    static FILES: RefCell<Files> = const { RefCell::new(Files { known: BTreeMap::new(), written: Vec::new() }) };
}

struct Files {
    known: BTreeMap<String, Vec<u8>>,
    /// The names of those that are to be handed out.
    written: Vec<String>,
}

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: can't be written: {cause}", shown(file))]
pub struct FileError {
    /// Which file.
    pub file: PathBuf,
    /// Why not.
    pub cause: io::Error,
}

fn name_of(path: &Path) -> io::Result<String> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
    Ok(name.to_string_lossy().into_owned())
}

/// Takes a file in.
///
/// # Errors
/// The path has no name.
pub fn put(path: &Path, bytes: Vec<u8>) -> io::Result<()> {
    let name = name_of(path)?;
    FILES.with_borrow_mut(|files| files.known.insert(name, bytes));
    Ok(())
}

/// The files that were written since the last call, with their names.
pub fn take_written() -> Vec<(String, Vec<u8>)> {
    FILES.with_borrow_mut(|files| {
        let names = std::mem::take(&mut files.written);
        let named = |name: String| files.known.get(&name).cloned().map(|bytes| (name, bytes));
        names.into_iter().filter_map(named).collect()
    })
}

/// The bytes of a file.
///
/// # Errors
/// There is none of that name.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let name = name_of(path)?;
    let found = FILES.with_borrow(|files| files.known.get(&name).cloned());
    found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no file of that name was chosen"))
}

/// A file, to be read.
///
/// # Errors
/// There is none of that name.
pub fn open(path: &Path) -> io::Result<impl Read> {
    read(path).map(Cursor::new)
}

/// Writes what `write` writes.
///
/// # Errors
/// Whatever `write` says, or the path has no name.
pub fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(replace_by(path, &bytes)?)
}

/// Writes these bytes.
///
/// # Errors
/// The path has no name.
pub fn replace_by(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes.to_vec())?;
    let name = name_of(path)?;
    FILES.with_borrow_mut(|files| files.written.push(name));
    Ok(())
}

/// The same for several files.
///
/// # Errors
/// As [`replace_by`], with the file.
pub fn replace_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), FileError> {
    let write = |(path, bytes): &(PathBuf, Vec<u8>)| {
        replace_by(path, bytes).map_err(|cause| FileError { file: path.clone(), cause })
    };
    files.iter().try_for_each(write)
}

/// Writes a file where there is none, or the same one again.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is another one of that name.
pub fn create_by(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if read(path).is_ok_and(|known| known != bytes) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    replace_by(path, bytes)
}

/// Whether a file can be written there.
///
/// # Errors
/// The path has no name.
pub fn check(path: &Path) -> io::Result<()> {
    name_of(path).map(drop)
}

/// The path on one line, whatever its name.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}
