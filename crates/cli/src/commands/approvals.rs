//! `segl approvals` and `segl watch`: the logins that wait for an answer.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use authenticator::{
    Authenticator, Challenge, ChallengeId, Identity, Poll, PollError, TokenId,
    watch::{self, Next, Pace, PortalWatch, WAIT},
};
use serde_json::{Value, json};
use words::Language;

use crate::{failure::CliError, shell::Shell};

/// A login that waits, and whose it is.
pub(crate) struct Login {
    pub(crate) identity: Identity,
    pub(crate) challenge: Challenge,
}

/// Asks every portal once.
pub(crate) fn run(shell: &Shell) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identities = authenticator.identities()?;
    let (logins, mut failures) = poll_all(&authenticator, identities);
    // When nothing could be asked, the reason is the answer.
    if logins.is_empty() && failures.len() == 1 {
        let (_, error) = failures.remove(0);
        return Err(error);
    }
    for (_, error) in &failures {
        shell.complain(error);
    }
    shell.print(
        || {
            json!({
                "approvals": logins.iter().map(as_json).collect::<Vec<_>>(),
                "failures": failures.iter().map(failure_json).collect::<Vec<_>>(),
            })
        },
        |language| {
            if logins.is_empty() {
                return language.pick("No logins wait for you.", "Ingen logins venter på dig.").to_owned();
            }
            logins.iter().map(|login| as_line(login, language)).collect::<Vec<_>>().join("\n")
        },
    )
}

/// The open login of every identity that logins can come to, and the portals that could not be asked.
pub(crate) fn poll_all(
    authenticator: &Authenticator,
    identities: Vec<Identity>,
) -> (Vec<Login>, Vec<(Identity, CliError)>) {
    let (mut logins, mut failures) = (Vec::new(), Vec::new());
    for identity in watch::asked(identities) {
        match authenticator.poll(identity.token_id, None, 0) {
            Ok(poll) => logins.extend(poll.challenge.map(|challenge| Login { identity, challenge })),
            Err(error) => failures.push((identity, error.into())),
        }
    }
    (logins, failures)
}

/// Waits for logins until interrupted; a line for each that comes and each that ends.
pub(crate) fn watch(shell: &Shell) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identities = watch::asked(authenticator.identities()?);
    if identities.is_empty() {
        return shell.print(
            || json!({ "identities": [] }),
            |language| {
                language
                    .pick(
                        "No identity here that logins could come to. Add one with segl add.",
                        "Ingen identitet her, som der kan komme logins til. Tilføj en med segl add.",
                    )
                    .to_owned()
            },
        );
    }
    shell.say("Waiting for logins. Ctrl-C stops.", "Venter på logins. Ctrl-C stopper.");
    let (sender, events) = mpsc::channel();
    let authenticator = Arc::new(authenticator);
    for identity in identities {
        // Not joined: when nobody listens any more, a poll that still waits is not waited for.
        let (authenticator, sender) = (Arc::clone(&authenticator), sender.clone());
        thread::spawn(move || {
            let ask = |known| ask(&authenticator, identity.token_id, known);
            watch_one(&identity, ask, thread::sleep, &sender);
        });
    }
    drop(sender);
    events.iter().try_for_each(|event| announce(shell, &event))
}

enum Event {
    Came(Box<Login>),
    Ended(ChallengeId),
    Failed(Box<Identity>, CliError),
}

/// Asks for the logins of one identity until nobody listens any more, or it is gone from this device. A failure is said once,
/// and again only after a success. `ask` says how long the answer took; `rest` waits.
fn watch_one(
    identity: &Identity,
    ask: impl Fn(Option<ChallengeId>) -> (Result<Poll, PollError>, Duration),
    rest: impl Fn(Duration),
    events: &mpsc::Sender<Event>,
) {
    let (mut watch, mut pace) = (PortalWatch::default(), Pace::default());
    loop {
        let known = watch.known();
        let (answer, took) = ask(known);
        let next = pace.after(known, &answer, took);
        let news = watch.take_in(known, &answer, 0);
        let came = watch
            .open()
            .filter(|_| news.came)
            .map(|challenge| Event::Came(Box::new(Login { identity: identity.clone(), challenge: challenge.clone() })));
        let failed = answer.err().filter(|_| pace.has_just_failed());
        let failed = failed.map(|error| Event::Failed(Box::new(identity.clone()), error.into()));
        let mut all = news.ended.map(Event::Ended).into_iter().chain(came).chain(failed);
        if all.any(|event| events.send(event).is_err()) {
            return;
        }
        match next {
            Next::After(Duration::ZERO) => {}
            Next::After(pause) => rest(pause),
            Next::Never => return,
        }
    }
}

/// One question, and how long the answer took.
fn ask(authenticator: &Authenticator, id: TokenId, known: Option<ChallengeId>) -> (Result<Poll, PollError>, Duration) {
    let begun = authenticator.now();
    let answer = authenticator.poll(id, known, WAIT);
    (answer, Duration::from_secs(authenticator.now().saturating_sub(begun)))
}

fn announce(shell: &Shell, event: &Event) -> Result<(), CliError> {
    match event {
        Event::Came(login) => {
            shell.print(|| json!({ "approval": as_json(login) }), |language| as_line(login, language))
        }
        Event::Ended(id) => shell.print(
            || json!({ "ended": id.to_string() }),
            |language| format!("{id}\t{}", language.pick("ended", "afsluttet")),
        ),
        Event::Failed(identity, error) => {
            shell.complain(error);
            shell.print(|| json!({ "failure": failure_json(&(Identity::clone(identity), *error)) }), |_| String::new())
        }
    }
}

fn failure_json<E: std::borrow::Borrow<CliError>>((identity, error): &(Identity, E)) -> Value {
    json!({ "token_id": identity.token_id.to_string(), "error": error.borrow().to_json()["error"] })
}

/// As programs see it.
pub(crate) fn as_json(login: &Login) -> Value {
    let challenge = &login.challenge;
    json!({
        "id": challenge.id.to_string(),
        "token_id": challenge.token_id.to_string(),
        "identity": login.identity.name,
        "account": login.identity.account,
        "system": challenge.system,
        "origin": challenge.origin,
        "ip": challenge.ip,
        "city": challenge.city,
        "browser": challenge.browser,
        "os": challenge.os,
        "browser_known": challenge.browser_known,
        "same_network": challenge.same_network,
        "text": challenge.text,
        "number_digits": challenge.number_digits,
        "issued_at": challenge.issued_at,
        "expires_at": challenge.expires_at,
    })
}

/// As people see it, one line: identifier, system, user name, place, browser, with tabs between.
pub(crate) fn as_line(login: &Login, language: Language) -> String {
    let challenge = &login.challenge;
    let place = challenge.city.as_deref().unwrap_or(&challenge.ip);
    let network = match challenge.same_network {
        Some(true) => language.pick("this network", "dette netværk"),
        Some(false) => language.pick("another network", "et andet netværk"),
        None => language.pick("network unknown", "ukendt netværk"),
    };
    let browser = if challenge.browser_known {
        language.pick("known browser", "kendt browser")
    } else {
        language.pick("unknown browser", "ukendt browser")
    };
    let mut line = format!(
        "{}\t{}\t{}\t{place}, {network}\t{} ({}), {browser}",
        challenge.id, challenge.system, login.identity.account, challenge.browser, challenge.os
    );
    if let Some(text) = &challenge.text {
        line.push('\t');
        line.push_str(text);
    }
    line
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use authenticator::{ContactError, IdentityKind};

    use super::*;

    fn identity() -> Identity {
        Identity {
            token_id: TokenId::from([1; 16]),
            kind: IdentityKind::Portal,
            name: "Nordhavn".into(),
            issuer_name: "Nordhavn".into(),
            issuer: None,
            account: "mette".into(),
            created: 0,
            note: None,
            group: None,
            on_top: false,
            codes_idle: Some(60),
        }
    }

    /// The rests, in seconds, between questions that are all answered like this and at once; and the failures that are said.
    fn rests(answer: impl Fn() -> Result<Poll, PollError>, questions: usize) -> (Vec<u64>, usize) {
        let (rests, asked) = (RefCell::new(Vec::new()), Cell::new(0));
        let (sender, events) = mpsc::channel();
        let ask = |_| {
            asked.set(asked.get() + 1);
            let gone = PollError::Store(authenticator::StoreError::UnknownIdentity);
            (if asked.get() > questions { Err(gone) } else { answer() }, Duration::ZERO)
        };
        watch_one(&identity(), ask, |pause| rests.borrow_mut().push(pause.as_secs()), &sender);
        drop(sender);
        let failures = events.iter().filter(|event| matches!(event, Event::Failed(..))).count();
        (rests.into_inner(), failures)
    }

    #[test]
    fn portal_that_answers_at_once_without_news_is_not_asked_without_end() {
        let nothing = || Ok(Poll { challenge: None, known_open: false, portal_time: 0 });
        assert_eq!(rests(nothing, 4), (vec![1, 2, 4, 8], 0));
    }

    #[test]
    fn portal_that_asks_for_a_rest_gets_it_and_its_failure_is_said_once() {
        let slow_down = || Err(ContactError::TooManyRequests { retry_after: Some(7) }.into());
        assert_eq!(rests(slow_down, 3), (vec![7, 7, 7], 1));
    }

    #[test]
    fn watch_ends_when_nobody_listens() {
        let (sender, events) = mpsc::channel();
        drop(events);
        let away = |_| (Err(ContactError::Unreachable.into()), Duration::ZERO);
        watch_one(&identity(), away, |_| panic!("it has ended"), &sender);
        assert!(sender.send(Event::Ended(ChallengeId::from([1; 16]))).is_err());
    }
}
