//! Vaults to be stolen: an honest one, and some that break one rule each of `docs/vault-format.md` §6.

use otp::totp;
use protocol::oprf::{Blinding, EvaluationReply, OprfKey};
use ring::{digest, hmac};
use vault::{
    CamouflagedOtp, ChallengeKey, ChallengeKeys, DeviceKeyScalar, DeviceSecret, Kdf, KdfError, KdfParameters,
    OprfOutput, OtpSalt, Pin, Ratchet, Seed, SeglToken, Stretched, Token, TokenId, TokenPolicy, UserKeyScalar, Vault,
    camouflage::mask,
    push::{self, PushContext},
};

use crate::seeded::Seeded;

/// In Argon2id's place. Of Argon2id the thief meets only this much: a function of PIN and salt whose values look
/// independent of each other. Slow or fast is the whole difference, and a thief with time has it anyway.
pub(crate) struct CheapKdf;

impl Kdf for CheapKdf {
    fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), pin);
        Ok(Stretched::from_bytes(tag.as_ref().try_into().expect("SHA-256 has 32 bytes")))
    }
}

/// What the thief carries away.
pub(crate) struct Stolen {
    pub(crate) file: Vec<u8>,
    pub(crate) entry: Vec<u8>,
}

/// Which rule was broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Flaw {
    None,
    /// The second token has the first one's seed under a salt of its own.
    SeedMaskedTwice,
    /// The ratchet begins with a hash of the seed: as good as a tag.
    TagOfTheSeed,
    /// Half a hash of the PIN in a text, "to notice typing errors".
    HashOfThePin,
    /// A passcode that is kept to compare the next PIN with.
    RememberedPasscode,
    /// The seed is 16 bytes written in hexadecimal.
    SeedIsText,
    /// The seed is 20 bytes long and filled up with zeros.
    SeedIsPadded,
    /// The user key is wrapped under the stretched PIN, without the portal.
    WrapWithoutPortal,
}

/// A vault with two tokens under `pin`. The generator gives the same bytes whatever the PIN.
pub(crate) fn stolen(pin: &str, flaw: Flaw) -> Stolen {
    let (vault, device_secret) = stolen_with(pin, flaw);
    let sealed = vault.seal(&device_secret, &mut Seeded::new(2)).expect("two tokens fit");
    Stolen { file: sealed.bytes, entry: sealed.entry.to_bytes().to_vec() }
}

/// The same before it is sealed.
pub(crate) fn stolen_with(pin: &str, flaw: Flaw) -> (Vault, DeviceSecret) {
    let rng = &mut Seeded::new(1);
    let device_secret = DeviceSecret::from_bytes(random(rng));
    let mut vault = Vault::generate(rng, KdfParameters::default());
    let first_seed = seed(flaw, rng);
    let second_seed = if flaw == Flaw::SeedMaskedTwice { first_seed } else { random(rng) };
    for seed in [first_seed, second_seed] {
        let token = token(&vault, &device_secret, pin, seed, flaw, rng);
        vault.tokens.push(Token::Segl(token));
    }
    (vault, device_secret)
}

fn token(vault: &Vault, secret: &DeviceSecret, pin: &str, seed: [u8; 32], flaw: Flaw, rng: &mut Seeded) -> SeglToken {
    let token_id = TokenId(random(rng));
    let salt = OtpSalt::generate(rng);
    let pin = Pin::parse(pin).expect("a PIN");
    let stretched = vault.stretch(&CheapKdf, &pin, &salt).expect("it never fails");
    let (oprf_public_key, output) = portal(&stretched, rng);
    let output = if flaw == Flaw::WrapWithoutPortal { *stretched.expose() } else { output };
    let binding = vault.binding();
    let context = PushContext { device_secret: secret, binding: &binding, token_id: &token_id };
    let user_key = UserKeyScalar::from_bytes(random(rng));
    let push = push::wrap(&user_key, &OprfOutput::from_bytes(output), context, rng);
    let ratchet: [u8; 32] = random(rng);
    let key = ChallengeKey { kid: "the portal's".to_owned(), x: random(rng), y: random(rng) };
    SeglToken {
        issuer: "https://login.example.org".to_owned(),
        issuer_name: "Eksempel A/S".to_owned(),
        account_name: "mette".to_owned(),
        label: label(flaw, &pin, &seed),
        token_id,
        device_key: DeviceKeyScalar::from_bytes(random(rng)),
        oprf_public_key,
        challenge_keys: ChallengeKeys::new(vec![key]).expect("one key"),
        ratchet: Ratchet::from_bytes(if flaw == Flaw::TagOfTheSeed { sha256(&seed) } else { ratchet }),
        push,
        otp: CamouflagedOtp {
            salt,
            masked: mask(Seed::from_bytes(seed), &stretched, &salt),
            parameters: totp::Parameters::SEGL,
        },
        created: CREATED,
        pending: None,
        policy: TokenPolicy::default(),
        change: None,
        presence: None,
        marks: vault::Marks::default(),
    }
}

fn seed(flaw: Flaw, rng: &mut Seeded) -> [u8; 32] {
    let seed: [u8; 32] = random(rng);
    match flaw {
        Flaw::SeedIsText => hex::encode(&seed[..16]).into_bytes().try_into().expect("32 digits"),
        Flaw::SeedIsPadded => std::array::from_fn(|index| if index < 20 { seed[index] } else { 0 }),
        _ => seed,
    }
}

fn label(flaw: Flaw, pin: &Pin, seed: &[u8; 32]) -> Option<String> {
    match flaw {
        Flaw::HashOfThePin => Some(hex::encode(&sha256(pin.expose().as_bytes())[..8])),
        Flaw::RememberedPasscode => {
            let seed = otp::Secret::from(seed);
            Some(format!("last {}", *totp::generate(&seed, totp::Parameters::SEGL, CREATED).expose()))
        }
        _ => None,
    }
}

/// The portal's part: a key of its own, and what it makes of the stretched PIN.
fn portal(stretched: &Stretched, rng: &mut Seeded) -> ([u8; 33], [u8; 32]) {
    let key = OprfKey::generate(rng);
    let (blinding, blinded) = Blinding::blind(stretched.expose(), rng).expect("not the identity");
    let (element, proof) = key.evaluate(&blinded, rng).expect("a point");
    let output = blinding.finalize(&EvaluationReply { element, proof, tries_left: 9 }, &key.public());
    (key.public().0.0, *output.expect("its own proof holds"))
}

fn random<const N: usize>(rng: &mut Seeded) -> [u8; N] {
    let mut bytes = [0; N];
    rand_core::RngCore::fill_bytes(rng, &mut bytes);
    bytes
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// When the tokens were enrolled, unix seconds; the time of every passcode here.
pub(crate) const CREATED: u64 = 1_795_000_000;
