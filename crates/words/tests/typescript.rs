//! The app's sentences: generated, and held against what is committed.
#![expect(clippy::disallowed_methods, reason = "what is compared are files")]

use std::{fs, path::PathBuf};

use words::{Language, typescript};

const FILES: [(Language, &str); 2] = [(Language::English, "failures.en.ts"), (Language::Danish, "failures.da.ts")];

#[test]
fn sentences_of_the_app_are_what_the_words_say() {
    for (language, name) in FILES {
        let committed = fs::read_to_string(file(name)).expect("the sentences are committed");
        assert!(committed == typescript::file(language), "{name} is stale: `cargo xtask generate` writes it");
    }
}

#[test]
#[ignore = "writes files of the source: run by `cargo xtask generate`"]
fn generate_sentences() {
    for (language, name) in FILES {
        fs::write(file(name), typescript::file(language)).expect("the file can be written");
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/i18n").join(name)
}
