//! Keeps a panic of somebody else's code where it happened, and quiet.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<u32> = const { Cell::new(0) };
}

/// Runs `work`; nothing when it panicked. The panic leaves no trace on standard error, since the user can do
/// nothing about it. `work` must own what it changes: half-done state is thrown away with it.
pub(crate) fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET_WHEN_CONTAINED: Once = Once::new();
    QUIET_WHEN_CONTAINED.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if CONTAINED.get() == 0 {
                report(panic);
            }
        }));
    });
    CONTAINED.set(CONTAINED.get() + 1);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    CONTAINED.set(CONTAINED.get() - 1);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contain_gives_nothing_when_work_panics() {
        assert_eq!(contain(|| if CONTAINED.get() == 1 { panic!("inside") } else { 1 }), None);
        assert_eq!(CONTAINED.get(), 0);
    }

    #[test]
    fn contain_gives_result_when_work_ends() {
        assert_eq!(contain(|| 7), Some(7));
    }
}
