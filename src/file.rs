//! Writing files so that nothing of the user's is lost: whole beside the old one, then renamed in its place.
//!
//! On Linux a file has no name until it is whole, so a process that is killed leaves something only between two calls of the
//! system, which give the whole file its names. Elsewhere, and on disks that have no such files, it leaves its temporary file.
//! Writers hold a lock on theirs, so the next one to write the same target can tell what nobody writes any more, and takes it
//! away: at most one is ever left.

use std::fs::{self, File, Permissions};
#[cfg(target_os = "linux")]
use std::io::Seek as _;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(target_os = "linux")]
mod nameless;

/// How the name of a temporary file ends. It begins with a dot and the name of its target.
const SUFFIX: &str = ".part";

/// A file could not be written. What was there before still is.
#[derive(Debug, thiserror::Error)]
#[error("{}: can't be written: {cause}", shown(file))]
pub struct FileError {
    /// Which file.
    pub file: PathBuf,
    /// Why not.
    pub cause: io::Error,
}

/// Puts what `write` writes in the place of the file at `path`: written beside it, brought to the disk, then renamed. A link
/// stays one: what it points to is replaced. A file that was there keeps its permissions.
///
/// # Errors
/// Whatever the disk or `write` says, or `path` is write-protected or something else than a file. What was there before still
/// is.
pub fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    let place = Place::of(path)?;
    let mut pending = place.begin()?;
    pending.fill(write)?;
    Ok(pending.replace(&place)?)
}

/// The same for bytes that are there already.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("figure.csv");
/// nullcline::file::replace_by(&path, b"gamma,accuracy\n")?;
/// assert_eq!(std::fs::read(&path)?, b"gamma,accuracy\n");
/// assert_eq!(std::fs::read_dir(&folder)?.count(), 1, "no temporary file is left");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// As [`replace`].
pub fn replace_by(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, |out| out.write_all(bytes))
}

/// The same for several files: none is replaced before all are on the disk.
///
/// # Errors
/// As [`replace`], with the file.
pub fn replace_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), FileError> {
    let at = |file: &Path| {
        let file = file.to_owned();
        move |cause| FileError { file, cause }
    };
    let mut written = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        written.push((path, Pending::of(path, bytes).map_err(at(path))?));
    }
    written.into_iter().try_for_each(|(path, (place, pending))| pending.replace(&place).map_err(at(path)))
}

/// Writes a file where there is none.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is one, which stays as it is; else as [`replace`].
pub fn create_by(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let (place, pending) = Pending::of(path, bytes)?;
    pending.create(&place)
}

/// A file, to be read.
///
/// # Errors
/// Whatever the disk says.
pub fn open(path: &Path) -> io::Result<impl Read> {
    File::open(path)
}

/// The bytes of a file.
///
/// # Errors
/// Whatever the disk says.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Whether a file can be written there, before the work that leads to it. Changes nothing.
///
/// # Errors
/// What [`replace`] would say.
pub fn check(path: &Path) -> io::Result<()> {
    Place::of(path)?.begin().map(drop)
}

/// Where a file goes.
struct Place {
    target: PathBuf,
    folder: PathBuf,
    /// How the names of its temporary files begin.
    prefix: String,
    /// Of the file that is there.
    permissions: Option<Permissions>,
}

impl Place {
    fn of(path: &Path) -> io::Result<Self> {
        // A new file has no target yet.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let permissions = match target.metadata() {
            // Renaming would replace a device such as /dev/full by a file.
            Ok(there) if !there.is_file() => return Err(io::Error::other("it is not a file")),
            // Renaming would not ask.
            Ok(there) if there.permissions().readonly() => return Err(io::Error::other("it is write-protected")),
            Ok(there) => Some(there.permissions()),
            Err(_) => None,
        };
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.to_owned();
        let prefix = prefix_of(&target)?;
        Ok(Self { target, folder, prefix, permissions })
    }

    /// A file beside the target, and away with what killed writers left.
    fn begin(&self) -> io::Result<Pending> {
        remove_abandoned(&self.folder, &self.prefix);
        let pending = Pending::begin(&self.folder, &self.prefix)?;
        if let Some(permissions) = &self.permissions {
            pending.file().set_permissions(permissions.clone())?;
        }
        Ok(pending)
    }

    /// The same in a file with a temporary name, where one without can't be given any.
    #[cfg(target_os = "linux")]
    fn copy(&self, mut nameless: File) -> io::Result<Pending> {
        nameless.rewind()?;
        let mut named = temporary_file(&self.folder, &self.prefix)?;
        io::copy(&mut nameless, named.as_file_mut())?;
        named.as_file().set_permissions(nameless.metadata()?.permissions())?;
        named.as_file().sync_all()?;
        Ok(Pending::Named(named))
    }
}

/// A file on its way to its place.
enum Pending {
    /// It has no name yet.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// It has a temporary one, and goes away if it gets no other.
    Named(tempfile::NamedTempFile),
}

impl Pending {
    #[cfg(target_os = "linux")]
    fn begin(folder: &Path, prefix: &str) -> io::Result<Self> {
        match nameless::create(folder) {
            Ok(file) => {
                let _ = file.try_lock();
                Ok(Self::Nameless(file))
            }
            // Not on this disk.
            Err(_) => temporary_file(folder, prefix).map(Self::Named),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn begin(folder: &Path, prefix: &str) -> io::Result<Self> {
        temporary_file(folder, prefix).map(Self::Named)
    }

    /// These bytes on the disk, beside the place that they are for.
    fn of(path: &Path, bytes: &[u8]) -> io::Result<(Place, Self)> {
        let place = Place::of(path)?;
        let mut pending = place.begin()?;
        pending.fill(|out| out.write_all(bytes))?;
        Ok((place, pending))
    }

    fn file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(file) => file.as_file(),
        }
    }

    fn fill<E: From<io::Error>>(&mut self, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
        let mut out = BufWriter::new(self.file());
        write(&mut out)?;
        out.flush()?;
        Ok(self.file().sync_all()?)
    }

    /// Puts it in the place of what is there.
    fn replace(self, place: &Place) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => {
                let between = place.folder.join(temporary_name(&place.prefix));
                if nameless::put(&file, &place.target, &between).is_err() {
                    return place.copy(file)?.replace(place);
                }
            }
            Self::Named(file) => drop(file.persist(&place.target).map_err(|error| error.error)?),
        }
        sync_folder(&place.folder);
        Ok(())
    }

    /// Puts it where nothing is.
    fn create(self, place: &Place) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => match nameless::link(&file, &place.target) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return place.copy(file)?.create(place),
                linked => linked?,
            },
            Self::Named(file) => drop(file.persist_noclobber(&place.target).map_err(|error| error.error)?),
        }
        sync_folder(&place.folder);
        Ok(())
    }
}

/// The name that a file without one has between two calls of the system.
#[cfg(target_os = "linux")]
fn temporary_name(prefix: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{prefix}{}-{}{SUFFIX}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
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

    #[test]
    fn nothing_is_written_over_where_a_new_file_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        create_by(&target, b"first").unwrap();
        let again = create_by(&target, b"second").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["model"]);
    }

    #[test]
    fn of_several_files_none_is_replaced_where_one_can_not_be() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
        fs::write(&one, "old").unwrap();
        fs::create_dir(&two).unwrap();
        let error = replace_all(&[(one.clone(), b"new".to_vec()), (two.clone(), b"new".to_vec())]).unwrap_err();
        assert!(error.to_string().starts_with(&two.display().to_string()), "{error}");
        assert_eq!(fs::read(&one).unwrap(), b"old");
        fs::remove_dir(&two).unwrap();
        replace_all(&[(one.clone(), b"new".to_vec()), (two, b"new".to_vec())]).unwrap();
        assert_eq!((fs::read(&one).unwrap(), names(folder.path()).len()), (b"new".to_vec(), 2));
    }

    #[test]
    fn a_place_is_checked_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        check(&folder.path().join("model")).unwrap();
        assert!(check(folder.path()).is_err());
        assert!(check(&folder.path().join("no folder").join("model")).is_err());
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_protected_files_are_not_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, Permissions::from_mode(0o600)).unwrap();
        replace_by(&target, b"new").unwrap();
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&target, Permissions::from_mode(0o444)).unwrap();
        assert!(check(&target).is_err());
        let refused = replace_by(&target, b"newer").unwrap_err().to_string();
        assert!(refused.contains("write-protected"), "{refused}");
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_has_no_name_while_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        let seen = |folder: &Path| if nameless::create(folder).is_ok() { names(folder).len() } else { 0 };
        replace(&target, |out| {
            out.write_all(b"half")?;
            assert_eq!(seen(folder.path()), 0, "a killed process would leave it");
            io::Result::Ok(())
        })
        .unwrap();
        assert_eq!(names(folder.path()), ["model"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn where_a_file_can_get_no_name_it_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::of(&folder.path().join("model")).unwrap();
        let Ok(mut file) = nameless::create(folder.path()) else { return };
        file.write_all(b"whole").unwrap();
        place.copy(file).unwrap().replace(&place).unwrap();
        assert_eq!(fs::read(folder.path().join("model")).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["model"]);
    }
}
