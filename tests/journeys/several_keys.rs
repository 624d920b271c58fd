//! One picture shows the keys of two issuers. Nothing is chosen behind the back of whoever adds it.

use std::path::PathBuf;

use image::{GrayImage, imageops};
use segl_tests::{picture, segl::Segl, session::Session};

use crate::stage::*;

const HAVN: &str = "otpauth://totp/Havn:ida?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Havn";
const KYST: &str = "otpauth://totp/Kyst:bo?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&issuer=Kyst";

#[test]
fn keys_of_one_picture_are_listed_and_those_that_are_chosen_are_added() {
    let session = session();
    let device = Segl::new(&session);
    let file = page_with_two(&session);
    let file = file.to_str().unwrap();

    // 1. Nobody can be asked: both are named, and how to choose. Nothing is stored.
    let outcome = device.call(["add", file]).pin(PIN).run();
    assert_eq!(outcome.status.code(), Some(2), "{outcome}");
    let said = outcome.refusal();
    for word in ["1\tHavn\tida", "2\tKyst\tbo", "--pick", "--all"] {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    assert_eq!(issuers(&device), Vec::<String>::new());
    assert!(device.call(["add", file, "--pick", "3"]).pin(PIN).run().refusal().contains("--pick"));

    // 2. The command line says which.
    let added = device.call(["add", file, "--pick", "2"]).pin(PIN).json();
    assert_eq!(added["identity"]["issuer_name"], "Kyst");
    assert_eq!(issuers(&device), ["Kyst"]);

    // 3. At a terminal it is asked, until the answer will do.
    let asked = device.call(["add", file]).pin(PIN).on_terminal("7\n1\n").run().success();
    assert!(asked.contains("1\tHavn\tida") && asked.contains("Which of them?"), "{asked}");
    assert_eq!(issuers(&device), ["Kyst", "Havn"]);

    // 4. All of them: what is here already stays as it is.
    let all = device.call(["add", file, "--all", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&all), "key_present");
    let other = Segl::new(&session);
    let all = other.call(["add", file, "--all"]).pin(PIN).json();
    assert_eq!(all["added"].as_array().unwrap().len(), 2, "{all}");
    assert_eq!(issuers(&other), ["Havn", "Kyst"]);
}

fn issuers(device: &Segl<'_>) -> Vec<String> {
    let listed = device.call(["list"]).json();
    let identities = listed["identities"].as_array().unwrap();
    identities.iter().map(|identity| identity["issuer_name"].as_str().unwrap().to_owned()).collect()
}

fn page_with_two(session: &Session) -> PathBuf {
    let mut page = GrayImage::from_pixel(820, 480, [250].into());
    imageops::replace(&mut page, &picture::qr(HAVN, 6), 20, 20);
    imageops::replace(&mut page, &picture::qr(KYST, 5), 440, 120);
    let file = session.home().join("two keys.png");
    page.save(&file).unwrap();
    file
}
