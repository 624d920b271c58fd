//! A key in the Secure Enclave that works only while an enrolled finger is on the reader.
//!
//! The key was made with `biometryCurrentSet`: enrolling another finger makes it useless. Keys of the Enclave live in
//! the data protection keychain, which a program reaches only when it is signed with a provisioning profile; another
//! build is told `errSecMissingEntitlement`, and biometrics are not offered there.

use authenticator::ports::{Entropy as _, Presence, PresenceError, PresenceKind};
use security_framework::{
    access_control::{ProtectionMode, SecAccessControl},
    item::{ItemClass, ItemSearchOptions, KeyClass, Location, Reference, SearchResult},
    key::{Algorithm, GenerateKeyOptions, KeyType, SecKey, Token},
    passwords::AccessControlOptions,
};

use crate::entropy::SystemEntropy;

/// Touch ID, by a key that it guards.
#[derive(Clone, Copy, Debug, Default)]
pub struct SecureEnclave;

impl Presence for SecureEnclave {
    fn kind(&self) -> PresenceKind {
        PresenceKind::KeyStore
    }

    fn is_available(&self) -> Result<(), PresenceError> {
        // The Enclave makes such a key only where a finger is enrolled. This one is not kept.
        generate(&mut GenerateKeyOptions::default()).map(drop)
    }

    fn set_up(&self) -> Result<(), PresenceError> {
        if let Ok(earlier) = key() {
            earlier.delete().map_err(|error| status(error.code()))?;
        }
        generate(GenerateKeyOptions::default().set_location(Location::DataProtectionKeychain).set_label(LABEL))
            .map(drop)
    }

    /// The system's window names the program; it has no place for a reason of ours.
    fn confirm(&self, _reason: &str) -> Result<(), PresenceError> {
        let key = key()?;
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

    /// The system's window has a button of its own.
    fn cancel(&self) {}
}

/// The key that was set up. It answers nobody any more once the fingers have changed.
fn key() -> Result<SecKey, PresenceError> {
    let mut search = ItemSearchOptions::new();
    search
        .class(ItemClass::key())
        .key_class(KeyClass::private())
        .label(LABEL)
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

const LABEL: &str = "Segl presence";
const ALGORITHM: Algorithm = Algorithm::ECDSASignatureMessageX962SHA256;
