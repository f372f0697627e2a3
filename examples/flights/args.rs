//! The command line.

use std::{env, path::PathBuf};

const HELP: &str = "\
usage: flights [--flights FILE] [--weather FILE] [--db FILE]

  --flights FILE  flights as .csv or .csv.gz      (unless said: January 2013, in examples/data)
  --weather FILE  their weather, likewise         (unless said: January 2013, in examples/data)
  --db FILE       where to write: an SQLite file  (unless said: flights.db, here); its tables are replaced";

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

pub(crate) struct Args {
    pub(crate) flights: PathBuf,
    pub(crate) weather: PathBuf,
    pub(crate) db: PathBuf,
}

impl Args {
    /// `None` if help was all that was asked for.
    pub(crate) fn from_env() -> Result<Option<Args>, String> {
        let mut args = Args {
            flights: format!("{DATA}/flights-2013-01.csv.gz").into(),
            weather: format!("{DATA}/weather-2013-01.csv.gz").into(),
            db: "flights.db".into(),
        };
        let mut given = env::args_os().skip(1);
        while let Some(option) = given.next() {
            let place = match option.to_str() {
                Some("--flights") => &mut args.flights,
                Some("--weather") => &mut args.weather,
                Some("--db") => &mut args.db,
                Some("--help" | "-h") => {
                    println!("{HELP}");
                    return Ok(None);
                }
                _ => return Err(format!("unknown argument `{}`\n\n{HELP}", option.display())),
            };
            *place = given.next().ok_or_else(|| format!("`{}` needs a FILE\n\n{HELP}", option.display()))?.into();
        }
        Ok(Some(args))
    }
}
