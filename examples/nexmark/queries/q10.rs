//! Query 10, log to files: every bid appended to the file of its minute, `2024-02-29/18-45`.
//!
//! ```sql
//! INSERT INTO fs_sink -- partitioned by dt, hm
//! SELECT auction, bidder, price, dateTime, extra, DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS dt, DATE_FORMAT(dateTime, 'HH:mm') AS hm
//! FROM bid;
//! ```

use super::super::{
    events::{Bid, Events, bids, events, millis},
    row::{Row, day, minute},
};
use aqueduct::prelude::*;
use std::{
    fmt::Write,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// All of them are of one minute.
#[sink(blocking)]
pub(crate) fn append(folder: &Path, bids: &[Bid]) -> io::Result<()> {
    let at = millis(bids[0].date_time);
    let folder = folder.join(day(at));
    fs::create_dir_all(&folder)?;
    let mut lines = String::new();
    for bid in bids {
        writeln!(lines, "{}", bid.text()).map_err(io::Error::other)?;
    }
    let file = folder.join(minute(at).replace(':', "-"));
    File::options().create(true).append(true).open(file)?.write_all(lines.as_bytes())
}

pipeline! {
    pub(crate) struct Q10 { pub(crate) from: Events, pub(crate) folder: PathBuf }

    events(&from)
        => bids
        => append(&folder) { by: |bid| bid.date_time / 60_000, batch: 1000 per key, within: 1s, else: stop };
}
