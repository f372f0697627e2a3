//! Output ports of a stage.

use std::future::poll_fn;

use crate::edge::Tx;

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
    tx: Tx<T>,
    sent: u64,
}

impl<T: Send + 'static> Out<T> {
    pub(crate) fn new(tx: Tx<T>) -> Self {
        Self { tx, sent: 0 }
    }

    /// Sends an item on, waiting for room. If nobody reads this port any more, the item is counted `unread`.
    ///
    /// # Cancel safety
    /// If the future is dropped before it is ready, nothing was sent.
    pub async fn send(&mut self, item: T) {
        let mut item = Some(item);
        poll_fn(|cx| self.tx.poll_send(&mut item, cx)).await;
        self.sent += 1;
    }

    /// How many items were sent.
    #[doc(hidden)]
    pub fn sent(&self) -> u64 {
        self.sent
    }
}
