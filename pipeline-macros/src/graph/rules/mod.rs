//! What must not compile, as far as the drawing alone can tell: one small function for each rule. All of them run. A new
//! rule is a function and a line in one of the two tables.

mod arms;
mod cycles;
mod ends;
mod fuse;
mod names;
mod nested;
mod options;
mod order;
mod placement;
mod ports;
mod times;

use super::draft::Draft;
use crate::errors::Errors;

pub(super) use nested::not_within_itself;

type Rule = fn(&Draft, &mut Errors);

/// Rules about what is written.
const ALWAYS: [Rule; 22] = [
    names::used_twice,
    names::function_used_twice,
    arms::unclear,
    options::on_names,
    options::misplaced,
    options::without_by,
    options::ambiguous_batch,
    options::without_partner,
    options::full_goes_nowhere,
    nested::first,
    nested::state,
    nested::open_types,
    nested::full,
    fuse::contradicted,
    times::panes,
    times::keys_of_windows,
    times::distinct_within,
    order::given_up,
    cycles::loops_that_wait,
    placement::brackets,
    placement::idle_branches,
    ends::more_than_one_else,
];

/// Rules about what is missing, or leads nowhere: silent while a part of the input is unreadable.
const WHEN_READABLE: [Rule; 18] = [
    ends::dangling,
    ends::unreachable,
    ends::empty_lets,
    ends::empty_sides,
    ends::idle_else,
    ports::outs_taken,
    ports::nobody_takes,
    ports::nobody_feeds,
    ports::two_takers,
    ports::unknown_node,
    ports::ports_and_more,
    ports::port_two_takers,
    cycles::led_into,
    cycles::cycles,
    cycles::idle_loops,
    fuse::nothing_to_join,
    times::unused,
    times::mixed,
];

pub(super) fn check(draft: &Draft, errors: &mut Errors) {
    let readable = !errors.has_holes();
    ALWAYS.iter().for_each(|rule| rule(draft, errors));
    if readable {
        WHEN_READABLE.iter().for_each(|rule| rule(draft, errors));
    }
}
