//! The generated text: the same for the same size, every time.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::Summary;

const DISTINCT: usize = 100_000;
const WORDS_PER_LINE: usize = 10;
/// A little more than a word takes with the space after it, so that all words are sown shortly before the end.
const BYTES_PER_WORD: usize = 7;

/// A text file, removed when dropped, and what must be counted in it.
pub(super) struct Text {
    file: NamedTempFile,
    pub(super) summary: Summary,
}

impl Text {
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }
}

/// At least `bytes` long, with every word of the vocabulary in it.
pub(super) fn generate(bytes: usize) -> io::Result<Text> {
    let vocabulary: Vec<String> = (0..DISTINCT).map(word).collect();
    let mut counts = vec![0; DISTINCT];
    let mut file = NamedTempFile::with_prefix("aqueduct-bench-")?;
    write_words(&mut BufWriter::new(&mut file), bytes, &vocabulary, &mut counts)?;
    let summary = Summary::of(vocabulary.iter().map(String::as_str).zip(counts));
    Ok(Text { file, summary })
}

fn write_words(out: &mut impl Write, bytes: usize, vocabulary: &[String], counts: &mut [u64]) -> io::Result<()> {
    let mut ranks = Ranks::new(bytes / BYTES_PER_WORD);
    let mut written = 0;
    for nth in 1.. {
        let rank = ranks.next();
        counts[rank] += 1;
        out.write_all(vocabulary[rank].as_bytes())?;
        out.write_all(if nth % WORDS_PER_LINE == 0 { b"\n" } else { b" " })?;
        written += vocabulary[rank].len() + 1;
        if written >= bytes && ranks.all_sown() {
            break;
        }
    }
    out.flush()
}

/// Which word comes next: Zipf with exponent 1, and every so often the next of the vocabulary, so that none is missing.
struct Ranks {
    random: u64,
    drawn: usize,
    sown: usize,
    sow_every: usize,
}

impl Ranks {
    fn new(words: usize) -> Self {
        Self { random: 42, drawn: 0, sown: 0, sow_every: (words / DISTINCT).max(1) }
    }

    fn all_sown(&self) -> bool {
        self.sown == DISTINCT
    }

    fn next(&mut self) -> usize {
        self.drawn += 1;
        if self.drawn.is_multiple_of(self.sow_every) && !self.all_sown() {
            self.sown += 1;
            return self.sown - 1;
        }
        // With u uniform in [0, 1), N^u lies in [k, k + 1) with a probability of ln((k + 1) / k) / ln N: close to 1 / k.
        let power = (DISTINCT as f64).powf(self.uniform());
        (power as usize - 1).min(DISTINCT - 1)
    }

    /// SplitMix64.
    fn uniform(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Syllables (the more frequent, the fewer) and an ending without a vowel: no two ranks make the same word.
fn word(rank: usize) -> String {
    const CONSONANTS: &[u8; 14] = b"bdfghklmnprstv";
    const VOWELS: &[u8; 5] = b"aeiou";
    const ENDINGS: [&str; 4] = ["", "n", "st", "nds"];
    const SYLLABLES: usize = CONSONANTS.len() * VOWELS.len();
    let (mut word, mut rest) = (String::new(), rank + 1);
    while rest > 0 {
        let syllable = (rest - 1) % SYLLABLES;
        word.push(char::from(CONSONANTS[syllable / VOWELS.len()]));
        word.push(char::from(VOWELS[syllable % VOWELS.len()]));
        rest = (rest - 1) / SYLLABLES;
    }
    word + ENDINGS[rank % ENDINGS.len()]
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;

    use super::*;
    use crate::wordcount::threads;

    #[test]
    fn every_word_stands_in_the_text_and_is_counted() {
        let text = generate(2_000_000).unwrap();
        let size = text.file.as_file().metadata().unwrap().len();
        assert!((2_000_000..2_100_000).contains(&size), "{size}");
        assert_eq!(text.summary.distinct, DISTINCT as u64);
        assert_eq!(threads::plain_loop::<RandomState>(text.path()).unwrap(), text.summary);
    }
}
