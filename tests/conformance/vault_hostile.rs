//! Files that must be refused, each named after its sabotage and refused by name: `tests/vectors/vault/hostile`.

use std::{collections::BTreeSet, fs};

use ciborium::Value;
use ring::digest;
use vault::{
    BodyError, EntryError, HeaderError, KdfParametersError, KeyringEntry, MarksError, OpenError, SharedPinError, Vault,
};

use crate::{
    body::{self, DEVICE_SECRET, HEADER_LEN},
    vectors::{bytes, directory, hex_file},
};

/// Which of the two doors said no, and why.
#[derive(Debug, Eq, PartialEq)]
enum Refusal {
    Entry(EntryError),
    Open(OpenError),
}

impl From<EntryError> for Refusal {
    fn from(error: EntryError) -> Self {
        Self::Entry(error)
    }
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<HeaderError> for Refusal {
    fn from(error: HeaderError) -> Self {
        Self::Open(error.into())
    }
}

impl From<KdfParametersError> for Refusal {
    fn from(error: KdfParametersError) -> Self {
        HeaderError::from(error).into()
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Open(error.into())
    }
}

impl From<MarksError> for Refusal {
    fn from(error: MarksError) -> Self {
        BodyError::from(error).into()
    }
}

impl From<SharedPinError> for Refusal {
    fn from(error: SharedPinError) -> Self {
        BodyError::from(error).into()
    }
}

fn opening(name: &str) -> Result<Vault, Refusal> {
    let entry = KeyringEntry::from_bytes(&hex_file(&format!("vault/hostile/{name}.keyring.hex")))?;
    Ok(Vault::open(&bytes(&format!("vault/hostile/{name}.segl")), &entry)?.vault)
}

fn refusals() -> Vec<(&'static str, Refusal)> {
    vec![
        ("header_truncated", HeaderError::Truncated.into()),
        ("magic_wrong", HeaderError::MagicWrong.into()),
        ("version_newer", HeaderError::VersionUnknown(2).into()),
        ("flags_unknown", HeaderError::FlagsUnknown(0x8000).into()),
        ("header_kdf_unknown", HeaderError::KdfUnknown(2).into()),
        ("header_kdf_memory_too_low", KdfParametersError::MemoryTooLow(65_535).into()),
        ("header_kdf_memory_too_high", KdfParametersError::MemoryTooHigh(1_048_577).into()),
        ("header_kdf_iterations_too_low", KdfParametersError::IterationsTooLow(2).into()),
        ("header_kdf_iterations_too_high", KdfParametersError::IterationsTooHigh(11).into()),
        ("header_kdf_parallelism_too_low", KdfParametersError::ParallelismTooLow.into()),
        ("header_kdf_parallelism_too_high", KdfParametersError::ParallelismTooHigh(17).into()),
        ("header_aead_unknown", HeaderError::AeadUnknown(0).into()),
        ("header_argon_salt_flipped", OpenError::Tampered.into()),
        ("body_len_too_large", HeaderError::BodyTooLarge(1_048_577).into()),
        ("body_truncated", HeaderError::BodyTruncated.into()),
        ("body_trailing_bytes", HeaderError::TrailingBytes.into()),
        ("body_flipped", OpenError::Tampered.into()),
        ("body_tag_flipped", OpenError::Tampered.into()),
        ("body_not_cbor", BodyError::NotCbor.into()),
        ("body_list_trailing_bytes", BodyError::TrailingBytes.into()),
        ("body_unknown_field", BodyError::UnexpectedContent.into()),
        ("body_unknown_kind", BodyError::UnexpectedContent.into()),
        ("body_missing_field", BodyError::UnexpectedContent.into()),
        ("body_pending_not_null", BodyError::UnexpectedContent.into()),
        ("body_digits_too_many", BodyError::Digits(otp::DigitsError(9)).into()),
        ("body_step_zero", BodyError::Period(otp::totp::PeriodError(0)).into()),
        ("body_alg_unknown", BodyError::Algorithm(otp::AlgorithmError).into()),
        ("body_challenge_keys_three", BodyError::ChallengeKeys(vault::ChallengeKeysError(3)).into()),
        ("body_challenge_keys_none", BodyError::ChallengeKeys(vault::ChallengeKeysError(0)).into()),
        ("body_step_too_long", BodyError::Period(otp::totp::PeriodError(3601)).into()),
        ("body_field_twice", BodyError::UnexpectedContent.into()),
        ("body_two_kinds_in_one_token", BodyError::UnexpectedContent.into()),
        ("body_masked_seed_long", BodyError::UnexpectedContent.into()),
        ("body_digits_as_text", BodyError::UnexpectedContent.into()),
        ("body_not_a_list", BodyError::UnexpectedContent.into()),
        ("body_note_empty", MarksError::NoteEmpty.into()),
        ("body_note_too_long", MarksError::NoteTooLong(501).into()),
        ("body_group_empty", MarksError::GroupEmpty.into()),
        ("body_group_too_long", MarksError::GroupTooLong(41).into()),
        ("body_pinned_as_number", BodyError::UnexpectedContent.into()),
        ("third_party_note_too_long", MarksError::NoteTooLong(501).into()),
        ("third_party_group_too_long", MarksError::GroupTooLong(41).into()),
        ("third_party_group_as_list", BodyError::UnexpectedContent.into()),
        ("third_party_bound_as_number", BodyError::UnexpectedContent.into()),
        ("body_bound_portal_token", BodyError::UnexpectedContent.into()),
        ("third_party_shared_pin_missing", SharedPinError::Missing.into()),
        ("third_party_shared_pin_alone", SharedPinError::Alone.into()),
        ("third_party_shared_pin_twice", SharedPinError::Twice.into()),
        ("third_party_guard_of_seven_bits", SharedPinError::Guard.into()),
        ("third_party_guard_beside_a_portal_token", SharedPinError::GuardBesidePortal.into()),
        ("third_party_follows_nobody", SharedPinError::Follows.into()),
        ("third_party_key_empty", BodyError::Secret(otp::SecretError::Empty).into()),
        ("third_party_key_too_long", BodyError::Secret(otp::SecretError::TooLong(129)).into()),
        ("third_party_digits_too_few", BodyError::Digits(otp::DigitsError(4)).into()),
        ("third_party_step_over_a_day", BodyError::Period(otp::totp::PeriodError(86_401)).into()),
        ("third_party_counter_too_high", BodyError::Counter.into()),
        ("third_party_alg_unknown", BodyError::Algorithm(otp::AlgorithmError).into()),
        ("third_party_scheme_unknown", BodyError::UnexpectedContent.into()),
        ("third_party_key_masked_and_bare", BodyError::UnexpectedContent.into()),
        ("third_party_unknown_field", BodyError::UnexpectedContent.into()),
        ("third_party_steam_with_digits", BodyError::UnexpectedContent.into()),
        ("third_party_salt_short", BodyError::UnexpectedContent.into()),
        ("generation_behind", OpenError::Rollback { found: 2, known: 3 }.into()),
        ("generation_two_ahead", OpenError::TooFarAhead { found: 2, known: 0 }.into()),
        ("hash_differs", OpenError::HashMismatch.into()),
        ("vault_id_differs", OpenError::WrongVault.into()),
        ("device_secret_differs", OpenError::Tampered.into()),
        ("keyring_entry_short", EntryError::Length(88).into()),
        ("keyring_entry_version_newer", EntryError::Version(2).into()),
    ]
}

/// The names of the vaults, each with a keyring entry beside it.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

#[test]
fn hostile_file_is_refused_by_name() {
    for (name, expected) in refusals() {
        assert_eq!(opening(name).err(), Some(expected), "{name}");
    }
}

#[test]
fn every_hostile_file_is_tried() {
    let files = fs::read_dir(directory().join("vault/hostile")).unwrap();
    let on_disk: BTreeSet<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let expected = names().flat_map(|name| [format!("{name}.segl"), format!("{name}.keyring.hex")]).collect();
    assert_eq!(on_disk, expected);
}

const GENERATION: usize = 49;
const FILE_SHA256: usize = 57;

/// Writes `tests/vectors/vault/hostile` from the pinned vault.
#[test]
#[ignore = "writes the hostile files"]
fn generator_writes_the_hostile_files() {
    let [kit, third_party] = ["v1", "v1_third_party"].map(|name| Kit {
        file: bytes(&format!("vault/{name}.segl")),
        entry: hex_file(&format!("vault/{name}.keyring.hex")),
    });
    for (name, _) in refusals() {
        let (file, entry) = match name.strip_prefix("third_party_") {
            Some(sabotage) => third_party.with_third_party(sabotage, &kit),
            None => kit.sabotaged(name),
        };
        let path = |extension| directory().join(format!("vault/hostile/{name}.{extension}"));
        fs::write(path("segl"), file).unwrap();
        fs::write(path("keyring.hex"), format!("{}\n", hex::encode(entry))).unwrap();
    }
}

/// The pinned vault, and the ways to spoil it.
struct Kit {
    file: Vec<u8>,
    entry: Vec<u8>,
}

impl Kit {
    fn sabotaged(&self, name: &str) -> (Vec<u8>, Vec<u8>) {
        match name {
            "header_truncated" => (self.file[..HEADER_LEN - 1].to_vec(), self.entry.clone()),
            "magic_wrong" => self.with_byte(3, b'2'),
            "version_newer" => self.with_byte(4, 2),
            "flags_unknown" => self.with_byte(7, 0x80),
            "header_kdf_unknown" => self.with_byte(32, 2),
            "header_kdf_memory_too_low" => self.with_number(33, 65_535),
            "header_kdf_memory_too_high" => self.with_number(33, 1_048_577),
            "header_kdf_iterations_too_low" => self.with_number(37, 2),
            "header_kdf_iterations_too_high" => self.with_number(37, 11),
            "header_kdf_parallelism_too_low" => self.with_number(41, 0),
            "header_kdf_parallelism_too_high" => self.with_number(41, 17),
            "header_argon_salt_flipped" => self.with_byte(45, self.file[45] ^ 1),
            "header_aead_unknown" => self.with_byte(61, 0),
            "body_len_too_large" => self.with_number(94, 1_048_577),
            "body_truncated" => (self.file[..self.file.len() - 1].to_vec(), self.behind()),
            "body_trailing_bytes" => ([self.file.as_slice(), &[0]].concat(), self.behind()),
            "body_flipped" => self.with_byte(HEADER_LEN, self.file[HEADER_LEN] ^ 1),
            "body_tag_flipped" => self.with_byte(self.file.len() - 1, self.file[self.file.len() - 1] ^ 1),
            "body_not_cbor" => self.resealed(b"{}"),
            "body_list_trailing_bytes" => self.resealed(&[self.body().as_slice(), &[0xf6]].concat()),
            "body_not_a_list" => self.resealed(&[0xa0]),
            "generation_behind" => (self.file.clone(), self.with_generation(3)),
            "generation_two_ahead" => (self.file.clone(), self.with_generation(0)),
            "hash_differs" => (self.file.clone(), self.with_entry_byte(FILE_SHA256)),
            "vault_id_differs" => (self.file.clone(), self.with_entry_byte(1)),
            "device_secret_differs" => (self.file.clone(), self.with_entry_byte(DEVICE_SECRET.start)),
            "keyring_entry_short" => (self.file.clone(), self.entry[..88].to_vec()),
            "keyring_entry_version_newer" => (self.file.clone(), [&[2], &self.entry[1..]].concat()),
            _ => self.with_body(name),
        }
    }

    /// Changes the first token inside a body that is then sealed properly.
    fn with_body(&self, name: &str) -> (Vec<u8>, Vec<u8>) {
        let mut body: Value = ciborium::from_reader(self.body().as_slice()).unwrap();
        if name == "body_two_kinds_in_one_token" {
            let token = body.as_array_mut().unwrap()[0].as_map_mut().unwrap();
            token.push(("punchcard".into(), Value::Null));
        }
        let (kind, fields) = &mut body.as_array_mut().unwrap()[0].as_map_mut().unwrap()[0];
        let fields = fields.as_map_mut().unwrap();
        match name {
            "body_unknown_kind" => *kind = "punchcard".into(),
            "body_unknown_field" => fields.push(("colour".into(), "red".into())),
            "body_note_empty" => fields.push(("note".into(), "".into())),
            "body_note_too_long" => fields.push(("note".into(), "å".repeat(501).into())),
            "body_group_empty" => fields.push(("group".into(), "".into())),
            "body_group_too_long" => fields.push(("group".into(), "ø".repeat(41).into())),
            "body_bound_portal_token" => fields.push(("bound".into(), true.into())),
            "body_pinned_as_number" => fields.push(("pinned".into(), 1.into())),
            "body_missing_field" => fields.retain(|(name, _)| name.as_text() != Some("ratchet")),
            "body_pending_not_null" => *field(fields, "pending") = Value::Map(Vec::new()),
            "body_digits_too_many" => *field(otp(fields), "digits") = 9.into(),
            "body_two_kinds_in_one_token" => {}
            "body_field_twice" => fields.push(fields[0].clone()),
            "body_masked_seed_long" => *field(otp(fields), "masked") = Value::Bytes(vec![0; 33]),
            "body_digits_as_text" => *field(otp(fields), "digits") = "6".into(),
            "body_step_too_long" => *field(otp(fields), "step") = 3601.into(),
            "body_challenge_keys_none" => *field(fields, "challenge_keys") = Value::Array(Vec::new()),
            "body_step_zero" => *field(otp(fields), "step") = 0.into(),
            "body_alg_unknown" => *field(otp(fields), "alg") = "MD5".into(),
            "body_challenge_keys_three" => {
                let keys = field(fields, "challenge_keys").as_array_mut().unwrap();
                *keys = vec![keys[0].clone(); 3];
            }
            _ => panic!("no recipe for {name}"),
        }
        let mut encoded = Vec::new();
        ciborium::into_writer(&body, &mut encoded).unwrap();
        self.resealed(&encoded)
    }

    /// Changes the body with keys of other issuers: a token for each scheme, then what they share.
    fn with_third_party(&self, name: &str, portal: &Self) -> (Vec<u8>, Vec<u8>) {
        let decoded =
            |kit: &Self| ciborium::from_reader::<Value, _>(kit.body().as_slice()).unwrap().into_array().unwrap();
        let mut entries = decoded(self);
        let mut shared = entries.pop().unwrap();
        let [by_time, _, by_counter, steam, _] = entries.as_mut_slice() else { panic!("five tokens") };
        match name {
            "shared_pin_missing" => shared = entries.pop().unwrap(),
            "shared_pin_alone" => entries.clear(),
            "shared_pin_twice" => entries.push(shared.clone()),
            "guard_of_seven_bits" => *field(inner(&mut shared), "guard") = 64.into(),
            "guard_beside_a_portal_token" => entries.push(decoded(portal).remove(0)),
            "follows_nobody" => *field(inner(&mut shared), "follows") = Value::Bytes(vec![7; 16]),
            "note_too_long" => inner(by_time).push(("note".into(), "å".repeat(501).into())),
            "group_too_long" => inner(by_time).push(("group".into(), "ø".repeat(41).into())),
            "group_as_list" => inner(by_time).push(("group".into(), Value::Array(Vec::new()))),
            "bound_as_number" => inner(by_time).push(("bound".into(), 1.into())),
            "key_empty" => *field(key(by_time), "bytes") = Value::Bytes(Vec::new()),
            "key_too_long" => *field(key(by_time), "bytes") = Value::Bytes(vec![7; 129]),
            "salt_short" => *field(key(by_time), "salt") = Value::Bytes(vec![7; 15]),
            "digits_too_few" => *field(scheme(by_time), "digits") = 4.into(),
            "step_over_a_day" => *field(scheme(by_time), "step") = 86_401.into(),
            "alg_unknown" => *field(scheme(by_time), "alg") = "MD5".into(),
            "counter_too_high" => *field(scheme(by_counter), "counter") = ((1_u64 << 63) + 1).into(),
            "steam_with_digits" => {
                let steam = field(inner(steam), "scheme").as_map_mut().unwrap();
                steam[0].1 = Value::Map(vec![("digits".into(), 5.into())]);
            }
            "scheme_unknown" => field(inner(by_time), "scheme").as_map_mut().unwrap()[0].0 = "motp".into(),
            "key_masked_and_bare" => {
                let key = field(inner(by_time), "key").as_map_mut().unwrap();
                key.push(("bare".into(), Value::Map(vec![("bytes".into(), Value::Bytes(vec![7; 20]))])));
            }
            "unknown_field" => {
                entries[0].as_map_mut().unwrap()[0].1.as_map_mut().unwrap().push(("colour".into(), "red".into()));
            }
            _ => panic!("no recipe for {name}"),
        }
        entries.push(shared);
        let mut encoded = Vec::new();
        ciborium::into_writer(&Value::Array(entries), &mut encoded).unwrap();
        self.resealed(&encoded)
    }

    /// A changed header or body, with a keyring one generation behind, so that no hash is in the way.
    fn with_byte(&self, at: usize, value: u8) -> (Vec<u8>, Vec<u8>) {
        let mut file = self.file.clone();
        file[at] = value;
        (file, self.behind())
    }

    fn with_number(&self, at: usize, value: u32) -> (Vec<u8>, Vec<u8>) {
        let mut file = self.file.clone();
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        (file, self.behind())
    }

    fn behind(&self) -> Vec<u8> {
        self.with_generation(1)
    }

    fn with_generation(&self, generation: u64) -> Vec<u8> {
        let mut entry = self.entry.clone();
        entry[GENERATION..FILE_SHA256].copy_from_slice(&generation.to_le_bytes());
        entry
    }

    fn with_entry_byte(&self, at: usize) -> Vec<u8> {
        let mut entry = self.entry.clone();
        entry[at] ^= 1;
        entry
    }

    fn body(&self) -> Vec<u8> {
        body::open(&self.file, &self.entry)
    }

    /// The pinned header with another body, sealed as the document says, and the matching keyring entry.
    fn resealed(&self, body: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let file = body::seal(&self.file, &self.entry, body);
        let mut entry = self.entry.clone();
        entry[FILE_SHA256..].copy_from_slice(digest::digest(&digest::SHA256, &file).as_ref());
        (file, entry)
    }
}

/// The fields of an entry.
fn inner(entry: &mut Value) -> &mut Vec<(Value, Value)> {
    entry.as_map_mut().unwrap()[0].1.as_map_mut().unwrap()
}

fn scheme(token: &mut Value) -> &mut [(Value, Value)] {
    inner(field(inner(token), "scheme"))
}

fn key(token: &mut Value) -> &mut [(Value, Value)] {
    inner(field(inner(token), "key"))
}

fn otp(fields: &mut [(Value, Value)]) -> &mut [(Value, Value)] {
    field(fields, "otp").as_map_mut().unwrap()
}

fn field<'a>(fields: &'a mut [(Value, Value)], name: &str) -> &'a mut Value {
    &mut fields.iter_mut().find(|(key, _)| key.as_text() == Some(name)).unwrap().1
}
