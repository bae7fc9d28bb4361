//! A table of answers: a line for each image, `image,true,answer`.

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
}

/// Writes the table; `labels` and `answers` in the order of the images.
pub(super) fn write_answers(target: &Path, labels: &[Class], answers: &[Class]) -> anyhow::Result<()> {
    write_target(target, |out| {
        let mut writer = csv::Writer::from_writer(out);
        for (image, (label, answer)) in labels.iter().zip(answers).enumerate() {
            writer.serialize(Row { image, label: label.value(), answer: answer.value() })?;
        }
        Ok(writer.flush()?)
    })
}

/// The true classes of a table, and whether each answer is right.
pub(super) struct AnswerTable {
    pub(super) labels: Vec<u8>,
    pub(super) correct: Vec<bool>,
}

/// Reads a table that [`write_answers`] wrote, or another program with the same columns.
pub(super) fn read_answers(path: &Path) -> anyhow::Result<AnswerTable> {
    let name = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(name)?;
    let (mut labels, mut correct) = (Vec::new(), Vec::new());
    for row in reader.deserialize() {
        let Row { image, label, answer } = row.with_context(name)?;
        let wanted = labels.len();
        anyhow::ensure!(image == wanted, "{}: image {image} where image {wanted} was expected", name());
        labels.push(label);
        correct.push(label == answer);
    }
    anyhow::ensure!(!labels.is_empty(), "{}: no answers, where lines image,true,answer were expected", name());
    Ok(AnswerTable { labels, correct })
}
