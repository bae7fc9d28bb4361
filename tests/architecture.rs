//! The rooms of the house: who may import whom, and what none of them may do.
//!
//! ARCHITECTURE.md shows the same arrows as a picture and says why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

#[path = "architecture/imports.rs"]
mod imports;

use std::fs;
use std::path::{Path, PathBuf};

use imports::Imports;

/// For each room the rooms that it may import from, besides itself.
const ARROWS: [(&str, &[&str]); 15] = [
    ("main", &["cli", "ui"]),
    ("web", &["ui"]),
    ("window", &["ui"]),
    ("ui", &["job", "report", "experiment", "network", "neuron", "synth", "dataset", "image", "control", "file"]),
    ("cli", &["report", "experiment", "network", "neuron", "synth", "dataset", "image", "control", "file"]),
    ("job", &["experiment", "network", "neuron", "synth", "dataset", "image", "control"]),
    ("report", &["experiment", "network", "neuron", "dataset", "image", "control", "file"]),
    ("experiment", &["network", "neuron", "synth", "dataset", "image", "control", "file"]),
    ("network", &["neuron", "synth", "dataset", "image", "control", "file"]),
    ("neuron", &["control"]),
    ("synth", &["dataset", "image"]),
    ("dataset", &["image", "file"]),
    ("image", &["file"]),
    ("control", &[]),
    ("file", &[]),
];

/// The rooms that compute: no thread of their own, no clock, no window, no command line.
const CORE: [&str; 8] = ["experiment", "network", "neuron", "synth", "dataset", "image", "control", "file"];

/// Rooms in which files import from each other in circles, and how many files at most are caught in them. Nothing may be
/// added: the list is there to become shorter, and a room that has no circle any more has to leave it.
const EXPECTED_CIRCLES: [(&str, usize); 0] = [];

/// For each part of the window the parts that it may import from, besides itself.
const WINDOW_LAYERS: [(&str, &[&str]); 7] = [
    ("theme", &[]),
    ("widgets", &["theme"]),
    ("shared", &["theme", "widgets"]),
    ("run", &["theme", "widgets", "shared"]),
    ("train", &["theme", "widgets", "shared"]),
    ("paper", &["theme", "widgets", "shared"]),
    ("app", &["theme", "widgets", "shared", "run", "train", "paper"]),
];

/// A line of our source with its comment cut off.
struct Line {
    file: PathBuf,
    number: usize,
    code: String,
}

impl Line {
    /// The first folder or file below src: `main`, `lib` or the name of a room.
    fn room(&self) -> String {
        let first = self.file.components().nth(1).unwrap();
        Path::new(&first).file_stem().unwrap().to_str().unwrap().to_owned()
    }

    /// Modules from the crate's root to this file: 2 for src/neuron/asymptotic.rs, 1 for src/neuron/mod.rs.
    fn depth(&self) -> usize {
        let folders = self.file.components().count() - 2;
        folders + usize::from(!self.file.ends_with("mod.rs"))
    }

    fn place(&self) -> String {
        format!("{}:{}: {}", self.file.display(), self.number, self.code.trim())
    }

    /// The rooms that this line names by a path from the crate's root.
    fn named_rooms(&self) -> Vec<String> {
        let root = if ["main", "web", "window"].contains(&self.room().as_str()) { "nullcline::" } else { "crate::" };
        let mut named: Vec<String> = after(&self.code, root).flat_map(heads).collect();
        let up = "super::".repeat(self.depth());
        named.extend(after(&self.code, &up).flat_map(heads));
        named.retain(|name| ARROWS.iter().any(|(room, _)| room == name));
        named
    }
}

/// What follows each `prefix` in `code`.
fn after<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(prefix).map(move |(start, _)| &code[start + prefix.len()..])
}

/// The name that a path begins with, or all of them for `{a::x, b::{y, z}}`.
fn heads(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut heads = vec![name(group)];
    let mut depth = 0;
    for (index, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(name(&group[index + 1..])),
            _ => (),
        }
    }
    heads
}

/// The code of a line: what stands before `//`, unless that is part of an address.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(index, _)| !line[..*index].ends_with(':'));
    comment.map_or(line, |(index, _)| &line[..index])
}

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every line of src. An import spread over several lines counts as one.
fn lines() -> Vec<Line> {
    let mut files = Vec::new();
    source_files(Path::new("src"), &mut files);
    assert!(files.len() > 20, "only {} files below src: is this the crate's root?", files.len());
    let mut lines: Vec<Line> = Vec::new();
    for file in files {
        let mut import = false;
        for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = without_comment(line);
            if import && let Some(begun) = lines.last_mut() {
                begun.code.push_str(code.trim());
            } else {
                lines.push(Line { file: file.clone(), number: index + 1, code: code.to_owned() });
                let code = code.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
                import = code.starts_with("use ");
            }
            import = import && !code.contains(';');
        }
    }
    lines
}

/// Fails with one line for each place where something is `wrong`.
fn forbid(rule: &str, wrong: impl Fn(&Line) -> bool) {
    let places: Vec<String> = lines().iter().filter(|line| wrong(line)).map(Line::place).collect();
    assert!(places.is_empty(), "{rule}\n{}", places.join("\n"));
}

/// Whether `word` stands in `code` by itself, not as a part of another word.
fn has_word(code: &str, word: &str) -> bool {
    let part_of_word = |char: char| char.is_alphanumeric() || char == '_';
    code.match_indices(word).any(|(start, _)| {
        !code[..start].ends_with(part_of_word) && !code[start + word.len()..].starts_with(part_of_word)
    })
}

#[test]
fn arrows_run_one_way() {
    let mut wrong = Vec::new();
    for line in lines() {
        let room = line.room();
        if room == "lib" {
            continue;
        }
        let (_, allowed) = ARROWS
            .iter()
            .find(|(known, _)| *known == room)
            .unwrap_or_else(|| panic!("{}: the room {room} is not in the table of this test", line.place()));
        for named in line.named_rooms() {
            if named != room && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{}\n  {room} must not import from {named}", line.place()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that run the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn the_arrows_are_read_from_all_ways_of_writing_them() {
    let line = |file: &str, code: &str| Line { file: file.into(), number: 1, code: code.to_owned() };
    for (file, code, expected) in [
        ("src/neuron/asymptotic.rs", "use crate::dataset::Class;", vec!["dataset"]),
        ("src/neuron/asymptotic.rs", "let d = crate::dataset::Class::new(1);", vec!["dataset"]),
        (
            "src/neuron/asymptotic.rs",
            "use crate::{control::Stopped, network::{Rule, VoteCounts}, ui};",
            vec!["control", "network", "ui"],
        ),
        ("src/neuron/asymptotic.rs", "use super::super::dataset::Class;", vec!["dataset"]),
        ("src/neuron/asymptotic.rs", "use super::dataset;", vec![]),
        ("src/ui/widgets/wall.rs", "use super::super::job;", vec![]),
        ("src/main.rs", "nullcline::cli::main(open_window)", vec!["cli"]),
    ] {
        assert_eq!(line(file, code).named_rooms(), expected, "{file}: {code}");
    }
    assert_eq!(without_comment("let a = 1; // crate::ui"), "let a = 1; ");
    assert_eq!(without_comment("let a = \"https://example.org\";"), "let a = \"https://example.org\";");
}

#[test]
fn only_the_command_line_prints() {
    forbid("printing outside src/cli and src/main.rs:", |line| {
        let macros = ["println!", "eprintln!", "print!", "eprint!"];
        let prints =
            macros.iter().any(|name| line.code.contains(name)) && line.room() != "cli" && line.room() != "main";
        prints || has_word(&line.code, "dbg!")
    });
}

#[test]
fn the_core_has_no_thread_and_no_clock() {
    forbid("a thread or a clock in the core (take a StopToken and a Progress, and leave threads to rayon):", |line| {
        let calls = ["std::thread", "thread::spawn", "time::Instant", "Instant::now", "SystemTime::now"];
        CORE.contains(&line.room().as_str()) && calls.iter().any(|call| line.code.contains(call))
    });
}

#[test]
fn the_core_knows_no_window_and_no_command_line() {
    forbid("the core must not know of the window or the command line:", |line| {
        let crates = ["egui", "eframe", "egui_plot", "rfd", "clap", "anyhow", "indicatif", "ctrlc"];
        CORE.contains(&line.room().as_str()) && crates.iter().any(|name| line.code.contains(&format!("{name}::")))
    });
    forbid("only the window may draw:", |line| {
        let crates = ["egui::", "eframe::", "egui_plot::", "rfd::"];
        !["ui", "main"].contains(&line.room().as_str()) && crates.iter().any(|name| line.code.contains(name))
    });
}

#[test]
fn nothing_is_unsafe() {
    forbid("unsafe code:", |line| has_word(&line.code, "unsafe"));
}

#[test]
fn files_of_a_room_do_not_import_in_circles() {
    let imports = Imports::below("src");
    let is_room = |name: &str| ARROWS.iter().any(|(room, _)| *room == name);
    let gone = EXPECTED_CIRCLES.iter().filter(|(room, _)| !is_room(room));
    let mut wrong: Vec<String> = gone.map(|(room, _)| format!("there is no room {room} any more")).collect();
    for (room, _) in ARROWS {
        let circles = imports.circles(&format!("src/{room}/"));
        let caught: usize = circles.iter().map(std::collections::BTreeSet::len).sum();
        let expected = EXPECTED_CIRCLES.iter().find(|(known, _)| *known == room).map(|(_, most)| *most);
        if expected.is_some() && caught == 0 {
            wrong.push(format!("{room} has no circle any more: take it off EXPECTED_CIRCLES"));
        }
        if caught > expected.unwrap_or(0) {
            let circles: Vec<String> = circles.iter().map(|circle| imports.describe(circle)).collect();
            let known = expected.map_or_else(String::new, |most| format!(", and not {most} as is known"));
            wrong.push(format!("{room}: {caught} files are in circles{known}\n{}", circles.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "files that import from each other in circles:\n{}", wrong.join("\n"));
}

#[test]
fn the_window_is_built_in_layers() {
    let imports = Imports::below("src");
    let layer = |file: &str| file.strip_prefix("src/ui/").map(|file| file.split(['/', '.']).next().unwrap().to_owned());
    let mut wrong = Vec::new();
    for (from, to) in imports.edges() {
        let (Some(above), Some(below)) = (layer(from), layer(to)) else { continue };
        let (_, allowed) = WINDOW_LAYERS
            .iter()
            .find(|(known, _)| *known == above)
            .unwrap_or_else(|| panic!("{from}: {above} is not in the table of this test"));
        if above != below && !allowed.contains(&below.as_str()) {
            wrong.push(format!("{from} must not import from {to}"));
        }
        if from.contains("/model/") && ["/panels/", "/view.rs", "/tab.rs"].iter().any(|drawn| to.contains(drawn)) {
            wrong.push(format!("{from} is a model and must not import from {to}, which draws"));
        }
    }
    assert!(wrong.is_empty(), "imports that go up in the window:\n{}", wrong.join("\n"));
}
