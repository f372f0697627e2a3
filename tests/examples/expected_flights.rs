//! What `flights` must write, computed from the same files by plain loops: no pipeline, none of the example's code.

use flate2::read::MultiGzDecoder;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The three tables, in the order of their keys.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Expected {
    /// By line: (carrier, flight, origin, dest, `time_hour`, status, `dep_delay`, `arr_delay`, temp).
    pub(crate) flights: BTreeMap<i64, Stored>,
    /// By carrier.
    pub(crate) carriers: BTreeMap<String, Carrier>,
    /// Lines that are no flights.
    pub(crate) rejected: Vec<i64>,
}

/// A row of the table `flights`, without its line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    pub(crate) carrier: String,
    pub(crate) flight: i64,
    pub(crate) origin: String,
    pub(crate) dest: String,
    pub(crate) time_hour: String,
    pub(crate) status: String,
    pub(crate) dep_delay: Option<i64>,
    pub(crate) arr_delay: Option<i64>,
    pub(crate) temp: Option<f64>,
}

/// A row of the table `carriers`, without its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Carrier {
    pub(crate) scheduled: i64,
    pub(crate) cancelled: i64,
    pub(crate) diverted: i64,
    pub(crate) mean_dep_delay: Option<f64>,
    pub(crate) mean_arr_delay: Option<f64>,
}

impl Expected {
    /// From a flights file and its weather, `.csv` or `.csv.gz`, unquoted.
    pub(crate) fn from_files(flights: &Path, weather: &Path) -> io::Result<Expected> {
        let temps = temps(&String::from_utf8_lossy(&contents(weather)?));
        let mut expected = Expected::default();
        for (line, bytes) in (1..).zip(contents(flights)?.split(|&byte| byte == b'\n')).skip(1) {
            match stored(bytes, &temps) {
                Some(row) => drop(expected.flights.insert(line, row)),
                None => expected.rejected.push(line),
            }
        }
        let mut by_carrier = BTreeMap::<String, Vec<&Stored>>::new();
        for row in expected.flights.values() {
            by_carrier.entry(row.carrier.clone()).or_default().push(row);
        }
        expected.carriers = by_carrier.into_iter().map(|(name, rows)| (name, carrier(&rows))).collect();
        Ok(expected)
    }

    /// Rows of each status, by its name.
    pub(crate) fn statuses(&self) -> BTreeMap<&str, usize> {
        let mut rows = BTreeMap::new();
        for row in self.flights.values() {
            *rows.entry(row.status.as_str()).or_default() += 1;
        }
        rows
    }
}

fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Ok(bytes)
}

/// Temperatures by origin and hour, those that were taken.
fn temps(weather: &str) -> BTreeMap<(String, String), f64> {
    let mut temps = BTreeMap::new();
    for line in weather.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        if let Ok(temp) = fields[5].parse() {
            temps.insert((fields[0].to_owned(), fields[14].to_owned()), temp);
        }
    }
    temps
}

fn stored(line: &[u8], temps: &BTreeMap<(String, String), f64>) -> Option<Stored> {
    let line = std::str::from_utf8(line).ok()?;
    let fields: Vec<&str> = line.trim_end_matches('\r').split(',').collect();
    if line.len() > 1024 * 1024 || fields.len() != 19 || fields[18].len() != 20 || fields[18].as_bytes()[10] != b'T' {
        return None;
    }
    // All but carrier, tailnum, origin, dest and time_hour are whole numbers or NA.
    let texts = [9, 11, 12, 13, 18];
    if (0..19).any(|at| !texts.contains(&at) && fields[at] != "NA" && fields[at].parse::<i64>().is_err()) {
        return None;
    }
    if [9, 12, 13].iter().any(|&at| matches!(fields[at], "" | "NA")) {
        return None;
    }
    let number = |at: usize| fields[at].parse::<i64>().ok();
    number(17)?;
    let status = match (number(3), number(14)) {
        (None, _) => "cancelled",
        (Some(_), None) => "diverted",
        (Some(_), Some(_)) => "arrived",
    };
    Some(Stored {
        carrier: fields[9].to_owned(),
        flight: number(10)?,
        origin: fields[12].to_owned(),
        dest: fields[13].to_owned(),
        time_hour: fields[18].to_owned(),
        status: status.to_owned(),
        dep_delay: number(5),
        arr_delay: number(8),
        temp: temps.get(&(fields[12].to_owned(), fields[18].to_owned())).copied(),
    })
}

fn carrier(rows: &[&Stored]) -> Carrier {
    let of = |status: &str| rows.iter().filter(|row| row.status == status).count() as i64;
    Carrier {
        scheduled: rows.len() as i64,
        cancelled: of("cancelled"),
        diverted: of("diverted"),
        mean_dep_delay: mean(rows.iter().filter_map(|row| row.dep_delay)),
        mean_arr_delay: mean(rows.iter().filter_map(|row| row.arr_delay)),
    }
}

/// The sum is whole, so it does not depend on the order of rows.
fn mean(minutes: impl Iterator<Item = i64> + Clone) -> Option<f64> {
    let rows = minutes.clone().count();
    (rows > 0).then(|| minutes.sum::<i64>() as f64 / rows as f64)
}
