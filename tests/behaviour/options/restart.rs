//! `restart`, `restart_if`, `max_restarts`, for sources and for state that is made anew after an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::Instant;

use super::dead;
use crate::common::{Fell, Seen, ended, failed, keep, numbers};

/// When each call was.
type Calls = Seen<Instant>;

fn waits(calls: &Calls) -> Vec<Duration> {
    calls.take().windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Gives a hundred, then fails for ever.
#[source]
async fn breaks(calls: &Calls, at: &mut u64) -> Result<Option<u64>, String> {
    if *at == 100 {
        calls.push(Instant::now());
        return Err("broken".to_owned());
    }
    *at += 1;
    Ok(Some(*at))
}

pipeline! {
    struct Breaks { calls: Calls, seen: Seen<u64> }
    breaks(&calls, &mut 0) => keep::<u64>(&seen);
}

pipeline! {
    struct BreaksTwice { calls: Calls, seen: Seen<u64> }
    breaks(&calls, &mut 0) { restart: 2, max_restarts: 1000 per 1s } => keep::<u64>(&seen);
}

pipeline! {
    struct BreaksOften { calls: Calls, seen: Seen<u64> }
    breaks(&calls, &mut 0) { restart: Retry::forever().between(1s, 8s), max_restarts: 10 per 1h } => keep::<u64>(&seen);
}

pipeline! {
    struct BreaksOnce { calls: Calls, seen: Seen<u64> }
    breaks(&calls, &mut 0) { restart_if: |error| error != "broken" } => keep::<u64>(&seen);
}

pipeline! {
    struct BreaksByPipeline { calls: Calls, seen: Seen<u64> }
    options { max_restarts: 7 per 1h }
    breaks(&calls, &mut 0) => keep::<u64>(&seen);
}

/// Runs it to its end: how often the source was called when broken, and the error.
macro_rules! broken {
    ($pipeline:ident) => {{
        let (calls, seen) = (Calls::default(), Seen::default());
        let error = failed($pipeline { calls: calls.clone(), seen: seen.clone() }.run().await);
        assert_eq!((error.stage(), error.position()), (Some("breaks"), Some(100)));
        assert_eq!(seen.take(), (1..=100).collect::<Vec<_>>(), "what was read before is worked off");
        let restarts = error.report().and_then(|report| report.node("breaks")).map(|node| node.restarts);
        (calls, restarts.unwrap_or_default(), error.to_string())
    }};
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_for_good_ends_the_pipeline_after_three_restarts_unless_said() {
    let (calls, restarts, error) = broken!(Breaks);
    assert_eq!((calls.len(), restarts), (4, 3));
    assert!(error.contains("`breaks`") && error.contains("broken") && error.contains("100"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_restart_policy_says_how_often_in_a_row() {
    let (calls, restarts, _) = broken!(BreaksTwice);
    assert_eq!((calls.len(), restarts), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn a_restart_policy_says_how_long_to_wait() {
    let (calls, restarts, _) = broken!(BreaksOften);
    assert_eq!((calls.len(), restarts), (11, 10));
    let ceilings = [1, 2, 4, 8, 8, 8, 8, 8, 8, 8].map(|s| Duration::from_millis(1000 * s + 1));
    let waits = waits(&calls);
    assert!(waits.iter().zip(ceilings).all(|(wait, ceiling)| *wait <= ceiling), "{waits:?}");
    assert!(waits.iter().sum::<Duration>() > Duration::from_secs(5), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_that_is_refused_ends_the_pipeline_at_once() {
    let (calls, restarts, error) = broken!(BreaksOnce);
    assert_eq!((calls.len(), restarts), (1, 0));
    assert!(error.contains("`breaks`") && error.contains("restart_if") && error.contains("broken"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_pipeline_says_how_many_restarts_are_too_many() {
    let (calls, restarts, _) = broken!(BreaksByPipeline);
    assert_eq!((calls.len(), restarts), (8, 7));
}

/// Fails before every tenth item, once.
#[source]
async fn hiccups(calls: &Calls, at: &mut (u64, bool)) -> Result<Option<u64>, &'static str> {
    tokio::time::sleep(Duration::from_secs(1)).await;
    if at.0.is_multiple_of(10) && !at.1 {
        calls.push(Instant::now());
        at.1 = true;
        return Err("hiccup");
    }
    *at = (at.0 + 1, false);
    Ok((at.0 <= 200).then_some(at.0))
}

pipeline! {
    struct Hiccups { calls: Calls, seen: Seen<u64> }
    hiccups(&calls, &mut (0, false)) => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn failures_far_apart_are_no_crash_loop() {
    let (calls, seen) = (Calls::default(), Seen::default());
    let report = ended(Hiccups { calls: calls.clone(), seen: seen.clone() }.run().await);
    assert_eq!(report.node("hiccups").map(|node| node.restarts), Some(21));
    assert_eq!(seen.take(), (1..=200).collect::<Vec<_>>());
    let longest = waits(&calls).into_iter().max();
    assert!(longest < Some(Duration::from_millis(11_050)), "each wait is the first again: {longest:?}");
}

/// A connection: it breaks with its tenth use.
#[derive(Clone, Default)]
struct Server(Arc<AtomicU64>);

struct Connection {
    number: u64,
    used: u64,
}

impl Server {
    fn connect(&self) -> Connection {
        Connection { number: self.0.fetch_add(1, Ordering::SeqCst) + 1, used: 0 }
    }

    async fn connect_later(&self) -> Connection {
        tokio::task::yield_now().await;
        self.connect()
    }

    fn connections(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Connection {
    fn send(&mut self, n: u64) -> Result<(u64, u64), String> {
        if n == 55 {
            return Err("refused".to_owned());
        }
        self.used += 1;
        if self.used == 10 { Err("broken pipe".to_owned()) } else { Ok((self.number, n)) }
    }
}

#[stage]
async fn send(connection: &mut Connection, n: &u64) -> Result<(u64, u64), String> {
    if connection.used >= 10 {
        return Err("used after it broke".to_owned());
    }
    connection.send(*n)
}

#[stage]
fn send_at_once(connection: &mut Connection, n: &u64) -> Result<(u64, u64), String> {
    if connection.used >= 10 {
        return Err("used after it broke".to_owned());
    }
    connection.send(*n)
}

macro_rules! reconnects {
    ($($test:ident, $pipeline:ident: $send:ident(&mut $server:ident $($connect:tt)*) { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $pipeline { $server: Server, seen: Seen<(u64, u64)>, fell: Seen<Fell> }
            numbers(&90)
                => $send(&mut $server $($connect)*) {
                    retry: 1,
                    restart_if: |error| error.contains("pipe"),
                    max_restarts: 100 per 1s,
                    else: bad
                    $($options)*
                }
                => keep::<(u64, u64)>(&seen);
            bad => dead::<u64, String>(&fell);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (server, seen, fell) = (Server::default(), Seen::default(), Seen::default());
            let pipeline = $pipeline { $server: server.clone(), seen: seen.clone(), fell: fell.clone() };
            let report = ended(pipeline.run().await);
            assert_eq!(fell.take(), [Fell(55, stringify!($send), "refused".to_owned(), 2)]);
            let sent = seen.take();
            assert!(sent.iter().map(|sent| sent.1).eq((1..=90).filter(|n| *n != 55)), "each once, in order: {sent:?}");
            // Nine a connection, so ten connections, of which nine were made after an error.
            assert_eq!((sent.last().map(|sent| sent.0), server.connections()), (Some(10), 10));
            assert_eq!(report.node(stringify!($send)).map(|node| node.restarts), Some(9));
        }
    )+};
}

reconnects! {
    a_broken_connection_is_made_anew, Reconnects: send(&mut server.connect()) {};
    a_broken_connection_is_awaited_anew, ReconnectsLater: send(&mut server.connect_later().await) {};
    a_synchronous_stage_has_its_state_made_anew, ReconnectsAtOnce: send_at_once(&mut server.connect()) {};
}

/// Every connection is broken from the start.
#[stage]
async fn never(connection: &mut Connection, n: &u64) -> Result<u64, String> {
    let _ = (connection, n);
    Err("broken pipe".to_owned())
}

pipeline! {
    struct Never { server: Server, fell: Seen<Fell> }
    numbers(&10)
        => never(&mut server.connect()) { retry: 100, restart_if: |error| error.contains("pipe"), else: bad }
        => _;
    bad => dead::<u64, String>(&fell);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_never_holds_ends_the_pipeline() {
    let (server, fell) = (Server::default(), Seen::default());
    let pipeline = Never { server: server.clone(), fell: fell.clone() };
    let error = failed(pipeline.run().await);
    assert_eq!((error.stage(), error.position()), (Some("never"), Some(1)));
    assert!(error.to_string().contains("broken pipe"), "{error}");
    assert!(server.connections() <= 4 && fell.len() == 0, "{} connections", server.connections());
}
