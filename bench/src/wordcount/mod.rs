//! How often each word stands in a text file: 100,000 distinct words, Zipf.

mod rayon_side;
mod text;
mod threads;
mod tokio_side;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use tokio::runtime::Runtime;

#[cfg(feature = "aqueduct")]
use crate::aqueduct_side::words;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
#[cfg(feature = "peers")]
use crate::peers::{dfir_side, renoir_side, timely_side};

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

    pub(crate) fn of_map<K: AsRef<str>, S: BuildHasher>(counts: &Counts<K, S>) -> Self {
        Self::of(counts.iter().map(|(word, count)| (word.as_ref(), *count)))
    }

    pub(crate) fn plus(self, other: Self) -> Self {
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
        on_text("rayon", Box::new(rayon_side::parallel::<RandomState>)),
        on_text("rayon_foldhash", Box::new(rayon_side::parallel::<foldhash::fast::RandomState>)),
        #[cfg(feature = "peers")]
        on_text("renoir_local_fold", Box::new(renoir_side::local_fold)),
        #[cfg(feature = "peers")]
        on_text("renoir_preaggregated", Box::new(renoir_side::preaggregated)),
        #[cfg(feature = "peers")]
        on_text("renoir_shuffled", Box::new(renoir_side::shuffled)),
        #[cfg(feature = "peers")]
        on_text("timely_exchange", Box::new(timely_side::word_count)),
        #[cfg(feature = "peers")]
        on_text("dfir", Box::new(dfir_side::word_count)),
        #[cfg(feature = "aqueduct")]
        on_text("aqueduct", Box::new(|path| runtime.block_on(words::word_count(path)))),
        #[cfg(feature = "aqueduct")]
        on_text("aqueduct_local", Box::new(|path| runtime.block_on(words::word_count_locally(path)))),
        #[cfg(feature = "aqueduct")]
        on_text("aqueduct_by_line", Box::new(|path| runtime.block_on(words::word_count_by_line(path)))),
        #[cfg(feature = "aqueduct")]
        on_text(
            "aqueduct_by_line_foldhash",
            Box::new(|path| runtime.block_on(words::word_count_by_line_foldhash(path))),
        ),
    ];
    let baselines = &["tokio_mpsc", "tokio_keyed_lines", "two_threads", "two_threads_foldhash"];
    Ok(vec![Work { systems, ..Work::new(NAME, wanted.words, baselines) }])
}

type Job<'a> = Box<dyn Fn(&std::path::Path) -> Result<Summary, Failure> + 'a>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_peer_counts_every_word() {
        let text = text::generate(1_000_000).unwrap();
        assert_eq!(rayon_side::parallel::<RandomState>(text.path()).unwrap(), text.summary);
        #[cfg(feature = "peers")]
        {
            assert_eq!(renoir_side::local_fold(text.path()).unwrap(), text.summary);
            assert_eq!(renoir_side::preaggregated(text.path()).unwrap(), text.summary);
            assert_eq!(renoir_side::shuffled(text.path()).unwrap(), text.summary);
            assert_eq!(timely_side::word_count(text.path()).unwrap(), text.summary);
            assert_eq!(dfir_side::word_count(text.path()).unwrap(), text.summary);
        }
    }
}
