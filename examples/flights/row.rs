//! A row of the file: the line, the flight in it, and what became of it.

use super::input::LONGEST;
use aqueduct::prelude::*;
use std::{error::Error, fmt, ops::Range};

#[rustfmt::skip]
pub(crate) const COLUMNS: [&str; 19] = [
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time", "arr_delay", "carrier",
    "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour", "minute", "time_hour",
];
const DEP_TIME: usize = 3;
const DEP_DELAY: usize = 5;
const ARR_DELAY: usize = 8;
const CARRIER: usize = 9;
const FLIGHT: usize = 10;
const TAILNUM: usize = 11;
const ORIGIN: usize = 12;
const DEST: usize = 13;
const AIR_TIME: usize = 14;
const MINUTE: usize = 17;
const TIME_HOUR: usize = 18;

/// A line as read, which may be anything.
pub(crate) struct Line {
    pub(crate) number: i64,
    pub(crate) bytes: Bytes,
}

/// What is kept of a flight. Its texts are slices of the line.
#[derive(Clone)]
pub(crate) struct Flight {
    pub(crate) line: i64,
    pub(crate) carrier: Text,
    pub(crate) number: i32,
    pub(crate) tailnum: Text,
    pub(crate) origin: Text,
    pub(crate) dest: Text,
    pub(crate) time_hour: Text,
    /// The same, as a point in time.
    pub(crate) hour: Timestamp,
    /// When it was to depart.
    pub(crate) scheduled: Timestamp,
    pub(crate) dep_time: Option<i32>,
    pub(crate) air_time: Option<i32>,
    pub(crate) dep_delay: Option<i32>,
    pub(crate) arr_delay: Option<i32>,
}

/// A flight, what became of it, and the temperature at its departure.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) flight: Flight,
    pub(crate) status: Status,
    pub(crate) temp: Option<f64>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Status {
    Cancelled,
    Diverted,
    Arrived,
}

/// Why a line is no flight.
#[derive(Debug)]
pub(crate) enum BadRow {
    Empty,
    TooLong,
    NotUtf8,
    Fields(usize),
    NotANumber { column: &'static str, found: String },
    Missing { column: &'static str },
    NotAnHour { found: String },
}

#[stage]
pub(crate) fn parse(line: &Line) -> Result<Flight, BadRow> {
    match line.bytes.len() {
        0 => return Err(BadRow::Empty),
        1..=LONGEST => {}
        _ => return Err(BadRow::TooLong),
    }
    let text = Text::try_from(line.bytes.clone()).map_err(|_| BadRow::NotUtf8)?;
    if !text.contains('"') {
        return flight(line.number, columns(text.split(','))?, |field| text.slice_ref(field));
    }
    let mut fields = csv::StringRecord::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text[..].as_bytes());
    reader.read_record(&mut fields).map_err(|_| BadRow::NotUtf8)?;
    flight(line.number, columns(fields.iter())?, |field| Text::from(field))
}

fn columns<'a>(fields: impl Iterator<Item = &'a str>) -> Result<[&'a str; COLUMNS.len()], BadRow> {
    let mut columns = [""; COLUMNS.len()];
    let mut found = 0;
    for field in fields {
        if let Some(column) = columns.get_mut(found) {
            *column = field;
        }
        found += 1;
    }
    if found == columns.len() { Ok(columns) } else { Err(BadRow::Fields(found)) }
}

fn flight(line: i64, row: [&str; COLUMNS.len()], text: impl Fn(&str) -> Text) -> Result<Flight, BadRow> {
    let mut numbers = [None; COLUMNS.len()];
    for (at, number) in numbers.iter_mut().enumerate() {
        match at {
            CARRIER | ORIGIN | DEST => known(row, at)?,
            TAILNUM => {}
            TIME_HOUR => {}
            _ => *number = whole_number(row, at)?,
        }
    }
    let number = |at: usize| numbers[at].ok_or(BadRow::Missing { column: COLUMNS[at] });
    let hour = utc(row[TIME_HOUR]).ok_or_else(|| BadRow::NotAnHour { found: shown(row[TIME_HOUR]) })?;
    Ok(Flight {
        line,
        carrier: text(row[CARRIER]),
        number: number(FLIGHT)?,
        tailnum: text(row[TAILNUM]),
        origin: text(row[ORIGIN]),
        dest: text(row[DEST]),
        time_hour: text(row[TIME_HOUR]),
        hour,
        scheduled: minutes_later(hour, number(MINUTE)?),
        dep_time: numbers[DEP_TIME],
        air_time: numbers[AIR_TIME],
        dep_delay: numbers[DEP_DELAY],
        arr_delay: numbers[ARR_DELAY],
    })
}

fn known(row: [&str; COLUMNS.len()], at: usize) -> Result<(), BadRow> {
    if matches!(row[at], "" | "NA") { Err(BadRow::Missing { column: COLUMNS[at] }) } else { Ok(()) }
}

fn whole_number(row: [&str; COLUMNS.len()], at: usize) -> Result<Option<i32>, BadRow> {
    match row[at] {
        "NA" => Ok(None),
        field => field.parse().map(Some).map_err(|_| BadRow::NotANumber { column: COLUMNS[at], found: shown(field) }),
    }
}

/// A whole hour like 2013-01-31T23:00:00Z.
pub(crate) fn utc(field: &str) -> Option<Timestamp> {
    let shape = b"0000-00-00T00:00:00Z";
    let alike = |(byte, shape): (u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == *shape };
    if field.len() != shape.len() || !field.bytes().zip(shape).all(alike) {
        return None;
    }
    let number = |digits| field.get::<Range<usize>>(digits)?.parse::<i64>().ok();
    let (year, month, day, hour) = (number(0..4)?, number(5..7)?, number(8..10)?, number(11..13)?);
    let exists = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24;
    (exists && field.ends_with(":00:00Z")).then(|| Timestamp::from_secs((days(year, month, day) * 24 + hour) * 3600))
}

/// Since 1970. In years that begin in March the day that some years lack is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, since_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * since_march + 2) / 5 + day - 1 - 719_468
}

fn minutes_later(hour: Timestamp, minutes: i32) -> Timestamp {
    Timestamp::from_secs(hour.as_secs() + 60 * i64::from(minutes))
}

fn shown(field: &str) -> String {
    field.chars().take(30).collect()
}

#[stage]
pub(crate) fn cancelled(flight: Flight) -> Row {
    Row { flight, status: Status::Cancelled, temp: None }
}

#[stage]
pub(crate) fn diverted(flight: Flight) -> Row {
    Row { flight, status: Status::Diverted, temp: None }
}

#[stage]
pub(crate) fn arrived(flight: Flight) -> Row {
    Row { flight, status: Status::Arrived, temp: None }
}

impl Row {
    /// Where and in which hour it was to depart.
    pub(crate) fn place(&self) -> (Text, Timestamp) {
        (self.flight.origin.clone(), self.flight.hour)
    }
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Cancelled => "cancelled",
            Status::Diverted => "diverted",
            Status::Arrived => "arrived",
        }
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadRow::Empty => f.write_str("the line is empty"),
            BadRow::TooLong => f.write_str("the line is longer than 1 MiB"),
            BadRow::NotUtf8 => f.write_str("the line is not UTF-8"),
            BadRow::Fields(found) => write!(f, "{found} fields instead of {}", COLUMNS.len()),
            BadRow::NotANumber { column, found } => write!(f, "{column} is {found:?}, neither a whole number nor NA"),
            BadRow::Missing { column } => write!(f, "{column} is missing"),
            BadRow::NotAnHour { found } => write!(f, "time_hour is {found:?}, not like 2013-01-31T23:00:00Z"),
        }
    }
}

impl Error for BadRow {}
