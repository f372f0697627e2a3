//! What the rest of a program refers to. It outlives mistakes in the chains, so that they cause no further errors.

use super::ast::{Header, Pipeline, Port, Statement};
use syn::{Attribute, Ident, Path, Type};

/// A pipeline seen from outside.
pub(crate) struct Outline {
    pub(crate) header: Header,
    /// `options { crate: path }`.
    pub(crate) krate: Option<Path>,
    pub(crate) ins: Vec<PortOutline>,
    pub(crate) outs: Vec<PortOutline>,
}

/// A port seen from outside.
pub(crate) struct PortOutline {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
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
fn push(ports: &mut Vec<PortOutline>, port: &Port) {
    if ports.iter().all(|known| known.name != port.name) {
        let docs = port.attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect();
        ports.push(PortOutline { docs, name: port.name.clone(), ty: port.ty.clone() });
    }
}
