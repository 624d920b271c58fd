//! What comes in to be added: what a text, the codes of a picture or the file of another app is, and what of it is new here.
//!
//! A shell hands everything that it meets to an [`Intake`], in any order, and then asks what was [found](Intake::found).
//! Each text is read once, however often it is handed over. Nothing is stored, and nothing is sent.

mod duplicate;
mod kind;
mod lines;
mod listing;
mod other_app;
mod parts;

use zeroize::Zeroizing;

pub(crate) use self::duplicate::Sighting;
use self::kind::Kind;
pub use self::{
    kind::looks_like_enrolment,
    listing::{Duplicate, Listed, Listing},
    parts::{Part, Parts},
};
use crate::{
    Authenticator, Invitation, OtpauthKey,
    enrolment::{entrust::SecureActivation, privacyidea::TwoStepKey},
    failure::{Code, Failure},
    import::{self, Files},
};

/// What can be added.
pub enum Found {
    /// An invitation of a portal.
    Invitation(Box<Invitation>),
    /// Keys of other issuers, at least one.
    Accounts(Vec<OtpauthKey>),
    /// The texts of QR codes of a transfer out of Google Authenticator, at least one.
    Transfer(Vec<Zeroizing<String>>),
    /// Exports of other apps, to be [opened](Files::open) together.
    Export(Files),
    /// A key of which this device has made one half.
    TwoStep(Box<TwoStepKey>),
    /// An Entrust soft token that wants its activation password.
    Entrust(SecureActivation),
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

/// Everything that has been handed over so far.
pub struct Intake<'a> {
    authenticator: &'a Authenticator,
    texts: Vec<Text>,
    /// Read already, and not taken yet.
    looked_at: Vec<Text>,
    files: Files,
    parts: Parts,
}

/// A text that was read once.
struct Text {
    text: Zeroizing<String>,
    kind: Result<Kind, Failure>,
}

impl Authenticator {
    /// Begins to take in.
    #[must_use]
    pub fn intake(&self) -> Intake<'_> {
        Intake {
            authenticator: self,
            texts: Vec::new(),
            looked_at: Vec::new(),
            files: Files::default(),
            parts: Parts::default(),
        }
    }
}

impl Intake<'_> {
    /// Whether a text can be added, before it is taken: whoever looks for QR codes need not look any further.
    pub fn can_be_added(&mut self, text: &str) -> bool {
        let text = import::without_reader(text).trim_end();
        if let Some(known) = self.texts.iter().chain(&self.looked_at).find(|known| *known.text == text) {
            return known.kind.is_ok();
        }
        let read = self.read(text);
        let can_be_added = read.kind.is_ok();
        self.looked_at.push(read);
        can_be_added
    }

    /// Takes the text of a QR code, of a link, or one that was typed.
    pub fn take(&mut self, text: &str) {
        let text = import::without_reader(text).trim_end();
        if self.texts.iter().any(|known| *known.text == text) {
            return;
        }
        let known = self.looked_at.iter().position(|known| *known.text == text);
        let read = match known {
            Some(place) => self.looked_at.swap_remove(place),
            None => self.read(text),
        };
        self.texts.push(read);
    }

    /// Takes what one of several QR codes says: their text, once all of them have come.
    pub fn take_part(&mut self, part: Part) {
        if let Some(text) = self.parts.add(part) {
            self.take(&text);
        }
    }

    /// Takes each line of a text that is not empty.
    pub fn take_lines(&mut self, text: &str) {
        for line in lines::lines(text) {
            self.take(line);
        }
    }

    /// The same for the bytes of a text file, and says whether they are text.
    pub fn take_text(&mut self, bytes: &[u8]) -> bool {
        let text = lines::text(bytes);
        if let Some(text) = &text {
            self.take_lines(text);
        }
        text.is_some()
    }

    /// Takes the bytes of a file that is no picture: an export of another app, or some of the texts of a transfer.
    pub fn take_file(&mut self, bytes: &[u8]) {
        self.files.add(bytes);
    }

    /// How many different texts have been taken.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.texts.len()
    }

    /// Whether some QR codes of a text that several have together are missing.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.parts.is_waiting()
    }

    /// Whether an invitation of a portal is among them.
    #[must_use]
    pub fn has_invitation(&self) -> bool {
        self.texts.iter().any(|text| matches!(text.kind, Ok(Kind::Invitation(_))))
    }

    /// What can be added: files before all, with the texts as one file more; else an invitation, then a transfer,
    /// then every key of another issuer, then one that takes more than looking at it. Without any, the failure that says
    /// most: of something that was nearly right before something foreign, and any before none.
    ///
    /// Up to two seconds when there is a key in two steps, whose half is made here.
    pub fn found(self) -> Result<Found, Failure> {
        if !self.files.is_empty() {
            return Ok(Found::Export(self.into_files()));
        }
        let (mut invitation, mut transfer, mut keys) = (None, Vec::new(), Vec::new());
        let (mut two_step, mut entrust, mut failure) = (None, None, None);
        let parts = self.parts;
        for Text { text, kind } in self.texts {
            match kind {
                Ok(Kind::Invitation(found)) => invitation = invitation.or(Some(found)),
                Ok(Kind::Transfer) => transfer.push(text),
                Ok(Kind::Key(key)) => keys.push(*key),
                Ok(Kind::TwoStep) if two_step.is_some() => {}
                Ok(Kind::TwoStep) => match self.authenticator.read_two_step(&text) {
                    Ok(key) => two_step = Some(key),
                    Err(error) => tell(&mut failure, error.into()),
                },
                Ok(Kind::Entrust(found)) => entrust = entrust.or(Some(found)),
                Err(error) => tell(&mut failure, error),
            }
        }
        match (invitation, two_step, entrust) {
            (Some(invitation), ..) => Ok(Found::Invitation(invitation)),
            _ if !transfer.is_empty() => Ok(Found::Transfer(transfer)),
            _ if !keys.is_empty() => Ok(Found::Accounts(keys)),
            (None, Some(key), _) => Ok(Found::TwoStep(Box::new(key))),
            (None, None, Some(activation)) => Ok(Found::Entrust(activation)),
            (None, None, None) => Err(failure.unwrap_or_else(|| parts.nothing_whole().into())),
        }
    }

    /// The same for several files that were chosen together: several accounts are a list then, and not a choice.
    pub fn found_in_files(self) -> Result<Found, Failure> {
        let keys = self.texts.iter().filter(|text| matches!(text.kind, Ok(Kind::Key(_)))).count();
        let is_more = |text: &Text| matches!(text.kind, Ok(Kind::Invitation(_) | Kind::Transfer));
        if keys > 1 && !self.texts.iter().any(is_more) {
            return Ok(Found::Export(self.into_files()));
        }
        self.found()
    }

    /// Everything as one import, whatever it is: files, then the texts as lines of one more.
    #[must_use]
    pub fn into_files(self) -> Files {
        let mut files = self.files;
        if !self.texts.is_empty() {
            let mut lines = Zeroizing::new(String::new());
            for Text { text, .. } in &self.texts {
                lines.push_str(text);
                lines.push('\n');
            }
            files.add(lines.as_bytes());
        }
        files
    }

    fn read(&self, text: &str) -> Text {
        Text { text: Zeroizing::new(text.to_owned()), kind: Kind::read(text, self.authenticator.now()) }
    }
}

impl std::fmt::Debug for Intake<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("texts", &self.texts.len()).finish_non_exhaustive()
    }
}

/// The first failure counts, and one of something foreign only while there is no other.
fn tell(told: &mut Option<Failure>, failure: Failure) {
    if told.is_none_or(|told| told.code == Code::InvitationForeign) {
        *told = Some(failure);
    }
}
