//! The codes, and their stable names.

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
    PinsApart = "pins_apart",
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
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
