//! Graphs nobody would draw.

use crate::graphs::{Made, made};
use aqueduct_drawing::Kind;

/// Numbers that are the same in each run.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }
}

const NAMES: [&str; 60] = {
    let mut names = [""; 60];
    let words = "aabbccddeeffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzzAABBCCDDEEFFGGHHIIJJKKLLMMNNOOPPQQRRSSTTUUVVWWXXYYZZ0011223344556677";
    let mut at = 0;
    while at < 60 {
        names[at] = words.split_at(2 * at).1.split_at(2).0;
        at += 1;
    }
    names
};
const KINDS: [Kind; 12] = [
    Kind::Input,
    Kind::Output,
    Kind::Loop,
    Kind::Source,
    Kind::Stage,
    Kind::Fold,
    Kind::Sink,
    Kind::Operator,
    Kind::Broadcast,
    Kind::Route,
    Kind::Discard,
    Kind::Pipeline,
];
const TYPES: [&str; 4] =
    ["", "u64", "Result<HashMap<String, Vec<Order>>, PaymentError>", "Failed<&'static \"x\", \u{1}>"];
const LABELS: [&str; 3] = ["left", "Some(x) if x < 3 && y > \"4\"", "]]> <b> & \\ `#quot;"];

/// Up to so many nodes, any edges: cycles, several of a pair, from a node to itself.
pub fn graph(seed: u64, nodes: usize, edges: usize) -> Made {
    let mut dice = Dice::new(seed);
    let nodes = 1 + dice.below(nodes.min(NAMES.len()));
    let mut made = made("Random");
    for name in &NAMES[..nodes] {
        let kind = KINDS[dice.below(KINDS.len())];
        let options: &[_] = if dice.below(3) == 0 { &[("by", "|x| x.a < \"b\""), ("workers", "3")] } else { &[] };
        made = made.with(name, kind, options);
    }
    for _ in 0..dice.below(edges) {
        made = edge(made, &mut dice, nodes);
    }
    made
}

fn edge(made: Made, dice: &mut Dice, nodes: usize) -> Made {
    let (from, to) = (dice.below(nodes), dice.below(nodes));
    let (from, to) = if dice.below(6) > 0 { (from.min(to), from.max(to)) } else { (from, to) };
    let item = TYPES[dice.below(TYPES.len())];
    let made = match dice.below(4) {
        0 => made.fails(NAMES[from], NAMES[to], item),
        1 => made.edge(NAMES[from], NAMES[to], item).fused(),
        _ => made.edge(NAMES[from], NAMES[to], item),
    };
    if dice.below(4) == 0 { made.label(LABELS[dice.below(LABELS.len())]) } else { made }
}
