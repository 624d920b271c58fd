//! The sentences, by what they are about.
//!
//! `{minimum}`, `{place}`, `{have}`, `{need}` and `{wait}` stand for a failure's numbers.

mod codes;
mod computer;
mod enrolment;
mod import;
mod pin;
mod portal;
mod terminal;

use authenticator::Code;

use crate::{Language, Shell};

/// English, then Danish.
type Texts = (&'static str, &'static str);

/// How a failure is put.
#[derive(Clone, Copy)]
pub(crate) struct Wording {
    app: Texts,
    terminal: Texts,
}

impl Wording {
    pub(crate) fn text(self, shell: Shell, language: Language) -> &'static str {
        let (english, danish) = match shell {
            Shell::App => self.app,
            Shell::Terminal => self.terminal,
        };
        language.pick(english, danish)
    }
}

/// The wording of a code.
pub(crate) fn of(code: Code) -> Wording {
    let found = ALL.iter().flat_map(|about| about.iter()).find(|(named, _)| *named == code);
    found.expect("every code has its sentence: a test reads all of them").1
}

const fn both(english: &'static str, danish: &'static str) -> Wording {
    Wording { app: (english, danish), terminal: (english, danish) }
}

const fn each(app: Texts, terminal: Texts) -> Wording {
    Wording { app, terminal }
}

pub(crate) const ALL: [&[(Code, Wording)]; 7] = [
    codes::SENTENCES,
    computer::SENTENCES,
    enrolment::SENTENCES,
    import::SENTENCES,
    pin::SENTENCES,
    portal::SENTENCES,
    terminal::SENTENCES,
];
