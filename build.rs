//! Whether the report that the window opens with is there: the package of the registry has no room for it.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks")]

fn main() {
    const FILE: &str = "assets/report/window.json.gz";
    println!("cargo::rustc-check-cfg=cfg(shipped_report)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FILE}");
    if std::path::Path::new(FILE).exists() {
        println!("cargo::rustc-cfg=shipped_report");
    }
}
