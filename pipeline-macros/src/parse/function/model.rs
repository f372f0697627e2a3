//! What a function says about itself: who it is, what it takes in which order, and what it gives.

use proc_macro2::{Ident, TokenTree};
use syn::{Attribute, Generics, Signature, Type, Visibility};

use super::options::Options;

/// Which attribute stands on the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Source,
    Stage,
    Fold,
    Sink,
}

impl Role {
    pub(crate) const ALL: &'static [Role] = &[Role::Source, Role::Stage, Role::Fold, Role::Sink];

    /// The name of the attribute, which is also the noun in texts: `stage`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Stage => "stage",
            Role::Fold => "fold",
            Role::Sink => "sink",
        }
    }
}

/// A function whose signature keeps every rule.
pub(crate) struct Function {
    pub(crate) role: Role,
    pub(crate) options: Options,
    /// The attributes below ours, docs included.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// As written. The name and `async` are in here.
    pub(crate) sig: Signature,
    /// The braces, never looked into.
    pub(crate) body: TokenTree,
    /// Type and const parameters with their bounds. Lifetimes are gone: no type below can name one.
    pub(crate) generics: Generics,
    pub(crate) resources: Vec<Param>,
    pub(crate) states: Vec<Param>,
    /// Absent for sources alone.
    pub(crate) item: Option<Item>,
    pub(crate) ports: Vec<Param>,
    /// One entry for each parameter, as the call passes them.
    pub(crate) order: Vec<Slot>,
    pub(crate) ret: Return,
}

impl Function {
    pub(crate) fn name(&self) -> &Ident {
        &self.sig.ident
    }

    pub(crate) fn is_async(&self) -> bool {
        self.sig.asyncness.is_some()
    }

    /// The function's `#[cfg]`s, which everything generated beside it needs too.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }
}

/// A parameter that is not the item.
pub(crate) struct Param {
    /// The parameter's name, or `__argN` when it is a pattern or `_`.
    pub(crate) ident: Ident,
    /// What stands behind the `&` or `&mut`; for a port, what goes through it.
    pub(crate) ty: Type,
    /// Which parameter it is, from 0.
    pub(crate) pos: usize,
}

/// What the function takes from its input.
pub(crate) struct Item {
    /// One item: the `T` of `T`, `&T`, `Vec<T>` and `&[T]`.
    pub(crate) ty: Type,
    /// The parameter's type as written, for spans.
    pub(crate) written: Type,
    pub(crate) how: How,
}

/// How the item is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// `T`
    Moved,
    /// `&T`
    Lent,
    /// `Vec<T>`
    Batch,
    /// `&[T]`
    LentBatch,
}

impl How {
    pub(crate) fn is_lent(self) -> bool {
        matches!(self, How::Lent | How::LentBatch)
    }

    pub(crate) fn is_batch(self) -> bool {
        matches!(self, How::Batch | How::LentBatch)
    }
}

/// What a parameter is: an index into the list of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Resource(usize),
    State(usize),
    Item,
    Port(usize),
}

/// What comes back.
pub(crate) struct Return {
    /// Present when the function returns a `Result`.
    pub(crate) result: Option<ResultType>,
    pub(crate) shape: Shape,
}

impl Return {
    pub(crate) fn is_fallible(&self) -> bool {
        self.result.is_some()
    }
}

/// A type whose last path segment is `Result`.
pub(crate) struct ResultType {
    /// As written: `io::Result<Page>`.
    pub(crate) written: Type,
    /// The same, with `()` in place of an `impl Trait`: a type that can be named, for asking what its error is.
    pub(crate) probe: Type,
    /// The first type argument; none in `fmt::Result`.
    pub(crate) ok: Option<Type>,
    /// The second type argument, when there is one.
    pub(crate) err: Option<Type>,
}

/// The success value, seen as items. Inside a `Result` it is the shape of the first argument.
pub(crate) enum Shape {
    /// `()`
    Unit,
    /// `T`: one item for one.
    Value(Type),
    /// `Option<T>`: a filter, or a polled source.
    Option(Type),
    /// `impl Iterator<Item = T>` (or `impl IntoIterator`)
    Iterator(Items),
    /// `impl Stream<Item = T>`
    Stream(Items),
    /// `#[stage(flatten)]`: the collection as written, an `IntoIterator`.
    Flatten(Type),
    /// `Vec<Result<T, E>>` of a batch taker: the `Result`, whose `ok` is always there.
    Each(ResultType),
}

/// What an iterator or stream yields.
pub(crate) struct Items {
    /// What flows on. For a source that yields `Result<T, E>` it is `T`.
    pub(crate) ty: Type,
    /// For sources alone: the `Result` each item comes in.
    pub(crate) result: Option<ResultType>,
}
