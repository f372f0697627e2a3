//! Along the flow: where each layer starts, how much room the channel behind it needs, and how lines run through it.

use super::layers::{Item, Path, Web};
use super::tracks::{Key, Wire, assign};
use super::{Frame, Hop, Line, Measures, Net, Plan, Side, Size};
use std::collections::BTreeMap;

/// What is known so far.
pub(super) struct Router<'w> {
    pub web: &'w Web,
    pub sides: &'w [Side],
    /// Where each item starts across the flow.
    pub cross: &'w [i32],
    pub nodes: &'w [Size],
    pub nets: &'w [Net],
    pub measures: &'w Measures,
}

/// A layer, and the channel behind it.
#[derive(Clone, Debug, Default)]
struct Channel {
    /// Of the layer's boxes.
    layer: i32,
    /// Behind them.
    start: i32,
    /// Behind the labels.
    turns: i32,
    end: i32,
    tracks: BTreeMap<Key, usize>,
    clean: bool,
}

impl Router<'_> {
    pub(super) fn route(&self) -> Plan {
        let layer_of = self.layer_of_each();
        let mut channels: Vec<Channel> = Vec::new();
        for (layer, wires) in self.wires(&layer_of).iter().enumerate() {
            let at = channels.last().map_or(0, |channel| channel.end);
            channels.push(self.channel(layer, wires, at));
        }
        let frames: Vec<_> =
            (0..self.nodes.len()).map(|node| self.frame(node, channels[layer_of[node]].layer)).collect();
        let labels: Vec<_> = (0..self.nets.len()).map(|net| self.label(net, &frames)).collect();
        let line = |path| self.line(path, &frames, &channels[layer_of[self.nets[path.net].low]..]);
        let lines = self.web.paths.iter().map(line).collect();
        let cross = self.cross.iter().zip(self.sides).map(|(at, side)| at + side.whole).max().unwrap_or(0);
        let main = frames.iter().chain(&labels).map(|frame| frame.main + frame.size.main).max().unwrap_or(0);
        let clean = channels.iter().all(|channel| channel.clean);
        Plan { size: Size { main, cross }, nodes: frames, lines, labels, clean }
    }

    fn layer_of_each(&self) -> Vec<usize> {
        let mut layer_of = vec![0; self.web.items.len()];
        for (at, layer) in self.web.layers.iter().enumerate() {
            layer.iter().for_each(|item| layer_of[*item] = at);
        }
        layer_of
    }

    fn output(&self, item: usize, net: usize) -> i32 {
        self.cross[item] + self.sides[item].output(net)
    }

    fn input(&self, item: usize, net: usize) -> i32 {
        self.cross[item] + self.sides[item].input(net)
    }

    /// Of each layer's channel.
    fn wires(&self, layer_of: &[usize]) -> Vec<BTreeMap<Key, Wire>> {
        let mut wires: Vec<BTreeMap<Key, Wire>> = vec![BTreeMap::new(); self.web.layers.len()];
        for path in &self.web.paths {
            for pair in path.items.windows(2) {
                let from = self.output(pair[0], path.net);
                let channel = &mut wires[layer_of[pair[0]]];
                let wire = channel.entry((pair[0], path.net)).or_insert(Wire { from, to: Vec::new() });
                wire.to.push(self.input(pair[1], path.net));
            }
        }
        wires
    }

    fn channel(&self, layer: usize, wires: &BTreeMap<Key, Wire>, at: i32) -> Channel {
        let size = |item: &usize| match self.web.items[*item] {
            Item::Node(node) => self.nodes[node].main,
            Item::Pass => 0,
        };
        let start = at + self.web.layers[layer].iter().map(size).max().unwrap_or(0);
        let label = wires.keys().filter(|key| !self.web.is_pass(key.0)).map(|key| self.nets[key.1].label.main).max();
        let turns = start + label.unwrap_or(0).max(self.measures.lead);
        // Pictures have curves, which need no tracks.
        let (tracks, clean) = if self.measures.track == 0 { (BTreeMap::new(), true) } else { assign(wires) };
        let count = tracks.values().max().map_or(0, |most| most + 1);
        let rise = wires.values().map(|wire| wire.span().1 - wire.span().0).max().unwrap_or(0);
        let end = turns + self.track(count) + self.measures.head + self.measures.room(rise);
        Channel { layer: at, start, turns, end, tracks, clean }
    }

    fn track(&self, track: usize) -> i32 {
        i32::try_from(track).unwrap_or(0) * self.measures.track
    }

    fn frame(&self, node: usize, main: i32) -> Frame {
        let size = Size { main: self.nodes[node].main, cross: self.sides[node].frame };
        Frame { main, cross: self.cross[node], size }
    }

    fn label(&self, net: usize, frames: &[Frame]) -> Frame {
        let Net { low, label, .. } = self.nets[net];
        Frame { main: frames[low].main + frames[low].size.main, cross: self.output(low, net), size: label }
    }

    /// `channels` begin with the one behind the net's node.
    fn line(&self, path: &Path, frames: &[Frame], channels: &[Channel]) -> Line {
        let hop = |(pair, channel): (&[usize], &Channel)| {
            let track = channel.tracks.get(&(pair[0], path.net)).map_or(0, |track| self.track(*track));
            let low = self.nets[path.net].low;
            Hop {
                start: if pair[0] == low { frames[low].main + frames[low].size.main } else { channel.start },
                from: self.output(pair[0], path.net),
                track: channel.turns + track,
                end: channel.end,
                to: self.input(pair[1], path.net),
            }
        };
        Line { net: path.net, high: path.high, hops: path.items.windows(2).zip(channels).map(hop).collect() }
    }
}
