//! How a process is killed, and where.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::ExitStatusExt as _,
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use segl_tests::{disk, session::Session};

use crate::{
    ceremony::{self, Ceremony},
    child::{Answer, BEGUN, Play, said},
};

/// What decides where the kill comes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Before or after a call of a port: keyring, vault file, portal.
    Place,
    /// As a system call on the vault's files or folder begins: write, fsync, link, rename, unlink, lock.
    File,
    /// As a system call to the keyring's bus begins.
    Keyring,
    /// As a system call to the portal begins.
    Network,
    /// Some time after the ceremony has begun.
    Time,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Place, Self::File, Self::Keyring, Self::Network, Self::Time];

    /// In this order they come, again and again.
    pub(crate) const TURNS: [Self; 10] = [
        Self::Place,
        Self::File,
        Self::Time,
        Self::Place,
        Self::Keyring,
        Self::Time,
        Self::Place,
        Self::File,
        Self::Time,
        Self::Network,
    ];

    /// The system calls, where it is about them.
    pub(crate) fn calls(self) -> Option<&'static str> {
        match self {
            Self::File => Some(FILE_CALLS),
            Self::Keyring => Some("sendmsg,recvmsg"),
            Self::Network => Some("connect,sendto,recvfrom"),
            Self::Place | Self::Time => None,
        }
    }
}

/// What came of a process that was to be killed.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Whether the kill came before the process was done.
    pub(crate) was_killed: bool,
    /// What it said, if it came to say it.
    pub(crate) answer: Option<Answer>,
}

/// Where the next kill of each kind comes: in strides to the end, which a process shows that comes to it alive, and then
/// through the places between them.
pub(crate) struct Aims {
    next: [[AtomicU32; Kind::ALL.len()]; ceremony::ALL.len()],
    sweeps: [[AtomicU32; Kind::ALL.len()]; ceremony::ALL.len()],
    longest: [AtomicU64; ceremony::ALL.len()],
}

impl Aims {
    pub(crate) fn new() -> Self {
        let ones = || std::array::from_fn(|_| std::array::from_fn(|_| AtomicU32::new(1)));
        Self { next: ones(), sweeps: ones(), longest: std::array::from_fn(|_| AtomicU64::new(FIRST_GUESS)) }
    }

    /// Lets the process of a play be killed. `dice` is any number, for a moment that nobody chooses.
    pub(crate) fn kill(&self, play: Play, ceremony: Ceremony, kind: Kind, session: &Session, dice: u32) -> Ended {
        let (row, column) = (position(&ceremony::ALL, &ceremony), position(&Kind::ALL, &kind));
        let next = &self.next[row][column];
        let nth = next.fetch_add(STRIDE, Ordering::SeqCst);
        let ended = match kind.calls() {
            Some(calls) if kind == Kind::File => {
                let paths = FILES.map(|file| play.home.join(file));
                run(disk::killed_at(&play.command(session), calls, &paths, nth), None)
            }
            Some(calls) => run(disk::killed(&play.command(session), calls, nth), None),
            None if kind == Kind::Place => {
                let fatal = Some(usize::try_from(nth).unwrap());
                run(Play { fatal, ..play }.command(session), None)
            }
            None => return self.kill_in_time(&play, ceremony, session, dice),
        };
        if !ended.was_killed {
            next.store(self.sweeps[row][column].fetch_add(1, Ordering::SeqCst) % STRIDE + 1, Ordering::SeqCst);
        }
        ended
    }

    /// Any moment of a run is as likely as any other. How long one takes depends on the machine: the guess grows with each
    /// kill, and shrinks to what was seen when a process came to its end.
    fn kill_in_time(&self, play: &Play, ceremony: Ceremony, session: &Session, dice: u32) -> Ended {
        let longest = &self.longest[position(&ceremony::ALL, &ceremony)];
        let moment = longest.load(Ordering::SeqCst) * u64::from(dice % 1_000) / 1_000;
        let start = now();
        let ended = run(play.command(session), Some(Duration::from_micros(moment)));
        let guess = if ended.was_killed {
            longest.load(Ordering::SeqCst) * 11 / 10
        } else {
            u64::try_from(start.elapsed().as_micros()).unwrap()
        };
        longest.store(guess, Ordering::SeqCst);
        ended
    }
}

/// Runs the process to its end, or kills it so long after it has begun.
fn run(mut command: Command, kill_after: Option<Duration>) -> Ended {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    if let Some(moment) = kill_after {
        while output.read_line(&mut text).unwrap() > 0 && !text.lines().any(|line| said(line) == Some(BEGUN)) {}
        thread::sleep(moment);
        // It may have ended meanwhile.
        let _ = child.kill();
    }
    // A line that the kill has torn is no answer.
    let _ = output.read_to_string(&mut text);
    let status = child.wait().unwrap();
    let answer = text.lines().filter_map(said).find_map(|said| serde_json::from_str(said).ok());
    Ended { was_killed: status.signal() == Some(SIGKILL), answer }
}

fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "how long a ceremony takes is a question for the real clock")]
fn now() -> Instant {
    Instant::now()
}

const FILE_CALLS: &str =
    "openat,write,fsync,fdatasync,ftruncate,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,flock";

/// The folder itself is the first: its entries are synced too.
const FILES: [&str; 4] = ["", "vault.segl", "vault.prev", "vault.lock"];

/// Places between two kills of one sweep.
const STRIDE: u32 = 5;

/// Microseconds.
const FIRST_GUESS: u64 = 600_000;

const SIGKILL: i32 = 9;
