//! Reading a file line by line, `.gz` or not, into slices of shared blocks.

use super::row::{COLUMNS, Line};
use aqueduct::prelude::*;
use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

const BLOCK: usize = 64 * 1024;
/// What is longer is no flight: it is cut here, to be rejected.
pub(crate) const LONGEST: usize = 1024 * 1024;

/// The next line. Damage in the file stays damage, so the pipeline does not restart this source.
#[source]
pub(crate) fn rows(lines: &mut Lines) -> io::Result<Option<Line>> {
    lines.next()
}

/// A bar over the bytes of the file; `indicatif` hides it where there is no terminal.
pub(crate) fn progress(path: &Path) -> io::Result<ProgressBar> {
    let size = path.metadata().map_err(|e| about("cannot open", path, e))?.len();
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} % of {total_bytes}, {eta} left");
    Ok(ProgressBar::new(size).with_style(style.map_err(io::Error::other)?))
}

/// Opens a file, unpacking it if its name ends in `.gz`; what is read counts on the bar.
pub(crate) fn open(path: &Path, bar: &ProgressBar) -> io::Result<Box<dyn Read + Send>> {
    let file = bar.wrap_read(File::open(path).map_err(|e| about("cannot open", path, e))?);
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if packed { Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(BLOCK, file))) } else { Box::new(file) })
}

/// The lines of a flights file after its header, numbered as an editor numbers them.
pub(crate) struct Lines {
    path: PathBuf,
    reader: Box<dyn Read + Send>,
    block: Bytes,
    number: i64,
    skip: bool,
}

impl Lines {
    pub(crate) fn open(path: &Path, bar: &ProgressBar) -> io::Result<Lines> {
        let reader = open(path, bar)?;
        let mut lines = Lines { path: path.into(), reader, block: Bytes::new(), number: 0, skip: false };
        lines.check_header()?;
        Ok(lines)
    }

    fn check_header(&mut self) -> io::Result<()> {
        let header = self.next()?.map(|line| line.bytes).unwrap_or_default();
        let header = String::from_utf8_lossy(&header);
        let names = header.trim_start_matches('\u{feff}').split(',').map(|name| name.trim_matches('"'));
        if names.eq(COLUMNS) {
            return Ok(());
        }
        let found: String = header.escape_debug().take(200).collect();
        let text = format!(
            "`{}` is not a flights file: its first line should be\n  {}\nbut it is\n  {found}",
            self.path.display(),
            COLUMNS.join(",")
        );
        Err(io::Error::new(io::ErrorKind::InvalidData, text))
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            if let Some(end) = self.block.iter().position(|&byte| byte == b'\n') {
                let line = self.block.split_to(end + 1).slice(..end);
                if !std::mem::take(&mut self.skip) {
                    return Ok(Some(self.number(line)));
                }
            } else if self.block.len() > LONGEST {
                let start = std::mem::take(&mut self.block);
                if !std::mem::replace(&mut self.skip, true) {
                    return Ok(Some(self.number(start)));
                }
            } else if !self.fill()? {
                let last = std::mem::take(&mut self.block);
                return Ok((!last.is_empty() && !self.skip).then(|| self.number(last)));
            }
        }
    }

    fn number(&mut self, bytes: Bytes) -> Line {
        self.number += 1;
        let end = bytes.strip_suffix(b"\r").map_or(bytes.len(), <[u8]>::len);
        Line { number: self.number, bytes: bytes.slice(..end) }
    }

    /// Reads on into a new block that begins with the open line; `false` at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        let open = self.block.len();
        let mut block = Vec::with_capacity(open + BLOCK);
        block.extend_from_slice(&self.block);
        block.resize(open + BLOCK, 0);
        let read = loop {
            match self.reader.read(&mut block[open..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                read => break read.map_err(|e| self.damaged(&e))?,
            }
        };
        block.truncate(open + read);
        self.block = block.into();
        Ok(read > 0)
    }

    fn damaged(&self, error: &io::Error) -> io::Error {
        // What does not come from the system comes from unpacking.
        let hint = if error.raw_os_error().is_none() { "; it is damaged or cut short, fetch it again" } else { "" };
        let (path, line) = (self.path.display(), self.number);
        io::Error::new(error.kind(), format!("cannot read `{path}` beyond line {line}: {error}{hint}"))
    }
}

pub(crate) fn about(what: &str, path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{what} `{}`: {error}", path.display()))
}
