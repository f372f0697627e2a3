//! The weather: a stream of its own, hour by hour.

use super::{
    input::{about, open},
    row::{Row, utc},
};
use aqueduct::prelude::*;
use csv::{Reader, StringRecord};
use indicatif::ProgressBar;
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

/// What was observed at an airport in an hour.
#[derive(Clone)]
pub(crate) struct Weather {
    origin: Text,
    pub(crate) hour: Timestamp,
    /// In degrees Fahrenheit.
    temp: Option<f64>,
}

/// The next hour of an airport. Damage in the file stays damage, as with the flights.
#[source]
pub(crate) fn observe(airport: &mut Airport) -> io::Result<Option<Weather>> {
    airport.next()
}

/// The hour of some flights was not observed.
#[stage]
pub(crate) fn add_weather((row, weather): (Row, Option<Weather>)) -> Row {
    Row { temp: weather.and_then(|weather| weather.temp), ..row }
}

impl Weather {
    /// Where and in which hour it was observed.
    pub(crate) fn place(&self) -> (Text, Timestamp) {
        (self.origin.clone(), self.hour)
    }
}

/// The rows of a weather file that are about one airport. The file has them in order of time, one airport after the other.
pub(crate) struct Airport {
    name: &'static str,
    path: PathBuf,
    rows: Reader<Box<dyn Read + Send>>,
    row: StringRecord,
    columns: Columns,
}

/// Where they stand.
struct Columns {
    origin: usize,
    hour: usize,
    temp: usize,
}

impl Airport {
    pub(crate) fn open(name: &'static str, path: &Path) -> io::Result<Airport> {
        let mut rows = Reader::from_reader(open(path, &ProgressBar::hidden())?);
        let columns = Columns::find(rows.headers().map_err(|e| about("cannot read", path, e.into()))?, path)?;
        Ok(Airport { name, path: path.into(), rows, row: StringRecord::new(), columns })
    }

    fn next(&mut self) -> io::Result<Option<Weather>> {
        while self.rows.read_record(&mut self.row).map_err(|e| about("cannot read", &self.path, e.into()))? {
            if &self.row[self.columns.origin] == self.name {
                return self.observed().map(Some);
            }
        }
        Ok(None)
    }

    fn observed(&self) -> io::Result<Weather> {
        let (hour, temp) = (&self.row[self.columns.hour], &self.row[self.columns.temp]);
        let hour = utc(hour).ok_or_else(|| self.wrong("time_hour is not like 2013-01-31T23:00:00Z"))?;
        let temp = (temp != "NA").then(|| temp.parse().map_err(|_| self.wrong("temp is not a number"))).transpose()?;
        Ok(Weather { origin: Text::from_static(self.name), hour, temp })
    }

    fn wrong(&self, what: &str) -> io::Error {
        let line = self.row.position().map_or(0, csv::Position::line);
        io::Error::new(io::ErrorKind::InvalidData, format!("`{}`, line {line}: {what}", self.path.display()))
    }
}

impl Columns {
    fn find(header: &StringRecord, path: &Path) -> io::Result<Columns> {
        let column = |name: &str| {
            let at = header.iter().position(|found| found.trim_start_matches('\u{feff}') == name);
            let text = || format!("`{}` is not a weather file: it has no column `{name}`", path.display());
            at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, text()))
        };
        Ok(Columns { origin: column("origin")?, hour: column("time_hour")?, temp: column("temp")? })
    }
}
