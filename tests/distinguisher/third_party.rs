//! The same thief before keys of other issuers (`docs/vault-format.md` §6a): what a guard leaves him, that it leaves him
//! nothing once it is gone, and that he takes the PIN where one key is masked twice.

use std::{collections::HashMap, thread};

use otp::{Scheme, Secret, hotp, totp};
use vault::{
    DeviceSecret, KdfParameters, OtpKey, OtpToken, Pin, SharedKey, SharedPin, Token, TokenId, Vault,
    third_party::has_structure,
};

use crate::{
    ALL, EARLY_PIN, PIN, chi_squared,
    seeded::Seeded,
    thief::{Sign, Stored},
    victim::{CREATED, CheapKdf, Flaw, Stolen, sha256, stolen_with},
};

/// What the thief carries away: file, both entries, and the file before with its own entry where those were left.
struct Loot {
    vault: Vault,
    shared: SharedPin,
    secret: DeviceSecret,
    stored: Stored,
    before: Option<Before>,
}

/// An earlier masking of the same keys.
struct Before {
    vault: Vault,
    shared: SharedPin,
    secret: DeviceSecret,
}

/// What one PIN gives of the keys.
struct Trial {
    /// The guard says no.
    excluded: bool,
    sign: Option<Sign>,
    /// The first key's passcode at the time it was added.
    passcode: u32,
}

impl Loot {
    fn tries(&self, pin: u32) -> Trial {
        let pin = digits(pin);
        let key = self.vault.stretch_shared(&CheapKdf, &pin, &self.shared, &self.secret).expect("no PIN is refused");
        let excluded = self.shared.guard.is_some_and(|guard| !key.passes(guard));
        let mut opened = masked(&self.vault, &key);
        let passcode = passcode(&opened[0]);
        let mut sign = opened.iter().find_map(|bytes| self.looks(bytes));
        if let Some(before) = &self.before {
            let key = before.vault.stretch_shared(&CheapKdf, &pin, &before.shared, &before.secret);
            opened.extend(masked(&before.vault, &key.expect("no PIN is refused")));
        }
        let beginnings: std::collections::HashSet<_> = opened.iter().map(|bytes| &bytes[..6]).collect();
        if beginnings.len() < opened.len() {
            sign = Some(Sign::SameSeedTwice);
        }
        Trial { excluded, sign, passcode }
    }

    fn looks(&self, key: &[u8]) -> Option<Sign> {
        let stored = [("key", key.to_vec()), ("hash of the key", sha256(key).to_vec())];
        let stored = stored.iter().find(|(_, value)| self.stored.holds(value)).map(|(name, _)| Sign::Stored(name));
        // A chance below 10^-10 for a random key: twenty bytes of text, or all alike.
        stored.or_else(|| (key.len() >= 20 && has_structure(key)).then_some(Sign::Structure))
    }
}

fn digits(pin: u32) -> Pin {
    Pin::parse(&format!("{pin:06}")).expect("six digits")
}

fn masked(vault: &Vault, key: &SharedKey) -> Vec<Vec<u8>> {
    let masked = vault.tokens.iter().filter_map(|token| match token {
        Token::Otp(OtpToken { key: sealed @ OtpKey::Masked { .. }, .. }) => Some(sealed.open(key).expose().to_vec()),
        _ => None,
    });
    masked.collect()
}

fn passcode(key: &[u8]) -> u32 {
    let secret = Secret::new(key.to_vec()).expect("a key");
    totp::generate(&secret, totp::Parameters::default(), CREATED).expose().parse().expect("digits")
}

/// Which of the tokens' rules is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Breach {
    None,
    /// A key of text is masked all the same.
    TextIsMasked,
    /// The file before a masking and its secret were not removed.
    BeforeIsKept,
    /// One key was added twice.
    KeyTwice,
}

fn random(rng: &mut Seeded, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rand_core::RngCore::fill_bytes(rng, &mut bytes);
    bytes
}

fn token(key: OtpKey, number: u8) -> OtpToken {
    let scheme = match number {
        0 => Scheme::Totp(totp::Parameters::default()),
        _ => Scheme::Hotp(hotp::Parameters {
            algorithm: otp::Algorithm::Sha1,
            digits: otp::Digits::SIX,
            counter: u64::from(number),
        }),
    };
    let (issuer, account) = (format!("Udsteder {number}"), "mette".to_owned());
    OtpToken {
        id: TokenId([number; 16]),
        issuer,
        account,
        label: None,
        scheme,
        key,
        created: CREATED,
        bound: false,
        marks: vault::Marks::default(),
    }
}

/// Three masked keys and one of text, beside portal tokens or under a guard.
fn loot(pin: u32, beside_portal: bool, breach: Breach) -> Loot {
    let rng = &mut Seeded::new(77);
    let (mut vault, device_secret) = if beside_portal {
        stolen_with(&format!("{pin:06}"), Flaw::None)
    } else {
        (Vault::generate(rng, KdfParameters::default()), DeviceSecret::generate(rng))
    };
    let (mut shared, secret) = SharedPin::generate(rng);
    let stretch = |vault: &Vault, shared: &SharedPin, secret: &DeviceSecret| {
        vault.stretch_shared(&CheapKdf, &digits(pin), shared, secret).expect("it never fails")
    };
    let key = stretch(&vault, &shared, &secret);
    let mut keys = [random(rng, 20), random(rng, 32), random(rng, 10)];
    if breach == Breach::KeyTwice {
        let [first, second, _] = &mut keys;
        second.clone_from(first);
    }
    for (number, bytes) in (0..).zip(&keys) {
        let sealed = OtpKey::seal(Secret::new(bytes.clone()).expect("a key"), &key, rng);
        vault.tokens.push(Token::Otp(token(sealed, number)));
    }
    let text = Secret::new(b"12345678901234567890".to_vec()).expect("a key");
    let sealed =
        if breach == Breach::TextIsMasked { masked_text(&key, &text, rng) } else { OtpKey::seal(text, &key, rng) };
    vault.tokens.push(Token::Otp(token(sealed, 3)));
    shared.guard = (!beside_portal).then(|| key.guard());
    vault.shared_pin = Some(shared);
    let (mut shared, mut secret, mut before) = (shared, secret, None);
    if breach == Breach::BeforeIsKept {
        let (file, entry) = sealed_bytes(&vault, &device_secret, rng);
        let (mut next, next_secret) = SharedPin::generate(rng);
        let new = stretch(&vault, &next, &next_secret);
        next.guard = shared.guard.map(|_| new.guard());
        vault.remask(&key, &new, next, rng);
        before = Some(Before { vault: opened(&file, &entry), shared, secret });
        (shared, secret) = (next, next_secret);
    }
    let (file, entry) = sealed_bytes(&vault, &device_secret, rng);
    let stored = Stored::of(&Stolen { file: file.clone(), entry: entry.clone() });
    Loot { vault: opened(&file, &entry), shared, secret, stored, before }
}

/// A mask over text, by a detour: a random key of the same length is masked, and what differs is put on top.
fn masked_text(shared: &SharedKey, text: &Secret, rng: &mut Seeded) -> OtpKey {
    let other = random(rng, text.expose().len());
    match OtpKey::seal(Secret::new(other.clone()).expect("a key"), shared, rng) {
        OtpKey::Masked { salt, masked } => {
            let masked = masked.iter().zip(other.iter().zip(text.expose())).map(|(mask, (a, b))| mask ^ a ^ b);
            OtpKey::Masked { salt, masked: masked.collect() }
        }
        OtpKey::Bare(_) => panic!("random bytes are masked"),
    }
}

fn sealed_bytes(vault: &Vault, secret: &DeviceSecret, rng: &mut Seeded) -> (Vec<u8>, Vec<u8>) {
    let sealed = vault.seal(secret, rng).expect("six tokens fit");
    (sealed.bytes, sealed.entry.to_bytes().to_vec())
}

fn opened(file: &[u8], entry: &[u8]) -> Vault {
    let entry = vault::KeyringEntry::from_bytes(entry).expect("an entry");
    Vault::open(file, &entry).expect("the entry opens the file").vault
}

/// All 10^6 PINs: those that are not excluded, the signs, and the first three digits of the passcodes.
fn survey(loot: &Loot) -> (Vec<u32>, Vec<(u32, Sign)>, Vec<u32>) {
    let part = |pins: std::ops::Range<u32>| {
        let (mut left, mut signs, mut classes) = (Vec::new(), Vec::new(), vec![0; 1000]);
        for pin in pins {
            let trial = loot.tries(pin);
            left.extend((!trial.excluded).then_some(pin));
            signs.extend(trial.sign.map(|sign| (pin, sign)));
            classes[usize::try_from(trial.passcode / 1000).expect("three digits")] += 1;
        }
        (left, signs, classes)
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..2)
            .map(|half| half * (ALL / 2)..(half + 1) * (ALL / 2))
            .map(|pins| scope.spawn(move || part(pins)))
            .collect();
        let mut sum = (Vec::new(), Vec::new(), vec![0; 1000]);
        for part in parts {
            let (left, signs, classes) = part.join().expect("no PIN makes anything panic");
            sum.0.extend(left);
            sum.1.extend(signs);
            sum.2.iter_mut().zip(classes).for_each(|(sum, count)| *sum += count);
        }
        sum
    })
}

fn assert_uniform(classes: &[u32]) {
    let chi_squared = chi_squared(classes);
    assert!((867.0..1143.0).contains(&chi_squared), "χ² = {chi_squared}");
}

#[test]
fn thief_learns_nothing_from_keys_of_other_issuers_beside_a_portals_token() {
    let loot = loot(PIN, true, Breach::None);
    let (left, signs, classes) = survey(&loot);
    assert_eq!(left.len(), usize::try_from(ALL).expect("a million"), "no PIN is excluded");
    assert_eq!(signs, [], "nothing singles a PIN out");
    assert_uniform(&classes);
}

#[test]
fn guard_leaves_the_thief_one_pin_of_sixty_four_and_no_more() {
    let loot = loot(PIN, false, Breach::None);
    let (left, signs, classes) = survey(&loot);
    // 15,625 expected; five standard deviations are 620.
    assert!((15_005..=16_245).contains(&left.len()), "{} PINs are left", left.len());
    assert!(left.contains(&PIN), "the right one among them");
    assert_eq!(signs, [], "nothing singles a PIN out");
    assert_uniform(&classes);
}

#[test]
fn thief_finds_the_pin_when_a_rule_for_keys_of_other_issuers_is_broken() {
    for (breach, expected) in [
        (Breach::TextIsMasked, Sign::Structure),
        (Breach::BeforeIsKept, Sign::SameSeedTwice),
        (Breach::KeyTwice, Sign::SameSeedTwice),
    ] {
        for beside_portal in [false, true] {
            let loot = loot(EARLY_PIN, beside_portal, breach);
            let found = (0..ALL).find_map(|pin| loot.tries(pin).sign.map(|sign| (pin, sign)));
            assert_eq!(found, Some((EARLY_PIN, expected)), "{breach:?}");
        }
    }
}

/// Why a pending change of PIN holds no second masking, nor the difference of two: the thief unmasks the one under every
/// old PIN and the other under every new one, and both right PINs meet in the middle.
#[test]
fn thief_finds_both_pins_when_old_and_new_masking_meet() {
    const PINS: u32 = 20_000;
    let (old_pin, new_pin) = (EARLY_PIN, 13_377);
    let rng = &mut Seeded::new(78);
    let vault = Vault::generate(rng, KdfParameters::default());
    let secret = random(rng, 20);
    let [old, new] = [old_pin, new_pin].map(|pin| {
        let (shared, secret) = SharedPin::generate(rng);
        let key = vault.stretch_shared(&CheapKdf, &digits(pin), &shared, &secret).expect("it never fails");
        (shared, secret, key)
    });
    let seal = |key: &SharedKey, rng: &mut Seeded| OtpKey::seal(Secret::new(secret.clone()).expect("a key"), key, rng);
    let (sealed_old, sealed_new) = (seal(&old.2, rng), seal(&new.2, rng));
    let open = |sealed: &OtpKey, (shared, secret, _): &(SharedPin, DeviceSecret, SharedKey), pin: u32| {
        let key = vault.stretch_shared(&CheapKdf, &digits(pin), shared, secret).expect("it never fails");
        sealed.open(&key).expose().to_vec()
    };
    let under_old: HashMap<_, _> = (0..PINS).map(|pin| (open(&sealed_old, &old, pin), pin)).collect();
    let met: Vec<_> = (0..PINS)
        .filter_map(|pin| under_old.get(&open(&sealed_new, &new, pin)).map(|old_pin| (*old_pin, pin)))
        .collect();
    assert_eq!(met, [(old_pin, new_pin)], "one pair of 4 · 10^8");
}
