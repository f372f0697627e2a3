//! A task that takes from an edge and runs fused stages.

use std::collections::VecDeque;

use super::{Down, Head};
use crate::input::{BoxInput, Intake};
use crate::push::Push;

pub struct InputHead<T> {
    pub(crate) input: BoxInput<T>,
}

impl<T: Send + 'static> Head for InputHead<T> {
    type Out = T;

    async fn drive<D: Push<T> + 'static>(self, mut down: Down<T, D>) {
        if !down.open().await {
            return;
        }
        let mut intake = Intake::new(self.input);
        while down.next_run(&mut *intake.input, &mut intake.run).await {
            down.pass_gate().await;
            push_run(&mut intake.run, &mut down).await;
            if down.ended() {
                break;
            }
            down.between_runs().await;
        }
        down.finish().await;
    }
}

/// Pushes a run, item by item, for as long as anybody wants them, and waits until all has its room.
pub(crate) async fn push_run<T, D: Push<T>>(run: &mut VecDeque<T>, down: &mut Down<T, D>) {
    loop {
        if !down.ready() {
            down.settle().await;
        }
        if run.is_empty() || down.ended() {
            return;
        }
        while let Some(item) = run.pop_front() {
            down.push(item);
            if !down.ready() {
                break;
            }
        }
    }
}
