//! Many identities of both kinds: notes, groups, what is kept on top, and the order.

use authenticator::{ArrangeError, Arrangement, Identity, OtpauthKey, Place, StoreError, TokenId, Typed, import};

use crate::support::{PIN, Stage, pin};

const KEYS: [(&str, &str); 2] = [
    ("Kommunen", "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY"),
    ("Banken", "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=7"),
];

/// The portal's identity, then two of other issuers.
fn three() -> (Stage, [TokenId; 3]) {
    let (stage, portal) = Stage::enrolled();
    let [second, third] = KEYS.map(|(_, uri)| {
        let key = stage.authenticator.read_otpauth(uri).unwrap();
        stage.authenticator.add_otpauth(&key, &pin(PIN), Typed::Once).unwrap().token_id
    });
    (stage, [portal, second, third])
}

fn all(stage: &Stage) -> Vec<Identity> {
    stage.authenticator.identities().unwrap()
}

fn order(stage: &Stage) -> Vec<TokenId> {
    all(stage).iter().map(|identity| identity.token_id).collect()
}

fn place(stage: &Stage, id: TokenId, place: Place) -> Result<Identity, ArrangeError> {
    stage.authenticator.arrange(id, &Arrangement { place: Some(place), ..Arrangement::default() })
}

#[test]
fn identities_of_both_kinds_keep_their_note_and_group_for_every_program() {
    let (mut stage, ids) = three();
    for id in ids {
        let wanted = Arrangement {
            note: Some(" Kontoret\n2. sal ".into()),
            group: Some("Arbejde ".into()),
            on_top: Some(true),
            place: None,
        };
        stage.authenticator.arrange(id, &wanted).unwrap();
    }
    stage.restart();
    for identity in all(&stage) {
        assert_eq!(identity.note.as_deref(), Some("Kontoret\n2. sal"));
        assert_eq!((identity.group.as_deref(), identity.on_top), (Some("Arbejde"), true));
    }
    // What is not named stays; what is empty goes.
    let wanted = Arrangement { note: Some("\u{200b}".into()), on_top: Some(false), ..Arrangement::default() };
    let identity = stage.authenticator.arrange(ids[1], &wanted).unwrap();
    assert_eq!((identity.note, identity.group.as_deref(), identity.on_top), (None, Some("Arbejde"), false));
    // Another name touches none of it, nor does the use of a code.
    stage.authenticator.rename(ids[2], "Min bank").unwrap();
    stage.authenticator.codes(ids[2], &pin(PIN)).unwrap();
    assert_eq!(all(&stage)[2].note.as_deref(), Some("Kontoret\n2. sal"));
}

#[test]
fn identity_is_moved_before_another_and_to_the_end() {
    let (mut stage, [first, second, third]) = three();
    place(&stage, third, Place::Before(first)).unwrap();
    assert_eq!(order(&stage), [third, first, second]);
    place(&stage, third, Place::Before(second)).unwrap();
    assert_eq!(order(&stage), [first, third, second]);
    place(&stage, first, Place::Last).unwrap();
    assert_eq!(order(&stage), [third, second, first]);
    for id in [third, second] {
        place(&stage, id, Place::Before(id)).unwrap();
    }
    place(&stage, first, Place::Last).unwrap();
    stage.restart();
    assert_eq!(order(&stage), [third, second, first], "where it is already");
    assert!(stage.authenticator.passcodes(first, &pin(PIN)).unwrap().checked, "and works as before");
    assert!(stage.authenticator.passcodes(second, &pin(PIN)).unwrap().checked);
}

#[test]
fn nothing_changes_when_a_part_of_an_arrangement_will_not_do() {
    let (stage, [first, second, third]) = three();
    let before = all(&stage);
    let with = |note: &str, group: &str, place| Arrangement {
        note: Some(note.into()),
        group: Some(group.into()),
        on_top: Some(true),
        place,
    };
    let arrange = |wanted: &Arrangement| stage.authenticator.arrange(first, wanted).err();
    assert_eq!(arrange(&with(&"å".repeat(501), "x", None)), Some(ArrangeError::NoteTooLong));
    assert_eq!(arrange(&with("x", &"ø".repeat(41), None)), Some(ArrangeError::GroupTooLong));
    let nobody = Some(Place::Before([9; 16].into()));
    assert_eq!(arrange(&with("x", "x", nobody)), Some(ArrangeError::Store(StoreError::UnknownIdentity)));
    let unknown = place(&stage, [9; 16].into(), Place::Last);
    assert_eq!(unknown, Err(ArrangeError::Store(StoreError::UnknownIdentity)));
    assert_eq!(all(&stage), before);
    // A disk that takes nothing.
    stage.device.state().writes_left = Some(0);
    assert!(matches!(place(&stage, second, Place::Last), Err(ArrangeError::Store(_))));
    stage.device.state().writes_left = None;
    assert_eq!(order(&stage), [first, second, third]);
}

#[test]
fn note_and_group_of_another_app_come_along() {
    let mut stage = Stage::new();
    let export = include_bytes!("../../../../tests/vectors/import/aegis.json");
    let rows = import::open(export, None).unwrap().rows;
    let wanted: Vec<_> = rows.iter().map(|row| (row.note.clone(), row.group.clone())).collect();
    assert!(wanted.iter().any(|(note, group)| note.is_some() && group.is_some()), "{wanted:?}");
    let keys: Vec<_> = rows.into_iter().filter_map(OtpauthKey::from_row).collect();
    stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
    stage.restart();
    let kept: Vec<_> = all(&stage).into_iter().map(|identity| (identity.note, identity.group)).collect();
    assert_eq!(kept, wanted);
}

#[test]
fn note_of_another_app_keeps_its_lines_and_is_cut_where_the_vault_ends() {
    let note = format!("Kontoret\\n{}", "å".repeat(600));
    let export = format!(
        r#"{{"version":1,"header":{{"slots":null,"params":null}},"db":{{"version":2,"entries":[{{"type":"totp","uuid":"1",
        "name":"mette","issuer":"Kommunen","note":"{note}","group":"{}","info":{{"secret":"T4COG4NYFTKWMGXQ","algo":"SHA1",
        "digits":6,"period":30}}}}]}}}}"#,
        "ø".repeat(50),
    );
    let stage = Stage::new();
    let rows = import::open(export.as_bytes(), None).unwrap().rows;
    let keys: Vec<_> = rows.into_iter().filter_map(OtpauthKey::from_row).collect();
    stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
    let [identity] = all(&stage).try_into().unwrap();
    assert_eq!(identity.note, Some(format!("Kontoret\n{}", "å".repeat(491))));
    assert_eq!(identity.group, Some("ø".repeat(40)));
}
