//! The whole portal over an issuer whose clock stands still.

use std::ops::Deref;

pub(crate) use testkit::{Device, Newcomer, acknowledgement, origin, visitor};

use crate::app::AppState;

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
        Self { state: AppState::for_test(&kit), kit }
    }
}

impl Deref for Fixture {
    type Target = testkit::Fixture;

    fn deref(&self) -> &testkit::Fixture {
        &self.kit
    }
}
