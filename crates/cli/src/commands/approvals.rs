//! `segl approvals` and `segl watch`: the logins that wait for an answer.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use authenticator::{Authenticator, Challenge, ChallengeId, Identity};
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

/// Every identity's open login, and the portals that could not be asked.
pub(crate) fn poll_all(
    authenticator: &Authenticator,
    identities: Vec<Identity>,
) -> (Vec<Login>, Vec<(Identity, CliError)>) {
    let (mut logins, mut failures) = (Vec::new(), Vec::new());
    for identity in identities {
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
    let identities = authenticator.identities()?;
    if identities.is_empty() {
        return shell.print(
            || json!({ "identities": [] }),
            |language| language.pick("No identities yet.", "Ingen identiteter endnu.").to_owned(),
        );
    }
    shell.say("Waiting for logins. Ctrl-C stops.", "Venter på logins. Ctrl-C stopper.");
    let (sender, events) = mpsc::channel();
    let authenticator = Arc::new(authenticator);
    for identity in identities {
        // Not joined: when nobody listens any more, a poll that still waits is not waited for.
        let (authenticator, sender) = (Arc::clone(&authenticator), sender.clone());
        thread::spawn(move || watch_one(&authenticator, &identity, &sender));
    }
    drop(sender);
    events.iter().try_for_each(|event| announce(shell, &event))
}

enum Event {
    Came(Box<Login>),
    Ended(ChallengeId),
    Failed(Box<Identity>, CliError),
}

/// Polls one identity until nobody listens any more. A failure is told once, and again only after a success.
fn watch_one(authenticator: &Authenticator, identity: &Identity, events: &mpsc::Sender<Event>) {
    let (mut known, mut pause) = (None, FIRST_PAUSE);
    loop {
        let event = match authenticator.poll(identity.token_id, known, WAIT) {
            Ok(poll) => {
                pause = FIRST_PAUSE;
                let ended = known.filter(|_| !poll.known_open).map(Event::Ended);
                if ended.is_some_and(|event| events.send(event).is_err()) {
                    return;
                }
                known = known.filter(|_| poll.known_open);
                poll.challenge.map(|challenge| {
                    known = Some(challenge.id);
                    Event::Came(Box::new(Login { identity: identity.clone(), challenge }))
                })
            }
            Err(error) => {
                let first = pause == FIRST_PAUSE;
                thread::sleep(pause);
                pause = (pause * 2).min(LAST_PAUSE);
                first.then(|| Event::Failed(Box::new(identity.clone()), error.into()))
            }
        };
        if event.is_some_and(|event| events.send(event).is_err()) {
            return;
        }
    }
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
fn as_line(login: &Login, language: Language) -> String {
    let challenge = &login.challenge;
    let place = challenge.city.as_deref().unwrap_or(&challenge.ip);
    let network = if challenge.same_network {
        language.pick("this network", "dette netværk")
    } else {
        language.pick("another network", "et andet netværk")
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

/// Seconds that a portal may hold a poll.
const WAIT: u64 = 50;

/// Pause after a failed poll: doubled with each failure in a row.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);
