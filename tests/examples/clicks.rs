use crate::ran::{Ran, number_before};

#[test]
fn no_offset_is_skipped_or_read_twice_whatever_the_client_does() {
    let ran = Ran::example("clicks", [""; 0]);
    let printed = ran.printed();
    let number = |text| number_before(printed, text);
    assert_eq!(number("clicks read, of 100000"), 100_000);
    let failed = number("reads failed");
    assert!((50..200).contains(&failed), "about one in a thousand: {failed}");
    assert_eq!(number("restarts of the source, at the offset it had"), failed);
    assert_eq!(number("offsets skipped"), 0);
    assert_eq!(number("offsets read twice"), 0);
    assert_eq!(number("clicks that are not what the log holds"), 0);
}

#[test]
fn a_log_that_is_gone_for_good_ends_the_pipeline_with_an_error_that_says_so() {
    let ran = Ran::example("clicks", ["--broken"]);
    let expected = "error: the source `clicks` failed after 50000 items, and its `restart_if` refuses: \
                    the log has no segment for offset 50000 any more\n";
    assert_eq!(ran.complained(), expected);
    assert_eq!(number_before(&ran.out, "clicks read, of 100000"), 50_000, "what was read before has arrived");
    assert_eq!(number_before(&ran.out, "offsets skipped"), 0);
    let (failed, restarts) = (number_before(&ran.out, "reads failed"), number_before(&ran.out, "at the offset it had"));
    assert_eq!(failed, restarts + 1, "the last failure is no restart");
}
