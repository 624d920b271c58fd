//! The log: on standard error, as `RUST_LOG` says.

use tracing_subscriber::EnvFilter;

/// Begins to log. Requests are logged by route, never by address: addresses carry ids, and forms carry codes.
pub(super) fn begin() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    // A log that runs already (in tests) stays.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init());
}

const DEFAULT: &str = "warn,portal=info";
