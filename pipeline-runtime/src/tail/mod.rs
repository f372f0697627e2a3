//! What carries a task's items away, where that is more than one edge.

mod broadcast;
mod lanes;
mod ports;
mod route;

pub use broadcast::{Branches, Broadcast, Copied, Copies};
pub use lanes::Lanes;
pub use ports::PortsEnd;
pub use route::Route;
pub use route::{Arm, Arms};

use std::task::{Context, Poll};

use crate::push::Push;

/// The end of a chain: what comes here has been dealt with.
pub struct End;

impl Push<()> for End {
    #[inline]
    fn push_run(&mut self, run: &mut Vec<()>) {
        run.clear();
    }

    #[inline]
    fn room(&self) -> usize {
        usize::MAX
    }

    fn poll_settle(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn publish(&mut self) {}

    fn ended(&self) -> bool {
        false
    }

    fn listen(&mut self, _cx: &mut Context<'_>) {}
}
