//! Atomic writing of files.

use std::path::{Path, PathBuf};

use crate::file;

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
    file::replace_by(target, bytes).map_err(|cause| FileError { file: target.to_path_buf(), cause })
}
