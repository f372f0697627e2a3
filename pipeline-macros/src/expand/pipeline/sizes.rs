//! Which numbers in a drawing are constants, and which are computed when the pipeline starts.

use std::cell::RefCell;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{BinOp, Expr, Lit};

use super::{local, options};

/// The sizes of a pipeline, as its plan needs them.
pub(super) struct Sizes<'a> {
    fields: &'a [Ident],
    /// Those that are no constants, in the order in which the plan asks for them.
    later: RefCell<Vec<TokenStream>>,
    /// Checks of constants that are no literals.
    checks: RefCell<Vec<TokenStream>>,
}

impl<'a> Sizes<'a> {
    pub(super) fn new(fields: &'a [Ident]) -> Self {
        Self { fields, later: RefCell::default(), checks: RefCell::default() }
    }

    /// The size that an option says.
    pub(super) fn of(&self, word: &str, key: Span, expr: &Expr) -> TokenStream {
        if is_constant(expr, self.fields) {
            if !is_literal(expr) {
                self.check(word, key, expr);
            }
            return some(expr);
        }
        let (sizes, at) = (local("sizes"), Literal::usize_unsuffixed(self.later.borrow().len()));
        self.later.borrow_mut().push(some(&options::value(expr, self.fields)));
        quote!(#sizes[#at])
    }

    /// As for a literal, which the macro looks at itself.
    fn check(&self, word: &str, key: Span, expr: &Expr) {
        let says = format!("`{word}` cannot be zero: write 1 or more");
        self.checks
            .borrow_mut()
            .push(quote_spanned!(key => ::core::assert!((#expr) as ::core::primitive::usize > 0, #says);));
    }

    /// Whether all of them are constants.
    pub(super) fn are_constant(&self) -> bool {
        self.later.borrow().is_empty()
    }

    /// Those that are not, as expressions with the fields in scope.
    pub(super) fn later(&self) -> Vec<TokenStream> {
        self.later.borrow().clone()
    }

    pub(super) fn checks(&self) -> Vec<TokenStream> {
        self.checks.borrow().clone()
    }
}

fn some(value: &impl quote::ToTokens) -> TokenStream {
    quote!(::core::option::Option::Some((#value) as ::core::primitive::usize))
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(_))
}

/// Literals, UPPER_CASE names and arithmetic on them.
pub(super) fn is_constant(expr: &Expr, fields: &[Ident]) -> bool {
    match expr {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Int(_)),
        Expr::Group(group) => is_constant(&group.expr, fields),
        Expr::Paren(paren) => is_constant(&paren.expr, fields),
        Expr::Cast(cast) => is_constant(&cast.expr, fields),
        Expr::Binary(binary) => {
            is_arithmetic(&binary.op) && is_constant(&binary.left, fields) && is_constant(&binary.right, fields)
        }
        Expr::Path(path) => {
            let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            let is_field = path.path.get_ident().is_some_and(|name| fields.contains(name));
            !is_field && last.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_')
        }
        _ => false,
    }
}

fn is_arithmetic(op: &BinOp) -> bool {
    use BinOp::{Add, Div, Mul, Rem, Shl, Shr, Sub};
    matches!(op, Add(_) | Sub(_) | Mul(_) | Div(_) | Rem(_) | Shl(_) | Shr(_))
}
