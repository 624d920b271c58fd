//! Base64 (RFC 4648 §4 and §5), with or without padding.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD_NO_PAD as STANDARD_NO_PAD,
};

use super::ImportError;

/// The bytes; blanks and line breaks are passed over.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, ImportError> {
    let text: String = text
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .map(|character| match character {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    LENIENT.decode(text).map_err(|_| ImportError::Damaged)
}

/// The text of bytes, without padding.
pub(super) fn encode_unpadded(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
