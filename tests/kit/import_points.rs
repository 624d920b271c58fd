//! Where exports of other apps come in. Part of `entry_points.rs`: each parser by itself, behind what leads to it.

use authenticator::{
    import::{self, ImportError, Imported, MAX_ROWS},
    intake::Listing,
};
use serde_json::{Value, json};

/// An export of another app. Sealed ones are opened too, as far as their ciphers are worth a fuzzer's time.
pub(crate) fn import(data: &[u8]) {
    open(data);
    if let Ok(text) = str::from_utf8(data) {
        let mut sequence = import::Sequence::default();
        if let Ok(progress) = sequence.add(text) {
            assert!(progress.have <= progress.need);
            assert!(progress.is_complete() || sequence.finish().is_err());
        }
    }
}

/// A ZIP archive: the bytes as they are, and as the packed bytes of a file whose length they say first.
pub(crate) fn import_archive(data: &[u8]) {
    open(data);
    let _ = import::open(data, Some("x"));
    let Some((length, packed)) = data.split_first_chunk::<2>() else { return };
    let size = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let length = u32::from(u16::from_le_bytes(*length)).to_le_bytes();
    for (flags, method) in [(0, 8), (0, 0), (1, 8)] {
        let head =
            [&[flags, 0, method, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size(packed.len()), &length, &[1, 0, 0, 0]].concat();
        let directory = [b"PK\x01\x02\x14\0\x14\0", &head[..], &[0; 14], b"a"].concat();
        let at = size(31 + packed.len());
        let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &size(directory.len())[..], &at, &[0, 0]].concat();
        let archive = [b"PK\x03\x04\x14\0", &head[..], b"a", packed, &directory, &end].concat();
        open(&archive);
        let _ = import::open(&archive, Some("x"));
    }
}

/// A map that Java has serialised: from its magic number on, and from its first key on.
pub(crate) fn import_java(data: &[u8]) {
    open(&[b"\xac\xed\x00\x05", data].concat());
    let front =
        b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16\x60\xd1\x03\x00\x02F\x00\x0aloadFactor\
        I\x00\x09thresholdxp?@\x00\x00\x00\x00\x00\x18w\x08\x00\x00\x00\x20\x00\x00\x00\x02";
    open(&[&front[..], data].concat());
    let _ = import::open(&[&front[..], data].concat(), Some("x"));
}

/// A value of JSON where each app has one that says much: within the rest of what makes it that app's.
pub(crate) fn import_json(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let with = |own: Value| {
        let mut row = own;
        if let (Some(row), Some(value)) = (row.as_object_mut(), value.as_object()) {
            row.extend(value.clone());
        }
        row
    };
    let login = |code: &Value| json!({"data": {"metadata": {"name": "a"}, "type": "login", "content": {"totpUri": code}, "extraFields": [value]}});
    for export in [
        json!({"version": 3, "accounts": [with(json!({"timeStep": 30})), value], "folders": [value]}),
        json!([with(json!({"timer": "30", "kind": "TOTP", "account": "a"})), value]),
        json!([with(json!({"otpGenerator": value})), value]),
        json!([with(json!({"secret": "a", "name": "a", "url": "otpauth://totp/a"})), value]),
        json!([with(json!({"secret": "a", "label": "a", "tags": [value]})), value]),
        json!({"vaults": {"v": {"items": [login(&value), value]}, "w": value}}),
        json!({"items": [{"template_type": "a", "fields": [with(json!({"type": "totp"})), value]}, value], "folders": [value]}),
        json!({"app": "2fauth_v5", "schema": 1, "data": [value, with(json!({"otp_type": "totp"}))]}),
        json!({"decrypted_authenticator_tokens": [with(json!({"decrypted_seed": "MFRGGZDF"})), value]}),
        json!({"authenticator_tokens": [with(json!({"encrypted_seed": "AAAA", "key_derivation_iterations": 1})), value]}),
        json!({"a": with(json!({"dataType": "OTPStorage"})), "b": value, "key": value}),
        json!({"a": {"dataType": "EncOTPStorage", "keyId": "k", "data": value}, "k": value}),
        json!({"items": [value, "otpauth://totp/a?secret=MFRGGZDF"]}),
    ] {
        let text = export.to_string();
        open(text.as_bytes());
        // What stretches a password is not worth a fuzzer's time.
        if !text.contains("$argon2id$") && !text.contains("kdf") {
            let _ = import::open(text.as_bytes(), Some("x"));
        }
    }
}

/// A table below the names of its columns.
pub(crate) fn import_table(data: &[u8]) {
    for header in [
        "Group,Title,Username,TOTP",
        "folder;name;login_username;login_totp",
        "username\ttitle\totpUrl\totpSecret",
        "name,secret,issuer,type,counter,url",
        "a,b,c,d,e,f,TFC:Keeper,MFRGGZDF",
    ] {
        open(&[header.as_bytes(), b"\n", data].concat());
    }
}

/// A text in each encoding that a file may have, as bytes that need not be one.
pub(crate) fn import_text(data: &[u8]) {
    let uri = "otpauth://totp/a?secret=MFRGGZDF\n";
    let little: Vec<u8> = uri.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = uri.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for front in
        [b"\xff\xfe".to_vec(), b"\xfe\xff".to_vec(), little, big, uri.as_bytes().to_vec(), b"QR-Code:".to_vec()]
    {
        open(&[&front[..], data].concat());
    }
}

/// What is opened without a password keeps to what is promised of it.
fn open(data: &[u8]) {
    match import::open(data, None) {
        Ok(imported) => {
            assert!(import::detect(data).is_some(), "what opens is known");
            check(imported);
        }
        Err(ImportError::PasswordNeeded) => assert!(import::detect(data).is_some()),
        Err(_) => {}
    }
}

fn check(imported: Imported) {
    assert!((1..=MAX_ROWS).contains(&(imported.rows.len() + imported.rejected.len())), "something, and not too much");
    for row in &imported.rows {
        assert!((5..=10).contains(&row.digits) && !row.secret.expose().is_empty());
    }
    let rows = imported.rows.len();
    let listing = Listing::of(imported, &[]);
    assert!(listing.rows.len() == rows && listing.keys.len() <= rows);
}
