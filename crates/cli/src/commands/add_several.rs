//! `segl add` with several keys in one picture or file: they are listed, and those that are meant are added.

use authenticator::{AddOtpauthError, Authenticator, Code, Identity, OtpauthKey, Typed, intake::Listing};
use serde_json::json;
use words::Language;

use super::{add_key, identities};
use crate::{arguments::Add, failure::CliError, secrets, shell::Shell};

/// Adds a key that is alone, and of several those that are chosen.
pub(crate) fn run(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: Vec<OtpauthKey>,
    arguments: &Add,
) -> Result<(), CliError> {
    let mut chosen = if keys.len() > 1 { choose(shell, keys, arguments)? } else { keys };
    match chosen.pop() {
        None => Err(Code::NoQrCode.into()),
        Some(key) if chosen.is_empty() => add_key::run(shell, authenticator, &key, arguments),
        Some(key) => {
            chosen.push(key);
            add_all(shell, authenticator, chosen, arguments)
        }
    }
}

/// Those that the command line names; without that, whoever sits at the terminal is asked.
fn choose(shell: &Shell, keys: Vec<OtpauthKey>, arguments: &Add) -> Result<Vec<OtpauthKey>, CliError> {
    if arguments.all {
        return Ok(keys);
    }
    let numbers = if arguments.pick.is_empty() {
        for (number, key) in (1..).zip(&keys) {
            eprintln!("{number}\t{}\t{}", key.issuer(), key.account());
        }
        if !secrets::can_ask() {
            return Err(Code::SeveralKeys.into());
        }
        ask(shell, keys.len())?
    } else {
        arguments.pick.clone()
    };
    if !are_places(&numbers, keys.len()) {
        return Err(Code::SeveralKeys.into());
    }
    let numbered = (1..).zip(keys);
    Ok(numbered.filter(|(number, _)| numbers.contains(number)).map(|(_, key)| key).collect())
}

fn ask(shell: &Shell, count: usize) -> Result<Vec<usize>, CliError> {
    loop {
        let answer =
            secrets::ask(shell, "Which of them? (numbers, or “all”) ", "Hvilke af dem? (numre, eller »alle«) ")?;
        if let Some(numbers) = read(&answer, count) {
            return Ok(numbers);
        }
    }
}

/// Numbers with blanks or commas between them, or all.
fn read(answer: &str, count: usize) -> Option<Vec<usize>> {
    if matches!(answer.to_lowercase().as_str(), "all" | "alle" | "a") {
        return Some((1..=count).collect());
    }
    let words = answer.split([',', ' ']).filter(|word| !word.is_empty());
    let numbers: Vec<usize> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
    are_places(&numbers, count).then_some(numbers)
}

fn are_places(numbers: &[usize], count: usize) -> bool {
    !numbers.is_empty() && numbers.iter().all(|number| (1..=count).contains(number))
}

/// Puts them all under one PIN. What is here already stays as it is.
fn add_all(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: Vec<OtpauthKey>,
    arguments: &Add,
) -> Result<(), CliError> {
    for key in &keys {
        add_key::present(shell, key, key.assumed());
    }
    let listing = authenticator.list_keys(keys)?;
    let stored = if listing.keys.is_empty() { Vec::new() } else { store(shell, authenticator, &listing, arguments)? };
    let new: Vec<&Identity> = stored.iter().flatten().collect();
    let present = listing.rows.len() - new.len();
    shell.print(
        || {
            let identities: Vec<_> = new.iter().map(|identity| identities::as_json(identity)).collect();
            json!({ "identities": identities, "present": present })
        },
        |language| {
            let mut lines: Vec<_> = new.iter().map(|identity| add_key::added(identity, language)).collect();
            if present > 0 {
                lines.push(match language {
                    Language::English => format!("{present} of them were here already."),
                    Language::Danish => format!("{present} af dem var her allerede."),
                });
            }
            lines.join("\n")
        },
    )
}

fn store(
    shell: &Shell,
    authenticator: &Authenticator,
    listing: &Listing,
    arguments: &Add,
) -> Result<Vec<Option<Identity>>, CliError> {
    let pin = add_key::pin(shell, authenticator, &arguments.pin)?;
    match authenticator.add_import(&listing.keys, &pin, Typed::Once) {
        Err(AddOtpauthError::Unchecked) => {
            let pin = add_key::certain(shell, &arguments.pin, pin)?;
            Ok(authenticator.add_import(&listing.keys, &pin, Typed::Twice)?)
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_numbers_or_all() {
        for (answer, numbers) in
            [("1", vec![1]), ("3 1", vec![3, 1]), ("1,2", vec![1, 2]), ("1, 3", vec![1, 3]), ("alle", vec![1, 2, 3])]
        {
            assert_eq!(read(answer, 3), Some(numbers), "{answer}");
        }
        for answer in ["", "0", "4", "1 4", "x", "-1", "1;2", "none"] {
            assert_eq!(read(answer, 3), None, "{answer}");
        }
    }
}
