//! Uses another crate's macros around the macros, without a dependency on aqueduct of its own.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

definer::adder!(two, u64, 2);
definer::adder!(three, u64, 3);
definer::chain!(Sum: u64 => two, three);
definer::chain!(More: u64 => two, three; |n| n + 1);

definer::as_stage! {
    /// Halves.
    #[must_use]
    pub fn half(n: u64) -> u64 {
        n / 2
    }
}
definer::chain!(Half: u64 => half);

/// What is lent.
#[derive(Debug)]
pub struct Rules(u64);

/// Deeper.
pub mod inner {
    use definer::aqueduct;

    /// Asks the rules.
    ///
    /// # Errors
    /// Where it is too large.
    #[aqueduct::stage(crate = definer::aqueduct)]
    pub async fn ask(rules: &super::Rules, n: u64) -> Result<u32, String> {
        std::future::ready(()).await;
        u32::try_from(n.min(rules.0)).map_err(|error| error.to_string())
    }
}

definer::one_stage!(pub Asks, u64 => inner::ask => u32, 2 + 2, 3s, rules: Rules);
definer::one_stage!(pub(crate) Again, u64 => crate::inner::ask => u32, 1, std::time::Duration::from_millis(20), of: Rules);

/// Uses what is private.
#[must_use]
pub fn again(rules: Rules) -> bool {
    Again { of: rules }.start().is_ok()
}
