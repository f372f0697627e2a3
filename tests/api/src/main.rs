//! The public API of the packages, as a text for each beside this program: a change of it is a change of a file, to be
//! read. `cargo run` compares, `cargo run -- update` writes them anew.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use public_api::Builder;

/// What users name, and what the facade hands on to them. What is `#[doc(hidden)]` is not in it.
const PACKAGES: [&str; 4] = ["aqueduct", "aqueduct-drawing", "aqueduct-log", "aqueduct-runtime"];

/// Traits of std that are neither stable nor anybody's to rely on.
const INTERNAL: [&str; 2] = ["core::marker::Freeze for", "core::marker::UnsafeUnpin for"];

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => compare_all(),
        ["update"] => update_all(),
        _ => Err("either no argument, or `update`".into()),
    }
}

fn compare_all() -> Result<ExitCode, Box<dyn Error>> {
    let mut changed = false;
    for package in PACKAGES {
        let file = file(package);
        let then = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        let now = public_api(package)?;
        if then != now {
            changed = true;
            println!("\nthe public API of {package} has changed:\n{}", difference(&then, &now));
        }
    }
    if !changed {
        println!("the public API is that of tests/api/*.txt");
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nif this is meant: `cd tests/api && cargo run -- update`, read the diff, and say it in CHANGELOG.md");
    Ok(ExitCode::FAILURE)
}

fn update_all() -> Result<ExitCode, Box<dyn Error>> {
    for package in PACKAGES {
        fs::write(file(package), public_api(package)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn file(package: &str) -> String {
    format!("{HERE}/{package}.txt")
}

/// A line for each item, sorted, with all features. Left out are impls for all types, and traits that only std can name:
/// they say nothing of ours.
fn public_api(package: &str) -> Result<String, Box<dyn Error>> {
    let root = Path::new(HERE).join("../..");
    let target = root.join("target/api");
    // rustdoc's JSON is not stable, but with a toolchain that is pinned it need not be.
    let documented = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--all-features", "--package", package])
        .args(["--", "-Zunstable-options", "--output-format=json", "--cap-lints=allow"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTDOCFLAGS")
        .status()?;
    if !documented.success() {
        return Err(format!("rustdoc has failed for {package}").into());
    }
    let json = target.join(format!("doc/{}.json", package.replace('-', "_")));
    let api = Builder::from_rustdoc_json(json).omit_blanket_impls(true).build()?;
    let lines = api.items().map(|item| format!("{item}\n"));
    Ok(lines.filter(|line| !INTERNAL.iter().any(|name| line.contains(name))).collect())
}

/// The lines that are gone, and those that have come.
fn difference(then: &str, now: &str) -> String {
    let only_in = |these: &str, others: &str, sign: char| -> String {
        let others: Vec<&str> = others.lines().collect();
        these.lines().filter(|line| !others.contains(line)).map(|line| format!("{sign} {line}\n")).collect()
    };
    only_in(then, now, '-') + &only_in(now, then, '+')
}
