//! The entry points that the targets share with the smoke test of `tests/bad_input`.

#[expect(dead_code, reason = "the targets open no body themselves")]
#[path = "../../tests/kit/body.rs"]
mod body;
#[path = "../../tests/kit/import_points.rs"]
mod import_points;
#[expect(dead_code, reason = "the list of all of them is the smoke test's")]
#[path = "../../tests/kit/entry_points.rs"]
mod inner;
#[path = "../../tests/kit/seeded.rs"]
mod seeded;

/// One function for each target.
pub mod entry_points {
    macro_rules! entry_points {
        ($($name:ident),+) => {$(
            /// See `tests/kit/entry_points.rs`.
            pub fn $name(data: &[u8]) {
                crate::inner::$name(data);
            }
        )+};
    }

    entry_points!(
        vault_file,
        vault_body,
        keyring_entry,
        qr_text,
        qr_parts,
        otpauth,
        entrust,
        privacyidea,
        jws,
        proof_header,
        enrolment_message,
        enrolment_content,
        new_secrets,
        typed_text,
        import,
        import_archive,
        import_java,
        import_json,
        import_table,
        import_text,
        link
    );
}
