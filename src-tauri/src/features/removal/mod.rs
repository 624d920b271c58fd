//! Removing codes of another issuer with undo: for ten seconds the vault still holds what the screens do not show.
//!
//! A crash during these seconds leaves it in the vault. When the app locks or ends it is removed at once, so that nobody
//! who comes later finds what its owner has removed.

pub(crate) mod commands;
pub(crate) mod view;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use authenticator::{Code, Failure, StoreError, TokenId};
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::{error::CommandError, event::Event, features::removal::view::RemovalEnded, shell::Shell, windows::MAIN};

/// How long a removal can be undone.
const UNDO_TIME: Duration = Duration::from_secs(10);

/// The identity that is hidden and will be removed; at most one.
#[derive(Debug, Default)]
pub(crate) struct Removal {
    pending: Mutex<Pending>,
}

#[derive(Debug, Default)]
struct Pending {
    id: Option<TokenId>,
    /// How many removals have begun, so that the timer of one does not end the next.
    begun: u64,
}

/// The number of a removal, for its timer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ticket(u64);

/// How a removal ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ended {
    pub(crate) id: TokenId,
    pub(crate) outcome: Result<(), StoreError>,
}

impl Removal {
    /// Hides an identity. An earlier removal must have been finished before.
    fn begin(&self, id: TokenId) -> Ticket {
        let mut pending = self.pending();
        pending.id = Some(id);
        pending.begun += 1;
        Ticket(pending.begun)
    }

    /// Shows it again; false if it has been removed already.
    pub(crate) fn undo(&self, id: TokenId) -> bool {
        let mut pending = self.pending();
        let is_hidden = pending.id == Some(id);
        if is_hidden {
            pending.id = None;
        }
        is_hidden
    }

    /// Called after all identities have been removed.
    pub(crate) fn forget(&self) {
        self.pending().id = None;
    }

    /// Whether an identity is hidden.
    pub(crate) fn hides(&self, id: TokenId) -> bool {
        self.pending().id == Some(id)
    }

    /// Removes the hidden identity; with a ticket, only if it is still that removal. The mutex is held meanwhile, so that no
    /// listing shows the identity for a moment. If it cannot be removed it is shown again.
    fn finish(&self, ticket: Option<Ticket>, remove: impl FnOnce(TokenId) -> Result<(), StoreError>) -> Option<Ended> {
        let mut pending = self.pending();
        if ticket.is_some_and(|Ticket(number)| number != pending.begun) {
            return None;
        }
        let id = pending.id?;
        let outcome = match remove(id) {
            // Another program has removed it.
            Err(StoreError::UnknownIdentity) => Ok(()),
            outcome => outcome,
        };
        pending.id = None;
        Some(Ended { id, outcome })
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hides an identity of another issuer, and removes it after ten seconds.
pub(crate) fn begin(app: &AppHandle, shell: &Shell, id: TokenId) -> Result<(), CommandError> {
    finish(app, shell, None);
    let kind = shell.authenticator.identities()?.into_iter().find(|identity| identity.token_id == id);
    // To remove a portal's identity, the user must type its name: there is no undo for it.
    if kind.is_none_or(|identity| identity.issuer.is_some()) {
        return Err(Failure::from(Code::UnknownIdentity).into());
    }
    let ticket = shell.removal.begin(id);
    let app = app.clone();
    thread::spawn(move || {
        thread::sleep(UNDO_TIME);
        let shell = Arc::clone(&app.state::<Arc<Shell>>());
        finish(&app, &shell, Some(ticket));
    });
    Ok(())
}

/// Removes the hidden identity, and reports to the main window.
pub(crate) fn finish(app: &AppHandle, shell: &Shell, ticket: Option<Ticket>) {
    if let Some(Ended { id, outcome }) = finish_silently(shell, ticket) {
        let failure = outcome.err().map(CommandError::from);
        let _ = app.emit_to(MAIN, RemovalEnded::NAME, RemovalEnded { token_id: id.to_string(), failure });
    }
}

/// Removes the hidden identity without a report.
pub(crate) fn finish_silently(shell: &Shell, ticket: Option<Ticket>) -> Option<Ended> {
    shell.removal.finish(ticket, |id| shell.authenticator.remove(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [u8; 16] = [1; 16];
    const SECOND: [u8; 16] = [2; 16];

    fn never(_: TokenId) -> Result<(), StoreError> {
        panic!("nothing is to be removed")
    }

    #[test]
    fn hidden_identity_is_removed_when_its_time_is_over() {
        let removal = Removal::default();
        let ticket = removal.begin(FIRST.into());
        assert!(removal.hides(FIRST.into()) && !removal.hides(SECOND.into()));
        let ended = removal.finish(Some(ticket), |id| {
            assert_eq!(id, FIRST.into());
            Ok(())
        });
        assert_eq!(ended, Some(Ended { id: FIRST.into(), outcome: Ok(()) }));
        assert!(!removal.hides(FIRST.into()));
        assert_eq!(removal.finish(None, never), None, "once");
    }

    #[test]
    fn identity_is_not_removed_when_it_was_restored() {
        let removal = Removal::default();
        let ticket = removal.begin(FIRST.into());
        assert!(!removal.undo(SECOND.into()), "another one is not restored");
        assert!(removal.undo(FIRST.into()));
        assert_eq!(removal.finish(Some(ticket), never), None);
        assert!(!removal.undo(FIRST.into()), "there is nothing to restore any more");
    }

    #[test]
    fn timer_of_one_removal_does_not_end_the_next() {
        let removal = Removal::default();
        let first = removal.begin(FIRST.into());
        assert!(removal.undo(FIRST.into()));
        let second = removal.begin(FIRST.into());
        assert_eq!(removal.finish(Some(first), never), None);
        assert!(removal.hides(FIRST.into()));
        assert!(removal.finish(Some(second), |_| Ok(())).is_some());
    }

    #[test]
    fn identity_is_shown_again_when_it_cannot_be_removed() {
        let removal = Removal::default();
        let ticket = removal.begin(FIRST.into());
        let ended = removal.finish(Some(ticket), |_| Err(StoreError::Damaged));
        assert_eq!(ended.map(|ended| ended.outcome), Some(Err(StoreError::Damaged)));
        assert!(!removal.hides(FIRST.into()));
    }

    #[test]
    fn identity_that_another_program_has_removed_is_gone_as_well() {
        let removal = Removal::default();
        let ticket = removal.begin(FIRST.into());
        let ended = removal.finish(Some(ticket), |_| Err(StoreError::UnknownIdentity));
        assert_eq!(ended.map(|ended| ended.outcome), Some(Ok(())));
    }
}
