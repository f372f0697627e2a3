//! The frameworks that take minutes to build, each doing the works it can do.

#[allow(unsafe_code, unreachable_pub, reason = "what `dfir_syntax!` writes")]
pub(crate) mod dfir_side;
pub(crate) mod renoir_side;
pub(crate) mod timely_side;
