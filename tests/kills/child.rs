//! The device: one process of real parts, which a kill or a witness is for. This test starts itself as that process.

use std::{
    env,
    io::{self, BufRead as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use authenticator::{Authenticator, Failure, Identity, Pin, PinError, TokenId, Typed, ports::Ports};
use device::{clock::SystemClock, description, entropy::SystemEntropy, http::Https, keyring, presence::Nobody};
use segl_tests::session::Session;
use serde::{Deserialize, Serialize};

use crate::{broken::Writer, ceremony::KEYS, issuer::CheapKdf, points::Places};

/// What a device is asked to do.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum Part {
    /// Names its identities.
    Identities,
    /// Enrols.
    Enrol { qr_text: String, password: String, pin: String },
    /// Shows a code, which has the portal check the PIN.
    Codes { token: String, pin: String },
    /// Takes the challenge that waits, and approves it.
    Approve { token: String, number: String, pin: String },
    /// Stores the codes of other issuers, all of them.
    Import { pin: String },
    /// Shows a code of another issuer.
    Shows { token: String, pin: String },
    /// Changes the PIN.
    ChangePin { token: String, old: String, new: String },
    /// Removes an identity.
    Remove { token: String },
    /// Removes everything.
    Erase,
}

/// A part, and on which device.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Play {
    pub(crate) home: PathBuf,
    pub(crate) part: Part,
    pub(crate) writer: Writer,
    /// The place ([`Places`]) to be killed at.
    pub(crate) fatal: Option<usize>,
}

impl Play {
    /// On this device, with nothing wrong about it.
    pub(crate) fn sound(home: &Path, part: Part) -> Self {
        Self { home: home.into(), part, writer: Writer::Sound, fatal: None }
    }

    /// The process of its own that plays it.
    pub(crate) fn command(&self, session: &Session) -> Command {
        let mut command = process(session);
        command.env(PLAY, serde_json::to_string(self).unwrap());
        command
    }

    /// Plays it here.
    fn run(&self) -> Answer {
        let authenticator = compose(self);
        match play(&authenticator, &self.part) {
            Ok(texts) => Answer::Done(texts),
            Err(failure) => Answer::Refused(failure.code.as_str().to_owned()),
        }
    }
}

/// What came of a part.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Answer {
    /// Done: token ids of the identities, or of the one it was about.
    Done(Vec<String>),
    /// The stable code of a failure.
    Refused(String),
}

/// The process that plays one part after another, as they come over its standard input.
pub(crate) fn witness(session: &Session) -> Command {
    let mut command = process(session);
    command.env(PLAY, ONE_AFTER_ANOTHER);
    command
}

/// What a process says, if this is a line of it: a test's own output may stand before.
pub(crate) fn said(line: &str) -> Option<&str> {
    line.split_once(MARK).map(|(_, said)| said.trim_end())
}

/// What a process says before its part.
pub(crate) const BEGUN: &str = "begun";

fn process(session: &Session) -> Command {
    let mut command = session.command(env::current_exe().unwrap());
    command.args(["--exact", "child::plays_its_part", "--ignored", "--nocapture", "--test-threads=1"]);
    command
}

#[test]
#[ignore = "the process that is killed; the other tests start it"]
fn plays_its_part() {
    match env::var(PLAY) {
        Err(_) => {}
        Ok(play) if play == ONE_AFTER_ANOTHER => {
            for line in io::stdin().lock().lines() {
                let play: Play = serde_json::from_str(&line.unwrap()).unwrap();
                say(&serde_json::to_string(&play.run()).unwrap());
            }
        }
        Ok(play) => {
            device::memory::protect();
            let play: Play = serde_json::from_str(&play).unwrap();
            say(BEGUN);
            say(&serde_json::to_string(&play.run()).unwrap());
        }
    }
}

fn say(text: &str) {
    let mut output = io::stdout().lock();
    writeln!(output, "{MARK}{text}").and_then(|()| output.flush()).unwrap();
}

/// As `device::authenticator` does it, but for the places and what stands in Argon2id's place.
fn compose(play: &Play) -> Authenticator {
    let places = Places::fatal(play.fatal);
    Authenticator::new(Ports {
        keyring: Box::new(places.around(keyring::of_folder(&play.home))),
        vault_file: Box::new(places.around(play.writer.open(play.home.clone()))),
        portal: Box::new(places.around(Https::new("segl/kills"))),
        clock: Box::new(SystemClock),
        entropy: Box::new(SystemEntropy::default()),
        presence: Box::new(Nobody),
        kdf: Box::new(CheapKdf),
        device: description::describe("0.1.0"),
    })
}

fn play(authenticator: &Authenticator, part: &Part) -> Result<Vec<String>, Failure> {
    match part {
        Part::Identities => Ok(authenticator.identities()?.iter().map(named).collect()),
        Part::Enrol { qr_text, password, pin } => {
            let invitation = authenticator.read_invitation(qr_text)?;
            let activated = authenticator.activate(&invitation, password)?;
            let pin = authenticator.choose_pin(&activated, pin)?;
            Ok(vec![named(&authenticator.finish(&activated, &pin)?)])
        }
        Part::Codes { token, pin } => {
            let codes = authenticator.passcodes(id(token), &typed(pin)?)?;
            // A code that nobody has checked proves nothing.
            Ok(if codes.checked { vec![token.clone()] } else { Vec::new() })
        }
        Part::Approve { token, number, pin } => {
            let poll = authenticator.poll(id(token), None, 0)?;
            let Some(challenge) = poll.challenge else { return Ok(Vec::new()) };
            authenticator.approve(&challenge, number, &typed(pin)?)?;
            Ok(vec![token.clone()])
        }
        Part::Import { pin } => {
            let keys: Result<Vec<_>, _> = KEYS.iter().map(|(uri, _)| authenticator.read_otpauth(uri)).collect();
            authenticator.add_import(&keys.unwrap(), &typed(pin)?, Typed::Twice)?;
            Ok(Vec::new())
        }
        Part::Shows { token, pin } => {
            let codes = authenticator.passcodes(id(token), &typed(pin)?)?;
            Ok(vec![codes.current.valid_from.to_string(), codes.current.passcode.expose().to_string()])
        }
        Part::ChangePin { token, old, new } => {
            let old = typed(old)?;
            let new = authenticator.judge_pin(id(token), &old, new)?;
            authenticator.change_pin(id(token), &old, &new)?;
            Ok(vec![token.clone()])
        }
        Part::Remove { token } => authenticator.remove(id(token)).map(|()| Vec::new()).map_err(Failure::from),
        Part::Erase => authenticator.erase().map(|()| Vec::new()).map_err(Failure::from),
    }
}

fn named(identity: &Identity) -> String {
    identity.token_id.to_string()
}

fn id(token: &str) -> TokenId {
    token.parse().unwrap()
}

fn typed(pin: &str) -> Result<Pin, PinError> {
    Pin::parse(pin)
}

const PLAY: &str = "SEGL_KILLS_PLAY";
const ONE_AFTER_ANOTHER: &str = "one after another";
const MARK: &str = "kills: ";
