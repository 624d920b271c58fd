//! What giving codes on says, English and Danish.

use authenticator::Stays;

use crate::language::Language;

/// One of them is bound to this device.
pub(super) const STAYS: (&str, &str) = (
    "One of these identities is bound to this device and stays on it. Leave it out, and get a new one from its issuer for the other device.",
    "En af identiteterne er bundet til denne enhed og bliver her. Udelad den, og få en ny hos udstederen til den anden enhed.",
);

/// Nothing can leave.
pub(super) const NOTHING: (&str, &str) = (
    "There is nothing here that could be exported. Codes of other issuers can, once you have added some.",
    "Her er intet, der kan eksporteres. Det kan andre udstederes koder, når du har tilføjet nogle.",
);

/// The password of the file is short.
pub(super) const PASSWORD_SHORT: (&str, &str) = (
    "The password needs at least 12 characters: whoever has the file can try passwords for as long as they like. Choose a longer one, such as four words.",
    "Adgangskoden skal have mindst 12 tegn: Den, der har filen, kan prøve adgangskoder, så længe det skal være. Vælg en længere, f.eks. fire ord.",
);

/// The password of the file is a pattern.
pub(super) const PASSWORD_GUESSABLE: (&str, &str) = (
    "The password is a pattern that is guessed at once. Choose another, such as four words that have nothing to do with each other.",
    "Adgangskoden er et mønster, der straks gættes. Vælg en anden, f.eks. fire ord, der ikke har noget med hinanden at gøre.",
);

/// What the file can do, before it is made.
pub(crate) fn consequences(count: usize, language: Language) -> String {
    match language {
        Language::English => format!(
            "Whoever has this file and its password can make these {count} codes, for good, without your PIN. You cannot take that back; only the issuers can, with new keys."
        ),
        Language::Danish => format!(
            "Den, der har filen og dens adgangskode, kan lave disse {count} koder, for altid, uden din pinkode. Det kan du ikke tage tilbage; det kan kun udstederne med nye nøgler."
        ),
    }
}

/// What the QR code can do, before it is shown.
pub(crate) const QR_CONSEQUENCES: (&str, &str) = (
    "Whoever sees or photographs the QR code can make these codes, for good, without your PIN.",
    "Den, der ser eller fotograferer QR-koden, kan lave koderne, for altid, uden din pinkode.",
);

/// Codes by counter on two devices.
pub(crate) const COUNTER: (&str, &str) = (
    "Codes by counter: two devices would share one counter, and each code that one of them uses puts the other behind. Use one of the two only.",
    "Koder med tæller: To enheder ville dele én tæller, og hver kode, den ene bruger, sætter den anden bagud. Brug kun den ene af dem.",
);

/// Afterwards.
pub(crate) const KEEP_OR_DELETE: (&str, &str) = (
    "Keep the file where nobody else comes, or delete it once the other device has read it.",
    "Gem filen, hvor ingen andre kommer til den, eller slet den, når den anden enhed har læst den.",
);

/// Why an identity stays, in a few words.
pub(crate) fn stays(reason: Stays, language: Language) -> &'static str {
    let (english, danish) = match reason {
        Stays::Portal => ("stays: made for this device by its portal", "bliver: lavet til denne enhed af portalen"),
        Stays::Bound => ("stays: its issuer bound it to one device", "bliver: udstederen har bundet den til én enhed"),
        Stays::Spent => ("stays: all its codes are used up", "bliver: alle dens koder er brugt"),
    };
    language.pick(english, danish)
}

/// The stable name of a reason.
pub(crate) fn stays_code(reason: Stays) -> &'static str {
    match reason {
        Stays::Portal => "portal",
        Stays::Bound => "bound",
        Stays::Spent => "spent",
    }
}
