//! What Segl says when something goes wrong: one sentence for each code, in English and Danish, for both shells.
//!
//! `segl` prints them; a test writes those of the app into `ui/src/lib/i18n` and fails while they differ. Each sentence says
//! what happened and what to do next. The domain itself holds no text for people (ADR 0016).
#![forbid(unsafe_code)]

mod assumptions;
mod failures;
mod numbers;
mod reasons;
pub mod typescript;

use authenticator::{Assumed, Failure, import::Reason};

/// The two languages of Segl.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// English.
    English,
    /// Danish.
    Danish,
}

/// Who says it: what to do next is a button in one and a command in the other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shell {
    /// The app.
    App,
    /// The `segl` command.
    Terminal,
}

impl Language {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Danish];

    /// One of two texts.
    #[must_use]
    pub fn pick<'a>(self, english: &'a str, danish: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Danish => danish,
        }
    }
}

/// The sentence of a failure, with its numbers: what happened, and what to do.
#[must_use]
pub fn failure(failure: &Failure, shell: Shell, language: Language) -> String {
    numbers::fill(failures::of(failure.code).text(shell, language), failure, language)
}

/// Why a row of an export cannot be taken over, in a few words.
#[must_use]
pub fn reason(reason: Reason, language: Language) -> &'static str {
    let (english, danish) = reasons::of(reason);
    language.pick(english, danish)
}

/// How a key URI was read where it left something open.
#[must_use]
pub fn assumption(assumed: Assumed, language: Language) -> &'static str {
    let (english, danish) = assumptions::texts(assumed);
    language.pick(english, danish)
}

/// Of a key that the PIN cannot protect.
#[must_use]
pub fn bare_key(language: Language) -> &'static str {
    let (english, danish) = assumptions::BARE;
    language.pick(english, danish)
}

#[cfg(test)]
mod tests;
