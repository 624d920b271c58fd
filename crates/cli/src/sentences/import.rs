//! What an import says: why a file was not read, why a row was not taken.

use authenticator::import::{ImportError, Reason};

use crate::language::Language;

/// The stable name of an error.
pub(crate) fn error_code(error: ImportError) -> &'static str {
    match error {
        ImportError::PasswordNeeded => "import_password_needed",
        ImportError::WrongPassword => "import_wrong_password",
        ImportError::UnknownFormat => "import_unknown_format",
        ImportError::Newer => "import_newer",
        ImportError::TooLarge => "import_too_large",
        ImportError::IncompleteSequence { .. } => "import_incomplete",
        ImportError::OtherSequence => "import_other_transfer",
        ImportError::Costly => "import_costly",
        ImportError::AccountBound => "import_account_bound",
        _ => "import_damaged",
    }
}

/// What happened, and what to do.
pub(crate) fn error(error: ImportError, language: Language) -> String {
    let (english, danish) = match error {
        ImportError::PasswordNeeded => (
            "The file is encrypted. Give its password with --password-file.",
            "Filen er krypteret. Angiv adgangskoden med --password-file.",
        ),
        ImportError::WrongPassword => (
            "The password does not open the file. Try again, or export the codes again.",
            "Adgangskoden åbner ikke filen. Prøv igen, eller eksportér koderne igen.",
        ),
        ImportError::UnknownFormat => (
            "This is no export that Segl knows. docs/import.md says what can be read.",
            "Det er ikke en eksport, Segl kender. docs/import.md siger, hvad der kan læses.",
        ),
        ImportError::Newer => (
            "The file is from a later version of its app. Update Segl and try again.",
            "Filen er fra en nyere udgave af appen. Opdatér Segl, og prøv igen.",
        ),
        ImportError::TooLarge => (
            "The file is too large: 8 MiB and 1,000 codes are the limit. Export fewer codes at a time.",
            "Filen er for stor: grænsen er 8 MiB og 1.000 koder. Eksportér færre koder ad gangen.",
        ),
        ImportError::IncompleteSequence { have, need } => {
            return match language {
                Language::English => format!("{have} of the {need} QR codes were read. Add the others and try again."),
                Language::Danish => format!("{have} af de {need} QR-koder er læst. Tilføj de andre, og prøv igen."),
            };
        }
        ImportError::OtherSequence => (
            "One QR code is from another transfer. Export anew and use only those codes.",
            "En QR-kode er fra en anden overførsel. Eksportér igen, og brug kun de koder.",
        ),
        ImportError::Costly => (
            "Opening the file would take far too long. Export the codes again.",
            "Det ville tage alt for lang tid at åbne filen. Eksportér koderne igen.",
        ),
        ImportError::AccountBound => (
            "Only the account it came from can open this file. Export again, protected with a password.",
            "Kun den konto, filen kommer fra, kan åbne den. Eksportér igen med en adgangskode.",
        ),
        _ => ("The file is damaged. Export the codes again.", "Filen er beskadiget. Eksportér koderne igen."),
    };
    language.pick(english, danish).to_owned()
}

/// The stable name of a reason.
pub(crate) fn reason_code(reason: Reason) -> &'static str {
    match reason {
        Reason::NotAKeyUri => "not_a_key_uri",
        Reason::Ambiguous => "ambiguous",
        Reason::UnknownKind => "unknown_kind",
        Reason::TwoStep => "two_step",
        Reason::NoSecret => "no_secret",
        Reason::BadSecret => "bad_secret",
        Reason::SecretTooLong => "secret_too_long",
        Reason::UnknownAlgorithm => "unknown_algorithm",
        Reason::DigitsOutOfRange => "digits_out_of_range",
        Reason::PeriodOutOfRange => "period_out_of_range",
        Reason::CounterOutOfRange => "counter_out_of_range",
        Reason::InTrash => "in_trash",
        _ => "incomplete",
    }
}

/// Why a row was not taken, in a few words.
pub(crate) fn reason(reason: Reason, language: Language) -> &'static str {
    let (english, danish) = match reason {
        Reason::NotAKeyUri => ("not a code", "ikke en kode"),
        Reason::Ambiguous => ("not clear what it means", "det er ikke klart, hvad den betyder"),
        Reason::TwoStep => (
            "a key in two steps: add it by itself, with segl add",
            "en nøgle i to trin: tilføj den for sig med segl add",
        ),
        Reason::UnknownKind => ("a kind of code that Segl cannot make", "en slags kode, Segl ikke kan lave"),
        Reason::NoSecret => ("its key is missing", "nøglen mangler"),
        Reason::BadSecret => ("its key is misspelt", "nøglen er stavet forkert"),
        Reason::SecretTooLong => ("its key is too long", "nøglen er for lang"),
        Reason::UnknownAlgorithm => ("an algorithm that Segl does not know", "en algoritme, Segl ikke kender"),
        Reason::DigitsOutOfRange => ("not 5 to 10 digits", "ikke 5 til 10 cifre"),
        Reason::PeriodOutOfRange => ("a period that is not possible", "en periode, der ikke er mulig"),
        Reason::CounterOutOfRange => ("a counter that is not possible", "en tæller, der ikke er mulig"),
        Reason::InTrash => ("it was in the trash", "den lå i papirkurven"),
        _ => ("something is missing", "der mangler noget"),
    };
    language.pick(english, danish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_ends_and_says_what_to_do_in_both_languages() {
        for error in [
            ImportError::PasswordNeeded,
            ImportError::WrongPassword,
            ImportError::UnknownFormat,
            ImportError::Newer,
            ImportError::TooLarge,
            ImportError::Damaged,
            ImportError::IncompleteSequence { have: 1, need: 2 },
            ImportError::OtherSequence,
            ImportError::Costly,
            ImportError::AccountBound,
        ] {
            let (english, danish) = (super::error(error, Language::English), super::error(error, Language::Danish));
            assert_ne!(english, danish);
            assert!(english.ends_with('.') && danish.ends_with('.'), "{english} {danish}");
            assert!(error_code(error).starts_with("import_"));
        }
    }
}
