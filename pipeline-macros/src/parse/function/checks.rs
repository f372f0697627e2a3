//! Rules on the function as a whole. Each is a few lines, and all of them run.

use quote::ToTokens;
use syn::{Attribute, Error, FnArg, GenericParam, Generics, ReturnType, Safety, Signature, Type, WherePredicate};

use super::model::Role;
use super::options::Options;
use super::params::Params;
use super::types::{borrow_in, impl_in, lifetimes, show};
use super::wording;

/// What no signature may have, whatever its parameters are.
pub(super) fn qualifiers(role: Role, sig: &Signature, errors: &mut Vec<Error>) {
    if let Some(receiver) = sig.receiver() {
        errors.push(Error::new_spanned(receiver, wording::has_self(role)));
    }
    if let Safety::Unsafe(token) = &sig.safety {
        errors.push(Error::new_spanned(token, wording::is_unsafe(role)));
    }
    if let Some(abi) = &sig.abi {
        errors.push(Error::new_spanned(abi, wording::is_extern(role)));
    }
    if let Some(variadic) = &sig.variadic {
        errors.push(Error::new_spanned(variadic.dots, wording::is_variadic(role)));
    }
}

/// A second role on the same function.
pub(super) fn one_role(role: Role, attrs: &[Attribute], errors: &mut Vec<Error>) {
    for (attr, other) in other_roles(attrs) {
        errors.push(Error::new_spanned(attr.path(), wording::two_roles(role, other.name())));
    }
}

pub(super) fn has_two_roles(attrs: &[Attribute]) -> bool {
    other_roles(attrs).next().is_some()
}

fn other_roles(attrs: &[Attribute]) -> impl Iterator<Item = (&Attribute, &Role)> {
    attrs.iter().filter_map(|attr| {
        let path = attr.path();
        let ours = path.segments.len() == 1 || path.segments.first().is_some_and(|first| first.ident == "aqueduct");
        let other = path.segments.last().and_then(|last| Role::ALL.iter().find(|role| last.ident == role.name()));
        other.filter(|_| ours).map(|other| (attr, other))
    })
}

/// What the options ask of the signature.
pub(super) fn options(role: Role, options: &Options, sig: &Signature, params: &Params, errors: &mut Vec<Error>) {
    if let Some(span) = options.blocking.filter(|_| sig.asyncness.is_some()) {
        errors.push(Error::new(span, wording::async_blocking(role)));
    }
    if let Some(flush) = options.flush.as_ref().filter(|_| params.states.is_empty()) {
        errors.push(Error::new_spanned(flush, wording::FLUSH_NO_STATE));
    }
    if let Some(tick) = &options.tick {
        let wrong = [
            params.states.is_empty().then_some(wording::TICK_NO_STATE),
            (!params.ports.is_empty()).then_some(wording::TICK_AND_PORTS),
        ];
        errors.extend(wrong.into_iter().flatten().map(|text| Error::new_spanned(tick, text)));
    }
    if let Some(finish) = &options.finish {
        self::finish(&finish.ty, errors);
    }
}

/// What a fold emits in place of its state.
fn finish(ty: &Type, errors: &mut Vec<Error>) {
    if let Some(borrow) = borrow_in(ty) {
        errors.push(Error::new_spanned(borrow, wording::finish_borrows(&show(borrow))));
    }
    if let Some(hidden) = impl_in(ty) {
        errors.push(Error::new_spanned(hidden, wording::FINISH_IMPL));
    }
}

pub(super) fn ports(sig: &Signature, params: &Params, errors: &mut Vec<Error>) {
    if sig.asyncness.is_none()
        && let Some(arg) = params.ports.first().and_then(|port| sig.inputs.iter().nth(port.pos))
    {
        errors.push(Error::new_spanned(arg, wording::PORTS_ASYNC));
    }
}

pub(super) fn fold(sig: &Signature, params: &Params, errors: &mut Vec<Error>) {
    if let Some(token) = &sig.asyncness {
        errors.push(Error::new_spanned(token, wording::FOLD_ASYNC));
    }
    if let Some(item) = params.item.as_ref().filter(|_| params.states.is_empty()) {
        errors.push(Error::new_spanned(&sig.ident, wording::fold_stateless(&show(&item.written))));
    }
    if let Some(FnArg::Typed(second)) = params.states.get(1).and_then(|state| sig.inputs.iter().nth(state.pos)) {
        errors.push(Error::new_spanned(second, wording::FOLD_STATES));
    }
}

/// The generics without lifetimes, which no item, state or resource type can name.
pub(super) fn generics(generics: &Generics, errors: &mut Vec<Error>) -> Generics {
    let mut kept = generics.clone();
    kept.params = generics.params.iter().filter(|param| !matches!(param, GenericParam::Lifetime(_))).cloned().collect();
    if let Some(clause) = &mut kept.where_clause {
        let wheres = clause.predicates.iter().filter(|it| !matches!(it, WherePredicate::Lifetime(_)));
        clause.predicates = wheres.cloned().collect();
    }
    let bounds = kept.params.to_token_stream().into_iter().chain(kept.where_clause.to_token_stream());
    let used = lifetimes(bounds.collect());
    for declared in generics.lifetimes().map(|param| &param.lifetime) {
        if let Some(bound) = used.iter().find(|used| used.ident == declared.ident) {
            errors.push(Error::new(bound.span(), wording::bound_lifetime(&declared.to_string())));
        }
    }
    kept
}

/// Whether rustc itself will not have this signature, as it stands outside an `impl`.
pub(super) fn rustc_refuses(sig: &Signature) -> bool {
    sig.receiver().is_some() || sig.variadic.is_some() || borrows_from_nowhere(sig)
}

/// `-> &str` takes its lifetime from the one parameter that borrows; with none, or several, rustc asks which.
fn borrows_from_nowhere(sig: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &sig.output else { return false };
    let Some(borrow) = borrow_in(ty) else { return false };
    let lends = |arg: &&FnArg| matches!(arg, FnArg::Typed(param) if borrow_in(&param.ty).is_some());
    let named = lifetimes(borrow.to_token_stream()).iter().any(|lifetime| lifetime.ident != "_");
    !named && sig.inputs.iter().filter(lends).count() != 1
}
