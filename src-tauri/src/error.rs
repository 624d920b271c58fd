//! Errors as the screens get them: a stable code and numbers. The screens make the sentences.

use authenticator::{Code, Failure};
use serde::{Serialize, Serializer};

/// Why a command did not do what it was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    pub(crate) code: ErrorCode,
    /// Tries that remain, where they are counted.
    pub(crate) tries_left: Option<u8>,
    /// Seconds to wait before the next try.
    pub(crate) seconds: Option<u32>,
    /// The fewest digits that are accepted.
    pub(crate) minimum: Option<u8>,
    /// The position of the wrong character, from 1.
    pub(crate) place: Option<u16>,
}

/// The stable name of a failure.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ErrorCode {
    /// A failure that the authenticator names.
    Authenticator(Code),
    /// A failure that only the shell can name.
    Shell(ShellCode),
}

/// Declares the shell's codes once, with their texts.
macro_rules! shell_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What can go wrong before the authenticator is asked.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum ShellCode {
            $($(#[$doc])* $name,)+
        }

        impl ShellCode {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

shell_codes! {
    /// The picture, or the screen, shows no QR code.
    NoQrCode = "no_qr_code",
    /// The file is not a picture, or it is damaged.
    PictureUnreadable = "picture_unreadable",
    /// More bytes or pixels than are accepted.
    PictureTooLarge = "picture_too_large",
    /// Neither a picture nor a text on the clipboard.
    ClipboardEmpty = "clipboard_empty",
    /// The system does not allow access to the clipboard.
    ClipboardUnavailable = "clipboard_unavailable",
    /// The system does not allow screenshots.
    #[cfg_attr(all(mobile, not(test)), expect(dead_code, reason = "no phone lets itself be read"))]
    ScreenUnavailable = "screen_unavailable",
    /// No PIN change has been begun, or it was cancelled.
    NothingToChange = "nothing_to_change",
    /// No invitation has been read, or it was cancelled.
    NothingToEnrol = "nothing_to_enrol",
    /// No code of another issuer has been read, or it was cancelled.
    NothingToAdd = "nothing_to_add",
    /// Nothing has been opened for an export, or it was closed.
    NothingToExport = "nothing_to_export",
    /// A QR code has no room for the names.
    ExportTooLong = "export_too_long",
    /// The file cannot be written there.
    ExportUnwritten = "export_unwritten",
    /// The second password is not the first one.
    ExportPasswordsDiffer = "export_passwords_differ",
    /// A file that cannot be read.
    FileUnreadable = "file_unreadable",
    /// The password does not open the export.
    ImportWrongPassword = "import_wrong_password",
    /// No export of an app that is known here.
    ImportUnknownFormat = "import_unknown_format",
    /// An export of a later version of its app.
    ImportNewer = "import_newer",
    /// More than 8 MiB or 1,000 rows.
    ImportTooLarge = "import_too_large",
    /// Cut short or changed.
    ImportDamaged = "import_damaged",
    /// Some of the QR codes of a transfer are missing.
    ImportIncomplete = "import_incomplete",
    /// A QR code of another transfer than the ones before.
    ImportOtherTransfer = "import_other_transfer",
    /// Opening it would take far too long.
    ImportCostly = "import_costly",
    /// Only the account it came from can open it.
    ImportAccountBound = "import_account_bound",
    /// Neither an issuer nor an account was typed.
    ByHandNoName = "by_hand_no_name",
    /// No key was typed.
    ByHandNoKey = "by_hand_no_key",
    /// The key that was typed has a character that no key has.
    ByHandCharacter = "by_hand_character",
    /// Characters of the key that was typed are missing.
    ByHandIncomplete = "by_hand_incomplete",
    /// The key that was typed is too long.
    ByHandTooLong = "by_hand_too_long",
    /// The period that was typed is not possible.
    ByHandPeriod = "by_hand_period",
    /// The counter that was typed is not possible.
    ByHandCounter = "by_hand_counter",
    /// The serial number that was typed cannot be one.
    EntrustSerial = "entrust_serial",
    /// The activation code that was typed cannot be one.
    EntrustActivationCode = "entrust_activation_code",
    /// The link has more than 4,096 bytes.
    LinkTooLong = "link_too_long",
    /// Not a link that Segl can read.
    LinkDamaged = "link_damaged",
    /// The link is not waiting any more.
    LinkGone = "link_gone",
    /// The desktop does not support registering for links.
    LinksUnavailable = "links_unavailable",
    /// privacyIDEA's push tokens and containers, which are not supported.
    PushTokenForeign = "push_token_foreign",
    /// The pad is empty.
    PinMissing = "pin_missing",
    /// The second PIN is not the first one.
    PinMismatch = "pin_mismatch",
    /// Not available on a phone.
    #[cfg_attr(all(desktop, not(test)), expect(dead_code, reason = "no desktop says so"))]
    NotOnPhone = "not_on_phone",
    /// A fault of the program.
    Internal = "internal",
}

impl ErrorCode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Authenticator(code) => code.as_str(),
            Self::Shell(code) => code.as_str(),
        }
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl From<ErrorCode> for CommandError {
    fn from(code: ErrorCode) -> Self {
        Self { code, tries_left: None, seconds: None, minimum: None, place: None }
    }
}

impl From<ShellCode> for CommandError {
    fn from(code: ShellCode) -> Self {
        ErrorCode::Shell(code).into()
    }
}

/// Every error enum of the authenticator becomes a [`Failure`], and so a command's error.
impl<E: Into<Failure>> From<E> for CommandError {
    fn from(error: E) -> Self {
        let failure: Failure = error.into();
        Self {
            tries_left: failure.tries_left,
            seconds: failure.retry_after.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
            ..ErrorCode::Authenticator(failure.code).into()
        }
    }
}
