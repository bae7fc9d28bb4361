//! The networks that were loaded or trained here, kept in a folder from one start to the next.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file;
use crate::job::{Event, Worker};
use crate::network::Model;
use crate::ui::shared::network_sources::NetworkSource;
use crate::ui::shared::notify::Notify;
use crate::ui::shared::test_set::NetworkData;

/// The folder of the networks, and the file that says what they are called.
const FOLDER: &str = "networks";
const LIST: &str = "networks.json";

/// A network in the folder.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// As people know it.
    name: String,
    /// Its file.
    file: String,
}

/// Keeps networks in a folder, in the background.
#[derive(Default)]
pub(super) struct Shelf {
    folder: Option<PathBuf>,
    reading: Option<Worker<(), Vec<NetworkSource>>>,
    writing: Option<Worker<(), Result<(), String>>>,
    /// The networks that are in the folder, by their numbers.
    kept: Vec<usize>,
}

impl Shelf {
    /// Keeps networks in this folder from now on, and reads those that are there.
    pub(super) fn keep_in(&mut self, folder: &Path, notify: Notify) {
        let folder = folder.join(FOLDER);
        self.folder = Some(folder.clone());
        self.reading = Some(Worker::start("read-networks", move || notify(), move |_, _| read(&folder)));
    }

    /// The networks of the last time, once.
    pub(super) fn drain(&mut self) -> Option<Vec<NetworkSource>> {
        let events = self.reading.as_mut().map(Worker::drain)?;
        events.into_iter().find_map(|event| {
            self.reading = None;
            match event {
                Event::Finished(networks) => Some(networks),
                Event::Failed(_) | Event::Report(()) => None,
            }
        })
    }

    /// Writes what there is now, if that is something else than what is in the folder. A sentence, if the last time failed.
    pub(super) fn keep(&mut self, networks: &[NetworkSource], notify: Notify) -> Option<String> {
        let mut failed = None;
        for event in self.writing.as_mut().map(Worker::drain).unwrap_or_default() {
            self.writing = None;
            match event {
                Event::Finished(Err(message)) | Event::Failed(message) => failed = Some(message),
                Event::Finished(Ok(())) | Event::Report(()) => {}
            }
        }
        let now: Vec<usize> = networks.iter().map(NetworkSource::id).collect();
        let folder = self.folder.clone().filter(|_| self.reading.is_none() && self.writing.is_none());
        if let Some(folder) = folder.filter(|_| now != self.kept) {
            self.kept = now;
            let networks = networks.to_vec();
            let work = move |_: &_, _: &_| write(&folder, &networks);
            self.writing = Some(Worker::start("keep-networks", move || notify(), work));
        }
        failed
    }

    /// What is in the folder now.
    pub(super) fn is_kept(&mut self, networks: &[NetworkSource]) {
        self.kept = networks.iter().map(NetworkSource::id).collect();
    }
}

/// The networks in the folder; one that can't be read is left out.
fn read(folder: &Path) -> Vec<NetworkSource> {
    let entries =
        std::fs::read(folder.join(LIST)).ok().and_then(|list| serde_json::from_slice::<Vec<Entry>>(&list).ok());
    let source = |entry: Entry| {
        let name = Path::new(&entry.file).file_name()?;
        let model = Model::load(&folder.join(name)).ok()?;
        Some(NetworkSource { model: model.into(), origin: entry.name, data: NetworkData::Unknown })
    };
    entries.unwrap_or_default().into_iter().filter_map(source).collect()
}

fn write(folder: &Path, networks: &[NetworkSource]) -> Result<(), String> {
    let wrong = |cause: &dyn std::fmt::Display| format!("The list of networks can't be kept: {cause}");
    std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
    let (mut files, mut entries) = (Vec::new(), Vec::new());
    for (place, source) in networks.iter().enumerate() {
        let file = format!("{place}.safetensors");
        files.push((folder.join(&file), source.model.to_bytes().map_err(|error| wrong(&error))?));
        entries.push(Entry { name: source.origin.clone(), file });
    }
    // The list comes last: whatever it names is there.
    files.push((folder.join(LIST), serde_json::to_vec_pretty(&entries).map_err(|error| wrong(&error))?));
    file::replace_all(&files).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;

    #[test]
    fn networks_come_back_under_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("not there yet");
        assert!(read(&folder).is_empty());
        let all = [(1, "mine.safetensors"), (2, "trained here, epoch 12")]
            .map(|(seed, name)| NetworkSource::untrained(seed, name));
        write(&folder, &all).unwrap();
        let back = read(&folder);
        assert_eq!(
            back.iter().map(|source| &*source.origin).collect::<Vec<_>>(),
            ["mine.safetensors", "trained here, epoch 12"]
        );
        assert!(back.iter().zip(&all).all(|(back, before)| back.model == before.model));
        write(&folder, &all[1..]).unwrap();
        std::fs::write(folder.join("0.safetensors"), b"damaged").unwrap();
        assert!(read(&folder).is_empty(), "one that is damaged is left out");
    }
}
