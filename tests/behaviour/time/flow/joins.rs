//! Of `flow.ex`: joins.

use aqueduct::prelude::*;

use crate::common::{Seen, each, ended, keep};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Post {
    id: u64,
    title: &'static str,
    at: i64,
}

/// Of which post, the text, and when.
type Comment = (u64, &'static str, i64);

/// The post's number, the comment, the post's title.
type Commented = (u64, &'static str, &'static str);

fn commented((post, (_, comment, _)): (Post, Comment)) -> Commented {
    (post.id, comment, post.title)
}

pipeline! {
    struct BoundedJoin { posts: Vec<Post>, comments: Vec<Comment>, seen: Seen<Commented> }

    join(each::<Post>(&posts) { name: posts }, each::<Comment>(&comments) { name: comments })
        { on: (|post| post.id, |(id, ..)| *id), apart: 1d }
        => map(commented)
        => keep::<Commented>(&seen);
}

fn comments() -> Vec<Comment> {
    vec![(1, "excellent", 0), (1, "outstanding", 1000), (2, "great follow up", 1000), (3, "unknown", 1000)]
}

fn posts() -> Vec<Post> {
    vec![Post { id: 1, title: "hello", at: 0 }, Post { id: 2, title: "world", at: 1000 }]
}

/// Flow keeps everything until both sides have ended, here something has to be said: a day.
///
/// ```elixir
/// iex> posts = [%{id: 1, title: "hello"}, %{id: 2, title: "world"}]
/// iex> comments = [{1, "excellent"}, {1, "outstanding"},
/// ...>             {2, "great follow up"}, {3, "unknown"}]
/// iex> flow = Flow.bounded_join(:inner,
/// ...>                          Flow.from_enumerable(posts),
/// ...>                          Flow.from_enumerable(comments),
/// ...>                          & &1.id, # left key
/// ...>                          & elem(&1, 0), # right key
/// ...>                          fn post, {_post_id, comment} -> Map.put(post, :comment, comment) end)
/// iex> Enum.sort(flow)
/// [%{id: 1, title: "hello", comment: "excellent"},
///  %{id: 2, title: "world", comment: "great follow up"},
///  %{id: 1, title: "hello", comment: "outstanding"}]
/// ```
#[tokio::test(start_paused = true)]
async fn bounded_join() {
    let seen = Seen::default();
    ended(BoundedJoin { posts: posts(), comments: comments(), seen: seen.clone() }.run().await);
    let expected = [(1, "excellent", "hello"), (1, "outstanding", "hello"), (2, "great follow up", "world")];
    assert_eq!(seen.sorted(), expected);
}

pipeline! {
    struct WindowJoin { posts: Vec<Post>, comments: Vec<Comment>, seen: Seen<Commented> }

    // The second is part of the key: what pairs is of one window.
    join(
        each::<Post>(&posts) { name: posts, time: |post| Timestamp::from_millis(post.at) },
        each::<Comment>(&comments) { name: comments, time: |(.., at)| Timestamp::from_millis(*at) },
    ) { on: (|post| (post.id, post.at / 1000), |(id, _, at)| (*id, at / 1000)), apart: 1s }
        => map(commented)
        => keep::<Commented>(&seen);
}

/// ```elixir
/// iex> posts = [%{id: 1, title: "hello", timestamp: 0}, %{id: 2, title: "world", timestamp: 1000}]
/// iex> comments = [{1, "excellent", 0}, {1, "outstanding", 1000},
/// ...>             {2, "great follow up", 1000}, {3, "unknown", 1000}]
/// iex> window = Flow.Window.fixed(1, :second, fn
/// ...>   {_, _, timestamp} -> timestamp
/// ...>   %{timestamp: timestamp} -> timestamp
/// ...> end)
/// iex> flow = Flow.window_join(:inner,
/// ...>                         Flow.from_enumerable(posts),
/// ...>                         Flow.from_enumerable(comments),
/// ...>                         window,
/// ...>                         & &1.id, # left key
/// ...>                         & elem(&1, 0), # right key
/// ...>                         fn post, {_post_id, comment, _ts} -> Map.put(post, :comment, comment) end,
/// ...>                         stages: 1, max_demand: 1)
/// iex> Enum.sort(flow)
/// [%{id: 1, title: "hello", comment: "excellent", timestamp: 0},
///  %{id: 2, title: "world", comment: "great follow up", timestamp: 1000}]
/// ```
#[tokio::test]
async fn window_join() {
    let seen = Seen::default();
    ended(WindowJoin { posts: posts(), comments: comments(), seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [(1, "excellent", "hello"), (2, "great follow up", "world")]);
}
