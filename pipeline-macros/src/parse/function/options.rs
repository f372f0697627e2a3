//! What stands in the attribute's parentheses: `#[stage(blocking, flush = rest)]`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Error, Path, Token, Type};

use super::super::guard;
use super::model::Role;
use super::types::show;
use super::wording;

/// The options of one function. Words are kept as the span they stand at.
#[derive(Default)]
pub(crate) struct Options {
    /// `crate = path`, without which generated code uses `::aqueduct`.
    pub(crate) krate: Option<Path>,
    pub(crate) blocking: Option<Span>,
    pub(crate) item: Option<Span>,
    pub(crate) flatten: Option<Span>,
    pub(crate) ordered: Option<Span>,
    pub(crate) flush: Option<Path>,
    pub(crate) tick: Option<Path>,
    pub(crate) merge: Option<Path>,
    pub(crate) finish: Option<Finish>,
}

/// `finish = mean -> f64`: a path says nothing of the type it returns, so that is written too.
pub(crate) struct Finish {
    pub(crate) path: Path,
    pub(crate) ty: Type,
}

/// What may follow an option's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Nothing,
    /// `= path`, with an example of one.
    Path(&'static str),
    /// `= path -> type`
    Returns,
    /// Of a later release, whatever follows.
    Later,
}

struct Known {
    name: &'static str,
    roles: &'static [Role],
    value: Value,
}

const fn known(name: &'static str, roles: &'static [Role], value: Value) -> Known {
    Known { name, roles, value }
}

const KNOWN: &[Known] = &[
    known("blocking", &[Role::Stage, Role::Sink], Value::Nothing),
    known("item", &[Role::Stage, Role::Fold, Role::Sink], Value::Nothing),
    known("flatten", &[Role::Stage], Value::Nothing),
    known("ordered", &[Role::Stage], Value::Nothing),
    known("flush", &[Role::Stage], Value::Path("rest")),
    known("tick", &[Role::Stage], Value::Path("beat")),
    known("merge", &[Role::Fold], Value::Path("add")),
    known("finish", &[Role::Fold], Value::Returns),
    known("replay", &[Role::Source], Value::Later),
    known("ack", &[Role::Source], Value::Later),
    known("transactional", &[Role::Sink], Value::Later),
    known("idempotent", &[Role::Sink], Value::Later),
    known("crate", Role::ALL, Value::Path("::aqueduct")),
];

/// Reads all options, reporting every one that is wrong.
pub(super) fn read(role: Role, attr: TokenStream, errors: &mut Vec<Error>) -> Options {
    let mut options = Options::default();
    if let Err(error) = guard::check(&attr) {
        errors.push(error);
        return options;
    }
    let mut written: Vec<Ident> = Vec::new();
    for piece in pieces(attr) {
        match one(role, piece, &mut written, &mut options) {
            Ok(()) => {}
            Err(error) => errors.push(error),
        }
    }
    options
}

/// The tokens between commas; those within `<..>` separate nothing, and the `>` of an arrow closes nothing.
fn pieces(attr: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    let (mut open, mut dash) = (0usize, false);
    for token in attr {
        let arrow = std::mem::replace(&mut dash, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '-'));
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '>' && arrow => {}
            TokenTree::Punct(punct) if punct.as_char() == '<' => open += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => open = open.saturating_sub(1),
            TokenTree::Punct(punct) if punct.as_char() == ',' && open == 0 => {
                pieces.push(TokenStream::new());
                continue;
            }
            _ => {}
        }
        if let Some(piece) = pieces.last_mut() {
            piece.extend([token]);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn one(role: Role, piece: TokenStream, written: &mut Vec<Ident>, options: &mut Options) -> Result<(), Error> {
    let (name, known) = named(role, &piece)?;
    if written.contains(&name) {
        return Err(Error::new(name.span(), wording::option_twice(&name)));
    }
    written.push(name.clone());
    match known.value {
        Value::Later => Err(Error::new_spanned(piece, wording::option_later(role, &name))),
        Value::Nothing => word(&name, piece).map(|span| options.set_word(known.name, span)),
        Value::Path(example) => path(&name, example, piece).map(|path| options.set_path(known.name, path)),
        Value::Returns => finish(piece).map(|finish| options.finish = Some(finish)),
    }
}

/// The option's name, and what is known of it in this role.
fn named(role: Role, piece: &TokenStream) -> Result<(Ident, &'static Known), Error> {
    let Some(TokenTree::Ident(name)) = piece.clone().into_iter().next() else {
        return Err(Error::new_spanned(piece, wording::option_expected(role, &names(role))));
    };
    let same = KNOWN.iter().find(|known| name == known.name);
    match same {
        Some(known) if known.roles.contains(&role) => Ok((name, known)),
        Some(known) => Err(Error::new(name.span(), wording::option_elsewhere(role, &name, known.roles))),
        None => Err(Error::new(name.span(), wording::option_unknown(role, &name, &names(role)))),
    }
}

fn names(role: Role) -> Vec<&'static str> {
    KNOWN
        .iter()
        .filter(|known| known.roles.contains(&role) && known.value != Value::Later)
        .map(|known| known.name)
        .collect()
}

/// An option without a value.
fn word(name: &Ident, piece: TokenStream) -> Result<Span, Error> {
    let rest: TokenStream = piece.into_iter().skip(1).collect();
    match rest.is_empty() {
        true => Ok(name.span()),
        false => Err(Error::new_spanned(rest, wording::option_is_a_word(name))),
    }
}

/// An option with a path: `flush = rest`.
fn path(name: &Ident, example: &str, piece: TokenStream) -> Result<Path, Error> {
    let parser = |input: ParseStream<'_>| {
        input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        input.parse()
    };
    parser.parse2(piece.clone()).map_err(|_| Error::new_spanned(piece, wording::option_wants_path(name, example)))
}

/// `finish = mean -> f64`
fn finish(piece: TokenStream) -> Result<Finish, Error> {
    let parser = |input: ParseStream<'_>| {
        input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let path = input.parse::<Path>()?;
        let returns = match input.is_empty() {
            true => None,
            false => {
                input.parse::<Token![->]>()?;
                Some(input.parse::<Type>()?)
            }
        };
        Ok((path, returns))
    };
    match parser.parse2(piece.clone()) {
        Ok((path, Some(ty))) => Ok(Finish { path, ty }),
        Ok((path, None)) => {
            let text = wording::finish_wants_type(&show(&path));
            Err(Error::new_spanned(path, text))
        }
        Err(_) => Err(Error::new_spanned(piece, wording::FINISH_WANTS)),
    }
}

impl Options {
    fn set_word(&mut self, name: &str, span: Span) {
        let field = match name {
            "blocking" => &mut self.blocking,
            "item" => &mut self.item,
            "flatten" => &mut self.flatten,
            _ => &mut self.ordered,
        };
        *field = Some(span);
    }

    fn set_path(&mut self, name: &str, path: Path) {
        let field = match name {
            "flush" => &mut self.flush,
            "tick" => &mut self.tick,
            "merge" => &mut self.merge,
            _ => &mut self.krate,
        };
        *field = Some(path);
    }
}
