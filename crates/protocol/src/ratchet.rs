//! What gives a copied vault away: every use spends a value that only the latest copy knows (`docs/protocol.md` §9).

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, RequestId};

/// One step: the value that the portal holds the hash of, and the hash of the next one.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The current value, 32 bytes. Public from now on: it is spent.
    pub proof: Bytes<32>,
    /// SHA-256 of the next value.
    pub next: Bytes<32>,
}

/// SHA-256 of a ratchet value: what the portal keeps.
///
/// # Panics
/// Never: SHA-256 has 32 bytes.
#[must_use]
pub fn commitment(value: &[u8; 32]) -> Bytes<32> {
    Bytes::try_from(digest::digest(&digest::SHA256, value).as_ref()).expect("SHA-256 has 32 bytes")
}

/// `POST /api/v1/ratchet`: settles a step whose answer was lost with the program that asked. Nothing is evaluated.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SettleRequest {
    /// The evaluation that the step was made for.
    pub rid: RequestId,
    /// The step, as it was sent or would have been.
    pub step: Step,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commitment_is_sha_256_of_the_value() {
        // `head --bytes 32 /dev/zero | sha256sum`, in base64url.
        assert_eq!(commitment(&[0; 32]).to_string(), "Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU");
    }
}
