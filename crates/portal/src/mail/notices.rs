//! Letters about what has happened to a soft token: to its owner, and to the service desk.

use std::sync::Arc;

use identity::notice::{Notice, NoticeKind};
use lettre::message::Mailbox;
use protocol::Timestamp;

use crate::config::Config;
use crate::i18n::{Language, Moment};
use crate::mail::letters::DeskNotice;
use crate::mail::{LetterContext, Outgoing, TokenNotice};

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
        let (to_owner, to_desk) = readers(notice.kind);
        let place = notice.source.as_deref().unwrap_or_default();
        let owner = to_owner.zip(notice.owner.email.as_str().parse().ok());
        let owner = owner.and_then(|(what, address)| {
            let to = self.context(language, Mailbox::new(None, address), notice.owner.display_name.clone(), at);
            to.token(what, &notice.token, &self.moment(language, at), place).ok()
        });
        let desk = to_desk.zip(self.config.mail.service_desk.clone());
        let desk = desk.and_then(|(what, address)| {
            let language = self.config.language;
            let to = self.context(language, address, String::new(), at);
            to.desk(what, notice, &self.moment(language, at)).ok()
        });
        if to_owner.is_some() && owner.is_none() {
            tracing::error!("a notice could not be written");
        }
        for letter in owner.into_iter().chain(desk) {
            self.mail.send(letter);
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

/// What the owner is told, and what the service desk is.
fn readers(kind: NoticeKind) -> (Option<TokenNotice>, Option<DeskNotice>) {
    match kind {
        NoticeKind::TokenActivated => (Some(TokenNotice::TokenActivated), None),
        NoticeKind::TokenDeleted => (Some(TokenNotice::TokenDeleted), None),
        NoticeKind::TokenCopied => (Some(TokenNotice::TokenCopied), Some(DeskNotice::TokenCopied)),
        NoticeKind::TokenReconnected => (Some(TokenNotice::TokenReconnected), None),
        NoticeKind::TokenLost => (Some(TokenNotice::TokenLost), Some(DeskNotice::TokenLost)),
        NoticeKind::PinChanged => (Some(TokenNotice::PinChanged), None),
        NoticeKind::BiometricsOn => (Some(TokenNotice::BiometricsOn), None),
        NoticeKind::LoginReported => (None, Some(DeskNotice::LoginReported)),
        _ => (None, None),
    }
}
