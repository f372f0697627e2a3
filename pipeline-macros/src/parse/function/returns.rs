//! The return type: whether it can fail, and what shape the items come in.

use quote::ToTokens;
use syn::{Error, PathSegment, Signature, Type, TypeImplTrait, TypeParamBound, parse_quote};

use super::model::{How, Items, ResultType, Return, Role, Shape};
use super::options::Options;
use super::params::Params;
use super::types::{args_of, assoc_type, borrow_in, impl_in, is_unit, only_arg, peel, show, with_first_arg};
use super::wording;

/// What the return type is judged by.
pub(super) struct Context<'a> {
    pub(super) role: Role,
    pub(super) options: &'a Options,
    pub(super) sig: &'a Signature,
    pub(super) params: &'a Params,
}

/// The return's shape, or the one error it gives.
pub(super) fn read(cx: &Context<'_>) -> Result<Return, Error> {
    let ret = match &cx.sig.output {
        syn::ReturnType::Default => Return { result: None, shape: Shape::Unit },
        syn::ReturnType::Type(_, ty) => cx.written(peel(ty))?,
    };
    cx.fits(&ret)?;
    ret.types().into_iter().try_for_each(|ty| cx.owned(ty))?;
    Ok(ret)
}

impl ResultType {
    /// Any type whose last path segment is `Result`.
    fn read(ty: &Type) -> Option<ResultType> {
        let ty = peel(ty);
        let args = args_of(ty, "Result")?;
        let probe = match args.first() {
            Some(ok) if impl_in(ok).is_some() => with_first_arg(ty, parse_quote!(())),
            _ => ty.clone(),
        };
        let arg = |index: usize| args.get(index).map(|arg| (*arg).clone());
        Some(ResultType { written: ty.clone(), probe, ok: arg(0), err: arg(1) })
    }
}

impl Return {
    /// Every type in it that will be named.
    fn types(&self) -> Vec<&Type> {
        let shape = match &self.shape {
            Shape::Unit => None,
            Shape::Value(ty) | Shape::Option(ty) | Shape::Flatten(ty) => Some(ty),
            Shape::Iterator(items) | Shape::Stream(items) => {
                Some(items.result.as_ref().map_or(&items.ty, |result| &result.written))
            }
            Shape::Each(result) => Some(&result.written),
        };
        let error = self.result.as_ref().and_then(|result| result.err.as_ref());
        shape.into_iter().chain(error).collect()
    }
}

impl Context<'_> {
    fn written(&self, ty: &Type) -> Result<Return, Error> {
        let result = ResultType::read(ty);
        let ok = match &result {
            None => Some(ty),
            Some(result) => result.ok.as_ref().map(peel),
        };
        let shape = match ok {
            Some(ok) => self.shape(ok, result.is_some())?,
            // `fmt::Result` has no argument; where only `()` is allowed, it is `()`
            None if matches!(self.role, Role::Fold | Role::Sink) => Shape::Unit,
            None => return Err(Error::new_spanned(ty, wording::HIDDEN_RESULT)),
        };
        Ok(Return { result, shape })
    }

    fn shape(&self, ok: &Type, in_result: bool) -> Result<Shape, Error> {
        if is_unit(ok) {
            return Ok(Shape::Unit);
        }
        if let Some(each) = self.each(ok) {
            return match in_result {
                true => Err(Error::new_spanned(ok, wording::HALF_AND_HALF)),
                false => Ok(Shape::Each(each)),
            };
        }
        match (only_arg(ok, "Option"), ok) {
            (Some(some), _) => Ok(Shape::Option(some.clone())),
            (None, Type::ImplTrait(many)) if self.gives_items() => self.many(many),
            (None, _) if self.options.flatten.is_some() => Ok(Shape::Flatten(ok.clone())),
            (None, _) => Ok(Shape::Value(ok.clone())),
        }
    }

    /// Sources and stages; of the others a return type is not looked into.
    fn gives_items(&self) -> bool {
        matches!(self.role, Role::Source | Role::Stage)
    }

    /// `Vec<Result<T, E>>` of a function that takes a batch: one for each item.
    fn each(&self, ok: &Type) -> Option<ResultType> {
        let batch = self.params.item.as_ref().is_some_and(|item| item.how.is_batch());
        let elem = only_arg(ok, "Vec").filter(|_| batch && self.options.flatten.is_none())?;
        ResultType::read(elem).filter(|result| result.ok.is_some())
    }

    /// `impl Iterator` or `impl Stream`.
    fn many(&self, many: &TypeImplTrait) -> Result<Shape, Error> {
        let traits = || many.bounds.iter().filter_map(bound_name);
        let Some((segment, kind)) = traits().find_map(|segment| Some((segment, kind_of(segment)?))) else {
            let future = traits().any(|segment| segment.ident == "Future");
            let text = if future { wording::IMPL_FUTURE.to_owned() } else { wording::impl_return(&show(&many.bounds)) };
            return Err(Error::new_spanned(many, text));
        };
        let Some(ty) = assoc_type(segment, "Item") else {
            return Err(Error::new_spanned(many, wording::NO_YIELD));
        };
        self.items(ty).map(kind)
    }

    /// Only a source is opened anew by an `Err` among its items; elsewhere a `Result` is an item like any other.
    fn items(&self, ty: &Type) -> Result<Items, Error> {
        let result = ResultType::read(ty).filter(|_| self.role == Role::Source);
        let Some(result) = result else {
            return Ok(Items { ty: ty.clone(), result: None });
        };
        match result.ok.clone() {
            Some(ok) => Ok(Items { ty: ok, result: Some(result) }),
            None => Err(Error::new_spanned(ty, wording::HIDDEN_RESULT)),
        }
    }

    /// Whether a function of this role may return it.
    fn fits(&self, ret: &Return) -> Result<(), Error> {
        self.flatten_fits(&ret.shape)?;
        match self.role {
            Role::Source => self.source_fits(ret),
            Role::Stage => self.stage_fits(ret),
            Role::Fold => self.nothing_fits(&ret.shape, wording::fold_returns),
            Role::Sink => self.nothing_fits(&ret.shape, wording::sink_returns),
        }
    }

    fn flatten_fits(&self, shape: &Shape) -> Result<(), Error> {
        match (self.options.flatten, shape) {
            (None, _) | (_, Shape::Flatten(_)) => Ok(()),
            (Some(span), _) => Err(Error::new(span, wording::flatten_what(&self.shown()))),
        }
    }

    fn source_fits(&self, ret: &Return) -> Result<(), Error> {
        match &ret.shape {
            Shape::Iterator(_) | Shape::Stream(_) => Ok(()),
            Shape::Option(some) => match ResultType::read(some) {
                Some(inner) if ret.result.is_none() => Err(self.error(option_result(&inner))),
                _ => Ok(()),
            },
            Shape::Value(ty) => Err(self.error(wording::source_returns(&show(&item_of(ty))))),
            _ => Err(self.error(wording::source_returns("T"))),
        }
    }

    fn stage_fits(&self, ret: &Return) -> Result<(), Error> {
        let unit = matches!(ret.shape, Shape::Unit);
        let Some(item) = &self.params.item else { return Ok(()) };
        if !self.params.ports.is_empty() {
            return if unit { Ok(()) } else { Err(self.error(wording::ports_and_value(&self.shown()))) };
        }
        match &ret.shape {
            Shape::Unit if !item.how.is_lent() => {
                Err(self.error(wording::stage_returns_nothing(&lend(item.how, &item.ty))))
            }
            Shape::Stream(_) if self.options.blocking.is_some() => Err(self.error(wording::BLOCKING_STREAM)),
            _ => Ok(()),
        }
    }

    /// What leaves the function leaves the task too.
    fn owned(&self, ty: &Type) -> Result<(), Error> {
        if let Some(found) = borrow_in(ty) {
            return Err(Error::new_spanned(found, wording::borrowed_return(self.role)));
        }
        match impl_in(ty) {
            Some(found) => Err(Error::new_spanned(found, wording::impl_return(&show(&found.bounds)))),
            None => Ok(()),
        }
    }

    /// Folds and sinks give nothing on.
    fn nothing_fits(&self, shape: &Shape, text: fn(&str) -> String) -> Result<(), Error> {
        match shape {
            Shape::Unit => Ok(()),
            Shape::Each(result) if result.ok.as_ref().is_some_and(is_unit) && self.role == Role::Sink => Ok(()),
            _ => Err(self.error(text(&self.shown()))),
        }
    }

    /// An error at the return type, or at the name of a function that has none.
    fn error(&self, text: impl std::fmt::Display) -> Error {
        match &self.sig.output {
            syn::ReturnType::Default => Error::new(self.sig.ident.span(), text),
            syn::ReturnType::Type(_, ty) => Error::new_spanned(ty, text),
        }
    }

    /// What a text calls the value: the success type.
    fn shown(&self) -> String {
        match &self.sig.output {
            syn::ReturnType::Default => "()".to_owned(),
            syn::ReturnType::Type(_, ty) => {
                let ok = ResultType::read(ty).and_then(|result| result.ok);
                show(ok.as_ref().unwrap_or(peel(ty)))
            }
        }
    }
}

fn bound_name(bound: &TypeParamBound) -> Option<&PathSegment> {
    match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    }
}

fn kind_of(segment: &PathSegment) -> Option<fn(Items) -> Shape> {
    match segment.ident.to_string().as_str() {
        "Iterator" | "IntoIterator" | "DoubleEndedIterator" | "ExactSizeIterator" | "FusedIterator" => {
            Some(Shape::Iterator)
        }
        "Stream" | "FusedStream" => Some(Shape::Stream),
        _ => None,
    }
}

fn option_result(inner: &ResultType) -> String {
    let shown = |ty: &Option<Type>, missing: &str| ty.as_ref().map_or_else(|| missing.to_owned(), show);
    wording::source_option_result(&shown(&inner.ok, "T"), &shown(&inner.err, "E"))
}

/// `Vec<Click>` is most likely meant to be many clicks.
fn item_of(ty: &Type) -> proc_macro2::TokenStream {
    only_arg(ty, "Vec").unwrap_or(ty).to_token_stream()
}

fn lend(how: How, ty: &Type) -> String {
    match how.is_batch() {
        true => format!("&[{}]", show(ty)),
        false => format!("&{}", show(ty)),
    }
}
