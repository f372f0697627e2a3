//! Parts of one task: whoever wakes one of them wakes the task, unless it is about to look.

use super::*;
use crate::edge::{Edge, EdgeOptions};
use crate::flow::Drive;
use crate::joined::Joined;

async fn pass(mut rx: Rx<u32>, mut tx: Tx<u32>) {
    let mut run = VecDeque::new();
    while next_run(&mut rx, &mut run, 1).await {
        run.drain(..).for_each(|item| tx.push(item));
        poll_fn(|cx| tx.poll_settle(cx)).await;
    }
}

async fn keep(rx: Rx<u32>, seen: std::sync::mpsc::Sender<u32>) {
    for item in all_of(rx).await {
        seen.send(item).expect("the channel is open");
    }
}

/// From outside, through an edge between the parts, which holds one.
#[test]
fn a_part_is_woken_from_outside_and_wakes_the_other() {
    model(3, || {
        let (entry, between) = (Edge::new("a", EdgeOptions::blocking(1)), Edge::new("b", EdgeOptions::blocking(1)));
        let (send, seen) = std::sync::mpsc::channel();
        let tx = Tx::new(&entry);
        let parts: Vec<Drive> =
            vec![Box::pin(keep(Rx::new(&between), send)), Box::pin(pass(Rx::new(&entry), Tx::new(&between)))];
        let outside = task(|| send_all(tx, [1, 2]));
        block_on(Joined::new(parts));
        joined(outside);
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [1, 2]);
    });
}

/// Both parts are woken by others, at any time.
#[test]
fn two_parts_are_woken_by_two() {
    model(3, || {
        let edges = [(); 2].map(|()| Edge::new("a", EdgeOptions::blocking(1)));
        let (send, seen) = std::sync::mpsc::channel();
        let senders = edges.each_ref().map(Tx::new);
        let parts: Vec<Drive> = edges.iter().map(|edge| Box::pin(keep(Rx::new(edge), send.clone())) as Drive).collect();
        let outside = senders.map(|tx| task(|| send_all(tx, [1])));
        block_on(Joined::new(parts));
        outside.into_iter().for_each(joined);
        assert_eq!(seen.try_iter().collect::<Vec<_>>(), [1, 1]);
    });
}
