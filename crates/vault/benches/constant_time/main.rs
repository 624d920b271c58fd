//! Does the time tell? A t-test after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (DATE 2017).
//!
//! Each operation runs on two classes of secrets in random order: always the same one, and a fresh one each time. If one
//! class takes longer than the other, |t| grows with the number of samples; below 4.5 nothing is seen. As noise has a long
//! tail, the test is repeated on the fastest half, three quarters and so on of all samples, and the largest |t| counts.
//!
//! The controls say whether the machine is quiet enough: a comparison that ends at the first difference must be seen, one
//! that is made twice alike must not. A million samples each; `SEGL_CASES` says otherwise. The figures are printed, never
//! asserted. The portal compares numbers and nonces as it is done here, over `subtle`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its surroundings")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

mod dudect;
#[path = "../../src/test_rng.rs"]
mod test_rng;

use std::hint::black_box;

use dudect::judge;
use otp::{Passcode, Secret, totp};
use rand_core::RngCore;
use subtle::ConstantTimeEq;
use test_rng::{TestRng, rng};
use vault::{
    DeviceSecret, KdfParameters, MaskedSeed, OprfOutput, OtpSalt, Seed, Stretched, TokenId, UserKeyScalar, Vault,
    camouflage::unmask,
    push::{self, PushContext},
};

const TIME: u64 = 1_795_000_000;
const SECRET: [u8; 32] = [0x5e; 32];

fn main() {
    let samples = std::env::var("SEGL_CASES").map_or(1_000_000, |cases| cases.parse().expect("a number"));
    println!("{samples} samples each; nothing is seen below |t| = 4.5");
    controls(samples);
    comparisons(samples);
    passcodes(samples);
    secrets(samples);
}

fn controls(samples: usize) {
    let ends_early = |guess: &[u8; 32]| ends_early(&SECRET, guess);
    let t = judge(samples, SECRET, random, |bytes| bytes, ends_early);
    println!("{:<52} |t| {t:8.2}  {}", "control: ends at the first difference", control(t > LIMIT));
    let t = judge(samples, SECRET, |_| SECRET, |bytes| bytes, ends_early);
    println!("{:<52} |t| {t:8.2}  {}", "control: both classes alike", control(t < LIMIT));
}

fn comparisons(samples: usize) {
    let number = *b"483920";
    let equal = |typed: &[u8; 6]| number.as_slice().ct_eq(typed.as_slice());
    say("number of the login page", judge(samples, number, digits, |typed| typed, equal));
    let nonce = [b'n'; 32];
    let equal = |sent: &[u8; 32]| nonce.as_slice().ct_eq(sent.as_slice());
    say("nonce of a proof of possession", judge(samples, nonce, random, |sent| sent, equal));
    let seed = Seed::from_bytes(SECRET);
    say("seeds", judge(samples, SECRET, random, Seed::from_bytes, |other| seed.ct_eq(other)));
}

fn passcodes(samples: usize) {
    let seed = Secret::from(&SECRET);
    let right = totp::generate(&seed, totp::Parameters::SEGL, TIME);
    let same = right.expose().as_bytes().try_into().expect("six digits");
    let typed = |digits: [u8; 6]| String::from_utf8_lossy(&digits).parse::<Passcode>().expect("a passcode");
    say("passcode, compared", judge(samples, same, digits, typed, |typed| right.ct_eq(typed)));
    let checked = |typed: &Passcode| totp::check(&seed, totp::Parameters::SEGL, typed, TIME);
    say("passcode, looked for in its window", judge(samples, same, digits, typed, checked));
}

fn secrets(samples: usize) {
    let (masked, salt) = (MaskedSeed([0x11; 32]), OtpSalt([0x22; 16]));
    let unmasked = |x: &Stretched| unmask(&masked, x, &salt);
    say("seed, unmasked", judge(samples, SECRET, random, Stretched::from_bytes, unmasked));

    let vault = Vault::generate(&mut rng(1), KdfParameters::default());
    let (device_secret, binding, token_id) = (DeviceSecret::from_bytes([1; 32]), vault.binding(), TokenId([2; 16]));
    let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
    let wrap = push::wrap(&UserKeyScalar::from_bytes([3; 32]), &OprfOutput::from_bytes([4; 32]), context, &mut rng(2));
    let refused = |output: &OprfOutput| push::unwrap(&wrap, output, context).is_ok();
    say("user key, refused", judge(samples, SECRET, random, OprfOutput::from_bytes, refused));
}

fn ends_early(one: &[u8; 32], other: &[u8; 32]) -> bool {
    // The compiler would compare all bytes at once, if it saw what this is.
    one.iter().zip(other).all(|(one, other)| black_box(one) == black_box(other))
}

fn random<const N: usize>(rng: &mut TestRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn digits(rng: &mut TestRng) -> [u8; 6] {
    random(rng).map(|byte: u8| b'0' + byte % 10)
}

fn say(operation: &str, t: f64) {
    let verdict = if t < LIMIT { "nothing is seen" } else { "THE TIME TELLS" };
    println!("{operation:<52} |t| {t:8.2}  {verdict}");
}

fn control(as_it_must: bool) -> &'static str {
    if as_it_must { "as it must be" } else { "NOT AS IT MUST BE: believe nothing below" }
}

const LIMIT: f64 = 4.5;
