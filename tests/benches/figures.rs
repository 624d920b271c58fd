//! How figures are taken and printed.

use std::time::{Duration, Instant};

/// The moment from which something is measured.
#[expect(clippy::disallowed_methods, reason = "measuring is a question for the real clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Durations of the same thing, done many times.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Prints the middle, the tail and the worst: `name   p50 …  p95 …  p99 …  max …`.
    pub(crate) fn print(mut self, name: &str) {
        self.0.sort_unstable();
        let [p50, p95, p99, max] = [50, 95, 99, 100].map(|percent| show(self.at(percent)));
        println!("{name:<34} p50 {p50:>9}  p95 {p95:>9}  p99 {p99:>9}  max {max:>9}  ({} runs)", self.0.len());
    }

    /// The smallest that so many percent of all do not exceed.
    fn at(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        rank.checked_sub(1).and_then(|index| self.0.get(index)).copied().unwrap_or_default()
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

fn show(time: Duration) -> String {
    if time < Duration::from_millis(1) {
        format!("{} µs", time.as_micros())
    } else {
        format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
    }
}
