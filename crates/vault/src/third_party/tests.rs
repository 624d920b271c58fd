#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use crate::{KdfParameters, Stretched, test_rng::rng};

struct Cheap;

impl Kdf for Cheap {
    fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
        Ok(Stretched(Bytes::copy_of(&crate::hazmat::mac(salt, &[pin]))))
    }
}

fn vault() -> (Vault, SharedPin, DeviceSecret) {
    let rng = &mut rng(1);
    let vault = Vault::generate(rng, KdfParameters::default());
    let (shared, secret) = SharedPin::generate(rng);
    (vault, shared, secret)
}

fn key(digits: &str) -> SharedKey {
    let (vault, shared, secret) = vault();
    vault.stretch_shared(&Cheap, &Pin::parse(digits).unwrap(), &shared, &secret).unwrap()
}

fn random_key(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rng(99).fill_bytes(&mut bytes);
    bytes
}

#[test]
fn key_of_every_length_round_trips_when_the_pin_is_right_and_differs_when_it_is_wrong() {
    for length in 8..=128 {
        let bytes = random_key(length);
        let sealed = OtpKey::seal(Secret::new(bytes.clone()).unwrap(), &key("527306"), &mut rng(2));
        let OtpKey::Masked { masked, .. } = &sealed else { panic!("random bytes are masked: {length}") };
        assert_eq!(masked.len(), length, "as long as the key");
        assert_eq!(sealed.open(&key("527306")).expose(), bytes);
        assert_ne!(sealed.open(&key("527307")).expose(), bytes);
    }
}

#[test]
fn key_is_not_masked_when_it_has_structure() {
    for structured in [
        &b"12345678901234567890"[..],
        b"3132333435363738393031323334353637383930",
        b"JBSWY3DPEHPK3PXP",
        b"correct horse\n",
        b"abc",
        &[0; 20],
        &[0xff; 8],
        &[1, 2, 3, 4, 0x80, 1, 2, 3, 4, 0x80],
    ] {
        assert!(has_structure(structured), "{structured:?}");
        let sealed = OtpKey::seal(Secret::new(structured.to_vec()).unwrap(), &key("527306"), &mut rng(2));
        assert!(matches!(&sealed, OtpKey::Bare(_)));
        assert_eq!(sealed.open(&key("184029")).expose(), structured, "the PIN does not matter");
    }
}

/// Masked, they would tell that the right PIN gives no text: of one byte, 39 of 100 PINs give some.
#[test]
fn key_is_not_masked_when_it_has_fewer_than_eight_bytes() {
    let mut rng = rng(4);
    for length in (1..8).cycle().take(700) {
        let mut bytes = vec![0; length];
        rng.fill_bytes(&mut bytes);
        let sealed = OtpKey::seal(Secret::new(bytes.clone()).unwrap(), &key("527306"), &mut rng);
        assert!(matches!(&sealed, OtpKey::Bare(_)), "{bytes:?}");
    }
}

#[test]
fn random_keys_are_hardly_ever_taken_for_structure() {
    let mut rng = rng(3);
    let mut count = |length| {
        let mut bytes = vec![0; length];
        (0..100_000)
            .filter(|_| {
                rng.fill_bytes(&mut bytes);
                has_structure(&bytes)
            })
            .count()
    };
    assert!(count(8) <= 120, "54 expected: less than a thousandth of all PINs is out");
    assert!(count(10) <= 20, "8 expected");
    assert_eq!((count(16), count(20), count(64)), (0, 0, 0));
}

#[test]
fn masks_differ_when_salt_or_secret_does() {
    let (vault, shared, secret) = vault();
    let pin = Pin::parse("527306").unwrap();
    let here = vault.stretch_shared(&Cheap, &pin, &shared, &secret).unwrap();
    let elsewhere = vault.stretch_shared(&Cheap, &pin, &shared, &DeviceSecret::from_bytes([9; 32])).unwrap();
    let bytes = random_key(20);
    let (salt, other_salt) = (OtpSalt([1; 16]), OtpSalt([2; 16]));
    assert_ne!(*here.masked(&bytes, &salt), *here.masked(&bytes, &other_salt));
    assert_ne!(*here.masked(&bytes, &salt), *elsewhere.masked(&bytes, &salt));
}

#[test]
fn guard_lets_about_one_of_sixty_four_pins_pass() {
    let guard = key("527306").guard();
    assert!(key("527306").passes(guard));
    let (vault, shared, secret) = vault();
    let passing = (0..64_000).filter(|pin| {
        let pin = Pin::parse(&format!("{pin:06}")).unwrap();
        vault.stretch_shared(&Cheap, &pin, &shared, &secret).unwrap().passes(guard)
    });
    let passing = passing.count();
    assert!((850..1150).contains(&passing), "{passing} of 64,000; 1,000 expected");
    assert_eq!((TypoGuard::new(63).map(TypoGuard::bits), TypoGuard::new(64)), (Some(63), None));
}

#[test]
fn remasking_changes_every_mask_and_no_key() {
    let (mut vault, shared, secret) = vault();
    let pin = Pin::parse("527306").unwrap();
    let old = vault.stretch_shared(&Cheap, &pin, &shared, &secret).unwrap();
    let keys = [random_key(20), b"12345678901234567890".to_vec(), random_key(10)];
    for (n, bytes) in (1..).zip(&keys) {
        let token_key = OtpKey::seal(Secret::new(bytes.clone()).unwrap(), &old, &mut rng(n));
        vault.tokens.push(Token::Otp(crate::test_tokens::otp_token(n, token_key)));
    }
    vault.shared_pin = Some(shared);
    let masked = |vault: &Vault| {
        vault
            .tokens
            .iter()
            .filter_map(|token| match token {
                Token::Otp(OtpToken { key: OtpKey::Masked { masked, .. }, .. }) => Some(masked.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let before = masked(&vault);
    let (next, next_secret) = SharedPin::generate(&mut rng(7));
    let new = vault.stretch_shared(&Cheap, &Pin::parse("840193").unwrap(), &next, &next_secret).unwrap();
    vault.remask(&old, &new, next, &mut rng(8));
    assert_eq!((before.len(), vault.shared_pin), (2, Some(next)));
    assert!(masked(&vault).iter().zip(&before).all(|(after, before)| after != before));
    for (token, bytes) in vault.tokens.iter().zip(&keys) {
        let Token::Otp(token) = token else { panic!("nothing else is here") };
        assert_eq!(token.key.open(&new).expose(), bytes.as_slice());
    }
}
