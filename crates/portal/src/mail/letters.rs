//! What the letters say.

use askama::Template;
use identity::notice::Notice;
use lettre::message::Mailbox;

use crate::i18n::{Language, Moment};
use crate::mail::Letter;
use crate::routes;

/// Whom a letter is for and where it comes from.
#[derive(Clone)]
pub struct LetterContext {
    /// The reader's address.
    pub to: Mailbox,
    /// The reader's name, for the greeting.
    pub name: String,
    /// The reader's language.
    pub language: Language,
    /// The organisation that writes.
    pub organisation: String,
    /// The portal's origin.
    pub origin: String,
    /// Now, unix seconds.
    pub at: u64,
}

/// What can be written about a soft token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenNotice {
    /// It was activated.
    TokenActivated,
    /// It was deleted.
    TokenDeleted,
    /// Two copies of it were at work; it is off.
    TokenCopied,
    /// It was copied, and goes on on one device.
    TokenReconnected,
    /// Its device was reported lost.
    TokenLost,
    /// It has a new PIN.
    PinChanged,
    /// Biometrics were switched on.
    BiometricsOn,
}

impl TokenNotice {
    /// Subject, what has happened, and what to do when it was somebody else.
    fn words(self, t: Language, organisation: &str, token: &str) -> (String, String, &'static str) {
        match self {
            Self::TokenActivated => {
                (t.mail_activated_subject(organisation), t.mail_activated_intro(token), t.mail_activated_not_me())
            }
            Self::TokenDeleted => {
                (t.mail_deleted_subject(organisation), t.mail_deleted_intro(token), t.mail_deleted_not_me())
            }
            Self::TokenCopied => {
                (t.mail_copied_subject(organisation), t.mail_copied_intro(token), t.mail_copied_not_me())
            }
            Self::TokenReconnected => {
                (t.mail_reconnected_subject(organisation), t.mail_reconnected_intro(token), t.mail_reconnected_not_me())
            }
            Self::TokenLost => (t.mail_lost_subject(organisation), t.mail_lost_intro(token), t.mail_lost_not_me()),
            Self::PinChanged => {
                (t.mail_pin_changed_subject(organisation), t.mail_pin_changed_intro(token), t.mail_pin_changed_not_me())
            }
            Self::BiometricsOn => {
                (t.mail_biometrics_subject(organisation), t.mail_biometrics_intro(token), t.mail_biometrics_not_me())
            }
        }
    }
}

/// What the service desk is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DeskNotice {
    /// Two copies of a soft token were at work.
    TokenCopied,
    /// A device was reported lost.
    TokenLost,
    /// An employee was asked for a login that was not theirs.
    LoginReported,
}

impl LetterContext {
    /// The one-time code, shown 4 + 4.
    pub fn code(self, code: &str) -> Result<Letter, askama::Error> {
        let (head, tail) = code.split_at_checked(code.len() / 2).unwrap_or((code, ""));
        let text = CodeLetter {
            t: self.language,
            name: &self.name,
            organisation: &self.organisation,
            origin: &self.origin,
            code: &format!("{head} {tail}"),
        }
        .render()?;
        Ok(Letter { subject: self.language.mail_code_subject(&self.organisation), to: self.to, text, at: self.at })
    }

    /// The notice that a soft token was activated or deleted; `place` is the browser and the address it was done from.
    pub fn token(self, what: TokenNotice, token: &str, when: &Moment, place: &str) -> Result<Letter, askama::Error> {
        let t = self.language;
        let help = (what == TokenNotice::TokenActivated).then(|| format!("{}{}", self.origin, routes::Help));
        let (subject, intro, not_me) = what.words(t, &self.organisation, token);
        let text = TokenLetter {
            t,
            name: &self.name,
            organisation: &self.organisation,
            origin: &self.origin,
            intro: &intro,
            when: &when.long(),
            place,
            not_me,
            help: help.as_deref(),
        }
        .render()?;
        Ok(Letter { to: self.to, subject, text, at: self.at })
    }

    /// A notice for the service desk.
    pub fn desk(self, what: DeskNotice, notice: &Notice, when: &Moment) -> Result<Letter, askama::Error> {
        let t = self.language;
        let user = notice.owner.name.as_str();
        let (subject, intro, next) = match what {
            DeskNotice::TokenCopied => (t.desk_copied_subject(user), t.desk_copied_intro(), t.desk_copied_next()),
            DeskNotice::TokenLost => (t.desk_lost_subject(user), t.desk_lost_intro(), t.desk_lost_next()),
            DeskNotice::LoginReported => {
                (t.desk_reported_subject(user), t.desk_reported_intro(), t.desk_reported_next())
            }
        };
        let text = DeskLetter {
            t,
            intro,
            user,
            token: &notice.token,
            when: &when.long(),
            place: notice.source.as_deref().unwrap_or_default(),
            next,
            organisation: &self.organisation,
            origin: &self.origin,
        }
        .render()?;
        Ok(Letter { to: self.to, subject, text, at: self.at })
    }
}

#[derive(Template)]
#[template(path = "mail/code.txt")]
struct CodeLetter<'a> {
    t: Language,
    name: &'a str,
    organisation: &'a str,
    origin: &'a str,
    code: &'a str,
}

#[derive(Template)]
#[template(path = "mail/token.txt")]
struct TokenLetter<'a> {
    t: Language,
    name: &'a str,
    organisation: &'a str,
    origin: &'a str,
    intro: &'a str,
    when: &'a str,
    place: &'a str,
    not_me: &'a str,
    /// The address of the guide, when the soft token is new to its owner.
    help: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "mail/desk.txt")]
struct DeskLetter<'a> {
    t: Language,
    intro: &'a str,
    user: &'a str,
    token: &'a str,
    when: &'a str,
    place: &'a str,
    next: &'a str,
    organisation: &'a str,
    origin: &'a str,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use jiff::tz::TimeZone;

    use super::*;

    fn context(language: Language) -> LetterContext {
        LetterContext {
            to: "your.name@nordhavn.example".parse().unwrap(),
            name: "Your Name".into(),
            language,
            organisation: "Nordhavn Energi".into(),
            origin: "https://login.nordhavn.example".into(),
            at: 0,
        }
    }

    #[test]
    fn code_is_grouped_by_four_in_both_languages() {
        for language in Language::ALL {
            assert!(context(language).code("12345678").unwrap().text.contains("\n    1234 5678\n"), "{language}");
        }
    }

    #[test]
    fn activation_letter_says_what_to_do_when_it_was_not_me() {
        let when = Moment::new(0, &TimeZone::UTC, Language::Danish);
        let letter =
            context(Language::Danish).token(TokenNotice::TokenActivated, "Min bærbare", &when, "Firefox").unwrap();
        assert!(letter.text.contains("“Min bærbare”"));
        assert!(letter.text.contains("Var det ikke dig? Log ind nu"));
        assert!(
            letter.text.contains("\n\nSådan bruger du Segl: https://login.nordhavn.example/help\n\n"),
            "{}",
            letter.text
        );
        assert!(letter.text.contains("1. januar 1970 kl. 0.00"));
    }
}
