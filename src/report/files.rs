//! Atomic writing of files.

use std::path::Path;

use super::document::Document;
use crate::file;
pub use crate::file::FileError;

/// Writes a report into a folder: none of its files before all are on the disk. Where they went comes back.
///
/// # Errors
/// If one can't be written.
pub fn write_documents(folder: &Path, documents: Vec<Document>) -> Result<Vec<std::path::PathBuf>, FileError> {
    let files: Vec<_> = documents.into_iter().map(|document| (folder.join(document.name), document.bytes)).collect();
    file::replace_all(&files)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
