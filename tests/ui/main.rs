//! Mistakes, and what the compiler says of each. `TRYBUILD=overwrite cargo test --test ui` blesses what it says now: read it
//! before committing it.

#[test]
fn mistakes_are_told_in_one_plain_error_each() {
    let cases = trybuild::TestCases::new();
    for folder in ["stage", "pipeline", "nested", "wiring", "options", "time"] {
        cases.compile_fail(format!("tests/ui/{folder}/*.rs"));
    }
}
