//! A place for work that takes long, so that it does not hold up other requests.

/// Runs work that takes longer than a millisecond where it holds up nobody else.
pub trait SlowWork: Send + Sync {
    /// Runs `work` to its end.
    fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> impl Future<Output = T> + Send;
}
