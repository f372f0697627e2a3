//! The command line.

use std::{env, ffi::OsStr, path::PathBuf, time::Duration};

const HELP: &str = "\
usage: flights [--flights FILE] [--weather FILE] [--lateness DAYS] [--db FILE]

  --flights FILE  flights as .csv or .csv.gz      (unless said: January 2013, in examples/data)
  --weather FILE  their weather, likewise         (unless said: January 2013, in examples/data)
  --lateness DAYS how far from the order of time the flights are (unless said: 1, since they are in order of days)
  --db FILE       where to write: an SQLite file  (unless said: flights.db, here); its tables are replaced";

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) struct Args {
    pub(crate) flights: PathBuf,
    pub(crate) weather: PathBuf,
    pub(crate) lateness: Duration,
    pub(crate) db: PathBuf,
}

impl Args {
    /// `None` if help was all that was asked for.
    pub(crate) fn from_env() -> Result<Option<Args>, String> {
        let mut args = Args {
            flights: format!("{DATA}/flights-2013-01.csv.gz").into(),
            weather: format!("{DATA}/weather-2013-01.csv.gz").into(),
            lateness: DAY,
            db: "flights.db".into(),
        };
        let mut given = env::args_os().skip(1);
        while let Some(option) = given.next() {
            let mut value = |of| given.next().ok_or_else(|| format!("`{}` needs {of}\n\n{HELP}", option.display()));
            match option.to_str() {
                Some("--flights") => args.flights = value("a FILE")?.into(),
                Some("--weather") => args.weather = value("a FILE")?.into(),
                Some("--lateness") => args.lateness = days(&value("DAYS")?)?,
                Some("--db") => args.db = value("a FILE")?.into(),
                Some("--help" | "-h") => {
                    println!("{HELP}");
                    return Ok(None);
                }
                _ => return Err(format!("unknown argument `{}`\n\n{HELP}", option.display())),
            }
        }
        Ok(Some(args))
    }
}

/// A thousand are more than any file has.
fn days(given: &OsStr) -> Result<Duration, String> {
    let days = given.to_str().and_then(|days| days.parse().ok()).filter(|days| (1..=1000).contains(days));
    Ok(DAY * days.ok_or_else(|| format!("`--lateness` needs a number of DAYS from 1 to 1000\n\n{HELP}"))?)
}
