//! Every text a wrong signature can give. Each says what is wrong and how to mend it.

use proc_macro2::Ident;

use super::model::Role;
use crate::errors::closest;

pub(super) const CFG_PARAM: &str = "a parameter cannot come and go: put the `#[cfg]` on the function";
pub(super) const HIDDEN_RESULT: &str =
    "what this returns is hidden behind an alias: write the type out, `Result<T, E>` or `io::Result<T>`";
pub(super) const HALF_AND_HALF: &str =
    "either the whole batch fails or each item does: return `Vec<Result<T, E>>` alone, or `Result<Vec<T>, E>`";
pub(super) const FOLD_ASYNC: &str =
    "a fold is applied to a whole run of items at once and cannot wait: do the waiting in an `async` stage before it";
pub(super) const FOLD_BATCH: &str =
    "a fold takes one item at a time: take `T`, or write `#[fold(item)]` if the whole `Vec<T>` or `&[T]` is one item";
pub(super) const PORT_NAME: &str = "an output port is known by its name, as in `split.cards`: give this parameter one";
pub(super) const PORTS_ASYNC: &str =
    "sending to an output port may have to wait: make the function `async`, and `.await` the send";
pub(super) const BLOCKING_STREAM: &str =
    "a stream is polled on the async workers, which must not block: return `impl Iterator`, or drop `blocking`";
pub(super) const ITEM_NOT_A_BATCH: &str =
    "`item` says that a `Vec<T>` or `&[T]` is one item, and this item is neither: remove it";
pub(super) const FLUSH_NO_STATE: &str =
    "`flush` gives out what the state still holds, and this stage has none: take `&mut S` before the item";

pub(super) const TICK_NO_STATE: &str =
    "`tick` calls a function of the state at an interval, and this stage has none: take `&mut S` before the item";
pub(super) const TICK_AND_PORTS: &str =
    "what `tick` lets out has no output port to go to: leave `tick` out, or return what this stage sends";
pub(super) const FINISH_WANTS: &str =
    "`finish` takes a function of the state and the type it returns: write `finish = mean -> f64`";
pub(super) const FINISH_IMPL: &str =
    "what a fold emits must have a name: write the type that the function of `finish` returns";

fn a(role: Role) -> String {
    format!("a {}", role.name())
}

/// An example of an item parameter, named so that the text reads on.
const EXAMPLE: &str = "`order: Order`";

pub(super) fn not_a_function(role: Role) -> String {
    format!("`#[{}]` stands on a function", role.name())
}

pub(super) fn no_body(role: Role) -> String {
    format!("{} is a function with a body: write `{{ .. }}` in place of `;`", a(role))
}

pub(super) fn two_roles(role: Role, other: &str) -> String {
    format!("a function has one role: keep `#[{}]` or `#[{other}]`", role.name())
}

pub(super) fn has_self(role: Role) -> String {
    format!(
        "{} is a free function without `self`: move it out of the `impl`, and lend it what it needs as `&R`",
        a(role)
    )
}

pub(super) fn is_unsafe(role: Role) -> String {
    format!("{} is called by the pipeline, which cannot vouch for `unsafe`: put the `unsafe` block inside", a(role))
}

pub(super) fn is_extern(role: Role) -> String {
    format!("{} is a plain Rust function: remove `extern`, and call the foreign function inside", a(role))
}

pub(super) fn is_variadic(role: Role) -> String {
    format!("{} has a fixed list of parameters: remove `...`", a(role))
}

pub(super) fn async_blocking(role: Role) -> String {
    format!("`blocking` runs a synchronous {} off the async workers: drop `async`, or drop `blocking`", role.name())
}

pub(super) fn bound_lifetime(name: &str) -> String {
    format!("items have no lifetime that could be `{name}`: write `for<{name}>` before the bound, or an owned type")
}

pub(super) fn no_item(role: Role) -> String {
    match role {
        Role::Stage => format!(
            "a stage takes an item, as its last parameter: {EXAMPLE}; what makes items from nothing is a `#[source]`"
        ),
        _ => format!("{} takes an item, as its last parameter: {EXAMPLE}", a(role)),
    }
}

pub(super) fn two_items(first: &str, last: &str) -> String {
    format!(
        "the item is the last parameter (`{last}`), and what stands before it is lent: write `&{first}`, or \
         `&mut {first}` for state, or put it last if it is the item"
    )
}

pub(super) fn item_before(name: &str, role: Role) -> String {
    format!("the item comes last: move `{name}` behind the resources and state of this {}", role.name())
}

pub(super) fn item_is_state(ty: &str, role: Role) -> String {
    format!(
        "the item of a {} comes last, and `&mut` is state: take the item by value (`{ty}`), or add one after this",
        role.name()
    )
}

pub(super) fn source_takes(ty: &str) -> String {
    format!("a source takes no item: what it reads is lent (`&{ty}`), where it stands is state (`&mut {ty}`)")
}

pub(super) fn item_borrows(ty: &str) -> String {
    format!("an item travels from task to task, so its type cannot borrow, as `{ty}` does: make it an owned type")
}

pub(super) fn kept_borrows(ty: &str) -> String {
    format!("the pipeline keeps resources and state, so they cannot borrow, as `{ty}` does: make it an owned type")
}

pub(super) fn static_ref(mend: &str) -> String {
    format!("the pipeline lends this for one call, not for `'static`: write `{mend}`")
}

pub(super) fn lent_vec(role: Role, elem: &str) -> String {
    format!("a batch is lent as `&[{elem}]`: write that, or `#[{}(item)]` if the whole `Vec` is one item", role.name())
}

pub(super) fn impl_argument(bounds: &str) -> String {
    format!("`impl {bounds}` has no name to plug by: write a generic parameter, `fn name<T: {bounds}>(.., item: T)`")
}

pub(super) fn unreadable(role: Role) -> String {
    format!("`#[{}]` cannot read this signature: it ends here, in the middle", role.name())
}

pub(super) fn port_by_value(ty: &str) -> String {
    format!("an output port is lent: write `&mut {ty}`")
}

pub(super) fn port_elsewhere(role: Role) -> String {
    match role {
        Role::Source => {
            "a source has no output ports: return the items, and let a stage with ports part them".to_owned()
        }
        _ => format!("{} has no output ports: make it a `#[stage]`", a(role)),
    }
}

pub(super) fn fold_stateless(item: &str) -> String {
    format!(
        "a fold gathers its items in a state: take `&mut S` before the item, as in `fn count(n: &mut u64, _: {item})`"
    )
}

pub(super) const FOLD_STATES: &str = "a fold emits its state and so has one alone: make a struct of the two";

pub(super) fn source_returns(ty: &str) -> String {
    format!(
        "a source returns `Option<{ty}>` or `Result<Option<{ty}>, E>`: `None` ends the stream; \
         or all of it, as `impl Stream<Item = {ty}>`"
    )
}

pub(super) fn source_option_result(ty: &str, err: &str) -> String {
    format!("a source fails as a whole: return `Result<Option<{ty}>, {err}>`")
}

pub(super) fn sink_returns(ty: &str) -> String {
    format!(
        "a sink ends its chain, so `{ty}` would go nowhere: return `()` or `Result<(), E>`, or make it a `#[stage]`"
    )
}

pub(super) fn fold_returns(ty: &str) -> String {
    format!("a fold emits its state, so `{ty}` would go nowhere: return `()` or `Result<(), E>`")
}

pub(super) fn stage_returns_nothing(item: &str) -> String {
    format!(
        "this stage takes its item and gives none back: make it a `#[sink]`, or lend the item (`{item}`) so that it \
         flows on"
    )
}

pub(super) fn ports_and_value(ty: &str) -> String {
    format!("a stage with output ports sends through them: return `()` or `Result<(), E>`, and give `{ty}` a port too")
}

pub(super) fn borrowed_return(role: Role) -> String {
    format!("what {} returns is sent to another task, so it cannot borrow: return an owned value", a(role))
}

pub(super) const NO_YIELD: &str = "say what comes out of it: `impl Iterator<Item = T>` or `impl Stream<Item = T>`";

pub(super) fn impl_return(bounds: &str) -> String {
    format!(
        "the next node must be able to name `impl {bounds}`: return a type with a name, `impl Iterator<Item = T>` or \
         `impl Stream<Item = T>`"
    )
}

pub(super) const IMPL_FUTURE: &str = "write an `async fn` in place of returning a future";

pub(super) fn flatten_what(ty: &str) -> String {
    format!("`flatten` takes a returned collection apart, such as `Vec<T>`; `{ty}` does not need it: remove `flatten`")
}

pub(super) fn option_twice(name: &Ident) -> String {
    format!("`{name}` is written twice: remove one")
}

pub(super) fn option_later(role: Role, name: &Ident) -> String {
    format!("`#[{}({name})]` is not supported yet: remove it, it comes with a later release", role.name())
}

pub(super) fn option_is_a_word(name: &Ident) -> String {
    format!("`{name}` takes no value: write the word alone")
}

pub(super) fn option_wants_path(name: &Ident, example: &str) -> String {
    format!("`{name}` takes a path: write `{name} = {example}`")
}

pub(super) fn finish_wants_type(path: &str) -> String {
    format!("an attribute cannot see what `{path}` returns: write its type too, as in `finish = {path} -> f64`")
}

pub(super) fn finish_borrows(ty: &str) -> String {
    format!("what a fold emits is sent to another task, so it cannot borrow, as `{ty}` does: return an owned value")
}

pub(super) fn option_expected(role: Role, names: &[&str]) -> String {
    format!("expected an option of `#[{}]`: {}", role.name(), listed(names))
}

pub(super) fn option_elsewhere(role: Role, name: &Ident, roles: &[Role]) -> String {
    let theirs: Vec<_> = roles.iter().map(|role| format!("`#[{}]`", role.name())).collect();
    format!("`{name}` is an option of {}, not of `#[{}]`: remove it", theirs.join(" and "), role.name())
}

pub(super) fn option_unknown(role: Role, name: &Ident, names: &[&str]) -> String {
    match closest(&name.to_string(), names.iter().copied()) {
        Some(close) => format!("`#[{}]` has no option `{name}`: did you mean `{close}`?", role.name()),
        None => format!("`#[{}]` has no option `{name}`; it has {}", role.name(), listed(names)),
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
