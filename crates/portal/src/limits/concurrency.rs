//! How many requests of one kind are at work at the same time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many at the same time for each key, counted on this node.
#[derive(Debug)]
pub(crate) struct Concurrency<K: Eq + Hash> {
    most: usize,
    counts: Counts<K>,
}

type Counts<K> = Arc<Mutex<HashMap<K, usize>>>;

/// One of them; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Entered<K: Eq + Hash> {
    key: K,
    counts: Counts<K>,
}

impl<K: Clone + Eq + Hash> Concurrency<K> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, counts: Arc::default() }
    }

    /// One more; none when there are as many as may be.
    pub(crate) fn enter(&self, key: K) -> Option<Entered<K>> {
        let mut counts = lock(&self.counts);
        let count = counts.entry(key.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        drop(counts);
        Some(Entered { key, counts: Arc::clone(&self.counts) })
    }
}

impl<K: Eq + Hash> Drop for Entered<K> {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        if let Some(count) = counts.get_mut(&self.key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

fn lock<K>(counts: &Counts<K>) -> MutexGuard<'_, HashMap<K, usize>> {
    // Each change under this lock is one number: a panic leaves nothing half done.
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_enters_as_often_as_it_may_and_again_when_one_has_left() {
        let polls = Concurrency::new(2);
        let first = polls.enter("a");
        let _second = polls.enter("a");
        assert!(first.is_some() && polls.enter("a").is_none(), "two at once");
        assert!(polls.enter("b").is_some(), "another");
        drop(first);
        assert!(polls.enter("a").is_some(), "one has left");
        assert_eq!(lock(&polls.counts).len(), 1, "who waits for nothing is forgotten");
    }
}
