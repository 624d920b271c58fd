use authenticator::{Assumed, Code, Parameter, import::Progress};

use super::*;

const SHELLS: [Shell; 2] = [Shell::App, Shell::Terminal];

fn sentence(failure: Failure, language: Language) -> String {
    super::failure(&failure, Shell::Terminal, language)
}

#[test]
fn every_code_has_one_wording() {
    for &code in Code::ALL {
        let count = failures::ALL.iter().flat_map(|about| about.iter()).filter(|(named, _)| *named == code).count();
        assert_eq!(count, 1, "{code:?}");
    }
}

#[test]
fn sentence_ends_and_differs_between_languages() {
    for &code in Code::ALL {
        for shell in SHELLS {
            let texts = Language::ALL.map(|language| failure(&code.into(), shell, language));
            assert_ne!(texts[0], texts[1], "{code:?}");
            for text in texts {
                assert!(text.ends_with('.') && !text.contains(['!', '{', '}', '"']), "{code:?}: {text}");
            }
        }
    }
}

/// What happened is one sentence, or the first half of one; what to do is the rest.
#[test]
fn sentence_says_what_to_do() {
    for &code in Code::ALL {
        for shell in SHELLS {
            for language in Language::ALL {
                let text = failure(&code.into(), shell, language);
                let parts = text.split(['.', ':', ';', ',']).filter(|part| part.trim().len() > 2).count();
                let is_request = ["Type ", "Indtast ", "Use ", "Choose "].iter().any(|verb| text.starts_with(verb));
                assert!(parts > 1 || is_request, "{code:?}: {text}");
            }
        }
    }
}

#[test]
fn app_names_no_command_and_the_terminal_no_button() {
    for &code in Code::ALL {
        let app = failure(&code.into(), Shell::App, Language::English);
        let terminal = failure(&code.into(), Shell::Terminal, Language::English);
        let is_terminals_alone = app == terminal;
        assert!(is_terminals_alone || !app.contains("`segl"), "{code:?}: {app}");
        for button in ["Choose Image file", "Bring along", "Next code", "From another app", "Add identity"] {
            assert!(!terminal.contains(button), "{code:?}: {terminal}");
        }
    }
}

/// Who has Segl need not have its repository.
#[test]
fn sentence_names_no_file_of_the_repository() {
    for &code in Code::ALL {
        for shell in SHELLS {
            for language in Language::ALL {
                let text = failure(&code.into(), shell, language);
                for part in ["docs/", ".md", "crates/", "src/", ".rs"] {
                    assert!(!text.contains(part), "{code:?}: {text}");
                }
            }
        }
    }
}

/// What is too short, too long or out of range says how much is right.
#[test]
fn sentence_names_the_limit_that_was_passed() {
    for &code in Code::ALL {
        let name = code.as_str();
        let is_about_a_limit = ["too_long", "too_short", "too_large", "_short", "_digits", "_period"];
        // What a QR code can hold has no one number, and how much of an invitation is too much helps nobody.
        if matches!(code, Code::ExportTooLong | Code::InvitationTooLong)
            || !is_about_a_limit.iter().any(|end| name.ends_with(end))
        {
            continue;
        }
        for shell in SHELLS {
            let text = failure(&code.into(), shell, Language::English);
            assert!(text.contains(|c: char| c.is_ascii_digit()), "{code:?}: {text}");
        }
    }
}

#[test]
fn placeholders_are_the_same_in_both_languages() {
    let names = ["{minimum}", "{place}", "{have}", "{need}", "{wait}"];
    for &code in Code::ALL {
        for shell in SHELLS {
            let of = |language| names.map(|name| failures::of(code).text(shell, language).contains(name));
            assert_eq!(of(Language::English), of(Language::Danish), "{code:?}");
        }
    }
}

#[test]
fn sentence_says_its_numbers() {
    let wrong = Failure { tries_left: Some(7), retry_after: Some(30), ..Code::WrongPin.into() };
    let expected = "That PIN is wrong. You have 7 tries left. Wait 30 seconds before the next try.";
    assert_eq!(sentence(wrong, Language::English), expected);
    let last = Failure { tries_left: Some(1), ..Code::WrongPin.into() };
    assert_eq!(sentence(last, Language::English), "That PIN is wrong. You have 1 try left.");
    assert_eq!(sentence(Code::WrongPin.into(), Language::Danish), "Pinkoden er forkert. Prøv igen.", "nobody counts");
    let paused = Failure { retry_after: Some(900), ..Code::PinPaused.into() };
    let expected = "Pinkoden var forkert for mange gange. Vent 15 minutter, og prøv igen.";
    assert_eq!(sentence(paused, Language::Danish), expected);
    let short = Failure { minimum: Some(8), ..Code::PinTooShort.into() };
    assert_eq!(sentence(short, Language::English), "The PIN is too short. Use at least 8 digits.");
    let missing = Failure { progress: Some(Progress { have: 2, need: 3 }), ..Code::ImportIncomplete.into() };
    assert!(sentence(missing, Language::English).starts_with("2 of the 3 QR codes"));
}

#[test]
fn reason_is_said_in_both_languages() {
    for &known in Reason::ALL {
        let [english, danish] = Language::ALL.map(|language| reason(known, language));
        assert!(english != danish && !english.ends_with('.') && !danish.ends_with('.'), "{known:?}");
    }
}

#[test]
fn assumption_has_its_sentence_by_its_name() {
    let named = [Assumed::NoIssuer, Assumed::Empty(Parameter::Counter), Assumed::ShortSecret(8), Assumed::LooseBits];
    for assumed in named {
        let (english, danish) = assumptions::texts(assumed);
        assert!(english.ends_with('.') && danish.ends_with('.') && english != danish, "{assumed:?}");
    }
    let meaningless =
        [Parameter::Counter, Parameter::Period].map(|parameter| assumptions::texts(Assumed::Meaningless(parameter)).0);
    assert_ne!(meaningless[0], meaningless[1]);
}
