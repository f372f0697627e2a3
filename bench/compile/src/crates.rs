//! Whole crates: written, checked and built by cargo, with everything else built before.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Case {
    name: String,
    text: String,
}

pub fn measure() {
    let folder = std::env::temp_dir().join("aqueduct-compile");
    println!("crates, s of processor time (other work on the machine matters less): the less of two\n");
    println!("| crate | `cargo check` | `cargo build` |\n|---|---|---|");
    for Case { name, text } in cases() {
        let krate = write(&folder, &text);
        let [check, build] = ["check", "build"].map(|command| (0..2).map(|_| time(&krate, command)).reduce(f64::min));
        println!("| {name} | {} | {} |", shown(check), shown(build));
    }
}

fn shown(seconds: Option<f64>) -> String {
    seconds.map_or_else(String::new, |seconds| format!("{seconds:.2}"))
}

fn cases() -> Vec<Case> {
    let case = |name: &str, text: String| Case { name: name.to_owned(), text };
    let mut cases = vec![case("nothing", String::new())];
    cases.extend([1_000].map(|n| case(&format!("{n} plain functions"), plain(n))));
    cases.extend([1_000].map(|n| case(&format!("{n} `#[stage]`s, synchronous"), stages(n, ""))));
    cases.extend([1_000].map(|n| case(&format!("{n} `#[stage]`s, asynchronous"), stages(n, "async "))));
    cases.push(case("10 stages", stages(10, "")));
    cases.extend([1, 20].map(|n| case(&format!("10 stages, {n} pipelines of ten nodes"), pipelines(n))));
    for n in [10, 32, 64, 200, 1_000] {
        cases.push(case(&format!("10 stages, one chain of {n} nodes, all fused"), chain(n, "")));
    }
    for n in [200, 1_000] {
        cases.push(case(&format!("10 stages, one chain of {n} nodes, a task each"), chain(n, ", buffer: 8")));
    }
    cases
}

fn plain(n: usize) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "pub fn f{i}(n: u64) -> u64 {{ n + {i} }}");
        text
    })
}

fn stages(n: usize, how: &str) -> String {
    (0..n).fold("use aqueduct::prelude::*;\n".to_owned(), |mut text, i| {
        let _ = writeln!(text, "#[stage] pub {how}fn f{i}(n: u64) -> u64 {{ n + {i} }}");
        text
    })
}

fn pipelines(n: usize) -> String {
    let chain: Vec<_> = (0..10).map(|i| format!("f{i}")).collect();
    (0..n).fold(stages(10, ""), |mut text, i| {
        let chain = chain.join(" => ");
        let _ = writeln!(text, "pipeline! {{ pub struct P{i}; in a: u64; out b: u64; a => {chain} => b; }}");
        text
    })
}

fn chain(n: usize, option: &str) -> String {
    let nodes: Vec<_> = (0..n).map(|i| format!("f{} {{ name: n{i}{option} }}", i % 10)).collect();
    let drawing = format!("pipeline! {{ pub struct P; in a: u64; out b: u64; a => {} => b; }}", nodes.join(" => "));
    stages(10, "") + &drawing
}

fn write(folder: &Path, text: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the project is there");
    let manifest = format!(
        "[workspace]\n[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\naqueduct = {{ path = {root:?} }}\n"
    );
    std::fs::create_dir_all(folder.join("src")).expect("a folder");
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock");
    std::fs::write(folder.join("src/lib.rs"), text).expect("a program");
    folder.to_owned()
}

/// Without incremental compilation, and nothing but this crate.
fn time(krate: &Path, command: &str) -> f64 {
    run(krate, command);
    let file = krate.join("src/lib.rs");
    let text = std::fs::read(&file).expect("a program");
    std::fs::write(&file, text).expect("touched");
    let begin = spent();
    run(krate, command);
    spent() - begin
}

/// Seconds of processor time that children have used up, as Linux counts them.
fn spent() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    (ticks(13) + ticks(14)) / 100.0
}

fn run(krate: &Path, command: &str) {
    let mut cargo = Command::new("cargo");
    let cargo = cargo.args([command, "--offline", "--quiet"]).current_dir(krate).env("CARGO_INCREMENTAL", "0");
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
