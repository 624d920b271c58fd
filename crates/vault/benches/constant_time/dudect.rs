//! Welch's t-test over two classes of inputs.

use std::{hint::black_box, time::Instant};

use rand_core::RngCore;

use crate::test_rng::{TestRng, rng};

/// Times `operation` on inputs of two classes in random order, and returns the largest |t|.
///
/// An input of the first class is made of `same`, one of the second of what `fresh` draws.
pub(crate) fn judge<const N: usize, I, T>(
    samples: usize,
    same: [u8; N],
    fresh: impl Fn(&mut TestRng) -> [u8; N],
    make: impl Fn([u8; N]) -> I,
    operation: impl Fn(&I) -> T,
) -> f64 {
    let mut dice = rng(1);
    let mut times = [Vec::with_capacity(samples), Vec::with_capacity(samples)];
    while times[0].len() + times[1].len() < samples {
        // Made before they are used, so that making them is not measured, and in one way for both classes, so that
        // where they lie in memory says nothing; few enough to stay in the cache.
        let inputs: Vec<(usize, I)> = (0..CHUNK)
            .map(|_| {
                let (class, drawn) = (usize::from(dice.next_u32().is_multiple_of(2)), fresh(&mut dice));
                (class, make([same, drawn][class]))
            })
            .collect();
        for (class, input) in inputs {
            let begin = Instant::now();
            black_box(operation(black_box(&input)));
            times[class].push(begin.elapsed().as_secs_f64() * 1e9);
        }
    }
    let mut sorted: Vec<f64> = times.concat();
    sorted.sort_by(f64::total_cmp);
    let limits = PERMILLE.map(|permille| sorted[(sorted.len() - 1) * permille / 1000]);
    limits.iter().map(|limit| t(&times, *limit).abs()).fold(0.0, f64::max)
}

/// Welch's t of the samples up to a limit.
fn t(times: &[Vec<f64>; 2], limit: f64) -> f64 {
    let [one, other] = times.each_ref().map(|times| Moments::of(times.iter().filter(|time| **time <= limit)));
    let error = (one.variance / one.count + other.variance / other.count).sqrt();
    if error > 0.0 { (one.mean - other.mean) / error } else { 0.0 }
}

/// Count, mean and variance of a sample (Welford).
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn of<'a>(times: impl Iterator<Item = &'a f64>) -> Self {
        let mut moments = Self::default();
        let mut squares = 0.0;
        for time in times {
            moments.count += 1.0;
            let before = time - moments.mean;
            moments.mean += before / moments.count;
            squares += before * (time - moments.mean);
        }
        moments.variance = if moments.count > 1.0 { squares / (moments.count - 1.0) } else { 0.0 };
        moments
    }
}

const CHUNK: usize = 256;

/// The share of the fastest samples that each test looks at: whatever interrupts the program makes the slow ones.
const PERMILLE: [usize; 5] = [500, 750, 900, 990, 1000];
