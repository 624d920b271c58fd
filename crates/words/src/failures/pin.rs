//! The PIN, and biometrics in its place.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::PinTooShort,
        both(
            "The PIN is too short. Use at least {minimum} digits.",
            "Pinkoden er for kort. Brug mindst {minimum} cifre.",
        ),
    ),
    (
        Code::PinTooLong,
        both("The PIN is too long. Use at most 12 digits.", "Pinkoden er for lang. Brug højst 12 cifre."),
    ),
    (
        Code::PinMalformed,
        both(
            "A PIN has only digits, from 6 to 12 of them. Choose another.",
            "En pinkode har kun cifre, fra 6 til 12. Vælg en anden.",
        ),
    ),
    (
        Code::PinGuessable,
        both(
            "This PIN is one of the first a thief would try. Choose digits without a pattern.",
            "Pinkoden er en af de første, en tyv vil prøve. Vælg cifre uden mønster.",
        ),
    ),
    (
        Code::PinDiffers,
        both(
            "This is not the PIN that you chose first. Type that one, or start again with a new QR code.",
            "Det er ikke den pinkode, du valgte først. Indtast den, eller start forfra med en ny QR-kode.",
        ),
    ),
    (
        Code::PinDate,
        both(
            "A thief tries dates first. Choose a number that is neither a day nor a year.",
            "En tyv prøver datoer først. Vælg et tal, der hverken er en dag eller et år.",
        ),
    ),
    (Code::PinSame, both("This is your old PIN. Choose another.", "Det er din gamle pinkode. Vælg en anden.")),
    (
        Code::PinUnsettled,
        both(
            "Your PIN change is not finished, and the portal cannot be asked which PIN applies. Check your connection and try again.",
            "Dit skift af pinkode er ikke færdigt, og vi kan ikke spørge portalen, hvilken pinkode der gælder. Tjek din forbindelse, og prøv igen.",
        ),
    ),
    (
        Code::PinNotShared,
        both(
            "That is not the PIN of the codes on this computer. Type the PIN of those codes: it becomes the PIN of this identity too.",
            "Det er ikke pinkoden til koderne på denne computer. Indtast pinkoden til de koder: den bliver også identitetens pinkode.",
        ),
    ),
    (
        Code::PinUnchecked,
        each(
            (
                "The PIN cannot be checked right now. Type it once more.",
                "Pinkoden kan ikke kontrolleres lige nu. Indtast den igen.",
            ),
            (
                "The PIN cannot be checked right now. Type it twice, or connect to the network and try again.",
                "Pinkoden kan ikke kontrolleres lige nu. Indtast den to gange, eller gå på netværket, og prøv igen.",
            ),
        ),
    ),
    (
        Code::PinsOutOfSync,
        each(
            (
                "The codes of other issuers still have your earlier PIN. Choose Move my codes to the new PIN in the list of identities first.",
                "Koderne fra andre udstedere har stadig din tidligere pinkode. Vælg først Flyt mine koder til den nye pinkode i listen over identiteter.",
            ),
            (
                "The codes of other issuers still have another PIN than the portal’s identity. Check with `segl code` that one works with its PIN, then run `segl pin --reencrypt`.",
                "Koderne fra andre udstedere har stadig en anden pinkode end portalens identitet. Tjek med `segl code`, at en af dem virker med sin pinkode, og kør så `segl pin --reencrypt`.",
            ),
        ),
    ),
    (Code::WrongPin, both("That PIN is wrong.", "Pinkoden er forkert.")),
    (
        Code::PinPaused,
        both(
            "Too many wrong PINs. Wait {wait}, then try again.",
            "Pinkoden var forkert for mange gange. Vent {wait}, og prøv igen.",
        ),
    ),
    (
        Code::PinDestroyed,
        both(
            "The PIN was wrong too many times, so this identity is locked permanently. Remove it, and add it again from the portal.",
            "Pinkoden var forkert for mange gange, så identiteten er låst for altid. Slet den, og tilføj den igen fra portalen.",
        ),
    ),
    (
        Code::PresenceNoReader,
        both(
            "This computer has no fingerprint reader that Segl can use. Use the PIN.",
            "Computeren har ingen fingeraftrykslæser, som Segl kan bruge. Brug pinkoden.",
        ),
    ),
    (
        Code::PresenceNotEnrolled,
        both(
            "No fingerprint is set up on this computer. Add one in its settings.",
            "Der er ikke registreret et fingeraftryk på computeren. Tilføj et i computerens indstillinger.",
        ),
    ),
    (
        Code::PresenceDenied,
        both(
            "The computer does not let Segl use the fingerprint reader. Use the PIN, or ask your service desk.",
            "Computeren lader ikke Segl bruge fingeraftrykslæseren. Brug pinkoden, eller kontakt servicedesken.",
        ),
    ),
    (
        Code::PresenceBusy,
        both(
            "Another program is using the fingerprint reader. Try again in a moment, or use the PIN.",
            "Et andet program bruger fingeraftrykslæseren. Prøv igen om lidt, eller brug pinkoden.",
        ),
    ),
    (
        Code::PresenceRefused,
        both(
            "The fingerprint was not recognised. Try again, or use the PIN.",
            "Fingeraftrykket blev ikke genkendt. Prøv igen, eller brug pinkoden.",
        ),
    ),
    (
        Code::PresenceCancelled,
        both("Fingerprint was cancelled. Use the PIN.", "Fingeraftryk blev afbrudt. Brug pinkoden."),
    ),
    (
        Code::PresenceTimedOut,
        both(
            "You did not touch the reader in time. Try again, or use the PIN.",
            "Du nåede ikke at lægge fingeren på læseren. Prøv igen, eller brug pinkoden.",
        ),
    ),
    (
        Code::PresenceFailed,
        both("The fingerprint reader does not work. Use the PIN.", "Fingeraftrykslæseren virker ikke. Brug pinkoden."),
    ),
    (
        Code::PresenceNotAllowed,
        both(
            "Your organisation does not allow fingerprints instead of the PIN. Use the PIN.",
            "Din organisation tillader ikke fingeraftryk i stedet for pinkode. Brug pinkoden.",
        ),
    ),
    (
        Code::PresenceOff,
        each(
            (
                "Fingerprint is not turned on for this identity. Use the PIN.",
                "Fingeraftryk er ikke slået til for denne identitet. Brug pinkoden.",
            ),
            (
                "The fingerprint is not switched on for this identity. Use the PIN, or switch it on with `segl presence on`.",
                "Fingeraftryk er ikke slået til for denne identitet. Brug pinkoden, eller slå det til med `segl presence on`.",
            ),
        ),
    ),
    (
        Code::PresencePinDue,
        both(
            "Now and then Segl asks for your PIN, so that you do not forget it. Use the PIN this time.",
            "Af og til beder Segl om din pinkode, så du ikke glemmer den. Brug pinkoden denne gang.",
        ),
    ),
    (Code::PinMissing, both("Type your PIN first.", "Indtast din pinkode først.")),
    (
        Code::PinMismatch,
        each(
            (
                "The two PINs were not the same. Choose your PIN again.",
                "De to pinkoder var ikke ens. Vælg din pinkode igen.",
            ),
            ("The two PINs were not the same. Try again.", "De to pinkoder var ikke ens. Prøv igen."),
        ),
    ),
    (
        Code::NothingToChange,
        both(
            "Changing the PIN timed out. Start again.",
            "Skiftet af pinkode blev afbrudt, fordi der ikke skete noget. Start forfra.",
        ),
    ),
];
