//! Every error of this room as one stable code, for shells that turn codes into sentences.

mod code;

use otp::otpauth::KeyUriError;
use serde::Serialize;
use vault::PinError;

use crate::{
    challenge::PollError,
    codes::PasscodesError,
    enrolment::{
        InvitationError,
        entrust::{CodeError, EntrustError},
        finish::FinishError,
        otpauth::AddOtpauthError,
        segl::ActivateError,
    },
    exchange::ContactError,
    import::Progress,
    ports::{KeyringError, VaultFileError},
    store::StoreError,
    unlock::UnlockError,
};

pub use self::code::Code;

/// An error as a shell shows it: a code, and the numbers that belong into its sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Failure {
    /// What happened.
    pub code: Code,
    /// Tries that remain, where tries are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u8>,
    /// Seconds until it is worth trying again, where there is a pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The fewest digits that would do, where a PIN is too short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u8>,
    /// Which character of a text is meant, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<u16>,
    /// How many QR codes of a transfer have been read, and how many there are.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
}

impl Failure {
    /// Whether it ends the login that was to be answered, see [`Code::ends_login`].
    #[must_use]
    pub fn ends_login(&self) -> bool {
        self.code.ends_login()
    }
}

impl Code {
    /// Whether a login that was answered with this waits no longer: nothing that its owner types on this device can still
    /// approve it.
    #[must_use]
    pub fn ends_login(self) -> bool {
        matches!(
            self,
            Self::ChallengeExpired
                | Self::ChallengeClosed
                | Self::WrongNumber
                | Self::Refused
                | Self::PinDestroyed
                | Self::TokenCopied
                | Self::UnknownToken
                | Self::UnknownIdentity
                | Self::NotActive
                | Self::Unauthorized
        )
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, tries_left: None, retry_after: None, minimum: None, place: None, progress: None }
    }
}

impl From<KeyringError> for Failure {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::NoService => Code::KeyringNoService,
            KeyringError::Locked => Code::KeyringLocked,
            KeyringError::NotSetUp => Code::KeyringNotSetUp,
            KeyringError::Denied => Code::KeyringDenied,
            KeyringError::Damaged => Code::KeyringDamaged,
            KeyringError::Slow => Code::KeyringSlow,
            KeyringError::Unanswered => Code::KeyringUnanswered,
            KeyringError::Failed => Code::KeyringFailed,
        }
        .into()
    }
}

impl From<VaultFileError> for Failure {
    fn from(error: VaultFileError) -> Self {
        match error {
            VaultFileError::Busy => Code::VaultBusy,
            VaultFileError::DiskFull => Code::DiskFull,
            VaultFileError::ReadOnly => Code::DiskReadOnly,
            VaultFileError::Denied => Code::VaultDenied,
            VaultFileError::Open => Code::VaultOpen,
            VaultFileError::TooLarge => Code::VaultDamaged,
            VaultFileError::Failed => Code::DiskFailed,
        }
        .into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Keyring(error) => error.into(),
            StoreError::File(error) => error.into(),
            StoreError::EntryMissing => Code::KeyringEntryMissing.into(),
            StoreError::EntryDamaged => Code::KeyringDamaged.into(),
            StoreError::Damaged => Code::VaultDamaged.into(),
            StoreError::Mismatched => Code::VaultMismatched.into(),
            StoreError::OutOfMemory => Code::OutOfMemory.into(),
            StoreError::RolledBack => Code::VaultRolledBack.into(),
            StoreError::Newer => Code::VaultNewer.into(),
            StoreError::Full => Code::VaultFull.into(),
            StoreError::UnknownIdentity => Code::UnknownIdentity.into(),
        }
    }
}

impl From<ContactError> for Failure {
    fn from(error: ContactError) -> Self {
        let code = match error {
            ContactError::Unreachable => Code::Unreachable,
            ContactError::TimedOut => Code::TimedOut,
            ContactError::Insecure => Code::Insecure,
            ContactError::Proxy => Code::Proxy,
            ContactError::Fault => Code::PortalFault,
            ContactError::TooManyRequests { retry_after } => {
                return Self { retry_after, ..Code::TooManyRequests.into() };
            }
            ContactError::Unauthorized => Code::Unauthorized,
            ContactError::UnknownToken => Code::UnknownToken,
            ContactError::NotActive => Code::NotActive,
            ContactError::Destroyed => Code::PinDestroyed,
            ContactError::Copied => Code::TokenCopied,
        };
        code.into()
    }
}

impl From<UnlockError> for Failure {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Store(error) => error.into(),
            UnlockError::Contact(error) => error.into(),
            UnlockError::WrongPin { tries_left, pause_seconds } => Self {
                tries_left: Some(tries_left),
                retry_after: (pause_seconds > 0).then_some(pause_seconds),
                ..Code::WrongPin.into()
            },
            UnlockError::Paused { seconds } => Self { retry_after: Some(seconds), ..Code::PinPaused.into() },
            UnlockError::Destroyed => Code::PinDestroyed.into(),
            UnlockError::PortalFault => Code::PortalFault.into(),
        }
    }
}

impl From<InvitationError> for Failure {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Foreign => Code::InvitationForeign,
            InvitationError::Newer => Code::InvitationNewer,
            InvitationError::TooLong => Code::InvitationTooLong,
            InvitationError::Damaged => Code::InvitationDamaged,
            InvitationError::InsecureIssuer => Code::InvitationInsecure,
            InvitationError::Expired => Code::InvitationExpired,
        }
        .into()
    }
}

impl From<ActivateError> for Failure {
    fn from(error: ActivateError) -> Self {
        match error {
            ActivateError::Store(error) => error.into(),
            ActivateError::Contact(error) => error.into(),
            ActivateError::MalformedActivationPassword => Code::ActivationPasswordMalformed.into(),
            ActivateError::WrongActivationPassword { tries_left } => {
                Self { tries_left, ..Code::WrongActivationPassword.into() }
            }
            ActivateError::Expired => Code::InvitationExpired.into(),
            ActivateError::Used => Code::InvitationUsed.into(),
            ActivateError::Void => Code::InvitationVoid.into(),
            ActivateError::Unknown => Code::InvitationUnknown.into(),
            ActivateError::KeyFileNotAllowed => Code::KeyFileNotAllowed.into(),
            ActivateError::PortalUntrusted => Code::PortalUntrusted.into(),
        }
    }
}

impl From<PinError> for Failure {
    fn from(error: PinError) -> Self {
        let code = match error {
            PinError::NotDigits => Code::PinMalformed,
            PinError::TooShort { minimum } => return Self { minimum: Some(minimum), ..Code::PinTooShort.into() },
            PinError::TooLong => Code::PinTooLong,
            PinError::Date => Code::PinDate,
            _ => Code::PinGuessable,
        };
        code.into()
    }
}

impl From<FinishError> for Failure {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::Pin(error) => error.into(),
            FinishError::PinDiffers => Code::PinDiffers.into(),
            FinishError::PinNotShared => Code::PinNotShared.into(),
            FinishError::ThirdPartyForbidden => Code::ThirdPartyForbidden.into(),
            FinishError::Unlock(error) => error.into(),
            FinishError::Expired => Code::InvitationExpired.into(),
        }
    }
}

impl From<PasscodesError> for Failure {
    fn from(error: PasscodesError) -> Self {
        match error {
            PasscodesError::Unlock(error) => error.into(),
            PasscodesError::WrongPin => Code::WrongPin.into(),
            PasscodesError::CounterBased => Code::CounterBased.into(),
            PasscodesError::CounterSpent => Code::CounterSpent.into(),
        }
    }
}

impl From<KeyUriError> for Failure {
    fn from(error: KeyUriError) -> Self {
        match error {
            KeyUriError::Foreign => Code::KeyForeign,
            KeyUriError::Migration => Code::KeyMigration,
            KeyUriError::SecretMissing
            | KeyUriError::SecretCharacter(_)
            | KeyUriError::SecretPadding
            | KeyUriError::SecretLength => Code::KeyUnreadable,
            KeyUriError::SecretTooLong => Code::KeyTooLong,
            KeyUriError::TooLong => Code::LinkTooLong,
            KeyUriError::TwoStep => Code::KeyTwoStep,
            KeyUriError::TypeUnknown
            | KeyUriError::TwoStepUnsupported
            | KeyUriError::AlgorithmUnknown
            | KeyUriError::DigitsOutOfRange
            | KeyUriError::PeriodOutOfRange
            | KeyUriError::CounterOutOfRange
            | KeyUriError::EncoderUnknown => Code::KeyUnsupported,
            _ => Code::KeyDamaged,
        }
        .into()
    }
}

impl From<CodeError> for Failure {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::NotDigits | CodeError::Length { .. } => Code::EntrustCodeMalformed,
            CodeError::CheckDigit => Code::EntrustCheckDigit,
        }
        .into()
    }
}

impl From<EntrustError> for Failure {
    fn from(error: EntrustError) -> Self {
        match error {
            EntrustError::Foreign | EntrustError::TooLong | EntrustError::Damaged => Code::EntrustDamaged.into(),
            EntrustError::Version => Code::EntrustNewer.into(),
            EntrustError::WrongActivationPassword => Code::EntrustWrongPassword.into(),
            // The codes that the issuer has sealed in.
            EntrustError::Code(_) => Code::EntrustDamaged.into(),
        }
    }
}

impl From<AddOtpauthError> for Failure {
    fn from(error: AddOtpauthError) -> Self {
        match error {
            AddOtpauthError::Unlock(error) => error.into(),
            AddOtpauthError::Pin(error) => error.into(),
            AddOtpauthError::WrongPin => Code::WrongPin.into(),
            AddOtpauthError::Unchecked => Code::PinUnchecked.into(),
            AddOtpauthError::Forbidden => Code::ThirdPartyForbidden.into(),
            AddOtpauthError::Present => Code::KeyPresent.into(),
            AddOtpauthError::OutOfSync => Code::PinsOutOfSync.into(),
        }
    }
}

impl From<PollError> for Failure {
    fn from(error: PollError) -> Self {
        match error {
            PollError::Store(error) => error.into(),
            PollError::Contact(error) => error.into(),
            PollError::Forged(_) => Code::ChallengeForged.into(),
            PollError::Keys(_) => Code::PortalFault.into(),
        }
    }
}
