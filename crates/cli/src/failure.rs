//! Why a command ends without having done what was asked.

use authenticator::{Code, Failure, import::ImportError};
use device::picture::PictureError;
use serde_json::{Value, json};

use crate::{language::Language, sentences};

/// A failure of the authenticator, or one that only a command line has.
#[derive(Debug)]
pub(crate) enum CliError {
    Authenticator(Failure),
    Picture(PictureError),
    /// An export of another app that was not read.
    Import(ImportError),
    NoHome,
    /// A picture without a QR code.
    NoQrCode,
    /// A file that should hold a secret or a text cannot be read, or is not text.
    UnreadableFile,
    /// A secret has to be typed, and there is no terminal.
    NoTerminal,
    /// Input ended before it was complete.
    InputEnded,
    /// The PIN was typed differently the second time.
    PinsDiffer,
    /// The login page shows a number, and none was given.
    NumberMissing,
    /// No login with this identifier waits.
    UnknownLogin,
    /// The name fits more than one identity.
    AmbiguousIdentity,
    /// Removing was not confirmed.
    NotConfirmed,
    /// Storing was not confirmed.
    NotStored,
    /// Exporting was not confirmed.
    NotExported,
    /// The password of a file was typed differently the second time.
    PasswordsDiffer,
    /// There is a file of this name, and nobody agreed to replace it.
    FileExists,
    /// The file cannot be written there.
    NotWritten,
    /// A QR code of a key is for a terminal alone.
    QrNeedsTerminal,
    /// A QR code has no room for so much.
    QrTooLong,
    /// Standard output is closed or full.
    Output,
    /// The command line makes no sense; it has been said.
    Usage,
    /// The doctor found this, and has said so.
    Unwell(Failure),
}

impl<E: Into<Failure>> From<E> for CliError {
    fn from(error: E) -> Self {
        Self::Authenticator(error.into())
    }
}

impl CliError {
    /// The stable name.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Authenticator(failure) => failure.code.as_str(),
            Self::Picture(error) => picture_code(error),
            Self::Import(error) => sentences::import::error_code(*error),
            Self::NoHome => "no_home",
            Self::NoQrCode => "no_qr_code",
            Self::UnreadableFile => "unreadable_file",
            Self::NoTerminal => "no_terminal",
            Self::InputEnded => "input_ended",
            Self::PinsDiffer => "pins_differ",
            Self::NumberMissing => "number_missing",
            Self::UnknownLogin => "unknown_login",
            Self::AmbiguousIdentity => "ambiguous_identity",
            Self::NotConfirmed => "not_confirmed",
            Self::NotStored => "not_stored",
            Self::NotExported => "not_exported",
            Self::PasswordsDiffer => "passwords_differ",
            Self::FileExists => "file_exists",
            Self::NotWritten => "not_written",
            Self::QrNeedsTerminal => "qr_needs_terminal",
            Self::QrTooLong => "qr_too_long",
            Self::Output => "output",
            Self::Usage => "usage",
            Self::Unwell(failure) => failure.code.as_str(),
        }
    }

    /// What standard output says with `--json`.
    pub(crate) fn to_json(&self) -> Value {
        let error = match self {
            Self::Authenticator(failure) => json!(failure),
            other => json!({ "code": other.code() }),
        };
        json!({ "error": error })
    }

    /// What standard error says: what happened, and what to do.
    pub(crate) fn sentence(&self, language: Language) -> String {
        match self {
            Self::Authenticator(failure) => sentences::of(failure, language),
            Self::Import(error) => sentences::import::error(*error, language),
            own => own_sentence(own, language).to_owned(),
        }
    }

    /// As `segl --help` lists them.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Authenticator(failure) => exit_code(failure.code),
            Self::Unwell(failure) => exit_code(failure.code),
            Self::Usage | Self::NoTerminal | Self::QrNeedsTerminal | Self::NumberMissing | Self::AmbiguousIdentity => 2,
            Self::NoHome => 3,
            Self::PinsDiffer
            | Self::PasswordsDiffer
            | Self::Import(ImportError::PasswordNeeded | ImportError::WrongPassword) => 5,
            Self::UnknownLogin => 7,
            Self::Picture(_) | Self::NoQrCode | Self::Import(_) => 8,
            Self::UnreadableFile | Self::InputEnded | Self::NotConfirmed | Self::NotStored | Self::Output => 1,
            Self::NotExported | Self::FileExists | Self::NotWritten | Self::QrTooLong => 1,
        }
    }
}

/// The stable name of a picture that cannot be read.
pub(crate) fn picture_code(error: &PictureError) -> &'static str {
    match error {
        PictureError::NotFound => "file_not_found",
        PictureError::NotAFile => "not_a_file",
        PictureError::Unreadable(_) => "unreadable_file",
        PictureError::Empty => "picture_empty",
        PictureError::FileTooLarge | PictureError::TooLarge => "picture_too_large",
        PictureError::NotAPicture => "not_a_picture",
        PictureError::UnsupportedFormat => "picture_format",
        PictureError::Truncated => "picture_truncated",
        PictureError::Malformed => "picture_damaged",
    }
}

fn own_sentence(error: &CliError, language: Language) -> &'static str {
    let (english, danish) = match error {
        CliError::Picture(PictureError::NotFound) => {
            ("There is no such file. Check the name.", "Filen findes ikke. Tjek navnet.")
        }
        CliError::Picture(PictureError::FileTooLarge | PictureError::TooLarge) => (
            "The picture is too large. Save only the part with the QR code.",
            "Billedet er for stort. Gem kun den del, hvor QR-koden er.",
        ),
        CliError::Picture(PictureError::Unreadable(_) | PictureError::NotAFile) | CliError::UnreadableFile => (
            "The file cannot be read. Check it and its permissions.",
            "Filen kan ikke læses. Tjek filen og rettighederne.",
        ),
        CliError::Picture(_) => (
            "The file is not a picture that Segl can read. Save the QR code as PNG or JPEG.",
            "Filen er ikke et billede, som Segl kan læse. Gem QR-koden som PNG eller JPEG.",
        ),
        CliError::NoHome => (
            "The system names no folder for your data. Set SEGL_HOME.",
            "Systemet angiver ingen mappe til dine data. Sæt SEGL_HOME.",
        ),
        CliError::NoQrCode => (
            "There is no QR code in the picture. Save it again, with a little white around the code.",
            "Der er ingen QR-kode i billedet. Gem det igen med lidt hvidt rundt om koden.",
        ),
        CliError::NoTerminal => (
            "There is no terminal to ask on. Give what is asked for in files (--pin-file and its like), or say --yes.",
            "Der er ingen terminal at spørge på. Angiv svarene i filer (--pin-file og lignende), eller brug --yes.",
        ),
        CliError::InputEnded => ("The input ended too early. Try again.", "Inddata sluttede for tidligt. Prøv igen."),
        CliError::PinsDiffer => ("The two PINs are not the same. Try again.", "De to pinkoder er ikke ens. Prøv igen."),
        CliError::NumberMissing => (
            "The login page shows a number. Give it with --number.",
            "Login-siden viser et tal. Angiv det med --number.",
        ),
        CliError::UnknownLogin => (
            "No login with this identifier waits for you. See `segl approvals`.",
            "Der venter intet login med den betegnelse. Se `segl approvals`.",
        ),
        CliError::AmbiguousIdentity => (
            "More than one identity fits this name. Use its identifier from `segl list --json`.",
            "Navnet passer på flere identiteter. Brug betegnelsen fra `segl list --json`.",
        ),
        CliError::NotConfirmed => ("Nothing was removed.", "Intet blev slettet."),
        CliError::NotStored => (
            "Nothing was stored. Begin again, with a new key if the issuer has given up this one.",
            "Intet er gemt. Begynd forfra, med en ny nøgle, hvis udstederen har opgivet denne.",
        ),
        CliError::NotExported => {
            ("Nothing was exported. Everything is as it was.", "Intet er eksporteret. Alt er, som det var.")
        }
        CliError::PasswordsDiffer => {
            ("The two passwords are not the same. Try again.", "De to adgangskoder er ikke ens. Prøv igen.")
        }
        CliError::FileExists => (
            "There is a file of this name. Choose another name, or say --replace.",
            "Der er en fil med det navn. Vælg et andet navn, eller brug --replace.",
        ),
        CliError::NotWritten => (
            "The file cannot be written there. Choose another folder.",
            "Filen kan ikke skrives der. Vælg en anden mappe.",
        ),
        CliError::QrNeedsTerminal => (
            "The QR code is the key itself and is shown on a terminal only. Run this on one, without --json.",
            "QR-koden er selve nøglen og vises kun på en terminal. Kør det på en, uden --json.",
        ),
        CliError::QrTooLong => (
            "The names are too long for a QR code. Export a file instead.",
            "Navnene er for lange til en QR-kode. Eksportér en fil i stedet.",
        ),
        CliError::Usage => ("See `segl --help`.", "Se `segl --help`."),
        CliError::Output | CliError::Unwell(_) | CliError::Authenticator(_) | CliError::Import(_) => {
            ("The output cannot be written.", "Resultatet kan ikke skrives.")
        }
    };
    match language {
        Language::English => english,
        Language::Danish => danish,
    }
}

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
        | Code::PresenceOff => 3,
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
        | Code::PinsApart
        | Code::WrongPin
        | Code::PresenceRefused
        | Code::PresenceCancelled
        | Code::PresenceTimedOut
        | Code::PresencePinDue
        | Code::NumberMalformed
        | Code::WrongNumber => 5,
        Code::PinPaused | Code::PinDestroyed => 6,
        Code::UnknownIdentity | Code::UnknownToken | Code::ChallengeExpired | Code::ChallengeClosed => 7,
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
        | Code::KeyTwoStep
        | Code::EntrustDamaged
        | Code::EntrustNewer => 8,
        Code::ExportStays | Code::ExportNothing => 1,
        Code::KeyPresent | Code::ThirdPartyForbidden | Code::CounterBased | Code::CounterSpent => 1,
        Code::NameEmpty | Code::NameTooLong | Code::NoteTooLong | Code::GroupTooLong => 2,
        // What only the app meets.
        _ => 1,
    }
}
