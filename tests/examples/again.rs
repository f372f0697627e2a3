use crate::ran::{Ran, number_before};

#[test]
fn every_payment_is_charged_or_given_up_and_the_program_ends() {
    let ran = Ran::example("again", [""; 0]);
    let printed = ran.printed();
    let mut ids: Vec<u64> = printed
        .lines()
        .filter_map(|line| line.strip_prefix("payment ")?.split_whitespace().next()?.parse().ok())
        .collect();
    ids.sort_unstable();
    assert!(ids.into_iter().eq(1..=40), "each ends once\n{printed}");
    let fates = [("charged at try 1", 16), ("charged at try 2", 8), ("charged at try 3", 8), ("given up", 8)];
    for (fate, payments) in fates {
        assert_eq!(number_before(printed, &format!(" payments {fate}")), payments, "{fate}\n{printed}");
    }
}

/// What fails stands behind those that came meanwhile: the first to be charged never failed.
#[test]
fn what_fails_goes_to_the_end_of_the_line() {
    let ran = Ran::example("again", [""; 0]);
    let printed = ran.printed();
    let first = printed.lines().next().unwrap_or_default();
    assert!(first.ends_with("at try 1"), "{printed}");
    let row = printed.lines().find(|line| line.starts_with("charge ")).expect(printed);
    let fields: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(fields[1..4], ["80", "32", "48"], "in, done, failed: {row}");
}
