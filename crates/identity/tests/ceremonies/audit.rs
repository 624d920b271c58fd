//! The hashes of the audit log (`docs/audit-log.md`), against rows that another program has hashed.

use identity::audit::{AuditRow, Field, Tree, Verifier};
use protocol::Bytes;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    empty_root: Bytes<32>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    sequence: u64,
    fields: Vec<Field>,
    leaf: Bytes<32>,
    root: Bytes<32>,
}

#[test]
fn hashes_are_those_of_the_published_vectors() {
    let vectors: Vectors = serde_json::from_str(include_str!("../../../../tests/vectors/audit/v2.json")).unwrap();
    let mut verifier = Verifier::default();
    assert_eq!(Tree::default().root(), vectors.empty_root);
    for Row { sequence, fields, leaf, root } in vectors.rows {
        for field in &fields {
            if let Some(opened) = &field.opened {
                assert_eq!(*field, Field::new(&field.name, opened.salt, opened.value.clone()));
            }
        }
        verifier.add(&AuditRow { sequence: Some(sequence), leaf: Some(leaf), fields, subject: None }).unwrap();
        assert_eq!(verifier.tree().root(), root, "row {sequence}");
    }
    assert_eq!(verifier.tree().size, 5);
}
