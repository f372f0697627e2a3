//! Questions about types. Nothing here recurses into what the guard has not passed.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Lifetime, PathArguments, PathSegment, Token, Type, TypeImplTrait,
    TypeParamBound,
};

/// The type without parentheses and without the invisible groups that a `macro_rules!` fragment arrives in.
pub(crate) fn peel(ty: &Type) -> &Type {
    let mut ty = ty;
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        }
    }
}

pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(peel(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The type arguments of a path whose last segment is `name`.
pub(crate) fn args_of<'a>(ty: &'a Type, name: &str) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = peel(ty) else { return None };
    let last = path.path.segments.last()?;
    (last.ident == name).then(|| arguments(last).filter_map(as_type).collect())
}

/// The `T` of `Name<T>`.
pub(crate) fn only_arg<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    match args_of(ty, name)?.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// What an `impl Iterator<Item = T>` binds: the `T` for `Item`.
pub(crate) fn assoc_type<'a>(segment: &'a PathSegment, name: &str) -> Option<&'a Type> {
    arguments(segment).find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == name => Some(&assoc.ty),
        _ => None,
    })
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn angle(segment: &PathSegment) -> Option<&AngleBracketedGenericArguments> {
    match &segment.arguments {
        PathArguments::AngleBracketed(angle) => Some(angle),
        _ => None,
    }
}

/// The arguments in angle brackets. What stands in the parentheses of `Fn(&str)` is bound there, and not looked at.
fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    angle(segment).into_iter().flat_map(|angle| &angle.args)
}

/// The first part of a type that borrows for less than `'static`.
pub(crate) fn borrow_in(ty: &Type) -> Option<&Type> {
    search(ty, |part| own_lifetimes(part).any(|lifetime| lifetime.is_none_or(|it| it.ident != "static")))
}

/// The first `impl Trait` in a type.
pub(crate) fn impl_in(ty: &Type) -> Option<&TypeImplTrait> {
    search(ty, |part| matches!(part, Type::ImplTrait(_))).and_then(|found| match found {
        Type::ImplTrait(found) => Some(found),
        _ => None,
    })
}

fn search(ty: &Type, wanted: impl Fn(&Type) -> bool) -> Option<&Type> {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        if wanted(ty) {
            return Some(ty);
        }
        open.extend(children(ty).into_iter().rev());
    }
    None
}

fn children(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Array(array) => vec![&array.elem],
        Type::Group(group) => vec![&group.elem],
        Type::Paren(paren) => vec![&paren.elem],
        Type::Ptr(ptr) => vec![&ptr.elem],
        Type::Reference(reference) => vec![&reference.elem],
        Type::Slice(slice) => vec![&slice.elem],
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Path(_) | Type::ImplTrait(_) | Type::TraitObject(_) => path_children(ty),
        _ => Vec::new(),
    }
}

fn path_children(ty: &Type) -> Vec<&Type> {
    let own = match ty {
        Type::Path(path) => path.qself.as_ref().map(|qself| &*qself.ty),
        _ => None,
    };
    let nested = segments(ty).into_iter().flat_map(arguments).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        GenericArgument::AssocType(assoc) => Some(&assoc.ty),
        _ => None,
    });
    own.into_iter().chain(nested).collect()
}

/// The path segments of a type, or of the bounds of a trait object.
fn segments(ty: &Type) -> Vec<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.iter().collect(),
        Type::ImplTrait(object) => bound_segments(&object.bounds),
        Type::TraitObject(object) => bound_segments(&object.bounds),
        _ => Vec::new(),
    }
}

/// `for<'a> Visit<'a>` brings its own lifetimes: left out.
fn bound_segments(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Vec<&PathSegment> {
    let traits = bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) if bound.lifetimes.is_none() => Some(&bound.path.segments),
        _ => None,
    });
    traits.flatten().collect()
}

/// The lifetimes a type names itself, not in its parts. `None` stands for the one left out in `&T`.
fn own_lifetimes(ty: &Type) -> impl Iterator<Item = Option<&Lifetime>> {
    let reference = match ty {
        Type::Reference(reference) => Some(reference.lifetime.as_ref()),
        _ => None,
    };
    let object = match ty {
        Type::TraitObject(object) => Some(&object.bounds),
        _ => None,
    };
    let bounds = object.into_iter().flatten().filter_map(|bound| match bound {
        TypeParamBound::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    });
    let named = segments(ty).into_iter().flat_map(arguments).filter_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    });
    reference.into_iter().chain(bounds.chain(named).map(Some))
}

/// The type with its first type argument replaced.
pub(crate) fn with_first_arg(ty: &Type, new: Type) -> Type {
    let mut ty = ty.clone();
    if let Type::Path(path) = &mut ty
        && let Some(last) = path.path.segments.last_mut()
        && let PathArguments::AngleBracketed(angle) = &mut last.arguments
        && let Some(first) = angle.args.iter_mut().find(|argument| matches!(argument, GenericArgument::Type(_)))
    {
        *first = GenericArgument::Type(new);
    }
    ty
}

/// The tokens as a person would write them: `HashMap<K, Vec<V>>`.
pub(crate) fn show(tokens: &impl ToTokens) -> String {
    let mut pieces = Vec::new();
    cut(tokens.to_token_stream(), &mut pieces);
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 && spaced(&pieces[index - 1], piece) {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// Tokens to pieces of text, with `::`, `->` and lifetimes in one piece.
fn cut(tokens: TokenStream, pieces: &mut Vec<String>) {
    let mut joint = false;
    for token in tokens {
        let (text, joins) = match token {
            TokenTree::Group(group) => {
                cut_group(&group, pieces);
                joint = false;
                continue;
            }
            TokenTree::Punct(punct) => (punct.as_char().to_string(), punct.spacing() == Spacing::Joint),
            other => (other.to_string(), false),
        };
        match pieces.last_mut() {
            Some(last) if joint && pairs(last, &text) => last.push_str(&text),
            _ => pieces.push(text),
        }
        joint = joins;
    }
}

fn cut_group(group: &proc_macro2::Group, pieces: &mut Vec<String>) {
    let (open, close) = match group.delimiter() {
        proc_macro2::Delimiter::Parenthesis => ("(", ")"),
        proc_macro2::Delimiter::Bracket => ("[", "]"),
        proc_macro2::Delimiter::Brace => ("{", "}"),
        proc_macro2::Delimiter::None => return cut(group.stream(), pieces),
    };
    pieces.push(open.to_owned());
    cut(group.stream(), pieces);
    pieces.push(close.to_owned());
}

fn pairs(first: &str, second: &str) -> bool {
    matches!((first, second), (":", ":") | ("-", ">")) || first == "'"
}

fn spaced(left: &str, right: &str) -> bool {
    let word = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '"'));
    let keyword = matches!(left, "mut" | "const" | "dyn" | "impl" | "as");
    matches!(left, "," | ";" | ":" | "=" | "+" | "->")
        || matches!(right, "=" | "+" | "->")
        || ((word(left) || left == ">") && word(right))
        || (keyword && !matches!(right, ">" | ","))
}

/// Every lifetime in the tokens. Only for tokens that were parsed, and so have passed the guard.
pub(crate) fn lifetimes(tokens: TokenStream) -> Vec<Lifetime> {
    let mut found = Vec::new();
    let mut open = vec![tokens.into_iter()];
    while let Some(level) = open.last_mut() {
        match level.next() {
            None => drop(open.pop()),
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(TokenTree::Punct(mark)) if mark.as_char() == '\'' => {
                if let Some(TokenTree::Ident(ident)) = level.next() {
                    found.push(Lifetime { apostrophe: mark.span(), ident });
                }
            }
            Some(_) => {}
        }
    }
    found
}
