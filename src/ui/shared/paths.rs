//! Extensions of the files that a person names.

use std::path::PathBuf;

/// The path with the extension of a model if it has none.
pub(crate) fn with_model_extension(path: PathBuf) -> PathBuf {
    with_extension(path, "safetensors")
}

/// The path with that extension if it has none.
pub(crate) fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(extension) }
}
