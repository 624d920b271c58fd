//! Mail leaves by SMTP, or as `.eml` files in an outbox folder.
//!
//! Pages hand letters to a queue and answer at once, so the time an answer takes says nothing about whether there was
//! anybody to write to.

mod letters;
mod notices;
mod outbox;
mod password;
mod told;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use self::letters::{LetterContext, StopLink};
pub use self::notices::Notices;
use self::outbox::Outbox;
use crate::config::{MailConfig, MailTransport};

/// A mail before it is put in an envelope. No `Debug`: it may carry a one-time code.
#[derive(Clone)]
pub struct Letter {
    /// Who it is for.
    pub to: Mailbox,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// When it was written, unix seconds.
    pub at: u64,
}

/// The slot that letters are dropped into.
#[derive(Clone)]
pub struct Outgoing {
    queue: mpsc::Sender<Letter>,
    newest: Option<Arc<Mutex<Option<Letter>>>>,
}

impl Outgoing {
    /// The slot, and the postman who must be set to [`run`](Postman::run). With `remember`, the newest letter can be
    /// looked at: for the demo.
    pub fn open(config: &MailConfig, remember: bool) -> Result<(Self, Postman), MailOpenError> {
        let (queue, letters) = mpsc::channel(QUEUE);
        let way = match &config.transport {
            MailTransport::Outbox(folder) => Way::Outbox(Outbox::open(folder.clone())?),
            MailTransport::Smtp { url, credentials } => Way::Smtp(connect(url, credentials.as_ref())?),
        };
        let newest = remember.then(|| Arc::new(Mutex::new(None)));
        Ok((Self { queue, newest }, Postman { letters, from: config.from.clone(), way: Arc::new(way) }))
    }

    /// Drops a letter into the slot. A full slot drops the letter and says so in the log: whoever waits for it can ask
    /// for a new one.
    pub fn send(&self, letter: Letter) {
        if let Some(newest) = &self.newest {
            *newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(letter.clone());
        }
        if self.queue.try_send(letter).is_err() {
            tracing::error!("a mail was dropped: the queue is full");
        }
    }

    /// The newest letter, where it is remembered.
    #[must_use]
    pub fn newest(&self) -> Option<Letter> {
        self.newest.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Empties the slot.
pub struct Postman {
    letters: mpsc::Receiver<Letter>,
    from: Mailbox,
    way: Arc<Way>,
}

impl Postman {
    /// Delivers letters until every [`Outgoing`] is gone and the last letter is on its way.
    pub async fn run(mut self) {
        let mut rounds = JoinSet::new();
        while let Some(letter) = self.letters.recv().await {
            while rounds.len() >= ROUNDS && rounds.join_next().await.is_some() {}
            match self.message(letter) {
                Ok(message) => drop(rounds.spawn(deliver(Arc::clone(&self.way), message))),
                Err(error) => tracing::error!(%error, "a mail could not be written"),
            }
        }
        rounds.join_all().await;
    }

    fn message(&self, letter: Letter) -> Result<Message, lettre::error::Error> {
        // Quoted-printable keeps the digits of a code readable in the outbox (RFC 2045 §6.7).
        let body =
            Body::new_with_encoding(letter.text, ContentTransferEncoding::QuotedPrintable).unwrap_or_else(Body::new);
        Message::builder()
            .from(self.from.clone())
            .to(letter.to)
            .subject(letter.subject)
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(letter.at))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
    }
}

enum Way {
    Outbox(Outbox),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

/// Tries a few times: mail servers answer "later" now and then (RFC 5321 §4.5.4.1), and a one-time code lives ten minutes.
async fn deliver(way: Arc<Way>, message: Message) {
    for pause in PAUSES.into_iter().map(Some).chain([None]) {
        let error = match send(&way, &message).await {
            Ok(()) => return,
            Err(error) => error,
        };
        match pause {
            Some(pause) if error.is_temporary() => {
                tracing::warn!(%error, "a mail is tried again");
                tokio::time::sleep(pause).await;
            }
            _ => return tracing::error!(%error, "a mail was not delivered"),
        }
    }
}

async fn send(way: &Arc<Way>, message: &Message) -> Result<(), DeliverError> {
    match way.as_ref() {
        Way::Smtp(server) => server.send(message.clone()).await.map(drop).map_err(DeliverError::Smtp),
        Way::Outbox(_) => {
            let (way, text) = (Arc::clone(way), message.formatted());
            let write = move || match way.as_ref() {
                Way::Outbox(outbox) => outbox.write(&text),
                Way::Smtp(_) => Ok(()),
            };
            tokio::task::spawn_blocking(write)
                .await
                .unwrap_or_else(|error| Err(error.into()))
                .map_err(DeliverError::Outbox)
        }
    }
}

fn connect(
    url: &str,
    credentials: Option<&(String, PathBuf)>,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailOpenError> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(SMTP_TIMEOUT));
    if let Some((user, file)) = credentials {
        let password = password::read(file)?;
        builder = builder.credentials(Credentials::new(user.clone(), password.trim_end().to_owned()));
    }
    Ok(builder.build())
}

/// Why mail cannot leave at all.
#[derive(Debug, thiserror::Error)]
pub enum MailOpenError {
    /// The outbox folder cannot be made or written to.
    #[error("cannot use the outbox {}: {}", .0.display(), .1)]
    Outbox(PathBuf, std::io::Error),
    /// The password file cannot be read.
    #[error("cannot read {}: {}", .0.display(), .1)]
    Password(PathBuf, std::io::Error),
    /// Everybody on this computer may read the password.
    #[error("the password file {} can be read by others: chmod 640 or 600", .0.display())]
    Exposed(PathBuf),
    /// The SMTP URL is not understood.
    #[error("smtp: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Why one mail did not leave.
#[derive(Debug, thiserror::Error)]
enum DeliverError {
    #[error("outbox: {0}")]
    Outbox(std::io::Error),
    #[error("smtp: {0}")]
    Smtp(lettre::transport::smtp::Error),
}

impl DeliverError {
    fn is_temporary(&self) -> bool {
        match self {
            Self::Outbox(_) => false,
            Self::Smtp(error) => !error.is_permanent(),
        }
    }
}

/// Letters that may wait in the slot.
const QUEUE: usize = 256;

/// Letters on their way at the same time.
const ROUNDS: usize = 8;

const SMTP_TIMEOUT: Duration = Duration::from_secs(20);

const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(10), Duration::from_secs(45)];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn letter(text: &str) -> Letter {
        Letter { to: "m@nordhavn.example".parse().unwrap(), subject: "Prøve".into(), text: text.into(), at: 1 }
    }

    fn config(folder: PathBuf) -> MailConfig {
        MailConfig {
            from: "p@nordhavn.example".parse().unwrap(),
            service_desk: None,
            transport: MailTransport::Outbox(folder),
        }
    }

    #[tokio::test]
    async fn letters_are_all_in_the_outbox_when_the_slot_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let (outgoing, postman) = Outgoing::open(&config(folder.path().join("outbox")), false).unwrap();
        for number in 0..20 {
            outgoing.send(letter(&format!("Koden er\n\n    1234 56{number:02}\n\nHilsen ærø")));
        }
        drop(outgoing);
        postman.run().await;
        let files: Vec<_> =
            std::fs::read_dir(folder.path().join("outbox")).unwrap().map(|f| f.unwrap().path()).collect();
        assert_eq!(files.len(), 20);
        assert!(files.iter().all(|file| file.extension().is_some_and(|e| e == "eml")));
        assert!(files.iter().any(|file| std::fs::read_to_string(file).unwrap().contains("    1234 5619")));
    }

    #[tokio::test]
    async fn newest_letter_is_remembered_only_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        for remember in [true, false] {
            let (outgoing, _postman) = Outgoing::open(&config(folder.path().to_owned()), remember).unwrap();
            outgoing.send(letter("one"));
            outgoing.send(letter("two"));
            assert_eq!(outgoing.newest().map(|letter| letter.text), remember.then(|| "two".to_owned()));
        }
    }

    #[test]
    fn outbox_is_refused_when_it_is_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(Outgoing::open(&config(file.path().to_owned()), false), Err(MailOpenError::Outbox(..))));
    }
}
