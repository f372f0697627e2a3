//! The flights of a month into SQLite: what was cancelled, diverted, or arrived, in what weather, and what that adds up to.
//!
//! A chain, a route by `match`, two streams joined by hour in event time, a broadcast, one fold by carrier, by airport and hour, and by
//! carrier and day, sessions, batched sinks, and a way out for every row that does not parse.
//!
//! ```sh
//! cargo run --release --example flights
//! cargo run --release --example flights -- --flights FILE --weather FILE --lateness DAYS --db FILE
//! ```
//!
//! Without arguments it reads the slice in `examples/data`. It replaces the tables `flights`, `carriers`, `hours`, `days`, `aircraft` and
//! `rejected` of the database, so a second run starts over.

use aqueduct::{Report, prelude::*};
use indicatif::ProgressBar;
use std::{
    error::Error,
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

mod aircraft;
mod args;
mod input;
mod row;
mod store;
mod tally;
mod weather;

use aircraft::{PAUSE, flew, fly};
use args::Args;
use input::{Lines, rows};
use row::{Flight, arrived, cancelled, diverted, parse};
use store::{Db, store_aircraft, store_carriers, store_days, store_flights, store_hours, store_rejected};
use tally::add_up;
use weather::{Airport, add_weather, observe};

pipeline! {
    /// Parses flights, says what became of each, joins the weather of its hour, and stores them and what they add up to.
    pub(crate) struct Flights { file: PathBuf, bar: ProgressBar, observed: PathBuf, lateness: Duration, db: Arc<Db> }

    // Rows are in order of days, not of time: a flight's time is when it was to depart, once it is known to be one.
    let flights = rows(&mut Lines::open(&file, &bar)?) { restart_if: |_| false }
        => parse { else: bad }
        => map(|flight| flight) { name: on_schedule, time: |flight| flight.scheduled, lateness: lateness }
        => match {
            Flight { dep_time: None, .. } => cancelled,
            Flight { air_time: None, .. } => diverted,
            _ => arrived,
        };

    // The file has one airport after the other. Read side by side, each is in order of time.
    let hours = [
        observe(&mut Airport::open("EWR", &observed)?) { name: newark, time: |seen| seen.hour, restart_if: |_| false },
        observe(&mut Airport::open("JFK", &observed)?) { name: kennedy, time: |seen| seen.hour, restart_if: |_| false },
        observe(&mut Airport::open("LGA", &observed)?) { name: la_guardia, time: |seen| seen.hour, restart_if: |_| false },
    ];

    // Pairs are of one place and hour; a flight in an hour that nobody observed stays, without weather.
    join(flights, hours) { on: (|row| row.place(), |seen| seen.place()), apart: 1h, kind: left }
        => add_weather
        => [
            store_flights(&db) { batch: 1000, within: 1s, else: stop },
            add_up { by: |row| &row.flight.carrier } => store_carriers(&db) { batch: 100, within: 1s, else: stop },
            add_up { name: hourly, by: |row| &row.flight.origin, window: tumbling(1h) }
                => store_hours(&db) { batch: 100, within: 1s, else: stop },
            add_up { name: daily, by: |row| &row.flight.carrier, window: sliding(1d, 6h) }
                => store_days(&db) { batch: 100, within: 1s, else: stop },
            filter(flew)
                => fly { by: |row| &row.flight.tailnum, window: session(PAUSE) }
                => store_aircraft(&db) { batch: 100, within: 1s, else: stop },
        ];

    bad => store_rejected(&db) { batch: 100, within: 1s, else: stop };
}

#[tokio::main]
async fn main() -> ExitCode {
    match import().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn import() -> Result<(), Box<dyn Error>> {
    let Some(Args { flights, weather, lateness, db: path }) = Args::from_env()? else { return Ok(()) };
    let bar = input::progress(&flights)?;
    // Opened once to look at them: a wrong file is to be found before the tables of the last run are gone.
    Lines::open(&flights, &ProgressBar::hidden())?;
    Airport::open("EWR", &weather)?;
    let db = Arc::new(Db::create(&path)?);

    let began = Instant::now();
    let pipeline = Flights { file: flights, bar: bar.clone(), observed: weather, lateness, db: db.clone() };
    let done = pipeline.run().await;
    let took = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let late = late(&done?);

    let summary = db.summary()?;
    println!("{summary}");
    if late > 0 {
        println!("{:>12}  {late}, in no table: the file is in less order than --lateness says", "too late");
    }
    println!("{:>12}  {:.2} s, {:.0} rows per second", "took", took, summary.rows() as f64 / took);
    println!("{:>12}  {}", "written to", path.display());
    Ok(())
}

/// Flights that came when their hour had gone by: the file is in less order than `lateness` says.
fn late(report: &Report) -> u64 {
    report.nodes.iter().map(|node| node.late).sum()
}
