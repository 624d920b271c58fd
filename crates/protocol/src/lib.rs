//! The words that the app and the portal exchange, version 1.
//!
//! `docs/protocol.md` is this crate in prose. Pure: no clock, no transport, no storage; randomness is a parameter.
//! Read `enrolment`, then `challenge`, then `approval`: that is the whole conversation. `device` signs each request of
//! it, `oprf` is the PIN's part and `ratchet` what gives a copy away, `pin_change`, `presence` and `challenge_keys` renew
//! secrets and keys later, `jws`, `jwk` and `hpke` are the standards underneath.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod activation;
pub mod approval;
pub mod bytes;
pub mod challenge;
pub mod challenge_keys;
pub mod device;
pub mod enrolment;
pub mod error_code;
pub mod jwk;
pub mod jws;
pub mod oprf;
pub mod origin;
pub mod pin_change;
pub mod presence;
pub mod pull;
pub mod ratchet;
pub mod sealed_answer;
pub mod text;
pub mod timestamp;
pub mod version;

mod hpke;
#[cfg(test)]
mod testing;

pub use bytes::{Bytes, ChallengeId, ChangeId, EnrolmentId, PollNonce, ProofId, RequestId, TokenId};
pub use error_code::{ErrorBody, ErrorCode};
pub use jwk::{PrivateKey, PublicKey, Thumbprint};
pub use origin::Origin;
pub use timestamp::Timestamp;
