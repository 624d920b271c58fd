//! The thief: has the file and the keyring entry, all the time in the world, and no portal.

use std::collections::HashSet;

use otp::totp;
use ring::hmac;
use vault::{
    KeyringEntry, OprfOutput, Pin, PushOpenError, SeglToken, Token, Vault,
    camouflage::unmask,
    push::{self, PushContext},
};

use crate::{
    body,
    victim::{CREATED, CheapKdf, Stolen, sha256},
};

/// What gives a PIN away.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sign {
    /// Two masks come off the same seed.
    SameSeedTwice,
    /// Something made of the PIN lies in the file or in the keyring.
    Stored(&'static str),
    /// A seed that does not look like random bytes.
    Structure,
    /// Something stored opens, or is refused in another way than for the other PINs.
    Unwrapped,
}

/// What one PIN unmasks of one token.
pub(crate) struct Unmasked {
    pub(crate) seed: [u8; 32],
    /// The passcode at the time of enrolment, six digits.
    pub(crate) passcode: u32,
}

/// One PIN, tried.
pub(crate) struct Trial {
    pub(crate) sign: Option<Sign>,
    pub(crate) unmasked: Vec<Unmasked>,
}

/// Everything that was stolen, taken apart.
pub(crate) struct Thief {
    vault: Vault,
    entry: KeyringEntry,
    stored: Stored,
}

impl Thief {
    pub(crate) fn of(stolen: &Stolen) -> Self {
        let entry = KeyringEntry::from_bytes(&stolen.entry).expect("an entry");
        let vault = Vault::open(&stolen.file, &entry).expect("the entry opens the file").vault;
        Self { vault, entry, stored: Stored::of(stolen) }
    }

    /// Tries one PIN against everything.
    pub(crate) fn tries(&self, pin: u32) -> Trial {
        let pin = Pin::parse(&format!("{pin:06}")).expect("six digits");
        let mut sign = self.stored.holds_any([("hash of the PIN", sha256(pin.expose().as_bytes()))]);
        let mut unmasked = Vec::with_capacity(2);
        for (index, token) in self.tokens().enumerate() {
            let stretched = self.vault.stretch(&CheapKdf, &pin, &token.otp.salt).expect("no PIN is refused");
            let seed = unmask(&token.otp.masked, &stretched, &token.otp.salt);
            let (x, seed) = (*stretched.expose(), *seed.expose());
            let passcode = totp::generate(&otp::Secret::from(&seed), token.otp.parameters, CREATED);
            let passcode = passcode.expose();
            if self.stored.holds(passcode.as_bytes()) {
                sign = Some(Sign::Stored("passcode"));
            }
            // Both tokens are made in one way: what is not in the first is not in the second.
            if index == 0 {
                sign = sign.or_else(|| self.looks_closer(token, &x, &seed));
            }
            unmasked.push(Unmasked { seed, passcode: passcode.parse().expect("digits") });
        }
        if unmasked.windows(2).any(|pair| pair[0].seed[..6] == pair[1].seed[..6]) {
            sign = Some(Sign::SameSeedTwice);
        }
        Trial { sign, unmasked }
    }

    fn looks_closer(&self, token: &SeglToken, x: &[u8; 32], seed: &[u8; 32]) -> Option<Sign> {
        let stored = self.stored.holds_any(derived(token, x, seed));
        let structure = || has_structure(seed).then_some(Sign::Structure);
        stored.or_else(structure).or_else(|| self.unwraps(token, x))
    }

    fn tokens(&self) -> impl Iterator<Item = &SeglToken> {
        self.vault.tokens.iter().map(|token| match token {
            Token::Segl(token) => token,
            other => panic!("the stolen vaults hold portal tokens, not {other:?}"),
        })
    }

    /// The user key with a guess in place of what the portal would answer.
    fn unwraps(&self, token: &SeglToken, guess: &[u8; 32]) -> Option<Sign> {
        let binding = self.vault.binding();
        let context =
            PushContext { device_secret: &self.entry.device_secret, binding: &binding, token_id: &token.token_id };
        let opened = push::unwrap(&token.push, &OprfOutput::from_bytes(*guess), context);
        (opened.err() != Some(PushOpenError::WrongPin)).then_some(Sign::Unwrapped)
    }
}

/// What a careless programmer might have stored beside the seed.
fn derived(token: &SeglToken, x: &[u8; 32], seed: &[u8; 32]) -> [(&'static str, [u8; 32]); 5] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, seed), &token.token_id.0);
    [
        ("stretched PIN", *x),
        ("seed", *seed),
        ("hash of the stretched PIN", sha256(x)),
        ("hash of the seed", sha256(seed)),
        ("tag under the seed", tag.as_ref().try_into().expect("SHA-256 has 32 bytes")),
    ]
}

/// Whether 32 bytes are of a kind that random ones are less than once in 10^10 times.
fn has_structure(seed: &[u8; 32]) -> bool {
    let quarters = [0, 8, 16, 24].map(|at| u64::from_le_bytes(seed[at..at + 8].try_into().expect("eight bytes")));
    let ones: u32 = quarters.iter().map(|quarter| quarter.count_ones()).sum();
    // Seven standard deviations of 256 coins.
    let unbalanced = !(72..=184).contains(&ones);
    let text = seed.iter().all(|byte| (b' '..=b'~').contains(byte));
    // Six equal bytes have three at a multiple of three among them.
    let mut thirds = (0..30).step_by(3).filter(|&at| seed[at] == seed[at + 1] && seed[at] == seed[at + 2]);
    let run = thirds.any(|at| seed.windows(6).any(|window| window.iter().all(|byte| *byte == seed[at])));
    unbalanced || text || run
}

/// Every piece of six bytes of header, plain body and keyring entry, and of what their texts say in hexadecimal.
pub(crate) struct Stored {
    pieces: HashSet<[u8; 6]>,
    /// Whether any piece begins with these two bytes: asked a million times, so it is asked cheaply.
    beginnings: Vec<bool>,
}

impl Stored {
    pub(crate) fn of(stolen: &Stolen) -> Self {
        let body = body::open(&stolen.file, &stolen.entry);
        let mut pieces = HashSet::new();
        for bytes in [&stolen.file[..body::HEADER_LEN], &body, &stolen.entry] {
            let hexadecimal = bytes.split(|byte| !byte.is_ascii_hexdigit()).filter(|text| text.len() >= 12);
            let decoded = hexadecimal.filter_map(|text| hex::decode(&text[..text.len() & !1]).ok());
            for bytes in decoded.chain([bytes.to_vec()]) {
                pieces.extend(bytes.windows(6).map(|piece| <[u8; 6]>::try_from(piece).expect("six bytes")));
            }
        }
        let mut beginnings = vec![false; 1 << 16];
        for piece in &pieces {
            beginnings[beginning(piece)] = true;
        }
        Self { pieces, beginnings }
    }

    /// Whether the first six bytes lie anywhere.
    pub(crate) fn holds(&self, value: &[u8]) -> bool {
        self.beginnings[beginning(value)] && self.pieces.contains(&value[..6])
    }

    fn holds_any<const N: usize>(&self, values: [(&'static str, [u8; 32]); N]) -> Option<Sign> {
        values.iter().find(|(_, value)| self.holds(value)).map(|(name, _)| Sign::Stored(name))
    }
}

fn beginning(value: &[u8]) -> usize {
    usize::from(value[0]) << 8 | usize::from(value[1])
}
