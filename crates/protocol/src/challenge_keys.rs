//! Which keys sign challenges from now on: the portal's statement, signed by a key that the holder has pinned
//! (`docs/protocol.md` §13).

use serde::{Deserialize, Serialize};

use crate::{
    bytes::TokenId,
    jwk::PublicKey,
    jws::{self, Claims, Jws, JwsError},
    origin::Origin,
    timestamp::Timestamp,
};

/// Most challenge keys that a holder pins.
pub const MAX_KEYS: usize = 2;

/// Payload of `segl-challenge-keys+jwt`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeKeys {
    /// The issuer.
    pub iss: Origin,
    /// The token that is to pin them.
    pub aud: TokenId,
    /// One or two different keys, the signer first.
    pub keys: Vec<PublicKey>,
    /// When the portal's set last changed; each change is later than the one before.
    pub iat: Timestamp,
}

impl Claims for ChallengeKeys {
    const TYP: &'static str = "segl-challenge-keys+jwt";
}

/// Why a statement is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeKeysError {
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// Signed by a key that is not pinned.
    #[error("signed by an unknown challenge key")]
    UnknownKey,
    /// Another issuer than the token's.
    #[error("from another issuer")]
    Issuer,
    /// For another token.
    #[error("for another token")]
    Audience,
    /// No key, more than [`MAX_KEYS`], or the same key twice.
    #[error("not one or two different keys")]
    Keys,
    /// Not later than the last statement that was taken: known already, or old.
    #[error("not later than the last statement")]
    NotLater,
}

/// What the holder holds a statement against.
pub struct Expected<'a> {
    /// The token's issuer.
    pub issuer: &'a Origin,
    /// The token.
    pub token: TokenId,
    /// The keys that are pinned.
    pub pinned: &'a [PublicKey],
    /// `iat` of the last statement that was taken, if any.
    pub last: Option<Timestamp>,
}

/// Verifies a statement before any of its keys is pinned.
///
/// # Errors
/// [`ChallengeKeysError`], the first that fails in the order of its variants.
pub fn verify(compact: &Jws, expected: &Expected<'_>) -> Result<ChallengeKeys, ChallengeKeysError> {
    // 1. The envelope, and a key that is pinned.
    let unverified = jws::parse::<ChallengeKeys>(compact.as_str())?;
    let signer = expected.pinned.iter().find(|key| key.thumbprint() == unverified.kid());
    // 2. The signature over the bytes as received.
    let statement = unverified.verify(signer.ok_or(ChallengeKeysError::UnknownKey)?)?;
    // 3. From whom, to whom.
    if statement.iss != *expected.issuer {
        return Err(ChallengeKeysError::Issuer);
    }
    if statement.aud != expected.token {
        return Err(ChallengeKeysError::Audience);
    }
    // 4. As many keys as a holder pins.
    match statement.keys.as_slice() {
        [_] => {}
        [first, second] if first != second => {}
        _ => return Err(ChallengeKeysError::Keys),
    }
    // 5. Later than what is known.
    if expected.last.is_some_and(|last| statement.iat <= last) {
        return Err(ChallengeKeysError::NotLater);
    }
    Ok(statement)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::{PrivateKey, testing::SeededRng};

    struct Scene {
        issuer: Origin,
        old: PrivateKey,
        new: PrivateKey,
    }

    impl Scene {
        fn new() -> Self {
            let mut rng = SeededRng::new(13);
            let (old, new) = (PrivateKey::generate(&mut rng), PrivateKey::generate(&mut rng));
            Self { issuer: "https://login.example.org".parse().unwrap(), old, new }
        }

        fn statement(&self) -> ChallengeKeys {
            let keys = vec![self.old.public(), self.new.public()];
            ChallengeKeys { iss: self.issuer.clone(), aud: TokenId::from([1; 16]), keys, iat: Timestamp(100) }
        }

        fn verify(&self, statement: &ChallengeKeys, by: &PrivateKey) -> Result<ChallengeKeys, ChallengeKeysError> {
            self.verify_after(None, statement, by)
        }

        fn verify_after(
            &self,
            last: Option<u64>,
            statement: &ChallengeKeys,
            by: &PrivateKey,
        ) -> Result<ChallengeKeys, ChallengeKeysError> {
            let pinned = [self.old.public()];
            let (issuer, last) = (&self.issuer, last.map(Timestamp));
            let expected = Expected { issuer, token: TokenId::from([1; 16]), pinned: &pinned, last };
            verify(&jws::sign(statement, by), &expected)
        }
    }

    #[test]
    fn statement_is_taken_when_a_pinned_key_has_signed_it() {
        let scene = Scene::new();
        assert_eq!(scene.verify(&scene.statement(), &scene.old), Ok(scene.statement()));
        assert_eq!(scene.verify_after(Some(99), &scene.statement(), &scene.old), Ok(scene.statement()));
    }

    #[test]
    fn statement_is_refused_when_it_vouches_for_its_own_key() {
        let scene = Scene::new();
        assert_eq!(scene.verify(&scene.statement(), &scene.new), Err(ChallengeKeysError::UnknownKey));
    }

    #[test]
    fn statement_is_refused_when_it_is_for_another_token_or_of_another_issuer() {
        let scene = Scene::new();
        let elsewhere = ChallengeKeys { aud: TokenId::from([2; 16]), ..scene.statement() };
        assert_eq!(scene.verify(&elsewhere, &scene.old), Err(ChallengeKeysError::Audience));
        let other = ChallengeKeys { iss: "https://evil.example.org".parse().unwrap(), ..scene.statement() };
        assert_eq!(scene.verify(&other, &scene.old), Err(ChallengeKeysError::Issuer));
    }

    #[test]
    fn statement_is_refused_when_it_has_not_one_or_two_different_keys() {
        let scene = Scene::new();
        let (old, new) = (scene.old.public(), scene.new.public());
        for keys in [vec![], vec![new, new], vec![old, new, old]] {
            let wrong = ChallengeKeys { keys, ..scene.statement() };
            assert_eq!(scene.verify(&wrong, &scene.old), Err(ChallengeKeysError::Keys));
        }
        assert!(scene.verify(&ChallengeKeys { keys: vec![new], ..scene.statement() }, &scene.old).is_ok());
    }

    #[test]
    fn statement_is_refused_when_it_is_not_later_than_the_last_one() {
        let scene = Scene::new();
        for last in [100, 101, u64::MAX] {
            let judged = scene.verify_after(Some(last), &scene.statement(), &scene.old);
            assert_eq!(judged, Err(ChallengeKeysError::NotLater), "{last}");
        }
    }
}
