//! The report that comes with the program is one, is small, and is that of assets/report.

use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use nullcline::experiment::reproduction::Reproduction;
use nullcline::report::{ShippedReport, documents, figures, tables, write_documents};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/report")
}

/// The whole reproduction, as `nullcline reproduce --out assets/report` writes it.
fn whole() -> Option<Reproduction> {
    let text = fs::read_to_string(folder().join("reproduction.json")).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn it_has_every_table_and_figure_and_is_small() {
    let shipped = ShippedReport::built_in().unwrap();
    for figure in figures(&shipped.reproduction) {
        assert!(figure.figure.panels.iter().any(|panel| !panel.marks.is_empty()), "{}", figure.name);
    }
    for table in tables(&shipped.reproduction) {
        assert!(!table.rows.is_empty(), "{}", table.name);
    }
    let bytes = shipped.packed().unwrap().len();
    assert!(bytes < 64 * 1024, "{bytes} bytes: the package has no room for more");
    assert!(shipped.made.len() == "2026-11-27".len() && !shipped.version.is_empty());
}

#[test]
fn it_is_that_of_the_folder() {
    if let Some(whole) = whole() {
        let packed = ShippedReport::built_in().unwrap().reproduction;
        assert!(packed == whole.condensed(), "pack assets/report/reproduction.json anew");
    }
}

#[test]
fn condensing_keeps_what_is_shown() {
    let shipped = ShippedReport::built_in().unwrap().reproduction;
    assert!(shipped.condensed() == shipped, "what is condensed stays as it is");
    let mut exact = shipped.clone();
    exact.plain[0].test_accuracy = 0.976_543_21;
    exact.traces[0].outputs[3][4] += 0.004;
    let condensed = exact.condensed();
    assert_eq!(condensed.plain[0].test_accuracy, 0.976_54);
    assert_eq!(condensed.traces, shipped.traces);
    assert_eq!(condensed.settings, exact.settings);
}

/// Writes the report of the small file into a folder, to look at.
#[test]
#[ignore = "draws pictures to look at"]
fn look() {
    let folder = std::env::temp_dir().join("nullcline-report");
    fs::create_dir_all(&folder).unwrap();
    write_documents(&folder, documents(&ShippedReport::built_in().unwrap().reproduction).unwrap()).unwrap();
    println!("{}", folder.display());
}

/// Makes the small file of the large one: `cargo test --test library shipped_report -- --ignored pack`.
#[test]
#[ignore = "writes assets/report/window.json.gz"]
fn pack() {
    let path = folder().join("reproduction.json");
    let days = path.metadata().unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let shipped = ShippedReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made: date(days as i64),
        reproduction: whole().unwrap().condensed(),
    };
    let bytes = shipped.packed().unwrap();
    println!("{} bytes", bytes.len());
    fs::write(folder().join("window.json.gz"), bytes).unwrap();
}

/// The date so many days after 1 January 1970.
fn date(days: i64) -> String {
    let mut left = days;
    for year in 1970.. {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let months = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, length) in months.into_iter().enumerate() {
            if left < length {
                return format!("{year}-{:02}-{:02}", month + 1, left + 1);
            }
            left -= length;
        }
    }
    unreachable!()
}
