//! What is cut off, and what has to hold afterwards.

use std::path::Path;

use crate::{
    child::Part,
    rounds::{Device, Outcome, Scene},
};
use identity::credential::token::TokenState;
use identity::login::push::PushProgress;

/// A ceremony that writes the vault. What is added to the authenticator is added here and to [`ALL`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ceremony {
    /// The first identity of a device: the vault comes into being with it.
    FirstEnrolment,
    /// One more identity, beside one that is in use.
    AnotherEnrolment,
    /// A login is approved.
    Approval,
    /// The PIN is changed.
    PinChange,
    /// The codes of other issuers come in, several at once, into a vault of their own: all of them or none.
    Import,
    /// The PIN of those codes is changed, which no portal knows of.
    SharedPinChange,
}

/// All of them.
pub(crate) const ALL: [Ceremony; 6] = [
    Ceremony::FirstEnrolment,
    Ceremony::AnotherEnrolment,
    Ceremony::Approval,
    Ceremony::PinChange,
    Ceremony::Import,
    Ceremony::SharedPinChange,
];

impl Ceremony {
    /// Begins it, has it killed, and looks at what is left: wholly there, or as if it had never begun, and in use.
    pub(crate) fn play(self, scene: &mut Scene<'_>) -> Result<Outcome, String> {
        match self {
            Self::FirstEnrolment => first_enrolment(scene),
            Self::AnotherEnrolment => another_enrolment(scene),
            Self::Approval => approval(scene),
            Self::PinChange => pin_change(scene),
            Self::Import => import(scene),
            Self::SharedPinChange => shared_pin_change(scene),
        }
    }
}

fn first_enrolment(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let home = scene.new_home();
    let (user, offer) = scene.offer(None);
    scene.kill(&home, Part::Enrol { qr_text: offer.qr_text.clone(), password: password(&offer), pin: PINS[0].into() });
    // 1. The vault opens, or there is none.
    let (outcome, token, eid) = match scene.witness.identities(&home)?.as_slice() {
        [token] => (Outcome::Done, token.clone(), offer.eid),
        // 2. Wholly absent: it can be enrolled again.
        [] => {
            let (token, eid) = scene.enrol(&home, &user)?;
            (Outcome::Undone, token, eid)
        }
        several => return Err(format!("{} identities after one enrolment", several.len())),
    };
    // 3. Wholly there: it is confirmed and in use.
    scene.put_to_use(&Device { home: home.clone(), user, token, pin: PINS[0], login: None }, eid)?;
    scene.witness.expect(&home, Part::Erase)?;
    Ok(outcome)
}

fn another_enrolment(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let device = scene.take_device()?;
    let home = device.home.clone();
    let (user, offer) = scene.offer(None);
    scene.kill(&home, Part::Enrol { qr_text: offer.qr_text.clone(), password: password(&offer), pin: PINS[1].into() });
    // 1. The identity that was there is there.
    let identities = scene.witness.identities(&home)?;
    let others: Vec<&String> = identities.iter().filter(|token| **token != device.token).collect();
    if others.len() + 1 != identities.len() {
        return Err("the identity that was there before is gone".into());
    }
    // 2. The new one is wholly there or wholly absent.
    let (outcome, token, eid) = match others.as_slice() {
        [token] => (Outcome::Done, (*token).clone(), offer.eid),
        [] => {
            let (token, eid) = scene.enrol_with(&home, &user, PINS[1])?;
            (Outcome::Undone, token, eid)
        }
        several => return Err(format!("{} identities after one enrolment", several.len())),
    };
    let new = Device { home: home.clone(), user, token, pin: PINS[1], login: None };
    scene.put_to_use(&new, eid)?;
    scene.in_use(&device)?;
    scene.witness.expect(&home, Part::Remove { token: new.token })?;
    scene.keep_device(device);
    Ok(outcome)
}

fn approval(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let mut device = scene.take_device()?;
    let login = scene.issuer.push(&device.user, device.login.as_ref().map(|login| &login.secret));
    let part = Part::Approve { token: device.token.clone(), number: login.number.to_string(), pin: device.pin.into() };
    scene.kill(&device.home, part.clone());
    // 1. The identity works.
    scene.in_use(&device)?;
    // 2. The login was approved, or still waits and can be.
    let outcome = match scene.issuer.progress(&login) {
        PushProgress::Approved => Outcome::Done,
        PushProgress::Waiting(_) => {
            scene.witness.expect(&device.home, part)?;
            match scene.issuer.progress(&login) {
                PushProgress::Approved => Outcome::Undone,
                other => return Err(format!("the login that waited was answered and is {other:?}")),
            }
        }
        other => return Err(format!("a login that nobody else has answered is {other:?}")),
    };
    device.login = Some(login);
    scene.keep_device(device);
    Ok(outcome)
}

fn pin_change(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let mut device = scene.take_device()?;
    let (old, new) = (device.pin, if device.pin == PINS[0] { PINS[1] } else { PINS[0] });
    scene.kill(&device.home, Part::ChangePin { token: device.token.clone(), old: old.into(), new: new.into() });
    // Exactly one of the two works.
    let outcome = if scene.witness.has_pin(&device.home, &device.token, new)? {
        device.pin = new;
        Outcome::Done
    } else if scene.witness.has_pin(&device.home, &device.token, old)? {
        Outcome::Undone
    } else {
        return Err("neither the old PIN nor the new one works".into());
    };
    if scene.issuer.state_of(&device.token) != Some(TokenState::Active) {
        return Err(format!("the portal says {:?}", scene.issuer.state_of(&device.token)));
    }
    scene.keep_device(device);
    Ok(outcome)
}

fn import(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let home = scene.new_home();
    scene.kill(&home, Part::Import { pin: PINS[0].into() });
    // 1. All have come in, or none.
    let before = scene.witness.identities(&home)?;
    let outcome = match before.len() {
        0 => Outcome::Undone,
        all if all == KEYS.len() => Outcome::Done,
        some => return Err(format!("{some} codes of {} came in", KEYS.len())),
    };
    expect_codes(scene, &home, &before, PINS[0])?;
    // 2. The same import again brings them where there were none, and none twice.
    scene.witness.expect(&home, Part::Import { pin: PINS[0].into() })?;
    let after = scene.witness.identities(&home)?;
    if after.len() != KEYS.len() || !after.starts_with(&before) {
        return Err(format!("{} codes after an import that followed on {}", after.len(), before.len()));
    }
    expect_codes(scene, &home, &after, PINS[0])?;
    scene.witness.expect(&home, Part::Erase)?;
    Ok(outcome)
}

fn shared_pin_change(scene: &mut Scene<'_>) -> Result<Outcome, String> {
    let home = scene.new_home();
    let (old, new) = (PINS[0], PINS[1]);
    scene.witness.expect(&home, Part::Import { pin: old.into() })?;
    let tokens = scene.witness.identities(&home)?;
    scene.kill(&home, Part::ChangePin { token: tokens[0].clone(), old: old.into(), new: new.into() });
    // 1. Exactly one of the two gives the right codes, and it does for all of them.
    let (outcome, counts, other) = if scene.witness.shows(&home, &tokens[0], new, &KEYS[0].1)? {
        (Outcome::Done, new, old)
    } else {
        (Outcome::Undone, old, new)
    };
    expect_codes(scene, &home, &tokens, counts)?;
    if scene.witness.shows(&home, &tokens[0], other, &KEYS[0].1)? {
        return Err("both PINs work".into());
    }
    // 2. Nothing stands in the way of the next change.
    scene.witness.expect(&home, Part::ChangePin { token: tokens[0].clone(), old: counts.into(), new: other.into() })?;
    expect_codes(scene, &home, &tokens, other)?;
    scene.witness.expect(&home, Part::Erase)?;
    Ok(outcome)
}

/// Every one of these codes, in the order of the keys, is right under this PIN.
fn expect_codes(scene: &mut Scene<'_>, home: &Path, tokens: &[String], pin: &str) -> Result<(), String> {
    for (token, (uri, key)) in tokens.iter().zip(KEYS) {
        if !scene.witness.shows(home, token, pin, &key)? {
            return Err(format!("the codes of {uri} are lost"));
        }
    }
    Ok(())
}

fn password(offer: &identity::enrolment::EnrolmentOffer) -> String {
    offer.activation_password.to_string()
}

/// Codes of other issuers, and their keys. Bytes without structure, as issuers draw them: a key that is text is not masked by
/// the PIN, and every PIN would show its codes.
pub(crate) const KEYS: [(&str, [u8; 20]); 3] = [
    (
        "otpauth://totp/Havn:freja?secret=EYDDETX4MD52XWKZFQDHJQJFVDFHLEPL",
        *b"\x26\x06\x32\x4e\xfc\x60\xfb\xab\xd9\x59\x2c\x06\x74\xc1\x25\xa8\xca\x75\x91\xeb",
    ),
    (
        "otpauth://totp/Sund:freja?secret=EABV3FMLI6OK2CVABUSNMWD7L7NGCV43",
        *b"\x20\x03\x5d\x95\x8b\x47\x9c\xad\x0a\xa0\x0d\x24\xd6\x58\x7f\x5f\xda\x61\x57\x9b",
    ),
    (
        "otpauth://totp/Belt:freja?secret=53V5KM7L5367L32S6PIMBWLFZ5ZMWU6M",
        *b"\xee\xeb\xd5\x33\xeb\xee\xfd\xf5\xef\x52\xf3\xd0\xc0\xd9\x65\xcf\x72\xcb\x53\xcc",
    ),
];

/// Two that nobody would guess.
pub(crate) const PINS: [&str; 2] = ["583017", "840193"];
