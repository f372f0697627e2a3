//! The flights of a month into SQLite: what was cancelled, what was diverted, what arrived, and in what weather.
//!
//! A chain, a route by `match`, a lookup in a shared table, a broadcast, a fold by key, batched sinks, and a way out for every row
//! that does not parse.
//!
//! ```sh
//! cargo run --release --example flights
//! cargo run --release --example flights -- --flights flights.csv.gz --weather weather.csv.gz --db flights.db
//! ```
//!
//! Without arguments it reads the slice in `examples/data`. It replaces the tables `flights`, `carriers` and `rejected` of the
//! database, so a second run starts over.

use aqueduct::prelude::*;
use indicatif::ProgressBar;
use std::{error::Error, path::PathBuf, process::ExitCode, sync::Arc, time::Instant};

mod args;
mod carrier;
mod input;
mod row;
mod store;
mod weather;

use args::Args;
use carrier::tally;
use input::{Lines, rows};
use row::{Flight, arrived, cancelled, diverted, parse};
use store::{Db, store_carriers, store_flights, store_rejected};
use weather::{Weather, add_weather};

pipeline! {
    /// Parses flights, says what became of each, adds the weather and stores them.
    pub(crate) struct Flights { file: PathBuf, bar: ProgressBar, weather: Weather, db: Arc<Db> }

    rows(&mut Lines::open(&file, &bar)?) { restart_if: |_| false }
        => parse { else: bad }
        => match {
            Flight { dep_time: None, .. } => cancelled,
            Flight { air_time: None, .. } => diverted,
            _ => arrived,
        }
        => add_weather(&weather)
        => [
            store_flights(&db) { batch: 1000, within: 1s, else: stop },
            tally { by: |row| &row.flight.carrier } => store_carriers(&db) { batch: 100, within: 1s, else: stop },
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
    let Some(Args { flights, weather, db: path }) = Args::from_env()? else { return Ok(()) };
    let bar = input::progress(&flights)?;
    let weather = Weather::load(&weather)?;
    // Opened once to look at it: a wrong file is to be found before the tables of the last run are gone.
    Lines::open(&flights, &ProgressBar::hidden())?;
    let db = Arc::new(Db::create(&path)?);

    let began = Instant::now();
    let done = Flights { file: flights, bar: bar.clone(), weather, db: db.clone() }.run().await;
    let took = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    done?;

    let summary = db.summary()?;
    println!("{summary}");
    println!("{:>12}  {:.2} s, {:.0} rows per second", "took", took, summary.rows() as f64 / took);
    println!("{:>12}  {}", "written to", path.display());
    Ok(())
}
