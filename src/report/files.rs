//! Files that are whole or not there.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file could not be written. What was there before still is.
#[derive(Debug, thiserror::Error)]
#[error("{}: can't be written: {cause}", file.display())]
pub struct FileError {
    /// Which file.
    pub file: PathBuf,
    /// Why not.
    pub cause: std::io::Error,
}

/// Writes a file beside its target and renames it.
///
/// # Errors
/// If it can't be written.
pub fn write_file(target: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(target).map_err(|error| error.error)
    };
    write().map(drop).map_err(|cause| FileError { file: target.to_path_buf(), cause })
}
