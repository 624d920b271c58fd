//! What the letters say.

use askama::Template;
use identity::notice::{Notice, NoticeKind};
use lettre::message::Mailbox;
use protocol::Timestamp;

use crate::i18n::{Language, Moment};
use crate::mail::Letter;
use crate::mail::told::{self, DeskWords, OwnerWords};
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

/// The way to stop a recovery that waits.
#[derive(Clone)]
pub struct StopLink {
    /// The link, with its secret.
    pub url: String,
    /// When the recovery would have waited long enough.
    pub ready: Timestamp,
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

    /// What has happened to the account, for its owner; `source` is the browser and the address it was done from.
    pub fn owner(self, notice: &Notice, when: &Moment) -> Result<Option<Letter>, askama::Error> {
        let t = self.language;
        let help = (notice.kind == NoticeKind::TokenActivated).then(|| format!("{}{}", self.origin, routes::Help));
        let Some(OwnerWords { subject, intro, not_me }) = told::owner(notice, t, &self.organisation) else {
            return Ok(None);
        };
        let place = notice.source.as_deref().unwrap_or_default();
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
        Ok(Some(Letter { to: self.to, subject, text, at: self.at }))
    }

    /// That somebody waits for a new device, and how to stop it.
    pub fn recovery(
        self,
        notice: &Notice,
        stop: &StopLink,
        when: &Moment,
        ready: &Moment,
    ) -> Result<Letter, askama::Error> {
        let t = self.language;
        let text = RecoveryLetter {
            t,
            name: &self.name,
            organisation: &self.organisation,
            origin: &self.origin,
            intro: &t.mail_recovery_intro(ready.long()),
            when: &when.long(),
            place: notice.source.as_deref().unwrap_or_default(),
            stop: &stop.url,
        }
        .render()?;
        Ok(Letter { subject: t.mail_recovery_subject(&self.organisation), to: self.to, text, at: self.at })
    }

    /// The owner's half of a pass for a new device.
    pub fn pass(self, half: &str) -> Result<Letter, askama::Error> {
        let t = self.language;
        let (name, organisation, origin) = (&self.name, &self.organisation, &self.origin);
        let text = PassLetter { t, name, organisation, origin, half }.render()?;
        Ok(Letter { subject: t.mail_pass_subject(&self.organisation), to: self.to, text, at: self.at })
    }

    /// A notice for the service desk, if it is told.
    pub fn desk(self, notice: &Notice, when: &Moment) -> Result<Option<Letter>, askama::Error> {
        let t = self.language;
        let user = notice.owner.name.as_str();
        let Some(DeskWords { subject, intro, next }) = told::desk(notice, t) else {
            return Ok(None);
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
        Ok(Some(Letter { to: self.to, subject, text, at: self.at }))
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
#[template(path = "mail/recovery.txt")]
struct RecoveryLetter<'a> {
    t: Language,
    name: &'a str,
    organisation: &'a str,
    origin: &'a str,
    intro: &'a str,
    when: &'a str,
    place: &'a str,
    stop: &'a str,
}

#[derive(Template)]
#[template(path = "mail/pass.txt")]
struct PassLetter<'a> {
    t: Language,
    name: &'a str,
    organisation: &'a str,
    origin: &'a str,
    half: &'a str,
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

    use identity::account::user::{User, UserId, UserState};
    use identity::throttle::PushGuard;
    use jiff::tz::TimeZone;
    use protocol::Bytes;

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

    fn notice(kind: NoticeKind, token: &str) -> Notice {
        let owner = User {
            id: UserId(Bytes([1; 16])),
            name: "your.name".parse().unwrap(),
            display_name: "Your Name".to_owned(),
            email: "your.name@nordhavn.example".parse().unwrap(),
            created: Timestamp(0),
            group: None,
            push: PushGuard::default(),
            state: UserState::Open,
        };
        Notice { kind, owner, token: token.to_owned(), source: Some("Firefox".to_owned()) }
    }

    #[test]
    fn recovery_letter_carries_its_stop_on_a_line_of_its_own() {
        let when = Moment::new(0, &TimeZone::UTC, Language::English);
        let stop =
            StopLink { url: "https://login.nordhavn.example/recovery/stop?secret=x".into(), ready: Timestamp(0) };
        for language in Language::ALL {
            let notice = notice(NoticeKind::RecoveryAsked, "");
            let letter = context(language).recovery(&notice, &stop, &when, &when).unwrap();
            assert!(letter.text.contains(&format!("\n    {}\n", stop.url)), "{}", letter.text);
            assert!(context(language).pass("0AB1-9XYZ").unwrap().text.contains("\n    0AB1-9XYZ\n"));
        }
    }

    #[test]
    fn every_notice_has_a_letter_in_both_languages_and_names_its_token() {
        let when = Moment::new(0, &TimeZone::UTC, Language::English);
        for language in Language::ALL {
            for kind in [
                NoticeKind::TokenSuspended,
                NoticeKind::TokenResumed,
                NoticeKind::TokenDeleted,
                NoticeKind::TokenLost,
                NoticeKind::BiometricsOff,
            ] {
                let letter = context(language).owner(&notice(kind, "Laptop"), &when).unwrap().unwrap();
                assert!(letter.text.contains("“Laptop”"), "{kind:?}");
            }
            for kind in [NoticeKind::EmailLogin, NoticeKind::SavedCodeUsed, NoticeKind::DevicePassUsed] {
                assert!(context(language).owner(&notice(kind, ""), &when).unwrap().is_some(), "{kind:?}");
                let desk = context(language).desk(&notice(kind, ""), &when).unwrap().unwrap();
                assert!(desk.text.contains("your.name") && !desk.text.contains("Soft token:"), "{}", desk.text);
            }
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
        let notice = notice(NoticeKind::TokenActivated, "Min bærbare");
        let letter = context(Language::Danish).owner(&notice, &when).unwrap().unwrap();
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
