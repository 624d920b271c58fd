//! PINs and activation passwords: from a file, or typed on the terminal without being shown.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, IsTerminal as _, Read as _},
    path::Path,
};

use authenticator::{Code, Pin, TypedPin};
use zeroize::Zeroizing;

use crate::{failure::CliError, sentences::secrets as texts, shell::Shell, terminal};

/// The PIN, from its file or the terminal.
pub(crate) fn pin(shell: &Shell, file: Option<&Path>) -> Result<Pin, CliError> {
    let text = match file {
        Some(path) => first_line(shell, path)?,
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
        return choose(&first_line(shell, path)?);
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
        Some(path) => first_line(shell, path),
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
    let typed = terminal::hiding(|| rpassword::prompt_password(shell.language.pick(english, danish)));
    typed.map(Zeroizing::new).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => terminal::interrupted(),
        io::ErrorKind::UnexpectedEof => Code::InputEnded.into(),
        _ => Code::NoTerminal.into(),
    })
}

/// One line of standard input: the next belongs to the next question.
pub(crate) fn input_line() -> Result<Zeroizing<Vec<u8>>, CliError> {
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_TEXT));
    let read = io::stdin().lock().take(MAX_TEXT_LIMIT).read_until(b'\n', &mut line);
    match read {
        Ok(0) => Err(Code::InputEnded.into()),
        Ok(_) => Ok(line),
        Err(_) => Err(Code::FileUnreadable.into()),
    }
}

/// The first line of a file, or of standard input for `-`.
fn first_line(shell: &Shell, path: &Path) -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_SECRET));
    let read = if path == Path::new("-") {
        // One line only: the next belongs to the next question.
        io::stdin().lock().take(LIMIT).read_line(&mut text)
    } else {
        let file = File::open(path).map_err(|_| Code::FileUnreadable)?;
        look_at_rights(shell, path, &file)?;
        BufReader::new(file.take(LIMIT)).read_line(&mut text)
    };
    read.map_err(|_| Code::FileUnreadable)?;
    let length = text.trim_end_matches(['\n', '\r']).len();
    text.truncate(length);
    if text.trim().is_empty() { Err(Code::InputEnded.into()) } else { Ok(text) }
}

/// A file that everybody can change is refused: somebody else may have chosen what it says. One that others can read is read,
/// since systems make files so unless told otherwise, and its owner is told. Pipes have no rights of their own.
#[cfg(unix)]
fn look_at_rights(shell: &Shell, path: &Path, file: &File) -> Result<(), CliError> {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(metadata) = file.metadata() else { return Err(Code::FileUnreadable.into()) };
    if !metadata.is_file() {
        return Ok(());
    }
    if metadata.mode() & WRITTEN_BY_EVERYBODY != 0 {
        return Err(Code::SecretFileOpen.into());
    }
    if metadata.mode() & OF_OTHERS != 0 {
        shell.warn(&texts::readable(path, shell.language));
    }
    Ok(())
}

/// Files belong to their user there unless that is changed on purpose.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems have something to refuse")]
fn look_at_rights(_: &Shell, _: &Path, _: &File) -> Result<(), CliError> {
    Ok(())
}

#[cfg(unix)]
const WRITTEN_BY_EVERYBODY: u32 = 0o002;
#[cfg(unix)]
const OF_OTHERS: u32 = 0o077;

/// Reserved at once, so that growing leaves no copies behind.
const MAX_SECRET: usize = 1024;
const LIMIT: u64 = 1024;

/// The longest text that is added, with room to see that it is longer.
const MAX_TEXT: usize = 8192;
const MAX_TEXT_LIMIT: u64 = 8192;
