//! What retries and a way for failures cost where nothing fails.

use tokio::runtime::Runtime;

use crate::aqueduct_side::{plainly, with_else, with_retry};
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::Tally;

pub(crate) const NAME: &str = "retry_happy";

pub(crate) fn work<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 5;
    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    let systems = vec![
        System::new("aqueduct_without", move || runtime.block_on(plainly(items)), check),
        System::new("aqueduct_else", move || runtime.block_on(with_else(items)), check),
        System::new("aqueduct_retry_else", move || runtime.block_on(with_retry(items)), check),
    ];
    Ok(vec![Work { systems, ..Work::new(NAME, items, &["aqueduct_without"]) }])
}
