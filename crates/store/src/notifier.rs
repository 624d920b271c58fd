//! Announces to the other nodes what was committed (PostgreSQL's NOTIFY).
//!
//! A transaction that notifies holds a lock of the whole server until it is on the disk, so such commits cannot share a sync
//! of the disk. So the transactions of a node announce nothing themselves: one task collects their topics for a few
//! milliseconds and announces them together, on a connection of its own that does not wait for the disk. What is lost with
//! the node or the connection is found by looking (`listen.rs`).

use std::collections::HashSet;
use std::time::Duration;

use identity::store::Topic;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::{sync::mpsc, time::sleep};

use crate::listen::{CHANNEL, write};

/// The way to the task that announces; it ends when the last clone is gone.
#[derive(Clone, Debug)]
pub(super) struct Notifier(mpsc::UnboundedSender<Topic>);

impl Notifier {
    /// Begins to announce on the server at `url`; connects when there is something to say.
    pub(super) fn open(url: String) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(run(url, receiver));
        Self(sender)
    }

    /// Announces it soon. Call it once the transaction is committed.
    pub(super) fn announce(&self, topic: Topic) {
        if self.0.send(topic).is_err() {
            tracing::debug!("nobody announces any more: the portal shuts down");
        }
    }
}

async fn run(url: String, mut queue: mpsc::UnboundedReceiver<Topic>) {
    let mut connection = None;
    while let Some(first) = queue.recv().await {
        sleep(COLLECT).await;
        let mut topics = HashSet::from([first]);
        while let Ok(topic) = queue.try_recv() {
            topics.insert(topic);
        }
        let payloads = payloads(topics.into_iter().map(write));
        let mut outcome = announce(&url, &mut connection, &payloads).await;
        if outcome.is_err() {
            // The server may have closed an idle connection: once more on a new one.
            connection = None;
            outcome = announce(&url, &mut connection, &payloads).await;
        }
        if let Err(error) = outcome {
            connection = None;
            tracing::warn!(%error, "cannot announce to the other nodes: they will see it when they look");
        }
    }
}

async fn announce(url: &str, kept: &mut Option<PgConnection>, payloads: &[String]) -> Result<(), sqlx::Error> {
    let connection = if let Some(connection) = kept {
        connection
    } else {
        let mut connection = PgConnection::connect(url).await?;
        connection.execute("SET synchronous_commit = off").await?;
        kept.insert(connection)
    };
    for payload in payloads {
        sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Topics joined by spaces, as many in each payload as the server takes.
fn payloads(topics: impl Iterator<Item = String>) -> Vec<String> {
    let mut payloads: Vec<String> = Vec::new();
    for topic in topics {
        match payloads.last_mut() {
            Some(payload) if payload.len() + 1 + topic.len() <= MOST => {
                payload.push(' ');
                payload.push_str(&topic);
            }
            _ => payloads.push(topic),
        }
    }
    payloads
}

/// How long topics are collected.
const COLLECT: Duration = Duration::from_millis(5);

/// Bytes of a payload; PostgreSQL takes fewer than 8,000.
const MOST: usize = 7_900;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_hold_all_topics_and_none_is_too_long() {
        let topics: Vec<_> = (0..1_000).map(|number| format!("d{number:022}")).collect();
        let payloads = payloads(topics.iter().cloned());
        assert!(payloads.iter().all(|payload| payload.len() <= MOST));
        assert_eq!(payloads.len(), 1_000_usize.div_ceil(MOST / 24), "and as few as can be");
        assert_eq!(payloads.join(" ").split(' ').collect::<Vec<_>>(), topics);
    }
}
