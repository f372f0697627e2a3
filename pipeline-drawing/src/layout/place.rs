//! Where items stand across the flow: each as near to its neighbours as those beside it let it.

use super::layers::Web;
use super::{Measures, Net, Side};

const SWEEPS: usize = 9;
/// How much rather what gets through is drawn straight than failures and what leads back.
const STRAIGHT: f64 = 10_000.0;

/// The start of each item.
pub(super) fn across(web: &Web, sides: &[Side], nets: &[Net], measures: &Measures) -> Vec<i32> {
    let pulls = pulls(web, sides, nets);
    let mut at = packed(web, sides, measures);
    for sweep in 0..SWEEPS {
        let from = if sweep % 2 == 0 { Pull::Below } else { Pull::Above };
        let from = if sweep + 3 == SWEEPS { Pull::Both } else { from };
        if sweep % 2 == 0 {
            web.layers.iter().for_each(|layer| settle(layer, &mut at, &pulls, from, sides, measures));
        } else {
            web.layers.iter().rev().for_each(|layer| settle(layer, &mut at, &pulls, from, sides, measures));
        }
    }
    let least = at.iter().copied().min().unwrap_or(0);
    at.iter().map(|at| at - least).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pull {
    Below,
    Above,
    Both,
}

/// A neighbour, and how far from its start this item's start would be for a straight line.
#[derive(Clone, Copy)]
struct Straight {
    neighbour: usize,
    offset: i32,
    below: bool,
    weight: f64,
}

fn pulls(web: &Web, sides: &[Side], nets: &[Net]) -> Vec<Vec<Straight>> {
    let mut pulls = vec![Vec::new(); web.items.len()];
    for path in &web.paths {
        for pair in path.items.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            let offset = sides[low].output(path.net) - sides[high].input(path.net);
            let passes = usize::from(web.is_pass(low)) + usize::from(web.is_pass(high));
            let weight = [1.0, 2.0, 8.0][passes] * if nets[path.net].straight { STRAIGHT } else { 1.0 };
            pulls[high].push(Straight { neighbour: low, offset, below: true, weight });
            pulls[low].push(Straight { neighbour: high, offset: -offset, below: false, weight });
        }
    }
    pulls
}

fn packed(web: &Web, sides: &[Side], measures: &Measures) -> Vec<i32> {
    let mut starts = vec![0; web.items.len()];
    for layer in &web.layers {
        let mut at = 0;
        for item in layer {
            starts[*item] = at;
            at += sides[*item].whole + measures.gap;
        }
    }
    starts
}

/// Items that touch, and so move as one.
struct Block {
    sum: f64,
    weight: f64,
    items: usize,
}

/// The starts of a layer's items that are nearest to where they are pulled, in their order and apart (pool adjacent violators).
fn settle(layer: &[usize], at: &mut [i32], pulls: &[Vec<Straight>], from: Pull, sides: &[Side], measures: &Measures) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut offset = 0;
    for item in layer {
        let (wish, weight) = wish(*item, at, &pulls[*item], from);
        blocks.push(Block { sum: (wish - f64::from(offset)) * weight, weight, items: 1 });
        while let [.., before, last] = &mut blocks[..]
            && before.sum / before.weight > last.sum / last.weight
        {
            before.sum += last.sum;
            before.weight += last.weight;
            before.items += last.items;
            blocks.pop();
        }
        offset += sides[*item].whole + measures.gap;
    }
    let starts =
        blocks.iter().flat_map(|block| std::iter::repeat_n((block.sum / block.weight).round() as i32, block.items));
    let mut offset = 0;
    for (item, start) in layer.iter().zip(starts) {
        at[*item] = start + offset;
        offset += sides[*item].whole + measures.gap;
    }
}

fn wish(item: usize, at: &[i32], pulls: &[Straight], from: Pull) -> (f64, f64) {
    let counts = |pull: &&Straight| from == Pull::Both || (from == Pull::Below) == pull.below;
    let (mut sum, mut weight) = (0.0, 0.0);
    for pull in pulls.iter().filter(counts) {
        sum += f64::from(at[pull.neighbour] + pull.offset) * pull.weight;
        weight += pull.weight;
    }
    if weight == 0.0 { (f64::from(at[item]), 0.1) } else { (sum / weight, weight) }
}
