//! NEXMark: the queries of a benchmark about an auction site, over persons, auctions and bids.
//!
//! ```sh
//! cargo run --release --example nexmark -- q5
//! cargo run --release --example nexmark -- q5 --events 1000000 --rate 1000 --quiet
//! ```
//!
//! It prints the rows, one a line with `|` between the columns, and at the end how many events a second went through, the making of
//! the events included.

use std::{error::Error, process::ExitCode};

mod args;
mod events;
mod queries;
mod row;

use args::Args;

#[tokio::main]
async fn main() -> ExitCode {
    match query().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn query() -> Result<(), Box<dyn Error>> {
    let Some(Args { query, from, folder, quiet }) = Args::from_env()? else { return Ok(()) };
    let Some(done) = queries::run(&query, from, &folder).await? else {
        return Err(format!("there is no query `{query}` here; --help names those there are").into());
    };
    if !quiet {
        for row in &done.rows {
            println!("{row}");
        }
    }
    let (rows, took) = (done.rows.len(), done.took.as_secs_f64());
    println!(
        "{query}: {rows} rows of {} events, {took:.2} s, {:.0} events per second",
        from.number,
        from.number as f64 / took
    );
    Ok(())
}
