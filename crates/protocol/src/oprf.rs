//! The PIN's part: RFC 9497 VOPRF, P256-SHA256. The portal evaluates without seeing; the holder cannot evaluate alone.

use std::fmt;

use p256::NistP256;
use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use voprf::{BlindedElement, EvaluationElement, Group, Proof, VoprfClient, VoprfServer};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    bytes::{Bytes, ChallengeId, ChangeId, RequestId},
    ratchet::Step,
};

/// `POST /api/v1/oprf`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRequest {
    /// The challenge that the PIN is typed for; none when a code is shown or a token is enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<ChallengeId>,
    /// The PIN change whose new key is to evaluate; none for the key in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeId>,
    /// One step of the ratchet. None while the token is not yet stored by its holder, for a `change`, and to reconnect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Names this evaluation, for repeats and for the proof that it was right.
    pub rid: RequestId,
    /// The blinded element, compressed.
    pub blinded: Bytes<33>,
}

/// Its answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EvaluationReply {
    /// The evaluated element, compressed.
    pub element: Bytes<33>,
    /// The proof that the pinned key was used (challenge || response).
    pub proof: Bytes<64>,
    /// Tries that remain before the key is destroyed, should this PIN be wrong.
    pub tries_left: u8,
}

/// Why an evaluation is not usable.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OprfError {
    /// An element or scalar is not one, or is the identity.
    #[error("not a group element")]
    Malformed,
    /// The proof does not hold for the pinned key: the portal's fault, never "wrong PIN".
    #[error("the evaluation was not made with the pinned key")]
    Proof,
}

/// The holder's state between blinding and finalizing; zeroed when dropped.
pub struct Blinding {
    client: VoprfClient<NistP256>,
    input: Zeroizing<[u8; 32]>,
}

impl Blinding {
    /// Blinds `input` (the stretched PIN, 32 bytes): RFC 9497 §3.3.2 `Blind`. Returns the state and the 33 bytes to send.
    ///
    /// # Errors
    /// [`OprfError::Malformed`] if the input maps to the identity, which no one has ever seen.
    pub fn blind(input: &[u8; 32], rng: &mut (impl CryptoRng + RngCore)) -> Result<(Self, Bytes<33>), OprfError> {
        let result = VoprfClient::<NistP256>::blind(input, rng).map_err(|_| OprfError::Malformed)?;
        let blinded = Bytes::try_from(result.message.serialize().as_slice()).map_err(|_| OprfError::Malformed)?;
        Ok((Self { client: result.state, input: Zeroizing::new(*input) }, blinded))
    }

    /// Verifies the proof against the pinned key, unblinds and hashes: RFC 9497 §3.3.2 `Finalize`. 32 bytes.
    ///
    /// # Errors
    /// [`OprfError::Malformed`], [`OprfError::Proof`].
    pub fn finalize(&self, reply: &EvaluationReply, key: &OprfPublicKey) -> Result<Zeroizing<[u8; 32]>, OprfError> {
        let element = EvaluationElement::<NistP256>::deserialize(&reply.element.0).map_err(|_| OprfError::Malformed)?;
        let proof = Proof::<NistP256>::deserialize(&reply.proof.0).map_err(|_| OprfError::Malformed)?;
        let public = <NistP256 as Group>::deserialize_elem(&key.0.0).map_err(|_| OprfError::Malformed)?;
        let mut output =
            self.client.finalize(self.input.as_slice(), &element, &proof, public).map_err(|_| OprfError::Proof)?;
        let mut rwd = Zeroizing::new([0; 32]);
        rwd.copy_from_slice(&output);
        output.as_mut_slice().zeroize();
        Ok(rwd)
    }
}

impl fmt::Debug for Blinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blinding(redacted)")
    }
}

/// The public half of a token's OPRF key, 33 bytes compressed; pinned by the holder.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct OprfPublicKey(pub Bytes<33>);

/// The portal's secret for one token: a 32-byte seed (RFC 9497 §3.2.1 `DeriveKeyPair`). Destroying it destroys every copy of the user key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct OprfKey([u8; 32]);

impl OprfKey {
    /// A fresh key.
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        Self(seed)
    }

    /// From its stored seed.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(seed)
    }

    /// The seed, to be stored sealed.
    #[must_use]
    pub fn to_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// What the holder pins.
    ///
    /// # Panics
    /// Never: a derived key pair's public element is 33 bytes.
    #[must_use]
    pub fn public(&self) -> OprfPublicKey {
        let element = <NistP256 as Group>::serialize_elem(self.server().get_public_key());
        OprfPublicKey(Bytes::try_from(element.as_slice()).expect("a compressed P-256 point is 33 bytes"))
    }

    /// Evaluates a blinded element and proves it: RFC 9497 §3.3.2 `BlindEvaluate`. Count the try, and commit, *before* calling this.
    ///
    /// # Errors
    /// [`OprfError::Malformed`] when `blinded` is not a point or is the identity.
    pub fn evaluate(
        &self,
        blinded: &Bytes<33>,
        rng: &mut (impl CryptoRng + RngCore),
    ) -> Result<(Bytes<33>, Bytes<64>), OprfError> {
        let blinded = BlindedElement::<NistP256>::deserialize(&blinded.0).map_err(|_| OprfError::Malformed)?;
        let result = self.server().blind_evaluate(rng, &blinded);
        let element = Bytes::try_from(result.message.serialize().as_slice()).map_err(|_| OprfError::Malformed)?;
        let proof = Bytes::try_from(result.proof.serialize().as_slice()).map_err(|_| OprfError::Malformed)?;
        Ok((element, proof))
    }

    fn server(&self) -> VoprfServer<NistP256> {
        VoprfServer::new_from_seed(&self.0, KEY_INFO)
            .expect("a 32-byte seed derives a key: failure needs 256 zero scalars")
    }
}

impl fmt::Debug for OprfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OprfKey(redacted)")
    }
}

const KEY_INFO: &[u8] = b"segl/oprf/v1";

#[cfg(test)]
#[path = "oprf_tests.rs"]
mod tests;
