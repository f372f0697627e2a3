//! Parameters: which is the item, and what the others are.

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};
use syn::spanned::Spanned;
use syn::{Error, FnArg, Pat, PatType, Signature, Type};

use super::model::{How, Item, Param, Role, Slot};
use super::options::Options;
use super::types::{borrow_in, impl_in, only_arg, peel, show};
use super::wording;

/// All parameters, sorted.
#[derive(Default)]
pub(super) struct Params {
    pub(super) resources: Vec<Param>,
    pub(super) states: Vec<Param>,
    pub(super) item: Option<Item>,
    pub(super) ports: Vec<Param>,
    pub(super) order: Vec<Slot>,
}

/// A parameter as far as its own type tells.
struct Seen<'a> {
    pos: usize,
    param: &'a PatType,
    kind: Kind<'a>,
}

/// How a parameter is passed, with the type behind the reference.
#[derive(Clone, Copy)]
enum Kind<'a> {
    Port(&'a Type),
    State(&'a Type),
    Lent(&'a Type),
    Value(&'a Type),
}

struct Reader<'a> {
    role: Role,
    options: &'a Options,
    errors: &'a mut Vec<Error>,
    found: Params,
}

pub(super) fn read(role: Role, options: &Options, sig: &Signature, errors: &mut Vec<Error>) -> Params {
    let seen: Vec<_> = sig.inputs.iter().enumerate().filter_map(see).collect();
    let mut reader = Reader { role, options, errors, found: Params::default() };
    let item = match role {
        Role::Source => None,
        _ => reader.find_item(&seen, sig),
    };
    for one in &seen {
        reader.sort(one, item.map(|index| &seen[index]));
    }
    reader.found
}

fn see((pos, arg): (usize, &FnArg)) -> Option<Seen<'_>> {
    match arg {
        FnArg::Receiver(_) => None,
        FnArg::Typed(param) => Some(Seen { pos, param, kind: kind(&param.ty) }),
    }
}

fn kind(ty: &Type) -> Kind<'_> {
    match peel(ty) {
        Type::Reference(lent) if lent.mutability.is_some() => match only_arg(&lent.elem, "Out") {
            Some(through) => Kind::Port(through),
            None => Kind::State(&lent.elem),
        },
        // `&'static T` cannot be lent by an engine that takes the item back: it is a value like any other
        Type::Reference(lent) if !is_static(ty) => Kind::Lent(&lent.elem),
        other => Kind::Value(other),
    }
}

fn is_static(ty: &Type) -> bool {
    matches!(peel(ty), Type::Reference(lent) if lent.lifetime.as_ref().is_some_and(|it| it.ident == "static"))
}

impl Seen<'_> {
    fn is_value(&self) -> bool {
        matches!(self.kind, Kind::Value(_))
    }

    fn ident(&self) -> Ident {
        match &*self.param.pat {
            Pat::Ident(name) => name.ident.clone(),
            other => format_ident!("__arg{}", self.pos, span = other.span()),
        }
    }
}

impl Reader<'_> {
    fn report(&mut self, at: &impl ToTokens, text: impl std::fmt::Display) {
        self.errors.push(Error::new_spanned(at, text));
    }

    /// The last parameter that is not a port.
    fn find_item(&mut self, seen: &[Seen<'_>], sig: &Signature) -> Option<usize> {
        let last = seen.iter().rposition(|one| !matches!(one.kind, Kind::Port(_)));
        let Some(last) = last else {
            // `self` and `...` are reported for what they are
            if sig.receiver().is_none() && sig.variadic.is_none() {
                self.report(&sig.ident, wording::no_item(self.role));
            }
            return None;
        };
        if let Kind::Value(ty) = seen[last].kind
            && only_arg(ty, "Out").is_some()
        {
            self.report(ty, wording::port_by_value(&show(ty)));
            return None;
        }
        match seen[last].kind {
            Kind::State(ty) => self.item_elsewhere(seen, last, ty),
            _ => Some(last),
        }
    }

    /// `&mut` stands last, so the item was forgotten, stands before, or is meant by this.
    fn item_elsewhere(&mut self, seen: &[Seen<'_>], last: usize, ty: &Type) -> Option<usize> {
        let before = seen[..last].iter().rposition(Seen::is_value);
        match before {
            Some(index) => {
                self.report(seen[index].param, wording::item_before(&show(&seen[index].param.pat), self.role))
            }
            None => self.report(seen[last].param, wording::item_is_state(&show(ty), self.role)),
        }
        before
    }

    fn sort(&mut self, one: &Seen<'_>, item: Option<&Seen<'_>>) {
        if let Some(attr) =
            one.param.attrs.iter().find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
        {
            self.report(attr, wording::CFG_PARAM);
        }
        if let Some(found) = impl_in(&one.param.ty) {
            self.report(&one.param.ty, wording::impl_argument(&show(&found.bounds)));
        }
        let slot = match (one.kind, item) {
            (_, Some(item)) if item.pos == one.pos => self.item(one),
            (Kind::Port(ty), _) => self.port(one, ty),
            (Kind::State(ty), _) => self.state(one, ty),
            (Kind::Lent(ty), _) => self.resource(one, ty),
            (Kind::Value(ty), _) => self.stray(one, ty, item),
        };
        self.found.order.extend(slot);
    }

    fn port(&mut self, one: &Seen<'_>, ty: &Type) -> Option<Slot> {
        if self.role != Role::Stage {
            self.report(one.param, wording::port_elsewhere(self.role));
            return None;
        }
        if !matches!(&*one.param.pat, Pat::Ident(_)) {
            self.report(&one.param.pat, wording::PORT_NAME);
        }
        self.owned(ty, wording::item_borrows);
        self.found.ports.push(param(one, ty));
        Some(Slot::Port(self.found.ports.len() - 1))
    }

    fn state(&mut self, one: &Seen<'_>, ty: &Type) -> Option<Slot> {
        match is_static(&one.param.ty) {
            true => self.report(&one.param.ty, wording::static_ref(&format!("&mut {}", show(ty)))),
            false => self.owned(ty, wording::kept_borrows),
        }
        self.found.states.push(param(one, ty));
        Some(Slot::State(self.found.states.len() - 1))
    }

    fn resource(&mut self, one: &Seen<'_>, ty: &Type) -> Option<Slot> {
        self.owned(ty, wording::kept_borrows);
        self.found.resources.push(param(one, ty));
        Some(Slot::Resource(self.found.resources.len() - 1))
    }

    /// By value, and not the item.
    fn stray(&mut self, one: &Seen<'_>, ty: &Type, item: Option<&Seen<'_>>) -> Option<Slot> {
        match (peel(ty), item) {
            (Type::Reference(lent), _) => {
                self.report(ty, wording::static_ref(&format!("&{}", show(&lent.elem))));
            }
            // reported by itself, and without a name to lend it by
            _ if impl_in(ty).is_some() => {}
            (_, Some(item)) => self.report(one.param, wording::two_items(&show(ty), &show(&item.param.pat))),
            (_, None) if self.role == Role::Source => self.report(one.param, wording::source_takes(&show(ty))),
            // that there is no item is already said
            (_, None) => {}
        }
        None
    }

    fn item(&mut self, one: &Seen<'_>) -> Option<Slot> {
        let (how, ty) = match one.kind {
            Kind::Lent(ty) => self.lent(one, ty),
            Kind::Value(ty) => self.moved(ty),
            Kind::Port(_) | Kind::State(_) => return None,
        };
        self.item_option(ty);
        self.owned(ty, wording::item_borrows);
        if self.role == Role::Fold && how.is_batch() {
            self.report(&one.param.ty, wording::FOLD_BATCH);
        }
        let written = (*one.param.ty).clone();
        self.found.item = Some(Item { ty: ty.clone(), written, how });
        Some(Slot::Item)
    }

    fn lent<'t>(&mut self, one: &Seen<'_>, ty: &'t Type) -> (How, &'t Type) {
        if self.options.item.is_some() {
            return (How::Lent, ty);
        }
        if let Some(elem) = only_arg(ty, "Vec") {
            self.report(&one.param.ty, wording::lent_vec(self.role, &show(elem)));
        }
        match peel(ty) {
            Type::Slice(slice) => (How::LentBatch, &slice.elem),
            _ => (How::Lent, ty),
        }
    }

    fn moved<'t>(&self, ty: &'t Type) -> (How, &'t Type) {
        match only_arg(ty, "Vec") {
            Some(elem) if self.options.item.is_none() => (How::Batch, elem),
            _ => (How::Moved, ty),
        }
    }

    /// `#[stage(item)]` says something of collections only.
    fn item_option(&mut self, ty: &Type) {
        let collection = only_arg(ty, "Vec").is_some() || matches!(peel(ty), Type::Slice(_));
        if let Some(span) = self.options.item
            && !collection
        {
            self.errors.push(Error::new(span, wording::ITEM_NOT_A_BATCH));
        }
    }

    fn owned(&mut self, ty: &Type, text: fn(&str) -> String) {
        if let Some(borrowed) = borrow_in(ty) {
            self.report(borrowed, text(&show(borrowed)));
        }
    }
}

fn param(one: &Seen<'_>, ty: &Type) -> Param {
    Param { ident: one.ident(), ty: ty.clone(), pos: one.pos }
}
