//! `by`, `keep`, `max_keys`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

use super::dead;
use crate::common::{Fell, Seen, each, ended, keep};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Job {
    key: u64,
    nth: u64,
}

/// So many jobs of so many keys, in turns.
fn jobs(keys: u64, each: u64) -> Vec<Job> {
    (0..each).flat_map(|nth| (0..keys).map(move |key| Job { key, nth })).collect()
}

/// The jobs of each key, in the order in which they came.
fn by_key(jobs: impl IntoIterator<Item = Job>) -> BTreeMap<u64, Vec<u64>> {
    let mut keys: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    jobs.into_iter().for_each(|job| keys.entry(job.key).or_default().push(job.nth));
    keys
}

/// Who is being worked on; notes when two of a key are, and how many are at most.
#[derive(Clone, Default)]
struct Busy(Arc<Mutex<Work>>);

#[derive(Default)]
struct Work {
    keys: HashMap<u64, usize>,
    twice: bool,
    most: usize,
}

impl Busy {
    fn enter(&self, key: u64) -> impl Drop {
        struct Leaves(Busy, u64);
        impl Drop for Leaves {
            fn drop(&mut self) {
                self.0.0.lock().unwrap().keys.entry(self.1).and_modify(|n| *n -= 1);
            }
        }
        let mut work = self.0.lock().unwrap();
        let Work { keys, twice, most } = &mut *work;
        *keys.entry(key).or_default() += 1;
        *twice |= keys[&key] > 1;
        *most = keys.values().sum::<usize>().max(*most);
        Leaves(self.clone(), key)
    }

    /// Whether two of a key were in work at once, and how many items were.
    fn seen(&self) -> (bool, usize) {
        let work = self.0.lock().unwrap();
        (work.twice, work.most)
    }
}

/// Takes a random time and fails two times in five.
#[stage]
async fn shaky(busy: &Busy, job: &Job) -> Result<Job, &'static str> {
    let _inside = busy.enter(job.key);
    sleep(Duration::from_millis(fastrand::u64(0..5))).await;
    if fastrand::u64(0..5) < 2 { Err("shaky") } else { Ok(*job) }
}

pipeline! {
    struct Retried { jobs: Vec<Job>, busy: Busy, seen: Seen<Job> }
    each::<Job>(&jobs)
        => shaky(&busy) { by: |job| job.key, workers: 8, retry: Retry::forever().between(1ms, 20ms), else: stop }
        => keep::<Job>(&seen);
}

#[tokio::test(start_paused = true)]
async fn keys_keep_their_order_through_failures_and_retries() {
    let (busy, seen) = (Busy::default(), Seen::default());
    let report = ended(Retried { jobs: jobs(20, 100), busy: busy.clone(), seen: seen.clone() }.run().await);
    let came = seen.take();
    assert!(came != jobs(20, 100), "no key passed another");
    assert_eq!(by_key(came), by_key(jobs(20, 100)));
    assert_eq!(busy.seen(), (false, 8));
    assert!(report.node("shaky").is_some_and(|node| node.retried > 500), "{report}");
}

pipeline! {
    struct Routed { jobs: Vec<Job>, busy: Busy, seen: Seen<Job>, fell: Seen<Fell<Job>> }
    each::<Job>(&jobs)
        => shaky(&busy) { by: |job| job.key, workers: 8, retry: Retry::times(1).between(1ms, 20ms), else: bad }
        => keep::<Job>(&seen);
    bad => dead::<Job, &'static str>(&fell);
}

#[tokio::test(start_paused = true)]
async fn keys_keep_their_order_around_what_fails_for_good() {
    let (busy, seen, fell) = (Busy::default(), Seen::default(), Seen::default());
    let pipeline = Routed { jobs: jobs(20, 100), busy: busy.clone(), seen: seen.clone(), fell: fell.clone() };
    ended(pipeline.run().await);
    let (mut came, fell) = (seen.take(), fell.take());
    assert!(by_key(came.iter().copied()).values().all(|key| key.is_sorted()));
    assert!(by_key(fell.iter().map(|f| f.0)).values().all(|key| key.is_sorted()), "failures of a key keep their order");
    assert!(fell.len() > 100 && fell.iter().all(|f| f.3 == 2));
    came.extend(fell.iter().map(|f| f.0));
    came.sort_by_key(|job| (job.nth, job.key));
    assert_eq!(came, jobs(20, 100));
    assert!(!busy.seen().0);
}

/// Key 0 waits until it may.
#[stage]
async fn hold_zero(gate: &Arc<Semaphore>, job: &Job) -> Job {
    if job.key == 0 {
        gate.acquire().await.expect("the gate stays open").forget();
    }
    *job
}

pipeline! {
    struct Held { gate: Arc<Semaphore> }
    in jobs: Job;
    out done: Job;
    jobs => hold_zero(&gate) { by: |job| job.key, workers: 2 } => done;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_awaits_holds_back_only_itself() {
    let gate = Arc::new(Semaphore::new(0));
    let running = Held { gate: Arc::clone(&gate) }.start().expect("it starts");
    for job in jobs(11, 10) {
        running.jobs.send(job).await.expect("it runs");
    }
    let mut came = Vec::new();
    for _ in 0..100 {
        let next = timeout(Duration::from_secs(60), running.done.recv()).await;
        came.extend(next.expect("the others pass"));
    }
    assert!(came.iter().all(|job| job.key != 0));
    gate.add_permits(10);
    for _ in 0..10 {
        came.extend(running.done.recv().await);
    }
    assert_eq!(by_key(came), by_key(jobs(11, 10)));
    ended(running.stop().await);
}

/// What was tried before.
#[derive(Default)]
struct Tried(Mutex<Vec<Job>>);

impl Tried {
    fn first_time(&self, job: &Job) -> bool {
        let mut tried = self.0.lock().unwrap();
        tried.push(*job);
        tried.iter().filter(|other| *other == job).count() == 1
    }
}

/// Key 0 fails at first.
#[stage]
async fn zero_fails_once(tried: &Tried, job: &Job) -> Result<Job, &'static str> {
    let first = tried.first_time(job);
    if job.key == 0 && first { Err("at first") } else { Ok(*job) }
}

pipeline! {
    struct BackingOff { tried: Tried, jobs: Vec<Job>, seen: Seen<Job> }
    each::<Job>(&jobs)
        => zero_fails_once(&tried) { by: |job| job.key, retry: Retry::times(1).between(1h, 1h), else: stop }
        => keep::<Job>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_backs_off_holds_back_only_itself() {
    let (tried, seen) = (Tried::default(), Seen::default());
    let list = jobs(11, 10);
    ended(BackingOff { tried, jobs: list.clone(), seen: seen.clone() }.run().await);
    let came = seen.take();
    assert_eq!(by_key(came.iter().copied()), by_key(list));
    let last_of_others = came.iter().rposition(|job| job.key != 0).expect("there are others");
    let passed = came[..last_of_others].iter().filter(|job| job.key == 0).count();
    assert_eq!(passed, 0, "with one worker all others pass before the hour of key 0 is over");
}

/// A job of key 0 takes 10 ms, any other none.
#[stage]
async fn hot_zero(job: Job) -> Job {
    if job.key == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    job
}

pipeline! {
    struct Hot { jobs: Vec<Job>, seen: Seen<Job> }
    each::<Job>(&jobs) => hot_zero { by: |job| job.key, workers: 2, buffer: 1000 } => keep::<Job>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_hot_key_does_not_stop_the_others() {
    let seen = Seen::default();
    let hot = (0..500).map(|nth| Job { key: 0, nth });
    let others = (0..100).map(|at| Job { key: 1 + at % 10, nth: at / 10 });
    let list: Vec<Job> = hot.chain(others).collect();
    ended(Hot { jobs: list.clone(), seen: seen.clone() }.run().await);
    let came = seen.take();
    assert_eq!(by_key(came.iter().copied()), by_key(list));
    let last_of_others = came.iter().rposition(|job| job.key != 0).expect("there are others");
    assert!(last_of_others < 110, "the last of 100 others came as number {last_of_others}, behind the hot key");
}

/// Counts the jobs of a key.
#[stage]
fn count(so_far: &mut u64, job: Job) -> (u64, u64) {
    *so_far += 1;
    (job.key, *so_far)
}

#[stage]
async fn count_async(so_far: &mut u64, job: Job) -> (u64, u64) {
    tokio::task::yield_now().await;
    *so_far += 1;
    (job.key, *so_far)
}

macro_rules! counts_by_key {
    ($($test:ident, $pipeline:ident: $count:ident { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $pipeline { jobs: Vec<Job>, seen: Seen<(u64, u64)> }
            each::<Job>(&jobs) => $count(&mut 0) { $($options)* } => keep::<(u64, u64)>(&seen);
        }

        #[tokio::test]
        async fn $test() {
            let seen = Seen::default();
            ended($pipeline { jobs: jobs(50, 40), seen: seen.clone() }.run().await);
            let mut counted: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
            seen.take().into_iter().for_each(|(key, n)| counted.entry(key).or_default().push(n));
            let expected = (0..50).map(|key| (key, (1..=40).collect())).collect();
            assert_eq!(counted, expected);
        }
    )+};
}

counts_by_key! {
    each_key_has_a_state_of_its_own, Counted: count { by: |job| job.key };
    each_key_has_a_state_on_workers, CountedOnWorkers: count { by: |job| job.key, workers: 4 };
    each_key_has_a_state_where_it_retries, CountedWithRetry: count { by: |job| job.key, retry: 1 };
    each_key_has_a_state_when_awaited, CountedAsync: count_async { by: |job| job.key };
    each_key_has_a_state_when_awaited_by_workers, CountedAsyncWorkers: count_async { by: |job| job.key, workers: 4 };
    a_key_may_be_lent, CountedLent: count { by: |job| &job.key };
    a_key_may_be_lent_to_workers, CountedLentOnWorkers: count_async { by: |job| &job.key, workers: 4 };
}

/// Gathers what came of a key, and gives it when the key is forgotten.
#[stage(flush = rest)]
fn gather(open: &mut Vec<Job>, job: Job) -> Option<Vec<Job>> {
    open.push(job);
    None
}

#[stage(flush = rest)]
async fn gather_async(open: &mut Vec<Job>, job: Job) -> Option<Vec<Job>> {
    open.push(job);
    None
}

fn rest(open: &mut Vec<Job>) -> Option<Vec<Job>> {
    Some(std::mem::take(open)).filter(|open| !open.is_empty())
}

macro_rules! forgets {
    ($($module:ident: $gather:ident { $($options:tt)* };)+) => {$(
        mod $module {
            use super::*;

            pipeline! {
                struct Keeps {}
                in jobs: Job;
                out gathered: Vec<Job>;
                jobs => $gather(&mut Vec::new()) { by: |job| job.key, keep: 10min $($options)* } => gathered;
            }

            pipeline! {
                struct Bounded {}
                in jobs: Job;
                out gathered: Vec<Job>;
                jobs => $gather(&mut Vec::new()) { by: |job| job.key, max_keys: 2 $($options)* } => gathered;
            }

            #[tokio::test(start_paused = true)]
            async fn a_key_silent_for_long_enough_is_flushed() {
                silent(Keeps {}.start().expect("it starts")).await;
            }

            async fn silent(running: KeepsHandle) {
                let started = Instant::now();
                for (minutes, job) in [(0, (1, 0)), (0, (2, 0)), (6, (1, 1))] {
                    sleep(Duration::from_secs(60 * minutes)).await;
                    running.jobs.send(Job { key: job.0, nth: job.1 }).await.expect("it runs");
                }
                assert_eq!(running.gathered.recv().await, Some(vec![Job { key: 2, nth: 0 }]));
                assert_eq!(started.elapsed().as_secs(), 600);
                let first = Some(vec![Job { key: 1, nth: 0 }, Job { key: 1, nth: 1 }]);
                assert_eq!(running.gathered.recv().await, first, "used again after six minutes");
                assert_eq!(started.elapsed().as_secs(), 960);
                running.jobs.send(Job { key: 1, nth: 2 }).await.expect("it runs");
                running.jobs.close();
                assert_eq!(running.gathered.recv().await, Some(vec![Job { key: 1, nth: 2 }]), "it starts anew");
                assert_eq!(started.elapsed().as_secs(), 960, "the end of input flushes at once");
                let report = ended(running.stop().await);
                assert_eq!(report.nodes.iter().map(|node| node.forgotten).sum::<u64>(), 2, "{report}");
            }

            #[tokio::test(start_paused = true)]
            async fn the_idlest_of_too_many_keys_is_flushed() {
                let running = Bounded {}.start().expect("it starts");
                for key in [1, 2, 1, 3] {
                    running.jobs.send(Job { key, nth: 0 }).await.expect("it runs");
                }
                let next = timeout(Duration::from_secs(60), running.gathered.recv()).await;
                assert_eq!(next.expect("a key is forgotten"), Some(vec![Job { key: 2, nth: 0 }]));
                assert!(timeout(Duration::from_secs(60), running.gathered.recv()).await.is_err(), "no more than needed");
                running.jobs.close();
                let mut left = vec![running.gathered.recv().await, running.gathered.recv().await];
                left.sort_by_key(|gathered| gathered.as_ref().map(|jobs| jobs[0].key));
                assert_eq!(left[0].as_ref().map(Vec::len), Some(2));
                assert_eq!(left[1], Some(vec![Job { key: 3, nth: 0 }]));
                assert_eq!(running.gathered.recv().await, None);
                let report = ended(running.stop().await);
                assert_eq!(report.nodes.iter().map(|node| node.forgotten).sum::<u64>(), 1, "{report}");
            }
        }
    )+};
}

forgets! {
    fused: gather {};
    awaited: gather_async {};
    retried: gather { , retry: 1 };
    on_workers: gather_async { , workers: 3 };
}

pipeline! {
    struct OneKey { gate: Arc<Semaphore> }
    in jobs: Job;
    out done: Job;
    jobs => hold_zero(&gate) { by: |job| job.key, workers: 2, max_keys: 1 } => done;
}

#[tokio::test(start_paused = true)]
async fn a_key_too_many_is_served_while_all_others_are_busy() {
    let gate = Arc::new(Semaphore::new(0));
    let running = OneKey { gate: Arc::clone(&gate) }.start().expect("it starts");
    running.jobs.send(Job { key: 0, nth: 0 }).await.expect("it runs");
    sleep(Duration::from_millis(1)).await;
    running.jobs.send(Job { key: 1, nth: 0 }).await.expect("it runs");
    let next = timeout(Duration::from_secs(60), running.done.recv()).await;
    assert_eq!(next.expect("key 1 is not lost"), Some(Job { key: 1, nth: 0 }));
    gate.add_permits(1);
    assert_eq!(running.done.recv().await, Some(Job { key: 0, nth: 0 }));
    ended(running.stop().await);
}

#[fold]
fn total(sum: &mut u64, job: Job) {
    *sum += job.nth;
}

pipeline! {
    struct Totals {}
    in jobs: Job;
    out totals: (u64, u64);
    jobs => total(&mut 0) { by: |job| job.key, max_keys: 2 } => totals;
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_key_emits_its_fold() {
    let running = Totals {}.start().expect("it starts");
    for (key, nth) in [(1, 10), (2, 20), (1, 1), (3, 30)] {
        running.jobs.send(Job { key, nth }).await.expect("it runs");
    }
    assert_eq!(running.totals.recv().await, Some((2, 20)));
    running.jobs.close();
    let mut rest = vec![running.totals.recv().await, running.totals.recv().await];
    rest.sort();
    assert_eq!(rest, [Some((1, 11)), Some((3, 30))]);
    ended(running.stop().await);
}
