//! Rounds of kill and look, on several devices at once.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use identity::account::user::User;
use identity::credential::token::TokenState;
use identity::enrolment::EnrolmentOffer;
use protocol::EnrolmentId;
use rand_core::RngCore as _;
use segl_tests::session::Session;
use tempfile::TempDir;
use testkit::WaitingLogin;

use crate::{
    broken::Writer,
    ceremony::{self, Ceremony, PINS},
    child::{Part, Play},
    issuer::{Issuer, Stretching},
    kill::{Aims, Ended, Kind},
    seeded::Seeded,
    tally::Tally,
    witness::Witness,
};

/// What is found after a kill that did no harm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// As if the ceremony had come to its end.
    Done,
    /// As if it had never begun.
    Undone,
}

/// A device with one identity in use.
pub(crate) struct Device {
    pub(crate) home: PathBuf,
    pub(crate) user: User,
    pub(crate) token: String,
    pub(crate) pin: &'static str,
    pub(crate) login: Option<WaitingLogin>,
}

/// One desk at which devices are killed: a session with a keyring, and who looks afterwards.
pub(crate) struct Scene<'a> {
    pub(crate) issuer: &'a Issuer,
    pub(crate) witness: Witness,
    session: Session,
    folder: TempDir,
    homes: usize,
    device: Option<Device>,
    aims: &'a Aims,
    writer: Writer,
    dice: Seeded,
    round: (Ceremony, Kind),
    ended: Option<Ended>,
}

impl<'a> Scene<'a> {
    fn new(issuer: &'a Issuer, aims: &'a Aims, writer: Writer, seed: u64) -> Self {
        let session = Session::start();
        Self {
            issuer,
            witness: Witness::start(&session),
            session,
            folder: TempDir::with_prefix("segl-kills-").unwrap(),
            homes: 0,
            device: None,
            aims,
            writer,
            dice: Seeded::new(seed),
            round: (ceremony::ALL[0], Kind::ALL[0]),
            ended: None,
        }
    }

    /// A data folder that does not exist yet.
    pub(crate) fn new_home(&mut self) -> PathBuf {
        self.homes += 1;
        self.folder.path().join(format!("data-{}", self.homes))
    }

    /// A QR code for this employee, or for a new one.
    pub(crate) fn offer(&self, user: Option<&User>) -> (User, EnrolmentOffer) {
        let user = user.cloned().unwrap_or_else(|| self.issuer.user());
        let offer = self.issuer.offer(&user, Stretching::Cheap);
        (user, offer)
    }

    /// Has the part begun on this device, and killed as this round says.
    pub(crate) fn kill(&mut self, home: &Path, part: Part) {
        let (ceremony, kind) = self.round;
        let play = Play { writer: self.writer, ..Play::sound(home, part) };
        self.ended = Some(self.aims.kill(play, ceremony, kind, &self.session, self.dice.next_u32()));
    }

    /// Enrols with nobody in the way; the portal waits for *OK*.
    pub(crate) fn enrol(&mut self, home: &Path, user: &User) -> Result<(String, EnrolmentId), String> {
        self.enrol_with(home, user, PINS[0])
    }

    /// [`Scene::enrol`] with this PIN.
    pub(crate) fn enrol_with(&mut self, home: &Path, user: &User, pin: &str) -> Result<(String, EnrolmentId), String> {
        let (_, offer) = self.offer(Some(user));
        let password = offer.activation_password.to_string();
        let tokens = self.witness.expect(home, Part::Enrol { qr_text: offer.qr_text, password, pin: pin.into() })?;
        Ok((tokens.into_iter().next().unwrap(), offer.eid))
    }

    /// *OK* in the portal, and the first code. A device that was cut off before it could say that it is ready says so with
    /// its first use.
    pub(crate) fn put_to_use(&mut self, device: &Device, eid: EnrolmentId) -> Result<(), String> {
        if self.issuer.confirm(&device.user, eid).is_err() {
            if !self.witness.has_pin(&device.home, &device.token, device.pin)? {
                return Err("half-made: the PIN does not open it".into());
            }
            self.issuer.confirm(&device.user, eid).map_err(|error| format!("half-made: {error}"))?;
        }
        self.in_use(device)
    }

    /// Whether the identity works with its PIN, and the portal finds nothing wrong with it.
    pub(crate) fn in_use(&mut self, device: &Device) -> Result<(), String> {
        if !self.witness.has_pin(&device.home, &device.token, device.pin)? {
            return Err("the PIN does not work any more".into());
        }
        match self.issuer.state_of(&device.token) {
            Some(TokenState::Active) => Ok(()),
            Some(TokenState::Copied { .. }) => Err("a false alarm: the portal takes it for a copy".into()),
            other => Err(format!("the portal says {other:?}")),
        }
    }

    /// The device of this desk, which is enrolled first if there is none.
    pub(crate) fn take_device(&mut self) -> Result<Device, String> {
        if let Some(device) = self.device.take() {
            return Ok(device);
        }
        let (home, user) = (self.new_home(), self.issuer.user());
        let (token, eid) = self.enrol(&home, &user)?;
        let device = Device { home, user, token, pin: PINS[0], login: None };
        self.put_to_use(&device, eid)?;
        Ok(device)
    }

    /// Puts it back. After harm was done nobody does, and the next round begins with a new one.
    pub(crate) fn keep_device(&mut self, device: Device) {
        self.device = Some(device);
    }

    fn play(&mut self, ceremony: Ceremony, kind: Kind) -> (Option<Ended>, Result<Outcome, String>) {
        (self.round, self.ended) = ((ceremony, kind), None);
        let outcome = ceremony.play(self);
        if self.device.is_none() || ceremony == Ceremony::FirstEnrolment {
            let kept = self.device.as_ref().map(|device| device.home.clone());
            for old in fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
                if Some(&old) != kept.as_ref() {
                    fs::remove_dir_all(old).unwrap();
                }
            }
        }
        (self.ended.take(), outcome)
    }
}

/// Plays rounds until there were so many kills, or too much harm to go on.
fn play(
    ceremonies: &[Ceremony],
    kinds: &[Kind],
    writer: Writer,
    desks: u64,
    kills: usize,
    harm: usize,
    seed: u64,
) -> Tally {
    let (issuer, aims) = (Issuer::start(), Aims::new());
    let (tally, rounds) = (Mutex::new(Tally::default()), AtomicUsize::new(0));
    thread::scope(|scope| {
        for desk in 0..desks {
            let (issuer, aims, tally, rounds) = (&issuer, &aims, &tally, &rounds);
            scope.spawn(move || {
                let mut scene = Scene::new(issuer, aims, writer, seed + desk);
                while !tally.lock().unwrap().is_enough(kills, harm) {
                    let round = rounds.fetch_add(1, Ordering::SeqCst);
                    let ceremony = ceremonies[round % ceremonies.len()];
                    let kind = kinds[round / ceremonies.len() % kinds.len()];
                    let (ended, outcome) = scene.play(ceremony, kind);
                    tally.lock().unwrap().add(ceremony, kind, ended, outcome);
                }
            });
        }
    });
    tally.into_inner().unwrap()
}

/// More than processors: most of a round is waiting for disks.
const DESKS: u64 = 6;

/// For harm that is soon done.
const FEW_DESKS: u64 = 2;

#[test]
fn nothing_is_lost_half_made_or_suspected_wherever_a_device_is_killed() {
    let kills = crate::kills() - crate::kills() / crate::ONE_IN_REAL_SEGL;
    let seed = std::env::var("SEGL_SEED").map_or(1, |seed| seed.parse().expect("SEGL_SEED is a number"));
    let tally = play(&ceremony::ALL, &Kind::TURNS, Writer::Sound, DESKS, kills, 10, seed);
    println!("{tally}");
    assert!(tally.harm.is_empty(), "{:#?}", tally.harm);
    assert!(tally.kills() >= kills, "{tally}");
    for outcome in [Outcome::Done, Outcome::Undone] {
        for ceremony in ceremony::ALL {
            assert!(tally.has(ceremony, outcome) || kills < 200, "{ceremony:?} was never {outcome:?}\n{tally}");
        }
    }
}

#[test]
fn harm_is_noticed_when_the_vault_is_written_in_place() {
    for kind in [Kind::File, Kind::Time] {
        let tally = play(&[Ceremony::PinChange], &[kind], Writer::InPlace, FEW_DESKS, 400, 1, 1);
        println!("{tally}");
        assert!(!tally.harm.is_empty(), "a torn vault was not noticed\n{tally}");
    }
}

#[test]
fn harm_is_noticed_when_the_vault_is_written_late() {
    let tally = play(&[Ceremony::PinChange, Ceremony::Approval], &Kind::TURNS, Writer::Late, FEW_DESKS, 400, 1, 1);
    println!("{tally}");
    assert!(!tally.harm.is_empty(), "a vault older than the keyring or the portal knows was not noticed\n{tally}");
}
