//! Texts that must be refused, each a file of its own named after its sabotage, in `tests/vectors/protocol/hostile`.
//!
//! Everything begins with the pinned texts of version 1. What is signed is signed well, so that the sabotage that the
//! name says is the only reason to refuse. The writers repeat themselves to the byte.

use std::{collections::BTreeSet, fs, path::PathBuf};

use protocol::{PrivateKey, bytes::encode, jws::JwsError};
use serde_json::{Value, json};

use crate::vectors::{directory, json, text};

/// One kind of text, and the folder of its files.
pub(crate) struct Folder {
    pub(crate) kind: &'static str,
    pub(crate) extension: &'static str,
}

impl Folder {
    /// The text of this sabotage.
    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.path().join(format!("{name}.{}", self.extension));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Writes every text anew.
    pub(crate) fn write<'a>(&self, names: impl Iterator<Item = &'a str>, sabotaged: impl Fn(&str) -> String) {
        fs::create_dir_all(self.path()).unwrap();
        for name in names {
            fs::write(self.path().join(format!("{name}.{}", self.extension)), sabotaged(name)).unwrap();
        }
    }

    /// Fails unless the files are these and no others.
    pub(crate) fn holds_exactly<'a>(&self, names: impl Iterator<Item = &'a str>) {
        let files = fs::read_dir(self.path()).unwrap();
        let on_disk: BTreeSet<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        let expected: BTreeSet<String> = names.map(|name| format!("{name}.{}", self.extension)).collect();
        assert_eq!(on_disk, expected, "{}", self.kind);
    }

    fn path(&self) -> PathBuf {
        directory().join("protocol/hostile").join(self.kind)
    }
}

/// A private key of the pinned texts.
pub(crate) fn key(name: &str) -> PrivateKey {
    let scalar = protocol::bytes::decode(text(&json("protocol/v1.json"), name)).unwrap();
    PrivateKey::from_scalar(&scalar.try_into().unwrap()).unwrap()
}

/// A key that nobody knows.
pub(crate) fn foreign_key() -> PrivateKey {
    PrivateKey::from_scalar(&[9; 32]).unwrap()
}

/// A pinned text.
pub(crate) fn pinned(name: &str) -> String {
    text(&json("protocol/v1.json"), name).to_owned()
}

/// The payload of a pinned JWS.
pub(crate) fn payload(name: &str) -> Value {
    let compact = pinned(name);
    let part = compact.split('.').nth(1).unwrap();
    serde_json::from_slice(&protocol::bytes::decode(part).unwrap()).unwrap()
}

/// A payload with one member changed.
pub(crate) fn with(mut payload: Value, member: &str, value: Value) -> Value {
    payload[member] = value;
    payload
}

/// A payload with one member less.
pub(crate) fn without(mut payload: Value, member: &str) -> Value {
    payload.as_object_mut().unwrap().remove(member).unwrap();
    payload
}

/// A statement to be signed, and everything that can be wrong about its envelope.
pub(crate) struct Statement<'a> {
    pub(crate) typ: &'static str,
    pub(crate) payload: Value,
    pub(crate) key: &'a PrivateKey,
}

impl Statement<'_> {
    /// Signed as it should be, whatever the payload.
    pub(crate) fn signed(&self) -> String {
        self.forged(&self.header("ES256", ""), &self.payload.to_string())
    }

    /// The sabotage of this name.
    pub(crate) fn sabotaged(&self, name: &str) -> String {
        let payload = self.payload.to_string();
        let sound = self.signed();
        let (input, signature) = sound.rsplit_once('.').unwrap();
        let with_alg = |alg| self.forged(&self.header(alg, ""), &payload);
        let with_member = |member| self.forged(&self.header("ES256", member), &payload);
        let with_signature = |signature: &[u8]| format!("{input}.{}", encode(signature));
        match name {
            "jws_too_long" => format!("{sound}{}", "A".repeat(8193 - sound.len())),
            "jws_two_parts" => input.to_owned(),
            "jws_four_parts" => format!("{sound}.{signature}"),
            "jws_padded" => format!("{sound}=="),
            "jws_with_a_blank" => format!("{sound} "),
            "jws_header_not_base64url" => sound.replacen('e', "+", 1),
            "jws_trailing_bits" => format!("{input}.{}B", &signature[..signature.len() - 1]),
            "jws_alg_none" => format!("{}.", with_alg("none").rsplit_once('.').unwrap().0),
            "jws_alg_none_with_signature" => with_alg("none"),
            "jws_alg_hs256" => with_alg("HS256"),
            "jws_alg_es384" => with_alg("ES384"),
            "jws_alg_lower_case" => with_alg("es256"),
            "jws_jwk_in_header" => with_member(&format!(r#","jwk":{}"#, foreign_key().public().to_jwk())),
            "jws_jku_in_header" => with_member(r#","jku":"https://evil.example/keys.json""#),
            "jws_x5u_in_header" => with_member(r#","x5u":"https://evil.example/cert.pem""#),
            "jws_x5c_in_header" => with_member(r#","x5c":[]"#),
            "jws_crit_in_header" => with_member(r#","crit":["b64"],"b64":false"#),
            "jws_alg_twice_in_header" => with_member(r#","alg":"none""#),
            "jws_kid_missing" => self.forged(&json!({ "alg": "ES256", "typ": self.typ }).to_string(), &payload),
            "jws_kid_no_thumbprint" => self.with_kid("1"),
            "jws_kid_of_another_key" => self.with_kid(&foreign_key().public().thumbprint().to_string()),
            "jws_typ_missing" => {
                let kid = self.key.public().thumbprint().to_string();
                self.forged(&json!({ "alg": "ES256", "kid": kid }).to_string(), &payload)
            }
            "jws_typ_of_another_statement" => {
                Statement { typ: "segl-enrol-ack+jwt", payload: self.payload.clone(), key: self.key }.signed()
            }
            "jws_typ_plain" => Statement { typ: "JWT", payload: self.payload.clone(), key: self.key }.signed(),
            "jws_signature_missing" => format!("{input}."),
            "jws_signature_zeros" => with_signature(&[0; 64]),
            "jws_signature_short" => with_signature(&protocol::bytes::decode(signature).unwrap()[..63]),
            "jws_signature_long" => with_signature(&[&protocol::bytes::decode(signature).unwrap()[..], &[0]].concat()),
            "jws_signature_of_another_text" => with_signature(&self.key.sign(b"another text")),
            "jws_payload_changed" => {
                let changed = payload.replacen("nordhavn", "nordhavm", 1);
                let changed = if changed == payload { payload.replacen('1', "2", 1) } else { changed };
                format!("{}.{}.{signature}", input.split('.').next().unwrap(), encode(changed.as_bytes()))
            }
            "payload_member_unknown" => self.with_payload(with(self.payload.clone(), "colour", "red".into())),
            "payload_member_missing" => self.with_payload(without(self.payload.clone(), "iat")),
            "payload_member_twice" => self.forged(&self.header("ES256", ""), &payload.replacen('{', r#"{"iat":1,"#, 1)),
            "payload_of_another_type" => self.with_payload(with(self.payload.clone(), "iat", "1800000000".into())),
            "payload_trailing_text" => self.forged(&self.header("ES256", ""), &format!("{payload}{{}}")),
            "payload_empty" => self.forged(&self.header("ES256", ""), ""),
            _ => panic!("no recipe for {name}"),
        }
    }

    /// Signed as it should be, with another payload.
    pub(crate) fn with_payload(&self, payload: Value) -> String {
        Statement { typ: self.typ, payload, key: self.key }.signed()
    }

    /// Signed as it should be, with another key's name on it.
    pub(crate) fn with_kid(&self, kid: &str) -> String {
        let header = json!({ "alg": "ES256", "typ": self.typ, "kid": kid });
        self.forged(&header.to_string(), &self.payload.to_string())
    }

    pub(crate) fn header(&self, alg: &str, member: &str) -> String {
        format!(r#"{{"alg":"{alg}","typ":"{}","kid":"{}"{member}}}"#, self.typ, self.key.public().thumbprint())
    }

    pub(crate) fn forged(&self, header: &str, payload: &str) -> String {
        let input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
        let signature = encode(&self.key.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

/// What is said of an envelope that is wrong, whatever is in it.
pub(crate) const ENVELOPE: [(&str, JwsError); 36] = [
    ("jws_too_long", JwsError::TooLong),
    ("jws_two_parts", JwsError::NotThreeParts),
    ("jws_four_parts", JwsError::NotThreeParts),
    ("jws_padded", JwsError::NotBase64url),
    ("jws_with_a_blank", JwsError::NotBase64url),
    ("jws_header_not_base64url", JwsError::NotBase64url),
    ("jws_trailing_bits", JwsError::NotBase64url),
    ("jws_alg_none", JwsError::Algorithm),
    ("jws_alg_none_with_signature", JwsError::Algorithm),
    ("jws_alg_hs256", JwsError::Algorithm),
    ("jws_alg_es384", JwsError::Algorithm),
    ("jws_alg_lower_case", JwsError::Algorithm),
    ("jws_jwk_in_header", JwsError::Header),
    ("jws_jku_in_header", JwsError::Header),
    ("jws_x5u_in_header", JwsError::Header),
    ("jws_x5c_in_header", JwsError::Header),
    ("jws_crit_in_header", JwsError::Header),
    ("jws_alg_twice_in_header", JwsError::Header),
    ("jws_kid_missing", JwsError::Header),
    ("jws_kid_no_thumbprint", JwsError::Key),
    ("jws_kid_of_another_key", JwsError::Key),
    ("jws_typ_missing", JwsError::Header),
    ("jws_typ_of_another_statement", JwsError::Type),
    ("jws_typ_plain", JwsError::Type),
    ("jws_signature_missing", JwsError::Signature),
    ("jws_signature_zeros", JwsError::Signature),
    ("jws_signature_short", JwsError::Signature),
    ("jws_signature_long", JwsError::Signature),
    ("jws_signature_of_another_text", JwsError::Signature),
    ("jws_payload_changed", JwsError::Signature),
    ("payload_member_unknown", JwsError::Payload),
    ("payload_member_missing", JwsError::Payload),
    ("payload_member_twice", JwsError::Payload),
    ("payload_of_another_type", JwsError::Payload),
    ("payload_trailing_text", JwsError::Payload),
    ("payload_empty", JwsError::Payload),
];
