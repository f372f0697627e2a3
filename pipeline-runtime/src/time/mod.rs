//! Event time: when things happened, as their items say, and how far a stream has come.
//!
//! Where event time begins, each item gets its time, which everything that is made of it inherits, and the stream gets a
//! watermark, which travels between the items: no item behind it is older, but for those that are late. Streams of which nobody
//! asks the time carry neither.

mod bare;
mod begin;
mod emits;
mod firing;
mod firsts;
mod kept;
mod kinds;
mod panes;
mod piece;
mod sessions;
mod stamp;
mod timestamp;
mod window;
mod windowed;

pub use bare::Instants;
pub(crate) use begin::{Arrive, WallClock};
pub use begin::{CarriesTime, TimeOptions};
pub use emits::{Accumulates, Accumulating, ByHand, Discarding, Emits, Pane, Timing};
pub use firing::{Alone, ByKey, ByKeyAndWindow, ByWindow, Emission, Firing};
pub use firsts::{Distinct, Firsts, FirstsOf};
pub use kinds::{Global, KeptFor, KindOfWindow, Session, Sliding, Tumbling};
pub use stamp::{Plain, Stamped, Stamping, Timed};
pub use timestamp::{IsTimestamp, Timestamp};
pub(crate) use window::Lengths;
pub use window::Window;
pub use windowed::Windowed;

/// What a stream says about its time, between two items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The watermark: what is older and comes later is late.
    Reached(Timestamp),
    /// Nothing has come for so long that others should not wait for this stream.
    Idle,
}

/// The watermark of several streams together: the least of those that are not idle. It never goes back.
#[derive(Debug)]
pub(crate) struct Least {
    streams: Vec<Option<Mark>>,
    told: Option<Mark>,
}

impl Least {
    /// Of so many streams, none of which has said anything.
    pub(crate) fn of(streams: usize) -> Self {
        Self { streams: vec![None; streams], told: None }
    }

    /// One more stream, which has said nothing: nobody goes on before it has.
    pub(crate) fn add(&mut self) {
        self.streams.push(None);
    }

    /// A stream says something; what that makes of all together, where it is news.
    pub(crate) fn hear(&mut self, stream: usize, mark: Mark) -> Option<Mark> {
        self.streams[stream] = Some(mark);
        self.news()
    }

    /// A stream has ended and holds nobody back; the streams behind it move up.
    pub(crate) fn remove(&mut self, stream: usize) -> Option<Mark> {
        self.streams.remove(stream);
        self.news()
    }

    /// The same, where the others keep their places.
    pub(crate) fn end(&mut self, stream: usize) -> Option<Mark> {
        self.streams[stream] = Some(Mark::Reached(Timestamp::MAX));
        self.news().filter(|mark| *mark != Mark::Reached(Timestamp::MAX))
    }

    fn news(&mut self) -> Option<Mark> {
        let least = self.least()?;
        let is_news = match (self.told, least) {
            (Some(Mark::Reached(told)), Mark::Reached(at)) => at > told,
            (told, least) => told != Some(least),
        };
        is_news.then(|| {
            self.told = Some(least);
            least
        })
    }

    /// Nothing while a stream has not said anything.
    fn least(&self) -> Option<Mark> {
        let mut least = None;
        for mark in &self.streams {
            match ((*mark)?, least) {
                (Mark::Reached(at), Some(Mark::Reached(than))) if at >= than => {}
                (Mark::Idle, Some(_)) => {}
                (mark, _) => least = Some(mark),
            }
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Mark {
        Mark::Reached(Timestamp::from_secs(seconds))
    }

    #[test]
    fn the_slowest_stream_decides() {
        let mut least = Least::of(2);
        assert_eq!(least.hear(0, at(5)), None, "the other has said nothing");
        assert_eq!(least.hear(1, at(3)), Some(at(3)));
        assert_eq!(least.hear(0, at(9)), None);
        assert_eq!(least.hear(1, at(7)), Some(at(7)));
        assert_eq!(least.remove(1), Some(at(9)));
    }

    #[test]
    fn an_idle_stream_holds_nobody_back_and_time_never_goes_back() {
        let mut least = Least::of(2);
        assert_eq!(least.hear(0, at(5)), None);
        assert_eq!(least.hear(1, Mark::Idle), Some(at(5)));
        assert_eq!(least.hear(0, Mark::Idle), Some(Mark::Idle));
        assert_eq!(least.hear(1, at(2)), Some(at(2)), "it goes on where it is, and the other is idle");
        assert_eq!(least.hear(0, at(1)), None, "not back");
    }
}
