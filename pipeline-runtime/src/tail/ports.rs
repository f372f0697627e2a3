//! The end of a task whose items leave through the output ports of its stage.

use std::task::{Context, Poll};

use crate::edge::SaysMarks;
use crate::push::Push;
use crate::time::Mark;

/// The stage has sent everything itself; what is said of the time goes to every port, where it stands behind all that was sent.
pub struct PortsEnd {
    ports: Vec<Box<dyn SaysMarks>>,
}

impl PortsEnd {
    pub(crate) fn new(ports: Vec<Box<dyn SaysMarks>>) -> Self {
        Self { ports }
    }
}

impl<T> Push<T> for PortsEnd {
    fn push_run(&mut self, run: &mut Vec<T>) {
        run.clear();
    }

    fn mark(&mut self, mark: Mark) {
        self.ports.iter().for_each(|port| port.mark(mark));
    }

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
