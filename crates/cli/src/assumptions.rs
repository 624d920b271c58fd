//! What a key URI left open, in sentences.

use authenticator::{Assumed, Parameter};

/// English and Danish.
pub(crate) fn texts(assumed: Assumed) -> (&'static str, &'static str) {
    match assumed {
        Assumed::NoIssuer => ("The key does not name its issuer.", "Nøglen nævner ikke sin udsteder."),
        Assumed::NoAccount => ("The key does not name an account.", "Nøglen nævner ingen konto."),
        Assumed::IssuersDiffer => (
            "The key names two issuers; the other one stays in front of the account.",
            "Nøglen nævner to udstedere; den anden står foran kontoen.",
        ),
        Assumed::FirstColon => (
            "It is not clear where the issuer's name ends; the first colon was taken.",
            "Det er ikke klart, hvor udstederens navn slutter; det første kolon blev brugt.",
        ),
        Assumed::PlusIsBlank => (
            "A plus sign in the issuer's name was read as a blank.",
            "Et plus i udstederens navn blev læst som mellemrum.",
        ),
        Assumed::HtmlEscaped => (
            "The key was copied out of a web page; “&amp;” was read as “&”.",
            "Nøglen er kopieret fra en webside; »&amp;« blev læst som »&«.",
        ),
        Assumed::Empty(_) => (
            "Something in the key is empty; the usual value is used.",
            "Noget i nøglen er tomt; den sædvanlige værdi bruges.",
        ),
        Assumed::AlgorithmSpelling => {
            ("The algorithm is spelt in an unusual way.", "Algoritmen er stavet på en usædvanlig måde.")
        }
        Assumed::Meaningless(Parameter::Counter) => {
            ("The counter means nothing here and is left out.", "Tælleren betyder intet her og er udeladt.")
        }
        Assumed::Meaningless(_) => {
            ("The period means nothing here and is left out.", "Perioden betyder intet her og er udeladt.")
        }
        Assumed::CounterZero => ("The counter begins at 0.", "Tælleren begynder ved 0."),
        Assumed::Steam => ("The codes are made as Steam makes them.", "Koderne laves, som Steam laver dem."),
        Assumed::ShortSecret(_) => (
            "The key is shorter than the standard asks for. It works; a longer one is safer.",
            "Nøglen er kortere, end standarden kræver. Den virker; en længere er sikrere.",
        ),
        Assumed::LooseBits => (
            "The key's last character says more than it can; the rest is left out.",
            "Nøglens sidste tegn siger mere, end det kan; resten er udeladt.",
        ),
        _ => ("Some of what the key says is not used.", "Noget af det, nøglen siger, bruges ikke."),
    }
}

/// A key that the PIN cannot protect.
pub(crate) const BARE: (&str, &str) = (
    "The key is text or very short, not random bytes, so the PIN cannot protect it: whoever has this device and your login has it.",
    "Nøglen er tekst eller meget kort og ikke tilfældige bytes, så pinkoden kan ikke beskytte den: har nogen enheden og dit login, har de nøglen.",
);
