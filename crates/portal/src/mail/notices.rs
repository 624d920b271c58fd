//! Letters about what has happened to a soft token: to its owner, and to the service desk.

use std::sync::Arc;

use identity::notice::Notice;
use identity::recovery::MadePass;
use lettre::message::Mailbox;
use protocol::Timestamp;

use crate::config::Config;
use crate::i18n::{Language, Moment};
use crate::mail::{Letter, LetterContext, Outgoing, StopLink, told};

/// Who writes them.
#[derive(Clone)]
pub struct Notices {
    mail: Outgoing,
    config: Arc<Config>,
}

impl Notices {
    /// Writes as the configuration says, and hands the letters to `mail`.
    #[must_use]
    pub fn new(config: Arc<Config>, mail: Outgoing) -> Self {
        Self { mail, config }
    }

    /// [`send`](Self::send), if there is anything to be told.
    pub fn send_any(&self, notice: Option<&Notice>, at: Timestamp) {
        if let Some(notice) = notice {
            self.send(notice, at);
        }
    }

    /// Tells the owner and the service desk, whomever it concerns. What was done is done, even if nobody can be told.
    pub fn send(&self, notice: &Notice, at: Timestamp) {
        // Nobody looks at a page at this moment whose language could be taken.
        self.send_in(self.config.language, notice, at);
    }

    /// [`send`](Self::send), with the owner's letter in the language of the page that they look at.
    pub fn send_in(&self, language: Language, notice: &Notice, at: Timestamp) {
        let moment = self.moment(language, at);
        self.write(self.to_owner(language, notice, at).map(|to| to.owner(notice, &moment)));
        self.tell_desk(notice, at);
    }

    /// That somebody waits for a new device: the owner's letter says how to stop it.
    pub fn send_of_recovery(&self, language: Language, notice: &Notice, stop: &StopLink, at: Timestamp) {
        let (moment, ready) = (self.moment(language, at), self.moment(language, stop.ready));
        let letter = self.to_owner(language, notice, at).map(|to| to.recovery(notice, stop, &moment, &ready).map(Some));
        self.write(letter);
        self.tell_desk(notice, at);
    }

    /// The owner's half of a pass for a new device.
    pub fn send_half(&self, pass: &MadePass, at: Timestamp) {
        let language = self.config.language;
        let address = pass.owner.email.as_str().parse().ok();
        let to = address
            .map(|address| self.context(language, Mailbox::new(None, address), pass.owner.display_name.clone(), at));
        self.write(to.map(|to| to.pass(&pass.by_mail).map(Some)));
    }

    /// The service desk hears of what concerns it, and of every change where the rules say so.
    fn tell_desk(&self, notice: &Notice, at: Timestamp) {
        let rules = self.config.rules.rules_for(Some(&notice.owner));
        let Some(address) = self.config.mail.service_desk.clone() else {
            return;
        };
        if told::always_for_desk(notice.kind) || rules.desk_notices {
            let language = self.config.language;
            let to = self.context(language, address, String::new(), at);
            self.write(Some(to.desk(notice, &self.moment(language, at))));
        }
    }

    fn to_owner(&self, language: Language, notice: &Notice, at: Timestamp) -> Option<LetterContext> {
        let address = notice.owner.email.as_str().parse().ok()?;
        Some(self.context(language, Mailbox::new(None, address), notice.owner.display_name.clone(), at))
    }

    /// Sends what was written. None: nobody to write to; `Ok(None)`: nothing to say.
    fn write(&self, letter: Option<Result<Option<Letter>, askama::Error>>) {
        match letter {
            Some(Ok(Some(letter))) => self.mail.send(letter),
            Some(Ok(None)) => {}
            Some(Err(_)) | None => tracing::error!("a notice could not be written"),
        }
    }

    fn moment(&self, language: Language, at: Timestamp) -> Moment {
        Moment::new(at.0, &self.config.time_zone, language)
    }

    fn context(&self, language: Language, to: Mailbox, name: String, at: Timestamp) -> LetterContext {
        LetterContext {
            to,
            name,
            language,
            organisation: self.config.name.clone(),
            origin: self.config.origin.as_str().to_owned(),
            at: at.0,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use identity::notice::NoticeKind;
    use identity::policy::{RuleBook, Rules};

    use super::*;
    use crate::testing::fixture::Fixture;

    /// To whom the last letter about this went.
    async fn last_reader(kind: NoticeKind, desk_notices: bool) -> String {
        let owner = Fixture::new().await.user("anna").await;
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::demo(folder.path().to_owned(), 8080);
        config.mail.service_desk = Some("desk@nordhavn.example".parse().unwrap());
        config.rules = RuleBook::of_everybody(Rules { desk_notices, ..Rules::default() });
        let (mail, _postman) = Outgoing::open(&config.mail, true).unwrap();
        let notice = Notice { kind, owner, token: "Laptop".to_owned(), source: None };
        Notices::new(Arc::new(config), mail.clone()).send(&notice, Timestamp(0));
        mail.newest().unwrap().to.email.to_string()
    }

    #[tokio::test]
    async fn desk_hears_of_recoveries_always_and_of_changes_where_the_rules_say_so() {
        let (owner, desk) = ("anna@nordhavn.example", "desk@nordhavn.example");
        for kind in [NoticeKind::SavedCodeUsed, NoticeKind::DevicePassUsed, NoticeKind::RecoveryStopped] {
            assert_eq!(last_reader(kind, false).await, desk, "{kind:?}");
        }
        let changes = [
            NoticeKind::EmailLogin,
            NoticeKind::TokenActivated,
            NoticeKind::TokenResumed,
            NoticeKind::TokenSuspended,
            NoticeKind::TokenDeleted,
        ];
        for kind in changes {
            assert_eq!(last_reader(kind, false).await, owner, "{kind:?}");
            assert_eq!(last_reader(kind, true).await, desk, "{kind:?}");
        }
        assert_eq!(last_reader(NoticeKind::SavedCodeMade, true).await, owner, "that is nobody's business");
    }
}
