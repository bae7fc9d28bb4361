//! A table of answers: a line for each image, `image,true,answer`, and where images come in groups `group`.

use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::output::write_target;
use crate::dataset::Class;

/// A line of the table.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    image: usize,
    #[serde(rename = "true")]
    label: u8,
    answer: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<usize>,
}

/// Writes the table; `labels` and `answers` in the order of the images, and their groups if they have any.
pub(super) fn write_answers(
    target: &Path,
    (labels, answers): (&[Class], &[Class]),
    groups: Option<&[usize]>,
) -> anyhow::Result<()> {
    write_target(target, |out| {
        let mut writer = csv::Writer::from_writer(out);
        for (image, (label, answer)) in labels.iter().zip(answers).enumerate() {
            let group = groups.and_then(|groups| groups.get(image)).copied();
            writer.serialize(Row { image, label: label.value(), answer: answer.value(), group })?;
        }
        Ok(writer.flush()?)
    })
}

/// The true classes of a table, whether each answer is right, and the groups of the images if it has them.
pub(super) struct AnswerTable {
    pub(super) labels: Vec<u8>,
    pub(super) correct: Vec<bool>,
    pub(super) groups: Option<Vec<usize>>,
}

/// Reads a table that [`write_answers`] wrote, or another program with the same columns.
pub(super) fn read_answers(path: &Path) -> anyhow::Result<AnswerTable> {
    let name = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(name)?;
    let (mut labels, mut correct, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for row in reader.deserialize() {
        let Row { image, label, answer, group } = row.with_context(name)?;
        let wanted = labels.len();
        anyhow::ensure!(image == wanted, "{}: image {image} where image {wanted} was expected", name());
        labels.push(label);
        correct.push(label == answer);
        groups.push(group);
    }
    anyhow::ensure!(!labels.is_empty(), "{}: no answers, where lines image,true,answer were expected", name());
    let grouped = groups.iter().flatten().count();
    anyhow::ensure!(
        grouped == 0 || grouped == groups.len(),
        "{}: a group for {grouped} of {} images",
        name(),
        groups.len()
    );
    Ok(AnswerTable { labels, correct, groups: groups.into_iter().collect() })
}
