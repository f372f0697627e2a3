//! A task that takes from an edge and runs fused stages.

use std::collections::VecDeque;

use super::{Down, Head};
use crate::input::{BoxInput, Intake};

pub struct InputHead<T> {
    pub(crate) input: BoxInput<T>,
}

impl<T: Send + 'static> Head for InputHead<T> {
    type Out = T;

    async fn drive(self, mut down: Down<T>) {
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

/// Pushes a run, for as long as anybody wants them, and waits until all has its room.
pub(crate) async fn push_run<T>(run: &mut VecDeque<T>, down: &mut Down<T>) {
    loop {
        down.settle_if_full().await;
        if run.is_empty() || down.ended() {
            return;
        }
        down.push_run(run);
    }
}
