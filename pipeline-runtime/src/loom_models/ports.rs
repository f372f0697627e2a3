//! Ports: what a send was told is so, and takers that give up keep no item from others.

use super::*;
use crate::edge::{Edge, EdgeOptions, EdgeView, In, OutPort, Overflow};

fn port(options: EdgeOptions) -> (In<u32>, Rx<u32>, Arc<Edge<u32>>) {
    let edge = Edge::new("a", options);
    (In::new(&edge, options), Rx::new(&edge), edge)
}

/// What was sent is taken, what was refused comes back; the port ends once.
#[test]
fn an_in_port_is_closed_while_it_is_sent_to() {
    for overflow in [Overflow::Block, Overflow::Fail, Overflow::DropOldest] {
        model(3, move || {
            let (port, rx, edge) = port(EdgeOptions { capacity: 2, overflow });
            let other = port.clone();
            let sender = task(|| async move { other.send(0).await.is_ok() });
            let receiver = task(|| all_of(rx));
            port.close();
            assert!(port.is_closed());
            assert_eq!(joined(receiver).len(), usize::from(joined(sender)));
            assert_eq!(edge.report().queued, 0);
        });
    }
}

#[test]
fn the_last_handle_of_an_in_port_ends_it() {
    model(3, || {
        let (port, rx, _) = port(EdgeOptions::blocking(2));
        let other = port.clone();
        let sender = task(|| async move { other.send(0).await.is_ok() });
        assert!(port.try_send(1).is_ok());
        drop(port);
        assert_eq!(sorted(block_on(all_of(rx))), [0, 1]);
        assert!(joined(sender));
    });
}

#[test]
fn a_sender_of_an_in_port_waits_for_room() {
    model(3, || {
        let (port, rx, _) = port(EdgeOptions::blocking(1));
        let sender = task(|| async move {
            for item in 0..3 {
                assert!(port.send(item).await.is_ok());
            }
        });
        assert_eq!(block_on(all_of(rx)), [0, 1, 2]);
        joined(sender);
    });
}

#[test]
fn a_sender_of_an_in_port_hears_that_nobody_takes() {
    model(3, || {
        let (port, rx, edge) = port(EdgeOptions::blocking(1));
        let sender = task(|| async move {
            let first = port.send(0).await.is_ok();
            (first, port.send(1).await.is_ok())
        });
        drop(rx);
        let (first, second) = joined(sender);
        assert!(!second, "there is no room for it until the first is taken");
        assert_eq!(edge.report().unread, u64::from(first));
    });
}

#[test]
fn two_takers_of_an_out_port() {
    model(2, || {
        let edge = Edge::new("a", EdgeOptions::blocking(2));
        let (tx, out) = (Tx::outward(&edge), OutPort::new(Rx::new(&edge)));
        let other = out.clone();
        let taker = task(|| taken(other));
        let sender = task(|| send_all(tx, 0..2));
        let seen = [block_on(taken(out)), joined(taker)];
        joined(sender);
        assert_eq!(sorted(seen.concat()), [0, 1]);
    });
}

async fn taken(out: OutPort<u32>) -> Vec<u32> {
    let mut all = Vec::new();
    while let Some(item) = out.recv().await {
        all.push(item);
    }
    all
}

/// It may have been woken for an item: then the other has it.
#[test]
fn a_taker_of_an_out_port_gives_up() {
    model(3, || {
        let edge = Edge::new("a", EdgeOptions::blocking(2));
        let (tx, out) = (Tx::outward(&edge), OutPort::new(Rx::new(&edge)));
        let leaving = out.clone();
        let leaves = task(|| async move {
            let mut waits = Box::pin(leaving.recv());
            poll_fn(|cx| Poll::Ready(waits.as_mut().poll(cx))).await
        });
        let sender = task(|| send_all(tx, [0]));
        let stayed = block_on(out.recv());
        joined(sender);
        let left = match joined(leaves) {
            Poll::Ready(item) => item,
            Poll::Pending => None,
        };
        assert!(matches!((left, stayed), (Some(0), None) | (None, Some(0))), "{left:?} {stayed:?}");
    });
}
