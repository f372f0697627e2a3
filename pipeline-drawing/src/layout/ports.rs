//! Where lines start and end on the sides of boxes.

use super::layers::{Item, Web};
use super::{Measures, Net, Size};
use std::collections::BTreeMap;

/// What an item takes up across the flow, and where its lines are, counted from its start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// Of the box.
    pub frame: i32,
    /// With the labels that stand out.
    pub whole: i32,
    /// By net: where it ends.
    pub ins: BTreeMap<usize, i32>,
    /// By net: where it starts.
    pub outs: BTreeMap<usize, i32>,
}

impl Side {
    pub(super) fn input(&self, net: usize) -> i32 {
        self.ins.get(&net).copied().unwrap_or(0)
    }

    pub(super) fn output(&self, net: usize) -> i32 {
        self.outs.get(&net).copied().unwrap_or(0)
    }
}

/// The sides of all items: lines in the order of what they lead to, so that they do not cross at once.
pub(super) fn sides(web: &Web, nodes: &[Size], nets: &[Net], measures: &Measures) -> Vec<Side> {
    let ranks = web.ranks();
    let (mut ins, mut outs) = (vec![Vec::new(); web.items.len()], vec![Vec::new(); web.items.len()]);
    for path in &web.paths {
        let near_high = path.items[path.items.len() - 2];
        ins[path.high].push((ranks[near_high], path.net));
        outs[nets[path.net].low].push((ranks[path.items[1]], path.net));
    }
    let side = |(at, item): (usize, &Item)| match item {
        Item::Pass => Side { frame: 1, whole: 1, ..Side::default() },
        Item::Node(node) => {
            node_side(nodes[*node].cross, sorted(&mut ins[at]), outgoing(&mut outs[at]), nets, measures)
        }
    };
    web.items.iter().enumerate().map(side).collect()
}

fn sorted(lines: &mut [(usize, usize)]) -> Vec<usize> {
    lines.sort_unstable();
    lines.iter().map(|(_, net)| *net).collect()
}

/// Each net once, by the mean of what it leads to.
fn outgoing(lines: &mut [(usize, usize)]) -> Vec<usize> {
    let mut nets: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (rank, net) in lines {
        let mean = nets.entry(*net).or_default();
        *mean = (mean.0 + *rank, mean.1 + 1);
    }
    let mut order: Vec<_> = nets.into_iter().map(|(net, (sum, count))| (sum as f64 / count as f64, net)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, net)| net).collect()
}

fn node_side(own: i32, ins: Vec<usize>, outs: Vec<usize>, nets: &[Net], measures: &Measures) -> Side {
    let in_steps = vec![measures.port; ins.len()];
    let out_steps: Vec<_> = outs.iter().map(|net| nets[*net].label.cross.max(measures.port)).collect();
    let frame = own.max(reach(&in_steps, measures)).max(reach(&out_steps, measures));
    let ins: BTreeMap<_, _> = ins.into_iter().zip(spread(frame, &in_steps, measures)).collect();
    let outs: BTreeMap<_, _> = outs.into_iter().zip(spread(frame, &out_steps, measures)).collect();
    let overhang = outs.iter().map(|(net, at)| at + nets[*net].label.cross).max().unwrap_or(0);
    Side { frame, whole: frame.max(overhang), ins, outs }
}

/// From the box's corner to behind its last line.
fn reach(steps: &[i32], measures: &Measures) -> i32 {
    let between: i32 = steps.iter().take(steps.len().saturating_sub(1)).sum();
    between + 2 * measures.inset + 1
}

fn spread(frame: i32, steps: &[i32], measures: &Measures) -> Vec<i32> {
    let free = frame - reach(steps, measures);
    let mut at = measures.inset + if measures.centre { free / 2 } else { 0 };
    let step = |step: &i32| {
        at += step;
        at - step
    };
    steps.iter().map(step).collect()
}
