//! Ports and streams: each is fed, and each has one taker.

use crate::errors::{Errors, closest};
use crate::graph::draft::{Draft, PortTaking};
use crate::graph::model::StepKind;
use crate::graph::names::{Name, NameKind, Taking, key};
use std::collections::BTreeMap;
use syn::Ident;

/// An `out` port at the start of a chain.
pub(crate) fn outs_taken(draft: &Draft, errors: &mut Errors) {
    for port in &draft.facts.outs_taken {
        let text = format!("`{port}` is an `out` port: its items leave the pipeline, so no chain can start with it");
        errors.at(port.span(), text);
    }
}

/// `in` and `loop` ports, streams and streams of failures without a taker.
pub(crate) fn nobody_takes(draft: &Draft, errors: &mut Errors) {
    let needs_taker = |name: &&Name| name.kind != NameKind::Out && name.kind != NameKind::Node;
    let named = |name: &Name| !name.repeated && !draft.facts.empty_lets.contains(&name.ident);
    // A chain that leads into it is an error already, and most probably the same.
    let misled = |name: &Name| draft.facts.led_into.iter().any(|led| key(&led.at) == key(&name.ident));
    let idle = |name: &&Name| name.taken.is_empty() && named(name) && !misled(name);
    for name in draft.names.list.iter().filter(needs_taker).filter(idle) {
        if errors.are_many() {
            return;
        }
        let hint = near(&name.ident, "starts", &draft.facts.plain_sources);
        errors.at(name.ident.span(), format!("{}{hint}", idle_text(name)));
    }
}

/// `out` and `loop` ports without a feeder.
pub(crate) fn nobody_feeds(draft: &Draft, errors: &mut Errors) {
    let misled = |name: &Name| draft.facts.outs_taken.iter().any(|taken| key(taken) == key(&name.ident));
    let unfed = |name: &&Name| name.kind.ends_chains() && name.fed.is_empty() && !name.repeated && !misled(name);
    for name in draft.names.list.iter().filter(unfed) {
        if errors.are_many() {
            return;
        }
        let port = &name.ident;
        let word = if name.kind == NameKind::Loop { "loop" } else { "out" };
        let hint = near(port, "ends", &draft.facts.plain_sinks);
        errors.at(port.span(), format!("nothing feeds the `{word}` port `{port}`: end a chain with `=> {port}`{hint}"));
    }
}

/// Two takers would each get a part of the items.
pub(crate) fn two_takers(draft: &Draft, errors: &mut Errors) {
    for name in &draft.names.list {
        if let [first, second, ..] = name.taken.as_slice() {
            errors.at(second.at, takers_text(&key(&name.ident), first, second));
        }
    }
}

/// `split.cards` of a node that is not there, or has no ports.
pub(crate) fn unknown_node(draft: &Draft, errors: &mut Errors) {
    let nodes = draft.nodes();
    for taking in &draft.facts.ports {
        if errors.are_many() {
            return;
        }
        let (node, port) = (&taking.node, &taking.port);
        match nodes.get(&key(node)).map(|step| &draft.steps[*step].kind) {
            Some(StepKind::Stage(_) | StepKind::Nested(_)) => {}
            Some(_) => errors.at(node.span(), format!("`{node}` has no output ports: only stages have some")),
            None => {
                errors.at(node.span(), format!("there is no stage `{node}` with a port `{port}`{}", known(draft, node)))
            }
        }
    }
}

/// What a stage gives goes to its output ports, and to nothing else.
pub(crate) fn ports_and_more(draft: &Draft, errors: &mut Errors) {
    for step in &draft.steps {
        let (out, ports) = match &step.kind {
            StepKind::Stage(stage) => (stage.out, &stage.ports),
            StepKind::Nested(nested) => (nested.out, &nested.ports),
            _ => continue,
        };
        if let (Some(_), [(port, _), ..]) = (out, ports.as_slice()) {
            let name = &step.name;
            let text = format!(
                "`{name}` gives what it has to its output ports (`{name}.{port}`), so nothing comes out behind it: \
                 end this chain at `{name}`"
            );
            errors.at(step.span, text);
        }
    }
}

/// Two takers of one output port.
pub(crate) fn port_two_takers(draft: &Draft, errors: &mut Errors) {
    let mut first_takings = BTreeMap::new();
    for second in &draft.facts.ports {
        let port = (key(&second.node), key(&second.port));
        let name = format!("{}.{}", port.0, port.1);
        let first = *first_takings.entry(port).or_insert(second);
        if !std::ptr::eq(first, second) {
            let taking = |taking: &PortTaking| Taking { at: taking.node.span(), by: taking.by.clone() };
            errors.at(second.node.span(), takers_text(&name, &taking(first), &taking(second)));
        }
    }
}

fn idle_text(name: &Name) -> String {
    let ident = &name.ident;
    match name.kind {
        NameKind::In => format!("nothing takes the `in` port `{ident}`: write `{ident} => ..`"),
        NameKind::Loop => {
            format!("nothing takes the `loop` port `{ident}`: write `[.., {ident}] => ..` where the cycle begins")
        }
        NameKind::Let => format!("nothing takes the stream `{ident}`: write `{ident} => ..`"),
        _ => format!("nothing takes the failures sent to `{ident}`: write `{ident} => ..`"),
    }
}

/// A word that was taken for a function, and may have been meant as this name.
fn near(name: &Ident, does: &str, words: &[Ident]) -> String {
    let words: Vec<_> = words.iter().map(key).collect();
    match closest(&key(name), words.iter().map(String::as_str)) {
        Some(word) => format!("; a chain {does} at `{word}`: are the two meant to be one?"),
        None => String::new(),
    }
}

fn known(draft: &Draft, node: &Ident) -> String {
    let names: Vec<_> = draft.names.texts().collect();
    match closest(&key(node), names.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

fn takers_text(name: &str, first: &Taking, second: &Taking) -> String {
    let by =
        |taking: &Taking| if taking.by.is_empty() { "another stream".to_owned() } else { format!("`{}`", taking.by) };
    let (first, second) = (by(first), by(second));
    format!(
        "`{name}` has two takers, {first} and {second}, and a stream has one: to give every item to both, write \
         `{name} => [.., ..]`"
    )
}
