//! Many identities at the terminal: notes, groups, the order, and the code after the present one.

use segl_tests::segl::Segl;
use serde_json::Value;

use crate::stage::*;

const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&period=86400";
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=3";

fn names(device: &Segl<'_>) -> Vec<String> {
    let list = device.call(["list"]).json();
    list["identities"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn arranged(device: &Segl<'_>, options: &[&str]) -> Value {
    device.call([&["arrange"], options].concat()).json()["identity"].clone()
}

#[test]
fn identities_get_notes_groups_and_an_order_at_the_terminal() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    enrol(&portal, &device);
    for uri in [TOTP, HOTP] {
        device.call(["add", uri, "--json"]).pin(PIN).run().success();
    }
    assert_eq!(names(&device), ["Nordhavn Energi", "Kommunen", "Banken"]);

    // 1. Both kinds take a group and a note; an empty one takes it away.
    for name in ["Nordhavn Energi", "Banken"] {
        let identity = arranged(&device, &[name, "--group", "Arbejde", "--note", "Kontoret\n2. sal"]);
        assert_eq!((&identity["group"], &identity["note"]), (&"Arbejde".into(), &"Kontoret\n2. sal".into()));
    }
    assert_eq!(arranged(&device, &["Banken", "--note", ""])["note"], Value::Null);
    assert_eq!(arranged(&device, &["Banken"])["group"], "Arbejde", "only shown");
    let list = device.call(["list"]).run().success();
    assert!(
        list.lines().any(|line| line == "Banken\tmette\thotp\tArbejde") && list.contains("Kommunen\tmette\ttotp\n"),
        "{list}"
    );
    let shown = device.call(["arrange", "Nordhavn Energi"]).run().success();
    assert!(shown.ends_with("\tArbejde\nKontoret\n2. sal"), "{shown}");

    // 2. Too much is refused, and nothing is changed.
    let refused = device.call(["arrange", "Banken", "--note", &"å".repeat(501), "--json"]).run();
    assert_eq!((refusal_code(&refused).as_str(), refused.status.code()), ("note_too_long", Some(2)), "{refused}");
    let refused = device.call(["arrange", "Banken", "--group", &"ø".repeat(41), "--top", "--json"]).run();
    assert_eq!(refusal_code(&refused), "group_too_long", "{refused}");
    assert_eq!(arranged(&device, &["Banken"])["on_top"], false);

    // 3. The order is the owner's; what is kept on top comes first.
    arranged(&device, &["Banken", "--before", "Kommunen"]);
    assert_eq!(names(&device), ["Nordhavn Energi", "Banken", "Kommunen"]);
    arranged(&device, &["Nordhavn Energi", "--last"]);
    assert_eq!(names(&device), ["Banken", "Kommunen", "Nordhavn Energi"]);
    arranged(&device, &["Nordhavn Energi", "--top"]);
    assert_eq!(names(&device), ["Nordhavn Energi", "Banken", "Kommunen"]);
    arranged(&device, &["Nordhavn Energi", "--no-top"]);
    assert_eq!(names(&device), ["Banken", "Kommunen", "Nordhavn Energi"]);

    // 4. The next code is the one that the present code announces; codes by counter have none, and none is used up.
    let present = device.call(["code", "Kommunen"]).pin(PIN).json();
    let next = device.call(["code", "Kommunen", "--next"]).pin(PIN).json();
    assert_eq!((&next["code"], &next["valid_from"]), (&present["next"]["code"], &present["valid_until"]));
    let refused = device.call(["code", "Banken", "--next", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&refused), "counter_based", "{refused}");
    assert_eq!(device.call(["code", "Banken"]).pin(PIN).json()["counter"], 3);
}
