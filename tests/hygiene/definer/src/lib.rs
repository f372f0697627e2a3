//! Macros around the macros, for other crates.
#![deny(warnings, missing_docs, clippy::pedantic)]

pub use aqueduct;

/// A pipeline of one stage, everything about it given as fragments.
#[macro_export]
macro_rules! one_stage {
    ($vis:vis $name:ident, $item:ty => $stage:path => $made:ty, $workers:expr, $within:expr, $field:ident: $of:ty) => {
        $crate::aqueduct::pipeline! {
            /// One stage.
            $vis struct $name { $field: $of }

            options { crate: $crate::aqueduct, drain: $within }

            in items: $item { buffer: 8 };
            out made: $made;

            items => $stage(&$field) { workers: $workers, timeout: $within, else: skip } => made;
        }
    };
}

/// A stage that adds, and its name.
#[macro_export]
macro_rules! adder {
    ($name:ident, $ty:ty, $by:expr) => {
        /// Adds.
        #[$crate::aqueduct::stage(crate = $crate::aqueduct)]
        #[must_use]
        pub fn $name(n: $ty) -> $ty {
            n + $by
        }
    };
}

/// A chain of the names that are given.
#[macro_export]
macro_rules! chain {
    ($name:ident: $ty:ty => $($stage:ident),+ $(; $f:expr)?) => {
        $crate::aqueduct::pipeline! {
            /// A chain.
            pub struct $name;

            options { crate = $crate::aqueduct }

            in items: $ty;
            out made: $ty;

            items $(=> $stage)+ $(=> map($f))? => made;
        }
    };
}

/// A whole item is given.
#[macro_export]
macro_rules! as_stage {
    ($item:item) => {
        #[$crate::aqueduct::stage(crate = $crate::aqueduct)]
        $item
    };
}
