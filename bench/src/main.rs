//! Aqueduct beside the plain loop and the tokio code people write by hand, in one run.
//!
//! One JSON line per measurement on stdout, a table with ratios on stderr. See README.md.

#[cfg(feature = "aqueduct")]
mod aqueduct_side;
mod args;
mod batching;
mod blocking;
mod fanout;
mod fused;
mod joins;
mod lone;
mod measure;
mod nexmark;
mod overload;
mod passthrough;
#[cfg(feature = "peers")]
mod peers;
#[cfg(feature = "aqueduct")]
mod retries;
#[cfg(feature = "aqueduct")]
mod scaling;
mod table;
mod wordcount;

use std::io::{self, Write};
use std::process::ExitCode;

use tokio::runtime::Runtime;

use args::{Args, Command};
use measure::{Failure, Measurement, Work};

/// How many items an edge between two hand-written tasks holds.
const CAPACITY: usize = 1024;

/// Makes works ready to be measured: only those that are asked for are made, since a text takes a while.
type Prepare = for<'a> fn(&Args, &'a Runtime) -> Result<Vec<Work<'a>>, Failure>;

/// What `--only` takes, and the work or the family of works it stands for.
const WORKS: &[(&str, Prepare)] = &[
    (fused::FUSED, fused::synchronous),
    (fused::ASYNC, fused::asynchronous),
    (passthrough::THREE, passthrough::three),
    (passthrough::FOUR, passthrough::four),
    (passthrough::STRINGS, passthrough::strings),
    (passthrough::ARCS, passthrough::arcs),
    (fanout::NAME, fanout::works),
    (joins::FANIN, joins::fanin),
    (joins::BROADCAST, joins::broadcast),
    (joins::ROUTE, joins::route),
    #[cfg(feature = "aqueduct")]
    (retries::NAME, retries::work),
    (blocking::NAME, blocking::works),
    (lone::NAME, lone::work),
    (batching::NAME, batching::work),
    (wordcount::NAME, wordcount::work),
    (nexmark::NAME, nexmark::works),
    #[cfg(feature = "aqueduct")]
    (scaling::FUSED, scaling::fused),
    #[cfg(feature = "aqueduct")]
    (scaling::TASKS, scaling::tasks),
    #[cfg(feature = "aqueduct")]
    (scaling::LANES, scaling::lanes),
];

fn main() -> ExitCode {
    let names: Vec<&str> = WORKS.iter().map(|(name, _)| *name).chain([overload::NAME]).collect();
    match args::parse(std::env::args().skip(1), &names) {
        Ok(Command::Help) => {
            println!("{}", args::usage(&names));
            ExitCode::SUCCESS
        }
        Ok(Command::Measure(args)) => exit_code(measure_all(&args)),
        Err(mistake) => {
            eprintln!("{mistake}\n\n{}", args::usage(&names));
            ExitCode::from(2)
        }
    }
}

fn exit_code(outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(args: &Args) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    writeln!(io::stdout().lock(), "{}", args.json())?;
    let mut tables = String::new();
    if args.wants(overload::NAME) {
        // Before the others have left memory behind that could hide what is allocated.
        tables += &overload(args, &runtime)?;
    }
    for (_, prepare) in WORKS.iter().filter(|(name, _)| args.wants(name)) {
        for work in prepare(args, &runtime)? {
            let measurements = work.measure(args.runs)?;
            print(&measurements)?;
            tables += &table::draw(&measurements, work.baselines);
        }
    }
    eprint!("{tables}");
    Ok(())
}

/// The table of it, for people.
fn overload(args: &Args, runtime: &Runtime) -> Result<String, Failure> {
    if !overload::can_be_measured() {
        return Ok(format!("\n{}: left out, since only Linux says what memory is resident\n", overload::NAME));
    }
    let mut table = format!("\n{}: {} s\n", overload::NAME, args.overload.as_secs());
    for overload::Lines { json, words } in overload::measure(args, runtime)? {
        writeln!(io::stdout().lock(), "{json}")?;
        table += &(words + "\n");
    }
    Ok(table)
}

fn print(measurements: &[Measurement]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for measurement in measurements {
        writeln!(stdout, "{}", measurement.json())?;
    }
    Ok(())
}
