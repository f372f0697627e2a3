//! What the fuzzer found worth keeping, once more: whatever stands in `fuzz/corpus`, tokens come back. Inputs that are choices
//! of the fuzzer's grammar are replayed by the fuzzer alone.

use super::{function, pipeline};
use crate::parse::function::Role;
use proc_macro2::TokenStream;
use std::path::Path;

/// The texts in the corpus of one target, and how many of them were tokens.
fn replay(target: &str, run: impl Fn(&str) -> Option<TokenStream>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    // It is not in the packaged crate.
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let texts = files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok());
    let made: Vec<_> = texts.filter_map(|text| run(&text)).collect();
    assert!(made.len() > 20, "only {} inputs of `{target}` are tokens", made.len());
}

fn replay_functions(role: Role) {
    replay(role.name(), |text| {
        let (attr, item) = text.split_once('\n')?;
        Some(function::expand(role, attr.parse().ok()?, item.parse().ok()?))
    });
}

#[test]
fn every_function_gets_an_answer() {
    Role::ALL.iter().copied().for_each(replay_functions);
}

#[test]
fn every_pipeline_gets_an_answer() {
    replay("pipeline", |text| Some(pipeline::expand(text.parse().ok()?)));
}
