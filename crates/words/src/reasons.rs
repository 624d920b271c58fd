//! Why a row of an export cannot be taken over: English, then Danish.

use authenticator::import::Reason;

pub(crate) fn of(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::NoCounter => ("its counter is missing", "tælleren mangler"),
        Reason::NotAKeyUri => ("not a code", "ikke en kode"),
        Reason::Ambiguous => ("not clear what it means", "det er ikke klart, hvad den betyder"),
        Reason::UnknownKind => ("a kind of code that Segl cannot make", "en slags kode, Segl ikke kan lave"),
        Reason::TwoStep => ("a key in two steps: add it by itself", "en nøgle i to trin: tilføj den for sig"),
        Reason::NoSecret => ("its key is missing", "nøglen mangler"),
        Reason::BadSecret => ("its key is misspelt", "nøglen er stavet forkert"),
        Reason::SecretTooLong => ("its key is too long", "nøglen er for lang"),
        Reason::UnknownAlgorithm => ("an algorithm that Segl does not know", "en algoritme, Segl ikke kender"),
        Reason::DigitsOutOfRange => ("not 5 to 10 digits", "ikke 5 til 10 cifre"),
        Reason::PeriodOutOfRange => ("a period that is not possible", "en periode, der ikke er mulig"),
        Reason::CounterOutOfRange => ("a counter that is not possible", "en tæller, der ikke er mulig"),
        Reason::InTrash => ("it was in the trash", "den lå i papirkurven"),
        _ => ("something is missing", "der mangler noget"),
    }
}
