//! Why a command ends without having done what was asked.

use authenticator::{Code, Failure};
use serde_json::{Value, json};
use words::{Language, Shell};

/// Why a command failed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CliError {
    /// Nobody has been told yet.
    Failed(Failure),
    /// The doctor found this, and has said so.
    Said(Failure),
}

impl<E: Into<Failure>> From<E> for CliError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl CliError {
    /// What happened.
    pub(crate) fn code(&self) -> Code {
        self.failure().code
    }

    pub(crate) fn failure(&self) -> &Failure {
        match self {
            Self::Failed(failure) | Self::Said(failure) => failure,
        }
    }

    /// Whether whoever has typed may type again. Without a terminal, nobody can.
    pub(crate) fn can_be_typed_again(&self) -> bool {
        !matches!(self.code(), Code::NoTerminal | Code::InputEnded | Code::FileUnreadable | Code::Output)
    }

    /// What standard output says with `--json`.
    pub(crate) fn to_json(self) -> Value {
        json!({ "error": self.failure() })
    }

    /// What standard error says: what happened, and what to do.
    pub(crate) fn sentence(&self, language: Language) -> String {
        words::failure(self.failure(), Shell::Terminal, language)
    }

    /// As `segl --help` lists them.
    pub(crate) fn exit_code(&self) -> u8 {
        exit_code(self.code())
    }
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn exit_code(code: Code) -> u8 {
    match code {
        Code::KeyringNoService
        | Code::KeyringLocked
        | Code::KeyringNotSetUp
        | Code::KeyringDenied
        | Code::KeyringDamaged
        | Code::KeyringSlow
        | Code::KeyringUnanswered
        | Code::KeyringFailed
        | Code::KeyringEntryMissing
        | Code::VaultBusy
        | Code::VaultDenied
        | Code::VaultOpen
        | Code::VaultDamaged
        | Code::VaultRolledBack
        | Code::VaultMismatched
        | Code::VaultNewer
        | Code::OutOfMemory
        | Code::VaultFull
        | Code::DiskFull
        | Code::DiskReadOnly
        | Code::DiskFailed
        | Code::PresenceNoReader
        | Code::PresenceNotEnrolled
        | Code::PresenceDenied
        | Code::PresenceBusy
        | Code::PresenceFailed
        | Code::PresenceOff
        | Code::NoHome
        | Code::ClipboardUnavailable
        | Code::ScreenUnavailable
        | Code::LinksUnavailable
        | Code::NotOnPhone => 3,
        Code::Unreachable
        | Code::TimedOut
        | Code::Insecure
        | Code::Proxy
        | Code::PortalFault
        | Code::PortalUntrusted
        | Code::TooManyRequests
        | Code::Unauthorized
        | Code::NotActive
        | Code::TokenCopied
        | Code::PinUnsettled
        | Code::Refused
        | Code::PresenceNotAllowed
        | Code::KeyFileNotAllowed
        | Code::ChallengeForged => 4,
        Code::ActivationPasswordMalformed
        | Code::WrongActivationPassword
        | Code::EntrustWrongPassword
        | Code::EntrustCodeMalformed
        | Code::EntrustCheckDigit
        | Code::PinTooShort
        | Code::PinTooLong
        | Code::PinMalformed
        | Code::PinGuessable
        | Code::PinDate
        | Code::PinDiffers
        | Code::PinSame
        | Code::PinNotShared
        | Code::PinUnchecked
        | Code::ExportPasswordShort
        | Code::ExportPasswordGuessable
        | Code::PinsOutOfSync
        | Code::WrongPin
        | Code::PresenceRefused
        | Code::PresenceCancelled
        | Code::PresenceTimedOut
        | Code::PresencePinDue
        | Code::PinMissing
        | Code::PinMismatch
        | Code::ExportPasswordsDiffer
        | Code::ImportPasswordNeeded
        | Code::ImportWrongPassword
        | Code::NumberMalformed
        | Code::NumberUnknown
        | Code::WrongNumber => 5,
        Code::PinPaused | Code::PinDestroyed | Code::NumbersPaused => 6,
        Code::UnknownIdentity
        | Code::UnknownToken
        | Code::UnknownLogin
        | Code::OtherPortal
        | Code::ChallengeExpired
        | Code::ChallengeClosed => 7,
        Code::InvitationForeign
        | Code::InvitationNewer
        | Code::InvitationTooLong
        | Code::InvitationDamaged
        | Code::InvitationInsecure
        | Code::InvitationExpired
        | Code::InvitationUsed
        | Code::InvitationVoid
        | Code::InvitationUnknown
        | Code::KeyForeign
        | Code::KeyMigration
        | Code::KeyDamaged
        | Code::KeyUnreadable
        | Code::KeyUnsupported
        | Code::KeyTooLong
        | Code::KeyMotp
        | Code::KeyYandex
        | Code::KeyTwoStep
        | Code::EntrustDamaged
        | Code::EntrustNewer
        | Code::EntrustSerial
        | Code::EntrustActivationCode
        | Code::PushTokenForeign
        | Code::LoginCodeElsewhere
        | Code::LoginCodeMissing
        | Code::MicrosoftForeign
        | Code::DuoForeign
        | Code::OktaForeign
        | Code::OtherAppForeign
        | Code::LinkTooLong
        | Code::LinkDamaged
        | Code::LinkGone
        | Code::FileNotFound
        | Code::NotAFile
        | Code::PictureEmpty
        | Code::PictureTooLarge
        | Code::NotAPicture
        | Code::Archive
        | Code::PictureFormat
        | Code::PictureTruncated
        | Code::PictureDamaged
        | Code::NoQrCode
        | Code::QrCodesMissing
        | Code::ClipboardEmpty
        | Code::ImportUnknownFormat
        | Code::ImportNewer
        | Code::ImportTooLarge
        | Code::ImportDamaged
        | Code::ImportIncomplete
        | Code::ImportOtherTransfer
        | Code::ImportArchive
        | Code::ImportCostly
        | Code::ImportAccountBound => 8,
        Code::ExportStays
        | Code::ExportNothing
        | Code::ExportTooLong
        | Code::ExportUnwritten
        | Code::FileExists
        | Code::FileUnreadable
        | Code::SecretFileOpen
        | Code::InputEnded
        | Code::NotConfirmed
        | Code::NotStored
        | Code::NotExported
        | Code::NothingToEnrol
        | Code::ImportNothing
        | Code::NothingToAdd
        | Code::NothingToChange
        | Code::NothingToExport
        | Code::Output
        | Code::Internal => 1,
        Code::KeyPresent | Code::ThirdPartyForbidden | Code::CounterBased | Code::CounterSpent => 1,
        Code::NameEmpty
        | Code::NameTooLong
        | Code::NoteTooLong
        | Code::GroupTooLong
        | Code::ByHandNoName
        | Code::ByHandNoKey
        | Code::ByHandCharacter
        | Code::ByHandIncomplete
        | Code::ByHandTooLong
        | Code::ByHandDigits
        | Code::ByHandPeriod
        | Code::ByHandCounter
        | Code::NoTerminal
        | Code::NumberMissing
        | Code::AmbiguousIdentity
        | Code::SeveralKeys
        | Code::QrNeedsTerminal
        | Code::Usage => 2,
    }
}
