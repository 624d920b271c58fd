//! The app's sentences as TypeScript, with the placeholders that i18next knows.

use std::fmt::Write as _;

use authenticator::{Code, import::Reason};

use crate::{Language, Shell, assumptions, failures, numbers, reason};

/// The file of one language: `failures`, by code, `reasons` and `assumed`, by name.
///
/// A code that counts tries has three sentences more: with `_one` and `_other` for `count` tries, and the same under
/// `_paused` where there is a pause as well.
#[must_use]
pub fn file(language: Language) -> String {
    let mut failures = Vec::new();
    for &code in Code::ALL {
        let text = failures::of(code).text(Shell::App, language).replace('{', "{{").replace('}', "}}");
        if numbers::counts_tries(code) {
            failures.extend(counted(code.as_str(), &text, language));
        } else {
            failures.push((code.as_str().to_owned(), text));
        }
    }
    let reasons = Reason::ALL.iter().map(|known| (known.as_str().to_owned(), reason(*known, language).to_owned()));
    let mut file = String::from("// Written by `cargo xtask generate` from crates/words: not to be edited.\n");
    object(&mut file, "failures", &failures);
    object(&mut file, "reasons", &reasons.collect::<Vec<_>>());
    let assumed = assumptions::SENTENCES.iter();
    let assumed =
        assumed.map(|(name, (english, danish))| ((*name).to_owned(), language.pick(english, danish).to_owned()));
    object(&mut file, "assumed", &assumed.collect::<Vec<_>>());
    file
}

fn counted(name: &str, text: &str, language: Language) -> Vec<(String, String)> {
    let count = |is_one| format!("{text} {}", numbers::tries_left(is_one, "{{count}}", language));
    let pause = numbers::pause("{{wait}}", language);
    let mut sentences = vec![(name.to_owned(), format!("{text} {}", numbers::try_again(language)))];
    for (form, is_one) in [("one", true), ("other", false)] {
        sentences.push((format!("{name}_{form}"), count(is_one)));
        sentences.push((format!("{name}_paused_{form}"), format!("{} {pause}", count(is_one))));
    }
    sentences
}

fn object(file: &mut String, name: &str, members: &[(String, String)]) {
    // Writing to a String cannot fail.
    let _ = writeln!(file, "\nexport const {name} = {{");
    for (key, text) in members {
        let _ = writeln!(file, "  {key}: {text:?},");
    }
    file.push_str("} as const;\n");
}
