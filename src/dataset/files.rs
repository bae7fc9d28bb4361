//! Which files of a folder make up a data set: by the names of MNIST, EMNIST, Fashion-MNIST, KMNIST and what programs
//! that unpack, download or copy them make of these.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::DataError;
use super::split::{BySplit, Split};

/// How far below the folder a data set is looked for.
const DEEPEST: usize = 2;
/// Most folders that are looked into.
const MOST_FOLDERS: usize = 10_000;

/// Which sets a folder has to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Needed {
    /// Both.
    #[default]
    Both,
    /// This one; the other is read if it is there.
    One(Split),
    /// Any of the two.
    Any,
}

/// Images and labels of one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFiles {
    /// The file of images.
    pub images: PathBuf,
    /// The file of labels.
    pub labels: PathBuf,
}

/// The files of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFiles {
    /// The folder they were found in.
    pub folder: PathBuf,
    /// What stands before the usual names, as "emnist-letters"; empty if nothing does.
    pub prefix: String,
    /// The training set, if there is one.
    pub train: Option<SetFiles>,
    /// The test set, if there is one.
    pub test: Option<SetFiles>,
}

impl DataFiles {
    /// The data set at `path`: a folder that has one, up to two folders further down at most; a folder's path with the
    /// prefix of one of several sets in it, as in data/emnist-letters; or one of the files.
    ///
    /// # Errors
    /// [`DataError::Folder`], [`DataError::Missing`], [`DataError::Ambiguous`] or [`DataError::Several`].
    pub(super) fn find(path: &Path, needed: Needed) -> Result<Self, DataError> {
        match named_set(path) {
            Some((folder, prefix)) => in_folder(&folder, needed, &prefix),
            None => below(path, needed),
        }
    }

    /// All files: training images and labels, test images and labels, as far as they are there.
    pub fn paths(&self) -> Vec<&Path> {
        let sets = [&self.train, &self.test].into_iter().flatten();
        sets.flat_map(|set| [set.images.as_path(), set.labels.as_path()]).collect()
    }

    /// Both sets.
    pub(super) fn sets(&self) -> BySplit<&SetFiles> {
        BySplit { train: self.train.as_ref(), test: self.test.as_ref() }
    }

    /// The nearest file of that name: beside the data, with the prefix or without, or in a folder above up to `top`.
    pub(super) fn beside(&self, top: &Path, name: &str) -> Option<PathBuf> {
        let prefixed = Some(&self.prefix).filter(|prefix| !prefix.is_empty()).map(|prefix| format!("{prefix}-{name}"));
        let above = self.folder.ancestors().skip(1).take(DEEPEST).take_while(|folder| folder.starts_with(top));
        let here = prefixed.into_iter().chain([name.to_owned()]).map(|name| self.folder.join(name));
        here.chain(above.map(|folder| folder.join(name))).find(|path| path.is_file())
    }
}

/// One of the four files of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Role {
    what: &'static str,
    /// Canonical names, the first one MNIST's own.
    names: [&'static str; 2],
}

const ROLES: [Role; 4] = [
    Role { what: "training pictures", names: ["train-images-idx3-ubyte", "training-images-idx3-ubyte"] },
    Role { what: "training labels", names: ["train-labels-idx1-ubyte", "training-labels-idx1-ubyte"] },
    Role { what: "test pictures", names: ["t10k-images-idx3-ubyte", "test-images-idx3-ubyte"] },
    Role { what: "test labels", names: ["t10k-labels-idx1-ubyte", "test-labels-idx1-ubyte"] },
];

impl Role {
    fn tried(self) -> String {
        let [name, other] = self.names;
        let dotted = name.replace("-idx", ".idx");
        format!(
            "{name}, {name}.gz, {dotted}, {dotted}.gz, {other} and *-{name}, in upper and lower case, there and up to \
             {DEEPEST} folders below"
        )
    }
}

/// What a file's name says.
struct Name {
    prefix: String,
    /// Index in [`ROLES`].
    role: usize,
    /// How far it is from MNIST's own name, 0 the nearest.
    distance: usize,
}

impl Name {
    /// `None` if it is the name of no such file.
    fn of(name: &str) -> Option<Self> {
        let plain = plain(name);
        let mut places =
            (0..ROLES.len()).flat_map(|role| ROLES[role].names.iter().enumerate().map(move |name| (role, name)));
        places.find_map(|(role, (alias, wanted))| Self::against(name, &plain, role, (alias, wanted)))
    }

    fn against(name: &str, plain: &str, role: usize, (alias, wanted): (usize, &str)) -> Option<Self> {
        let before = plain.strip_suffix(wanted)?;
        if !(before.is_empty() || before.ends_with('-')) {
            return None;
        }
        let distance = match name.strip_prefix(wanted) {
            Some("") => 0,
            Some(".gz") => 1,
            _ => 2,
        };
        Some(Self { prefix: before.trim_end_matches('-').to_owned(), role, distance: distance + 3 * alias })
    }
}

/// A name without its case, its punctuation and its ".gz", and with bytes as the type of its items.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name).replace(['.', '_', ' '], "-");
    let types = ["-idx1-int", "-idx1-short", "-idx1-byte", "-idx2-int"];
    let labels = types.iter().find_map(|ending| name.strip_suffix(ending));
    labels.map(|start| format!("{start}-idx1-ubyte")).unwrap_or(name)
}

/// The files of one prefix in one folder: how far their names are from MNIST's, and where they are.
#[derive(Clone, Default)]
struct Found([Option<(usize, PathBuf)>; 4]);

impl Found {
    /// Takes the file, unless there is one of a nearer name.
    fn add(&mut self, name: &Name, path: PathBuf) {
        let candidate = (name.distance, path);
        let slot = &mut self.0[name.role];
        if slot.as_ref().is_none_or(|known| candidate < *known) {
            *slot = Some(candidate);
        }
    }

    /// The first file that is missing, as an index in [`ROLES`].
    fn missing(&self, needed: Needed) -> Option<usize> {
        let is_there = |role: usize| self.0[role].is_some();
        let begun = |first: usize| is_there(first) || is_there(first + 1);
        let wanted = match needed {
            Needed::Both => [true, true],
            Needed::One(Split::Train) => [true, begun(2)],
            Needed::One(Split::Test) => [begun(0), true],
            // Without any file, both are missed.
            Needed::Any => [begun(0) || !begun(2), begun(2) || !begun(0)],
        };
        (0..ROLES.len()).find(|role| wanted[role / 2] && !is_there(*role))
    }

    fn files(&self, folder: &Path, prefix: &str) -> DataFiles {
        let path = |role: usize| self.0[role].as_ref().map(|(_, path)| path.clone());
        let set = |first: usize| Some(SetFiles { images: path(first)?, labels: path(first + 1)? });
        DataFiles { folder: folder.to_path_buf(), prefix: prefix.to_owned(), train: set(0), test: set(2) }
    }
}

/// What is in a folder: files by their prefix, and folders.
#[derive(Default)]
struct Listing {
    sets: BTreeMap<String, Found>,
    folders: Vec<PathBuf>,
}

impl Listing {
    fn of(folder: &Path) -> io::Result<Self> {
        let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut listing = Self::default();
        for entry in entries {
            // What begins with a dot is hidden; Macs leave a "._name" beside each file, and put them into __MACOSX.
            let name = entry.file_name().into_string().unwrap_or_default();
            if !name.is_empty() && !name.starts_with('.') && name != "__MACOSX" {
                listing.add(&name, entry.path());
            }
        }
        Ok(listing)
    }

    fn add(&mut self, name: &str, path: PathBuf) {
        let parsed = Name::of(name);
        // Follows links.
        let is_folder = path.is_dir();
        if let Some(mut parsed) = parsed {
            // Kaggle packs X into a folder X.
            let inside = is_folder.then(|| path.join(name));
            parsed.distance += if is_folder { 2 * ROLES.len() } else { 0 };
            let file = inside.unwrap_or_else(|| path.clone());
            if file.is_file() {
                self.sets.entry(parsed.prefix.clone()).or_default().add(&parsed, file);
            }
        }
        if is_folder {
            self.folders.push(path);
        }
    }

    /// Every whole set. If there is none, the files of all prefixes are taken together.
    fn whole_sets(&self, folder: &Path, needed: Needed) -> Result<Vec<DataFiles>, DataError> {
        let whole = self.sets.iter().filter(|(_, found)| found.missing(needed).is_none());
        let whole: Vec<DataFiles> = whole.map(|(prefix, found)| found.files(folder, prefix)).collect();
        if !whole.is_empty() {
            return Ok(whole);
        }
        let united = self.united(folder)?;
        match united.missing(needed) {
            None => Ok(vec![united.files(folder, "")]),
            Some(role) => Err(missing(folder, role)),
        }
    }

    fn united(&self, folder: &Path) -> Result<Found, DataError> {
        let mut united = Found::default();
        for (role, slot) in united.0.iter_mut().enumerate() {
            let candidates: Vec<_> = self.sets.values().filter_map(|found| found.0[role].clone()).collect();
            if candidates.len() > 1 {
                return Err(ambiguous(folder, role, &candidates));
            }
            *slot = candidates.into_iter().next();
        }
        Ok(united)
    }
}

fn missing(folder: &Path, role: usize) -> DataError {
    let role = ROLES[role];
    DataError::Missing { folder: folder.to_path_buf(), what: role.what, tried: role.tried() }
}

fn ambiguous(folder: &Path, role: usize, candidates: &[(usize, PathBuf)]) -> DataError {
    let names = candidates.iter().filter_map(|(_, path)| path.file_name()).map(|name| name.to_string_lossy());
    let candidates = names.collect::<Vec<_>>().join(", ");
    DataError::Ambiguous { folder: folder.to_path_buf(), what: ROLES[role].what, candidates }
}

fn listing(folder: &Path) -> Result<Listing, DataError> {
    Listing::of(folder).map_err(|source| DataError::Folder { folder: folder.to_path_buf(), source })
}

/// Folder and prefix, if the path is that of one of the files, or of no file but a prefix of some.
fn named_set(path: &Path) -> Option<(PathBuf, String)> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.is_file() {
        return Some((parent.to_path_buf(), Name::of(name)?.prefix));
    }
    let is_prefix = !path.exists() && Listing::of(parent).is_ok_and(|listing| listing.sets.contains_key(&plain(name)));
    is_prefix.then(|| (parent.to_path_buf(), plain(name)))
}

fn in_folder(folder: &Path, needed: Needed, prefix: &str) -> Result<DataFiles, DataError> {
    let found = listing(folder)?.sets.remove(prefix).unwrap_or_default();
    found.missing(needed).map_or_else(|| Ok(found.files(folder, prefix)), |role| Err(missing(folder, role)))
}

/// The only set in the folder, or else the only one a folder below, and so on.
fn below(top: &Path, needed: Needed) -> Result<DataFiles, DataError> {
    let mut level = vec![(top.to_path_buf(), listing(top)?)];
    let mut problem = None;
    for _ in 0..=DEEPEST {
        let mut sets = Vec::new();
        for (folder, listing) in level.iter().filter(|(_, listing)| !listing.sets.is_empty()) {
            match listing.whole_sets(folder, needed) {
                Ok(whole) => sets.extend(whole),
                Err(error) => problem = problem.or(Some(error)),
            }
        }
        if !sets.is_empty() {
            return only(top, sets);
        }
        level = folders_of(&level);
    }
    let nothing = || missing(top, Found::default().missing(needed).unwrap_or_default());
    Err(problem.unwrap_or_else(nothing))
}

/// The folders in these, those that can't be opened left out.
fn folders_of(level: &[(PathBuf, Listing)]) -> Vec<(PathBuf, Listing)> {
    let folders = level.iter().flat_map(|(_, listing)| &listing.folders).take(MOST_FOLDERS);
    folders.filter_map(|folder| Some((folder.clone(), Listing::of(folder).ok()?))).collect()
}

fn only(top: &Path, mut sets: Vec<DataFiles>) -> Result<DataFiles, DataError> {
    if sets.len() == 1 {
        return Ok(sets.remove(0));
    }
    let paths = sets.iter().map(|set| path_of(set, &sets));
    let sets = paths.map(|path| path.strip_prefix(top).map_or(path.clone(), Path::to_path_buf)).collect();
    Err(DataError::Several { folder: top.to_path_buf(), sets })
}

/// A path that names this set alone.
fn path_of(set: &DataFiles, all: &[DataFiles]) -> PathBuf {
    let alone = all.iter().filter(|other| other.folder == set.folder).count() == 1;
    match set.paths().first() {
        Some(file) if !alone && set.prefix.is_empty() => file.to_path_buf(),
        _ if alone => set.folder.clone(),
        _ => set.folder.join(&set.prefix),
    }
}
