//! How many files this process may hold open: every device that waits is one.

use crate::connections::ConnectionLimits;

/// Goes as high as the system allows. Login shells and service managers begin at 1,024, for programs with a `select` of
/// the old kind; this one has none. No more connections than that leaves room for.
pub(super) fn allow_many(limits: ConnectionLimits) -> ConnectionLimits {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
            tracing::warn!(%error, ?current, "few devices can wait at once: open files are limited");
        }
        if let Some(files) = getrlimit(Resource::Nofile).current {
            return within(limits, usize::try_from(files).unwrap_or(usize::MAX));
        }
    }
    limits
}

fn within(limits: ConnectionLimits, files: usize) -> ConnectionLimits {
    let most = limits.most.min(files.saturating_sub(OTHER_FILES).max(files / 2)).max(1);
    if most < limits.most {
        tracing::warn!(most, files, "the limit of open files allows fewer connections than configured");
    }
    ConnectionLimits { most, ..limits }
}

/// Database, mail, log, and those who are told that there is no room.
const OTHER_FILES: usize = 200;

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit};

    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        let limits = ConnectionLimits::default();
        assert_eq!(within(limits, 1_000_000), limits);
        assert_eq!(within(limits, 1_024).most, 824);
        assert_eq!(within(limits, 256).most, 128);
    }

    #[test]
    fn process_may_open_as_many_files_as_the_system_allows() {
        super::allow_many(ConnectionLimits::default());
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
