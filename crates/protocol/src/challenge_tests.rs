#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::jwk::PrivateKey;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn key() -> PrivateKey {
    PrivateKey::from_scalar(&[7; 32]).unwrap()
}

fn issuer() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

fn challenge() -> Challenge {
    Challenge {
        iss: issuer(),
        aud: TokenId::from([1; 16]),
        jti: ChallengeId::from([2; 16]),
        iat: NOW,
        exp: NOW.plus(LIFETIME),
        pn: PollNonce::from([3; 16]),
        ver: PROTOCOL_VERSION,
        act: Act::Login,
        rp: RelyingParty { id: "portal".to_owned(), name: "Nordhavn Energi".to_owned(), origin: issuer() },
        ctx: Context {
            ip: "192.0.2.7".to_owned(),
            city: None,
            browser: "Firefox".to_owned(),
            os: "Linux".to_owned(),
            browser_known: true,
            same_network: Some(true),
        },
        txt: None,
        num: 6,
        uv: vec![UserVerification::Pin],
    }
}

fn check(challenge: &Challenge, signer: &PrivateKey, now: Timestamp) -> Result<Challenge, ChallengeError> {
    let expected = Expected {
        issuer: &issuer(),
        token: TokenId::from([1; 16]),
        keys: &[key().public()],
        poll_nonce: PollNonce::from([3; 16]),
        now,
    };
    verify(&jws::sign(challenge, signer), &expected)
}

#[test]
fn challenge_is_shown_when_everything_holds() {
    assert_eq!(check(&challenge(), &key(), NOW).unwrap(), challenge(), "as signed");
}

#[test]
fn challenge_is_refused_when_signed_by_an_unpinned_key() {
    let other = PrivateKey::from_scalar(&[8; 32]).unwrap();
    assert_eq!(check(&challenge(), &other, NOW).unwrap_err(), ChallengeError::UnknownKey, "not pinned");
}

#[test]
fn challenge_is_refused_when_meant_for_something_else() {
    let sabotage = |change: fn(&mut Challenge)| {
        let mut challenge = challenge();
        change(&mut challenge);
        check(&challenge, &key(), NOW).unwrap_err()
    };
    assert_eq!(sabotage(|c| c.iss = "https://evil.example".parse().unwrap()), ChallengeError::Issuer, "issuer");
    assert_eq!(sabotage(|c| c.aud = TokenId::from([9; 16])), ChallengeError::Audience, "audience");
    assert_eq!(sabotage(|c| c.pn = PollNonce::from([9; 16])), ChallengeError::PollNonce, "a replay");
    assert_eq!(sabotage(|c| c.exp = NOW), ChallengeError::Expired, "over");
    assert_eq!(sabotage(|c| c.exp = NOW.plus(LIFETIME + 1)), ChallengeError::Expired, "too long a life");
    assert_eq!(sabotage(|c| c.ver = 2), ChallengeError::Version, "a later version");
    assert_eq!(sabotage(|c| c.num = 9), ChallengeError::OutOfRange, "nine digits");
    assert_eq!(sabotage(|c| c.txt = Some("x".repeat(513))), ChallengeError::OutOfRange, "a long text");
}
