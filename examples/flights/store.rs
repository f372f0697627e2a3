//! The database: one transaction a batch, every table written by one sink.

use super::{
    aircraft::{PAUSE, Session},
    row::{BadRow, Line, Row},
    tally::Tally,
};
use aqueduct::prelude::*;
use rusqlite::{Connection, OptionalExtension, Statement, params};
use std::{
    fmt,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

// A row that is written twice, because a batch was retried, is there once.
const SCHEMA: &str = "
    BEGIN;
    DROP TABLE IF EXISTS flights;
    DROP TABLE IF EXISTS carriers;
    DROP TABLE IF EXISTS hours;
    DROP TABLE IF EXISTS days;
    DROP TABLE IF EXISTS aircraft;
    DROP TABLE IF EXISTS rejected;
    CREATE TABLE flights (
        line INTEGER PRIMARY KEY, carrier TEXT NOT NULL, flight INTEGER NOT NULL, origin TEXT NOT NULL, dest TEXT NOT NULL,
        time_hour TEXT NOT NULL, status TEXT NOT NULL, dep_delay INTEGER, arr_delay INTEGER, temp REAL
    );
    CREATE TABLE carriers (
        carrier TEXT PRIMARY KEY, scheduled INTEGER NOT NULL, cancelled INTEGER NOT NULL, diverted INTEGER NOT NULL,
        mean_dep_delay REAL, mean_arr_delay REAL
    );
    CREATE TABLE hours (
        origin TEXT, hour TEXT, scheduled INTEGER NOT NULL, cancelled INTEGER NOT NULL, diverted INTEGER NOT NULL,
        mean_dep_delay REAL, mean_arr_delay REAL, PRIMARY KEY (origin, hour)
    );
    CREATE TABLE days (
        carrier TEXT, begins TEXT, ends TEXT NOT NULL, scheduled INTEGER NOT NULL, cancelled INTEGER NOT NULL,
        diverted INTEGER NOT NULL, mean_dep_delay REAL, mean_arr_delay REAL, PRIMARY KEY (carrier, begins)
    );
    CREATE TABLE aircraft (
        tailnum TEXT, first TEXT, last TEXT NOT NULL, flights INTEGER NOT NULL, minutes INTEGER NOT NULL,
        PRIMARY KEY (tailnum, first)
    );
    CREATE TABLE rejected (line INTEGER PRIMARY KEY, reason TEXT NOT NULL);
    COMMIT;";

pub(crate) struct Db(Mutex<Connection>);

#[sink(blocking)]
pub(crate) fn store_flights(db: &Db, rows: &[Row]) -> rusqlite::Result<()> {
    db.write("INSERT OR REPLACE INTO flights VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows, |insert, row| {
        let Row { flight: f, status, temp } = row;
        let (carrier, origin, dest, hour): (&str, &str, &str, &str) = (&f.carrier, &f.origin, &f.dest, &f.time_hour);
        let delays = (f.dep_delay, f.arr_delay);
        insert.execute(params![f.line, carrier, f.number, origin, dest, hour, status.name(), delays.0, delays.1, temp])
    })
}

#[sink(blocking)]
pub(crate) fn store_carriers(db: &Db, carriers: &[(Text, Tally)]) -> rusqlite::Result<()> {
    db.write("INSERT OR REPLACE INTO carriers VALUES (?, ?, ?, ?, ?, ?)", carriers, |insert, (name, t)| {
        let means = (t.dep_delay.value(), t.arr_delay.value());
        insert.execute(params![&**name, t.scheduled, t.cancelled, t.diverted, means.0, means.1])
    })
}

#[sink(blocking)]
pub(crate) fn store_hours(db: &Db, hours: &[(Text, Window, Tally)]) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO hours VALUES (?, strftime('%FT%TZ', ?, 'unixepoch'), ?, ?, ?, ?, ?)";
    db.write(sql, hours, |insert, (origin, hour, t)| {
        let means = (t.dep_delay.value(), t.arr_delay.value());
        insert.execute(params![&**origin, hour.start.as_secs(), t.scheduled, t.cancelled, t.diverted, means.0, means.1])
    })
}

#[sink(blocking)]
pub(crate) fn store_days(db: &Db, days: &[(Text, Window, Tally)]) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO days
        VALUES (?, strftime('%FT%TZ', ?, 'unixepoch'), strftime('%FT%TZ', ?, 'unixepoch'), ?, ?, ?, ?, ?)";
    db.write(sql, days, |insert, (carrier, day, t)| {
        let (begins, ends) = (day.start.as_secs(), day.end.as_secs());
        let means = (t.dep_delay.value(), t.arr_delay.value());
        insert.execute(params![&**carrier, begins, ends, t.scheduled, t.cancelled, t.diverted, means.0, means.1])
    })
}

/// A session ends with the pause behind its last departure.
#[sink(blocking)]
pub(crate) fn store_aircraft(db: &Db, sessions: &[(Text, Window, Session)]) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO aircraft
        VALUES (?, strftime('%FT%TZ', ?, 'unixepoch'), strftime('%FT%TZ', ?, 'unixepoch'), ?, ?)";
    db.write(sql, sessions, |insert, (tailnum, window, session)| {
        let (first, last) = (window.start.as_secs(), (window.end - PAUSE).as_secs());
        insert.execute(params![&**tailnum, first, last, session.flights, session.minutes])
    })
}

#[sink(blocking)]
pub(crate) fn store_rejected(db: &Db, rows: &[Failed<Line, BadRow>]) -> rusqlite::Result<()> {
    db.write("INSERT OR REPLACE INTO rejected VALUES (?, ?)", rows, |insert, failed| {
        insert.execute(params![failed.item.number, failed.cause.to_string()])
    })
}

impl Db {
    /// Opens the database, or makes it, and replaces its tables by empty ones.
    pub(crate) fn create(path: &Path) -> Result<Db, String> {
        let unwritable = |error: rusqlite::Error| {
            let path = path.display();
            format!("cannot write the database `{path}`: {error}; name another file with --db FILE")
        };
        let connection = Connection::open(path).map_err(unwritable)?;
        // If the machine itself goes down, the import is run again: it need not wait for the disk.
        let fast = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;";
        connection.execute_batch(fast).and_then(|()| connection.execute_batch(SCHEMA)).map_err(unwritable)?;
        Ok(Db(Mutex::new(connection)))
    }

    fn write<T>(
        &self,
        sql: &str,
        rows: &[T],
        insert: impl Fn(&mut Statement<'_>, &T) -> rusqlite::Result<usize>,
    ) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(sql)?;
        for row in rows {
            insert(&mut statement, row)?;
        }
        drop(statement);
        transaction.commit()
    }

    // A panic inside a transaction has rolled it back: the connection is sound.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is in the tables, asked in SQL.
    pub(crate) fn summary(&self) -> rusqlite::Result<Summary> {
        let connection = self.connection();
        let sql = "SELECT count(*), count(*) FILTER (WHERE status = 'cancelled'),
            count(*) FILTER (WHERE status = 'diverted'), count(*) FILTER (WHERE status = 'arrived'), count(*) - count(temp),
            (SELECT count(*) FROM carriers), (SELECT count(*) FROM rejected) FROM flights";
        let counts = connection.query_row(sql, [], |row| {
            Ok(Counts {
                flights: row.get(0)?,
                cancelled: row.get(1)?,
                diverted: row.get(2)?,
                arrived: row.get(3)?,
                without_weather: row.get(4)?,
                carriers: row.get(5)?,
                rejected: row.get(6)?,
            })
        })?;
        let first = |sql| connection.query_row(sql, [], |row| row.get(0)).optional();
        let worst_hour = "SELECT format('%s at %s, %.0f minutes late', origin, hour, mean_dep_delay) FROM hours
            WHERE mean_dep_delay IS NOT NULL ORDER BY mean_dep_delay DESC, hour, origin LIMIT 1";
        let busiest = "SELECT format('%s, %d flights from %s', tailnum, flights, first) FROM aircraft
            ORDER BY flights DESC, minutes DESC, tailnum, first LIMIT 1";
        Ok(Summary { counts, worst_hour: first(worst_hour)?, busiest: first(busiest)? })
    }
}

pub(crate) struct Summary {
    counts: Counts,
    worst_hour: Option<String>,
    busiest: Option<String>,
}

struct Counts {
    flights: i64,
    cancelled: i64,
    diverted: i64,
    arrived: i64,
    without_weather: i64,
    carriers: i64,
    rejected: i64,
}

impl Summary {
    /// Lines of the file that are in the tables, one way or the other.
    pub(crate) fn rows(&self) -> i64 {
        self.counts.flights + self.counts.rejected
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { cancelled, diverted, arrived, rejected, without_weather, carriers, .. } = &self.counts;
        writeln!(f, "{:>12}  {}", "rows", self.rows())?;
        writeln!(f, "{:>12}  {cancelled}", "cancelled")?;
        writeln!(f, "{:>12}  {diverted}", "diverted")?;
        writeln!(f, "{:>12}  {arrived}", "arrived")?;
        writeln!(f, "{:>12}  {rejected}", "rejected")?;
        writeln!(f, "{:>12}  {without_weather}", "no weather")?;
        write!(f, "{:>12}  {carriers}", "carriers")?;
        for (name, found) in [("worst hour", &self.worst_hour), ("busiest", &self.busiest)] {
            if let Some(found) = found {
                write!(f, "\n{name:>12}  {found}")?;
            }
        }
        Ok(())
    }
}
