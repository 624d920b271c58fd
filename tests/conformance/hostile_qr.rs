//! Texts of QR codes that are no enrolment.

use ciborium::Value;
use protocol::{
    bytes::{decode, encode},
    enrolment::{EnrolmentQr, EnrolmentQrError},
};

use crate::hostile::{Folder, key, pinned};

const FOLDER: Folder = Folder { kind: "qr", extension: "txt" };

fn refusals() -> Vec<(&'static str, EnrolmentQrError)> {
    use EnrolmentQrError::{Foreign, InsecureIssuer, Malformed, Newer, TooLong};
    vec![
        ("qr_empty", Foreign),
        ("qr_of_a_web_page", Foreign),
        ("qr_of_another_app", Foreign),
        ("qr_prefix_lower_case", Foreign),
        ("qr_prefix_alone", Malformed),
        ("qr_version_newer", Newer),
        ("qr_too_long", TooLong),
        ("qr_cut", Malformed),
        ("qr_padded", Malformed),
        ("qr_with_a_blank_inside", Malformed),
        ("qr_standard_base64", Malformed),
        ("qr_trailing_bytes", Malformed),
        ("qr_issuer_insecure", InsecureIssuer),
        ("qr_issuer_with_a_path", Malformed),
        ("qr_issuer_with_a_user", Malformed),
        ("qr_issuer_upper_case", Malformed),
        ("qr_issuer_with_the_default_port", Malformed),
        ("qr_issuer_not_text", Malformed),
        ("qr_field_missing", Malformed),
        ("qr_field_twice", Malformed),
        ("qr_fields_swapped", Malformed),
        ("qr_masked_secret_short", Malformed),
        ("qr_key_not_on_the_curve", Malformed),
        ("qr_key_uncompressed", Malformed),
        ("qr_expiry_negative", Malformed),
        ("qr_expiry_spelled_long", Malformed),
        ("qr_a_map", Malformed),
        ("qr_tagged", Malformed),
        ("qr_of_indefinite_length", Malformed),
    ]
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> String {
    let sound = pinned("qr_text");
    let cbor = decode(&sound[4..]).unwrap();
    let fields = ciborium::from_reader::<Value, _>(cbor.as_slice()).unwrap().into_array().unwrap();
    let text = |cbor: &[u8]| format!("SGE1{}", encode(cbor));
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
    match name {
        "qr_empty" => String::new(),
        "qr_of_a_web_page" => "https://portal.nordhavn.example/enrol".to_owned(),
        "qr_of_another_app" => "otpauth://totp/Nordhavn:anna?secret=JBSWY3DPEHPK3PXP".to_owned(),
        "qr_prefix_lower_case" => sound.replacen("SGE1", "sge1", 1),
        "qr_prefix_alone" => "SGE1".to_owned(),
        "qr_version_newer" => sound.replacen("SGE1", "SGE2", 1),
        "qr_too_long" => format!("{sound}{}", "A".repeat(1025 - sound.len())),
        "qr_cut" => sound[..sound.len() / 2].to_owned(),
        "qr_padded" => format!("{sound}="),
        "qr_with_a_blank_inside" => format!("{} {}", &sound[..20], &sound[20..]),
        "qr_standard_base64" => with(&|fields| fields[2] = Value::Bytes(vec![0xff; 16])).replace('_', "/"),
        "qr_trailing_bytes" => text(&[cbor.as_slice(), &[0]].concat()),
        "qr_issuer_insecure" => issuer("http://portal.nordhavn.example"),
        "qr_issuer_with_a_path" => issuer("https://portal.nordhavn.example/enrol"),
        "qr_issuer_with_a_user" => issuer("https://portal.nordhavn.example@evil.example"),
        "qr_issuer_upper_case" => issuer("https://Portal.nordhavn.example"),
        "qr_issuer_with_the_default_port" => issuer("https://portal.nordhavn.example:443"),
        "qr_issuer_not_text" => with(&|fields| fields[0] = Value::Bytes(b"https://portal.nordhavn.example".to_vec())),
        "qr_field_missing" => with(&|fields| drop(fields.pop())),
        "qr_field_twice" => with(&|fields| fields.insert(1, fields[1].clone())),
        "qr_fields_swapped" => with(&|fields| fields.swap(3, 4)),
        "qr_masked_secret_short" => with(&|fields| fields[3] = Value::Bytes(vec![0; 31])),
        "qr_key_not_on_the_curve" => with(&|fields| fields[4] = Value::Bytes([vec![2], vec![0xff; 32]].concat())),
        "qr_key_uncompressed" => {
            with(&|fields| fields[4] = Value::Bytes(key("device_key").public().to_uncompressed().to_vec()))
        }
        "qr_expiry_negative" => with(&|fields| fields[6] = (-1).into()),
        // The same number in eight bytes instead of four.
        "qr_expiry_spelled_long" => {
            text(&[&cbor[..cbor.len() - 5], &[0x1b, 0, 0, 0, 0], &cbor[cbor.len() - 4..]].concat())
        }
        "qr_a_map" => written(&Value::Map(fields.iter().map(|field| (0.into(), field.clone())).collect())),
        "qr_tagged" => text(&[&[0xc0], cbor.as_slice()].concat()),
        "qr_of_indefinite_length" => text(&[&[0x9f], &cbor[1..], &[0xff]].concat()),
        _ => panic!("no recipe for {name}"),
    }
}

#[test]
fn hostile_qr_text_is_refused_by_name() {
    assert!(EnrolmentQr::parse(&pinned("qr_text")).is_ok(), "the pinned one is sound");
    for (name, expected) in refusals() {
        assert_eq!(EnrolmentQr::parse(&FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_qr_texts() {
    FOLDER.write(names(), sabotaged);
}
