//! What the portal must remember of a QR code until it is used.

use protocol::{
    EnrolmentId,
    activation::ActivationPassword,
    enrolment::{EnrolmentQr, Offer, QrSecret},
};
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, Sealed, UnsealError};

/// Seals `skE[32] || S0[32] || activation password[8] || QR text`.
pub(super) fn seal(issuer: &Issuer, offer: &Offer, password: &ActivationPassword, rng: &mut impl Entropy) -> Sealed {
    let text = offer.qr.to_text();
    let mut secrets = Zeroizing::new(Vec::with_capacity(FIXED + text.len()));
    secrets.extend_from_slice(offer.private_key.as_slice());
    secrets.extend_from_slice(offer.secret.to_bytes().as_slice());
    secrets.extend_from_slice(password.as_bytes());
    secrets.extend_from_slice(text.as_bytes());
    issuer.kek.seal(Purpose::Enrolment, offer.qr.eid.as_bytes(), &secrets, rng)
}

/// Opens them again.
pub(super) fn unseal(
    issuer: &Issuer,
    eid: EnrolmentId,
    sealed: &Sealed,
) -> Result<(Offer, ActivationPassword), UnsealError> {
    let secrets = issuer.kek.open(Purpose::Enrolment, eid.as_bytes(), sealed)?;
    let (private_key, rest) = secrets.split_first_chunk::<32>().ok_or(UnsealError)?;
    let (secret, rest) = rest.split_first_chunk::<32>().ok_or(UnsealError)?;
    let (password, text) = rest.split_first_chunk::<8>().ok_or(UnsealError)?;
    let password = std::str::from_utf8(password).ok().and_then(|text| text.parse().ok()).ok_or(UnsealError)?;
    let qr = std::str::from_utf8(text).ok().and_then(|text| EnrolmentQr::parse(text).ok()).ok_or(UnsealError)?;
    let offer = Offer { qr, secret: QrSecret::from_bytes(*secret), private_key: Zeroizing::new(*private_key) };
    Ok((offer, password))
}

const FIXED: usize = 72;
