//! Identities on the device: listed, renamed, removed, diagnosed.

use authenticator::{Code, Failure, NameError, RenameError, StoreError, ports::KeyringError};

use crate::support::{NOW, Stage};

#[test]
fn device_is_empty_when_nothing_was_enrolled() {
    let stage = Stage::new();
    assert_eq!(stage.authenticator.identities().unwrap(), []);
    let diagnosis = stage.authenticator.diagnose();
    assert_eq!((diagnosis.keyring, diagnosis.vault), (Ok(()), Ok(None)));
}

#[test]
fn identity_is_renamed_for_every_program() {
    let (mut stage, token) = Stage::enrolled();
    let renamed = stage.authenticator.rename(token, " Arbejde ").unwrap();
    assert_eq!((renamed.name.as_str(), renamed.issuer_name.as_str()), ("Arbejde", "Nordhavn Energi"));
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap(), [renamed]);
    assert_eq!(stage.authenticator.rename(token, "\u{200b}"), Err(RenameError::Name(NameError::Empty)));
    let unknown = stage.authenticator.rename([9; 16].into(), "x");
    assert_eq!(unknown, Err(RenameError::Store(StoreError::UnknownIdentity)));
}

#[test]
fn removed_identity_leaves_no_trace() {
    let stage = Stage::new();
    let (first, second) = (stage.enrol(), stage.enrol());
    stage.authenticator.remove(first.token_id).unwrap();
    assert_eq!(stage.authenticator.identities().unwrap(), vec![second.clone()]);
    assert_eq!(stage.device.state().previous, None, "nor in the previous vault");
    assert_eq!(stage.authenticator.remove(first.token_id), Err(StoreError::UnknownIdentity));
    stage.authenticator.remove(second.token_id).unwrap();
    assert!(stage.device.state().file.is_none() && stage.device.state().keyring.is_empty(), "nor file nor entry");
    assert_eq!(stage.enrol().name, "Nordhavn Energi", "and the next begins anew");
}

#[test]
fn change_stands_when_the_keyring_keeps_it_but_its_answer_is_lost() {
    let (mut stage, token) = Stage::enrolled();
    stage.device.state().keyring_answers_are_lost = true;
    let renamed = stage.authenticator.rename(token, "Arbejde").unwrap();
    stage.device.state().keyring_answers_are_lost = false;
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap(), [renamed], "nothing is lost");
}

#[test]
fn change_stands_when_the_keyring_fails_after_the_file_and_the_next_waits_for_the_keyring() {
    let (mut stage, token) = Stage::enrolled();
    // The file is written, its entry is not.
    stage.device.state().writes_left = Some(1);
    let renamed = stage.authenticator.rename(token, "Arbejde").unwrap();
    // The file is one ahead of the keyring; two ahead would be refused for good, so nothing more is written.
    stage.device.state().writes_left = Some(0);
    let file = stage.device.state().file.clone();
    let refused = stage.authenticator.rename(token, "Kontor");
    assert_eq!(refused, Err(RenameError::Store(StoreError::Keyring(KeyringError::Failed))));
    assert_eq!(stage.device.state().file, file, "the file waits");
    assert_eq!(stage.authenticator.identities().unwrap(), [renamed], "and can be read all the while");
    stage.device.state().writes_left = None;
    let renamed = stage.authenticator.rename(token, "Kontor").unwrap();
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap(), [renamed], "the keyring has caught up");
}

#[test]
fn vault_is_refused_by_name_when_it_is_not_the_one_the_keyring_knows() {
    let (stage, _) = Stage::enrolled();
    let older = stage.device.state().file.clone();
    stage.enrol();
    let newest = stage.device.state().file.clone();
    let identities = || stage.authenticator.identities().map(|_| ());
    let replace = |file: Option<Vec<u8>>| stage.device.state().file = file;

    replace(older);
    assert_eq!(identities(), Err(StoreError::RolledBack));
    let mut changed = newest.clone().unwrap();
    *changed.last_mut().unwrap() ^= 1;
    replace(Some(changed));
    assert_eq!(identities(), Err(StoreError::Mismatched), "the right generation, another file");
    replace(Some(newest.clone().unwrap()[..200].to_vec()));
    assert_eq!(identities(), Err(StoreError::Damaged));
    replace(Some(b"not a vault".to_vec()));
    assert_eq!(identities(), Err(StoreError::Damaged));
    replace(newest);
    assert_eq!(identities(), Ok(()));
}

#[test]
fn everything_is_erased_also_when_the_vault_does_not_open() {
    let (stage, _) = Stage::enrolled();
    stage.device.state().file.as_mut().unwrap().push(0);
    assert_eq!(stage.authenticator.identities(), Err(StoreError::Damaged));
    stage.authenticator.erase().unwrap();
    assert_eq!(stage.authenticator.identities().unwrap(), []);
    assert_eq!(stage.enrol().name, "Nordhavn Energi", "a new beginning");
}

#[test]
fn interrupted_write_is_made_up_for_at_the_next_opening() {
    let (mut stage, token) = Stage::enrolled();
    let entries = stage.device.state().keyring.clone();
    stage.authenticator.rename(token, "Arbejde").unwrap();
    // The power went between the file and the keyring.
    stage.device.state().keyring = entries;
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap()[0].name, "Arbejde");
    stage.authenticator.rename(token, "Job").unwrap();
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap()[0].name, "Job");
}

#[test]
fn diagnosis_names_what_is_wrong() {
    let (stage, _) = Stage::enrolled();
    stage.device.state().now = NOW + 95;
    let diagnosis = stage.authenticator.diagnose();
    assert_eq!(diagnosis.vault.unwrap().unwrap().identities, 1);
    assert_eq!(diagnosis.portals[0].answer.as_ref().unwrap().clock_offset, -95, "the device is fast");

    stage.portal.state().unreachable = true;
    let answer = stage.authenticator.diagnose().portals[0].answer.clone();
    assert_eq!(answer.unwrap_err(), Failure::from(Code::Unreachable));
    stage.device.state().keyring_error = Some(KeyringError::Locked);
    let diagnosis = stage.authenticator.diagnose();
    assert_eq!(diagnosis.keyring, Err(Failure::from(Code::KeyringLocked)));
    assert_eq!(diagnosis.vault.unwrap_err(), Failure::from(Code::KeyringLocked));
}
