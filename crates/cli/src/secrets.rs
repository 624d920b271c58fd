//! PINs and activation passwords: from a file, or typed on the terminal without being shown.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, IsTerminal as _, Read as _},
    path::Path,
};

use authenticator::{Code, Pin, TypedPin};
use zeroize::Zeroizing;

use crate::{failure::CliError, shell::Shell};

/// The PIN, from its file or the terminal.
pub(crate) fn pin(shell: &Shell, file: Option<&Path>) -> Result<Pin, CliError> {
    let text = match file {
        Some(path) => first_line(path)?,
        None => typed(shell, "PIN: ", "Pinkode: ")?,
    };
    Ok(Pin::parse(&text)?)
}

/// A PIN that nobody can check: typed twice. One from a file was not typed just now.
pub(crate) fn pin_twice(shell: &Shell, file: Option<&Path>) -> Result<Pin, CliError> {
    let first = pin(shell, file)?;
    if file.is_some() { Ok(first) } else { again(shell, first) }
}

/// The same PIN, typed once more.
pub(crate) fn again(shell: &Shell, first: Pin) -> Result<Pin, CliError> {
    let mut pin = TypedPin::Once(first);
    pin.again(&typed(shell, "Type it once more: ", "Indtast den igen: ")?)?;
    Ok(pin.into_twice().ok_or(Code::PinMissing)?)
}

/// A new PIN, as `choose` accepts it. On the terminal it is asked for until it will do, and then once more.
pub(crate) fn new_pin(
    shell: &Shell,
    file: Option<&Path>,
    choose: impl Fn(&str) -> Result<Pin, CliError>,
) -> Result<Pin, CliError> {
    if let Some(path) = file {
        return choose(&first_line(path)?);
    }
    shell.say("Choose a new PIN you can remember.", "Vælg en ny pinkode, du kan huske.");
    loop {
        match chosen_pin(shell, &choose) {
            Err(error) if error.can_be_typed_again() => shell.complain(&error),
            other => return other,
        }
    }
}

fn chosen_pin(shell: &Shell, choose: &impl Fn(&str) -> Result<Pin, CliError>) -> Result<Pin, CliError> {
    let first = typed(shell, "New PIN: ", "Ny pinkode: ")?;
    again(shell, choose(&first)?)
}

/// The activation password, from its file or the terminal.
pub(crate) fn activation_password(shell: &Shell, file: Option<&Path>) -> Result<Zeroizing<String>, CliError> {
    secret(shell, file, "Activation password: ", "Aktiveringsadgangskode: ")
}

/// The password of an export of another app, from its file or the terminal.
pub(crate) fn export_password(shell: &Shell, file: Option<&Path>) -> Result<Zeroizing<String>, CliError> {
    secret(shell, file, "Password of the export: ", "Eksportens adgangskode: ")
}

/// A secret, from its file or the terminal.
pub(crate) fn secret(
    shell: &Shell,
    file: Option<&Path>,
    english: &str,
    danish: &str,
) -> Result<Zeroizing<String>, CliError> {
    match file {
        Some(path) => first_line(path),
        None => typed(shell, english, danish),
    }
}

/// Asks until the answer will do; one from a file is not asked for again.
pub(crate) fn until<T>(
    shell: &Shell,
    is_typed: bool,
    mut ask: impl FnMut() -> Result<T, CliError>,
) -> Result<T, CliError> {
    loop {
        match ask() {
            Err(error) if is_typed && error.can_be_typed_again() => shell.complain(&error),
            other => return other,
        }
    }
}

/// A question that is answered with yes or no; no when nothing is said.
pub(crate) fn agrees(shell: &Shell, english: &str, danish: &str) -> Result<bool, CliError> {
    let answer = ask(shell, english, danish)?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}

/// Whether a person sits at the terminal and can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that is answered with a line; the answer may be seen.
pub(crate) fn ask(shell: &Shell, english: &str, danish: &str) -> Result<String, CliError> {
    if !can_ask() {
        return Err(Code::NoTerminal.into());
    }
    eprint!("{}", shell.language.pick(english, danish));
    let mut answer = String::new();
    match io::stdin().read_line(&mut answer) {
        Ok(0) | Err(_) => Err(Code::InputEnded.into()),
        Ok(_) => Ok(answer.trim().to_owned()),
    }
}

fn typed(shell: &Shell, english: &str, danish: &str) -> Result<Zeroizing<String>, CliError> {
    rpassword::prompt_password(shell.language.pick(english, danish)).map(Zeroizing::new).map_err(|error| {
        if error.kind() == io::ErrorKind::UnexpectedEof { Code::InputEnded.into() } else { Code::NoTerminal.into() }
    })
}

/// The first line of a file, or of standard input for `-`.
fn first_line(path: &Path) -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_SECRET));
    let read = if path == Path::new("-") {
        // One line only: the next belongs to the next question.
        io::stdin().lock().take(LIMIT).read_line(&mut text)
    } else {
        File::open(path).and_then(|file| BufReader::new(file.take(LIMIT)).read_line(&mut text))
    };
    read.map_err(|_| Code::FileUnreadable)?;
    let length = text.trim_end_matches(['\n', '\r']).len();
    text.truncate(length);
    if text.trim().is_empty() { Err(Code::InputEnded.into()) } else { Ok(text) }
}

/// Reserved at once, so that growing leaves no copies behind.
const MAX_SECRET: usize = 1024;
const LIMIT: u64 = 1024;
