//! Texts that are no QR code of a login page, and the pinned one (`docs/protocol.md` §6).

use ciborium::Value;
use protocol::{
    Bytes, ChallengeId, PollNonce,
    bytes::{decode, encode},
    pull::{LoginCode, LoginCodeError, PullKey, PullRequest, TransferSecret},
};

use crate::hostile::Folder;
use crate::vectors::{json, text};

const FOLDER: Folder = Folder { kind: "login", extension: "txt" };

fn refusals() -> Vec<(&'static str, LoginCodeError)> {
    use LoginCodeError::{Foreign, InsecureIssuer, Malformed, Newer};
    vec![
        ("login_empty", Foreign),
        ("login_of_a_web_page", Foreign),
        ("login_of_an_enrolment", Foreign),
        ("login_scheme_missing", Foreign),
        ("login_front_alone", Malformed),
        ("login_prefix_alone", Malformed),
        ("login_prefix_lower_case", Malformed),
        ("login_version_newer", Newer),
        ("login_too_long", Malformed),
        ("login_cut", Malformed),
        ("login_padded", Malformed),
        ("login_with_a_blank_inside", Malformed),
        ("login_trailing_bytes", Malformed),
        ("login_issuer_insecure", InsecureIssuer),
        ("login_issuer_with_a_path", Malformed),
        ("login_issuer_upper_case", Malformed),
        ("login_issuer_not_text", Malformed),
        ("login_field_missing", Malformed),
        ("login_field_twice", Malformed),
        ("login_fields_swapped", Malformed),
        ("login_secret_short", Malformed),
        ("login_number_short", Malformed),
        ("login_number_long", Malformed),
        ("login_number_with_a_letter", Malformed),
        ("login_number_not_text", Malformed),
        ("login_a_map", Malformed),
        ("login_of_indefinite_length", Malformed),
    ]
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn pinned() -> String {
    text(&json("protocol/pull_v1.json"), "login_code").to_owned()
}

fn sabotaged(name: &str) -> String {
    let sound = pinned();
    let cbor = decode(&sound[FRONT.len()..]).unwrap();
    let fields = ciborium::from_reader::<Value, _>(cbor.as_slice()).unwrap().into_array().unwrap();
    let text = |cbor: &[u8]| format!("{FRONT}{}", encode(cbor));
    let written = |value: &Value| {
        let mut cbor = Vec::new();
        ciborium::into_writer(value, &mut cbor).unwrap();
        text(&cbor)
    };
    let with = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut fields = fields.clone();
        change(&mut fields);
        written(&Value::Array(fields))
    };
    let issuer = |issuer: &str| with(&|fields| fields[0] = issuer.into());
    let number = |number: &str| with(&|fields| fields[3] = number.into());
    match name {
        "login_empty" => String::new(),
        "login_of_a_web_page" => "https://portal.nordhavn.example/login".to_owned(),
        "login_of_an_enrolment" => sound.replacen("login/SGL1", "enrol/SGE1", 1),
        "login_scheme_missing" => sound.replacen("segl://login/", "", 1),
        "login_front_alone" => "segl://login/".to_owned(),
        "login_prefix_alone" => FRONT.to_owned(),
        "login_prefix_lower_case" => sound.replacen("SGL1", "sgl1", 1),
        "login_version_newer" => sound.replacen("SGL1", "SGL2", 1),
        "login_too_long" => format!("{sound}{}", "A".repeat(513 - sound.len())),
        "login_cut" => sound[..sound.len() / 2].to_owned(),
        "login_padded" => format!("{sound}="),
        "login_with_a_blank_inside" => format!("{} {}", &sound[..30], &sound[30..]),
        "login_trailing_bytes" => text(&[cbor.as_slice(), &[0]].concat()),
        "login_issuer_insecure" => issuer("http://portal.nordhavn.example"),
        "login_issuer_with_a_path" => issuer("https://portal.nordhavn.example/login"),
        "login_issuer_upper_case" => issuer("https://Portal.nordhavn.example"),
        "login_issuer_not_text" => {
            with(&|fields| fields[0] = Value::Bytes(b"https://portal.nordhavn.example".to_vec()))
        }
        "login_field_missing" => with(&|fields| drop(fields.pop())),
        "login_field_twice" => with(&|fields| fields.insert(1, fields[1].clone())),
        "login_fields_swapped" => with(&|fields| fields.swap(2, 3)),
        "login_secret_short" => with(&|fields| fields[2] = Value::Bytes(vec![5; 15])),
        "login_number_short" => number("48392"),
        "login_number_long" => number("483920161"),
        "login_number_with_a_letter" => number("48392O"),
        "login_number_not_text" => with(&|fields| fields[3] = 483_920.into()),
        "login_a_map" => written(&Value::Map(fields.iter().map(|field| (0.into(), field.clone())).collect())),
        "login_of_indefinite_length" => text(&[&[0x9f], &cbor[1..], &[0xff]].concat()),
        _ => panic!("no recipe for {name}"),
    }
}

const FRONT: &str = "segl://login/SGL1";

#[test]
fn pinned_login_code_and_requests_are_read_and_written_as_they_are() {
    let pinned = json("protocol/pull_v1.json");
    let code = LoginCode::parse(text(&pinned, "login_code")).unwrap();
    assert_eq!(code.issuer.as_str(), "https://portal.nordhavn.example");
    assert_eq!((code.cid, code.xfer), (ChallengeId::from([3; 16]), TransferSecret(Bytes([5; 16]))));
    assert_eq!((code.number.as_str(), code.to_text().as_str()), ("483920", text(&pinned, "login_code")));
    let (pn, screen) = (PollNonce::from([4; 16]), PullKey::Screen { cid: code.cid, xfer: code.xfer });
    for (name, key) in [("by_number", PullKey::Number(code.number)), ("by_screen", screen)] {
        let request: PullRequest = serde_json::from_value(pinned[name].clone()).unwrap();
        assert_eq!(request, PullRequest::new(pn, key), "{name}");
        assert_eq!(serde_json::to_value(&request).unwrap(), pinned[name], "{name}");
    }
}

#[test]
fn hostile_login_code_is_refused_by_name() {
    for (name, expected) in refusals() {
        assert_eq!(LoginCode::parse(&FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_login_codes() {
    FOLDER.write(names(), sabotaged);
}
