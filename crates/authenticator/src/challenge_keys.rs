//! The keys that a portal signs with: pinned at enrolment, and replaced when a pinned key says so (`docs/protocol.md` §13).

use protocol::{
    Origin, PublicKey, Timestamp, TokenId,
    challenge_keys::{ChallengeKeysError, Expected, verify},
    jws::Jws,
};
use vault::{ChallengeKey, ChallengeKeys, SeglToken};

use crate::store::StoreError;

/// Why a portal's statement about its keys was not taken.
pub(crate) enum TakeError {
    /// It does not hold.
    Refused(ChallengeKeysError),
    /// This device.
    Store(StoreError),
}

impl From<StoreError> for TakeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a token pins, and `iat` of the statement that it came with; none when it came with the enrolment.
#[derive(Clone)]
pub(crate) struct Pinned {
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) stated_at: Option<Timestamp>,
}

impl Pinned {
    /// What this token pins.
    pub(crate) fn of(token: &SeglToken) -> Result<Self, StoreError> {
        let keys = token.challenge_keys.as_slice().iter().map(public_key).collect::<Result<_, _>>()?;
        Ok(Self { keys, stated_at: token.challenge_keys.statement().map(Timestamp) })
    }

    /// What `token` pins after this statement, and whether that is something else than before.
    pub(crate) fn take(token: &SeglToken, issuer: &Origin, statement: &Jws) -> Result<(Self, bool), TakeError> {
        let pinned = Self::of(token)?;
        let id = TokenId::from(token.token_id.0);
        let expected = Expected { issuer, token: id, pinned: &pinned.keys, last: pinned.stated_at };
        match verify(statement, &expected) {
            Ok(statement) => Ok((Self { keys: statement.keys, stated_at: Some(statement.iat) }, true)),
            Err(ChallengeKeysError::NotLater) => Ok((pinned, false)),
            Err(error) => Err(TakeError::Refused(error)),
        }
    }

    /// As the vault keeps them.
    pub(crate) fn to_vault(&self) -> Result<ChallengeKeys, StoreError> {
        let keys = to_vault(&self.keys)?;
        Ok(match self.stated_at {
            Some(iat) => keys.stated_at(iat.0),
            None => keys,
        })
    }
}

/// Challenge keys as the vault keeps them.
pub(crate) fn to_vault(keys: &[PublicKey]) -> Result<ChallengeKeys, StoreError> {
    let keys = keys.iter().map(|key| {
        let point = key.to_uncompressed();
        let coordinate = |from: usize| point[from..from + 32].try_into().expect("a coordinate has 32 bytes");
        ChallengeKey { kid: key.thumbprint().to_string(), x: coordinate(1), y: coordinate(33) }
    });
    ChallengeKeys::new(keys.collect()).map_err(|_| StoreError::Damaged)
}

fn public_key(key: &ChallengeKey) -> Result<PublicKey, StoreError> {
    let mut point = [4; 65];
    point[1..33].copy_from_slice(&key.x);
    point[33..].copy_from_slice(&key.y);
    PublicKey::from_sec1(&point).map_err(|_| StoreError::Damaged)
}
