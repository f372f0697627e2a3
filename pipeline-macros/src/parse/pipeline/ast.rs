//! The syntax tree of `pipeline!`: what was written, before any name is looked up. Options are boxed: chains nest, and
//! every level of them is a level of the compiler's stack.

use super::join::Joining;
use super::operator::Operator;
use super::options::{NodeOptions, PipelineOptions};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Field, Generics, Ident, Pat, Path, Token, Type, Visibility};

/// A whole `pipeline!`.
pub(crate) struct Pipeline {
    pub(crate) header: Header,
    pub(crate) options: PipelineOptions,
    pub(crate) statements: Vec<Statement>,
}

/// `pub struct Name<T> { field: Type }`, with its docs and attributes.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<Field>,
}

/// One statement, without its `;`.
pub(crate) enum Statement {
    In(Port),
    Out(Port),
    Loop(Port),
    Let { name: Ident, chain: Chain },
    Else { token: Token![else], chain: Chain },
    Chain(Chain),
}

/// `in name: Type { options }`, and the same with `out` and `loop`.
pub(crate) struct Port {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) options: Box<NodeOptions>,
}

/// `a => b => c`. Empty only in a route's arm that says what flows and nothing more.
pub(crate) struct Chain {
    pub(crate) elements: Vec<Element>,
}

/// What stands between two arrows.
pub(crate) enum Element {
    Node(Node),
    Port(PortRef),
    Operator(OperatorNode),
    Join(JoinNode),
    Bracket(Bracket),
    Match(Match),
    /// `_`
    Discard(Span),
}

/// A function at work, or a name at one of a chain's ends.
pub(crate) struct Node {
    pub(crate) call: Call,
    pub(crate) options: Box<NodeOptions>,
}

/// `parse::<Order>(&gateway, &mut 0)`.
pub(crate) struct Call {
    pub(crate) path: Path,
    pub(crate) parenthesized: bool,
    pub(crate) args: Vec<Lent>,
}

/// `&expr` or `&mut expr`, the expression alone.
pub(crate) struct Lent {
    pub(crate) mutable: bool,
    pub(crate) expr: Expr,
}

/// `split.cards`.
pub(crate) struct PortRef {
    pub(crate) node: Ident,
    pub(crate) port: Ident,
}

/// `map(|x| x + 1) { options }`.
pub(crate) struct OperatorNode {
    pub(crate) operator: Operator,
    pub(crate) word: Ident,
    pub(crate) args: Vec<Expr>,
    pub(crate) options: Box<NodeOptions>,
}

/// `zip(a, b => c) { options }`.
pub(crate) struct JoinNode {
    pub(crate) joining: Joining,
    pub(crate) word: Ident,
    pub(crate) operands: Vec<Chain>,
    pub(crate) options: Box<NodeOptions>,
}

/// `[a, b => c] { prefer: first }`: a merge at the start of a chain, elsewhere a broadcast.
pub(crate) struct Bracket {
    pub(crate) span: Span,
    pub(crate) branches: Vec<Chain>,
    pub(crate) options: Box<NodeOptions>,
}

/// `match { .. }`.
pub(crate) struct Match {
    pub(crate) span: Span,
    pub(crate) arms: Vec<Arm>,
    pub(crate) options: Box<NodeOptions>,
}

/// `pattern if guard => flow => chain`.
pub(crate) struct Arm {
    pub(crate) pat: Pat,
    pub(crate) guard: Option<Expr>,
    pub(crate) bindings: Vec<Ident>,
    /// What flows, where the arm says it: one binding, or an expression in parentheses.
    pub(crate) flow: Option<Expr>,
    pub(crate) chain: Chain,
}

impl Node {
    /// The name, when this is nothing but one: it may stand for a port or a stream.
    pub(crate) fn plain(&self) -> Option<&Ident> {
        if self.call.parenthesized { None } else { self.call.path.get_ident() }
    }
}

impl Call {
    /// The identifier that stands for the function: the last of its path. Paths that were parsed are never empty.
    pub(crate) fn function(&self) -> &Ident {
        &self.path.segments[self.path.segments.len() - 1].ident
    }

    /// Functions begin with a lower-case letter, pipelines with an upper-case one.
    pub(crate) fn is_pipeline(&self) -> bool {
        self.function().unraw().to_string().starts_with(char::is_uppercase)
    }
}

impl Element {
    /// What an error calls it.
    pub(crate) fn label(&self) -> String {
        match self {
            Element::Node(node) => node.call.function().to_string(),
            Element::Port(port) => format!("{}.{}", port.node, port.port),
            Element::Operator(operator) => operator.word.to_string(),
            Element::Join(join) => format!("{}(..)", join.word),
            Element::Bracket(_) => "[..]".to_owned(),
            Element::Match(_) => "match".to_owned(),
            Element::Discard(_) => "_".to_owned(),
        }
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Element::Node(node) => node.call.function().span(),
            Element::Port(port) => port.node.span(),
            Element::Operator(operator) => operator.word.span(),
            Element::Join(join) => join.word.span(),
            Element::Bracket(bracket) => bracket.span,
            Element::Match(route) => route.span,
            Element::Discard(span) => *span,
        }
    }
}
