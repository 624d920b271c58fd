#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use ciborium::Value;

use super::*;
use crate::test_tokens::segl_token;

fn encoded() -> Vec<u8> {
    encode(&[Token::Segl(segl_token(1))], None).unwrap().to_vec()
}

/// The encoded token with a change to its fields.
fn with_fields(change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Vec<u8> {
    let mut value: Value = ciborium::from_reader(encoded().as_slice()).unwrap();
    let fields = value.as_array_mut().unwrap()[0].as_map_mut().unwrap()[0].1.as_map_mut().unwrap();
    change(fields);
    let mut bytes = Vec::new();
    ciborium::into_writer(&value, &mut bytes).unwrap();
    bytes
}

/// Replaces one field, named by its path.
fn with_field(path: &[&str], replacement: Value) -> Vec<u8> {
    with_fields(|fields| {
        let (last, parents) = path.split_last().unwrap();
        let parent = parents.iter().fold(fields, |fields, name| field(fields, name).as_map_mut().unwrap());
        *field(parent, last) = replacement;
    })
}

fn field<'a>(fields: &'a mut [(Value, Value)], name: &str) -> &'a mut Value {
    &mut fields.iter_mut().find(|(key, _)| key.as_text() == Some(name)).unwrap().1
}

#[test]
fn body_round_trips() {
    let body = decode(&encoded()).unwrap();
    assert_eq!(*encode(&body.tokens, body.shared_pin.as_ref()).unwrap(), encoded());
}

#[test]
fn body_is_the_empty_array_when_there_are_no_tokens() {
    assert_eq!(encode(&[], None).unwrap().as_slice(), [0x80]);
    assert!(decode(&[0x80]).unwrap().tokens.is_empty());
}

#[test]
fn body_is_refused_when_a_field_is_unknown_missing_or_of_the_wrong_shape() {
    let unknown = with_fields(|fields| fields.push(("colour".into(), "red".into())));
    let missing = |name: &str| with_fields(|fields| fields.retain(|(key, _)| key.as_text() != Some(name)));
    let (no_pending, no_label, no_ratchet) = (missing("pending"), missing("label"), missing("ratchet"));
    let pending = with_field(&["pending"], Value::Bool(true));
    let short = with_field(&["otp", "salt"], Value::Bytes(vec![0; 15]));
    let text = with_field(&["created"], "today".into());
    for body in [unknown, no_pending, no_label, no_ratchet, pending, short, text] {
        assert_eq!(decode(&body).err(), Some(BodyError::UnexpectedContent));
    }
}

#[test]
fn marks_that_are_null_are_as_good_as_missing() {
    let null = with_fields(|fields| {
        fields.extend(["note", "group", "pinned"].map(|name| (name.into(), Value::Null)));
    });
    let body = decode(&null).unwrap();
    let Token::Segl(token) = &body.tokens[0] else { panic!("a portal's token") };
    assert_eq!(token.marks, crate::Marks::default());
    assert_eq!(*encode(&body.tokens, None).unwrap(), encoded(), "and written they are missing");
}

#[test]
fn body_is_refused_when_a_kind_is_unknown() {
    let kind = Value::Array(vec![Value::Map(vec![("punchcard".into(), Value::Map(vec![]))])]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&kind, &mut bytes).unwrap();
    assert_eq!(decode(&bytes).err(), Some(BodyError::UnexpectedContent));
}

#[test]
fn body_is_refused_by_name_when_a_value_is_out_of_range() {
    for (path, value, expected) in [
        (&["otp", "digits"][..], Value::from(9), BodyError::Digits(DigitsError(9))),
        (&["otp", "step"], Value::from(0), BodyError::Period(totp::PeriodError(0))),
        (&["otp", "alg"], Value::from("MD5"), BodyError::Algorithm(AlgorithmError)),
        (&["challenge_keys"], Value::Array(vec![]), BodyError::ChallengeKeys(ChallengeKeysError(0))),
    ] {
        assert_eq!(decode(&with_field(path, value)).err(), Some(expected));
    }
}

#[test]
fn body_is_refused_when_bytes_follow_or_lack() {
    let mut longer = encoded();
    longer.push(0);
    assert_eq!(decode(&longer).err(), Some(BodyError::TrailingBytes));
    let shorter = &encoded()[..encoded().len() - 1];
    assert_eq!(decode(shorter).err(), Some(BodyError::NotCbor));
    assert_eq!(decode(&[]).err(), Some(BodyError::NotCbor));
}

#[test]
fn body_is_refused_when_nested_deeply() {
    assert!(decode(&[0x81; 4096]).is_err());
}

#[test]
fn thousand_tokens_fit_and_one_more_is_refused() {
    let mut tokens: Vec<Token> = (0..1000).map(|n| Token::Segl(segl_token(n))).collect();
    let body = encode(&tokens, None).unwrap();
    assert_eq!(decode(&body).unwrap().tokens.len(), 1000);
    tokens.push(Token::Segl(segl_token(1000)));
    assert_eq!(encode(&tokens, None).err(), Some(BodyError::TooManyTokens(1001)));
}

#[test]
fn tokens_are_refused_when_they_take_more_than_a_mebibyte() {
    let mut token = segl_token(1);
    token.label = Some("x".repeat(MAX_BODY_LEN));
    assert_eq!(encode(&[Token::Segl(token)], None).err(), Some(BodyError::TooLarge));
}
