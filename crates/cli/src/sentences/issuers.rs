//! What foreign enrolments say, English and Danish.

/// A key of which the device makes one half.
pub(super) const TWO_STEP: (&str, &str) = (
    "The key is made in two steps, one of them on this device. Add it by itself with `segl add`.",
    "Nøglen laves i to trin, det ene på denne enhed. Tilføj den for sig selv med `segl add`.",
);

/// An Entrust activation that cannot be read.
pub(super) const DAMAGED: (&str, &str) = (
    "The Entrust activation is not complete, or holds something else. Copy all of it, or get a new one from its issuer.",
    "Entrust-aktiveringen er ikke hel eller rummer noget andet. Kopiér det hele, eller få en ny hos udstederen.",
);

/// An Entrust activation of a later version.
pub(super) const NEWER: (&str, &str) = (
    "The Entrust activation is of a later kind than Segl knows. Use the vendor's app, or a newer Segl.",
    "Entrust-aktiveringen er af en nyere slags, end Segl kender. Brug leverandørens app eller en nyere Segl.",
);

/// The activation password does not open it.
pub(super) const WRONG_PASSWORD: (&str, &str) = (
    "The activation password does not fit, or the QR code was changed. Type the one that is shown next to the QR code.",
    "Aktiveringsadgangskoden passer ikke, eller QR-koden er ændret. Indtast den, der står ved siden af QR-koden.",
);

/// One of its codes has too few digits, or too many.
pub(super) const CODE_MALFORMED: (&str, &str) = (
    "That code has another number of digits: the serial number and the registration code have 10, the activation code has 16.",
    "Koden har et andet antal cifre: serienummeret og registreringskoden har 10, aktiveringskoden har 16.",
);

/// One of its codes was mistyped.
pub(super) const CHECK_DIGIT: (&str, &str) = (
    "A digit is wrong, or two are swapped. Compare the code and type it again.",
    "Et ciffer er forkert, eller to er byttet om. Sammenlign koden, og indtast den igen.",
);
