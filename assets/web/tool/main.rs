//! `cargo web` builds the page with Nullcline's window in `target/web`; `cargo web serve` serves it on this machine; `cargo web
//! test` runs tests of the core as WebAssembly, under node.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::num::NonZeroU64;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

const TARGET: &str = "wasm32-unknown-unknown";
const PORT: u16 = 8000;
/// How often packing tries to become better.
const PASSES: NonZeroU64 = NonZeroU64::new(3).unwrap();
/// Browsers have WebAssembly's vectors of 128 bits, the last of them since 2023.
const SIMD: &str = "-C target-feature=+simd128";

type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [] | ["build"] => build(),
        ["test"] => test(),
        ["serve"] => serve(PORT),
        ["serve", port] => port.parse().map_err(|_| format!("{port}: no port")).and_then(serve),
        _ => Err("cargo web [build], cargo web serve [PORT], or cargo web test".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the repository: three folders above this file.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap_or(Path::new(".")).to_owned()
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn page() -> PathBuf {
    root().join("target/web")
}

fn run(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.current_dir(root()).status().map_err(|error| format!("{name} can't be run: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed")) }
}

fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo sets for this program is not for another one.
    cargo.env_remove("CARGO_MANIFEST_DIR");
    cargo
}

fn build() -> Outcome {
    let mut compile = cargo();
    compile.args(["build", "--locked", "--profile", "wasm", "--target", TARGET]);
    compile.args(["--no-default-features", "--features", "web", "--bin", "nullcline-web"]);
    compile.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SIMD);
    compile.env("CARGO_TARGET_DIR", target());
    run(&mut compile).map_err(|error| format!("{error}; it needs rustup target add {TARGET}"))?;
    let wasm = target().join(TARGET).join("wasm/nullcline-web.wasm");
    let page = page();
    fs::create_dir_all(&page).map_err(|error| format!("{}: {error}", page.display()))?;
    let mut bind = Command::new(wasm_bindgen()?);
    bind.args(["--target", "web", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
    bind.args(["--out-name", "nullcline", "--out-dir"]).arg(&page).arg(wasm);
    run(&mut bind)?;
    let bound = page.join("nullcline_bg.wasm");
    // Indentation is a fifth of the script.
    let script = page.join("nullcline.js");
    let text = fs::read_to_string(&script).map_err(|error| format!("{}: {error}", script.display()))?;
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    fs::write(&script, lines.join("\n")).map_err(|error| format!("{}: {error}", script.display()))?;
    pack(&bound, &page.join("nullcline.wasm.gz"))?;
    fs::remove_file(&bound).map_err(|error| error.to_string())?;
    for file in [
        "assets/web/index.html",
        "assets/web/page.js",
        "assets/web/worker.js",
        "assets/mnist/train-images.xz",
        "assets/nullcline.svg",
    ] {
        let (from, name) = (root().join(file), Path::new(file).file_name().unwrap_or_default());
        fs::copy(&from, page.join(name)).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    println!("{} is ready; cargo web serve shows it on this machine", page.display());
    Ok(())
}

/// The core's numbers as WebAssembly, beside those of a desktop.
fn test() -> Outcome {
    let runner = wasm_bindgen()?.with_file_name("wasm-bindgen-test-runner");
    let mut tests = cargo();
    tests.args(["test", "--locked", "--target", TARGET, "--no-default-features", "--features", "mnist"]);
    tests.args(["--test", "same_numbers"]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SIMD);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    tests.env("CARGO_TARGET_DIR", target());
    run(&mut tests)
}

/// The version of wasm-bindgen that the program is built with: its tool must be the same.
fn version() -> Result<String, String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let after = lock.split("name = \"wasm-bindgen\"\n").nth(1).and_then(|rest| rest.split('"').nth(1));
    after.map(str::to_owned).ok_or_else(|| "Cargo.lock names no wasm-bindgen".to_owned())
}

/// The tool that makes a page's script for the program; built once.
fn wasm_bindgen() -> Result<PathBuf, String> {
    let version = version()?;
    let tools = target().join("tools");
    let tool = tools.join("bin/wasm-bindgen");
    let said = |tool: &Path| {
        Command::new(tool)
            .arg("--version")
            .output()
            .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(&version))
    };
    if let Some(tool) = [tool.clone(), PathBuf::from("wasm-bindgen")].into_iter().find(|tool| said(tool)) {
        return Ok(tool);
    }
    println!("wasm-bindgen {version} is built once, in {}", tools.display());
    let mut install = cargo();
    install.args(["install", "--quiet", "--force", &format!("wasm-bindgen-cli@{version}"), "--root"]).arg(&tools);
    run(install.env("CARGO_TARGET_DIR", tools.join("build")))?;
    // Only the tool itself is of use.
    let _gone = fs::remove_dir_all(tools.join("build"));
    Ok(tool)
}

fn pack(from: &Path, to: &Path) -> Outcome {
    let failed = |error: io::Error| format!("{}: {error}", to.display());
    let (bytes, mut packed) = (fs::read(from).map_err(failed)?, Vec::new());
    // A few per cent smaller than others make it, in a minute. What reads it is the same.
    let options = zopfli::Options { iteration_count: PASSES, ..zopfli::Options::default() };
    zopfli::compress(options, zopfli::Format::Gzip, bytes.as_slice(), &mut packed).map_err(failed)?;
    println!("the program has {} bytes, {} packed", bytes.len(), packed.len());
    fs::write(to, packed).map_err(failed)
}

fn serve(port: u16) -> Outcome {
    let page = page();
    if !page.join("index.html").is_file() {
        return Err(format!("{} has no page yet: cargo web builds it", page.display()));
    }
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| format!("port {port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}/ until Ctrl+C");
    for stream in listener.incoming().flatten() {
        let page = page.clone();
        thread::spawn(move || {
            let _closed = answer(stream, &page);
        });
    }
    Ok(())
}

/// Answers requests until the browser closes the connection.
fn answer(mut stream: TcpStream, page: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let mut request = String::new();
        if lines.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut header = String::from(" ");
        while !header.trim().is_empty() {
            header.clear();
            lines.read_line(&mut header)?;
        }
        let path = request.split(' ').nth(1).and_then(|address| address.split(['?', '#']).next()).unwrap_or("/");
        match file_of(path, page) {
            Some((file, kind)) => {
                let length = file.metadata()?.len();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\n\r\n"
                )?;
                if !request.starts_with("HEAD") {
                    io::copy(&mut { file }, &mut stream)?;
                }
            }
            None => write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?,
        }
        stream.flush()?;
    }
}

/// A file of the page and its kind. Nothing outside is served.
fn file_of(path: &str, page: &Path) -> Option<(File, &'static str)> {
    let name = Path::new(path.trim_start_matches('/'));
    let name = if name.as_os_str().is_empty() { Path::new("index.html") } else { name };
    if !name.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let kind = match name.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let file = File::open(page.join(name)).ok()?;
    file.metadata().is_ok_and(|found| found.is_file()).then_some((file, kind))
}
