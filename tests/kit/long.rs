//! `cargo xtask test --long` sets `SEGL_LONG`: then a test does what takes long, and in every other run a shorter form of it.

/// How many of something a test does.
pub(crate) fn short_or_long(short: usize, long: usize) -> usize {
    if std::env::var_os("SEGL_LONG").is_some() { long } else { short }
}
