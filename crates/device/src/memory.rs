//! Keeps this process's memory out of core files and out of the reach of the user's other programs, and keeps secrets
//! from staying in it.

mod digits;

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

pub use digits::Digits;

/// Every program that this room is part of zeroes what it gives back to the heap. Types that hold secrets zero
/// themselves; this catches what never knew: a parser's buffer, a request's body, a string that has grown.
#[global_allocator]
static HEAP: ZeroAlloc<System> = ZeroAlloc(System);

/// To be called first thing in `main`. What the system does not offer is left out: it is one fence among several.
pub fn protect() {
    system::protect();
}

/// Does some work and overwrites what it has left on this thread's stack: hash states and key schedules of crates that
/// do not clear up after themselves.
pub fn scrubbed<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    scrub_below();
    done
}

/// Overwrites what is left below the caller: before it waits for long.
pub(crate) fn scrub_below() {
    zeroize::zeroize_stack::<DEPTH>();
}

/// In frames of its own, below those of the caller.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Deeper than signing, hashing and TLS go; an eighth of the smallest stack that Rust gives a thread.
const DEPTH: usize = 256 * 1024;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

    pub(super) fn protect() {
        // Not dumpable: no core file, and no ptrace or /proc/PID/mem by a program of the same user (prctl(2)).
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod system {
    use rustix::process::{Resource, Rlimit, setrlimit};

    pub(super) fn protect() {
        // macOS keeps other programs out by the hardened runtime, which is a matter of signing.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

#[cfg(windows)]
mod system {
    pub(super) fn protect() {
        // Windows writes no full dump of a process by default (WER LocalDumps is off).
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn process_is_not_dumpable_when_protected() {
        super::protect();
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable), "no core file, no ptrace");
        assert_eq!(getrlimit(Resource::Core).current, Some(0), "no room for a core file either");
    }
}
