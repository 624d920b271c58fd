//! What a key URI left open and how it was read, by the name that the app knows it by.

use authenticator::{Assumed, Parameter};

/// What was assumed, in a sentence: English and Danish.
pub(crate) fn texts(assumed: Assumed) -> (&'static str, &'static str) {
    let found = SENTENCES.iter().find(|(known, _)| *known == name(assumed));
    found.expect("every name has its sentence: a test reads all of them").1
}

/// A key that the PIN cannot protect.
pub(crate) const BARE: (&str, &str) = (
    "The key is text or very short, not random bytes, so the PIN cannot protect it: whoever has this device and your login has it.",
    "Nøglen er tekst eller meget kort og ikke tilfældige bytes, så pinkoden kan ikke beskytte den: har nogen enheden og dit login, har de nøglen.",
);

/// The name of an assumption.
fn name(assumed: Assumed) -> &'static str {
    match assumed {
        Assumed::NoIssuer => "no_issuer",
        Assumed::NoAccount => "no_account",
        Assumed::IssuersDiffer => "issuers_differ",
        Assumed::FirstColon => "first_colon",
        Assumed::PlusIsBlank => "plus_is_blank",
        Assumed::HtmlEscaped => "html_escaped",
        Assumed::Empty(_) => "empty",
        Assumed::AlgorithmSpelling => "algorithm_spelling",
        Assumed::Meaningless(Parameter::Counter) => "counter_meaningless",
        Assumed::Meaningless(_) => "period_meaningless",
        Assumed::CounterZero => "counter_zero",
        Assumed::Steam => "steam",
        Assumed::ShortSecret(_) => "short_key",
        Assumed::LooseBits => "loose_bits",
        _ => "unused",
    }
}

/// Each by its name, in English and Danish.
pub(crate) const SENTENCES: [(&str, (&str, &str)); 15] = [
    ("no_issuer", ("The key does not name its issuer.", "Nøglen nævner ikke sin udsteder.")),
    ("no_account", ("The key does not name an account.", "Nøglen nævner ingen konto.")),
    (
        "issuers_differ",
        (
            "The key names two issuers; the other one stays in front of the account.",
            "Nøglen nævner to udstedere; den anden står foran kontoen.",
        ),
    ),
    (
        "first_colon",
        (
            "It is not clear where the issuer’s name ends; the first colon was taken.",
            "Det er ikke klart, hvor udstederens navn slutter; det første kolon blev brugt.",
        ),
    ),
    (
        "plus_is_blank",
        (
            "A plus sign in the issuer’s name was read as a space.",
            "Et plus i udstederens navn blev læst som mellemrum.",
        ),
    ),
    (
        "html_escaped",
        (
            "The key was copied out of a web page; “&amp;” was read as “&”.",
            "Nøglen er kopieret fra en webside; »&amp;« blev læst som »&«.",
        ),
    ),
    (
        "empty",
        (
            "Something in the key is empty; the usual value is used.",
            "Noget i nøglen er tomt; den sædvanlige værdi bruges.",
        ),
    ),
    (
        "algorithm_spelling",
        ("The algorithm is spelt in an unusual way.", "Algoritmen er stavet på en usædvanlig måde."),
    ),
    (
        "counter_meaningless",
        ("The counter means nothing here and is left out.", "Tælleren betyder intet her og er udeladt."),
    ),
    (
        "period_meaningless",
        ("The period means nothing here and is left out.", "Perioden betyder intet her og er udeladt."),
    ),
    ("counter_zero", ("The counter begins at 0.", "Tælleren begynder ved 0.")),
    ("steam", ("The codes are made as Steam makes them.", "Koderne laves, som Steam laver dem.")),
    (
        "short_key",
        (
            "The key is shorter than the standard asks for. It works; a longer one is safer.",
            "Nøglen er kortere, end standarden kræver. Den virker; en længere er sikrere.",
        ),
    ),
    (
        "loose_bits",
        (
            "The key had one character too many; it was left out.",
            "Der var et overskydende tegn sidst i nøglen. Det er udeladt.",
        ),
    ),
    ("unused", ("Some of what the key says is not used.", "Noget af det, nøglen siger, bruges ikke.")),
];
