//! Which stages share a task: what the drawing says is what runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aqueduct::drawing::{Calls, Kind};
use aqueduct::prelude::*;

/// In which task each stage was called.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<BTreeMap<&'static str, tokio::task::Id>>>);

impl Tasks {
    fn note(&self, stage: &'static str) {
        self.0.lock().unwrap().insert(stage, tokio::task::id());
    }

    /// The stages by task, in the order of the first of each.
    fn groups(&self, order: &[&'static str]) -> Vec<Vec<&'static str>> {
        let tasks = self.0.lock().unwrap();
        let mut groups: Vec<(tokio::task::Id, Vec<&'static str>)> = Vec::new();
        for stage in order {
            let task = tasks[stage];
            match groups.iter_mut().find(|(id, _)| *id == task) {
                Some((_, group)) => group.push(stage),
                None => groups.push((task, vec![stage])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

#[source]
async fn numbers(tasks: &Tasks, next: &mut u64) -> Option<u64> {
    tasks.note("numbers");
    *next += 1;
    (*next < 10).then_some(*next)
}

#[source]
fn each(tasks: &Tasks) -> impl Iterator<Item = u64> {
    tasks.note("each");
    1..=9
}

#[stage]
fn plain(tasks: &Tasks, name: &&'static str, n: u64) -> u64 {
    tasks.note(name);
    n
}

#[stage]
async fn awaited(tasks: &Tasks, n: u64) -> u64 {
    tasks.note("awaited");
    n
}

#[stage]
async fn later(tasks: &Tasks, name: &&'static str, n: u64) -> u64 {
    tasks.note(name);
    tokio::task::yield_now().await;
    n
}

#[stage]
async fn fails(tasks: &Tasks, n: &u64) -> Result<u64, String> {
    tasks.note("fails");
    if n.is_multiple_of(2) { Err("even".to_owned()) } else { Ok(*n) }
}

#[stage]
async fn split(tasks: &Tasks, n: u64, low: &mut Out<u64>, high: &mut Out<u64>) {
    tasks.note("split");
    if n < 4 { low.send(n).await } else { high.send(n).await }
}

#[sink]
fn take_failed(tasks: &Tasks, _failed: Failed<u64, String>) {
    tasks.note("take_failed");
}

#[sink]
async fn take_all(tasks: &Tasks, _batch: &[u64]) {
    tasks.note("take_all");
}

#[stage]
fn many(tasks: &Tasks, n: u64) -> impl Iterator<Item = u64> {
    tasks.note("many");
    [n].into_iter()
}

#[stage(blocking)]
fn blocking(n: u64) -> u64 {
    n
}

#[fold]
fn count(tasks: &Tasks, n: &mut u64, _item: u64) {
    tasks.note("count");
    *n += 1;
}

#[sink]
fn end(tasks: &Tasks, _n: u64) {
    tasks.note("end");
}

pipeline! {
    struct Kinds { tasks: Tasks }
    numbers(&tasks)
        => plain(&tasks, &"first") { name: first }
        => map(|n| n)
        => plain(&tasks, &"second") { name: second }
        => awaited(&tasks)
        => plain(&tasks, &"third") { name: third }
        => plain(&tasks, &"cut") { name: cut, buffer: 8 }
        => blocking
        => plain(&tasks, &"retried") { name: retried, retry: 1 }
        => plain(&tasks, &"guarded") { name: guarded, breaker: Breaker::default() }
        => many(&tasks)
        => plain(&tasks, &"last") { name: last, by: |n| *n }
        => count(&tasks)
        => end(&tasks);
}

pipeline! {
    struct Fused { tasks: Tasks }
    numbers(&tasks)
        => plain(&tasks, &"first") { name: first, fuse }
        => awaited(&tasks) { fuse: true }
        => flat_map(|n| [n]) { fuse }
        => plain(&tasks, &"retried") { name: retried, retry: 1, fuse: true }
        => later(&tasks, &"apart") { name: apart, fuse: false }
        => many(&tasks) { fuse }
        => batch { batch: 2 }
        => map(|batch: Vec<u64>| batch[0])
        => take_all(&tasks) { batch: 3, fuse };
}

pipeline! {
    struct Forked { tasks: Tasks }
    numbers(&tasks)
        => match {
            n if n < 3 => plain(&tasks, &"low") { name: low, fuse },
            n if n < 6 => later(&tasks, &"middle") { name: middle, fuse },
            n => later(&tasks, &"high") { name: high },
        }
        => later(&tasks, &"merged") { name: merged, fuse }
        => [
            later(&tasks, &"one") { name: one, fuse },
            later(&tasks, &"other") { name: other },
            batch { batch: 2, fuse } => map(|batch: Vec<u64>| batch[0]) => plain(&tasks, &"gathered") { name: gathered },
        ]
        => end(&tasks);
}

pipeline! {
    struct Failing { tasks: Tasks }
    numbers(&tasks) => fails(&tasks) { fuse, else: failed } => split(&tasks) { fuse };
    failed => take_failed(&tasks) { fuse };
    let slow = split.low => later(&tasks, &"low") { name: low, fuse };
    [slow, split.high] => end(&tasks);
}

pipeline! {
    struct Keyed { tasks: Tasks }
    numbers(&tasks)
        => later(&tasks, &"keyed") { name: keyed, by: |n| n % 2 }
        => count(&tasks) { fuse, by: |n| n % 3 }
        => map(|(_, n)| n)
        => later(&tasks, &"behind") { name: behind, fuse }
        => end(&tasks);
}

pipeline! {
    struct Copied { tasks: Tasks }
    [numbers(&tasks) => plain(&tasks, &"left") { name: left }, each(&tasks) => plain(&tasks, &"right") { name: right }]
        => [
            later(&tasks, &"one") { name: one, fuse } => _,
            plain(&tasks, &"two") { name: two, fuse } => later(&tasks, &"three") { name: three } => _,
            end(&tasks),
        ];
}

pipeline! {
    struct Paired { tasks: Tasks }
    let apart = zip(numbers(&tasks), each(&tasks) => plain(&tasks, &"right") { name: right });
    zip(apart => map(|(n, _)| n) => plain(&tasks, &"behind") { name: behind }, tick(1ms) => filter(|_| true)) { fuse }
        => map(|(n, _)| n)
        => later(&tasks, &"joined") { name: joined, fuse }
        => end(&tasks);
}

/// The tasks as they are drawn, of nodes that note theirs.
fn drawn(graph: &aqueduct::Graph<'static>, ran: &Tasks) -> Vec<Vec<&'static str>> {
    let noting = |node: &usize| graph.nodes[*node].calls.is_some_and(|calls| calls != Calls::Blocking);
    let tasks = graph.tasks();
    let named = tasks
        .iter()
        .map(|task| task.iter().filter(|node| noting(node)).map(|node| graph.nodes[*node].name).collect::<Vec<_>>());
    let drawn: Vec<Vec<&str>> = named.filter(|task| !task.is_empty()).collect();
    let order: Vec<&'static str> =
        graph.nodes.iter().enumerate().filter(|(at, _)| noting(at)).map(|(_, node)| node.name).collect();
    assert_eq!(drawn, ran.groups(&order));
    drawn
}

#[tokio::test]
async fn stages_share_the_tasks_that_the_drawing_says() {
    let tasks = Tasks::default();
    Kinds { tasks: tasks.clone() }.run().await.unwrap();
    assert_eq!(
        drawn(&Kinds::GRAPH, &tasks),
        [
            vec!["numbers", "first", "second"],
            vec!["awaited", "third"],
            vec!["cut"],
            vec!["retried"],
            vec!["guarded"],
            vec!["many", "last", "count", "end"],
        ]
    );
    assert_eq!(Kinds::GRAPH.nodes.iter().filter(|node| node.kind == Kind::Fold).count(), 1);
}

#[tokio::test]
async fn fused_nodes_are_in_the_task_before_them() {
    let tasks = Tasks::default();
    Fused { tasks: tasks.clone() }.run().await.unwrap();
    assert_eq!(
        drawn(&Fused::GRAPH, &tasks),
        [vec!["numbers", "first", "awaited", "retried"], vec!["apart", "many", "take_all"]]
    );
}

#[tokio::test]
async fn branches_are_fused_one_by_one_and_a_merge_with_all_before_it() {
    let tasks = Tasks::default();
    Forked { tasks: tasks.clone() }.run().await.unwrap();
    let one = vec!["numbers", "low", "middle", "high", "merged", "one", "gathered"];
    assert_eq!(drawn(&Forked::GRAPH, &tasks), [one, vec!["other"], vec!["end"]]);
}

#[tokio::test]
async fn branches_of_a_merge_are_fused_with_who_copies() {
    let tasks = Tasks::default();
    Copied { tasks: tasks.clone() }.run().await.unwrap();
    let apart = [vec!["numbers", "left"], vec!["each", "right"], vec!["one", "two"], vec!["three"], vec!["end"]];
    assert_eq!(drawn(&Copied::GRAPH, &tasks), apart);
}

#[tokio::test]
async fn failures_and_ports_are_fused_with_their_stage() {
    let tasks = Tasks::default();
    Failing { tasks: tasks.clone() }.run().await.unwrap();
    let one = vec!["numbers", "fails", "split", "take_failed", "low"];
    assert_eq!(drawn(&Failing::GRAPH, &tasks), [one, vec!["end"]]);
}

#[tokio::test]
async fn what_stands_behind_keys_is_fused_with_their_worker() {
    let tasks = Tasks::default();
    Keyed { tasks: tasks.clone() }.run().await.unwrap();
    assert_eq!(drawn(&Keyed::GRAPH, &tasks), [vec!["numbers"], vec!["keyed", "count", "behind", "end"]]);
}

#[tokio::test]
async fn a_join_is_a_task_of_its_own_or_in_that_of_both_sides() {
    let tasks = Tasks::default();
    Paired { tasks: tasks.clone() }.run().await.unwrap();
    let apart = [vec!["numbers"], vec!["each", "right"], vec!["behind", "joined", "end"]];
    assert_eq!(drawn(&Paired::GRAPH, &tasks), apart);
}
