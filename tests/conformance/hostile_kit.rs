//! The whole hostile kit: how many files there are, that each is held against its own error, that none is forgotten.
//!
//! The modules beside this one hold their files against the errors; each fails when it lacks a file or has one too many.

use std::{collections::BTreeSet, fs};

use crate::{
    hostile_answer, hostile_challenge, hostile_challenge_keys, hostile_enrolment, hostile_evaluation, hostile_login,
    hostile_proof, hostile_qr, hostile_secrets, vault_hostile, vectors::directory,
};

/// Every folder of hostile files, and the names that are refused there, each with its error.
fn kit() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("protocol/hostile/answer", hostile_answer::names().collect()),
        ("protocol/hostile/challenge", hostile_challenge::names().collect()),
        ("protocol/hostile/challenge_keys", hostile_challenge_keys::names().collect()),
        ("protocol/hostile/enrolment", hostile_enrolment::message_names().collect()),
        ("protocol/hostile/enrolment_reply", hostile_enrolment::reply_names().collect()),
        ("protocol/hostile/evaluation", hostile_evaluation::names().collect()),
        ("protocol/hostile/login", hostile_login::names().collect()),
        ("protocol/hostile/proof", hostile_proof::names().collect()),
        ("protocol/hostile/qr", hostile_qr::names().collect()),
        ("protocol/hostile/secrets", hostile_secrets::names().collect()),
        ("vault/hostile", vault_hostile::names().collect()),
    ]
}

#[test]
fn hostile_kit_has_every_folder_and_as_many_names_as_promised() {
    let folders = fs::read_dir(directory().join("protocol/hostile")).unwrap();
    let on_disk: BTreeSet<String> =
        folders.map(|folder| format!("protocol/hostile/{}", folder.unwrap().file_name().display())).collect();
    let kit = kit();
    let of_protocol = kit.iter().map(|(folder, _)| *folder).filter(|folder| folder.starts_with("protocol"));
    assert_eq!(on_disk, of_protocol.map(str::to_owned).collect(), "a folder that nobody holds against its errors");
    let mut count = 0;
    for (folder, names) in &kit {
        assert_eq!(
            names.iter().collect::<BTreeSet<_>>().len(),
            names.len(),
            "{folder}: a name stands for one sabotage"
        );
        println!("{:4} {folder}", names.len());
        count += names.len();
    }
    println!("{count:4} together");
    assert!(count >= 300, "the kit has become smaller: {count}");
}
