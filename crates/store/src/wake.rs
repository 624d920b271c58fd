//! Who waits for what, and is woken when it happens: no waiter asks the database on a timer.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use identity::store::Topic;
use tokio::sync::watch;

/// The waiters of this process.
#[derive(Clone, Default)]
pub struct Wake(Arc<Waiters>);

#[derive(Default)]
struct Waiters {
    topics: Mutex<HashMap<Topic, watch::Sender<()>>>,
    is_closed: AtomicBool,
}

/// One waiter. Begin to listen *before* looking at the database: whatever happens in between wakes it at once.
pub struct Listener {
    topic: Topic,
    receiver: watch::Receiver<()>,
    wake: Wake,
}

impl Wake {
    /// Begins to listen.
    #[must_use]
    pub fn listen(&self, topic: Topic) -> Listener {
        let receiver = self.waiters().entry(topic).or_insert_with(|| watch::channel(()).0).subscribe();
        Listener { topic, receiver, wake: self.clone() }
    }

    /// Wakes everybody who listens to `topic` in this process.
    pub fn wake(&self, topic: Topic) {
        if let Some(sender) = self.waiters().get(&topic) {
            sender.send_replace(());
        }
    }

    /// Wakes everybody whose topic `is_meant`.
    pub(crate) fn wake_where(&self, is_meant: impl Fn(&Topic) -> bool) {
        for (topic, sender) in self.waiters().iter() {
            if is_meant(topic) {
                sender.send_replace(());
            }
        }
    }

    /// Wakes everybody, and whoever listens later does not wait: the portal shuts down.
    pub fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
        self.wake_where(|_| true);
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::SeqCst)
    }

    fn waiters(&self) -> MutexGuard<'_, HashMap<Topic, watch::Sender<()>>> {
        // Whoever panicked under the lock left a whole map behind: each change is one call.
        self.0.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Returns when `topic` has been woken since the last call (or since listening began): `true`; or when the portal shuts
    /// down: `false`.
    pub async fn woken(&mut self) -> bool {
        if self.wake.is_closed() {
            return false;
        }
        // The sender lives in the map as long as this listener does.
        self.receiver.changed().await.is_ok() && !self.wake.is_closed()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut waiters = self.wake.waiters();
        if waiters.get(&self.topic).is_some_and(|sender| sender.receiver_count() <= 1) {
            waiters.remove(&self.topic);
        }
    }
}

impl fmt::Debug for Wake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wake({} topics)", self.waiters().len())
    }
}

#[cfg(test)]
mod tests {
    use identity::login::attempt::AttemptId;
    use protocol::Bytes;

    use super::*;

    fn topic(byte: u8) -> Topic {
        Topic::Attempt(AttemptId(Bytes([byte; 16])))
    }

    #[tokio::test]
    async fn listener_is_woken_when_it_happened_before_it_waited() {
        let wake = Wake::default();
        let mut listener = wake.listen(topic(1));
        wake.wake(topic(1));
        assert!(listener.woken().await);
    }

    #[tokio::test]
    async fn listener_sleeps_when_another_topic_is_woken() {
        let wake = Wake::default();
        let (mut first, mut second) = (wake.listen(topic(1)), wake.listen(topic(2)));
        wake.wake(topic(2));
        assert!(second.woken().await);
        tokio::select! {
            biased;
            _ = first.woken() => panic!("woken by another's topic"),
            () = std::future::ready(()) => {}
        }
    }

    #[tokio::test]
    async fn listener_is_woken_when_the_portal_shuts_down_and_waits_no_more() {
        let wake = Wake::default();
        let mut early = wake.listen(topic(1));
        wake.close();
        assert!(!early.woken().await);
        assert!(!wake.listen(topic(1)).woken().await);
    }

    #[test]
    fn topic_is_forgotten_when_its_last_listener_is_gone() {
        let wake = Wake::default();
        let (first, second) = (wake.listen(topic(1)), wake.listen(topic(1)));
        drop(first);
        assert_eq!(wake.waiters().len(), 1, "one still listens");
        drop(second);
        assert_eq!(wake.waiters().len(), 0, "nobody does");
    }
}
