//! The order within each layer: sweeps by the mean of the neighbours, the best of them kept.

use super::layers::Web;

const SWEEPS: usize = 12;

pub(super) fn untangle(web: &mut Web) {
    let mut best = (crossings(web), web.layers.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        if sweep % 2 == 0 {
            sweep_up(web)
        } else {
            sweep_down(web)
        }
        let crossings = crossings(web);
        if crossings < best.0 {
            best = (crossings, web.layers.clone());
        }
    }
    web.layers = best.1;
}

fn sweep_up(web: &mut Web) {
    let mut ranks = web.ranks();
    for layer in web.layers.iter_mut().skip(1) {
        sort(layer, &mut ranks, &web.below);
    }
}

fn sweep_down(web: &mut Web) {
    let mut ranks = web.ranks();
    for layer in web.layers.iter_mut().rev().skip(1) {
        sort(layer, &mut ranks, &web.above);
    }
}

/// Sorts a layer by the mean rank of the neighbours; what has none keeps its rank.
fn sort(layer: &mut [usize], ranks: &mut [usize], neighbours: &[Vec<usize>]) {
    let mean = |item: &usize| {
        let near = &neighbours[*item];
        let sum: usize = near.iter().map(|item| ranks[*item]).sum();
        if near.is_empty() { ranks[*item] as f64 } else { sum as f64 / near.len() as f64 }
    };
    let mut means: Vec<_> = layer.iter().map(|item| (mean(item), *item)).collect();
    means.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (rank, (_, item)) in means.into_iter().enumerate() {
        layer[rank] = item;
        ranks[item] = rank;
    }
}

fn crossings(web: &Web) -> usize {
    let ranks = web.ranks();
    web.layers.iter().map(|layer| crossings_above(web, layer, &ranks)).sum()
}

/// Pairs of edges out of a layer that cross: the inversions of where they end.
fn crossings_above(web: &Web, layer: &[usize], ranks: &[usize]) -> usize {
    let mut ends = Vec::new();
    for item in layer {
        let from = ends.len();
        ends.extend(web.above[*item].iter().map(|above| ranks[*above]));
        ends[from..].sort_unstable();
    }
    inversions(&mut ends)
}

fn inversions(ends: &mut [usize]) -> usize {
    if ends.len() < 2 {
        return 0;
    }
    let (left, right) = ends.split_at_mut(ends.len() / 2);
    let mut count = inversions(left) + inversions(right);
    let mut at = 0;
    for end in right.iter() {
        while at < left.len() && left[at] <= *end {
            at += 1;
        }
        count += left.len() - at;
    }
    ends.sort_unstable();
    count
}
