//! A key in the Secure Enclave that works only while an enrolled finger is on the reader.
//!
//! The key was made with `biometryCurrentSet`: enrolling another finger makes it useless. Keys of the Enclave live in
//! the data protection keychain, which a program reaches only when it is signed with a provisioning profile; another
//! build is told `errSecMissingEntitlement`, and biometrics are not offered there.

use authenticator::ports::{Entropy as _, Presence, PresenceError, TokenId};
use security_framework::{
    access_control::{ProtectionMode, SecAccessControl},
    item::{ItemClass, ItemSearchOptions, KeyClass, Location, Reference, SearchResult},
    key::{Algorithm, GenerateKeyOptions, KeyType, SecKey, Token},
    passwords::AccessControlOptions,
};

use super::der;
use crate::entropy::SystemEntropy;

/// Touch ID, by a key that it guards.
#[derive(Clone, Copy, Debug, Default)]
pub struct SecureEnclave;

impl Presence for SecureEnclave {
    fn is_available(&self) -> Result<(), PresenceError> {
        // The Enclave makes such a key only where a finger is enrolled. This one is not kept.
        generate(&mut GenerateKeyOptions::default()).map(drop)
    }

    fn set_up(&self, token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        if let Ok(earlier) = key(token) {
            earlier.delete().map_err(|error| status(error.code()))?;
        }
        let mut options = GenerateKeyOptions::default();
        let options = options.set_location(Location::DataProtectionKeychain).set_label(label(token));
        let public = generate(options)?.public_key().ok_or(PresenceError::Failed)?;
        // ANSI X9.63: the uncompressed point.
        let point = public.external_representation().ok_or(PresenceError::Failed)?;
        point.bytes().try_into().map(Some).map_err(|_| PresenceError::Failed)
    }

    /// The system's window names the program; it has no place for a reason of ours.
    fn confirm(&self, token: &TokenId, _reason: &str) -> Result<(), PresenceError> {
        let key = key(token)?;
        let mut challenge = [0; 32];
        SystemEntropy::default().fill(&mut challenge);
        // Using the key is what asks for the finger.
        let signature = key.create_signature(ALGORITHM, &challenge).map_err(|error| named(error.code()))?;
        let public = key.public_key().ok_or(PresenceError::Failed)?;
        match public.verify_signature(ALGORITHM, &challenge, &signature) {
            Ok(true) => Ok(()),
            _ => Err(PresenceError::Failed),
        }
    }

    fn sign(&self, token: &TokenId, _reason: &str, message: &[u8]) -> Result<[u8; 64], PresenceError> {
        let signature = key(token)?.create_signature(ALGORITHM, message).map_err(|error| named(error.code()))?;
        der::to_fixed(&signature).ok_or(PresenceError::Failed)
    }

    fn forget(&self, token: &TokenId) {
        let _ = key(token).map(|key| key.delete());
    }

    /// The system's window has a button of its own.
    fn cancel(&self) {}
}

fn label(token: &TokenId) -> String {
    format!("Segl presence {token}")
}

/// The key that was set up. It answers nobody any more once the fingers have changed.
fn key(token: &TokenId) -> Result<SecKey, PresenceError> {
    let mut search = ItemSearchOptions::new();
    search
        .class(ItemClass::key())
        .key_class(KeyClass::private())
        .label(&label(token))
        .load_refs(true)
        .ignore_legacy_keychains();
    for found in search.search().unwrap_or_default() {
        if let SearchResult::Ref(Reference::Key(key)) = found {
            return Ok(key);
        }
    }
    Err(PresenceError::NotEnrolled)
}

fn generate(options: &mut GenerateKeyOptions) -> Result<SecKey, PresenceError> {
    let flags = AccessControlOptions::PRIVATE_KEY_USAGE | AccessControlOptions::BIOMETRY_CURRENT_SET;
    let protection = Some(ProtectionMode::AccessibleWhenPasscodeSetThisDeviceOnly);
    let access = SecAccessControl::create_with_protection(protection, flags.bits());
    let access = access.map_err(|error| status(error.code()))?;
    options
        .set_key_type(KeyType::ec_sec_prime_random())
        .set_size_in_bits(256)
        .set_token(Token::SecureEnclave)
        .set_access_control(access);
    SecKey::new(options).map_err(|error| named(error.code()))
}

/// `LAError` and `OSStatus`, which Core Foundation hands over as one number each.
fn named(code: isize) -> PresenceError {
    i32::try_from(code).map_or(PresenceError::Failed, status)
}

fn status(code: i32) -> PresenceError {
    match code {
        // authenticationFailed; biometryLockout.
        -1 | -8 => PresenceError::Refused,
        // userCancel, userFallback, systemCancel, appCancel; errSecUserCanceled.
        -2 | -3 | -4 | -9 | -128 => PresenceError::Cancelled,
        // passcodeNotSet, biometryNotEnrolled.
        -5 | -7 => PresenceError::NotEnrolled,
        // biometryNotAvailable, biometryDisconnected.
        -6 | -13 => PresenceError::NoReader,
        // errSecMissingEntitlement, errSecAuthFailed.
        -34018 | -25293 => PresenceError::Denied,
        _ => PresenceError::Failed,
    }
}

const ALGORITHM: Algorithm = Algorithm::ECDSASignatureMessageX962SHA256;
