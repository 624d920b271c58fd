//! A failure's numbers in its sentence.

use authenticator::{Code, Failure};

use crate::Language;

/// The text with the failure's numbers in their places, and behind it what there is to say about tries and pauses.
pub(crate) fn fill(text: &str, failure: &Failure, language: Language) -> String {
    let wait = waiting(failure.retry_after.unwrap_or(DEFAULT_WAIT), language);
    let (have, need) = failure.progress.map_or((0, 0), |progress| (progress.have, progress.need));
    let mut sentence = text
        .replace("{minimum}", &failure.minimum.unwrap_or(DEFAULT_MINIMUM).to_string())
        .replace("{place}", &failure.place.unwrap_or(1).to_string())
        .replace("{have}", &have.to_string())
        .replace("{need}", &need.to_string())
        .replace("{wait}", &wait);
    if counts_tries(failure.code) {
        sentence.push(' ');
        match failure.tries_left {
            Some(tries) => sentence.push_str(&tries_left(tries == 1, &tries.to_string(), language)),
            None => sentence.push_str(try_again(language)),
        }
    }
    if failure.retry_after.is_some() && !text.contains("{wait}") {
        sentence.push(' ');
        sentence.push_str(&pause(&wait, language));
    }
    sentence
}

/// Whether wrong tries are counted, where somebody counts them.
pub(crate) fn counts_tries(code: Code) -> bool {
    matches!(code, Code::WrongPin | Code::WrongActivationPassword)
}

/// How many tries there are left; `tries` is the number, or what stands for it.
pub(crate) fn tries_left(is_one: bool, tries: &str, language: Language) -> String {
    match language {
        Language::English if is_one => format!("You have {tries} try left."),
        Language::English => format!("You have {tries} tries left."),
        Language::Danish => format!("Du har {tries} forsøg tilbage."),
    }
}

/// Where nobody counts them.
pub(crate) fn try_again(language: Language) -> &'static str {
    language.pick("Try again.", "Prøv igen.")
}

/// How long to wait before the next try.
pub(crate) fn pause(wait: &str, language: Language) -> String {
    match language {
        Language::English => format!("Wait {wait} before the next try."),
        Language::Danish => format!("Vent {wait} før næste forsøg."),
    }
}

/// Seconds in words, rounded up to minutes from two minutes on.
fn waiting(seconds: u64, language: Language) -> String {
    let minutes = seconds.div_ceil(60);
    match (language, seconds) {
        (Language::English, 0..=1) => "1 second".to_owned(),
        (Language::Danish, 0..=1) => "1 sekund".to_owned(),
        (Language::English, 2..120) => format!("{seconds} seconds"),
        (Language::Danish, 2..120) => format!("{seconds} sekunder"),
        (Language::English, _) => format!("{minutes} minutes"),
        (Language::Danish, _) => format!("{minutes} minutter"),
    }
}

/// Where the portal does not say how long, seconds.
const DEFAULT_WAIT: u64 = 60;

/// The fewest digits of a new PIN where no issuer says anything else.
const DEFAULT_MINIMUM: u8 = 6;
