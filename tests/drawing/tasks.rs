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
        => many(&tasks)
        => plain(&tasks, &"last") { name: last, by: |n| *n }
        => count(&tasks)
        => end(&tasks);
}

#[tokio::test]
async fn stages_share_the_tasks_that_the_drawing_says() {
    let tasks = Tasks::default();
    Kinds { tasks: tasks.clone() }.run().await.unwrap();
    let graph = Kinds::GRAPH;
    let noting = |node: &usize| graph.nodes[*node].calls.is_some_and(|calls| calls != Calls::Blocking);
    let drawn: Vec<Vec<&str>> = graph
        .tasks()
        .iter()
        .map(|task| task.iter().filter(|node| noting(node)).map(|node| graph.nodes[*node].name).collect())
        .filter(|task: &Vec<&str>| !task.is_empty())
        .collect();
    let order: Vec<&'static str> =
        graph.nodes.iter().enumerate().filter(|(at, _)| noting(at)).map(|(_, node)| node.name).collect();
    assert_eq!(drawn, tasks.groups(&order));
    assert_eq!(
        drawn,
        [
            vec!["numbers", "first", "second"],
            vec!["awaited", "third"],
            vec!["cut"],
            vec!["retried"],
            vec!["many", "last", "count", "end"],
        ]
    );
    assert_eq!(graph.nodes.iter().filter(|node| node.kind == Kind::Fold).count(), 1);
}
