//! The queries of `nexmark` against SQL: every event in a table of SQLite, every result as sorted rows of text.

#[path = "../../../examples/nexmark/events.rs"]
mod events;
#[allow(dead_code)]
#[path = "../../../examples/nexmark/queries/mod.rs"]
mod queries;
#[path = "../../../examples/nexmark/row.rs"]
mod row;

use crate::ran::Ran;
use ::nexmark::event::Event;
use events::Events;
use rusqlite::{Connection, params, types::ValueRef};
use std::{collections::BTreeMap, fs, path::Path};

/// Ten seconds have a thousand events: windows are full.
const FAST: Events = Events { number: 20_000, rate: 100 };

/// From a quarter to seven in the evening until after midnight.
const SLOW: Events = Events { number: 20_000, rate: 1 };

/// All events in their tables.
fn tables(from: Events) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    db.execute_batch(include_str!("tables.sql")).unwrap();
    let all = db.transaction().unwrap();
    for event in from.generate() {
        insert(&all, event).unwrap();
    }
    all.commit().unwrap();
    db
}

fn insert(db: &Connection, event: Event) -> rusqlite::Result<usize> {
    match event {
        Event::Person(p) => db.prepare_cached("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            p.id as i64,
            p.name,
            p.email_address,
            p.credit_card,
            p.city,
            p.state,
            p.date_time as i64,
            p.extra
        ]),
        Event::Auction(a) => {
            db.prepare_cached("INSERT INTO auction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
                a.id as i64,
                a.item_name,
                a.description,
                a.initial_bid as i64,
                a.reserve as i64,
                a.date_time as i64,
                a.expires as i64,
                a.seller as i64,
                a.category as i64,
                a.extra
            ])
        }
        Event::Bid(b) => db.prepare_cached("INSERT INTO bid VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            b.auction as i64,
            b.bidder as i64,
            b.price as i64,
            b.channel,
            b.url,
            b.date_time as i64,
            b.extra
        ]),
    }
}

/// What SQL makes of the events: sorted rows, with `|` between the columns.
fn expected(sql: &str, from: Events) -> Vec<String> {
    let db = tables(from);
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
        ValueRef::Null | ValueRef::Blob(_) => panic!("no result has {value:?}"),
    }
}

/// What the pipeline makes of them, likewise.
fn rows(query: &str, from: Events) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done = runtime.block_on(queries::run(query, from, Path::new("")));
    let mut rows = done.unwrap().expect("there is such a query").rows;
    rows.sort();
    rows
}

/// All rows, the first difference by itself: there may be thousands.
fn compare(rows: &[String], expected: &[String]) {
    assert!(!expected.is_empty(), "no events that this query is about");
    let first = rows.iter().zip(expected).find(|(row, expected)| row != expected);
    assert_eq!(first, None, "the first row that differs from that of SQL, of {} and {}", rows.len(), expected.len());
    assert_eq!(rows.len(), expected.len());
}

macro_rules! queries {
    ($($query:ident of $events:ident;)+) => {$(
        #[test]
        fn $query() {
            let name = stringify!($query);
            compare(&rows(name, $events), &expected(include_str!(concat!(stringify!($query), ".sql")), $events));
        }
    )+};
}

queries! {
    q0 of FAST;
    q1 of FAST;
    q2 of FAST;
    q3 of FAST;
    q4 of FAST;
    q5 of FAST;
    q6 of FAST;
    q7 of FAST;
    q8 of FAST;
    q9 of FAST;
    q11 of FAST;
    q13 of FAST;
    q14 of SLOW;
    q15 of SLOW;
    q16 of SLOW;
    q17 of SLOW;
    q18 of FAST;
    q19 of FAST;
    q20 of FAST;
    q21 of FAST;
    q22 of FAST;
}

/// The rows are lines of the file that is named after their minute.
#[test]
fn q10() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(queries::run("q10", SLOW, folder.path())).unwrap();
    let mut rows = Vec::new();
    for day in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        for minute in fs::read_dir(day.path()).unwrap().map(Result::unwrap) {
            let file = minute.path();
            let name = file.strip_prefix(folder.path()).unwrap().display().to_string();
            let lines = fs::read_to_string(&file).unwrap();
            rows.extend(lines.lines().map(|line| format!("{name}|{line}")));
        }
    }
    rows.sort();
    compare(&rows, &expected(include_str!("q10.sql"), SLOW));
}

/// Which windows there are is the clock's matter: each is ten seconds long, and together they have all bids.
#[test]
fn q12() {
    let mut counts = BTreeMap::<String, u64>::new();
    for row in rows("q12", FAST) {
        let [bidder, count, start, end] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        let [start, end]: [i64; 2] = [start, end].map(|at| at.parse().unwrap());
        assert_eq!((start % 10_000, end - start), (0, 10_000));
        *counts.entry(bidder.to_owned()).or_default() += count.parse::<u64>().unwrap();
    }
    let mut rows: Vec<_> = counts.iter().map(|(bidder, count)| format!("{bidder}|{count}")).collect();
    rows.sort();
    compare(&rows, &expected(include_str!("q12.sql"), FAST));
}

#[test]
fn days_and_minutes_are_those_of_the_calendar() {
    let db = Connection::open_in_memory().unwrap();
    let sql = "SELECT strftime('%Y-%m-%d %H:%M', ?, 'unixepoch')";
    for seconds in (-90_000_000_i64..9_000_000_000).step_by(8_640_007) {
        let at = aqueduct::Timestamp::from_secs(seconds);
        let expected: String = db.query_row(sql, [seconds], |row| row.get(0)).unwrap();
        assert_eq!(format!("{} {}", row::day(at), row::minute(at)), expected, "{seconds}");
    }
}

#[test]
fn the_program_prints_rows_and_how_fast_it_was() {
    let ran = Ran::example("nexmark", ["q2", "--events", "5000"]);
    let printed: Vec<_> = ran.printed().lines().map(str::to_owned).collect();
    let (last, printed) = printed.split_last().unwrap();
    let mut printed = printed.to_vec();
    printed.sort();
    compare(&printed, &expected(include_str!("q2.sql"), Events { number: 5000, rate: 100 }));
    assert!(last.starts_with(&format!("q2: {} rows of 5000 events, ", printed.len())), "{last}");
    assert!(last.ends_with(" events per second"), "{last}");
}

#[test]
fn a_query_that_is_not_there_is_named() {
    let ran = Ran::example("nexmark", ["q99"]);
    assert_eq!(ran.complained(), "error: there is no query `q99` here; --help names those there are\n");
    let ran = Ran::example("nexmark", ["q0", "--events", "none"]);
    assert!(ran.complained().starts_with("error: `--events` needs a number above 0\n"), "{}", ran.err);
}
