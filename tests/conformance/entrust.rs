//! Entrust's offline soft token: what was published of it, and activations of an invented issuer that another program has
//! sealed, sound ones and sabotaged ones, each named after its quirk (`tests/vectors/entrust`).

use authenticator::entrust::{
    Activation, CodeLength, EntrustError, PolicyInSeed, RegistrationCode, SecureActivation, Trial,
};
use serde_json::Value;

use crate::vectors::{array, json, number, text};

fn opened(row: &Value, name: &str, password: &str) -> Result<Activation, EntrustError> {
    SecureActivation::read(text(row, name))?.open(text(row, password))
}

fn registration(row: &Value) -> RegistrationCode {
    text(row, "registration_code").parse().unwrap()
}

fn seed(activation: &Activation, registration: &RegistrationCode, policy: PolicyInSeed) -> String {
    hex::encode(activation.seed(registration, policy).expose())
}

#[test]
fn published_sample_opens_and_gives_its_seeds_and_codes() {
    let sample = json("entrust/published.json");
    let by_qr_code = opened(&sample, "qr_text", "activation_password").unwrap();
    assert_eq!(by_qr_code.serial().to_string(), text(&sample, "serial"));
    assert_eq!(by_qr_code.host(), Some(text(&sample, "host")));
    assert_eq!(by_qr_code.policy().as_deref(), Some(text(&sample, "policy")));
    let from_content = Activation::parse(text(&sample, "content").as_bytes()).unwrap();
    let code = text(&sample, "activation_code").parse().unwrap();
    let by_hand = Activation::by_hand(text(&sample, "serial").parse().unwrap(), code);
    let registration_code = registration(&sample);
    for activation in [&by_qr_code, &from_content] {
        assert_eq!(seed(activation, &registration_code, PolicyInSeed::Without), text(&sample, "seed"));
        assert_eq!(seed(activation, &registration_code, PolicyInSeed::With), text(&sample, "seed_with_policy"));
    }
    assert_eq!(seed(&by_hand, &registration_code, PolicyInSeed::Without), text(&sample, "seed"));

    let mut trial = Trial::new(by_qr_code, registration(&sample));
    let codes = array(&sample, "codes");
    assert_eq!(codes.len(), 4);
    for row in codes {
        for (name, length, policy) in [
            ("six", CodeLength::Six, PolicyInSeed::Without),
            ("eight", CodeLength::Eight, PolicyInSeed::Without),
            ("six_with_policy", CodeLength::Six, PolicyInSeed::With),
            ("eight_with_policy", CodeLength::Eight, PolicyInSeed::With),
        ] {
            (trial.length, trial.policy) = (length, policy);
            assert_eq!(trial.code(number(row, "time")).passcode.expose().as_str(), text(row, name), "{name}");
        }
    }
}

#[test]
fn every_activation_of_the_corpus_opens_or_is_refused_as_its_name_says() {
    let corpus = json("entrust/activations.json");
    let registration = registration(&corpus);
    let rows = array(&corpus, "rows");
    assert!(rows.len() >= 60, "{}", rows.len());
    for row in rows {
        let (name, outcome) = (text(row, "name"), opened(row, "text", "password"));
        let activation = match (row.get("refused"), outcome) {
            (None, Ok(activation)) => activation,
            (Some(expected), Err(refusal)) => {
                assert_eq!(format!("{refusal:?}"), expected.as_str().unwrap(), "{name}");
                continue;
            }
            (expected, outcome) => panic!("{name}: {outcome:?} instead of {expected:?}"),
        };
        assert_eq!(activation.serial().to_string(), text(row, "serial"), "{name}");
        assert_eq!(activation.policy().as_deref(), row["policy"].as_str(), "{name}");
        assert_eq!(activation.host(), row["host"].as_str(), "{name}");
        assert_eq!(seed(&activation, &registration, PolicyInSeed::Without), text(row, "seed"), "{name}");
        assert_eq!(seed(&activation, &registration, PolicyInSeed::With), text(row, "seed_with_policy"), "{name}");
    }
}

#[test]
fn refusal_says_nothing_of_what_is_inside() {
    let corpus = json("entrust/activations.json");
    for row in array(&corpus, "rows") {
        if let Err(refusal) = opened(row, "text", "password") {
            let said = format!("{refusal} {refusal:?}");
            assert!(!["3309", "9041", "2048", "AAEC"].iter().any(|secret| said.contains(secret)), "{said}");
        }
    }
}
