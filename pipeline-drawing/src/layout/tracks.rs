//! Along the flow: how much room the channel between two layers needs, and where in it each line turns.

use super::layers::{Item, Path, Web};
use super::{Frame, Hop, Line, Measures, Net, Plan, Side, Size};
use std::collections::BTreeMap;

/// Lines out of one port, in one channel: where they come from and where they go to, across.
#[derive(Clone, Debug)]
struct Wire {
    from: i32,
    to: Vec<i32>,
}

impl Wire {
    fn turns(&self) -> bool {
        self.to.iter().any(|to| *to != self.from)
    }

    fn span(&self) -> (i32, i32) {
        self.to.iter().fold((self.from, self.from), |(low, high), to| (low.min(*to), high.max(*to)))
    }
}

/// The lines of a net from an item.
type Key = (usize, usize);

/// Between two layers.
#[derive(Clone, Debug, Default)]
struct Channel {
    start: i32,
    turns: i32,
    end: i32,
    tracks: BTreeMap<Key, usize>,
}

pub(super) fn route(
    web: &Web,
    sides: &[Side],
    cross: &[i32],
    nodes: &[Size],
    nets: &[Net],
    measures: &Measures,
) -> Plan {
    let mut clean = true;
    let (mut channels, mut starts, mut at) = (Vec::new(), Vec::new(), 0);
    let wires = wires(web, sides, cross);
    for (layer, wires) in web.layers.iter().zip(&wires) {
        let tracks = assign(wires, &mut clean);
        starts.push(at);
        let rise = wires.values().map(|wire| wire.span().1 - wire.span().0).max().unwrap_or(0);
        let channel = channel(layer, web, nodes, nets, at, tracks, rise, measures);
        at = channel.end;
        channels.push(channel);
    }
    let frames = frames(web, sides, cross, nodes, &starts);
    let labels = nets.iter().enumerate().map(|(at, net)| label(at, net, &frames, sides)).collect();
    let lines = web.paths.iter().map(|path| line(path, web, sides, cross, &frames, &channels, measures)).collect();
    let cross = cross.iter().zip(sides).map(|(at, side)| at + side.whole).max().unwrap_or(0);
    Plan { size: Size { main: length(&frames, nets), cross }, nodes: frames, lines, labels, clean }
}

fn length(frames: &[Frame], nets: &[Net]) -> i32 {
    let labels = nets.iter().map(|net| frames[net.low].main + frames[net.low].size.main + net.label.main);
    frames.iter().map(|frame| frame.main + frame.size.main).chain(labels).max().unwrap_or(0)
}

/// Of each layer's channel.
fn wires(web: &Web, sides: &[Side], cross: &[i32]) -> Vec<BTreeMap<Key, Wire>> {
    let mut layer_of = vec![0; web.items.len()];
    for (at, layer) in web.layers.iter().enumerate() {
        layer.iter().for_each(|item| layer_of[*item] = at);
    }
    let mut wires = vec![BTreeMap::new(); web.layers.len()];
    for path in &web.paths {
        for pair in path.items.windows(2) {
            let from = cross[pair[0]] + sides[pair[0]].output(path.net);
            let wire: &mut Wire =
                wires[layer_of[pair[0]]].entry((pair[0], path.net)).or_insert(Wire { from, to: Vec::new() });
            wire.to.push(cross[pair[1]] + sides[pair[1]].input(path.net));
        }
    }
    wires
}

/// A track for each wire that turns: none on another's, and a wire that comes in where another goes out turns before it.
fn assign(wires: &BTreeMap<Key, Wire>, clean: &mut bool) -> BTreeMap<Key, usize> {
    let turning: Vec<_> = wires.iter().filter(|(_, wire)| wire.turns()).collect();
    let before: Vec<Vec<usize>> = (turning.iter().enumerate())
        .map(|(at, (_, wire))| {
            let first = |other: &usize| *other != at && wire.to.contains(&turning[*other].1.from);
            (0..turning.len()).filter(first).collect()
        })
        .collect();
    let mut tracks: Vec<Option<usize>> = vec![None; turning.len()];
    for _ in 0..turning.len() {
        let ready = |at: &usize| tracks[*at].is_none() && before[*at].iter().all(|other| tracks[*other].is_some());
        let next = (0..turning.len()).find(ready).or_else(|| {
            *clean = false;
            tracks.iter().position(Option::is_none)
        });
        let Some(next) = next else { break };
        let least = before[next].iter().filter_map(|other| tracks[*other]).map(|track| track + 1).max().unwrap_or(0);
        tracks[next] = Some(free_from(least, turning[next].1, &turning, &tracks));
    }
    turning.iter().zip(tracks).filter_map(|((key, _), track)| Some((**key, track?))).collect()
}

fn free_from(least: usize, wire: &Wire, turning: &[(&Key, &Wire)], tracks: &[Option<usize>]) -> usize {
    let (low, high) = wire.span();
    let taken = |track: usize| {
        turning.iter().zip(tracks).any(|((_, other), at)| {
            let span = other.span();
            *at == Some(track) && span.0 <= high && low <= span.1
        })
    };
    (least..).find(|track| !taken(*track)).unwrap_or(least)
}

fn channel(
    layer: &[usize],
    web: &Web,
    nodes: &[Size],
    nets: &[Net],
    at: i32,
    tracks: BTreeMap<Key, usize>,
    rise: i32,
    measures: &Measures,
) -> Channel {
    let length = layer.iter().filter_map(|item| frame_of(*item, web, nodes)).map(|size| size.main).max().unwrap_or(0);
    let here = |net: &&Net| layer.contains(&net.low);
    let label = nets.iter().filter(here).map(|net| net.label.main).max().unwrap_or(0);
    let turns = at + length + label.max(measures.lead);
    let count = tracks.values().max().map_or(0, |most| most + 1);
    let end =
        turns + i32::try_from(count).unwrap_or(i32::MAX / 4) * measures.track + measures.head + measures.room(rise);
    Channel { start: at + length, turns, end, tracks }
}

fn frame_of(item: usize, web: &Web, nodes: &[Size]) -> Option<Size> {
    match web.items[item] {
        Item::Node(node) => Some(nodes[node]),
        Item::Pass => None,
    }
}

fn frames(web: &Web, sides: &[Side], cross: &[i32], nodes: &[Size], starts: &[i32]) -> Vec<Frame> {
    let mut frames = vec![Frame::default(); nodes.len()];
    for (layer, start) in web.layers.iter().zip(starts) {
        for item in layer {
            if let Item::Node(node) = web.items[*item] {
                let size = Size { main: nodes[node].main, cross: sides[*item].frame };
                frames[node] = Frame { main: *start, cross: cross[*item], size };
            }
        }
    }
    frames
}

fn label(at: usize, net: &Net, frames: &[Frame], sides: &[Side]) -> Frame {
    let frame = frames[net.low];
    Frame { main: frame.main + frame.size.main, cross: frame.cross + sides[net.low].output(at), size: net.label }
}

fn line(
    path: &Path,
    web: &Web,
    sides: &[Side],
    cross: &[i32],
    frames: &[Frame],
    channels: &[Channel],
    measures: &Measures,
) -> Line {
    let low = path.items[0];
    let first = channels.iter().position(|channel| channel.end > frames[low].main).unwrap_or(0);
    let hop = |(at, pair): (usize, &[usize])| {
        let channel = &channels[first + at];
        let track = channel.tracks.get(&(pair[0], path.net)).map_or(0, |track| *track);
        let start = if web.is_pass(pair[0]) { channel.start } else { frames[pair[0]].main + frames[pair[0]].size.main };
        Hop {
            start,
            from: cross[pair[0]] + sides[pair[0]].output(path.net),
            track: channel.turns + i32::try_from(track).unwrap_or(0) * measures.track,
            end: channel.end,
            to: cross[pair[1]] + sides[pair[1]].input(path.net),
        }
    };
    Line { net: path.net, high: path.high, hops: path.items.windows(2).enumerate().map(hop).collect() }
}
