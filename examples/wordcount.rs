//! Counts words, split at white space: the most frequent first, `count<TAB>word` a line.
//!
//! A fold on two workers: each counts what comes to it, and what they have counted of a word is added up at the end. Lines and words are slices of the blocks that were read: no word is copied until a key needs it.
//!
//! ```sh
//! cargo run --release --example wordcount                      # the text of CC0 in examples/data
//! cargo run --release --example wordcount -- FILE..            # `-` is the standard input
//! ```

use aqueduct::prelude::*;
use std::{
    collections::VecDeque,
    env,
    error::Error,
    io::{self, Write},
    path::{Path, PathBuf},
    pin::Pin,
    process,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncReadExt},
};

type Counts = Mutex<Vec<(String, u64)>>;

pipeline! {
    /// Counts the words of files.
    pub(crate) struct WordCount { files: Vec<PathBuf>, counts: Arc<Counts> }

    lines(&mut Input::new(&files)) { restart_if: |_| false }
        => words
        => count { by: |word| &word[..], workers: 2 }
        => collect(&counts) { batch: 1000, within: 1s };
}

/// The next line of the files, one after the other. What is read stays in `input`, so nothing is lost when this is dropped.
#[source]
async fn lines(input: &mut Input) -> io::Result<Option<Text>> {
    loop {
        if let Some(end) = input.block.iter().position(|&byte| byte == b'\n') {
            return Ok(Some(text(input.block.split_to(end + 1))));
        }
        if !input.read_on().await? {
            let last = std::mem::take(&mut input.block);
            return Ok((!last.is_empty()).then(|| text(last)));
        }
    }
}

#[stage]
fn words(line: Text) -> impl Iterator<Item = Text> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let word = line[from..].split_whitespace().next()?;
        from = word.as_ptr() as usize - line.as_ptr() as usize + word.len();
        Some(line.slice_ref(word))
    })
}

#[fold(merge = add)]
fn count(n: &mut u64, _word: Text) {
    *n += 1;
}

fn add(n: &mut u64, other: u64) {
    *n += other;
}

#[sink]
fn collect(counts: &Counts, counted: Vec<(String, u64)>) {
    counts.lock().unwrap_or_else(PoisonError::into_inner).extend(counted);
}

/// The files still to be read, and the block that was read last, from its open line on.
struct Input {
    files: VecDeque<PathBuf>,
    reader: Option<Pin<Box<dyn AsyncRead + Send>>>,
    block: Bytes,
}

const BLOCK: usize = 64 * 1024;

impl Input {
    fn new(files: &[PathBuf]) -> Input {
        Input { files: files.iter().cloned().collect(), reader: None, block: Bytes::new() }
    }

    /// Adds a block to the open line; `false` when there is nothing left.
    async fn read_on(&mut self) -> io::Result<bool> {
        loop {
            let Some(reader) = &mut self.reader else {
                let Some(file) = self.files.front() else { return Ok(false) };
                self.reader = Some(open(file).await?);
                continue;
            };
            let mut block = Vec::with_capacity(self.block.len() + BLOCK);
            block.extend_from_slice(&self.block);
            let read = reader.read_buf(&mut block).await.map_err(|e| about(&self.files[0], &e))?;
            if read > 0 {
                self.block = block.into();
                return Ok(true);
            }
            // The next file begins a new line, whether or not this one ended its last.
            self.reader = None;
            self.files.pop_front();
            if !self.block.is_empty() {
                return Ok(false);
            }
        }
    }
}

async fn open(file: &Path) -> io::Result<Pin<Box<dyn AsyncRead + Send>>> {
    if file == Path::new("-") {
        return Ok(Box::pin(tokio::io::stdin()));
    }
    Ok(Box::pin(File::open(file).await.map_err(|e| about(file, &e))?))
}

fn about(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot read `{}`: {error}", file.display()))
}

/// What is not UTF-8 is read with the replacement character.
fn text(line: Bytes) -> Text {
    Text::try_from(line.clone()).unwrap_or_else(|_| String::from_utf8_lossy(&line).into_owned().into())
}

#[tokio::main]
async fn main() {
    let code = match count_words().await {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("error: {error}");
            1
        }
    };
    // After ctrl-c a read of the standard input may still be waiting, and the end of the runtime would wait for it.
    process::exit(code);
}

async fn count_words() -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        files.push(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/CC0-1.0.txt").into());
    }
    let counts = Arc::new(Counts::default());
    WordCount { files, counts: counts.clone() }.run().await?;

    let mut counts = std::mem::take(&mut *counts.lock().unwrap_or_else(PoisonError::into_inner));
    counts.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    match print(&counts) {
        // `| head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

fn print(counts: &[(String, u64)]) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (word, n) in counts {
        writeln!(out, "{n}\t{word}")?;
    }
    out.flush()
}
