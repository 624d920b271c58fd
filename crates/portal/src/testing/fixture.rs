//! The whole portal over an issuer whose clock stands still.

use std::ops::Deref;
use std::sync::Arc;

pub(crate) use testkit::{Device, Newcomer, acknowledgement, origin, visitor};

use crate::app::{AppState, BlockingWork};
use crate::clock::Clock;
use crate::limits::AbuseLimits;

/// A portal in memory; everything of [`testkit::Fixture`] is at hand.
pub(crate) struct Fixture {
    pub(crate) state: AppState,
    kit: testkit::Fixture,
}

impl Fixture {
    /// In memory, with one connection.
    pub(crate) async fn new() -> Self {
        Self::around(testkit::Fixture::new().await)
    }

    /// In a file, with a writer and readers.
    pub(crate) async fn on_disk() -> Self {
        Self::around(testkit::Fixture::on_disk().await)
    }

    fn around(kit: testkit::Fixture) -> Self {
        let state = AppState {
            issuer: kit.issuer.clone(),
            database: kit.database.clone(),
            wake: kit.wake.clone(),
            work: BlockingWork::default(),
            trusted_proxies: [].into(),
            limits: Arc::new(AbuseLimits::new(&kit.issuer.kek, &kit.issuer.limits)),
            key_file: kit.folder().join("portal.key").into(),
            clock: Clock::shared(kit.clock.seconds()),
        };
        Self { state, kit }
    }
}

impl Deref for Fixture {
    type Target = testkit::Fixture;

    fn deref(&self) -> &testkit::Fixture {
        &self.kit
    }
}
