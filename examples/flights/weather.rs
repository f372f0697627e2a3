//! The weather: a table in memory, made once and shared by every worker.

use super::{
    input::{about, open},
    row::Row,
};
use aqueduct::prelude::*;
use indicatif::ProgressBar;
use std::{collections::HashMap, error::Error, io, path::Path};

/// Temperatures in degrees Fahrenheit, by origin, then by hour (UTC).
pub(crate) struct Weather(HashMap<String, HashMap<String, f64>>);

#[stage]
pub(crate) fn add_weather(weather: &Weather, mut row: Row) -> Row {
    row.temp = weather.temp(&row.flight.origin, &row.flight.time_hour);
    row
}

impl Weather {
    pub(crate) fn load(path: &Path) -> Result<Weather, Box<dyn Error>> {
        let mut reader = csv::Reader::from_reader(open(path, &ProgressBar::hidden())?);
        let header = reader.headers().map_err(|e| about("cannot read", path, io::Error::other(e)))?.clone();
        let column = |name: &str| {
            let at = header.iter().position(|found| found.trim_start_matches('\u{feff}') == name);
            at.ok_or_else(|| format!("`{}` is not a weather file: it has no column `{name}`", path.display()))
        };
        let (origin, hour, temp) = (column("origin")?, column("time_hour")?, column("temp")?);
        let mut weather = Weather(HashMap::new());
        for row in reader.records() {
            let row = row.map_err(|e| about("cannot read", path, io::Error::other(e)))?;
            if &row[temp] != "NA" {
                let line = row.position().map_or(0, csv::Position::line);
                let degrees = row[temp].parse();
                let degrees =
                    degrees.map_err(|_| format!("`{}`, line {line}: temp is not a number", path.display()))?;
                weather.0.entry(row[origin].to_owned()).or_default().insert(row[hour].to_owned(), degrees);
            }
        }
        Ok(weather)
    }

    /// `None` where that hour was not observed.
    fn temp(&self, origin: &str, hour: &str) -> Option<f64> {
        self.0.get(origin)?.get(hour).copied()
    }
}
