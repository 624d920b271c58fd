//! ECDSA signatures as systems hand them out, and as JWS has them.

/// `ECDSA-Sig-Value` in DER (RFC 3279 §2.2.3), P-256, as r || s, 32 bytes each (RFC 7518 §3.4). `None` when it is not one.
pub(super) fn to_fixed(der: &[u8]) -> Option<[u8; 64]> {
    let [SEQUENCE, length, content @ ..] = der else { return None };
    if usize::from(*length) != content.len() {
        return None;
    }
    let (r, rest) = integer(content)?;
    let (s, rest) = integer(rest)?;
    let mut fixed = [0; 64];
    place(r, fixed.first_chunk_mut()?)?;
    place(s, fixed.last_chunk_mut()?)?;
    rest.is_empty().then_some(fixed)
}

/// The bytes of an INTEGER, and what follows it. Two of 33 bytes at most: lengths are one byte.
fn integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let [INTEGER, length, rest @ ..] = der else { return None };
    (*length > 0).then(|| rest.split_at_checked(usize::from(*length)))?
}

/// Right-aligned, without the zero that keeps it positive.
fn place(integer: &[u8], into: &mut [u8; 32]) -> Option<()> {
    let digits = match integer {
        [0, high, ..] if high & 0x80 != 0 => integer.get(1..)?,
        // A needless zero.
        [0, _, ..] => return None,
        // A negative number.
        [high, ..] if high & 0x80 != 0 => return None,
        _ => integer,
    };
    let start = into.len().checked_sub(digits.len())?;
    into.get_mut(start..)?.copy_from_slice(digits);
    Some(())
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use ring::{
        rand::SystemRandom,
        signature::{
            ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
        },
    };

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any key and any nonce will do")]
    fn signature_verifies_in_the_other_form() {
        let rng = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &rng).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref().to_owned());
        // Enough for short and long integers: one of 256 has a leading zero byte.
        for round in 0..2_000_u32 {
            let message = round.to_be_bytes();
            let fixed = to_fixed(pair.sign(&rng, &message).unwrap().as_ref()).unwrap();
            public.verify(&message, &fixed).unwrap();
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let small = [0x30, 6, 2, 1, 1, 2, 1, 0x7f];
        let mut expected = [0; 64];
        (expected[31], expected[63]) = (1, 0x7f);
        assert_eq!(to_fixed(&small), Some(expected));
        let wrong: [&[u8]; 9] = [
            &[],
            &[0x31, 6, 2, 1, 1, 2, 1, 1],
            &[0x30, 7, 2, 1, 1, 2, 1, 1],
            &[0x30, 6, 2, 1, 1, 3, 1, 1],
            &[0x30, 6, 2, 1, 1, 2, 2, 1],
            &[0x30, 6, 2, 1, 0x80, 2, 1, 1],
            &[0x30, 7, 2, 2, 0, 1, 2, 1, 1],
            &[0x30, 5, 2, 0, 2, 1, 1],
            &[0x30, 7, 2, 1, 1, 2, 1, 1, 0],
        ];
        for der in wrong {
            assert_eq!(to_fixed(der), None, "{der:02x?}");
        }
        let mut long = vec![0x30, 38, 2, 33];
        long.extend_from_slice(&[1; 33]);
        long.extend_from_slice(&[2, 1, 1]);
        assert_eq!(to_fixed(&long), None, "33 bytes");
    }
}
