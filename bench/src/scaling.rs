//! Curves: chains of 1 to 100 nodes, in one task and with a task each, and 1 to 64 workers side by side.

use std::mem;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver, Sender};

use aqueduct_scaling::{NODES, Total, step_of};

use crate::CAPACITY;
use crate::args::Args;
use crate::fanout::{self, Job, Order};
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::send_numbers;

pub(crate) const FUSED: &str = "scaling_fused";
pub(crate) const TASKS: &str = "scaling_tasks";
pub(crate) const LANES: &str = "scaling_lanes";
const WORKERS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// Per item, through all nodes: a point of the curve passes the less items the more nodes there are.
fn chain(name: &str, nodes: usize, items: u64) -> Work<'_> {
    Work { at: Some(nodes as u64), ..Work::new(name, items, &["plain_loop", "tokio_mpsc"]) }
}

pub(crate) fn fused<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let works = NODES.iter().map(|&nodes| {
        let items = args.items / nodes as u64;
        let wanted = plain_loop(nodes, items);
        let check = move |total| expect_equal(&total, &wanted);
        let systems = vec![
            System::new("plain_loop", move || Ok(plain_loop(nodes, items)), check),
            System::new("aqueduct", move || runtime.block_on(aqueduct_scaling::fused(nodes, items)), check),
        ];
        Work { systems, ..chain(FUSED, nodes, items) }
    });
    Ok(works.collect())
}

pub(crate) fn tasks<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let works = NODES.iter().map(|&nodes| {
        let items = args.items / 4 / nodes as u64;
        let wanted = plain_loop(nodes, items);
        let check = move |total| expect_equal(&total, &wanted);
        let systems = vec![
            System::new("plain_loop", move || Ok(plain_loop(nodes, items)), check),
            System::new("tokio_mpsc", move || runtime.block_on(tokio_mpsc(nodes, items)), check),
            System::new("aqueduct", move || runtime.block_on(aqueduct_scaling::tasks(nodes, items)), check),
        ];
        Work { systems, ..chain(TASKS, nodes, items) }
    });
    Ok(works.collect())
}

fn plain_loop(nodes: usize, items: u64) -> Total {
    let mut total = Total::default();
    for item in 0..items {
        total.add((0..nodes).fold(item, |item, _| step_of(item)));
    }
    total
}

/// A task a node, item by item.
async fn tokio_mpsc(nodes: usize, items: u64) -> Result<Total, Failure> {
    let (edge, mut inbox) = mpsc::channel(CAPACITY);
    let mut stages = vec![tokio::spawn(send_numbers(items, edge))];
    for _ in 0..nodes {
        let (edge, next) = mpsc::channel(CAPACITY);
        stages.push(tokio::spawn(take_step(mem::replace(&mut inbox, next), edge)));
    }
    let mut total = Total::default();
    while let Some(item) = inbox.recv().await {
        total.add(item);
    }
    for stage in stages {
        stage.await??;
    }
    Ok(total)
}

async fn take_step(mut inbox: Receiver<u64>, edge: Sender<u64>) -> Result<(), Failure> {
    while let Some(item) = inbox.recv().await {
        edge.send(step_of(item)).await?;
    }
    Ok(())
}

pub(crate) fn lanes<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    LazyLock::force(&fanout::ROUNDS_A_MICRO);
    let mut works = Vec::new();
    for (micros, fewer) in [(0, 20), (1, 100)] {
        for (order, called) in [(Order::None, "unordered"), (Order::Key, "by_key")] {
            let name = format!("{LANES}_{micros}us_{called}");
            let job = |workers| Job { items: args.items / fewer, workers, work: Duration::from_micros(micros), order };
            works.extend(WORKERS.map(|workers| lane(&name, job(workers), runtime)));
        }
    }
    Ok(works)
}

fn lane<'a>(name: &str, job: Job, runtime: &'a Runtime) -> Work<'a> {
    let systems = fanout::compared(job, runtime);
    Work { systems, at: Some(job.workers as u64), ..Work::new(name, job.items, &["plain_loop", "tokio_mpsc"]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(nodes: usize) -> Total {
        Total { items: 100, sum: 4_950 + 100 * nodes as u64 }
    }

    #[tokio::test]
    async fn every_peer_has_as_many_nodes_as_it_says() {
        for &nodes in NODES {
            assert_eq!(plain_loop(nodes, 100), wanted(nodes));
            assert_eq!(tokio_mpsc(nodes, 100).await.unwrap(), wanted(nodes));
        }
    }

    /// Not optimised, 100 nodes in one task take between three and four megabytes of stack, and a thread of tokio or of a test has two.
    #[test]
    fn so_has_a_chain_in_one_task() {
        let run_all = || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            for &nodes in NODES {
                assert_eq!(runtime.block_on(aqueduct_scaling::fused(nodes, 100)).unwrap(), wanted(nodes));
            }
            assert!(runtime.block_on(aqueduct_scaling::fused(7, 100)).is_err());
        };
        std::thread::Builder::new().stack_size(16_000_000).spawn(run_all).unwrap().join().unwrap();
    }

    #[tokio::test]
    async fn so_has_a_chain_of_tasks() {
        for &nodes in NODES {
            assert_eq!(aqueduct_scaling::tasks(nodes, 100).await.unwrap(), wanted(nodes));
        }
        assert!(aqueduct_scaling::tasks(7, 100).await.is_err());
    }
}
