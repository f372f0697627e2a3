//! What the rest of a program refers to. It outlives mistakes in the chains, so that they cause no further errors.

use super::ast::{Header, Pipeline, Port, Statement};
use syn::{Ident, Path, Type};

/// A pipeline seen from outside.
pub(crate) struct Outline {
    pub(crate) header: Header,
    /// `options { crate: path }`.
    pub(crate) krate: Option<Path>,
    pub(crate) ins: Vec<(Ident, Type)>,
    pub(crate) outs: Vec<(Ident, Type)>,
}

impl Pipeline {
    pub(crate) fn outline(&self) -> Outline {
        let mut outline = Outline {
            header: self.header.clone(),
            krate: self.options.krate.as_ref().map(|krate| krate.value.clone()),
            ins: Vec::new(),
            outs: Vec::new(),
        };
        for statement in &self.statements {
            match statement {
                Statement::In(port) => push(&mut outline.ins, port),
                Statement::Out(port) => push(&mut outline.outs, port),
                _ => {}
            }
        }
        outline
    }
}

/// Each name once: two fields of one name would be an error of their own.
fn push(ports: &mut Vec<(Ident, Type)>, port: &Port) {
    if ports.iter().all(|(name, _)| *name != port.name) {
        ports.push((port.name.clone(), port.ty.clone()));
    }
}
