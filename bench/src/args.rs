//! The command line.

use std::time::Duration;

/// What to measure, and how much of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Args {
    /// `full` or `quick`.
    size: &'static str,
    only: Vec<String>,
    /// Runs of each system; the median is reported.
    pub(crate) runs: usize,
    /// Items of the works that move numbers.
    pub(crate) items: u64,
    /// Size of the generated text.
    pub(crate) text_bytes: usize,
    /// Events of the works that are queries.
    pub(crate) events: u64,
    /// How long `overload` lasts for each system.
    pub(crate) overload: Duration,
}

pub(crate) enum Command {
    Help,
    Measure(Args),
}

impl Args {
    fn full() -> Self {
        Self {
            size: "full",
            only: Vec::new(),
            runs: 5,
            items: 10_000_000,
            text_bytes: 51 * MB,
            events: 1_000_000,
            overload: Duration::from_secs(60),
        }
    }

    fn quick() -> Self {
        Self {
            size: "quick",
            only: Vec::new(),
            runs: 3,
            items: 2_000_000,
            text_bytes: 10 * MB,
            events: 200_000,
            overload: Duration::from_secs(6),
        }
    }

    /// What kind of run the measurements after this line are of.
    pub(crate) fn json(&self) -> String {
        format!(r#"{{"run":"{}"}}"#, self.size)
    }

    pub(crate) fn wants(&self, work: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == work)
    }
}

const MB: usize = 1_000_000;

pub(crate) fn usage(works: &[&str]) -> String {
    format!(
        "usage: aqueduct-bench [--quick] [--only WORK].. [--text-mb N]\n\
         \n\
         --quick      less of everything, 3 runs instead of 5: about a minute and a half\n\
         --only WORK  measure this work and no other (may be repeated): {}\n\
         --text-mb N  size of the generated text in megabytes (51; 10 with --quick)",
        works.join(", ")
    )
}

/// Reads the command line; `works` are the names `--only` knows.
pub(crate) fn parse(mut words: impl Iterator<Item = String>, works: &[&str]) -> Result<Command, String> {
    let (mut quick, mut only, mut text_mb) = (false, Vec::new(), None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--quick" => quick = true,
            "--only" => only.push(known_work(words.next(), works)?),
            "--text-mb" => text_mb = Some(megabytes(words.next())?),
            other => return Err(format!("unknown argument `{other}`")),
        }
    }
    let size = if quick { Args::quick() } else { Args::full() };
    let text_bytes = text_mb.map_or(size.text_bytes, |mb| mb * MB);
    Ok(Command::Measure(Args { only, text_bytes, ..size }))
}

fn known_work(name: Option<String>, works: &[&str]) -> Result<String, String> {
    let name = name.ok_or("`--only` needs the name of a work")?;
    if works.contains(&name.as_str()) {
        return Ok(name);
    }
    Err(format!("unknown work `{name}`: there are {}", works.join(", ")))
}

fn megabytes(value: Option<String>) -> Result<usize, String> {
    let value = value.ok_or("`--text-mb` needs a number")?;
    match value.parse() {
        Ok(mb @ 1..=4096) => Ok(mb),
        _ => Err(format!("`--text-mb {value}`: expected a whole number from 1 to 4096")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Args, String> {
        match parse(line.split_whitespace().map(str::to_owned), &["one", "two"])? {
            Command::Measure(args) => Ok(args),
            Command::Help => Err("help".into()),
        }
    }

    #[test]
    fn nothing_said_measures_everything_in_full() {
        let args = parsed("").unwrap();
        assert_eq!(args, Args::full());
        assert!(args.wants("one") && args.wants("two"));
    }

    #[test]
    fn flags_combine() {
        let args = parsed("--only two --text-mb 3 --quick").unwrap();
        assert_eq!((args.runs, args.text_bytes), (3, 3_000_000));
        assert_eq!(args.json(), r#"{"run":"quick"}"#);
        assert!(args.wants("two") && !args.wants("one"));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(parsed("--only three").unwrap_err().contains("one, two"));
        assert!(parsed("--text-mb none").unwrap_err().contains("none"));
        assert!(parsed("--text-mb 0").is_err());
        assert!(parsed("--fast").unwrap_err().contains("--fast"));
    }
}
