//! HPKE (RFC 9180) `mode_psk` and `mode_base`: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

use ::hpke::{
    Deserializable, HpkeError, Kem, OpModeR, OpModeS, PskBundle, Serializable,
    aead::{AeadCtxR, AeadCtxS, AesGcm256},
    kdf::HkdfSha256,
    kem::DhP256HkdfSha256,
    rand_core as hpke_rand_core, setup_receiver, setup_sender,
};
use rand_core::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use crate::jwk::PublicKey;

pub(crate) type Sender = AeadCtxS<AesGcm256, HkdfSha256, DhP256HkdfSha256>;
pub(crate) type Receiver = AeadCtxR<AesGcm256, HkdfSha256, DhP256HkdfSha256>;

/// A fresh key pair: the 32-byte private scalar and the public key.
pub(crate) fn generate_key_pair(
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<(Zeroizing<[u8; 32]>, PublicKey), HpkeError> {
    let (private, public) = DhP256HkdfSha256::gen_keypair(&mut Rng09(rng));
    let mut scalar = Zeroizing::new([0; 32]);
    scalar.copy_from_slice(&private.to_bytes());
    let public = PublicKey::from_sec1(&public.to_bytes()).map_err(|_| HpkeError::ValidationError)?;
    Ok((scalar, public))
}

/// `SetupPSKS` (RFC 9180 §5.1.2): the 65-byte encapsulated key and the sender's context.
pub(crate) fn setup_psk_sender(
    recipient: &PublicKey,
    info: &[u8],
    psk: &[u8; 32],
    psk_id: &[u8],
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<([u8; 65], Sender), HpkeError> {
    let recipient = <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(&recipient.to_uncompressed())?;
    let mode = OpModeS::Psk(PskBundle::new(psk, psk_id)?);
    let (encapped, sender) =
        setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(&mode, &recipient, info, &mut Rng09(rng))?;
    let mut enc = [0; 65];
    enc.copy_from_slice(&encapped.to_bytes());
    Ok((enc, sender))
}

/// `SetupPSKR` (RFC 9180 §5.1.2).
pub(crate) fn setup_psk_receiver(
    private: &[u8; 32],
    enc: &[u8; 65],
    info: &[u8],
    psk: &[u8; 32],
    psk_id: &[u8],
) -> Result<Receiver, HpkeError> {
    let private = <DhP256HkdfSha256 as Kem>::PrivateKey::from_bytes(private)?;
    let encapped = <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(enc)?;
    setup_receiver(&OpModeR::Psk(PskBundle::new(psk, psk_id)?), &private, &encapped, info)
}

/// `SealBase` (RFC 9180 §6.1), one message: the 65-byte encapsulated key and the ciphertext.
pub(crate) fn seal_base(
    recipient: &PublicKey,
    info: &[u8],
    plaintext: &[u8],
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<([u8; 65], Vec<u8>), HpkeError> {
    let recipient = <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(&recipient.to_uncompressed())?;
    let (encapped, mut sender) =
        setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(&OpModeS::Base, &recipient, info, &mut Rng09(rng))?;
    let mut enc = [0; 65];
    enc.copy_from_slice(&encapped.to_bytes());
    Ok((enc, sender.seal(plaintext, &[])?))
}

/// `OpenBase` (RFC 9180 §6.1).
pub(crate) fn open_base(
    private: &[u8; 32],
    enc: &[u8; 65],
    info: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
    let private = <DhP256HkdfSha256 as Kem>::PrivateKey::from_bytes(private)?;
    let encapped = <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(enc)?;
    let mut receiver: Receiver = setup_receiver(&OpModeR::Base, &private, &encapped, info)?;
    receiver.open(ciphertext, &[]).map(Zeroizing::new)
}

/// `hpke` speaks a later `rand_core` than `p256` 0.13; this is the same generator under both names.
struct Rng09<'a, R>(&'a mut R);

impl<R: RngCore> hpke_rand_core::RngCore for Rng09<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

impl<R: CryptoRng + RngCore> hpke_rand_core::CryptoRng for Rng09<'_, R> {}
