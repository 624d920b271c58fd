//! `segl add` with several keys in one picture or file: they are listed, and those that are meant are added.

use authenticator::{Authenticator, Code, OtpauthKey};

use super::add_key;
use crate::{arguments::Add, failure::CliError, secrets, shell::Shell};

/// Adds a key that is alone, and of several those that are chosen.
pub(crate) fn run(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: Vec<OtpauthKey>,
    arguments: &Add,
) -> Result<(), CliError> {
    let chosen = if keys.len() > 1 { choose(shell, keys, arguments)? } else { keys };
    add_key::run(shell, authenticator, &chosen, arguments)
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
