//! `kind`: whose items are emitted where they find no partner.

/// How a pair, and what stays alone, is emitted.
pub trait JoinKind<A, B>: 'static {
    /// What comes out.
    type Out: Send + 'static;
    /// Whether something comes out by itself, as time goes on.
    const ALONE: bool;
    /// Both.
    fn pair(left: A, right: B) -> Self::Out;
    /// A left item without a partner; `None` where such an item is left out.
    fn left(left: A) -> Option<Self::Out>;
    /// The same of the right side.
    fn right(right: B) -> Option<Self::Out>;
}

/// `kind: inner`: pairs alone.
pub enum InnerJoin {}
/// `kind: left`: every left item.
pub enum LeftJoin {}
/// `kind: right`: every right item.
pub enum RightJoin {}
/// `kind: full`: every item.
pub enum FullJoin {}

impl<A: Send + 'static, B: Send + 'static> JoinKind<A, B> for InnerJoin {
    type Out = (A, B);
    const ALONE: bool = false;

    fn pair(left: A, right: B) -> (A, B) {
        (left, right)
    }

    fn left(_left: A) -> Option<(A, B)> {
        None
    }

    fn right(_right: B) -> Option<(A, B)> {
        None
    }
}

impl<A: Send + 'static, B: Send + 'static> JoinKind<A, B> for LeftJoin {
    type Out = (A, Option<B>);
    const ALONE: bool = true;

    fn pair(left: A, right: B) -> (A, Option<B>) {
        (left, Some(right))
    }

    fn left(left: A) -> Option<(A, Option<B>)> {
        Some((left, None))
    }

    fn right(_right: B) -> Option<(A, Option<B>)> {
        None
    }
}

impl<A: Send + 'static, B: Send + 'static> JoinKind<A, B> for RightJoin {
    type Out = (Option<A>, B);
    const ALONE: bool = true;

    fn pair(left: A, right: B) -> (Option<A>, B) {
        (Some(left), right)
    }

    fn left(_left: A) -> Option<(Option<A>, B)> {
        None
    }

    fn right(right: B) -> Option<(Option<A>, B)> {
        Some((None, right))
    }
}

impl<A: Send + 'static, B: Send + 'static> JoinKind<A, B> for FullJoin {
    type Out = (Option<A>, Option<B>);
    const ALONE: bool = true;

    fn pair(left: A, right: B) -> (Option<A>, Option<B>) {
        (Some(left), Some(right))
    }

    fn left(left: A) -> Option<(Option<A>, Option<B>)> {
        Some((Some(left), None))
    }

    fn right(right: B) -> Option<(Option<A>, Option<B>)> {
        Some((None, Some(right)))
    }
}
