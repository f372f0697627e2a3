//! Attributes and functions.

use crate::Role;
use crate::words::{Words, choices};
use proc_macro2::TokenStream;

pub(crate) fn read(role: Role, data: &[u8]) -> Option<(TokenStream, TokenStream)> {
    let Some(mut from) = choices(data) else {
        let (attr, item) = std::str::from_utf8(data).ok()?.split_once('\n')?;
        return Some((attr.parse().ok()?, item.parse().ok()?));
    };
    let mut words = Words { from: &mut from };
    let (attr, item) = (attr(&mut words), item(&mut words, role));
    let (attr, item) = (attr.parse().ok()?, item.parse().ok()?);
    Some((words.damaged(attr), words.damaged(item)))
}

fn attr(words: &mut Words<'_, '_>) -> String {
    const OPTIONS: [&str; 14] = [
        "blocking",
        "item",
        "flatten",
        "ordered",
        "flush = rest",
        "flush = a::b::<u8>",
        "merge = add",
        "crate = crate::x",
        "ack",
        "replay",
        "flush",
        "crate = ::aqueduct",
        "blokcing",
        "finish = f",
    ];
    words.several(3, ", ", |words| words.one(&OPTIONS).to_owned())
}

fn item(words: &mut Words<'_, '_>, role: Role) -> String {
    let before =
        words.one(&["", "", "", "/// Docs.\n", "#[cfg(a)] #[must_use]", "#[stage]", "#[aqueduct::sink(item)]"]);
    let vis = words.one(&["", "pub", "pub(crate)", "pub(in a::b)"]);
    let how = words.one(&["", "", "", "async", "unsafe", "const", "extern \"C\"", "async unsafe"]);
    let generics = words.one(&["", "", "", "<T>", "<'a, T: A + 'a>", "<const N: usize>", "<T: Fn(u8) -> u8 = u8, 'b>"]);
    let mut params = words.several(4, ", ", param);
    let item = words.ty(2);
    match role {
        Role::Source => {}
        _ if words.rarely() => {}
        _ => params = format!("{params}, item: {item}"),
    }
    let params = params.trim_start_matches(", ");
    let returns = if words.rarely() { String::new() } else { format!("-> {}", words.ty(3)) };
    let wheres = words.one(&["", "", "", "where T: A", "where 'a: 'b, for<'c> &'c T: B"]);
    let body = words.one(&["{}", "{ a(5s) }", ";", "", "{ { [ ( ) ] } }"]);
    format!("{before} {vis} {how} fn f{generics}({params}) {returns} {wheres} {body}")
}

fn param(words: &mut Words<'_, '_>) -> String {
    if words.rarely() {
        return words
            .one(&["self", "&self", "mut self: Arc<Self>", "#[cfg(a)] x: &u8", "_: u8", "...", "(a, b): (A, B)"])
            .to_owned();
    }
    let name = words.one(&["a", "b", "item", "state", "r#type", "mut c", "_", "(d, e)"]);
    let reference = words.one(&["&", "&mut ", "", "&mut Out<u8>, p: &mut "]);
    format!("{name}: {reference}{}", words.ty(2))
}
