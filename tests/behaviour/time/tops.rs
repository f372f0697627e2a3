//! `top(n)`: of a window, of a key, of the whole input.

use std::cmp::Reverse;
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Fell, Seen, books, each, fallen, keep};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bid {
    price: u64,
    at: i64,
    auction: u8,
    name: String,
}

fn bid(at: i64, auction: u8, price: u64, name: &str) -> Bid {
    Bid { price, at, auction, name: name.to_owned() }
}

fn window(start: i64, end: i64) -> Window {
    Window { start: Timestamp::from_secs(start), end: Timestamp::from_secs(end) }
}

fn names(bids: &[Bid]) -> Vec<&str> {
    bids.iter().map(|bid| &*bid.name).collect()
}

pipeline! {
    struct ByAuction { list: Vec<Bid>, seen: Seen<(u8, Window, Vec<Bid>)>, fell: Seen<Fell<Bid>> }

    each::<Bid>(&list) { time: |b| Timestamp::from_secs(b.at) }
        => top(2, |bid| bid.price) { by: |b| b.auction, window: tumbling(10s), else: late }
        => keep::<(u8, Window, Vec<Bid>)>(&seen);

    late => fallen::<Bid>(&fell);
}

#[tokio::test]
async fn the_greatest_of_each_key_and_window_come_first_of_equals_the_one_that_came_first() {
    let (seen, fell) = (Seen::default(), Seen::default());
    let list = vec![
        bid(1, 1, 5, "a"),
        bid(2, 1, 7, "b"),
        bid(3, 2, 1, "c"),
        bid(4, 1, 7, "d"),
        bid(5, 1, 7, "e"),
        bid(12, 1, 1, "f"),
        bid(9, 1, 9, "late"),
    ];
    let report = ByAuction { list, seen: seen.clone(), fell: fell.clone() }.run().await.unwrap();
    let tops = seen.sorted();
    let tops: Vec<_> = tops.iter().map(|(auction, window, bids)| (*auction, *window, names(bids))).collect();
    let expected = [(1, window(0, 10), vec!["b", "d"]), (1, window(10, 20), vec!["f"]), (2, window(0, 10), vec!["c"])];
    assert_eq!(tops, expected);
    let late = Fell(bid(9, 1, 9, "late"), "top_1", "came too late".to_owned(), 0);
    assert_eq!(fell.take(), [late]);
    assert_eq!(books(&report, "top_1"), (7, 6, 0, 1, 3));
    assert!(report.balances());
}

pipeline! {
    struct Shapes {
        list: Vec<Bid>,
        n: usize,
        whole: Seen<Vec<Bid>>,
        keyed: Seen<(u8, Vec<Bid>)>,
        counted: Seen<(u8, Vec<Bid>)>,
        kept: Seen<Vec<Bid>>,
        slid: Seen<(Window, Vec<Bid>)>,
    }

    each::<Bid>(&list) => [
        top(n) { name: whole } => keep::<Vec<Bid>>(&whole) { name: keep_whole },
        top(n, |bid| &bid.name) { name: keyed, by: |b| b.auction } => keep::<(u8, Vec<Bid>)>(&keyed) { name: keep_keyed },
        top(n, |bid| std::cmp::Reverse(bid.price)) { name: counted, by: |b| b.auction, window: count(3) }
            => keep::<(u8, Vec<Bid>)>(&counted) { name: keep_counted },
        top(n, |bid| bid.price) { name: kept, window: global, trigger: every(2), accumulating }
            => keep::<Vec<Bid>>(&kept) { name: keep_kept },
        top(n, |bid| bid.price) { name: slid, time: |b| Timestamp::from_secs(b.at), window: sliding(10s, 5s) }
            => keep::<(Window, Vec<Bid>)>(&slid) { name: keep_slid },
    ];
}

#[tokio::test]
async fn what_is_emitted_has_the_shape_of_a_fold_at_the_same_place() {
    let list = vec![bid(1, 1, 4, "x"), bid(2, 1, 6, "a"), bid(6, 2, 5, "m"), bid(7, 1, 5, "z"), bid(12, 1, 1, "b")];
    let pipeline = Shapes {
        list,
        n: 2,
        whole: Seen::default(),
        keyed: Seen::default(),
        counted: Seen::default(),
        kept: Seen::default(),
        slid: Seen::default(),
    };
    let (whole, keyed, counted) = (pipeline.whole.clone(), pipeline.keyed.clone(), pipeline.counted.clone());
    let (kept, slid) = (pipeline.kept.clone(), pipeline.slid.clone());
    let report = pipeline.run().await.unwrap();
    assert!(report.balances());
    // By the order of the items themselves: by price, then by time.
    assert_eq!(names(&whole.take()[0]), ["a", "z"]);
    let keyed: Vec<_> = keyed.sorted().iter().map(|(key, bids)| (*key, names(bids).concat())).collect();
    assert_eq!(keyed, [(1, "zx".to_owned()), (2, "m".to_owned())]);
    let counted: Vec<_> = counted.take().iter().map(|(key, bids)| (*key, names(bids).concat())).collect();
    assert_eq!(counted[0], (1, "xz".to_owned()), "the least of the first three of 1");
    assert_eq!(counted.len(), 3);
    let kept: Vec<_> = kept.take().iter().map(|bids| names(bids).concat()).collect();
    assert_eq!(kept, ["ax", "am", "am"]);
    let slid: Vec<_> =
        slid.take().iter().map(|(window, bids)| (window.start.as_secs(), names(bids).concat())).collect();
    let expected = [(-5, "ax"), (0, "am"), (5, "mz"), (10, "b")].map(|(start, names)| (start, names.to_owned()));
    assert_eq!(slid, expected);
}

pipeline! {
    struct Panics { list: Vec<Bid>, seen: Seen<Vec<Bid>>, fell: Seen<Fell<Bid>> }

    each::<Bid>(&list) => top(3, |bid| bid.price.checked_sub(1).unwrap()) { window: count(2), else: broken } => keep::<Vec<Bid>>(&seen);

    broken => fallen::<Bid>(&fell);
}

#[tokio::test]
async fn a_weight_that_panics_is_a_failure_of_its_item() {
    let (seen, fell) = (Seen::default(), Seen::default());
    let list = [1, 0, 2, 3].map(|price| bid(0, 0, price, "a")).to_vec();
    let report = Panics { list, seen: seen.clone(), fell: fell.clone() }.run().await.unwrap();
    let fell: Vec<_> = fell.take().into_iter().map(|Fell(bid, _, cause, _)| (bid.price, cause)).collect();
    assert_eq!(fell, [(0, "panicked".to_owned())]);
    // The state that saw it is gone, with the first item.
    assert_eq!(seen.take().iter().map(|bids| bids.len()).collect::<Vec<_>>(), [2]);
    assert!(report.balances());
}

type Item = (i64, u8, u64);

pipeline! {
    struct Modelled {
        list: Vec<Item>,
        n: usize,
        workers: usize,
        gap: Duration,
        whole: Seen<Vec<Item>>,
        keyed: Seen<(u8, Vec<Item>)>,
        sessions: Seen<(u8, Window, Vec<Item>)>,
    }

    each::<Item>(&list) => [
        top(n, |(_, _, value)| *value) { name: whole, workers: workers } => keep::<Vec<Item>>(&whole) { name: keep_whole },
        top(n, |item| &item.2) { name: keyed, by: |(_, key, _)| *key, workers: workers }
            => keep::<(u8, Vec<Item>)>(&keyed) { name: keep_keyed },
        top(n) {
            name: sessions,
            by: |(_, key, _)| *key,
            time: |(at, ..)| Timestamp::from_secs(*at),
            lateness: 1h,
            window: session(gap),
            workers: workers,
        } => keep::<(u8, Window, Vec<Item>)>(&sessions) { name: keep_sessions },
    ];
}

fn greatest<K: Ord>(mut items: Vec<Item>, n: usize, weight: impl Fn(&Item) -> K) -> Vec<Item> {
    items.sort_by_key(|item| Reverse(weight(item)));
    items.truncate(n);
    items
}

/// Those of a key, cut where nothing came for so long.
fn sessions(items: &[Item], gap: i64) -> Vec<Vec<Item>> {
    let mut items = items.to_vec();
    items.sort_by_key(|(at, ..)| *at);
    items.chunk_by(|(one, ..), (next, ..)| next - one < gap).map(<[Item]>::to_vec).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each value is there once, so it does not matter which worker has it.
    #[test]
    fn as_sorting_all_of_it_does(
        values in Just((0u64..150).collect::<Vec<_>>()).prop_shuffle(),
        places in prop::collection::vec((0i64..2000, 0u8..3), 150),
        n in 1usize..12,
        workers in 1usize..4,
        gap in 1i64..60,
    ) {
        let list: Vec<Item> = values.iter().zip(places).map(|(value, (at, key))| (at, key, *value)).collect();
        let (whole, keyed, by_session) = (Seen::default(), Seen::default(), Seen::default());
        let pipeline = Modelled {
            list: list.clone(),
            n,
            workers,
            gap: Duration::from_secs(gap.unsigned_abs()),
            whole: whole.clone(),
            keyed: keyed.clone(),
            sessions: by_session.clone(),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        prop_assert!(runtime.block_on(pipeline.run()).unwrap().balances());
        let weight = |(_, _, value): &Item| *value;
        prop_assert_eq!(whole.take(), vec![greatest(list.clone(), n, weight)]);
        let of_key = |key| list.iter().copied().filter(move |item| item.1 == key).collect::<Vec<_>>();
        let expected: Vec<_> = (0..3).map(|key| (key, greatest(of_key(key), n, weight))).filter(|(_, all)| !all.is_empty()).collect();
        prop_assert_eq!(keyed.sorted(), expected);
        let mut expected: Vec<_> = (0..3)
            .flat_map(|key| sessions(&of_key(key), gap).into_iter().map(move |session| (key, greatest(session, n, |item| *item))))
            .collect();
        expected.sort();
        let got: Vec<_> = by_session.take().into_iter().map(|(key, _, items)| (key, items)).collect();
        let mut got = got;
        got.sort();
        prop_assert_eq!(got, expected);
    }
}
