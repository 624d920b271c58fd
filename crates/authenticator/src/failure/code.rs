//! The codes, and their stable names: those of the domain, and those of what only a shell meets (files, pictures, the
//! clipboard, a terminal). Each fact has one code, whichever shell meets it; its sentences are in the room `words`.

use serde::Serialize;

/// Declares the codes once, with their texts.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What can go wrong, by stable names. The texts are part of the command's JSON and of the app's bindings.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable name, in lower case with underscores.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// No keyring runs in this session.
    KeyringNoService = "keyring_no_service",
    /// The keyring is locked.
    KeyringLocked = "keyring_locked",
    /// The keyring has no collection yet.
    KeyringNotSetUp = "keyring_not_set_up",
    /// The keyring denies this program access.
    KeyringDenied = "keyring_denied",
    /// The entry of the keyring is not as it was written.
    KeyringDamaged = "keyring_damaged",
    /// The keyring does not stir.
    KeyringSlow = "keyring_slow",
    /// The keyring asks its user, who does not answer.
    KeyringUnanswered = "keyring_unanswered",
    /// The keyring fails.
    KeyringFailed = "keyring_failed",
    /// The issuer does not allow a key file in the keyring's place.
    KeyFileNotAllowed = "key_file_not_allowed",
    /// There is a vault, but the keyring does not have its entry.
    KeyringEntryMissing = "keyring_entry_missing",
    /// Another program holds the vault.
    VaultBusy = "vault_busy",
    /// Permissions forbid the vault file.
    VaultDenied = "vault_denied",
    /// Others can write in the data folder, or the vault is a link to a file elsewhere.
    VaultOpen = "vault_open",
    /// The vault file is damaged, or belongs to another device.
    VaultDamaged = "vault_damaged",
    /// The vault file is older than the keyring knows.
    VaultRolledBack = "vault_rolled_back",
    /// Vault and keyring entry do not belong together.
    VaultMismatched = "vault_mismatched",
    /// The vault file is of a later version.
    VaultNewer = "vault_newer",
    /// The vault holds as many identities as it can.
    VaultFull = "vault_full",
    /// Not enough memory to stretch the PIN.
    OutOfMemory = "out_of_memory",
    /// No space left.
    DiskFull = "disk_full",
    /// The disk is read-only.
    DiskReadOnly = "disk_read_only",
    /// The disk fails.
    DiskFailed = "disk_failed",
    /// No connection to the portal.
    Unreachable = "unreachable",
    /// The portal does not answer in time.
    TimedOut = "timed_out",
    /// TLS failed or its certificate is not trusted.
    Insecure = "insecure",
    /// The proxy fails.
    Proxy = "proxy",
    /// The portal's answer makes no sense.
    PortalFault = "portal_fault",
    /// Slow down.
    TooManyRequests = "too_many_requests",
    /// The portal does not accept this device's signature.
    Unauthorized = "unauthorized",
    /// The identity was deleted in the portal.
    UnknownToken = "unknown_token",
    /// The identity is suspended, or waits for OK in the portal.
    NotActive = "not_active",
    /// The portal has seen two copies of the identity and suspended it.
    TokenCopied = "token_copied",
    /// Not a Segl enrolment.
    InvitationForeign = "invitation_foreign",
    /// An enrolment of a later version.
    InvitationNewer = "invitation_newer",
    /// Longer than any enrolment.
    InvitationTooLong = "invitation_too_long",
    /// Cut short or altered.
    InvitationDamaged = "invitation_damaged",
    /// Its portal would be reached without TLS.
    InvitationInsecure = "invitation_insecure",
    /// Its ten minutes are over.
    InvitationExpired = "invitation_expired",
    /// The QR code was used before.
    InvitationUsed = "invitation_used",
    /// Withdrawn, or five wrong activation passwords.
    InvitationVoid = "invitation_void",
    /// The portal does not know the QR code.
    InvitationUnknown = "invitation_unknown",
    /// Not eight letters and digits.
    ActivationPasswordMalformed = "activation_password_malformed",
    /// The activation password does not fit the QR code.
    WrongActivationPassword = "wrong_activation_password",
    /// The portal's key is not the one that the QR code names.
    PortalUntrusted = "portal_untrusted",
    /// The PIN has too few characters.
    PinTooShort = "pin_too_short",
    /// The PIN has too many characters.
    PinTooLong = "pin_too_long",
    /// The PIN has characters that a PIN cannot have.
    PinMalformed = "pin_malformed",
    /// The PIN is one of those that are guessed first.
    PinGuessable = "pin_guessable",
    /// Not the PIN that the first attempt was made with.
    PinDiffers = "pin_differs",
    /// The PIN is a date.
    PinDate = "pin_date",
    /// The new PIN is the old one.
    PinSame = "pin_same",
    /// The new PIN is stored, and it is not known yet whether the portal has it.
    PinUnsettled = "pin_unsettled",
    /// Not the PIN of the codes that are on the device already.
    PinNotShared = "pin_not_shared",
    /// Nobody can check the PIN now: it must be typed twice.
    PinUnchecked = "pin_unchecked",
    /// The codes of other issuers are under another PIN than the portal's identity.
    PinsOutOfSync = "pins_out_of_sync",
    /// Not the PIN.
    WrongPin = "wrong_pin",
    /// Too many wrong PINs: wait.
    PinPaused = "pin_paused",
    /// Ten wrong PINs: the identity is destroyed.
    PinDestroyed = "pin_destroyed",
    /// There is no fingerprint reader.
    PresenceNoReader = "presence_no_reader",
    /// The reader knows no finger of this user.
    PresenceNotEnrolled = "presence_not_enrolled",
    /// The system denies this program the reader.
    PresenceDenied = "presence_denied",
    /// Another program uses the reader.
    PresenceBusy = "presence_busy",
    /// Not the finger that the reader knows.
    PresenceRefused = "presence_refused",
    /// The user wants the PIN instead.
    PresenceCancelled = "presence_cancelled",
    /// Nobody came to the reader.
    PresenceTimedOut = "presence_timed_out",
    /// The reader fails.
    PresenceFailed = "presence_failed",
    /// The issuer does not allow biometrics.
    PresenceNotAllowed = "presence_not_allowed",
    /// Biometrics are not switched on.
    PresenceOff = "presence_off",
    /// A week has passed since the PIN was last right.
    PresencePinDue = "presence_pin_due",
    /// A challenge came that does not hold.
    ChallengeForged = "challenge_forged",
    /// Not as many digits as the login page shows.
    NumberMalformed = "number_malformed",
    /// Not the number on the login page.
    WrongNumber = "wrong_number",
    /// No login waits under this number or QR code.
    NumberUnknown = "number_unknown",
    /// Too many numbers under which no login waits.
    NumbersPaused = "numbers_paused",
    /// No QR code of a login page is to be seen.
    LoginCodeMissing = "login_code_missing",
    /// A QR code of a login page, where something is to be added.
    LoginCodeElsewhere = "login_code_elsewhere",
    /// The login page is of a portal that no identity here belongs to.
    OtherPortal = "other_portal",
    /// The challenge ended before the answer.
    ChallengeExpired = "challenge_expired",
    /// The challenge was answered or withdrawn.
    ChallengeClosed = "challenge_closed",
    /// The portal refuses the answer.
    Refused = "refused",
    /// Not a key URI.
    KeyForeign = "key_foreign",
    /// An export of many keys.
    KeyMigration = "key_migration",
    /// A key URI that is cut short, altered, or could mean two things.
    KeyDamaged = "key_damaged",
    /// The secret of a key URI is missing or is none.
    KeyUnreadable = "key_unreadable",
    /// A key URI asks for something that there is no such thing of here.
    KeyUnsupported = "key_unsupported",
    /// The key has more than 128 bytes.
    KeyTooLong = "key_too_long",
    /// A key of mOTP, whose codes are of another kind.
    KeyMotp = "key_motp",
    /// A key of Yandex, whose codes are of another kind.
    KeyYandex = "key_yandex",
    /// A key URI of which the device makes one half.
    KeyTwoStep = "key_two_step",
    /// An Entrust activation that is cut short, altered, or holds something else.
    EntrustDamaged = "entrust_damaged",
    /// An Entrust activation of a later version.
    EntrustNewer = "entrust_newer",
    /// The activation password does not fit the Entrust activation, or the latter was altered.
    EntrustWrongPassword = "entrust_wrong_password",
    /// Not as many digits as this code of Entrust's has.
    EntrustCodeMalformed = "entrust_code_malformed",
    /// A digit of Entrust's code is wrong, or two are swapped.
    EntrustCheckDigit = "entrust_check_digit",
    /// The key is on the device already.
    KeyPresent = "key_present",
    /// An issuer does not allow codes of other issuers beside its own.
    ThirdPartyForbidden = "third_party_forbidden",
    /// The code is by counter, and is used up when it is shown.
    CounterBased = "counter_based",
    /// All counters have been used.
    CounterSpent = "counter_spent",
    /// No such identity on this device.
    UnknownIdentity = "unknown_identity",
    /// A name without a visible character.
    NameEmpty = "name_empty",
    /// A name that is too long.
    NameTooLong = "name_too_long",
    /// The note has more than 500 characters.
    NoteTooLong = "note_too_long",
    /// The name of the group has more than 40 characters.
    GroupTooLong = "group_too_long",
    /// The identity is bound to this device, and does not leave it.
    ExportStays = "export_stays",
    /// Nothing was chosen that could leave.
    ExportNothing = "export_nothing",
    /// The password of an exported file has fewer than 12 characters.
    ExportPasswordShort = "export_password_short",
    /// The password of an exported file is a pattern.
    ExportPasswordGuessable = "export_password_guessable",
    /// The second password of an exported file is not the first one.
    ExportPasswordsDiffer = "export_passwords_differ",
    /// A QR code has no room for the names.
    ExportTooLong = "export_too_long",
    /// The exported file cannot be written there.
    ExportUnwritten = "export_unwritten",
    /// There is no file of this name.
    FileNotFound = "file_not_found",
    /// A file with a secret that everybody can change.
    SecretFileOpen = "secret_file_open",
    /// The path leads to a folder, a device or a pipe.
    NotAFile = "not_a_file",
    /// The file cannot be read, or is not text where it should be.
    FileUnreadable = "file_unreadable",
    /// There is a file of this name, and nobody agreed to replace it.
    FileExists = "file_exists",
    /// The file has no bytes.
    PictureEmpty = "picture_empty",
    /// More bytes or pixels than are looked at.
    PictureTooLarge = "picture_too_large",
    /// The bytes are no picture.
    NotAPicture = "not_a_picture",
    /// The file is an archive, which is to be unpacked first.
    Archive = "archive",
    /// A picture of a format that is not read.
    PictureFormat = "picture_format",
    /// The picture ends too early.
    PictureTruncated = "picture_truncated",
    /// The picture contradicts its own format.
    PictureDamaged = "picture_damaged",
    /// The picture, or the screen, shows no QR code.
    NoQrCode = "no_qr_code",
    /// QR codes that say something together, of which some are missing.
    QrCodesMissing = "qr_codes_missing",
    /// There are several keys, and nobody said which of them is meant.
    SeveralKeys = "several_keys",
    /// Neither a picture nor a text on the clipboard.
    ClipboardEmpty = "clipboard_empty",
    /// The system does not let the clipboard be used.
    ClipboardUnavailable = "clipboard_unavailable",
    /// The system does not let the screen be read.
    ScreenUnavailable = "screen_unavailable",
    /// The export is sealed, and no password was given.
    ImportPasswordNeeded = "import_password_needed",
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
    /// There is no code in the export.
    ImportNothing = "import_nothing",
    /// A ZIP archive that has to be unpacked elsewhere.
    ImportArchive = "import_archive",
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
    /// The number of digits that was typed is not possible.
    ByHandDigits = "by_hand_digits",
    /// The period that was typed is not possible.
    ByHandPeriod = "by_hand_period",
    /// The counter that was typed is not possible.
    ByHandCounter = "by_hand_counter",
    /// The serial number that was typed cannot be one of Entrust's.
    EntrustSerial = "entrust_serial",
    /// The activation code that was typed cannot be one of Entrust's.
    EntrustActivationCode = "entrust_activation_code",
    /// The link has more bytes than any link that is read.
    LinkTooLong = "link_too_long",
    /// Not a link that is read.
    LinkDamaged = "link_damaged",
    /// The link is not waiting any more.
    LinkGone = "link_gone",
    /// The desktop does not let links be chosen.
    LinksUnavailable = "links_unavailable",
    /// privacyIDEA's push tokens and containers, which are not spoken.
    PushTokenForeign = "push_token_foreign",
    /// An enrolment of Microsoft's own app.
    MicrosoftForeign = "microsoft_foreign",
    /// An enrolment of Duo Mobile.
    DuoForeign = "duo_foreign",
    /// An enrolment of Okta Verify.
    OktaForeign = "okta_foreign",
    /// An enrolment of another app.
    OtherAppForeign = "other_app_foreign",
    /// No PIN has been typed.
    PinMissing = "pin_missing",
    /// The second PIN is not the first one.
    PinMismatch = "pin_mismatch",
    /// No invitation has been read, or it was cancelled.
    NothingToEnrol = "nothing_to_enrol",
    /// No code of another issuer has been read, or it was cancelled.
    NothingToAdd = "nothing_to_add",
    /// No PIN change has been begun, or it was cancelled.
    NothingToChange = "nothing_to_change",
    /// Nothing has been opened for an export, or it was closed.
    NothingToExport = "nothing_to_export",
    /// A phone has nothing of the kind.
    NotOnPhone = "not_on_phone",
    /// The system names no folder for the user's data.
    NoHome = "no_home",
    /// Something has to be asked, and there is no terminal.
    NoTerminal = "no_terminal",
    /// Input ended before it was complete.
    InputEnded = "input_ended",
    /// The login page shows a number, and none was given.
    NumberMissing = "number_missing",
    /// No login with this identifier waits.
    UnknownLogin = "unknown_login",
    /// The name fits more than one identity.
    AmbiguousIdentity = "ambiguous_identity",
    /// Removing was not confirmed.
    NotConfirmed = "not_confirmed",
    /// Storing was not confirmed.
    NotStored = "not_stored",
    /// Exporting was not confirmed.
    NotExported = "not_exported",
    /// A QR code of a key is for a terminal alone.
    QrNeedsTerminal = "qr_needs_terminal",
    /// The output is closed or full.
    Output = "output",
    /// The command line makes no sense.
    Usage = "usage",
    /// A mistake of the program.
    Internal = "internal",
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
