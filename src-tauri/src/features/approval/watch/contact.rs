//! How one identity stands with its portal, as the screens see it.

use authenticator::{
    Identity,
    watch::{PortalWatch, Standing},
};

use crate::features::{
    identity::view::{ContactView, IdentityState, SettledView},
    seconds,
};

/// An identity, what its portal said last, and the login that waits.
pub(super) struct Contact {
    pub(super) identity: Identity,
    pub(super) portal: PortalWatch,
    /// How often somebody has asked to check now.
    pub(super) checks: u64,
    /// Which PIN counts, when a change was interrupted.
    pub(super) settled: SettledView,
    /// Whether a change may still be open.
    pub(super) unsettled: bool,
}

impl Contact {
    pub(super) fn new(identity: Identity) -> Self {
        let (portal, settled) = (PortalWatch::default(), SettledView::Nothing);
        Self { identity, portal, checks: 0, settled, unsettled: true }
    }

    pub(super) fn view(&self) -> ContactView {
        ContactView {
            state: self.portal.standing().into(),
            reachable: self.portal.is_reachable(),
            last: self.portal.answered_at().map(seconds),
            waiting: u8::from(self.portal.open().is_some()),
            settled: self.settled,
        }
    }
}

impl From<Standing> for IdentityState {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Unchecked => Self::Unchecked,
            Standing::Pending => Self::Pending,
            Standing::Active => Self::Active,
            Standing::Inactive => Self::Inactive,
            Standing::Copied => Self::Copied,
            Standing::Destroyed => Self::Destroyed,
            Standing::Gone => Self::Gone,
        }
    }
}

impl Default for ContactView {
    fn default() -> Self {
        Self { state: IdentityState::Unchecked, reachable: true, last: None, waiting: 0, settled: SettledView::Nothing }
    }
}
