//! The command line.

use super::events::Events;
use std::{env, path::PathBuf};

const HELP: &str = "\
usage: nexmark QUERY [--events N] [--rate N] [--folder DIR] [--quiet]

  QUERY         q0 to q22
  --events N    how many events are made                      (unless said: 100000)
  --rate N      how many of them happen in a second           (unless said: 100)
  --folder DIR  where q10 writes; it appends to what is there (unless said: nexmark-q10, here)
  --quiet       prints no rows, only their number and how long it took";

pub(crate) struct Args {
    pub(crate) query: String,
    pub(crate) from: Events,
    pub(crate) folder: PathBuf,
    pub(crate) quiet: bool,
}

impl Args {
    /// `None` if help was all that was asked for.
    pub(crate) fn from_env() -> Result<Option<Args>, String> {
        let (mut query, mut folder) = (None, PathBuf::from("nexmark-q10"));
        let (mut number, mut rate, mut quiet) = (100_000, 100, false);
        let mut given = env::args().skip(1);
        while let Some(arg) = given.next() {
            match &*arg {
                "--events" => number = a_number(&arg, given.next())?,
                "--rate" => rate = a_number(&arg, given.next())?,
                "--folder" => folder = given.next().ok_or_else(|| wrong("`--folder` needs a DIR"))?.into(),
                "--quiet" => quiet = true,
                "--help" | "-h" => {
                    println!("{HELP}");
                    return Ok(None);
                }
                name if query.is_none() && !name.starts_with('-') => query = Some(arg),
                _ => return Err(wrong(&format!("unknown argument `{arg}`"))),
            }
        }
        let query = query.ok_or_else(|| wrong("which query?"))?;
        Ok(Some(Args { query, from: Events { number, rate }, folder, quiet }))
    }
}

fn a_number(option: &str, given: Option<String>) -> Result<usize, String> {
    let number = given.and_then(|given| given.parse().ok()).filter(|number| *number > 0);
    number.ok_or_else(|| wrong(&format!("`{option}` needs a number above 0")))
}

fn wrong(what: &str) -> String {
    format!("{what}\n\n{HELP}")
}
