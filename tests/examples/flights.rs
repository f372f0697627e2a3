//! `flights` against independent loops over the same files: its flights, carriers and rejected lines, row by row.

use crate::{
    data,
    expected_flights::{Carrier, Expected, Stored},
    ran::Ran,
};
use flate2::read::MultiGzDecoder;
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const FLIGHTS: &str = "flights-2013-01.csv.gz";
const WEATHER: &str = "weather-2013-01.csv.gz";

/// A run of the example with files of its own.
struct Import {
    folder: TempDir,
    ran: Ran,
}

impl Import {
    fn of(name: &str, contents: &[u8]) -> Import {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), contents).unwrap();
        Import::of_file(folder, name)
    }

    fn of_file(folder: TempDir, name: &str) -> Import {
        let flights = folder.path().join(name);
        let args = [
            Path::new("--flights"),
            &*flights,
            Path::new("--weather"),
            &*data(WEATHER),
            Path::new("--db"),
            &*folder.path().join("out.db"),
        ];
        let ran = Ran::example("flights", args);
        Import { folder, ran }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tables(&self) -> Tables {
        Tables::read(&self.file("out.db"))
    }
}

struct Tables {
    flights: BTreeMap<i64, Stored>,
    carriers: BTreeMap<String, Carrier>,
    rejected: Vec<(i64, String)>,
}

impl Tables {
    fn read(db: &Path) -> Tables {
        let db = Connection::open(db).unwrap();
        let rejected =
            all(&db, "SELECT line, reason FROM rejected ORDER BY line", |row| Ok((row.get(0)?, row.get(1)?)));
        Tables { flights: flights(&db), carriers: carriers(&db), rejected }
    }

    fn rejected_lines(&self) -> Vec<i64> {
        self.rejected.iter().map(|row| row.0).collect()
    }
}

fn all<T>(db: &Connection, sql: &str, of: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], of).unwrap();
    rows.map(Result::unwrap).collect()
}

fn flights(db: &Connection) -> BTreeMap<i64, Stored> {
    let sql = "SELECT line, carrier, flight, origin, dest, time_hour, status, dep_delay, arr_delay, temp FROM flights";
    let rows = all(db, sql, |row| {
        let stored = Stored {
            carrier: row.get(1)?,
            flight: row.get(2)?,
            origin: row.get(3)?,
            dest: row.get(4)?,
            time_hour: row.get(5)?,
            status: row.get(6)?,
            dep_delay: row.get(7)?,
            arr_delay: row.get(8)?,
            temp: row.get(9)?,
        };
        Ok((row.get(0)?, stored))
    });
    rows.into_iter().collect()
}

fn carriers(db: &Connection) -> BTreeMap<String, Carrier> {
    let sql = "SELECT carrier, scheduled, cancelled, diverted, mean_dep_delay, mean_arr_delay FROM carriers";
    let rows = all(db, sql, |row| {
        let carrier = Carrier {
            scheduled: row.get(1)?,
            cancelled: row.get(2)?,
            diverted: row.get(3)?,
            mean_dep_delay: row.get(4)?,
            mean_arr_delay: row.get(5)?,
        };
        Ok((row.get(0)?, carrier))
    });
    rows.into_iter().collect()
}

/// One difference is easier to read than 27,004 rows.
#[track_caller]
fn assert_equal(found: &Tables, expected: &Expected) {
    for (line, row) in &expected.flights {
        assert_eq!(found.flights.get(line), Some(row), "line {line}");
    }
    assert_eq!(found.flights.len(), expected.flights.len());
    assert_eq!(found.carriers, expected.carriers);
    assert_eq!(found.rejected_lines(), expected.rejected);
}

#[test]
fn a_month_is_in_the_tables_as_the_loops_say() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("month.db");
    let expected = Expected::from_files(&data(FLIGHTS), &data(WEATHER)).unwrap();
    // Twice: the tables of a run before are replaced.
    for _ in 0..2 {
        let ran = Ran::example("flights", [Path::new("--db"), &*db]);
        let printed = ran.printed();
        for (text, number) in [("rows", 27_004), ("cancelled", 521), ("diverted", 85), ("arrived", 26_398)] {
            assert!(printed.contains(&format!("{text}  {number}\n")), "{printed}");
        }
        assert!(printed.contains("rejected  0\n") && printed.contains(" rows per second\n"), "{printed}");
    }
    assert_eq!(expected.statuses(), BTreeMap::from([("arrived", 26_398), ("cancelled", 521), ("diverted", 85)]));
    assert_equal(&Tables::read(&db), &expected);
}

const GOOD: &str = "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z";

/// The committed file, unpacked.
fn unpacked() -> Vec<u8> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(File::open(data(FLIGHTS)).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn header() -> String {
    let bytes = unpacked();
    let end = bytes.iter().position(|&byte| byte == b'\n').unwrap();
    String::from_utf8(bytes[..end].to_vec()).unwrap()
}

#[test]
fn a_row_that_is_no_flight_is_rejected_with_its_line_and_reason_and_stops_nothing() {
    let with = |old: &str, new: &str| GOOD.replace(old, new).into_bytes();
    let bad: [(Vec<u8>, &str); 10] = [
        (b"too,short".to_vec(), "2 fields instead of 19"),
        (Vec::new(), "the line is empty"),
        (with("517", "soon"), "dep_time is \"soon\", neither a whole number nor NA"),
        (with("227", "2.5"), "air_time is \"2.5\", neither a whole number nor NA"),
        (with("1545", "NA"), "flight is missing"),
        (with("EWR", ""), "origin is missing"),
        (with("T10:", " 10:"), "time_hour is \"2013-01-01 10:00:00Z\", not like 2013-01-31T23:00:00Z"),
        (with("UA", "UA,UA"), "20 fields instead of 19"),
        (b"\xff\xfe".to_vec(), "the line is not UTF-8"),
        (vec![b'7'; 3 << 20], "the line is longer than 1 MiB"),
    ];
    let mut file = header().into_bytes();
    for (row, _) in &bad {
        file.extend([b"\r\n", GOOD.as_bytes(), b"\r\n", row].concat());
    }
    file.extend(format!("\r\n{GOOD}").bytes());

    let import = Import::of("bad.csv", &file);
    let printed = import.ran.printed();
    assert!(printed.contains("rejected  10\n") && printed.contains("rows  21\n"), "{printed}");
    let tables = import.tables();
    let reasons: Vec<(i64, String)> =
        (3..).step_by(2).zip(bad.iter().map(|(_, reason)| (*reason).to_owned())).collect();
    assert_eq!(tables.rejected, reasons);
    assert_equal(&tables, &Expected::from_files(&import.file("bad.csv"), &data(WEATHER)).unwrap());
}

#[test]
fn quoted_fields_are_the_same_flights() {
    let quoted = |line: &str| format!("\"{}\"\n", line.replace(',', "\",\""));
    let quoted = Import::of("quoted.csv", (quoted(&header()) + &quoted(GOOD)).as_bytes());
    let plain = Import::of("plain.csv", format!("{}\n{GOOD}\n", header()).as_bytes());
    quoted.ran.printed();
    assert_eq!(quoted.tables().flights, plain.tables().flights);
    assert_equal(&plain.tables(), &Expected::from_files(&plain.file("plain.csv"), &data(WEATHER)).unwrap());
}

#[test]
fn a_file_that_is_cut_short_is_an_error_that_says_where_and_what_was_read_is_stored() {
    let mut packed = fs::read(data(FLIGHTS)).unwrap();
    packed.truncate(packed.len() / 2);
    let import = Import::of("cut.csv.gz", &packed);
    let complaint = import.ran.complained();
    let (before, after) = complaint.split_once(" beyond line ").expect(complaint);
    let (line, hint) = after.split_once(": ").expect(complaint);
    let line: i64 = line.parse().unwrap();
    let items = line - 1;
    let begins =
        format!("error: the source `rows` failed after {items} items, and its `restart_if` refuses: cannot read `");
    assert!(before.starts_with(&begins), "{complaint}");
    assert!(before.ends_with("cut.csv.gz`"), "{complaint}");
    assert!(hint.ends_with("; it is damaged or cut short, fetch it again\n"), "{complaint}");

    let tables = import.tables();
    let whole = Expected::from_files(&data(FLIGHTS), &data(WEATHER)).unwrap();
    assert!(items > 10_000, "half of a month: {items}");
    assert!(tables.flights.keys().copied().eq(2..=line), "{} rows up to line {line}", tables.flights.len());
    // The weather is stopped, too: where it had not been read so far, there is none.
    let same = |row: &Stored, whole: &Stored| *row == Stored { temp: row.temp.and(whole.temp), ..whole.clone() };
    assert!(tables.flights.iter().all(|(line, row)| same(row, &whole.flights[line])));
    assert_eq!(tables.carriers.values().map(|carrier| carrier.scheduled).sum::<i64>(), items);
}

#[test]
fn a_wrong_file_is_told_before_the_tables_of_the_last_run_are_gone() {
    let first = Import::of("good.csv", format!("{}\n{GOOD}", header()).as_bytes());
    first.ran.printed();
    fs::write(first.file("wrong.csv"), "name,age\nMia,7\n").unwrap();
    let second = Import::of_file(first.folder, "wrong.csv");
    let complaint = second.ran.complained();
    assert!(
        complaint.contains("wrong.csv` is not a flights file: its first line should be\n  year,month"),
        "{complaint}"
    );
    assert!(complaint.ends_with("but it is\n  name,age\n"), "{complaint}");
    assert_eq!(second.tables().flights.len(), 1);

    for (args, says) in [
        (["--flights", "no-such.csv"], "error: cannot open `no-such.csv`: No such file"),
        (["--weather", "no-such.csv"], "error: cannot open `no-such.csv`: No such file"),
        (["--db", "no/such/folder.db"], "error: cannot write the database `no/such/folder.db`: "),
        (["--verbose", ""], "error: unknown argument `--verbose`\n\nusage: flights"),
    ] {
        let ran = Ran::example("flights", args);
        assert!(ran.complained().starts_with(says), "{args:?}: {}", ran.err);
    }
}
