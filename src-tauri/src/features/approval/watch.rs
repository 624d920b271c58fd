//! One thread an identity waits at its portal for a login, and knows how the identity stands.

mod contact;

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use authenticator::{
    Challenge, ChallengeId, ChangePinError, Code, Failure, Identity, Poll, PollError, Settled, TokenId, UnlockError,
    watch::{Next, Pace, WAIT},
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
                contact.portal.await_ok();
            }
            return false;
        }
        let mut contact = Contact::new(identity.clone());
        if pending {
            contact.portal.await_ok();
        }
        contacts.insert(identity.token_id, contact);
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

    /// The logins that wait: those that the user has brought here come first, then the one that ends first.
    pub(crate) fn approvals(&self, now: u64) -> Vec<ApprovalView> {
        let contacts = self.contacts();
        let mut waiting: Vec<_> = contacts
            .values()
            .flat_map(|contact| contact.logins(now).map(|(challenge, number)| (challenge, number, &contact.identity)))
            .collect();
        waiting.sort_by_key(|(challenge, number, _)| (number.is_none(), challenge.expires_at));
        waiting
            .into_iter()
            .map(|(challenge, number, identity)| ApprovalView::new(challenge, number, identity))
            .collect()
    }

    /// Keeps a login that the user has brought here, in the place of an earlier one of the same identity.
    fn keep_pulled(&self, challenge: Challenge, number: String) {
        if let Some(contact) = self.contacts().get_mut(&challenge.token_id) {
            contact.pulled = Some((challenge, number));
        }
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
        let all = contacts.values().flat_map(|contact| contact.logins(0));
        all.map(|(challenge, _)| challenge).find(|challenge| challenge.id == id).cloned()
    }

    fn known(&self, id: TokenId) -> Option<Option<ChallengeId>> {
        let contacts = self.contacts();
        contacts.get(&id).map(|contact| contact.portal.known())
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
    shell.lock.limit_to(Identity::strictest_codes_idle(identities));
    for identity in identities {
        follow_one(app, identity, false);
    }
}

/// Follows this identity too; `pending` when it has just been enrolled.
pub(crate) fn follow_one(app: &AppHandle, identity: &Identity, pending: bool) {
    if identity.takes_logins() && shell(app).watch.take_in(identity, pending) {
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
    // Codes of other issuers are followed by nobody, and have no portal to settle anything with. An identity that is not
    // followed yet is settled by the use of its PIN.
    if known != Some(true) {
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
        contact.close(challenge.id);
    }
    tell(app, challenge.token_id);
}

/// Shows a login that the user has brought here by its number.
pub(crate) fn show_pulled(app: &AppHandle, challenge: Challenge, number: String) {
    let id = challenge.token_id;
    shell(app).watch.keep_pulled(challenge, number);
    tell(app, id);
    windows::show_approve(app);
}

/// The thread of one identity: asks, waits, asks again, until the identity is no longer followed.
fn wait_at_portal(app: &AppHandle, id: TokenId) {
    let shell = shell(app);
    let mut pace = Pace::default();
    while let Some(known) = shell.watch.known(id) {
        let begun = shell.authenticator.now();
        let answer = scrubbed(|| shell.authenticator.poll(id, known, WAIT));
        let took = Duration::from_secs(shell.authenticator.now().saturating_sub(begun));
        let Next::After(pause) = pace.after(known, &answer, took) else {
            shell.watch.contacts().remove(&id);
            return;
        };
        note(app, id, known, &answer);
        if answer.is_ok() {
            let _ = settle(app, id);
        }
        shell.watch.rest(id, pause);
    }
}

/// Remembers what a poll brought and tells the windows what has changed.
fn note(app: &AppHandle, id: TokenId, known: Option<ChallengeId>, answer: &Result<Poll, PollError>) {
    let shell = shell(app);
    let now = shell.authenticator.now();
    let news = shell.watch.contacts().get_mut(&id).map(|contact| contact.take_in(known, answer, now));
    let Some(news) = news else { return };
    tell(app, id);
    if news.came {
        windows::show_approve(app);
    }
}

fn tell(app: &AppHandle, id: TokenId) {
    let shell = shell(app);
    let contact = shell.watch.contact(id);
    let waiting = u8::try_from(shell.watch.approvals(shell.authenticator.now()).len()).unwrap_or(u8::MAX);
    let _ = app.emit_to(windows::MAIN, ContactChanged::NAME, ContactChanged { token_id: id.to_string(), contact });
    let _ = app.emit(ApprovalsChanged::NAME, ApprovalsChanged { waiting });
}

fn shell(app: &AppHandle) -> Arc<Shell> {
    Arc::clone(&app.state::<Arc<Shell>>())
}
