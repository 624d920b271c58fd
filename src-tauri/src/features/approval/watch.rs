//! One thread an identity waits at its portal for a login, and knows how the identity stands.

mod contact;

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use authenticator::{
    Challenge, ChallengeId, ChangePinError, Code, Failure, Identity, IdentityKind, Poll, PollError, Settled,
    StoreError, TokenId, UnlockError,
};
use device::memory::scrubbed;
use tauri::{AppHandle, Emitter as _, Manager as _};

use self::contact::Contact;
use crate::{
    event::Event,
    features::{
        approval::view::{ApprovalView, ApprovalsChanged},
        identity::view::{ContactChanged, ContactView, SettledView},
    },
    shell::Shell,
    windows,
};

/// What is known of every identity that is followed.
#[derive(Default)]
pub(crate) struct Watch {
    contacts: Mutex<HashMap<TokenId, Contact>>,
    nudge: Condvar,
}

impl Watch {
    /// Takes in an identity, or what has changed of it. True when it is new and needs its thread.
    pub(crate) fn take_in(&self, identity: &Identity, pending: bool) -> bool {
        let mut contacts = self.contacts();
        if let Some(contact) = contacts.get_mut(&identity.token_id) {
            contact.identity = identity.clone();
            if pending {
                contact.await_ok();
            }
            return false;
        }
        contacts.insert(identity.token_id, Contact::new(identity.clone(), pending));
        true
    }

    /// Lets go of every identity but these; their threads end by themselves.
    pub(crate) fn keep_only(&self, identities: &[Identity]) {
        self.contacts().retain(|id, _| identities.iter().any(|identity| identity.token_id == *id));
        self.nudge.notify_all();
    }

    /// How an identity stands.
    pub(crate) fn contact(&self, id: TokenId) -> ContactView {
        self.contacts().get(&id).map(Contact::view).unwrap_or_default()
    }

    /// The logins that wait, the one that ends first at the front.
    pub(crate) fn approvals(&self) -> Vec<ApprovalView> {
        let contacts = self.contacts();
        let mut waiting: Vec<_> =
            contacts.values().filter_map(|contact| Some((contact.challenge.as_ref()?, &contact.identity))).collect();
        waiting.sort_by_key(|(challenge, _)| challenge.expires_at);
        waiting.into_iter().map(|(challenge, identity)| ApprovalView::new(challenge, identity)).collect()
    }

    /// Remembers whether a PIN change may be open, and what became of it when that is known.
    fn note_settled(&self, id: TokenId, unsettled: bool, settled: Option<SettledView>) {
        if let Some(contact) = self.contacts().get_mut(&id) {
            contact.unsettled = unsettled;
            contact.settled = settled.unwrap_or(match contact.settled {
                SettledView::Unknown => SettledView::Nothing,
                known => known,
            });
        }
    }

    /// A login that waits.
    pub(crate) fn challenge(&self, id: ChallengeId) -> Option<Challenge> {
        let contacts = self.contacts();
        contacts.values().filter_map(|contact| contact.challenge.as_ref()).find(|challenge| challenge.id == id).cloned()
    }

    fn known(&self, id: TokenId) -> Option<Option<ChallengeId>> {
        let contacts = self.contacts();
        contacts.get(&id).map(|contact| contact.challenge.as_ref().map(|challenge| challenge.id))
    }

    /// Waits, but not when somebody has asked to check now.
    fn rest(&self, id: TokenId, pause: Duration) {
        let contacts = self.contacts();
        let before = contacts.get(&id).map(|contact| contact.checks);
        let unchanged = |contacts: &mut HashMap<TokenId, Contact>| {
            before.is_some() && contacts.get(&id).map(|contact| contact.checks) == before
        };
        drop(self.nudge.wait_timeout_while(contacts, pause, unchanged));
    }

    fn contacts(&self) -> MutexGuard<'_, HashMap<TokenId, Contact>> {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows these identities from now on, and no others.
pub(crate) fn follow(app: &AppHandle, identities: &[Identity]) {
    let shell = shell(app);
    shell.watch.keep_only(identities);
    for identity in identities {
        follow_one(app, identity, false);
    }
}

/// Follows this identity too; `pending` when it has just been enrolled.
pub(crate) fn follow_one(app: &AppHandle, identity: &Identity, pending: bool) {
    // Codes of other issuers have no portal to wait at.
    if identity.kind == IdentityKind::Portal && shell(app).watch.take_in(identity, pending) {
        let (app, id) = (app.clone(), identity.token_id);
        thread::spawn(move || wait_at_portal(&app, id));
    }
}

/// Asks the portal of an identity now.
pub(crate) fn check(app: &AppHandle, id: TokenId) {
    let shell = shell(app);
    let known = shell.watch.known(id).flatten();
    let answer = shell.authenticator.poll(id, known, 0);
    note(app, id, known, &answer);
    if let Some(contact) = shell.watch.contacts().get_mut(&id) {
        contact.checks += 1;
    }
    shell.watch.nudge.notify_all();
}

/// Finishes a PIN change that may have been interrupted, and remembers which PIN counts.
pub(crate) fn settle(app: &AppHandle, id: TokenId) -> Result<(), UnlockError> {
    let shell = shell(app);
    let known = shell.watch.contacts().get(&id).map(|contact| contact.unsettled);
    // Codes of other issuers are followed by nobody, and have no portal to settle anything with.
    if known == Some(false) || (known.is_none() && is_of_another_issuer(&shell, id)?) {
        return Ok(());
    }
    let settled = match shell.authenticator.settle(id) {
        Ok(Settled::NewPin) => Some(SettledView::New),
        Ok(Settled::OldPin) => Some(SettledView::Old),
        Ok(_) => None,
        Err(error) => return Err(error),
    };
    shell.watch.note_settled(id, false, settled);
    tell(app, id);
    Ok(())
}

fn is_of_another_issuer(shell: &Shell, id: TokenId) -> Result<bool, StoreError> {
    let identities = shell.authenticator.identities()?;
    Ok(identities.iter().any(|identity| identity.token_id == id && identity.kind != IdentityKind::Portal))
}

/// The error of a use of the PIN that could not begin, because nobody knows yet which PIN counts.
pub(crate) fn unsettled(error: UnlockError) -> Failure {
    match error {
        UnlockError::Contact(_) => Code::PinUnsettled.into(),
        error => error.into(),
    }
}

/// Remembers what came of a PIN change.
pub(crate) fn note_change(app: &AppHandle, id: TokenId, changed: Result<(), ChangePinError>) {
    let (unsettled, settled) = match changed {
        Ok(()) => (false, SettledView::Nothing),
        Err(ChangePinError::Unsettled) => (true, SettledView::Unknown),
        Err(_) => return,
    };
    shell(app).watch.note_settled(id, unsettled, Some(settled));
    tell(app, id);
}

/// A PIN was right: nothing is left to be said about which one counts.
pub(crate) fn note_pin(app: &AppHandle, id: TokenId) {
    shell(app).watch.note_settled(id, false, Some(SettledView::Nothing));
    tell(app, id);
}

/// A login has been answered, or turned out to be over.
pub(crate) fn close(app: &AppHandle, challenge: &Challenge) {
    let shell = shell(app);
    if let Some(contact) = shell.watch.contacts().get_mut(&challenge.token_id) {
        contact.challenge.take_if(|open| open.id == challenge.id);
    }
    tell(app, challenge.token_id);
}

/// The thread of one identity: asks, waits, asks again, until the identity is no longer followed.
fn wait_at_portal(app: &AppHandle, id: TokenId) {
    let shell = shell(app);
    let mut failures = 0;
    while let Some(known) = shell.watch.known(id) {
        let begun = shell.authenticator.now();
        let answer = scrubbed(|| shell.authenticator.poll(id, known, WAIT));
        if matches!(answer, Err(PollError::Store(StoreError::UnknownIdentity))) {
            shell.watch.contacts().remove(&id);
            return;
        }
        note(app, id, known, &answer);
        if answer.is_ok() {
            let _ = settle(app, id);
        }
        failures = if answer.is_ok() { 0 } else { failures + 1 };
        let pause = match &answer {
            Ok(poll) if has_news(poll, known) || shell.authenticator.now() > begun => Duration::ZERO,
            // An answer at once and without news: a portal that does not wait must not be asked without end.
            Ok(_) => Duration::from_secs(1),
            Err(error) => contact::pause(error, failures),
        };
        shell.watch.rest(id, pause);
    }
}

fn has_news(poll: &Poll, known: Option<ChallengeId>) -> bool {
    poll.challenge.is_some() || (known.is_some() && !poll.known_open)
}

/// Remembers what a poll brought and tells the windows what has changed.
fn note(app: &AppHandle, id: TokenId, known: Option<ChallengeId>, answer: &Result<Poll, PollError>) {
    let shell = shell(app);
    let now = shell.authenticator.now();
    let Some(arrived) = shell.watch.contacts().get_mut(&id).map(|contact| contact.note(known, answer, now)) else {
        return;
    };
    tell(app, id);
    if arrived {
        windows::show_approve(app);
    }
}

fn tell(app: &AppHandle, id: TokenId) {
    let shell = shell(app);
    let contact = shell.watch.contact(id);
    let waiting = u8::try_from(shell.watch.approvals().len()).unwrap_or(u8::MAX);
    let _ = app.emit_to(windows::MAIN, ContactChanged::NAME, ContactChanged { token_id: id.to_string(), contact });
    let _ = app.emit(ApprovalsChanged::NAME, ApprovalsChanged { waiting });
}

fn shell(app: &AppHandle) -> Arc<Shell> {
    Arc::clone(&app.state::<Arc<Shell>>())
}

/// How long the portal may hold a poll, seconds.
const WAIT: u64 = 50;
