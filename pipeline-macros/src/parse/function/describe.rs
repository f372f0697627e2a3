//! The line added to a function's documentation: `stage: Order -> Priced`.

use syn::Type;

use super::model::{Function, Item, ResultType, Role, Shape};
use super::types::{args_of, show};

impl Function {
    /// What plugs in and what comes out, as one line.
    pub(crate) fn describe(&self) -> String {
        let role = self.role.name();
        match (&self.item, self.role) {
            (_, Role::Source) => format!("{role}: -> {}", self.output()),
            (Some(item), Role::Sink) => format!("{role}: {}", item.describe()),
            (Some(item), _) => format!("{role}: {} -> {}", item.describe(), self.output()),
            (None, _) => role.to_owned(),
        }
    }

    /// What flows on, in words of types.
    fn output(&self) -> String {
        if self.role == Role::Fold {
            return self.folded();
        }
        if !self.ports.is_empty() {
            let ports = self.ports.iter().map(|port| format!("{}: {}", port.ident, show(&port.ty)));
            return ports.collect::<Vec<_>>().join(", ");
        }
        match &self.ret.shape {
            Shape::Unit => self.item.as_ref().map_or_else(String::new, |item| show(&item.ty)),
            Shape::Value(ty) | Shape::Option(ty) => show(ty),
            Shape::Iterator(items) | Shape::Stream(items) => show(&items.ty),
            Shape::Flatten(ty) => flat(ty),
            Shape::Each(ResultType { ok, written, .. }) => show(ok.as_ref().unwrap_or(written)),
        }
    }

    fn folded(&self) -> String {
        if let Some(finish) = &self.options.finish {
            return show(&finish.ty);
        }
        self.states.first().map_or_else(String::new, |state| show(&state.ty))
    }
}

impl Item {
    fn describe(&self) -> String {
        match self.how.is_batch() {
            true => format!("[{}]", show(&self.ty)),
            false => show(&self.ty),
        }
    }
}

/// The element of a collection with one type argument; of any other, what can be said.
fn flat(ty: &Type) -> String {
    ["Vec", "VecDeque", "HashSet", "BTreeSet", "BinaryHeap", "LinkedList"]
        .iter()
        .find_map(|name| args_of(ty, name)?.first().map(show))
        .unwrap_or_else(|| format!("items of {}", show(ty)))
}
