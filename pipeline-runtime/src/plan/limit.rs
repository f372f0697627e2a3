//! `options { max_in_flight: n }`: what to say where the drawing can hold more, in a constant or at the start.

use aqueduct_drawing::{Buffer, Graph};

/// A text put together by the compiler.
pub struct Limit {
    bytes: [u8; Self::MOST],
    len: usize,
}

impl Limit {
    const MOST: usize = 4096;

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "more items can be in flight than `max_in_flight` allows",
        }
    }

    /// Whole or not at all: the text ends before a piece that does not fit.
    const fn say(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.len + text.len() <= Self::MOST {
            let mut at = 0;
            while at < text.len() {
                self.bytes[self.len + at] = text[at];
                at += 1;
            }
            self.len += text.len();
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let text = if number >= 10 { self.number(number / 10) } else { self };
        text.say(DIGITS[number % 10])
    }

    /// `1000 in orders => price, 6 at price`
    const fn sum(self, graph: &Graph<'_>) -> Self {
        let (mut text, mut at, mut begun) = (self, 0, false);
        while at < graph.edges.len() {
            let edge = &graph.edges[at];
            if let Buffer::Holds(items) = edge.buffer
                && items > 0
            {
                text = text.say(if begun { ", " } else { "" }).number(items);
                text = text.say(" in ").say(graph.nodes[edge.from].name).say(" => ").say(graph.nodes[edge.to].name);
                begun = true;
            }
            at += 1;
        }
        at = 0;
        while at < graph.nodes.len() {
            if let Some(items) = graph.nodes[at].in_hand
                && items > 0
            {
                text = text.say(if begun { ", " } else { "" }).number(items).say(" at ").say(graph.nodes[at].name);
                begun = true;
            }
            at += 1;
        }
        text
    }
}

/// `None` where no more than `limit` items can be in flight, or where that is known only when the pipeline starts.
#[must_use]
pub const fn within_limit(graph: &Graph<'_>, limit: usize) -> Option<Limit> {
    match graph.max_in_flight() {
        Some(most) if most > limit => {
            let text = Limit { bytes: [0; Limit::MOST], len: 0 };
            let text =
                text.number(most).say(" items can be in flight, and `max_in_flight` allows ").number(limit).say(": ");
            Some(
                text.sum(graph)
                    .say(". Give nodes a smaller `buffer` or `batch`, edges a smaller `channel`, or allow more"),
            )
        }
        _ => None,
    }
}
