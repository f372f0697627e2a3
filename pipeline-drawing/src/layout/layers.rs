//! Layers: each node stands behind all that it takes from.

use super::Net;

/// A node, or an edge that passes a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Node(usize),
    Pass,
}

/// A net's way to one node: the items it touches, one in each layer.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub net: usize,
    pub high: usize,
    pub items: Vec<usize>,
}

/// Nodes and what passes them, in layers.
#[derive(Clone, Debug, Default)]
pub(super) struct Web {
    pub items: Vec<Item>,
    pub layers: Vec<Vec<usize>>,
    pub paths: Vec<Path>,
    /// Of each item: `(path, place in the path)` of what comes and of what goes.
    pub below: Vec<Vec<usize>>,
    pub above: Vec<Vec<usize>>,
}

impl Web {
    fn push(&mut self, item: Item, layer: usize) -> usize {
        if self.layers.len() <= layer {
            self.layers.resize(layer + 1, Vec::new());
        }
        self.layers[layer].push(self.items.len());
        self.items.push(item);
        self.below.push(Vec::new());
        self.above.push(Vec::new());
        self.items.len() - 1
    }

    fn link(&mut self, low: usize, high: usize) {
        self.above[low].push(high);
        self.below[high].push(low);
    }

    pub(super) fn is_pass(&self, item: usize) -> bool {
        self.items[item] == Item::Pass
    }

    /// Where each item stands in its layer.
    pub(super) fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.items.len()];
        for layer in &self.layers {
            for (rank, item) in layer.iter().enumerate() {
                ranks[*item] = rank;
            }
        }
        ranks
    }
}

/// Puts nodes into layers, and a pass into each layer that an edge skips.
pub(super) fn web(nodes: usize, nets: &[Net]) -> Web {
    let layer = layer_of_each(nodes, nets);
    let mut web = Web::default();
    for (node, layer) in layer.iter().enumerate() {
        web.push(Item::Node(node), *layer);
    }
    for (net, high) in nets.iter().enumerate().flat_map(|(at, net)| net.highs.iter().map(move |high| (at, *high))) {
        let low = nets[net].low;
        let mut items = vec![low];
        items.extend((layer[low] + 1..layer[high]).map(|layer| web.push(Item::Pass, layer)));
        items.push(high);
        items.windows(2).for_each(|pair| web.link(pair[0], pair[1]));
        web.paths.push(Path { net, high, items });
    }
    web
}

/// The longest way to each node; what begins a way stands right before what it leads to.
fn layer_of_each(nodes: usize, nets: &[Net]) -> Vec<usize> {
    let (mut layer, mut fed) = (vec![0_usize; nodes], vec![false; nodes]);
    let mut highs: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    nets.iter().for_each(|net| highs[net.low].extend(&net.highs));
    for low in 0..nodes {
        for high in &highs[low] {
            layer[*high] = layer[*high].max(layer[low] + 1);
            fed[*high] = true;
        }
    }
    for low in (0..nodes).filter(|node| !fed[*node]) {
        layer[low] = highs[low].iter().map(|high| layer[*high] - 1).min().unwrap_or(0);
    }
    layer
}
