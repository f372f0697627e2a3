use crate::{
    data,
    ran::{Ran, binary, ended},
};
use std::{
    collections::HashMap,
    fmt::Write,
    fs,
    io::{Read, Write as _},
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// `count<TAB>word`, by count downwards, then by word: a plain loop.
fn counted(text: &str) -> String {
    let mut counts = HashMap::<&str, u64>::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
    counts.iter().fold(String::new(), |mut lines, (word, n)| {
        writeln!(lines, "{n}\t{word}").unwrap();
        lines
    })
}

#[test]
fn without_arguments_it_counts_the_text_of_cc0() {
    let text = fs::read_to_string(data("CC0-1.0.txt")).unwrap();
    assert_eq!(Ran::example("wordcount", [""; 0]).printed(), counted(&text));
}

/// Longer than a block of the reader, words of many alphabets and white spaces, no newline at the end.
fn long_text() -> String {
    let mut dice = fastrand::Rng::with_seed(7);
    let words = ["Fluß", "\u{3000}", "水", "a", "and", "Ελλάς", "the", "don't", "\u{a0}", "x\ty", "naïve"];
    let ends = [" ", "  ", "\n", "\t", "\r\n", " \n\n"];
    let mut text = String::new();
    while text.len() < 1_000_000 {
        text.push_str(words[dice.usize(..words.len())]);
        text.push_str(ends[dice.usize(..ends.len())]);
        if dice.u32(..10) == 0 {
            write!(text, "w{}", dice.u32(..20_000)).unwrap();
        }
    }
    text + "last"
}

#[test]
fn it_reads_files_and_the_standard_input_to_their_last_line() {
    let folder = tempfile::tempdir().unwrap();
    let (file, text) = (folder.path().join("long.txt"), long_text());
    fs::write(&file, &text).unwrap();
    let other = "from the\nstandard input";
    let ran = Ran::with_input("wordcount", [&*file, Path::new("-")], other);
    assert_eq!(ran.printed(), counted(&format!("{text}\n{other}")));
    let ran = Ran::with_input("wordcount", [Path::new("-"), &*file, &*file], "");
    assert_eq!(ran.printed(), counted(&format!("{text}\n{text}")));
}

#[test]
fn what_is_not_utf8_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latin1.txt");
    fs::write(&file, b"caf\xe9 caf\xe9\ntea\n\xff\n").unwrap();
    assert_eq!(Ran::example("wordcount", [&file]).printed(), "2\tcaf\u{fffd}\n1\ttea\n1\t\u{fffd}\n");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ran = Ran::example("wordcount", ["no-such-file"]);
    let complaint = ran.complained();
    assert!(complaint.contains("cannot read `no-such-file`: No such file"), "{complaint}");
    assert_eq!(ran.out, "");
}

/// Ctrl-c is no error: what was read is counted, and nobody has to press enter.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_while_it_waits_for_the_standard_input() {
    let mut command = Command::new(binary("wordcount"));
    let mut child = command.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut open, mut out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    open.write_all(b"tea or coffee\nor tea\nor").unwrap();
    sleep(Duration::from_secs(1));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(ended("wordcount", child).success());
    let mut printed = String::new();
    out.read_to_string(&mut printed).unwrap();
    assert_eq!(printed, "2\tor\n2\ttea\n1\tcoffee\n", "the last line is still open");
    drop(open);
}
