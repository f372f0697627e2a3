//! Instructions an item costs in the hot loops, counted by callgrind and compared with `expected.txt`. Neither other load nor the
//! machine's speed changes them, so 5 % more is a regression (5 % less wants a new number: `--bless`).
//!
//! Without arguments it runs itself under valgrind, with two numbers of items a work: the difference leaves out what a
//! pipeline costs once. `WORK ITEMS` does the work.

mod works;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

type Failure = Box<dyn Error>;

const FEWER: u64 = 50_000;
const MORE: u64 = 250_000;
const TOLERANCE: f64 = 0.05;
/// Bytes more in the environment of a process.
const PADDINGS: [usize; 5] = [0, 40, 1_000, 2_600, 5_300];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let done = match &args[..] {
        [] => compare(),
        [flag] if flag == "--bless" => bless(),
        [work, items] => items.parse().map_err(Failure::from).and_then(|items| works::run(work, items)),
        _ => Err("usage: [--bless | WORK ITEMS]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn expected_file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("expected.txt")
}

fn bless() -> Result<(), Failure> {
    let mut lines = String::new();
    for work in works::NAMES {
        let line = format!("{work} {:.1}\n", usually(work)?);
        print!("{line}");
        lines.push_str(&line);
    }
    Ok(fs::write(expected_file(), lines)?)
}

fn compare() -> Result<(), Failure> {
    let expected = fs::read_to_string(expected_file())?;
    let mut differ = Vec::new();
    println!("instructions an item   expected      now");
    for work in works::NAMES {
        let line = expected.lines().find_map(|line| line.strip_prefix(work));
        let expected: f64 = line.ok_or_else(|| format!("expected.txt has no {work}"))?.trim().parse()?;
        let is_off = |now: f64| (now / expected - 1.0).abs() > TOLERANCE;
        let mut now = an_item(work, 0)?;
        if is_off(now) {
            now = usually(work)?;
        }
        println!("{work:<22} {expected:>8.1} {now:>8.1} {:>+6.1} %", (now / expected - 1.0) * 100.0);
        if is_off(now) {
            differ.push(*work);
        }
    }
    match differ.is_empty() {
        true => Ok(()),
        false => {
            Err(format!("more than 5 % off: {}; if that is meant, `cargo run --release -- --bless`", differ.join(", "))
                .into())
        }
    }
}

/// The median of several runs. What a hash or a queue does depends on where the process lies in memory, which its environment moves.
fn usually(work: &str) -> Result<f64, Failure> {
    let mut counts = PADDINGS.iter().map(|padding| an_item(work, *padding)).collect::<Result<Vec<_>, _>>()?;
    counts.sort_by(f64::total_cmp);
    Ok(counts[counts.len() / 2])
}

fn an_item(work: &str, padding: usize) -> Result<f64, Failure> {
    let (fewer, more) = (instructions(work, FEWER, padding)?, instructions(work, MORE, padding)?);
    Ok(more.saturating_sub(fewer) as f64 / (MORE - FEWER) as f64)
}

/// What callgrind says it collected.
fn instructions(work: &str, items: u64, padding: usize) -> Result<u64, Failure> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(env::current_exe()?);
    valgrind.env("PADDING", "x".repeat(padding));
    let output = valgrind.args([work, &items.to_string()]).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1)).and_then(|n| n.trim().parse().ok());
    match collected {
        Some(collected) if output.status.success() => Ok(collected),
        _ => Err(format!("valgrind did not count {work}:\n{said}").into()),
    }
}
