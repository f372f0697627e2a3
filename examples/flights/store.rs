//! The database: one transaction a batch, every table written by one sink.

use super::{
    carrier::Carrier,
    row::{BadRow, Line, Row},
};
use aqueduct::prelude::*;
use rusqlite::{Connection, Statement, params};
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
    DROP TABLE IF EXISTS rejected;
    CREATE TABLE flights (
        line INTEGER PRIMARY KEY, carrier TEXT NOT NULL, flight INTEGER NOT NULL, origin TEXT NOT NULL, dest TEXT NOT NULL,
        time_hour TEXT NOT NULL, status TEXT NOT NULL, dep_delay INTEGER, arr_delay INTEGER, temp REAL
    );
    CREATE TABLE carriers (
        carrier TEXT PRIMARY KEY, scheduled INTEGER NOT NULL, cancelled INTEGER NOT NULL, diverted INTEGER NOT NULL,
        mean_dep_delay REAL, mean_arr_delay REAL
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
pub(crate) fn store_carriers(db: &Db, carriers: &[(Text, Carrier)]) -> rusqlite::Result<()> {
    db.write("INSERT OR REPLACE INTO carriers VALUES (?, ?, ?, ?, ?, ?)", carriers, |insert, (name, c)| {
        let means = (c.dep_delay.value(), c.arr_delay.value());
        insert.execute(params![&**name, c.scheduled, c.cancelled, c.diverted, means.0, means.1])
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

    /// What is in the tables, counted by SQL.
    pub(crate) fn summary(&self) -> rusqlite::Result<Summary> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE status = 'cancelled'),
            count(*) FILTER (WHERE status = 'diverted'), count(*) FILTER (WHERE status = 'arrived'), count(*) - count(temp), (SELECT count(*) FROM carriers), (SELECT count(*) FROM rejected) FROM flights";
        self.connection().query_row(sql, [], |row| {
            Ok(Summary {
                flights: row.get(0)?,
                cancelled: row.get(1)?,
                diverted: row.get(2)?,
                arrived: row.get(3)?,
                without_weather: row.get(4)?,
                carriers: row.get(5)?,
                rejected: row.get(6)?,
            })
        })
    }
}

pub(crate) struct Summary {
    flights: i64,
    cancelled: i64,
    diverted: i64,
    arrived: i64,
    without_weather: i64,
    carriers: i64,
    rejected: i64,
}

impl Summary {
    /// Lines of the file that were dealt with, one way or the other.
    pub(crate) fn rows(&self) -> i64 {
        self.flights + self.rejected
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12}  {}", "rows", self.rows())?;
        writeln!(f, "{:>12}  {}", "cancelled", self.cancelled)?;
        writeln!(f, "{:>12}  {}", "diverted", self.diverted)?;
        writeln!(f, "{:>12}  {}", "arrived", self.arrived)?;
        writeln!(f, "{:>12}  {}", "rejected", self.rejected)?;
        writeln!(f, "{:>12}  {}", "no weather", self.without_weather)?;
        write!(f, "{:>12}  {}", "carriers", self.carriers)
    }
}
