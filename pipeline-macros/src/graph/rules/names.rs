//! Names that stand for two things.

use crate::errors::{Errors, line_of};
use crate::graph::draft::Draft;
use crate::graph::names::{Name, NameKind, key};

/// Ports, streams and nodes share one space of names: drawings, metrics and errors speak of them all.
pub(crate) fn used_twice(draft: &Draft, errors: &mut Errors) {
    for (first, second) in repeated(draft) {
        if (first.kind, second.kind) != (NameKind::Node, NameKind::Node) {
            errors.at(second.ident.span(), text(first, second));
        }
    }
}

/// Two uses of one function are two nodes, and nodes are told apart by their names.
pub(crate) fn function_used_twice(draft: &Draft, errors: &mut Errors) {
    for (first, second) in repeated(draft) {
        if errors.are_many() {
            return;
        }
        if (first.kind, second.kind) == (NameKind::Node, NameKind::Node) {
            let name = key(&second.ident);
            let (line, way) = (line_of(first.ident.span()), circle(draft, &name).unwrap_or(": ".to_owned()));
            let first = if line.is_empty() { line } else { format!(" (first{line})") };
            let mend = format!("give one of them a name of its own: `{name} {{ name: {name}_2 }}`");
            errors.at(second.ident.span(), format!("`{name}` is used twice{first}{way}{mend}"));
        }
    }
}

/// Each thing whose name was taken, after the one that took it.
fn repeated(draft: &Draft) -> impl Iterator<Item = (&Name, &Name)> {
    let names = &draft.names;
    names.list.iter().enumerate().filter_map(|(id, second)| {
        let first = names.find(&second.ident).filter(|first| *first != id)?;
        Some((&names.list[first], second))
    })
}

fn text(first: &Name, second: &Name) -> String {
    let (name, line) = (key(&second.ident), line_of(first.ident.span()));
    let mend = match (first.kind, second.kind) {
        (NameKind::Failures, NameKind::Node) => {
            format!("rename one; to send failures straight to the function, write `{{ else: [{name}] }}`")
        }
        _ => "rename one".to_owned(),
    };
    let (first, second) = (what(first.kind), what(second.kind));
    format!("the name `{name}` is used twice: for {first}{line}, and here for {second}: {mend}")
}

fn what(kind: NameKind) -> &'static str {
    match kind {
        NameKind::In => "an `in` port",
        NameKind::Out => "an `out` port",
        NameKind::Loop => "a `loop` port",
        NameKind::Let => "a stream",
        NameKind::Failures => "a stream of failures",
        NameKind::Node => "a node",
    }
}

/// The second use stands downstream of the first: perhaps it was meant to lead back.
fn circle(draft: &Draft, name: &str) -> Option<String> {
    let nodes: Vec<_> = (0..draft.steps.len())
        .filter(|step| draft.steps[*step].is_node() && key(&draft.steps[*step].name) == name)
        .collect();
    let [first, second, ..] = nodes.as_slice() else { return None };
    let links = draft.links();
    let path = links.path(*first, *second).or_else(|| links.path(*second, *first))?;
    let spelled = super::cycles::spell(draft, &path);
    Some(format!(", in `{spelled}`. A chain leads back only through a `loop` port; if a second `{name}` is meant, "))
}
