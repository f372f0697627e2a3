//! Stages in a task each: a source makes items, one or two in the middle pass them on, a sink adds them up.

mod channels;
mod item;
mod threads;
mod tokio_side;

use tokio::runtime::Runtime;

pub(crate) use item::{Item, Shared, Strung, Tally, pass};
pub(crate) use tokio_side::send_numbers;

use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};

pub(crate) const THREE: &str = "passthrough3";
pub(crate) const FOUR: &str = "passthrough4";
pub(crate) const STRINGS: &str = "passthrough3_string128";
pub(crate) const ARCS: &str = "passthrough3_arc";

const BASELINES: &[&str] = &["tokio_mpsc", "tokio_recycled_vecs"];

pub(crate) fn three<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items;
    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    let mut systems = by_hand::<u64>(items, 1, runtime);
    systems.push(System::new("crossbeam_threads", move || threads::crossbeam::<u64>(items, 1), check));
    systems.push(System::new("flume", move || runtime.block_on(channels::flume::<u64>(items, 1)), check));
    #[cfg(feature = "peers")]
    systems.extend(frameworks(items));
    #[cfg(feature = "aqueduct")]
    systems.push(System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::passthrough(items)), check));
    Ok(vec![Work { systems, ..Work::new(THREE, items, BASELINES) }])
}

/// What these take for stages differs: timely's and DFIR's share their threads.
#[cfg(feature = "peers")]
fn frameworks<'a>(items: u64) -> Vec<System<'a>> {
    use crate::peers::{dfir_side, renoir_side, timely_side};

    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    vec![
        System::new("timely_1", move || timely_side::passthrough(items, 1, false), check),
        System::new("timely_2", move || timely_side::passthrough(items, 2, false), check),
        System::new("timely_2_exchange", move || timely_side::passthrough(items, 2, true), check),
        System::new("renoir_blocks", move || renoir_side::passthrough(items), check),
        System::new("dfir", move || Ok(dfir_side::passthrough(items)), check),
    ]
}

pub(crate) fn four<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 2;
    let mut systems = by_hand::<u64>(items, 2, runtime);
    systems.extend([
        #[cfg(feature = "aqueduct")]
        System::new(
            "aqueduct",
            move || runtime.block_on(crate::aqueduct_side::items::four(items)),
            move |tally| expect_equal(&tally, &Tally::of_numbers_below(items)),
        ),
    ]);
    Ok(vec![Work { systems, ..Work::new(FOUR, items, BASELINES) }])
}

pub(crate) fn strings<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 4;
    let mut systems = by_hand::<Strung>(items, 1, runtime);
    systems.extend([
        #[cfg(feature = "aqueduct")]
        System::new(
            "aqueduct",
            move || runtime.block_on(crate::aqueduct_side::items::strings(items)),
            move |tally| expect_equal(&tally, &Tally::of_numbers_below(items)),
        ),
    ]);
    Ok(vec![Work { systems, ..Work::new(STRINGS, items, BASELINES) }])
}

pub(crate) fn arcs<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 4;
    let mut systems = by_hand::<Shared>(items, 1, runtime);
    systems.extend([
        #[cfg(feature = "aqueduct")]
        System::new(
            "aqueduct",
            move || runtime.block_on(crate::aqueduct_side::items::arcs(items)),
            move |tally| expect_equal(&tally, &Tally::of_numbers_below(items)),
        ),
    ]);
    Ok(vec![Work { systems, ..Work::new(ARCS, items, BASELINES) }])
}

/// What people write with channels, for items of any type and so many stages in the middle.
fn by_hand<T: Item>(items: u64, middles: usize, runtime: &Runtime) -> Vec<System<'_>> {
    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    vec![
        System::new("plain_loop", move || Ok(plain_loop::<T>(items, middles)), check),
        System::new("tokio_mpsc", move || runtime.block_on(tokio_side::mpsc::<T>(items, middles)), check),
        System::new("tokio_recv_many", move || runtime.block_on(tokio_side::recv_many::<T>(items, middles)), check),
        System::new("tokio_recycled_vecs", move || runtime.block_on(tokio_side::recycled::<T>(items, middles)), check),
        System::new("kanal", move || runtime.block_on(channels::kanal::<T>(items, middles)), check),
    ]
}

fn plain_loop<T: Item>(items: u64, middles: usize) -> Tally {
    let mut tally = Tally::default();
    for nth in 0..items {
        let mut item = T::nth(nth);
        for _ in 0..middles {
            item = item.pass();
        }
        tally.add(item.number());
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check_all<T: Item>(items: u64, middles: usize) {
        let wanted = Tally::of_numbers_below(items);
        assert_eq!(plain_loop::<T>(items, middles), wanted);
        assert_eq!(tokio_side::mpsc::<T>(items, middles).await.unwrap(), wanted);
        assert_eq!(tokio_side::recv_many::<T>(items, middles).await.unwrap(), wanted);
        assert_eq!(tokio_side::recycled::<T>(items, middles).await.unwrap(), wanted);
        assert_eq!(channels::kanal::<T>(items, middles).await.unwrap(), wanted);
        assert_eq!(channels::flume::<T>(items, middles).await.unwrap(), wanted);
        assert_eq!(threads::crossbeam::<T>(items, middles).unwrap(), wanted);
    }

    /// With numbers that fill no run evenly, and with none at all.
    #[tokio::test]
    async fn every_channel_carries_everything() {
        check_all::<u64>(5_003, 1).await;
        check_all::<u64>(0, 1).await;
        check_all::<u64>(1_024, 2).await;
        check_all::<Strung>(2_001, 1).await;
        check_all::<Shared>(2_001, 1).await;
    }

    #[cfg(feature = "peers")]
    #[test]
    fn every_framework_does_the_whole_job() {
        use crate::peers::{dfir_side, renoir_side, timely_side};

        let wanted = Tally::of_numbers_below(5_003);
        for (workers, exchanged) in [(1, false), (2, false), (2, true)] {
            assert_eq!(timely_side::passthrough(5_003, workers, exchanged).unwrap(), wanted);
        }
        assert_eq!(renoir_side::passthrough(5_003).unwrap(), wanted);
        assert_eq!(dfir_side::passthrough(5_003), wanted);
    }

    #[test]
    fn an_item_with_a_string_has_128_bytes() {
        assert_eq!(size_of::<Strung>(), 128);
    }
}
