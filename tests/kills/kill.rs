//! How a process is killed, and where.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::ExitStatusExt as _,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
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

    /// The system calls, where it is about them; those of one kind together.
    fn calls(self) -> &'static [&'static str] {
        match self {
            Self::File => &FILE_CALLS,
            Self::Keyring => &["sendmsg", "recvmsg"],
            Self::Network => &["sendto", "recvfrom", "connect"],
            // One sequence of its own.
            Self::Place | Self::Time => &[""],
        }
    }

    /// Places between two kills of one sweep.
    fn stride(self) -> u32 {
        if self == Self::File { 1 } else { 5 }
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

/// Where the next kill of each kind comes: for one call after the other, in strides to the end, which a process shows that
/// comes to it alive, and then through the places between them.
pub(crate) struct Aims {
    next: [[Mutex<Aim>; Kind::ALL.len()]; ceremony::ALL.len()],
    longest: [AtomicU64; ceremony::ALL.len()],
}

#[derive(Clone, Copy, Default)]
struct Aim {
    /// Which of the kind's calls.
    call: usize,
    /// So many of them have been aimed at in this sweep.
    passed: u32,
    sweep: u32,
}

impl Aim {
    fn nth(self, stride: u32) -> u32 {
        self.sweep % stride + self.passed * stride + 1
    }
}

impl Aims {
    pub(crate) fn new() -> Self {
        Self {
            next: std::array::from_fn(|_| std::array::from_fn(|_| Mutex::default())),
            longest: std::array::from_fn(|_| AtomicU64::new(FIRST_GUESS)),
        }
    }

    /// Lets the process of a play be killed. `dice` is any number, for a moment that nobody chooses.
    pub(crate) fn kill(&self, play: Play, ceremony: Ceremony, kind: Kind, session: &Session, dice: u32) -> Ended {
        let (row, column) = (position(&ceremony::ALL, &ceremony), position(&Kind::ALL, &kind));
        let aim = {
            let mut next = self.next[row][column].lock().unwrap();
            next.passed += 1;
            Aim { passed: next.passed - 1, ..*next }
        };
        let (calls, nth) = (kind.calls()[aim.call], aim.nth(kind.stride()));
        let ended = match kind {
            Kind::File => {
                let paths = FILES.map(|file| play.home.join(file));
                run(disk::killed_at(&play.command(session), calls, &paths, nth), None)
            }
            Kind::Keyring | Kind::Network => run(disk::killed(&play.command(session), calls, nth), None),
            Kind::Place => {
                let fatal = Some(usize::try_from(nth).unwrap());
                run(Play { fatal, ..play }.command(session), None)
            }
            Kind::Time => return self.kill_in_time(&play, ceremony, session, dice),
        };
        let mut next = self.next[row][column].lock().unwrap();
        if !ended.was_killed && (next.call, next.sweep) == (aim.call, aim.sweep) {
            let is_last = aim.call + 1 == kind.calls().len();
            *next =
                Aim { call: if is_last { 0 } else { aim.call + 1 }, passed: 0, sweep: aim.sweep + u32::from(is_last) };
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

const FILE_CALLS: [&str; 7] =
    ["rename,renameat,renameat2", "link,linkat", "fsync,fdatasync", "unlink,unlinkat", "write", "flock", "openat"];

/// The folder itself is the first: its entries are synced too.
const FILES: [&str; 4] = ["", "vault.segl", "vault.prev", "vault.lock"];

/// Microseconds.
const FIRST_GUESS: u64 = 600_000;

const SIGKILL: i32 = 9;
