//! Who imports whom, file by file: a small reader of `use` and of paths that stand in the code.
//!
//! It knows what it needs to know of Rust: comments, strings and tests are passed over, `self`, `super` and `crate` are
//! followed, and a name that a mod.rs re-exports stands for the file that defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Names from the crate's root downwards.
type Names = Vec<String>;

/// The imports of a crate.
pub(crate) struct Imports {
    /// For each file, by its path, the files that it imports from.
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Those of the files below `folder`, which is the crate's src.
    pub(crate) fn below(folder: &str) -> Self {
        let mut paths = Vec::new();
        super::source_files(Path::new(folder), &mut paths);
        let text = |path: &Path| (path.to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap());
        Self::of(&paths.iter().map(|path| text(path)).collect::<Vec<_>>())
    }

    /// Those of files given by path and text.
    pub(crate) fn of(files: &[(String, String)]) -> Self {
        let modules = files.iter().map(|(path, _)| module_of(path)).collect::<BTreeSet<_>>();
        let files: BTreeMap<Names, File> =
            files.iter().map(|(path, text)| (module_of(path), File::read(path, text, &modules))).collect();
        let targets = |file: &File| -> BTreeSet<String> {
            let found = file.paths.iter().filter_map(|path| defining_file(path, &files, 0));
            found.filter(|target| *target != file.path).collect()
        };
        Self { edges: files.values().map(|file| (file.path.clone(), targets(file))).collect() }
    }

    /// Each import as a pair: the file that imports, and the file that it imports from.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.edges.iter().flat_map(|(from, to)| to.iter().map(move |to| (from.as_str(), to.as_str())))
    }

    /// The circles among files that start with `folder`: groups in which every file imports from every other, in one step
    /// or several.
    pub(crate) fn circles(&self, folder: &str) -> Vec<BTreeSet<&str>> {
        let mut circles: Vec<BTreeSet<&str>> = Vec::new();
        for file in self.edges.keys().map(String::as_str).filter(|file| file.starts_with(folder)) {
            if circles.iter().any(|circle| circle.contains(file)) {
                continue;
            }
            let back = |other: &&str| self.reached(other, folder).contains(file);
            let circle: BTreeSet<&str> = self.reached(file, folder).into_iter().filter(back).collect();
            if !circle.is_empty() {
                circles.push(circle);
            }
        }
        circles
    }

    /// All files of `folder` that `from` imports from, in one step or several.
    fn reached(&self, from: &str, folder: &str) -> BTreeSet<&str> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(file) = open.pop() {
            for next in self.edges.get(file).into_iter().flatten().filter(|next| next.starts_with(folder)) {
                if reached.insert(next.as_str()) {
                    open.push(next);
                }
            }
        }
        reached
    }

    /// A circle with the imports that make it one, for people.
    pub(crate) fn describe(&self, circle: &BTreeSet<&str>) -> String {
        let line = |file: &&str| {
            let inside: Vec<&str> =
                self.edges[*file].iter().map(String::as_str).filter(|to| circle.contains(to)).collect();
            format!("  {file} imports from {}", inside.join(", "))
        };
        format!("{} files:\n{}", circle.len(), circle.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}

/// What a file says of other files.
struct File {
    path: String,
    /// What it imports, and the paths in its code, from the crate's root.
    paths: Vec<Names>,
    /// Its own names for what it imports; others can reach those by way of this file.
    aliases: BTreeMap<String, Names>,
}

impl File {
    fn read(path: &str, text: &str, modules: &BTreeSet<Names>) -> Self {
        let module = module_of(path);
        let tokens = tokens(&without_tests(&plain(text)));
        let mut file = Self { path: path.to_owned(), paths: Vec::new(), aliases: BTreeMap::new() };
        let (imports, code) = split(&tokens);
        for Import { names, local, is_public } in imports {
            let Some(names) = from_root(&names, &module, modules) else { continue };
            assert_ne!(local, "*", "{path}: this test can't follow `use {}`; name what is used", names.join("::"));
            // What a mod.rs re-exports it does not use.
            if !(is_public && path.ends_with("mod.rs")) {
                file.paths.push(names.clone());
            }
            file.aliases.insert(local, names);
        }
        for names in code_paths(&code) {
            let alias = file.aliases.get(&names[0]).map(|alias| [alias, &names[1..]].concat());
            file.paths.extend(alias.or_else(|| from_root(&names, &module, modules)));
        }
        file
    }
}

/// The module of a file: `[fhn, cycle]` for src/fhn/cycle.rs, `[fhn]` for src/fhn/mod.rs.
fn module_of(path: &str) -> Names {
    let path = path.split_once("src/").map_or(path, |(_, path)| path);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// `names` as they are written in `module`, from the crate's root; `None` if they lead to another crate.
fn from_root(names: &[String], module: &[String], modules: &BTreeSet<Names>) -> Option<Names> {
    let ups = names.iter().take_while(|name| *name == "super").count();
    if ups > 0 {
        return Some([module.get(..module.len() - ups)?, &names[ups..]].concat());
    }
    match names[0].as_str() {
        "crate" => Some(names[1..].to_vec()),
        "self" => Some([module, &names[1..]].concat()),
        child => modules.contains(&[module, &[child.to_owned()]].concat()).then(|| [module, names].concat()),
    }
}

/// The file that defines what `names` lead to. A folder alone is none: what is taken from it is named elsewhere.
fn defining_file(names: &[String], files: &BTreeMap<Names, File>, depth: usize) -> Option<String> {
    assert!(depth < 20, "{names:?} are re-exported in a circle");
    let modules = (0..=names.len()).rev().find(|count| files.contains_key(&names[..*count]))?;
    let file = &files[&names[..modules]];
    match names.get(modules).map(|name| file.aliases.get(name)) {
        Some(Some(alias)) => defining_file(&[alias, &names[modules + 1..]].concat(), files, depth + 1),
        Some(None) => Some(file.path.clone()),
        None => (!file.path.ends_with("mod.rs")).then(|| file.path.clone()),
    }
}

/// One name of a `use`.
struct Import {
    names: Names,
    local: String,
    is_public: bool,
}

/// The imports in `tokens`, and the tokens that belong to none.
fn split(tokens: &[String]) -> (Vec<Import>, Vec<String>) {
    let (mut imports, mut code) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    let mut is_public = false;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if first == "use" {
            let end = rest.iter().position(|token| token == ";").unwrap_or(rest.len());
            tree(&rest[..end], &mut Vec::new(), &mut |names, local| imports.push(Import { names, local, is_public }));
            rest = &rest[end..];
        } else if first == "pub" {
            // Where a thing can be seen, as in `pub(in crate::ui)`, is no import.
            if rest.first().is_some_and(|token| token == "(") && is_visibility(rest) {
                rest = &rest[rest.iter().position(|token| token == ")").map_or(0, |end| end + 1)..];
            }
            is_public = true;
            continue;
        } else {
            code.push(first.clone());
        }
        is_public = false;
    }
    (imports, code)
}

fn is_visibility(tokens: &[String]) -> bool {
    tokens.get(1).is_some_and(|token| ["crate", "super", "self", "in"].contains(&token.as_str()))
}

/// Every name of a tree like `a::{b, c::{self, d as e}}`, with what it is called where it is imported.
fn tree(tokens: &[String], before: &mut Names, found: &mut dyn FnMut(Names, String)) {
    let mut names = before.clone();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => (),
            "{" => {
                for branch in branches(&tokens[at + 1..tokens.len() - 1]) {
                    tree(branch, &mut names.clone(), found);
                }
                return;
            }
            "as" => {
                found(names, tokens[at + 1].clone());
                return;
            }
            "self" if !names.is_empty() => (),
            _ => names.push(token.clone()),
        }
        at += 1;
    }
    if let Some(last) = names.last().cloned() {
        found(names, last);
    }
}

/// The parts between the commas that are in no inner braces.
fn branches(tokens: &[String]) -> Vec<&[String]> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => (),
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The paths of two names and more, like `super::cycle::LongRun`.
fn code_paths(tokens: &[String]) -> Vec<Names> {
    let is_name = |token: &String| token.starts_with(|char: char| char.is_alphabetic() || char == '_');
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut names = Vec::new();
        if is_name(&tokens[at]) && (at == 0 || tokens[at - 1] != "::") {
            names.push(tokens[at].clone());
            while tokens.get(at + 1).is_some_and(|token| token == "::") && tokens.get(at + 2).is_some_and(is_name) {
                names.push(tokens[at + 2].clone());
                at += 2;
            }
        }
        if names.len() > 1 {
            paths.push(names);
        }
        at += 1;
    }
    paths
}

/// Names, `::`, and every other sign by itself.
fn tokens(code: &str) -> Vec<String> {
    let is_name = |char: char| char.is_alphanumeric() || char == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_name(first) {
            rest.find(|char| !is_name(char)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The code without comments, and with all strings and letters empty.
fn plain(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || rest.starts_with("r\"") || rest.starts_with("r#") {
            code.push_str("\"\"");
            string_length(rest)
        } else if first == '\'' {
            letter_length(rest)
        } else {
            code.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    code
}

/// How long the string literal at the beginning of `text` is.
fn string_length(text: &str) -> usize {
    if let Some(raw) = text.strip_prefix('r') {
        let marks = raw.chars().take_while(|char| *char == '#').count();
        let end = format!("\"{}", "#".repeat(marks));
        return raw[marks + 1..].find(&end).map_or(text.len(), |at| marks + 2 + at + end.len());
    }
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// How long the letter at the beginning of `text` is, or the mark of a lifetime.
fn letter_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, _))) => text[at + 1..].find('\'').map_or(1, |end| at + 1 + end + 1),
        (_, Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The code without what is under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let (mut depth, mut end) = (0, after.len());
        for (at, char) in after.char_indices() {
            match char {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => (),
            }
            if depth == 0 && (char == '}' || char == ';') {
                end = at + 1;
                break;
            }
        }
        rest = &after[end..];
    }
    kept + rest
}

/// The imports of small files, as `from -> to`.
fn read(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(path, text)| (format!("src/{path}"), (*text).to_owned())).collect();
    let name = |path: &str| path.trim_start_matches("src/").to_owned();
    Imports::of(&files).edges().map(|(from, to)| format!("{} -> {}", name(from), name(to))).collect()
}

/// Two files of a room, its mod.rs, and another room.
fn read_with(cycle: &str) -> Vec<String> {
    read(&[
        ("lib.rs", "pub mod fhn; pub mod digit;"),
        ("digit.rs", "pub const SIDE: usize = 28;"),
        ("fhn/mod.rs", "mod cycle; mod response; pub use response::{Table, Watch as Look}; pub const MOST: usize = 3;"),
        ("fhn/response.rs", "pub struct Table; pub struct Watch;"),
        ("fhn/cycle.rs", cycle),
    ])
}

#[test]
fn imports_are_read_from_all_ways_of_writing_them() {
    let response = ["fhn/cycle.rs -> fhn/response.rs"];
    for code in [
        "use super::response::Table;",
        "use super::response;",
        "use super::Table;",
        "use super::Look;",
        "use crate::fhn::Table;",
        "use crate::{fhn::{Table as Other}};",
        "use super::{\n    response::{self, Watch},\n};",
        "fn f() { super::response::g(); }",
        "fn f(table: &super::Table) {}",
        "use crate::fhn;\nfn f() -> Vec<fhn::Table> { vec![] }",
        "pub(crate) use super::Table;",
    ] {
        assert_eq!(read_with(code), response, "{code}");
    }
    assert_eq!(read_with("use super::MOST;"), ["fhn/cycle.rs -> fhn/mod.rs"]);
    assert_eq!(read_with("use crate::digit::SIDE;"), ["fhn/cycle.rs -> digit.rs"]);
    assert_eq!(read_with("use super::super::digit;"), ["fhn/cycle.rs -> digit.rs"]);
}

#[test]
fn what_is_no_import_is_passed_over() {
    for code in [
        "// use super::Table;",
        "/// Like [`super::Table`].\nstruct A;",
        "/* use super::Table; */",
        "const TEXT: &str = \"use super::Table; \\\" super::Table\";",
        "const TEXT: &str = r#\"super::Table \" super::Table\"#;",
        "fn f<'a>(_: &'a str) -> char { '\"' }",
        "#[cfg(test)]\nmod tests { use super::super::Table; fn f() { if true {} } }",
        "#[cfg(test)]\nuse super::Table;",
        "pub(in crate::fhn) fn f() {}",
        "use std::fmt::Display; fn f() { std::mem::drop(1); }",
        "use crate::fhn;",
    ] {
        assert_eq!(read_with(code), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn a_mod_file_imports_what_it_uses_and_not_what_it_re_exports() {
    let read_mod = |code: &str| read(&[("a/mod.rs", code), ("a/b.rs", "pub fn f() {}")]);
    assert_eq!(read_mod("mod b; pub use b::f;"), Vec::<String>::new());
    assert_eq!(read_mod("mod b; pub(crate) use self::b::f;"), Vec::<String>::new());
    assert_eq!(read_mod("mod b; use b::f;"), ["a/mod.rs -> a/b.rs"]);
    assert_eq!(read_mod("mod b; pub fn g() { b::f() }"), ["a/mod.rs -> a/b.rs"]);
}

#[test]
fn circles_are_found_and_named() {
    let files = |last: &str| {
        [
            ("src/room/mod.rs", "mod a; mod b; mod c; mod d; pub use a::A; pub use c::C;"),
            ("src/room/a.rs", "use super::b::B; pub struct A;"),
            ("src/room/b.rs", "use super::C; pub struct B;"),
            ("src/room/c.rs", last),
            ("src/room/d.rs", "use super::{A, C};"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
    };
    let line = Imports::of(&files("pub struct C;"));
    assert_eq!(line.circles("src/room/"), Vec::<BTreeSet<&str>>::new());
    let ring = Imports::of(&files("pub struct C(super::A);"));
    let circles = ring.circles("src/room/");
    assert_eq!(circles, [BTreeSet::from(["src/room/a.rs", "src/room/b.rs", "src/room/c.rs"])]);
    assert!(ring.describe(&circles[0]).contains("src/room/b.rs imports from src/room/c.rs"));
}

#[test]
#[should_panic(expected = "can't follow")]
fn a_glob_of_our_own_is_refused() {
    read_with("use super::*;");
}
