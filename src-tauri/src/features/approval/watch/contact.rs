//! How one identity stands with its portal, as the screens see it.

use authenticator::{
    Challenge, ChallengeId, Identity, Poll, PollError,
    watch::{News, PortalWatch, Standing},
};

use crate::features::{
    identity::view::{ContactView, IdentityState, SettledView},
    seconds,
};

/// An identity, what its portal said last, and the login that waits.
pub(super) struct Contact {
    pub(super) identity: Identity,
    pub(super) portal: PortalWatch,
    /// A login that the user has brought here, with the number on its page.
    pub(super) pulled: Option<(Challenge, String)>,
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
        Self { identity, portal, pulled: None, checks: 0, settled, unsettled: true }
    }

    /// The logins that wait here: the one that the portal has pushed, and the one that was brought, with its number.
    pub(super) fn logins(&self, now: u64) -> impl Iterator<Item = (&Challenge, Option<&str>)> {
        let pulled = self.pulled.as_ref().filter(|(challenge, _)| now < challenge.expires_at);
        let pushed = self.portal.open().filter(|open| pulled.is_none_or(|(challenge, _)| challenge.id != open.id));
        let pulled = pulled.map(|(challenge, number)| (challenge, Some(number.as_str())));
        pulled.into_iter().chain(pushed.map(|challenge| (challenge, None)))
    }

    /// Takes in the answer to a question for news. A login that was brought and has run out is forgotten.
    pub(super) fn take_in(&mut self, known: Option<ChallengeId>, answer: &Result<Poll, PollError>, now: u64) -> News {
        self.pulled.take_if(|(challenge, _)| challenge.expires_at <= now);
        self.portal.take_in(known, answer, now)
    }

    /// The login was answered, or turned out to be over.
    pub(super) fn close(&mut self, id: ChallengeId) {
        self.portal.close(id);
        self.pulled.take_if(|(challenge, _)| challenge.id == id);
    }

    pub(super) fn view(&self) -> ContactView {
        ContactView {
            state: self.portal.standing().into(),
            reachable: self.portal.is_reachable(),
            last: self.portal.answered_at().map(seconds),
            waiting: u8::from(self.portal.open().is_some()) + u8::from(self.pulled.is_some()),
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
