//! The tables of `flights` against SQL over the same two files, loaded into SQLite as they are.

use crate::{data, ran::Ran};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use rusqlite::{Connection, params_from_iter, types::ValueRef};
use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

const FLIGHTS: &str = "flights-2013-01.csv.gz";
const WEATHER: &str = "weather-2013-01.csv.gz";

/// What the example writes, and the SQL that says what should be there.
const TABLES: [(&str, &str); 5] = [
    ("flights", include_str!("flights.sql")),
    ("carriers", include_str!("carriers.sql")),
    ("hours", include_str!("hours.sql")),
    ("days", include_str!("days.sql")),
    ("aircraft", include_str!("aircraft.sql")),
];

fn unpacked(path: &Path) -> String {
    let mut text = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

/// A database with the rows of both files.
fn loaded(flights: &Path, weather: &Path) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    db.execute_batch(include_str!("tables.sql")).unwrap();
    for (table, file) in [("flight", flights), ("weather", weather)] {
        load(&mut db, table, &unpacked(file)).unwrap();
    }
    db
}

fn load(db: &mut Connection, table: &str, text: &str) -> rusqlite::Result<()> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let all = db.transaction()?;
    for (line, row) in (2_i64..).zip(rows.records()) {
        let row = row.unwrap();
        let fields = row.iter().map(|field| (field != "NA").then(|| field.to_owned()));
        let sql = format!("INSERT INTO {table} VALUES (?{})", ", ?".repeat(row.len()));
        let values = std::iter::once(Some(line.to_string())).chain(fields);
        all.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    }
    all.commit()
}

/// Its rows as sorted text, with `|` between the columns.
fn rows(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let text = (0..columns).map(|column| row.get_ref(column).map(text));
        Ok(text.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    });
    let mut rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
    rows.sort();
    rows
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Blob(_) => panic!("no table has blobs"),
    }
}

/// All tables, all rows; of those that differ the first, since there may be thousands.
#[track_caller]
fn compare(written: &Path, flights: &Path, weather: &Path) {
    let (written, loaded) = (Connection::open(written).unwrap(), loaded(flights, weather));
    for (table, sql) in TABLES {
        let (found, expected) = (rows(&written, &format!("SELECT * FROM {table}")), rows(&loaded, sql));
        assert!(expected.len() > 15, "{table}: {} rows", expected.len());
        let first = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!(first, None, "{table}: the first row that differs, of {} and {}", found.len(), expected.len());
        assert_eq!(found.len(), expected.len(), "{table}");
    }
}

#[test]
fn a_month_is_in_the_tables_as_sql_says() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("month.db");
    let ran = Ran::example("flights", [Path::new("--db"), &*db]);
    let printed = ran.printed();
    assert!(printed.contains("  no weather  52\n") && !printed.contains("too late"), "{printed}");
    assert!(printed.contains("  worst hour  JFK at 2013-01-14T01:00:00Z, 117 minutes late\n"), "{printed}");
    assert!(printed.contains("     busiest  N13949, 4 flights from 2013-01-14T11:25:00Z\n"), "{printed}");
    compare(&db, &data(FLIGHTS), &data(WEATHER));
}

/// The flights in another order, packed.
fn reordered(folder: &Path, order: impl FnOnce(&mut Vec<&str>)) -> PathBuf {
    let text = unpacked(&data(FLIGHTS));
    let mut lines: Vec<&str> = text.lines().collect();
    let header = lines.remove(0);
    order(&mut lines);
    let path = folder.join("reordered.csv.gz");
    let mut file = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
    file.write_all(format!("{header}\n{}\n", lines.join("\n")).as_bytes()).unwrap();
    file.finish().unwrap();
    path
}

fn run(flights: &Path, db: &Path, lateness: &str) -> Ran {
    let [flights, db, lateness] = [flights, db, Path::new(lateness)].map(Path::as_os_str);
    Ran::example("flights", ["--flights".as_ref(), flights, "--db".as_ref(), db, "--lateness".as_ref(), lateness])
}

#[test]
fn in_whatever_order_flights_come_the_tables_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("shuffled.db");
    let flights = reordered(folder.path(), |lines| fastrand::Rng::with_seed(7).shuffle(lines));
    let ran = run(&flights, &db, "31");
    assert!(!ran.printed().contains("too late"), "{}", ran.out);
    compare(&db, &flights, &data(WEATHER));
}

#[test]
fn what_comes_later_than_lateness_allows_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("late.db");
    // The first day behind the last.
    let flights = reordered(folder.path(), |lines| {
        let first_day = lines.iter().take_while(|line| line.starts_with("2013,1,1,")).count();
        lines.rotate_left(first_day);
    });
    let ran = run(&flights, &db, "1");
    let printed = ran.printed();
    let number = |name: &str| -> usize {
        let line = printed.lines().find_map(|line| line.trim_start().strip_prefix(name)).expect(printed);
        line.trim_start().split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    // How many of the 842: a join has come as far as the slower of its two sides.
    assert_eq!(number("rows  ") + number("too late  "), 27_004, "{printed}");
    assert!((1..=842).contains(&number("too late  ")), "{printed}");

    let ran = run(&flights, &db, "0");
    assert!(ran.complained().starts_with("error: `--lateness` needs a number of DAYS from 1 to 1000\n"), "{}", ran.err);
}

#[test]
fn weather_that_is_no_weather_ends_the_run_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let [weather, db] = ["weather.csv", "out.db"].map(|name| folder.path().join(name));
    let args = || ["--weather".as_ref(), weather.as_os_str(), "--db".as_ref(), db.as_os_str()];
    std::fs::write(&weather, "name,age\nMia,7\n").unwrap();
    let ran = Ran::example("flights", args());
    assert!(ran.complained().ends_with("is not a weather file: it has no column `origin`\n"), "{}", ran.err);

    std::fs::write(&weather, "origin,time_hour,temp\nEWR,2013-01-01T06:00:00Z,39\nJFK,2013-01-01T06:00:00Z,mild\n")
        .unwrap();
    let ran = Ran::example("flights", args());
    assert!(ran.complained().contains("the source `kennedy` failed after 0 items"), "{}", ran.err);
    assert!(ran.complained().ends_with("weather.csv`, line 3: temp is not a number\n"), "{}", ran.err);
}
