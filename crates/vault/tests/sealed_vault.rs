//! The sealed vault from outside: round trips, refusals, and the order of writes that no crash may break.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

#[path = "../src/test_rng.rs"]
mod test_rng;

use otp::totp;
use proptest::prelude::*;
use ring::hmac;
use test_rng::rng;
use vault::{
    Argon2id, CamouflagedOtp, ChallengeKey, ChallengeKeys, DeviceKeyScalar, DeviceSecret, HeaderError, Kdf, KdfError,
    KdfParameters, KeyringEntry, Marks, MaskedSeed, OpenError, OprfOutput, OtpSalt, PendingStep, Pin, PinChange,
    PushOpenError, PushWrap, Ratchet, SealedVault, Seed, SeglToken, Stretched, Token, TokenId, TokenPolicy,
    UserKeyScalar, Vault, VaultId,
    camouflage::{mask, unmask},
    push::{self, PushContext},
};

/// Stretches in a microsecond.
struct CheapKdf;

impl Kdf for CheapKdf {
    fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), pin);
        Ok(Stretched::from_bytes(tag.as_ref().try_into().expect("SHA-256 has 32 bytes")))
    }
}

fn pin(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

fn device_secret() -> DeviceSecret {
    DeviceSecret::from_bytes([0xd5; 32])
}

fn new_vault() -> Vault {
    Vault::generate(&mut rng(1), KdfParameters::default())
}

/// A token enrolled with `pin`, its seed masked and its user key wrapped.
fn enrolled(vault: &Vault, kdf: &dyn Kdf, pin: &Pin) -> SeglToken {
    let (token_id, salt) = (TokenId([7; 16]), OtpSalt([8; 16]));
    let stretched = vault.stretch(kdf, pin, &salt).unwrap();
    let masked = mask(Seed::from_bytes([0x5e; 32]), &stretched, &salt);
    let (device_secret, binding) = (device_secret(), vault.binding());
    let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
    let push = push::wrap(&UserKeyScalar::from_bytes([0x0f; 32]), &oprf(&stretched), context, &mut rng(2));
    let key = ChallengeKey { kid: "2026".into(), x: [1; 32], y: [2; 32] };
    SeglToken {
        issuer: "https://login.example.org".into(),
        issuer_name: "Eksempel A/S".into(),
        account_name: "mette".into(),
        label: Some("Arbejde".into()),
        token_id,
        device_key: DeviceKeyScalar::from_bytes([3; 32]),
        oprf_public_key: [2; 33],
        challenge_keys: ChallengeKeys::new(vec![key]).unwrap(),
        ratchet: Ratchet::from_bytes([4; 32]),
        push,
        otp: CamouflagedOtp { salt, masked, parameters: totp::Parameters::SEGL },
        created: 1_700_000_000,
        pending: None,
        policy: TokenPolicy::default(),
        change: None,
        presence: None,
        marks: Marks::default(),
    }
}

/// Stands in for the portal: a function of the stretched PIN that the device alone cannot compute.
fn oprf(stretched: &Stretched) -> OprfOutput {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"the portal's key"), stretched.expose());
    OprfOutput::from_bytes(tag.as_ref().try_into().expect("SHA-256 has 32 bytes"))
}

fn sealed_with_token() -> (Vault, SealedVault) {
    let mut vault = new_vault();
    vault.tokens.push(Token::Segl(enrolled(&vault, &CheapKdf, &pin("527306"))));
    let sealed = vault.seal(&device_secret(), &mut rng(3)).unwrap();
    (vault, sealed)
}

fn the_token(vault: &Vault) -> &SeglToken {
    let Some(Token::Segl(token)) = vault.tokens.first() else { panic!("the vault holds a portal token") };
    token
}

fn passcode(vault: &Vault, kdf: &dyn Kdf, pin: &Pin) -> String {
    let otp = the_token(vault).otp;
    let stretched = vault.stretch(kdf, pin, &otp.salt).unwrap();
    let seed = unmask(&otp.masked, &stretched, &otp.salt);
    totp::generate(&otp::Secret::from(&seed), otp.parameters, 1_700_000_000).expose().to_string()
}

fn user_key(vault: &Vault, kdf: &dyn Kdf, pin: &Pin) -> Result<[u8; 32], PushOpenError> {
    let token = the_token(vault);
    let stretched = vault.stretch(kdf, pin, &token.otp.salt).unwrap();
    let (device_secret, binding) = (device_secret(), vault.binding());
    let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token.token_id };
    push::unwrap(&token.push, &oprf(&stretched), context).map(|key| *key.expose())
}

#[test]
fn pin_opens_passcodes_and_user_key_after_several_writes() {
    let (mut vault, mut sealed) = sealed_with_token();
    for seed in 10..13 {
        vault.written(&sealed);
        sealed = vault.seal(&device_secret(), &mut rng(seed)).unwrap();
    }
    let reopened = Vault::open(&sealed.bytes, &sealed.entry).unwrap().vault;
    assert_eq!(reopened.generation(), 4);
    let expected = totp::generate(&otp::Secret::from(&[0x5e; 32]), totp::Parameters::SEGL, 1_700_000_000);
    assert_eq!(passcode(&reopened, &CheapKdf, &pin("527306")), *expected.expose());
    assert_eq!(user_key(&reopened, &CheapKdf, &pin("527306")), Ok([0x0f; 32]));
}

#[test]
fn sealed_vault_says_what_its_entry_says() {
    let (vault, sealed) = sealed_with_token();
    let hash = ring::digest::digest(&ring::digest::SHA256, &sealed.bytes);
    assert_eq!((sealed.generation(), sealed.sha256().as_slice()), (vault.generation() + 1, hash.as_ref()));
    assert!(vault.has_portal_token() && !new_vault().has_portal_token());
    let costly = KdfParameters::new(65_536, 5, 4).unwrap();
    assert_eq!(Vault::generate(&mut rng(1), costly).kdf_parameters(), costly);
}

#[test]
fn challenge_key_is_found_by_its_name_alone() {
    let keys = ["2026", "2027"].map(|kid| ChallengeKey { kid: kid.into(), x: [1; 32], y: [2; 32] });
    let keys = ChallengeKeys::new(keys.to_vec()).unwrap();
    assert_eq!(keys.find("2027").map(|key| key.kid.as_str()), Some("2027"));
    assert_eq!(keys.find("2028"), None);
}

#[test]
fn second_generation_takes_the_place_of_the_first() {
    let vault = new_vault();
    let (mut token, second) =
        (enrolled(&vault, &CheapKdf, &pin("527306")), enrolled(&vault, &CheapKdf, &pin("840193")));
    let (push, otp, ratchet) = (format!("{:?}", second.push), second.otp, Ratchet::from_bytes([9; 32]));
    token.pending = Some(PendingStep { request_id: [1; 16], next: Ratchet::from_bytes([5; 32]) });
    token.change = Some(Box::new(PinChange {
        id: [6; 16],
        oprf_public_key: [3; 33],
        push: second.push,
        otp,
        ratchet,
        commit: "signed".into(),
    }));
    token.promote_change();
    assert_eq!((token.oprf_public_key, token.ratchet.expose(), format!("{:?}", token.push)), ([3; 33], &[9; 32], push));
    assert_eq!(format!("{:?}", token.otp), format!("{otp:?}"));
    assert!(token.change.is_none() && token.pending.is_none(), "the request was the first one's");
}

#[test]
fn user_key_does_not_open_under_the_name_of_another_token_or_vault() {
    let (vault, _) = sealed_with_token();
    let (token, device_secret) = (the_token(&vault), device_secret());
    let stretched = vault.stretch(&CheapKdf, &pin("527306"), &token.otp.salt).unwrap();
    let other = Vault::generate(&mut rng(77), KdfParameters::default());
    let names =
        [(vault.binding(), token.token_id), (vault.binding(), TokenId([8; 16])), (other.binding(), token.token_id)];
    let opens = names.map(|(binding, token_id)| {
        let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
        push::unwrap(&token.push, &oprf(&stretched), context).is_ok()
    });
    assert_eq!(opens, [true, false, false]);
}

#[test]
fn pin_opens_passcodes_and_user_key_when_stretched_by_the_real_argon2id() {
    let mut vault = new_vault();
    vault.tokens.push(Token::Segl(enrolled(&vault, &Argon2id, &pin("527306"))));
    let sealed = vault.seal(&device_secret(), &mut rng(3)).unwrap();
    let vault = Vault::open(&sealed.bytes, &sealed.entry).unwrap().vault;
    let expected = totp::generate(&otp::Secret::from(&[0x5e; 32]), totp::Parameters::SEGL, 1_700_000_000);
    assert_eq!(passcode(&vault, &Argon2id, &pin("527306")), *expected.expose());
    assert_eq!(user_key(&vault, &Argon2id, &pin("527306")), Ok([0x0f; 32]));
}

#[test]
fn wrong_pin_gives_a_passcode_all_the_same_but_no_user_key() {
    let (vault, _) = sealed_with_token();
    let wrong = passcode(&vault, &CheapKdf, &pin("527307"));
    assert_eq!(wrong.len(), 6);
    assert_ne!(wrong, passcode(&vault, &CheapKdf, &pin("527306")));
    assert_eq!(user_key(&vault, &CheapKdf, &pin("527307")), Err(PushOpenError::WrongPin));
}

#[test]
fn file_length_does_not_depend_on_the_pin() {
    let length = |digits| {
        let mut vault = new_vault();
        vault.tokens.push(Token::Segl(enrolled(&vault, &CheapKdf, &pin(digits))));
        vault.seal(&device_secret(), &mut rng(3)).unwrap().bytes.len()
    };
    assert_eq!(length("527306"), length("527306184029"));
}

#[test]
fn file_differs_everywhere_behind_the_header_when_nothing_but_the_salt_changed() {
    let (vault, first) = sealed_with_token();
    let second = vault.seal(&device_secret(), &mut rng(4)).unwrap();
    let equal = first.bytes[98..].iter().zip(&second.bytes[98..]).filter(|(a, b)| a == b).count();
    assert!(equal < first.bytes.len() / 32, "{equal} bytes of {} agree", first.bytes.len());
}

#[test]
fn vault_opens_and_names_the_overdue_entry_when_the_keyring_was_not_written() {
    let (mut vault, first) = sealed_with_token();
    vault.written(&first);
    let second = vault.seal(&device_secret(), &mut rng(4)).unwrap();
    let opened = Vault::open(&second.bytes, &first.entry).unwrap();
    assert!(opened.keyring_is_behind());
    assert_eq!(opened.overdue.unwrap().to_bytes(), second.entry.to_bytes());
    assert!(!Vault::open(&second.bytes, &second.entry).unwrap().keyring_is_behind());
}

#[test]
fn first_file_opens_when_the_keyring_has_only_the_entry_from_before_it() {
    let (vault, sealed) = sealed_with_token();
    let entry = KeyringEntry::before_first_file(vault.vault_id(), &device_secret());
    assert!(Vault::open(&sealed.bytes, &entry).unwrap().keyring_is_behind());
}

#[test]
fn file_sealed_again_after_a_failed_write_stays_within_one_generation() {
    let (mut vault, first) = sealed_with_token();
    vault.written(&first);
    let lost = vault.seal(&device_secret(), &mut rng(4)).unwrap();
    let again = vault.seal(&device_secret(), &mut rng(5)).unwrap();
    assert_eq!(lost.generation(), again.generation());
    assert!(Vault::open(&lost.bytes, &first.entry).is_ok());
    assert!(Vault::open(&again.bytes, &first.entry).is_ok());
    assert_eq!(Vault::open(&lost.bytes, &again.entry).err(), Some(OpenError::HashMismatch));
}

#[test]
fn file_says_which_vault_it_is_before_it_is_opened() {
    let (vault, sealed) = sealed_with_token();
    assert_eq!(VaultId::of_file(&sealed.bytes), Ok(vault.vault_id()));
    assert_eq!(VaultId::of_file(b"PNG").err(), Some(HeaderError::Truncated));
}

#[test]
fn older_file_is_refused_as_a_rollback() {
    let (mut vault, first) = sealed_with_token();
    vault.written(&first);
    let second = vault.seal(&device_secret(), &mut rng(4)).unwrap();
    let refusal = Vault::open(&first.bytes, &second.entry).err();
    assert_eq!(refusal, Some(OpenError::Rollback { found: 1, known: 2 }));
}

#[test]
fn file_two_generations_ahead_is_refused() {
    let (mut vault, first) = sealed_with_token();
    vault.written(&first);
    vault.written(&vault.seal(&device_secret(), &mut rng(4)).unwrap());
    let third = vault.seal(&device_secret(), &mut rng(5)).unwrap();
    let refusal = Vault::open(&third.bytes, &first.entry).err();
    assert_eq!(refusal, Some(OpenError::TooFarAhead { found: 3, known: 1 }));
}

#[test]
fn file_is_refused_when_the_entry_has_another_secret_or_vault() {
    let (_, sealed) = sealed_with_token();
    let other_secret = KeyringEntry { device_secret: DeviceSecret::from_bytes([0; 32]), ..sealed.entry };
    assert_eq!(Vault::open(&sealed.bytes, &other_secret).err(), Some(OpenError::Tampered));
    let other_vault = KeyringEntry::before_first_file(
        Vault::generate(&mut rng(99), KdfParameters::default()).vault_id(),
        &device_secret(),
    );
    assert_eq!(Vault::open(&sealed.bytes, &other_vault).err(), Some(OpenError::WrongVault));
}

/// The parts of a token that vary in the properties.
type Sample = (String, String, Option<String>, [u8; 32], [u8; 32], Vec<(String, [u8; 32])>, u64, u8, u32);

fn sample() -> impl Strategy<Value = Sample> {
    let keys = prop::collection::vec((any::<String>(), any::<[u8; 32]>()), 1..=2);
    (
        any::<String>(),
        any::<String>(),
        any::<Option<String>>(),
        any::<[u8; 32]>(),
        any::<[u8; 32]>(),
        keys,
        any::<u64>(),
        6_u8..=8,
        1_u32..=3600,
    )
}

fn token_of((issuer, account_name, label, device_key, masked, keys, created, digits, period): Sample) -> Token {
    let keys = keys.into_iter().map(|(kid, x)| ChallengeKey { kid, x, y: device_key }).collect();
    Token::Segl(SeglToken {
        issuer_name: issuer.clone(),
        issuer,
        account_name,
        label,
        token_id: TokenId([created.to_le_bytes()[0]; 16]),
        device_key: DeviceKeyScalar::from_bytes(device_key),
        oprf_public_key: [digits; 33],
        challenge_keys: ChallengeKeys::new(keys).unwrap(),
        ratchet: Ratchet::from_bytes(masked),
        push: PushWrap { wrap_salt: masked, commit: device_key, ciphertext: [digits; 48] },
        otp: CamouflagedOtp {
            salt: OtpSalt([digits; 16]),
            masked: MaskedSeed(masked),
            parameters: totp::Parameters {
                algorithm: otp::Algorithm::Sha512,
                digits: digits.try_into().unwrap(),
                period: period.try_into().unwrap(),
            },
        },
        created,
        pending: None,
        policy: TokenPolicy::default(),
        change: None,
        presence: None,
        marks: Marks::default(),
    })
}

/// Everything a token holds, secrets included, as text to compare.
fn written_out(token: &Token) -> String {
    let Token::Segl(token) = token else { panic!("the vault holds portal tokens") };
    format!("{token:?} {:?} {:?}", token.device_key.expose(), token.ratchet.expose())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn tokens_round_trip_whatever_they_hold(samples in prop::collection::vec(sample(), 0..4), seed in any::<u64>()) {
        let mut vault = new_vault();
        vault.tokens = samples.into_iter().map(token_of).collect();
        let sealed = vault.seal(&device_secret(), &mut rng(seed)).unwrap();
        let opened = Vault::open(&sealed.bytes, &sealed.entry).unwrap().vault;
        let texts = |vault: &Vault| vault.tokens.iter().map(written_out).collect::<Vec<_>>();
        prop_assert_eq!(texts(&opened), texts(&vault));
        prop_assert_eq!(opened.binding(), vault.binding());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// With the keyring one behind, no hash protects the file: the header's checks and the tag must.
    #[test]
    fn file_is_refused_when_any_bits_are_flipped(flips in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let (vault, sealed) = sealed_with_token();
        let behind = KeyringEntry::before_first_file(vault.vault_id(), &device_secret());
        let mut file = sealed.bytes.clone();
        let bits: std::collections::BTreeSet<usize> = flips.iter().map(|flip| flip.index(file.len() * 8)).collect();
        for bit in bits {
            file[bit / 8] ^= 1 << (bit % 8);
        }
        prop_assert!(Vault::open(&file, &behind).is_err());
        prop_assert!(Vault::open(&file, &sealed.entry).is_err());
    }

    #[test]
    fn arbitrary_files_are_refused_without_a_panic(tail in prop::collection::vec(any::<u8>(), 0..300), magic in any::<bool>()) {
        let (vault, sealed) = sealed_with_token();
        let behind = KeyringEntry::before_first_file(vault.vault_id(), &device_secret());
        let file = if magic { [&sealed.bytes[..62], &tail].concat() } else { tail };
        prop_assert!(Vault::open(&file, &behind).is_err());
        prop_assert!(KeyringEntry::from_bytes(&file).is_err() || file.len() == KeyringEntry::LEN);
    }
}

/// Every single bit, exhaustively; the properties above take them several at a time.
#[test]
fn file_is_refused_when_a_single_bit_is_flipped() {
    let (vault, sealed) = sealed_with_token();
    let behind = KeyringEntry::before_first_file(vault.vault_id(), &device_secret());
    for bit in 0..sealed.bytes.len() * 8 {
        let mut file = sealed.bytes.clone();
        file[bit / 8] ^= 1 << (bit % 8);
        assert!(Vault::open(&file, &behind).is_err(), "bit {bit}");
    }
}
