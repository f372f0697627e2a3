//! The examples in the documentation of Elixir's Flow (`flow.ex` and `window.ex`), each above what stands for it here, with the result
//! that is documented there.
//!
//! What Flow emits in the order of its partitions is compared as a set, as its own examples do with `Enum.sort`. Not here: the results of
//! `uniq_by` on four partitions (they are those of its hash, and shown as a mistake), and what only configures processes.

use std::collections::BTreeMap;

mod joins;
mod reducers;
mod windows;

/// How often each word came.
type Counts = BTreeMap<&'static str, u64>;
