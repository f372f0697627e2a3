//! What every layout promises, for random graphs.

use super::*;
use std::collections::BTreeMap;

/// Numbers that are the same in each run.
fn below(state: &mut u64, most: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or(0) % most
}

fn number(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(0)
}

fn random(seed: u64) -> (Vec<Size>, Vec<Net>) {
    let dice = &mut (seed + 1);
    let count = 2 + below(dice, 25);
    let nodes =
        (0..count).map(|_| Size { main: 3 + number(below(dice, 9)), cross: 3 + number(below(dice, 4)) }).collect();
    let net = |dice: &mut u64| {
        let low = below(dice, count - 1);
        let mut highs: Vec<_> = (0..=below(dice, 3)).map(|_| low + 1 + below(dice, count - 1 - low)).collect();
        highs.sort_unstable();
        highs.dedup();
        let label = Size { main: number(below(dice, 8)), cross: 1 };
        Net { low, highs, label, straight: below(dice, 2) == 0 }
    };
    let nets = (0..below(dice, 30)).map(|_| net(dice)).collect();
    (nodes, nets)
}

fn plans() -> impl Iterator<Item = (Vec<Net>, Plan)> {
    (0..500).map(|seed| {
        let (nodes, nets) = random(seed);
        let measures =
            Measures { gap: 1, port: 1, inset: 1, centre: seed % 2 == 0, lead: 1, track: 1, head: 2, slope: 0 };
        let plan = plan(&order(nodes.len(), &nets), &nodes, &nets, &measures);
        (nets, plan)
    })
}

fn inside(frame: &Frame, main: i32, cross: i32) -> bool {
    let ends = (frame.main + frame.size.main, frame.cross + frame.size.cross);
    frame.main <= main && main < ends.0 && frame.cross <= cross && cross < ends.1
}

/// The points that a line goes through, and whether it goes along there.
fn points(line: &Line) -> Vec<((i32, i32), bool)> {
    let mut points = Vec::new();
    let mut begin = line.hops[0].start;
    for hop in &line.hops {
        let turn = if hop.from == hop.to { begin } else { hop.track };
        points.extend((begin..=turn).map(|main| ((main, hop.from), true)));
        points.extend((hop.from.min(hop.to)..=hop.from.max(hop.to)).map(|cross| ((turn, cross), false)));
        points.extend((turn..hop.end).map(|main| ((main, hop.to), true)));
        begin = hop.end;
    }
    points
}

#[test]
fn boxes_do_not_overlap() {
    for (_, plan) in plans() {
        for (at, frame) in plan.nodes.iter().enumerate() {
            let corners = |other: &Frame| {
                let ends = (other.main + other.size.main - 1, other.cross + other.size.cross - 1);
                [(other.main, other.cross), (ends.0, ends.1), (other.main, ends.1), (ends.0, other.cross)]
            };
            let meets = |other: &Frame| corners(other).iter().any(|(main, cross)| inside(frame, *main, *cross));
            assert!(!plan.nodes.iter().enumerate().any(|(other, frame)| other != at && meets(frame)));
        }
    }
}

#[test]
fn lines_do_not_run_through_boxes() {
    for (_, plan) in plans() {
        for ((main, cross), _) in plan.lines.iter().flat_map(points) {
            assert!(!plan.nodes.iter().any(|frame| inside(frame, main, cross)), "{plan:?}");
        }
    }
}

#[test]
fn no_two_lines_run_on_top_of_each_other() {
    let mut clean = 0;
    for (_, plan) in plans().filter(|(_, plan)| plan.clean) {
        let mut seen: BTreeMap<((i32, i32), bool), usize> = BTreeMap::new();
        for (point, net) in plan.lines.iter().flat_map(|line| points(line).into_iter().map(|point| (point, line.net))) {
            assert_eq!(*seen.entry(point).or_insert(net), net, "{point:?} in {plan:?}");
        }
        clean += 1;
    }
    assert!(clean > 400, "{clean} of 500 are clean");
}

#[test]
fn everything_is_inside() {
    for (_, plan) in plans() {
        for frame in plan.nodes.iter().chain(&plan.labels) {
            assert!(frame.main >= 0 && frame.main + frame.size.main <= plan.size.main);
            assert!(frame.cross >= 0 && frame.cross + frame.size.cross <= plan.size.cross);
        }
    }
}

#[test]
fn lines_end_at_their_boxes() {
    for (nets, plan) in plans() {
        for line in &plan.lines {
            let (first, last) = (line.hops[0], line.hops[line.hops.len() - 1]);
            assert!(inside(&plan.nodes[nets[line.net].low], first.start - 1, first.from));
            assert!(inside(&plan.nodes[line.high], last.end, last.to));
        }
    }
}
