//! Files that have no name until they are whole: they go with the process that writes them, however it ends.

use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

/// A file on the disk of `folder`, in no folder.
///
/// # Errors
/// If the disk has no such files, or they can't be given a name later.
pub(super) fn create(folder: &Path) -> io::Result<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::from_raw_mode(0o666))?);
    fs::symlink_metadata(own_path(&file))?;
    Ok(file)
}

/// Where the system shows a file that has no name.
fn own_path(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Gives it a name that nothing has yet.
///
/// # Errors
/// If something has.
pub(super) fn link(file: &File, target: &Path) -> io::Result<()> {
    Ok(linkat(CWD, own_path(file), CWD, target, AtFlags::SYMLINK_FOLLOW)?)
}

/// Gives it the name of `target`, whatever has it; by way of `between` if something does.
///
/// # Errors
/// Whatever the disk says.
pub(super) fn put(file: &File, target: &Path, between: &Path) -> io::Result<()> {
    match link(file, target) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            link(file, between)?;
            fs::rename(between, target).inspect_err(|_| drop(fs::remove_file(between)))
        }
        done => done,
    }
}
