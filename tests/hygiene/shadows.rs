//! Names of the user's that generated code must not mean.
#![allow(non_camel_case_types)]

use ::aqueduct::{fold, pipeline, sink, source, stage};

/// Not the crate.
pub mod core {}
/// Not the crate.
pub mod std {}
/// Not the crate.
pub mod alloc {}
/// Not the crate.
pub mod tokio {}

macro_rules! not_those_of_std {
    ($($name:ident)*) => { $(
        /// Not the one of std.
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
    )* };
}

not_those_of_std! {
    Option Vec Result Some None Ok Err String Arc Box Send Sync Iterator IntoIterator Future From Into Fn FnMut PhantomData Default
    Duration Self_ Node Report Builder Flow Takes Out In Verdict Unit Lend
}

macro_rules! useless {
    ($($name:ident)*) => { $(
        #[allow(unused_macros)]
        macro_rules! $name {
            ($d:literal) => { not_this_one };
        }
    )* };
}

useless! { vec stringify concat panic format compile_error matches assert println }

/// A number.
pub type u64 = ::core::primitive::u64;
/// Not the number.
#[derive(Debug, Clone, Copy)]
pub struct u8;
/// Not the text.
#[derive(Debug, Clone, Copy)]
pub struct str;
/// Not the truth.
#[derive(Debug, Clone, Copy)]
pub struct bool;
/// Not the size.
#[derive(Debug, Clone, Copy)]
pub struct usize;

/// Nothing is called what it is.
#[source]
pub fn nodes(next: &mut u64) -> ::core::option::Option<u64> {
    *next += 1;
    if *next < 9 { ::core::option::Option::Some(*next) } else { ::core::option::Option::None }
}

/// As generated names.
///
/// # Errors
/// Beyond a hundred.
#[stage]
pub fn draft(fields: &u64, state: &mut u64, item: &u64) -> ::core::result::Result<u64, Err> {
    *state += *fields + *item;
    if *state > 100 { ::core::result::Result::Err(Err) } else { ::core::result::Result::Ok(*state) }
}

impl ::core::fmt::Display for Err {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("refused")
    }
}

impl ::core::error::Error for Err {}

/// As generated names.
#[stage]
pub async fn lend(b: u64) -> u64 {
    ::core::future::ready(b).await
}

/// As generated names.
#[stage]
pub async fn builder(from: u64, left: &mut ::aqueduct::Out<u64>, right: &mut ::aqueduct::Out<u64>) {
    left.send(from).await;
    right.send(from).await;
}

/// As generated names.
#[fold]
pub fn running(all: &mut u64, slot: u64) {
    *all += slot;
}

/// As generated names.
#[sink]
pub fn sets(_value: u64) {}

/// As generated names.
#[sink]
pub fn failures(_failure: ::aqueduct::Failure) {}

pipeline! {
    /// Fields, ports and nodes named like the locals of generated code.
    pub struct Shadows { b: u64, fields: u64, self_: u64, draft_2: u64, whole: u64, flows: u64, f: u64 }

    in  handle: u64;
    out running_port: u64;

    let input0 = nodes(&mut 0);
    let inputs = [input0, handle];

    inputs
        => draft(&fields, &mut *b) { else: bad }
        => lend { workers: 2, name: end, by: |env_| env_ % self_ }
        => map(|b| b + fields + draft_2)
        => match {
            whole if whole > *flows => builder,
            arms => arms => running_port,
        };

    builder.left => running(&mut *f) => sets;
    builder.right => _;
    bad => failures { name: out };
}

/// Starts it.
#[must_use]
pub fn started(n: u64) -> ::core::primitive::bool {
    Shadows { b: n, fields: n, self_: n, draft_2: n, whole: n, flows: n, f: n }.start().is_ok()
}
