//! `segl code`: the one-time code, or the one after it.

use std::io::{self, IsTerminal as _};

use authenticator::{Codes, CountedPasscode, Passcode, Passcodes, TimedPasscode};
use serde_json::{Value, json};
use words::Language;

use super::{identities, presence};
use crate::{arguments::Code, failure::CliError, secrets, shell::Shell};

/// Shows this time step's code, or the next one by counter.
pub(crate) fn run(shell: &Shell, arguments: &Code) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    let codes = if arguments.presence {
        presence::ask_for_person(shell);
        authenticator.passcodes_by_presence(identity.token_id, presence::reason(shell.language))?
    } else {
        let pin = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
        if arguments.next {
            // Refuses codes by counter before one is used up.
            authenticator.passcodes(identity.token_id, &pin)?
        } else {
            match authenticator.codes(identity.token_id, &pin)? {
                Codes::Timed(codes) => codes,
                Codes::Counted(code) => return counted(shell, &code),
            }
        }
    };
    say_unchecked(shell, codes.checked);
    say_offset(shell, codes.clock_offset);
    let now = authenticator.now();
    if arguments.next { later(shell, &codes, now) } else { present(shell, &codes, now) }
}

/// The code of this time step; programs get the next one too.
fn present(shell: &Shell, codes: &Passcodes, now: u64) -> Result<(), CliError> {
    let seconds = codes.current.valid_until.saturating_sub(now);
    shell.print(
        || {
            let mut json = with_facts(&codes.current, codes);
            json["next"] = timed(&codes.next);
            json
        },
        |language| {
            let until = match language {
                Language::English => format!("({seconds} seconds)"),
                Language::Danish => format!("({seconds} sekunder)"),
            };
            shown(&codes.current.passcode, &until)
        },
    )
}

/// The code of the next time step, and when it begins to count.
fn later(shell: &Shell, codes: &Passcodes, now: u64) -> Result<(), CliError> {
    let seconds = codes.next.valid_from.saturating_sub(now);
    shell.print(
        || with_facts(&codes.next, codes),
        |language| {
            let from = match language {
                Language::English => format!("(in {seconds} seconds)"),
                Language::Danish => format!("(om {seconds} sekunder)"),
            };
            shown(&codes.next.passcode, &from)
        },
    )
}

fn with_facts(code: &TimedPasscode, codes: &Passcodes) -> Value {
    let mut json = timed(code);
    json["checked"] = codes.checked.into();
    json["clock_offset"] = codes.clock_offset.into();
    json
}

fn say_offset(shell: &Shell, offset: i64) {
    if offset == 0 {
        return;
    }
    let (seconds, slow) = (offset.unsigned_abs(), offset > 0);
    shell.say(
        &format!("Your clock is {seconds} seconds {}. The code allows for it.", if slow { "slow" } else { "fast" }),
        &format!("Dit ur går {seconds} sekunder {}. Koden tager højde for det.", if slow { "bagud" } else { "foran" }),
    );
}

fn counted(shell: &Shell, code: &CountedPasscode) -> Result<(), CliError> {
    say_unchecked(shell, code.checked);
    shell.print(
        || json!({ "code": code.passcode.expose().as_str(), "counter": code.counter, "checked": code.checked }),
        |language| {
            let number = match language {
                Language::English => format!("(number {})", code.counter),
                Language::Danish => format!("(nummer {})", code.counter),
            };
            shown(&code.passcode, &number)
        },
    )
}

/// For whoever reads it: in groups, and how long it counts. For a program at the other end of a pipe: the code alone.
fn shown(passcode: &Passcode, facts: &str) -> String {
    if io::stdout().is_terminal() {
        format!("{}  {facts}", passcode.grouped())
    } else {
        passcode.expose().as_str().to_owned()
    }
}

fn say_unchecked(shell: &Shell, checked: bool) {
    if !checked {
        shell.say(
            "PIN not checked while offline: if the code is refused, check the PIN.",
            "Pinkoden kan ikke kontrolleres offline: afvises koden, så tjek pinkoden.",
        );
    }
}

fn timed(code: &TimedPasscode) -> Value {
    json!({
        "code": code.passcode.expose().as_str(),
        "valid_from": code.valid_from,
        "valid_until": code.valid_until,
    })
}
