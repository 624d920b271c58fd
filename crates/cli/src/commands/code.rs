//! `segl code`: the one-time code.

use authenticator::{Codes, CountedPasscode, TimedPasscode};
use serde_json::{Value, json};

use super::{identities, presence};
use crate::{arguments::Code, failure::CliError, language::Language, secrets, shell::Shell};

/// Shows this time step's code, or the next one by counter.
pub(crate) fn run(shell: &Shell, arguments: &Code) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    let codes = if arguments.presence {
        presence::ask_for_person(shell);
        authenticator.passcodes_by_presence(identity.token_id, presence::reason(shell.language))?
    } else {
        let pin = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
        match authenticator.codes(identity.token_id, &pin)? {
            Codes::Timed(codes) => codes,
            Codes::Counted(code) => return counted(shell, &code),
        }
    };
    say_unchecked(shell, codes.checked);
    if codes.clock_offset != 0 {
        let (seconds, slow) = (codes.clock_offset.unsigned_abs(), codes.clock_offset > 0);
        shell.say(
            &format!("Your clock is {seconds} seconds {}. The code allows for it.", if slow { "slow" } else { "fast" }),
            &format!(
                "Dit ur går {seconds} sekunder {}. Koden tager højde for det.",
                if slow { "bagud" } else { "foran" }
            ),
        );
    }
    let seconds = codes.current.valid_until.saturating_sub(authenticator.now());
    shell.print(
        || {
            let mut json = timed(&codes.current);
            json["next"] = timed(&codes.next);
            json["checked"] = codes.checked.into();
            json["clock_offset"] = codes.clock_offset.into();
            json
        },
        |language| match language {
            Language::English => format!("{}  ({seconds} seconds)", codes.current.passcode.grouped()),
            Language::Danish => format!("{}  ({seconds} sekunder)", codes.current.passcode.grouped()),
        },
    )
}

fn counted(shell: &Shell, code: &CountedPasscode) -> Result<(), CliError> {
    say_unchecked(shell, code.checked);
    shell.print(
        || json!({ "code": code.passcode.expose().as_str(), "counter": code.counter, "checked": code.checked }),
        |language| match language {
            Language::English => format!("{}  (number {})", code.passcode.grouped(), code.counter),
            Language::Danish => format!("{}  (nummer {})", code.passcode.grouped(), code.counter),
        },
    )
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
