//! Where a command's words come out: sentences for people, JSON for programs.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use authenticator::{Authenticator, Code};
use serde_json::Value;
use words::Language;

use crate::{failure::CliError, language};

/// How this call speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shell {
    pub(crate) language: Language,
    pub(crate) json: bool,
}

impl Shell {
    pub(crate) fn new(json: bool) -> Self {
        Self { language: language::of_environment(), json }
    }

    /// The authenticator on this computer's keyring and data folder.
    #[expect(clippy::unused_self, reason = "a command asks its shell for everything from outside")]
    pub(crate) fn authenticator(&self) -> Result<Authenticator, CliError> {
        device::authenticator(env!("CARGO_PKG_VERSION")).map_err(CliError::from)
    }

    /// Prints a result in the form that was asked for, and lets a reader at the other end of a pipe see it at once.
    pub(crate) fn print(
        &self,
        json: impl FnOnce() -> Value,
        human: impl FnOnce(Language) -> String,
    ) -> Result<(), CliError> {
        let text = if self.json { json().to_string() } else { human(self.language) };
        if text.is_empty() { Ok(()) } else { line(&text) }
    }

    /// Tells a person something on the way; programs are not told.
    pub(crate) fn say(&self, english: &str, danish: &str) {
        if !self.json {
            eprintln!("{}", self.language.pick(english, danish));
        }
    }

    /// Warns, also whoever starts a program: it goes to standard error, which programs do not read.
    #[expect(clippy::unused_self, reason = "a command asks its shell for everything from outside")]
    pub(crate) fn warn(&self, text: &str) {
        eprintln!("segl: {text}");
    }

    /// Tells a person why something did not work, while the command goes on.
    pub(crate) fn complain(&self, error: &CliError) {
        eprintln!("segl: {}", error.sentence(self.language));
    }

    /// Ends the command with a failure.
    pub(crate) fn fail(&self, error: &CliError) -> ExitCode {
        if matches!(error, CliError::Said(_)) {
            return ExitCode::from(error.exit_code());
        }
        if self.json {
            let _ = line(&error.to_json().to_string());
        }
        self.complain(error);
        ExitCode::from(error.exit_code())
    }
}

/// One line on standard output, flushed.
pub(crate) fn line(text: &str) -> Result<(), CliError> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}").and_then(|()| output.flush()).map_err(|_| Code::Output.into())
}
