//! Output ports of a stage.

use std::future::poll_fn;
use std::sync::Arc;

use crate::edge::Tx;
use crate::time::{Instants, Stamped};

/// An output port of a stage: `cards: &mut Out<Card>`.
///
/// ```
/// # use aqueduct_runtime::Out;
/// async fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) {
///     match n % 2 {
///         0 => even.send(n).await,
///         _ => odd.send(n).await,
///     }
/// }
/// ```
pub struct Out<T> {
    edge: Sender<T>,
    sent: u64,
}

/// What leads away from a port.
enum Sender<T> {
    Plain(Tx<T>),
    /// With the time of what the stage works on.
    Timed(Tx<Stamped<T>>, Arc<Instants>),
}

impl<T: Send + 'static> Out<T> {
    pub(crate) fn plain(tx: Tx<T>) -> Self {
        Self { edge: Sender::Plain(tx), sent: 0 }
    }

    pub(crate) fn timed(tx: Tx<Stamped<T>>, now: &Arc<Instants>) -> Self {
        Self { edge: Sender::Timed(tx, Arc::clone(now)), sent: 0 }
    }

    /// Sends an item on, waiting for room. If nobody reads this port any more, the item is counted `unread`.
    ///
    /// # Cancel safety
    /// If the future is dropped before it is ready, nothing was sent.
    pub async fn send(&mut self, item: T) {
        match &mut self.edge {
            Sender::Plain(tx) => send(tx, item).await,
            Sender::Timed(tx, now) => send(tx, Stamped { at: now.get(), item }).await,
        }
        self.sent += 1;
    }

    /// How many items were sent.
    #[doc(hidden)]
    pub fn sent(&self) -> u64 {
        self.sent
    }
}

async fn send<T: Send + 'static>(tx: &mut Tx<T>, item: T) {
    let mut item = Some(item);
    poll_fn(|cx| tx.poll_send(&mut item, cx)).await;
}
