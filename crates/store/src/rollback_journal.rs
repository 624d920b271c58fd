//! The rollback journal: a file beside the key file, only ever added to, that a backup of the database does not hold.
//!
//! One line a change of a token: `token revision tries state`. Lines that come together share one sync. One line, the first
//! in a new file, names the journal itself; the database knows these names ([`known`]).

pub mod known;

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use identity::credential::token::{Closer, Destruction};
use identity::rollback_journal::{Entry, LastState};
use protocol::{Bytes, TokenId, bytes};
use tokio::sync::oneshot;

/// The way to the file.
#[derive(Clone, Debug)]
pub struct RollbackJournal {
    requests: mpsc::Sender<Request>,
    name: JournalName,
    length: Arc<AtomicU64>,
}

/// What a journal is called: 16 random bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct JournalName(pub Bytes<16>);

#[derive(Debug)]
struct Request {
    lines: String,
    written: oneshot::Sender<Result<(), JournalError>>,
}

/// The rollback journal cannot be kept: the disk is full, or the file is not ours.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file.
    #[error("the rollback journal cannot be read or written")]
    File(#[source] Arc<io::Error>),
    /// A line that this program never wrote.
    #[error("the rollback journal holds something unreadable in line {0}")]
    Line(usize),
    /// The writer is gone.
    #[error("the rollback journal is closed")]
    Closed,
}

impl From<io::Error> for JournalError {
    fn from(error: io::Error) -> Self {
        Self::File(Arc::new(error))
    }
}

impl RollbackJournal {
    /// Opens the file, and makes it when there is none. It is called `name` unless it has a name already.
    pub fn open(path: &Path, name: JournalName) -> Result<Self, JournalError> {
        let known = read(path)?.and_then(|found| found.name);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        end_last_line(&mut file)?;
        if known.is_none() {
            file.write_all(name_line(name).as_bytes())?;
            file.sync_all()?;
        }
        let length = Arc::new(AtomicU64::new(file.metadata()?.len()));
        let (requests, entries) = mpsc::channel();
        let written = Arc::clone(&length);
        thread::Builder::new()
            .name("rollback-journal".to_owned())
            .spawn(move || write(&mut file, &written, &entries))?;
        Ok(Self { requests, name: known.unwrap_or(name), length })
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> JournalName {
        self.name
    }

    /// Bytes that the disk has.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// Adds entries; returns when the disk has them.
    pub async fn add(&self, entries: &[Entry]) -> Result<(), JournalError> {
        let lines = entries.iter().map(line).collect();
        let (written, done) = oneshot::channel();
        self.requests.send(Request { lines, written }).map_err(|_| JournalError::Closed)?;
        done.await.map_err(|_| JournalError::Closed)?
    }
}

/// A line that a crash has cut is ended, so that the next one stands alone.
fn end_last_line(file: &mut File) -> io::Result<()> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}

fn write(file: &mut File, length: &AtomicU64, entries: &mpsc::Receiver<Request>) {
    while let Ok(first) = entries.recv() {
        let together: Vec<_> = std::iter::once(first).chain(entries.try_iter().take(TOGETHER)).collect();
        let lines: String = together.iter().map(|entry| entry.lines.as_str()).collect();
        let done = file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).map_err(JournalError::from);
        if done.is_ok() {
            // A command beside the portal writes to the same file.
            length.store(file.metadata().map_or(0, |metadata| metadata.len()), Ordering::Release);
        }
        for entry in together {
            // Whoever does not listen any more has given up; the entry stands all the same.
            drop(entry.written.send(done.clone()));
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is called; none when an earlier version has begun it.
    pub name: Option<JournalName>,
    /// Its length in bytes.
    pub length: u64,
    /// The latest entry of each token.
    pub latest: Vec<Entry>,
}

/// Reads a journal; none when there is no file. A last line without an end was cut by a crash, before anybody relied on it.
pub fn read(path: &Path) -> Result<Option<Found>, JournalError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let (mut name, mut latest) = (None, HashMap::<TokenId, Entry>::new());
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let whole = line.strip_suffix('\n');
        if let Some(found) = whole.and_then(parse_name) {
            name.get_or_insert(found);
            continue;
        }
        let entry = match (parse(line.trim_end()), whole) {
            (Some(entry), Some(_)) => entry,
            // Cut by a crash, then ended by the next start, or not.
            (None, Some(_)) if line.len() < LONGEST => continue,
            (_, None) => continue,
            (None, Some(_)) => return Err(JournalError::Line(number)),
        };
        let known = latest.entry(entry.token).or_insert(entry);
        if known.revision < entry.revision {
            *known = entry;
        }
    }
    Ok(Some(Found { name, length, latest: latest.into_values().collect() }))
}

/// The latest entry of each token; none when there is no file.
pub fn latest(path: &Path) -> Result<Vec<Entry>, JournalError> {
    Ok(read(path)?.map(|found| found.latest).unwrap_or_default())
}

fn name_line(name: JournalName) -> String {
    format!("journal {} .\n", bytes::encode(&name.0.0))
}

fn parse_name(line: &str) -> Option<JournalName> {
    let name = line.strip_prefix("journal ")?.strip_suffix(" .")?;
    Bytes::try_from(bytes::decode(name)?.as_slice()).ok().map(JournalName)
}

fn line(entry: &Entry) -> String {
    let Entry { token, revision, tries, state } = entry;
    format!("{token} {revision} {tries} {} .\n", word(*state))
}

fn parse(line: &str) -> Option<Entry> {
    let mut words = line.split(' ');
    let token = words.next()?.parse().ok()?;
    let revision = words.next()?.parse().ok()?;
    let tries = words.next()?.parse().ok()?;
    let state = words.next()?;
    let state = STATES.into_iter().find(|known| word(*known) == state)?;
    // The full stop shows that the line is whole.
    (words.next() == Some(".") && words.next().is_none()).then_some(Entry { token, revision, tries, state })
}

fn word(state: LastState) -> &'static str {
    match state {
        LastState::Live => "live",
        LastState::Suspended(Closer::Owner) => "suspended",
        LastState::Suspended(Closer::Desk) => "off_by_desk",
        LastState::Lost(Closer::Owner) => "lost",
        LastState::Lost(Closer::Desk) => "lost_by_desk",
        LastState::Destroyed(Destruction::Pin) => "pin",
        LastState::Destroyed(Destruction::Deleted) => "deleted",
        LastState::Destroyed(Destruction::Unconfirmed) => "unconfirmed",
    }
}

const STATES: [LastState; 8] = [
    LastState::Live,
    LastState::Suspended(Closer::Owner),
    LastState::Suspended(Closer::Desk),
    LastState::Lost(Closer::Owner),
    LastState::Lost(Closer::Desk),
    LastState::Destroyed(Destruction::Pin),
    LastState::Destroyed(Destruction::Deleted),
    LastState::Destroyed(Destruction::Unconfirmed),
];

/// Entries that share one sync at most.
const TOGETHER: usize = 127;

/// Bytes of the longest line that a crash can have left half written.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    const NAME: JournalName = JournalName(Bytes([8; 16]));

    fn entry(token: u8, revision: u64, state: LastState) -> Entry {
        Entry { token: TokenId::from([token; 16]), revision, tries: 3, state }
    }

    #[tokio::test]
    async fn latest_mark_of_each_token_is_read_back_after_a_crash_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.journal");
        assert!(latest(&path).unwrap().is_empty(), "no file, no entries");
        let journal = RollbackJournal::open(&path, NAME).unwrap();
        for (revision, state) in (1..).zip(STATES) {
            journal.add(&[entry(1, revision, state), entry(2, revision, LastState::Live)]).await.unwrap();
        }
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, whole.trim_end_matches(" .\n")).unwrap();
        let newest = |number: u8| {
            let id = TokenId::from([number; 16]);
            latest(&path).unwrap().into_iter().find(|entry| entry.token == id).unwrap()
        };
        assert_eq!(newest(1), entry(1, 8, LastState::Destroyed(Destruction::Unconfirmed)));
        assert_eq!(newest(2), entry(2, 7, LastState::Live), "the eighth was cut");
        RollbackJournal::open(&path, NAME).unwrap().add(&[entry(2, 9, LastState::Lost(Closer::Desk))]).await.unwrap();
        assert_eq!(newest(2), entry(2, 9, LastState::Lost(Closer::Desk)), "and the next one stands alone");
    }

    #[tokio::test]
    async fn journal_keeps_its_name_and_knows_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.journal");
        // One that an earlier version has begun has no name.
        std::fs::write(&path, line(&entry(1, 1, LastState::Live))).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().name, None);
        let journal = RollbackJournal::open(&path, NAME).unwrap();
        journal.add(&[entry(1, 2, LastState::Live)]).await.unwrap();
        let found = read(&path).unwrap().unwrap();
        assert_eq!((found.name, found.length, found.latest.len()), (Some(NAME), journal.length(), 1));
        let again = RollbackJournal::open(&path, JournalName(Bytes([9; 16]))).unwrap();
        assert_eq!((again.name(), again.length()), (NAME, found.length));
    }

    #[test]
    fn journal_is_refused_when_it_is_another_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "x".repeat(100) + "\n").unwrap();
        assert!(matches!(latest(file.path()), Err(JournalError::Line(1))));
    }
}
