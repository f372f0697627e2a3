//! Counters of a node: gathered in plain numbers by its task, published once a run.

use crate::report::NodeReport;
use crate::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What a task has counted since it last published.
        #[derive(Default)]
        pub struct Tally {
            $($(#[$doc])* pub(crate) $name: u64,)+
            /// Items that came to one output, as most do: `taken`, `done` and `out` with one number.
            pub(crate) passed: u64,
            /// Items that came to none, because they are kept or used up: `taken` and `done` with one number.
            pub(crate) absorbed: u64,
        }

        /// What a node has counted.
        #[derive(Default)]
        pub struct NodeStats {
            $($name: AtomicU64,)+
        }

        impl NodeStats {
            /// Adds a task's tally and empties it.
            pub(crate) fn add(&self, tally: &mut Tally) {
                let (passed, absorbed) = (std::mem::take(&mut tally.passed), std::mem::take(&mut tally.absorbed));
                // Less than nothing where more is given back than was taken.
                tally.taken = tally.taken.wrapping_add(passed + absorbed);
                tally.done += passed + absorbed;
                tally.out += passed;
                $(if tally.$name > 0 {
                    self.$name.fetch_add(std::mem::take(&mut tally.$name), Ordering::Relaxed);
                })+
            }

            pub(crate) fn report(&self, name: &str) -> NodeReport {
                let mut report = NodeReport { name: name.to_owned(), left: 0, $($name: self.$name.load(Ordering::Relaxed),)+ };
                report.left = report.taken.saturating_sub(report.done + report.filtered + report.dropped + report.failed);
                report
            }
        }
    };
}

counters! {
    /// Items taken in.
    taken,
    /// Items that came to something.
    done,
    /// Items that came to nothing, as they should.
    filtered,
    /// Items dropped by a policy.
    dropped,
    /// Items that failed for good.
    failed,
    /// Items that came after their window had closed; they failed or were dropped, too.
    late,
    /// Failed items that could not be kept.
    lost,
    /// Outputs.
    out,
    /// Further attempts.
    retried,
    /// Failed items that were not tried again, since there was nothing left in the retry budget.
    over_budget,
    /// Restarts of the node.
    restarts,
    /// Keys forgotten before the input ended.
    forgotten,
}

impl Tally {
    /// Items that came to nothing, as they should.
    #[inline]
    pub(crate) fn filter(&mut self, items: u64) {
        self.taken += items;
        self.filtered += items;
    }
}

impl NodeStats {
    /// An item that found no room and goes to `else`: in and failed at once.
    pub(crate) fn refused(&self) {
        self.taken.fetch_add(1, Ordering::Relaxed);
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_restart(&self) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
    }
}
