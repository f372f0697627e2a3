//! The crate under another name, and behind a module of one's own.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

/// What others of this company use it by.
pub mod own {
    pub use pipes::*;
}

pub mod straight {
    //! By its other name.
    use pipes::prelude::*;

    /// Counts.
    #[source(crate = pipes)]
    pub fn numbers(next: &mut u64) -> Option<u64> {
        *next += 1;
        (*next < 9).then_some(*next)
    }

    /// Doubles.
    #[stage(crate = ::pipes)]
    #[must_use]
    pub fn double(n: u64) -> u64 {
        n * 2
    }

    /// Counts what came.
    #[fold(crate = pipes)]
    pub fn count(all: &mut u64, _n: u64) {
        *all += 1;
    }

    /// Takes it.
    #[sink(crate = pipes)]
    pub fn drop_it(_n: u64) {}

    pipeline! {
        /// Doubles numbers.
        pub struct Doubles;

        options { crate: pipes }

        numbers(&mut 0) => double => count(&mut 0) => drop_it;
    }
}

pub mod wrapped {
    //! Behind a module.
    use crate::own::prelude::*;

    /// Doubles.
    #[stage(crate = crate::own)]
    #[must_use]
    pub fn double(n: u64) -> u64 {
        n * 2
    }

    pipeline! {
        /// Doubles numbers.
        pub struct Doubles;

        options { crate = crate::own }

        in numbers: u64;
        out doubles: u64;
        numbers => double => doubles;
    }
}
