//! The tally: a file beside the key file, only ever added to, that a backup of the database does not hold.
//!
//! One line a change of a token: `token revision tries standing`. Lines that come together share one sync.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Arc, mpsc},
    thread,
};

use identity::{
    tally::{Mark, Standing},
    token::Destruction,
};
use protocol::TokenId;
use tokio::sync::oneshot;

/// The way to the file.
#[derive(Clone, Debug)]
pub struct Tally(mpsc::Sender<Entry>);

#[derive(Debug)]
struct Entry {
    lines: String,
    written: oneshot::Sender<Result<(), TallyError>>,
}

/// The tally cannot be kept: the disk is full, or the file is not ours.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TallyError {
    /// The file.
    #[error("the tally cannot be read or written")]
    File(#[source] Arc<io::Error>),
    /// A line that this program never wrote.
    #[error("the tally holds something unreadable in line {0}")]
    Line(usize),
    /// The writer is gone.
    #[error("the tally is closed")]
    Closed,
}

impl From<io::Error> for TallyError {
    fn from(error: io::Error) -> Self {
        Self::File(Arc::new(error))
    }
}

impl Tally {
    /// Opens the file, and makes it when there is none.
    pub fn open(path: &Path) -> Result<Self, TallyError> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        end_last_line(&mut file)?;
        let (sender, entries) = mpsc::channel();
        thread::Builder::new().name("tally".to_owned()).spawn(move || write(&mut file, &entries))?;
        Ok(Self(sender))
    }

    /// Adds marks; returns when the disk has them.
    pub async fn add(&self, marks: &[Mark]) -> Result<(), TallyError> {
        let lines = marks.iter().map(line).collect();
        let (written, done) = oneshot::channel();
        self.0.send(Entry { lines, written }).map_err(|_| TallyError::Closed)?;
        done.await.map_err(|_| TallyError::Closed)?
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

fn write(file: &mut File, entries: &mpsc::Receiver<Entry>) {
    while let Ok(first) = entries.recv() {
        let together: Vec<_> = std::iter::once(first).chain(entries.try_iter().take(TOGETHER)).collect();
        let lines: String = together.iter().map(|entry| entry.lines.as_str()).collect();
        let done = file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).map_err(TallyError::from);
        for entry in together {
            // Whoever does not listen any more has given up; the mark stands all the same.
            drop(entry.written.send(done.clone()));
        }
    }
}

/// The latest mark of each token. A last line without an end was cut by a crash, before anybody relied on it.
pub fn latest(path: &Path) -> Result<Vec<Mark>, TallyError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut latest: HashMap<TokenId, Mark> = HashMap::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let mark = match (parse(line.trim_end()), line.ends_with('\n')) {
            (Some(mark), true) => mark,
            // Cut by a crash, then ended by the next start, or not.
            (None, true) if line.len() < LONGEST => continue,
            (_, false) => continue,
            (None, true) => return Err(TallyError::Line(number)),
        };
        let known = latest.entry(mark.token).or_insert(mark);
        if known.revision < mark.revision {
            *known = mark;
        }
    }
    Ok(latest.into_values().collect())
}

fn line(mark: &Mark) -> String {
    let Mark { token, revision, tries, standing } = mark;
    format!("{token} {revision} {tries} {} .\n", word(*standing))
}

fn parse(line: &str) -> Option<Mark> {
    let mut words = line.split(' ');
    let token = words.next()?.parse().ok()?;
    let revision = words.next()?.parse().ok()?;
    let tries = words.next()?.parse().ok()?;
    let standing = words.next()?;
    let standing = STANDINGS.into_iter().find(|known| word(*known) == standing)?;
    // The full stop shows that the line is whole.
    (words.next() == Some(".") && words.next().is_none()).then_some(Mark { token, revision, tries, standing })
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Live => "live",
        Standing::Suspended => "suspended",
        Standing::Lost => "lost",
        Standing::Destroyed(Destruction::Pin) => "pin",
        Standing::Destroyed(Destruction::Deleted) => "deleted",
        Standing::Destroyed(Destruction::Unconfirmed) => "unconfirmed",
    }
}

const STANDINGS: [Standing; 6] = [
    Standing::Live,
    Standing::Suspended,
    Standing::Lost,
    Standing::Destroyed(Destruction::Pin),
    Standing::Destroyed(Destruction::Deleted),
    Standing::Destroyed(Destruction::Unconfirmed),
];

/// Entries that share one sync at most.
const TOGETHER: usize = 127;

/// Bytes of the longest line that a crash can have left half written.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn mark(token: u8, revision: u64, standing: Standing) -> Mark {
        Mark { token: TokenId::from([token; 16]), revision, tries: 3, standing }
    }

    #[tokio::test]
    async fn latest_mark_of_each_token_is_read_back_after_a_crash_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.tally");
        assert!(latest(&path).unwrap().is_empty(), "no file, no marks");
        let tally = Tally::open(&path).unwrap();
        for (revision, standing) in (1..).zip(STANDINGS) {
            tally.add(&[mark(1, revision, standing), mark(2, revision, Standing::Live)]).await.unwrap();
        }
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, whole.trim_end_matches(" .\n")).unwrap();
        let newest = |number: u8| {
            let id = TokenId::from([number; 16]);
            latest(&path).unwrap().into_iter().find(|mark| mark.token == id).unwrap()
        };
        assert_eq!(newest(1), mark(1, 6, Standing::Destroyed(Destruction::Unconfirmed)));
        assert_eq!(newest(2), mark(2, 5, Standing::Live), "the sixth was cut");
        Tally::open(&path).unwrap().add(&[mark(2, 7, Standing::Lost)]).await.unwrap();
        assert_eq!(newest(2), mark(2, 7, Standing::Lost), "and the next one stands alone");
    }

    #[test]
    fn tally_is_refused_when_it_is_another_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "x".repeat(100) + "\n").unwrap();
        assert!(matches!(latest(file.path()), Err(TallyError::Line(1))));
    }
}
