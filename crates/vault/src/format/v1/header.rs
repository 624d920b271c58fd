use std::fmt;

use thiserror::Error;

use crate::{KdfParameters, KdfParametersError, VaultId, hazmat::TAG_LEN, kdf::ArgonSalt};

/// Everything in front of the body, and the body's associated data.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Header {
    pub(crate) vault_id: VaultId,
    pub(crate) generation: u64,
    pub(crate) kdf_parameters: KdfParameters,
    pub(crate) argon_salt: ArgonSalt,
    /// Fresh for every write, which makes the body's key single-use.
    pub(crate) body_salt: [u8; 32],
    /// Length of the ciphertext without its tag.
    pub(crate) body_len: u32,
}

impl Header {
    pub(crate) const LEN: usize = 98;

    pub(crate) fn encode(&self) -> [u8; Self::LEN] {
        let mut writer = Writer(Vec::with_capacity(Self::LEN));
        writer.put(&MAGIC);
        writer.put(&VERSION.to_le_bytes());
        writer.put(&NO_FLAGS.to_le_bytes());
        writer.put(&self.vault_id.0);
        writer.put(&self.generation.to_le_bytes());
        writer.put(&[KDF_ARGON2ID]);
        writer.put_kdf_parameters(&self.kdf_parameters);
        writer.put(&self.argon_salt.0);
        writer.put(&[AEAD_AES_256_GCM]);
        writer.put(&self.body_salt);
        writer.put(&self.body_len.to_le_bytes());
        writer.0.try_into().expect("the fields add up to 98 bytes")
    }

    /// Splits a file into its decoded header, the header's bytes, and `ciphertext || tag`.
    ///
    /// Magic and version are judged before the length, so that a file of a later version is called that.
    pub(crate) fn decode(file: &[u8]) -> Result<(Self, &[u8; Self::LEN], &[u8]), HeaderError> {
        let mut reader = Reader(file);
        if reader.take::<4>()? != MAGIC {
            return Err(HeaderError::MagicWrong);
        }
        let version = u16::from_le_bytes(reader.take()?);
        if version != VERSION {
            return Err(HeaderError::VersionUnknown(version));
        }
        let (raw, body) = file.split_first_chunk().ok_or(HeaderError::Truncated)?;
        let header = Self::decode_fields(reader)?;
        header.check_body_len(body.len())?;
        Ok((header, raw, body))
    }

    fn decode_fields(mut reader: Reader<'_>) -> Result<Self, HeaderError> {
        let flags = u16::from_le_bytes(reader.take()?);
        if flags != NO_FLAGS {
            return Err(HeaderError::FlagsUnknown(flags));
        }
        let vault_id = VaultId(reader.take()?);
        let generation = u64::from_le_bytes(reader.take()?);
        let [kdf] = reader.take()?;
        if kdf != KDF_ARGON2ID {
            return Err(HeaderError::KdfUnknown(kdf));
        }
        let kdf_parameters = KdfParameters::new(reader.take_u32()?, reader.take_u32()?, reader.take_u32()?)?;
        let argon_salt = ArgonSalt(reader.take()?);
        let [aead] = reader.take()?;
        if aead != AEAD_AES_256_GCM {
            return Err(HeaderError::AeadUnknown(aead));
        }
        let body_salt = reader.take()?;
        let body_len = reader.take_u32()?;
        Ok(Self { vault_id, generation, kdf_parameters, argon_salt, body_salt, body_len })
    }

    /// Compares what the header announces with what follows it: ciphertext, tag, and nothing else.
    fn check_body_len(&self, available: usize) -> Result<(), HeaderError> {
        let announced = usize::try_from(self.body_len).unwrap_or(usize::MAX);
        if announced > MAX_BODY_LEN {
            return Err(HeaderError::BodyTooLarge(self.body_len));
        }
        match available.cmp(&(announced + TAG_LEN)) {
            std::cmp::Ordering::Less => Err(HeaderError::BodyTruncated),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(HeaderError::TrailingBytes),
        }
    }
}

/// The part of the header that no write changes:
/// `magic | ver | vault_id | kdf | m_kib | t | p | argon_salt`, 51 bytes.
///
/// Wrapped user keys are bound to it; generation, body salt and body length change with every write, when the PIN that
/// could wrap them anew is not at hand.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct HeaderBinding(pub(crate) [u8; 51]);

impl HeaderBinding {
    pub(crate) fn new(vault_id: VaultId, kdf_parameters: &KdfParameters, argon_salt: &ArgonSalt) -> Self {
        let mut writer = Writer(Vec::with_capacity(51));
        writer.put(&MAGIC);
        writer.put(&VERSION.to_le_bytes());
        writer.put(&vault_id.0);
        writer.put(&[KDF_ARGON2ID]);
        writer.put_kdf_parameters(kdf_parameters);
        writer.put(&argon_salt.0);
        Self(writer.0.try_into().expect("the fields add up to 51 bytes"))
    }

    /// The bytes as they enter the commitment and the associated data.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for HeaderBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeaderBinding(51 bytes)")
    }
}

/// Why the front of a file is not a vault of this version.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum HeaderError {
    /// Fewer bytes than a header.
    #[error("the file ends inside its header")]
    Truncated,
    /// Not a vault at all.
    #[error("the file is not a Segl vault")]
    MagicWrong,
    /// Written by a later version of the app (or by none: there is no version 0).
    #[error("the vault has version {0}, this app knows version 1")]
    VersionUnknown(u16),
    /// Version 1 has no flags.
    #[error("the vault has flags {0:#06x}, version 1 has none")]
    FlagsUnknown(u16),
    /// Not Argon2id.
    #[error("the vault names key derivation {0}, version 1 has only 1")]
    KdfUnknown(u8),
    /// Argon2id outside its floors and ceilings.
    #[error(transparent)]
    KdfParameters(#[from] KdfParametersError),
    /// Not AES-256-GCM.
    #[error("the vault names cipher {0}, version 1 has only 1")]
    AeadUnknown(u8),
    /// More than 1 MiB announced.
    #[error("the vault announces a body of {0} bytes, the limit is 1 MiB")]
    BodyTooLarge(u32),
    /// Fewer bytes follow than announced.
    #[error("the file ends inside its body")]
    BodyTruncated,
    /// More bytes follow than announced.
    #[error("the file goes on after its body")]
    TrailingBytes,
}

struct Writer(Vec<u8>);

impl Writer {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn put_kdf_parameters(&mut self, parameters: &KdfParameters) {
        self.put(&parameters.memory_kib().to_le_bytes());
        self.put(&parameters.iterations().to_le_bytes());
        self.put(&parameters.parallelism().to_le_bytes());
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], HeaderError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(HeaderError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn take_u32(&mut self) -> Result<u32, HeaderError> {
        self.take().map(u32::from_le_bytes)
    }
}

/// Largest plaintext of the body in bytes.
pub(crate) const MAX_BODY_LEN: usize = 1024 * 1024;

const MAGIC: [u8; 4] = *b"SGV1";
const VERSION: u16 = 1;
const NO_FLAGS: u16 = 0;
const KDF_ARGON2ID: u8 = 1;
const AEAD_AES_256_GCM: u8 = 1;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            vault_id: VaultId([0xa1; 16]),
            generation: 0x0102_0304,
            kdf_parameters: KdfParameters::default(),
            argon_salt: ArgonSalt([0xb2; 16]),
            body_salt: [0xc3; 32],
            body_len: 3,
        }
    }

    fn file(header: [u8; Header::LEN]) -> Vec<u8> {
        [&header[..], &[0; 3 + TAG_LEN]].concat()
    }

    #[test]
    fn header_has_the_layout_of_the_document() {
        let expected = [
            &b"SGV1"[..],
            &[1, 0, 0, 0],
            &[0xa1; 16],
            &[4, 3, 2, 1, 0, 0, 0, 0],
            &[1],
            &[0, 0, 1, 0, 3, 0, 0, 0, 4, 0, 0, 0],
            &[0xb2; 16],
            &[1],
            &[0xc3; 32],
            &[3, 0, 0, 0],
        ];
        assert_eq!(header().encode().as_slice(), expected.concat());
    }

    #[test]
    fn binding_is_the_header_without_what_a_write_changes() {
        let Header { vault_id, kdf_parameters, argon_salt, .. } = header();
        let encoded = header().encode();
        let expected = [&encoded[..6], &encoded[8..24], &encoded[32..61]].concat();
        assert_eq!(HeaderBinding::new(vault_id, &kdf_parameters, &argon_salt).as_bytes(), expected);
    }

    #[test]
    fn header_round_trips() {
        let file = file(header().encode());
        let (decoded, raw, body) = Header::decode(&file).unwrap();
        assert_eq!((decoded, raw.as_slice(), body.len()), (header(), &file[..98], 19));
    }

    #[test]
    fn header_is_refused_by_name_when_a_field_is_wrong() {
        for (at, value, expected) in [
            (0, b'X', HeaderError::MagicWrong),
            (4, 2, HeaderError::VersionUnknown(2)),
            (4, 0, HeaderError::VersionUnknown(0)),
            (6, 1, HeaderError::FlagsUnknown(1)),
            (32, 2, HeaderError::KdfUnknown(2)),
            (35, 0, HeaderError::KdfParameters(KdfParametersError::MemoryTooLow(0))),
            (36, 1, HeaderError::KdfParameters(KdfParametersError::MemoryTooHigh(0x0101_0000))),
            (37, 2, HeaderError::KdfParameters(KdfParametersError::IterationsTooLow(2))),
            (37, 11, HeaderError::KdfParameters(KdfParametersError::IterationsTooHigh(11))),
            (41, 0, HeaderError::KdfParameters(KdfParametersError::ParallelismTooLow)),
            (61, 0, HeaderError::AeadUnknown(0)),
            (97, 1, HeaderError::BodyTooLarge(0x0100_0003)),
            (94, 4, HeaderError::BodyTruncated),
            (94, 2, HeaderError::TrailingBytes),
        ] {
            let mut encoded = header().encode();
            encoded[at] = value;
            assert_eq!(Header::decode(&file(encoded)).err(), Some(expected), "byte {at} = {value}");
        }
    }

    #[test]
    fn header_is_refused_when_truncated_anywhere() {
        let encoded = header().encode();
        for length in 0..Header::LEN {
            assert_eq!(Header::decode(&encoded[..length]).err(), Some(HeaderError::Truncated), "{length}");
        }
    }
}
