//! What a PIN costs the device, and what a signature costs both sides. Everything runs in this process; the portal's
//! share of an unlock is in it, the network is not (`login` has it).
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

mod figures;

use std::hint::black_box;

use portal::entropy::SystemEntropy;
use protocol::{
    Bytes, ChallengeId, Origin, PrivateKey, RequestId, Timestamp, TokenId,
    approval::{Decision, Response},
    challenge::UserVerification,
    jws,
    oprf::{Blinding, EvaluationReply, OprfKey},
};
use vault::{
    Argon2id, DeviceSecret, KdfParameters, OprfOutput, OtpSalt, Pin, UserKeyScalar, Vault,
    push::{self, PushContext},
};

use crate::figures::{Times, now};

fn main() {
    unlocking();
    signing();
}

/// Argon2id, blind, evaluate, finalize, unwrap: from the typed PIN to a user key that can sign.
fn unlocking() {
    let rng = &mut SystemEntropy;
    let (vault, oprf_key) = (Vault::generate(rng, KdfParameters::default()), OprfKey::generate(rng));
    let (device_secret, binding, token_id) =
        (DeviceSecret::from_bytes([2; 32]), vault.binding(), vault::TokenId([1; 16]));
    let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
    let (pin, salt) = (Pin::parse("583017").expect("six digits"), OtpSalt([3; 16]));
    let stretch = || vault.stretch(&Argon2id, &pin, &salt).expect("64 MiB are there");
    let evaluate = |input: &[u8; 32]| {
        let (blinding, blinded) = Blinding::blind(input, &mut SystemEntropy).expect("32 bytes can be blinded");
        let (element, proof) = oprf_key.evaluate(&blinded, &mut SystemEntropy).expect("a point can be evaluated");
        let reply = EvaluationReply { element, proof, tries_left: 10 };
        let output = blinding.finalize(&reply, &oprf_key.public()).expect("the proof verifies");
        OprfOutput::from_bytes(*output)
    };
    let user_key = UserKeyScalar::from_bytes(*PrivateKey::generate(rng).to_scalar());
    let wrapped = push::wrap(&user_key, &evaluate(stretch().expose()), context, rng);
    let unlock = || push::unwrap(&wrapped, &evaluate(stretch().expose()), context).expect("the PIN is right");

    times(60, unlock).print("PIN unlock");
    times(60, stretch).print("  of it Argon2id 64 MiB, 3, 4");
    times(200, || evaluate(&[7; 32])).print("  of it blind, evaluate, finalize");
}

/// ES256 over a response, in the profile of `docs/protocol.md` §2.
fn signing() {
    let key = PrivateKey::generate(&mut SystemEntropy);
    let public = key.public();
    let response = response();
    let signed = jws::sign(&response, &key);
    let verify =
        || jws::parse::<Response>(signed.as_str()).and_then(|signed| signed.verify(&public)).expect("it verifies");

    times(2_000, || jws::sign(&response, &key)).print("sign a response");
    times(2_000, verify).print("verify a response");
}

fn times<T>(runs: usize, mut what: impl FnMut() -> T) -> Times {
    let run = |_| {
        let start = now();
        black_box(what());
        start.elapsed()
    };
    (0..runs).map(run).collect()
}

fn response() -> Response {
    let rng = &mut SystemEntropy;
    Response {
        iss: TokenId::generate(rng),
        aud: "https://login.nordhavn.example".parse::<Origin>().expect("an origin"),
        cid: ChallengeId::generate(rng),
        chal: Bytes::generate(rng),
        dec: Decision::Approve,
        num: Some("483920".into()),
        uv: Some(UserVerification::Pin),
        rid: Some(RequestId::generate(rng)),
        iat: Timestamp(1_790_000_000),
        app: "segl/0.1.0".into(),
    }
}
