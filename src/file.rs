//! Writing files so that nothing of the user's is lost: whole beside the old one, then renamed in its place.
//!
//! A process that is killed while it writes leaves its temporary file behind. Writers hold a lock on theirs, so the next one
//! to write the same target can tell what nobody writes any more, and takes it away: at most one is ever left.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How the name of a temporary file ends. It begins with a dot and the name of its target.
const SUFFIX: &str = ".part";

/// Puts what `write` writes in the place of the file at `path`: written beside it, brought to the disk, then renamed. A link
/// stays one: what it points to is replaced.
///
/// # Errors
/// Whatever the disk or `write` says, or `path` is something else than a file. What was there before still is.
pub fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    // A new file has no target yet.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if target.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        // Renaming would replace a device such as /dev/full by a file.
        return Err(io::Error::other("it is not a file").into());
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let prefix = prefix_of(&target)?;
    remove_abandoned(&folder, &prefix);
    let mut file = temporary_file(&folder, &prefix)?;
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    sync_folder(&folder);
    Ok(())
}

/// The same for bytes that are there already.
///
/// # Errors
/// As [`replace`].
pub fn replace_by(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, |out| out.write_all(bytes))
}

fn prefix_of(target: &Path) -> io::Result<String> {
    let name = target.file_name().ok_or_else(|| io::Error::other("it has no file name"))?;
    Ok(format!(".{}.", name.to_string_lossy()))
}

fn temporary_file(folder: &Path, prefix: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    // Where locks can't be had (some network folders), nobody can take the file for abandoned either.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Takes temporary files of the same target away whose writers are gone. One that can't be looked at or removed is left.
fn remove_abandoned(folder: &Path, prefix: &str) {
    for path in temporary_files(folder, prefix) {
        // A writer holds its lock until the file is renamed, or until it is gone.
        let abandoned = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            let _ = fs::remove_file(&path);
        }
    }
}

fn temporary_files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_ours = |name: &str| name.starts_with(prefix) && name.ends_with(SUFFIX);
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_ours)).collect()
}

/// Brings the renaming to the disk, where that can be done. The file is whole either way.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The path on one line, whatever its name.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_writer_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        fs::write(folder.path().join(".model.abandoned.part"), "half").unwrap();
        fs::write(folder.path().join(".other.abandoned.part"), "half").unwrap();
        let live = temporary_file(folder.path(), ".model.").unwrap();
        replace_by(&target, b"whole").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        let live_name = live.path().file_name().unwrap().to_str().unwrap().to_owned();
        let mut expected = vec![live_name, ".other.abandoned.part".to_owned(), "model".to_owned()];
        expected.sort();
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn a_writer_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        replace_by(&target, b"old").unwrap();
        let failed = replace(&target, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["model"]);
    }
}
