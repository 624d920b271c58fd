//! What giving codes on says, English and Danish.

use authenticator::Stays;
use words::Language;

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
