//! Argon2id at the vault's own cost, against the C reference implementation.

use vault::{Argon2id, Kdf, KdfParameters};

use crate::vectors::{array, hex, json, number, text};

#[test]
fn stretched_pin_matches_the_reference_implementation() {
    let vectors = json("vault/argon2id.json");
    let size = |name| u32::try_from(number(&vectors, name)).unwrap();
    let parameters = KdfParameters::new(size("memory_kib"), size("iterations"), size("parallelism")).unwrap();
    for example in array(&vectors, "stretches") {
        let stretched = Argon2id.stretch(text(example, "pin").as_bytes(), &hex(example, "salt"), &parameters).unwrap();
        assert_eq!(stretched.expose().as_slice(), hex(example, "stretched"));
    }
}
