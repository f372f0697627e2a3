//! What goes round in a cycle, whatever stands in it, against a loop that knows nothing of pipelines.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::sleep;

use super::edge;
use crate::common::{Seen, each, ended, keep};

/// What goes round: who it is, and how much there is to do.
type Task = (u64, u64);

/// What comes of a task: as many tasks as a third of it leaves, each with less to do.
fn offspring((id, work): Task) -> impl Iterator<Item = Task> {
    (0..work % 3).map(move |n| (id, (work - 1).saturating_sub(n) / 2))
}

/// Everything that is visited, by a loop that knows nothing of pipelines.
fn visited(tasks: &[Task]) -> Vec<Task> {
    let (mut open, mut all) = (tasks.to_vec(), Vec::new());
    while let Some(task) = open.pop() {
        all.push(task);
        open.extend(offspring(task));
    }
    all.sort_unstable();
    all
}

fn some_tasks(seed: u64) -> Vec<Task> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..random.u64(0..60)).map(|id| (id % 7, random.u64(0..10_000))).collect()
}

#[stage]
fn spread(task: Task) -> impl Iterator<Item = Task> {
    offspring(task)
}

#[stage]
fn pass(task: Task) -> Task {
    task
}

#[stage]
async fn wait(task: Task) -> Task {
    sleep(Duration::from_millis(task.1 % 5)).await;
    task
}

/// Every third attempt fails.
#[stage]
async fn stumble(calls: &mut u64, task: &Task) -> Result<Task, String> {
    *calls += 1;
    sleep(Duration::from_millis(1)).await;
    if calls.is_multiple_of(3) { Err("stumbled".to_owned()) } else { Ok(*task) }
}

#[stage]
async fn wait_for_all(tasks: &[Task]) {
    sleep(Duration::from_millis(tasks.len() as u64)).await;
}

/// Lets the last of each key out when it has been silent, and at the end.
#[stage(flush = last)]
fn hold_back(held: &mut Option<Task>, task: Task) -> Option<Task> {
    held.replace(task)
}

fn last(held: &mut Option<Task>) -> Option<Task> {
    held.take()
}

/// A pipeline whose cycle has this node in it visits what the model visits, whatever it is given.
macro_rules! recirculates {
    ($($name:ident: [$($node:tt)+];)+) => {$(
        mod $name {
            use super::*;

            pipeline! {
                struct Tree { tasks: Vec<Task>, seen: Seen<Task> }
                loop again: Task { buffer: 100_000 };
                [each::<Task>(&tasks), again] => $($node)+ => [keep::<Task>(&seen), spread => again];
            }

            pub async fn check(seed: u64) {
                let (tasks, seen) = (some_tasks(seed), Seen::default());
                let report = ended(Tree { tasks: tasks.clone(), seen: seen.clone() }.run().await);
                assert_eq!(seen.sorted(), visited(&tasks), "seed {seed}");
                assert_eq!(edge(&report, "again").dropped, 0);
            }
        }
    )+
        /// On a clock that jumps, so that what waits for ever is seen at once: as nothing that moves the clock.
        #[tokio::test(start_paused = true)]
        async fn what_goes_round_is_what_a_plain_loop_would_do() {
            for seed in 0..20 {
                $($name::check(seed).await;)+
            }
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn what_goes_round_on_several_threads_too() {
            for seed in 0..6 {
                $($name::check(seed).await;)+
            }
        }
    };
}

recirculates! {
    synchronous: [pass];
    mapped: [map(|task| task)];
    asynchronous: [wait];
    workers: [wait { workers: 3 }];
    unordered: [wait { workers: 3, unordered }];
    buffered: [pass { buffer: 1 }];
    by_key: [pass { by: |task| task.0 }];
    lanes: [pass { by: |task| task.0, workers: 3 }];
    by_key_waiting: [wait { by: |task| task.0, workers: 3 }];
    retried: [stumble { retry: 20, else: stop }];
    retried_by_key: [stumble { retry: 20, else: stop, by: |task| task.0, workers: 2 }];
    in_batches: [wait_for_all { batch: 7, within: 10ms }];
    in_batches_of_workers: [wait_for_all { batch: 7, within: 10ms, workers: 2 }];
    in_batches_by_key: [wait_for_all { batch: 7 per key, within: 10ms, by: |task| task.0, workers: 2 }];
    limited: [pass { rate: 1000 per 10ms }];
    limited_by_key: [pass { by: |task| task.0, rate: 1000 per 10ms per key, workers: 2 }];
    delayed: [delay(10ms)];
    gathered: [batch { batch: 5, within: 10ms } => flat_map(|tasks| tasks)];
    silent: [hold_back { idle: 10ms }];
    silent_by_key: [hold_back { by: |task| task.0, idle: 10ms }];
    silent_by_key_waiting: [hold_back { by: |task| task.0, idle: 10ms, rate: 1000 per 1ms }];
    kept: [pass { by: |task| task.0, keep: 10ms }];
}
