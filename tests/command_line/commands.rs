//! The contract of the command line: names, JSON keys, exit codes, and files that are whole or not there.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;

const PICTURES: &str = "tests/fixtures/pictures";
const IDX: &str = "tests/fixtures/idx";
const SUBCOMMANDS: [&str; 13] = [
    "bifurcation",
    "compare",
    "cycle",
    "simulate",
    "evaluate",
    "classify",
    "sweep",
    "reproduce",
    "data",
    "bench",
    "train",
    "model",
    "import",
];
/// Times that are short enough for a debug build.
const SHORT: [&str; 4] = ["--transient", "20", "--window", "20"];

/// What a run left behind.
struct Outcome {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Outcome {
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        assert_eq!(self.stdout.trim_end().lines().count(), 1, "one document: {}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// Exit 1, nothing on stdout and one line on stderr that holds each of `parts`.
    fn refused(&self, parts: &[&str]) {
        assert_eq!(self.code, 1, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        assert!(self.stderr.starts_with("nullcline: ") && !self.stderr.contains("panicked"), "{}", self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in {}", self.stderr);
        }
    }
}

/// The program with no display to reach.
fn nullcline() -> Command {
    let mut command = Command::cargo_bin("nullcline").unwrap();
    command.stdin(Stdio::null()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    command
}

fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code().expect("ended by itself, not by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Outcome {
    outcome(nullcline().args(arguments))
}

fn json(arguments: &[&str]) -> Value {
    run(&[arguments, &["--json"]].concat()).json()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn picture(name: &str) -> String {
    format!("{PICTURES}/{name}")
}

#[test]
fn every_subcommand_has_help() {
    let help = run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for subcommand in SUBCOMMANDS {
        assert!(help.stdout.contains(subcommand), "{subcommand} is not in --help");
        let help = run(&[subcommand, "--help"]);
        assert_eq!(help.code, 0, "{}", help.stderr);
        assert!(help.stdout.contains("Usage: nullcline") && help.stdout.contains("--json"), "{}", help.stdout);
    }
    assert!(run(&["--version"]).stdout.starts_with("nullcline "));
}

#[test]
fn cycle_gives_the_reference_values() {
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    let rows: Vec<std::collections::HashMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let names =
        [("duty_x_positive", "duty"), ("mean_sigmoid_x", "mean_sigmoid_x"), ("x_min", "x_min"), ("x_max", "x_max")];
    for row in rows.iter().step_by(9) {
        let (epsilon, c) = (&row["epsilon"], &row["c"]);
        let found = json(&["cycle", "--epsilon", epsilon, &format!("--c={c}")]);
        assert_eq!(found["regime"], row["regime"].as_str(), "epsilon {epsilon}, c {c}");
        assert_eq!(found["period"].is_null(), row["regime"] == "rest");
        assert_eq!(found["epsilon"].as_f64().unwrap(), epsilon.parse::<f64>().unwrap());
        for (column, key) in names.into_iter().chain([("period", "period"), ("mean_x", "mean_x")]) {
            let Ok(expected) = row[column].parse::<f64>() else { continue };
            let value = found[key].as_f64().unwrap();
            let error = (value - expected).abs() / expected.abs().max(0.1);
            assert!(error < 1e-3, "{key} at epsilon {epsilon}, c {c}: {value}, not {expected}");
        }
        for key in ["y_min", "y_max"] {
            assert!(found[key].is_f64(), "no {key}");
        }
    }
}

#[test]
fn simulate_writes_columns_that_parse_back_to_the_same_numbers() {
    let arguments = ["simulate", "--epsilon", "0.05", "--a=0.25", "--current=-0.5", "--t-end", "3", "--every", "0.1"];
    let found = json(&arguments);
    let text = run(&[&arguments[..], &["--csv", "-"]].concat()).stdout;
    assert!(text.starts_with("t,x,y\n") && !text.contains('\r'), "{}", &text[..40]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<(f64, f64, f64)> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 31);
    assert_eq!(rows[0], (0.0, 0.5, 0.5));
    // The library's own f64 are those of the CSV and of the JSON, bit by bit.
    use nullcline::neuron::{Drive, Epsilon, Neuron, Sampling, State, trajectory};
    let neuron = Neuron::new(Epsilon::new(0.05).unwrap(), Drive::new(-0.25).unwrap());
    let sampling = Sampling::new(3.0, 0.1, found["dt"].as_f64().unwrap()).unwrap();
    let (t, x, y) = (numbers(&found["t"]), numbers(&found["x"]), numbers(&found["y"]));
    for (index, sample) in trajectory(&neuron, State::DEFAULT, &sampling).enumerate() {
        assert_eq!(rows[index], (sample.t, sample.state.x, sample.state.y));
        assert_eq!((t[index], x[index], y[index]), rows[index]);
    }
}

#[test]
fn simulate_follows_the_reference_path() {
    let mut reader = csv::Reader::from_path("tests/reference/paths.csv").unwrap();
    let rows: Vec<std::collections::HashMap<String, f64>> = reader.deserialize().map(Result::unwrap).collect();
    let first = |key: &str| rows[0][key];
    let path: Vec<_> =
        rows.iter().take_while(|row| ["epsilon", "c", "x0", "y0"].iter().all(|key| row[*key] == first(key))).collect();
    let current = format!("--current={}", first("c"));
    let (epsilon, x0, y0) =
        (first("epsilon").to_string(), format!("--x0={}", first("x0")), format!("--y0={}", first("y0")));
    let found = json(&["simulate", "--epsilon", &epsilon, &current, &x0, &y0, "--t-end", "20", "--every", "0.25"]);
    let y = numbers(&found["y"]);
    assert_eq!(y.len(), path.len());
    for (y, row) in y.iter().zip(path) {
        assert!((y - row["y"]).abs() < 1e-4, "at t {}: y {y}, not {}", row["t"], row["y"]);
    }
}

#[test]
fn values_out_of_range_are_refused_with_the_range() {
    for value in ["0", "-1", "nan", "inf", "1e-12", "1e9", "0,05", "", "x"] {
        for command in ["cycle", "simulate", "evaluate"] {
            run(&[command, &format!("--epsilon={value}")]).refused(&["epsilon", "from 0.0001 to 10"]);
        }
    }
    for value in ["nan", "inf", "-inf", "1e9", "0,05"] {
        run(&["cycle", &format!("--c={value}")]).refused(&["from -20 to 20"]);
        run(&["simulate", &format!("--a={value}")]).refused(&["from -10 to 10"]);
        run(&["simulate", &format!("--current={value}")]).refused(&["from -10 to 10"]);
        run(&["evaluate", &format!("--gamma={value}")]).refused(&["gamma", "from -10 to 10"]);
    }
    for value in ["nan", "1e9"] {
        run(&["simulate", &format!("--x0={value}")]).refused(&["x0", "from -10 to 10"]);
    }
}

#[test]
fn steps_and_times_that_cannot_be_are_refused() {
    for dt in ["0", "-0.01", "nan", "inf", "0.1", "1"] {
        run(&["simulate", &format!("--dt={dt}")]).refused(&["dt must be above 0 and at most 9.2"]);
    }
    run(&["simulate", "--epsilon=0.001", "--dt=0.001"]).refused(&["dt must be", "unstable"]);
    for every in ["0", "-1", "nan", "inf"] {
        run(&["simulate", &format!("--every={every}")]).refused(&["every must be above 0"]);
    }
    for time in ["-1", "nan", "inf", "1e300"] {
        run(&["simulate", &format!("--t-end={time}")]).refused(&["must be from 0 to"]);
        for flag in ["transient", "window"] {
            run(&["evaluate", "--network=transplant", &format!("--{flag}={time}")]).refused(&[flag, "from 0 to"]);
        }
    }
    run(&["evaluate", "--network=transplant", "--window=0"]).refused(&["window", "sampling interval"]);
    run(&["evaluate", "--limit=0"]).refused(&["limit", "1.."]);
    run(&["evaluate", "--threads=0"]).refused(&["threads", "1..=1024"]);
}

#[test]
fn wrong_usage_is_exit_2() {
    for arguments in [
        &["cycle", "--nope"][..],
        &["nope"],
        &["classify"],
        &["data"],
        &["model"],
        &["cycle", "--c"],
        &["simulate", "--json", "--csv", "-"],
    ] {
        let found = run(arguments);
        assert_eq!(found.code, 2, "{arguments:?}: {}", found.stderr);
        assert!(found.stdout.is_empty() && found.stderr.contains("--help"), "{arguments:?}: {}", found.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    // Far more than a pipe holds, so that it is closed while we write.
    let long = ["simulate", "--t-end", "20000", "--every", "0.1", "--dt", "0.05"];
    for output in [&["--csv", "-"][..], &["--json"]] {
        let mut child =
            nullcline().args(long).args(output).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0));
        assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
}

#[test]
fn the_locale_changes_no_byte() {
    let arguments =
        [&["simulate", "--t-end", "2"][..], &["cycle", "--c=0.5", "--json"], &["cycle", "--c=0.5"], &["model", "ann"]];
    for arguments in arguments {
        let of = |locale: &str| outcome(nullcline().args(arguments).env("LC_ALL", locale).env("LANG", locale)).stdout;
        let plain = of("C");
        assert!(!plain.is_empty());
        assert_eq!(plain, of("de_DE.UTF-8"), "{arguments:?}");
    }
}

#[test]
fn a_target_that_cannot_be_written_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("path.csv");
    let shown = target.to_str().unwrap();
    assert_eq!(run(&["simulate", "--t-end", "1", "--csv", shown]).code, 0);
    let old = fs::read(&target).unwrap();
    assert!(old.starts_with(b"t,x,y\n"));

    // A run that is refused does not touch what is there.
    run(&["simulate", "--dt", "1", "--csv", shown]).refused(&["dt"]);
    assert_eq!(fs::read(&target).unwrap(), old);
    // A folder that is not there, and a folder in the place of the file.
    run(&["simulate", "--csv", folder.path().join("none/path.csv").to_str().unwrap()]).refused(&["path.csv"]);
    run(&["simulate", "--csv", folder.path().to_str().unwrap()]).refused(&[]);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["path.csv"], "a temporary file was left behind");
}

/// Whoever may write everywhere can't be refused by permissions, so this one asks for nothing then.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_keeps_the_old_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("path.csv");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let found = run(&["simulate", "--t-end", "1", "--csv", target.to_str().unwrap()]);
    if found.code != 0 {
        found.refused(&["path.csv"]);
        assert_eq!(fs::read(&target).unwrap(), b"old");
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let found = outcome(nullcline().args(["cycle", "--json"]).stdout(full));
    assert_eq!(found.code, 1);
    assert_eq!(found.stderr.lines().count(), 1, "{}", found.stderr);
}

/// A folder like MNIST's whose test set is these files of the fixtures.
fn folder_of(images: &str, labels: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |from: &str, to: &str| {
        let suffix = if from.ends_with(".gz") { ".gz" } else { "" };
        fs::copy(Path::new(IDX).join(from), folder.path().join(format!("{to}{suffix}"))).unwrap();
    };
    put("ok-images-idx3-ubyte", "train-images-idx3-ubyte");
    put("ok-labels-idx1-ubyte", "train-labels-idx1-ubyte");
    put(images, "t10k-images-idx3-ubyte");
    put(labels, "t10k-labels-idx1-ubyte");
    folder
}

#[test]
fn data_reads_good_folders() {
    for images in ["ok-images-idx3-ubyte", "ok-images-idx3-ubyte.gz", "gz-without-suffix-idx3-ubyte"] {
        let folder = folder_of(images, "ok-labels-idx1-ubyte");
        let found = run(&["data", folder.path().to_str().unwrap(), "--json"]);
        assert_eq!(found.code, 0, "{images}: {}", found.stderr);
        let found: Value = serde_json::from_str(&found.stdout).unwrap();
        assert_eq!((&found["train_images"], &found["test_images"]), (&100.into(), &100.into()), "{images}");
        assert_eq!(found["files"].as_array().unwrap().len(), 4);
        assert_eq!(numbers(&found["label_counts"]["test"]).iter().sum::<f64>(), 100.0);
    }
    let folder = folder_of("plain-with-gz-suffix-idx3-ubyte.gz", "ok-labels-idx1-ubyte");
    assert_eq!(run(&["data", folder.path().to_str().unwrap()]).code, 0);
}

#[test]
fn data_refuses_bad_folders_by_the_name_of_the_file() {
    let images = [
        "truncated-idx3-ubyte",
        "truncated-idx3-ubyte.gz",
        "badcrc-idx3-ubyte.gz",
        "empty-idx3-ubyte",
        "header4-idx3-ubyte",
        "count-u32max-idx3-ubyte",
        "html-idx3-ubyte.gz",
        "rows0-idx3-ubyte",
        "zero-items-idx3-ubyte",
    ];
    for images in images {
        let folder = folder_of(images, "ok-labels-idx1-ubyte");
        run(&["data", folder.path().to_str().unwrap(), "--json"]).refused(&["t10k-images-idx3-ubyte"]);
    }
    let short = folder_of("ok-images-idx3-ubyte", "labels-short-idx1-ubyte");
    run(&["data", short.path().to_str().unwrap()]).refused(&["100", "90"]);
    let letters = folder_of("ok-images-idx3-ubyte", "labels-1to26-idx1-ubyte");
    run(&["evaluate", "--model", "ann", "--data", letters.path().to_str().unwrap()])
        .refused(&["the network has 10 classes, but the data has 27"]);
    run(&["data", "tests/fixtures/pictures"]).refused(&["train-images-idx3-ubyte"]);
    run(&["data", "no such folder"]).refused(&["no such folder"]);
}

#[test]
fn classify_reads_pictures_and_says_when_there_is_nothing() {
    let files = ["p7-black-on-white.png", "p7.jpg", "blank-white.png", "blank-black.png", "blank-transparent.png"];
    let paths = files.map(picture);
    let mut arguments = vec!["classify", "--network=calibrated", "--gamma=-1"];
    arguments.extend(SHORT);
    arguments.extend(paths.iter().map(String::as_str));
    let found = json(&arguments);
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), files.len());
    for (index, (found, path)) in found.iter().zip(&paths).enumerate() {
        let shares = numbers(&found["shares"]);
        assert_eq!(found["file"], path.as_str());
        assert_eq!(shares.len(), 10);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
        assert!((0.0..=1.0).contains(&found["margin"].as_f64().unwrap()));
        assert!(found["message"].is_string());
        if index < 2 {
            assert_eq!(found["digit"], 7, "{path}");
        } else {
            assert!(found["digit"].is_null() && !found["message"].as_str().unwrap().is_empty(), "{path}");
        }
    }
}

#[test]
fn classify_reads_digits_that_stand_apart_one_by_one_and_nothing_among_stripes() {
    let folder = tempfile::tempdir().unwrap();
    let seven = image::open(picture("p7-black-on-white.png")).unwrap().to_luma8();
    let mut two = image::GrayImage::from_pixel(2 * seven.width(), seven.height(), image::Luma([255]));
    image::imageops::overlay(&mut two, &seven, 0, 0);
    image::imageops::overlay(&mut two, &seven, i64::from(seven.width()), 0);
    let mut striped = two.clone();
    striped.enumerate_pixels_mut().filter(|(x, y, _)| (x + y / 2) % 40 < 9).for_each(|(_, _, pixel)| pixel.0 = [0]);
    let paths = ["two.png", "striped.png"].map(|name| folder.path().join(name));
    two.save(&paths[0]).unwrap();
    striped.save(&paths[1]).unwrap();
    let mut arguments = vec!["classify", "--network=calibrated", "--gamma=-1"];
    arguments.extend(SHORT);
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    let found = json(&arguments);
    assert!(found[0]["digit"].is_null() && found[0]["digits"] == serde_json::json!([7, 7]), "{found}");
    assert!(found[0]["message"].as_str().unwrap().contains("2 pieces of writing"), "{found}");
    assert!(found[1]["digit"].is_null() && found[1]["message"].as_str().unwrap().contains("pattern"), "{found}");
    assert_eq!(numbers(&found[1]["shares"]), vec![0.1; 10]);
}

#[test]
fn classify_refuses_what_is_no_picture() {
    for file in ["text.png", "truncated.png", "bomb-100000x100000.png", "not there.png"] {
        run(&["classify", &picture(file)]).refused(&[file]);
    }
    run(&["classify", PICTURES]).refused(&[PICTURES]);
    let missing = run(&["classify", "not there.png"]).stderr;
    assert_eq!(missing.matches("No such file").count(), 1, "a cause is said once: {missing}");
}

#[test]
fn one_bad_file_does_not_lose_the_batch() {
    let [good, bad] = ["p7-black-on-white.png", "text.png"].map(picture);
    let found = run(&["classify", &good, &bad, &good, "--model", "fhn", "--json"]);
    assert_eq!(found.code, 1, "{}", found.stderr);
    assert!(found.stderr.lines().count() == 1 && found.stderr.contains("text.png"), "{}", found.stderr);
    let entries: Value = serde_json::from_str(&found.stdout).unwrap();
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), 3);
    assert!(entries[0]["digit"] == 7 && entries[2]["digit"] == 7 && entries[1]["digit"].is_null(), "{entries:?}");
    assert!(entries[1]["error"].as_str().unwrap().contains("text.png") && entries[0].get("error").is_none());
}

#[test]
fn classify_reads_the_standard_input() {
    let with_input = |arguments: &[&str], name: &str| {
        let mut command = nullcline();
        command.args(["classify", "--model", "fhn"]).args(arguments);
        outcome(command.stdin(fs::File::open(picture(name)).unwrap()))
    };
    let good = picture("p7.jpg");
    let found = with_input(&["-", &good, "--json"], "p7-black-on-white.png").json();
    assert_eq!((&found[0]["file"], &found[0]["digit"], &found[1]["digit"]), (&"-".into(), &7.into(), &7.into()));
    with_input(&["-"], "text.png").refused(&["standard input"]);
    with_input(&["-", "-"], "p7.jpg").refused(&["once"]);
    assert_eq!(run(&["classify", &good, "--engine", "table"]).code, 2, "what is not heeded is not taken");
}

#[test]
fn times_and_values_are_as_round_as_they_were_asked_for() {
    let text = run(&["simulate", "--t-end", "30", "--every", "0.1"]).stdout;
    let times: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!((times[3], times[6], times[300]), ("0.3", "0.6", "30.0"));
    assert!(times.iter().all(|time| time.len() <= 4), "{times:?}");
    let sweep =
        ["sweep", "--network", "transplant", "--parameter", "a", "--from=-1", "--to=1", "--steps=21", "--limit=5"];
    let found = json(&[&sweep[..], &SHORT].concat());
    let values: Vec<String> =
        found["points"].as_array().unwrap().iter().map(|point| point["value"].to_string()).collect();
    assert!(values.iter().all(|value| value.len() <= 4), "{values:?}");
}

fn check_evaluation(found: &Value, images: u64) {
    let accuracy = found["accuracy"].as_f64().unwrap();
    let per_digit: Vec<Option<f64>> = found["per_digit"].as_array().unwrap().iter().map(Value::as_f64).collect();
    assert_eq!(found["images"], images);
    assert!(found["seconds"].as_f64().unwrap() >= 0.0 && found["settings"].is_object());
    assert!((0.0..=1.0).contains(&accuracy) && per_digit.len() == 10);
    assert!(per_digit.iter().flatten().all(|share| (0.0..=1.0).contains(share)), "{per_digit:?}");
    let confusion: Vec<Vec<f64>> = found["confusion"].as_array().unwrap().iter().map(numbers).collect();
    assert_eq!(confusion.iter().map(Vec::len).collect::<Vec<_>>(), [10; 10]);
    assert_eq!(confusion.iter().flatten().sum::<f64>(), images as f64);
    let right: f64 = (0..10).map(|digit| confusion[digit][digit]).sum();
    assert_eq!(accuracy, right / images as f64);
    for (row, share) in confusion.iter().zip(per_digit) {
        // A class without images has no recall.
        assert_eq!(share.is_none(), row.iter().sum::<f64>() == 0.0);
        let diagonal = share.unwrap_or(0.0) * row.iter().sum::<f64>();
        assert!((diagonal - diagonal.round()).abs() < 1e-9 && row.contains(&diagonal.round()), "rows are true digits");
    }
}

#[test]
fn evaluate_reports_accuracy_and_confusion() {
    let plain = json(&["evaluate", "--model", "ann", "--limit", "200"]);
    check_evaluation(&plain, 200);
    assert!(plain["accuracy"].as_f64().unwrap() > 0.95, "{}", plain["accuracy"]);
    let base = ["evaluate", "--model", "ann", "--limit", "200"];
    let with = |more: &[&str]| {
        let found = json(&[&base[..], &SHORT, more].concat());
        check_evaluation(&found, 200);
        found["accuracy"].as_f64().unwrap()
    };
    assert!(with(&["--network", "calibrated", "--gamma=-1"]) > 0.93);
    // By the mean law nothing of the plain network is lost, for either sign of gamma.
    for gamma in ["--gamma=-0.5", "--gamma=0.5"] {
        assert_eq!(with(&["--network", "calibrated", gamma, "--readout", "mean"]), plain["accuracy"].as_f64().unwrap());
    }
    // The paper's finding: with gamma > 0 the answer is almost never right.
    assert!(with(&["--network", "transplant", "--gamma=0.5"]) < 0.05);
    let small =
        json(&[&base[..3], &["--network", "transplant", "--engine", "direct", "--limit", "20"], &SHORT].concat());
    check_evaluation(&small, 20);
}

#[test]
fn what_is_in_the_program_needs_no_file() {
    let mut command = nullcline();
    command.env("TMPDIR", "/nonexistent").args(["evaluate", "--model", "ann", "--limit", "100", "--json"]);
    check_evaluation(&outcome(&mut command).json(), 100);
}

#[test]
fn evaluate_says_what_does_not_fit_together() {
    run(&["evaluate", "--model", "ann", "--network", "fhn"]).refused(&["ann", "transplant"]);
    run(&["evaluate", "--model", "nope"]).refused(&["nope", "built-in: ann"]);
    run(&["evaluate", "--model", &picture("text.png")]).refused(&["text.png"]);
    run(&["evaluate", "--network", "transplant", "--engine", "law"]).refused(&["--readout mean"]);
    run(&["evaluate", "--data", "no such folder"]).refused(&["no such folder"]);
}

#[test]
fn evaluate_takes_a_folder_and_a_number_of_threads() {
    let folder = folder_of("ok-images-idx3-ubyte.gz", "ok-labels-idx1-ubyte");
    let path = folder.path().to_str().unwrap();
    let of = |threads: &str| {
        let arguments = ["evaluate", "--network", "transplant", "--gamma=-1", "--data", path, "--threads", threads];
        let mut found = json(&[&arguments[..], &SHORT].concat());
        check_evaluation(&found, 100);
        found["seconds"].take();
        found
    };
    assert_eq!(of("1"), of("2"));
    let found = of("1");
    let [accuracy, low, high] =
        [&found["accuracy"], &found["interval"][0], &found["interval"][1]].map(|value| value.as_f64().unwrap());
    assert!(low < accuracy && accuracy < high && high - low < 0.2 && high <= 1.0, "{low} {accuracy} {high}");
    assert!(json(&["evaluate", "--data", path, "--split", "train"])["accuracy"].as_f64().unwrap() > 0.9);
}

#[test]
fn answers_are_written_and_compared_pair_by_pair() {
    let folder = tempfile::tempdir().unwrap();
    let table = |name: &str, network: &[&str]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        let arguments = ["evaluate", "--limit", "200", "--answers", &path];
        (json(&[&arguments, network, &SHORT[..]].concat())["accuracy"].as_f64().unwrap(), path)
    };
    let (plain, first) = table("plain.csv", &[]);
    let (transplant, second) = table("transplant.csv", &["--network", "transplant", "--gamma=0.5"]);
    let found = json(&["compare", "--first", &first, "--second", &second, "--samples", "500"]);
    assert_eq!((&found["images"], &found["first"], &found["second"]), (&200.into(), &plain.into(), &transplant.into()));
    let pair = &found["pairs"][0];
    let alone = |side: &str| pair[side].as_f64().unwrap();
    assert!((alone("first_only") - alone("second_only") - 200.0 * (plain - transplant)).abs() < 1e-6, "{pair}");
    let [low, high] = [0, 1].map(|end| found["interval"][end].as_f64().unwrap());
    assert!(low < plain - transplant && plain - transplant < high && low > 0.5, "{low} to {high}");
    let same = json(&["compare", "--first", &first, &first, "--second", &first, &first]);
    assert_eq!((&same["difference"], &same["pairs"][1]["mcnemar"]), (&0.0.into(), &1.0.into()));

    run(&["compare", "--first", &first, "--second", &first, &second]).refused(&["1 networks", "2 on the other"]);
    run(&["compare", "--first", &first, "--second", "nowhere.csv"]).refused(&["nowhere.csv"]);
    let fewer = folder.path().join("fewer.csv").to_str().unwrap().to_owned();
    let lines = fs::read_to_string(&first).unwrap();
    for (text, word) in [
        (lines.lines().take(100).collect::<Vec<_>>().join("\n"), "200 and on 99 images"),
        (lines.replacen("0,7,", "0,3,", 1), "other images"),
        (lines.replacen("\n5,", "\n6,", 1), "image 6 where image 5"),
        (lines.replacen("answer", "guess", 1), "fewer.csv"),
        ("image,true,answer\n".to_owned(), "no answers"),
    ] {
        fs::write(&fewer, text).unwrap();
        run(&["compare", "--first", &first, "--second", &fewer]).refused(&[word]);
    }
}

#[test]
fn drawn_digits_are_compared_by_whole_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let table = |network: &str| {
        let path = folder.path().join(network).with_extension("csv").to_str().unwrap().to_owned();
        json(&["evaluate", "--set", "drawn", "--limit", "400", "--model", network, "--answers", &path]);
        path
    };
    let (first, second) = (table("fhn-fast"), table("ann"));
    let lines = fs::read_to_string(&first).unwrap();
    assert_eq!(lines.lines().next(), Some("image,true,answer,group"));
    // Drawing 3 is a 3 in one of its shapes.
    let group = lines.lines().nth(4).and_then(|line| line.rsplit(',').next()).unwrap();
    assert!((300..310).contains(&group.parse::<u32>().unwrap()), "{group}");
    let found = json(&["compare", "--first", &first, "--second", &second, "--samples", "500"]);
    let groups = found["groups"].as_u64().unwrap();
    assert!(found["images"] == 400 && (20..=40).contains(&groups), "{groups} shapes");
    let said = run(&["compare", "--first", &first, "--second", &second, "--samples", "500"]);
    assert!(said.stdout.contains(&format!("{groups} groups of images")), "{}", said.stdout);

    let torn = folder.path().join("torn.csv").to_str().unwrap().to_owned();
    fs::write(&torn, lines.replacen(&format!(",{group}\n"), ",\n", 1)).unwrap();
    run(&["compare", "--first", &torn, "--second", &torn]).refused(&["torn.csv", "399 of 400"]);
}

/// The network `ann` as another program keeps it, which has pixels of 0 to 255: weights [outputs, inputs], in f64.
fn from_elsewhere(folder: &Path) -> String {
    let network = nullcline::network::model_file::built_in("ann").unwrap().network;
    let bytes = |values: &mut dyn Iterator<Item = f64>| values.flat_map(f64::to_le_bytes).collect::<Vec<u8>>();
    let (hidden, output) = (network.hidden(), network.output());
    let tensors = [
        ("fc1.weight", vec![100, 784], bytes(&mut hidden.weights.t().iter().map(|weight| f64::from(*weight) / 255.0))),
        ("fc1.bias", vec![100], bytes(&mut hidden.biases.iter().map(|bias| f64::from(*bias)))),
        ("fc2.weight", vec![10, 100], bytes(&mut output.weights.t().iter().map(|weight| f64::from(*weight)))),
        ("fc2.bias", vec![10], bytes(&mut output.biases.iter().map(|bias| f64::from(*bias)))),
    ];
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (*name, safetensors::tensor::TensorView::new(safetensors::Dtype::F64, shape.clone(), bytes).unwrap())
    });
    let path = folder.join("theirs.safetensors");
    fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_network_from_elsewhere_that_reads_badly_is_told_with_the_options_that_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = from_elsewhere(folder.path());
    let mine = folder.path().join("mine.safetensors");
    let mine = mine.to_str().unwrap();
    let bad = run(&["evaluate", "--model", &theirs, "--limit", "1000", "--json"]);
    assert!(bad.stderr.contains("fc1.weight") && bad.stderr.contains("(torch)"), "{}", bad.stderr);
    let bad = bad.json();
    assert!(bad["accuracy"].as_f64().unwrap() < 0.8);
    let message = bad["message"].as_str().unwrap();
    assert!(message.contains("import FILE --activation sigmoid --scaling bytes"), "{message}");
    let found = json(&["import", &theirs, "--activation", "sigmoid", "--scaling", "bytes", "--out", mine]);
    assert_eq!((&found["activation"], &found["written"]), (&"sigmoid".into(), &mine.into()));
    let good = run(&["evaluate", "--model", mine, "--limit", "1000", "--json"]);
    assert_eq!(good.stderr, "", "nothing is assumed any more");
    let ann = json(&["evaluate", "--model", "ann", "--limit", "1000"]);
    assert_eq!((&good.json()["confusion"], &good.json()["message"]), (&ann["confusion"], &Value::Null));
}

#[test]
fn what_was_stated_at_the_import_is_kept_and_relu_units_bear_no_neurons() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = from_elsewhere(folder.path());
    let mine = folder.path().join("mine.safetensors");
    let mine = mine.to_str().unwrap();
    let said = run(&["import", &theirs, "--activation", "relu", "--scaling", "0.1307,0.3081", "--out", mine]);
    assert!(said.code == 0 && said.stdout.contains("relu units, pixels by mean 0.1307"), "{}", said.stdout);
    let model = json(&["model", mine]);
    assert_eq!((&model["kind"], &model["activation"]), (&"ann".into(), &"relu".into()));
    assert_eq!(numbers(&model["imported"]["scaling"]), [0.1307, 0.3081]);
    let stated = "nullcline import theirs.safetensors --activation relu --scaling 0.1307,0.3081";
    assert_eq!(model["created_by"], stated);
    assert!(run(&["model", &theirs]).stdout.contains("sigmoid (assumed;"));
    for network in ["transplant", "calibrated"] {
        run(&["evaluate", "--model", mine, "--network", network]).refused(&["mine.safetensors", "ReLU"]);
    }
    run(&["import", "assets/models/ann.safetensors", "--out", mine]).refused(&["a model of this program"]);
    run(&["import", &theirs, "--scaling", "1", "--out", mine]).refused(&["MEAN,DEVIATION"]);
    run(&["import", &theirs, "--layout", "keras", "--out", mine]).refused(&["fc1.weight"]);
}

#[test]
fn what_is_unlike_the_training_images_is_said_where_those_are_known() {
    let share = json(&["evaluate", "--model", "ann", "--limit", "1000"])["unfamiliar"].as_f64().unwrap();
    assert!(share <= 0.01, "{share}");
    let folder = tempfile::tempdir().unwrap();
    let noise = folder.path().join("noise.png");
    let static_noise =
        image::GrayImage::from_fn(28, 28, |x, y| image::Luma([((x * 7919 + y * 104_729) * 31 % 251) as u8]));
    static_noise.save(&noise).unwrap();
    let seven = picture("p7-white-on-black.png");
    let found = json(&["classify", "--whole", &seven, noise.to_str().unwrap(), "--model", "ann"]);
    assert_eq!((&found[0]["unfamiliar"], &found[0]["message"]), (&false.into(), &"".into()));
    // A pattern that runs over the whole picture is taken away, and nothing is left to compare.
    assert_ne!(found[1]["unfamiliar"], false);
    assert_ne!(found[1]["message"], "");
    let theirs = from_elsewhere(folder.path());
    assert_eq!(json(&["classify", &seven, "--model", &theirs])[0]["unfamiliar"], Value::Null);
}

#[test]
fn model_says_what_it_is() {
    let found = json(&["model", "ann"]);
    assert_eq!(found["kind"], "ann");
    assert_eq!(found["seed"], 0);
    assert!(found["settings"].is_object() && found["accuracy"].as_f64().unwrap() > 0.977);
    assert!(found["created_by"].as_str().unwrap().starts_with("nullcline train --network ann"));
    assert_eq!(json(&["model", "assets/models/ann.safetensors"]), found);
    run(&["model", &picture("text.png")]).refused(&["text.png", "safetensors"]);
}

#[test]
fn train_reports_each_epoch_and_saves_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder_of("ok-images-idx3-ubyte", "ok-labels-idx1-ubyte");
    let data = data.path().to_str().unwrap();
    let train = |threads: &str, name: &str| {
        let out = folder.path().join(name);
        let found = run(&[
            "train",
            "--network",
            "ann",
            "--data",
            data,
            "--epochs",
            "3",
            "--seed",
            "7",
            "--threads",
            threads,
            "--json",
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(found.code, 0, "{}", found.stderr);
        let lines: Vec<Value> = found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4, "three epochs and a last line");
        for (index, line) in lines[..3].iter().enumerate() {
            assert_eq!(line["epoch"], index + 1);
            for key in ["cost", "train_accuracy", "test_accuracy", "seconds"] {
                assert!(line[key].is_f64(), "no {key} in {line}");
            }
        }
        assert!(lines[3]["test_accuracy"].is_f64());
        fs::read(out).unwrap()
    };
    assert_eq!(train("1", "one.safetensors"), train("2", "two.safetensors"), "the same seed gives the same bytes");
    let path = folder.path().join("one.safetensors");
    let found = json(&["model", path.to_str().unwrap()]);
    assert_eq!((&found["kind"], &found["seed"]), (&"ann".into(), &7.into()));
    assert!(found["created_by"].as_str().unwrap().contains("--seed 7"));
}

#[test]
fn train_refuses_before_it_begins() {
    for (flag, range) in
        [("--epochs=0", "from 1 to 10000"), ("--learning-rate=nan", "learning-rate"), ("--batch=0", "batch")]
    {
        run(&["train", flag]).refused(&[range]);
    }
    for count in ["0", "4097", "5000", "-1", "many"] {
        run(&["train", &format!("--hidden={count}")]).refused(&["hidden", "1 to 4096", count]);
    }
    run(&["train", "--out", "no such folder/model.safetensors"]).refused(&["no such folder"]);
    // Where no ripple is charged, how it is charged is not left out without a word.
    let fhn = ["train", "--network", "fhn", "--dephasing", "independent"];
    for flags in [&["--gamma=-1"][..], &["--margin-scale", "0"]] {
        run(&[&fhn[..], flags].concat()).refused(&["--dephasing", "--margin-scale"]);
    }
    for flag in ["--margin-scale=3", "--dephasing=drift"] {
        run(&["train", "--network", "fhn", "--objective", "cross-entropy", flag])
            .refused(&[flag.split('=').next().unwrap(), "--objective"]);
    }
}

#[test]
fn a_place_that_can_not_be_written_is_found_out_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    // The data are looked at after the place: work would begin with them.
    let data = ["--data", "no such data"];
    for command in [
        &["train", "--out", path][..],
        &["sweep", "--parameter", "gamma", "--from=-1", "--to=1", "--network", "transplant", "--csv", path],
        &["sweep", "--parameter", "gamma", "--from=-1", "--to=1", "--network", "transplant", "--png", path],
        &["experiment", "window", "--network", "transplant", "--csv", path],
        &["experiment", "map", "--png", path],
    ] {
        run(&[command, &data].concat()).refused(&[path]);
    }
    let report = folder.path().join("report.md");
    fs::create_dir(&report).unwrap();
    run(&[&["reproduce", "--quick", "--out", path][..], &data].concat()).refused(&["report.md"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_with_its_file() {
    let simulate = |csv: &str| run(&["simulate", "--t-end", "1000", "--csv", csv]);
    simulate("/dev/full").refused(&["/dev/full", "No space left"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    outcome(nullcline().args(["cycle"]).stdout(full)).refused(&["standard output", "No space left"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_writer_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("path.csv");
    let arguments = ["simulate", "--t-end", "100000", "--every", "0.01", "--csv"];
    let mut child = nullcline().args(arguments).arg(&csv).spawn().unwrap();
    // However far it is: nothing has a name before it is whole.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(2);
    while std::time::Instant::now() < deadline && child.try_wait().unwrap().is_none() {
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| name == "path.csv"), "{names:?}");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(fs::read_dir(folder.path()).unwrap().all(|entry| entry.unwrap().file_name() == "path.csv"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_training_keeps_what_it_has_and_says_so() {
    use std::io::{BufRead, BufReader, Read};
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model.safetensors");
    let data = folder_of("ok-images-idx3-ubyte", "ok-labels-idx1-ubyte");
    let mut child = nullcline()
        .args(["train", "--epochs", "10000", "--json", "--data"])
        .arg(data.path())
        .arg("--out")
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["epoch"], 1);
    let sent = Command::new("sh").args(["-c", "kill -INT $0", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let last: Value = serde_json::from_str(&lines.map(Result::unwrap).last().unwrap()).unwrap();
    assert_eq!(last["stopped"], true);
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{complaint}");
    assert_eq!(json(&["model", out.to_str().unwrap()])["kind"], "ann");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_says_one_sentence() {
    for empty in [false, true] {
        let mut command = nullcline();
        if empty {
            command.env("WAYLAND_DISPLAY", "").env("DISPLAY", "");
        }
        outcome(&mut command).refused(&[]);
    }
}

#[test]
fn a_sweep_draws_its_curve_as_png_and_svg() {
    let folder = tempfile::tempdir().unwrap();
    let (png, svg) = (folder.path().join("curve.png"), folder.path().join("curve.svg"));
    let arguments =
        ["sweep", "--network", "transplant", "--parameter", "gamma", "--from=-1", "--to=1", "--steps=3", "--limit=20"];
    let files = ["--png", png.to_str().unwrap(), "--svg", svg.to_str().unwrap()];
    let outcome = run(&[&arguments[..], &SHORT[..], &files[..]].concat());
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let picture = image::open(&png).unwrap();
    assert!(picture.width() > 1000 && picture.height() > 700);
    assert!(fs::read_to_string(&svg).unwrap().contains("<title>Accuracy against gamma</title>"));
}

#[test]
fn synapses_and_draws_are_flags_of_the_experiments() {
    let calibrated = ["--network", "calibrated", "--gamma=-0.25", "--limit=100"];
    let accuracy = |synapse: &str| {
        let found = json(&[&["evaluate", "--synapse", synapse], &calibrated[..], &SHORT].concat());
        found["accuracy"].as_f64().unwrap()
    };
    assert!(accuracy("3") > accuracy("0") + 0.2);
    let sweep = ["sweep", "--parameter", "synapse", "--from=0", "--to=3", "--steps=2"];
    let points = json(&[&sweep[..], &calibrated, &SHORT].concat());
    assert_eq!(points["points"][1]["accuracy"].as_f64().unwrap(), accuracy("3"));
    let noise = ["experiment", "noise", "--synapse=3", "--deviations=0.1", "--draws=3"];
    let points = json(&[&noise[..], &calibrated, &SHORT].concat());
    let number = |key: &str| points[0][key].as_f64().unwrap();
    assert!(points[0]["draws"] == 3 && number("winner_sd") >= 0.0 && number("winner_lowest") <= number("winner"));
    run(&["evaluate", "--synapse", "2000"]).refused(&["from 0 to 1000, not 2000"]);
    let held = ["experiment", "noise", "--tau", "0.1"];
    run(&[&held[..], &calibrated].concat()).refused(&["every", "0.05"]);
}
