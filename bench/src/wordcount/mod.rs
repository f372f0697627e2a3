//! How often each word stands in a text file: 100,000 distinct words, Zipf.

mod text;
mod threads;
mod tokio_side;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};

pub(crate) const NAME: &str = "wordcount";

/// What one word was counted as, everywhere.
type Counts<K, S = RandomState> = HashMap<K, u64, S>;

/// The counts, told apart from wrong ones by three numbers.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summary {
    words: u64,
    distinct: u64,
    checksum: u64,
}

impl Summary {
    /// Reads the counts out, as who wants them would: the time for it belongs to every system's.
    pub(crate) fn of<'w>(counts: impl IntoIterator<Item = (&'w str, u64)>) -> Self {
        let mut summary = Self::default();
        for (word, count) in counts {
            summary.words += count;
            summary.distinct += 1;
            summary.checksum = summary.checksum.wrapping_add(count.wrapping_mul(fnv(word)));
        }
        summary
    }

    fn of_map<K: AsRef<str>, S: BuildHasher>(counts: &Counts<K, S>) -> Self {
        Self::of(counts.iter().map(|(word, count)| (word.as_ref(), *count)))
    }

    fn plus(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            distinct: self.distinct + other.distinct,
            checksum: self.checksum.wrapping_add(other.checksum),
        }
    }
}

/// FNV-1a.
fn fnv(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(crate) fn work<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let text = Arc::new(text::generate(args.text_bytes)?);
    let wanted = text.summary;
    let check = move |got| expect_equal(&got, &wanted);
    let on_text = |name, job: Job<'a>| {
        let text = Arc::clone(&text);
        System::new(name, move || job(text.path()), check)
    };
    let systems = vec![
        on_text("plain_loop", Box::new(threads::plain_loop::<RandomState>)),
        on_text("plain_loop_foldhash", Box::new(threads::plain_loop::<foldhash::fast::RandomState>)),
        on_text("two_threads", Box::new(threads::two_threads::<RandomState>)),
        on_text("two_threads_foldhash", Box::new(threads::two_threads::<foldhash::fast::RandomState>)),
        on_text("tokio_mpsc", Box::new(|path| runtime.block_on(tokio_side::word_by_word(path)))),
        on_text("tokio_keyed_lines", Box::new(|path| runtime.block_on(tokio_side::keyed_by_line(path)))),
        #[cfg(feature = "aqueduct")]
        on_text("aqueduct", Box::new(|path| runtime.block_on(crate::aqueduct_side::word_count(path)))),
    ];
    let baselines = &["tokio_mpsc", "tokio_keyed_lines", "two_threads", "two_threads_foldhash"];
    Ok(vec![Work { name: NAME.into(), items: wanted.words, baselines, systems }])
}

type Job<'a> = Box<dyn Fn(&std::path::Path) -> Result<Summary, Failure> + 'a>;
