//! The vault between keyring and disk: renamed, removed, torn, and in hands that fail.

use authenticator::{
    NameError, RenameError, StoreError,
    ports::{KeyringError, VaultFileError},
};

use crate::{
    PIN,
    device::{Fault, Scene, pin},
};

#[test]
fn identity_is_renamed_when_the_name_can_be_shown() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let renamed = authenticator.rename(identity.token_id, "  Work  ").unwrap();
    assert_eq!((renamed.name.as_str(), renamed.issuer_name.as_str()), ("Work", "Nordhavn Energi"));
    assert_eq!(scene.device.authenticator().identities().unwrap(), [renamed]);
    for name in ["", "   "] {
        assert!(matches!(authenticator.rename(identity.token_id, name), Err(RenameError::Name(NameError::Empty))));
    }
    let long = "x".repeat(1_000);
    assert!(matches!(authenticator.rename(identity.token_id, &long), Err(RenameError::Name(NameError::TooLong))));
}

#[test]
fn identities_go_one_by_one_and_the_last_takes_the_vault_with_it() {
    let (scene, _, first) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let (_, second) = scene.enrol(&authenticator);
    assert_eq!(authenticator.identities().unwrap(), [first.clone(), second.clone()]);
    authenticator.remove(first.token_id).unwrap();
    assert_eq!(authenticator.identities().unwrap(), std::slice::from_ref(&second));
    assert_eq!(scene.device.disk.files.lock().unwrap().1, None, "nor is it in the file before");
    assert_eq!(authenticator.remove(first.token_id), Err(StoreError::UnknownIdentity));
    authenticator.check_pin(second.token_id, &pin(PIN)).unwrap();
    authenticator.remove(second.token_id).unwrap();
    assert_eq!(scene.device.disk.vault(), None);
    assert!(scene.device.keyring.entries.lock().unwrap().is_empty());
    assert!(authenticator.identities().unwrap().is_empty());
}

#[test]
fn vault_that_does_not_open_is_named_and_can_be_erased() {
    let (scene, _, _) = Scene::enrolled();
    let identities = || scene.device.authenticator().identities().err();
    let sound = scene.device.disk.vault().unwrap();
    let entries = scene.device.keyring.entries.lock().unwrap().clone();

    let mut newer = sound.clone();
    newer[4] = 2;
    for (file, expected) in [
        (newer, StoreError::Newer),
        (sound[..40].to_vec(), StoreError::Damaged),
        ([&sound[..sound.len() - 1], &[sound[sound.len() - 1] ^ 1]].concat(), StoreError::Mismatched),
    ] {
        scene.device.disk.set_vault(Some(file));
        assert_eq!(identities(), Some(expected));
    }
    scene.device.disk.set_vault(Some(sound));
    scene.device.keyring.entries.lock().unwrap().clear();
    assert_eq!(identities(), Some(StoreError::EntryMissing), "never a reason to begin anew");
    scene.device.keyring.entries.lock().unwrap().extend(entries.keys().map(|id| (*id, vec![1, 2, 3])));
    assert_eq!(identities(), Some(StoreError::EntryDamaged));
    scene.device.authenticator().erase().unwrap();
    assert_eq!((identities(), scene.device.disk.vault()), (None, None));
    assert!(scene.device.keyring.entries.lock().unwrap().is_empty());
    scene.device.authenticator().erase().unwrap();
}

#[test]
fn older_vault_is_refused_as_rolled_back() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let old = scene.device.disk.vault();
    for name in ["one", "two"] {
        authenticator.rename(identity.token_id, name).unwrap();
    }
    scene.device.disk.set_vault(old);
    assert_eq!(authenticator.identities().err(), Some(StoreError::RolledBack));
}

#[test]
fn change_stands_when_the_keyring_missed_it_and_the_next_one_makes_up_for_it_first() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    *scene.device.keyring.write_fault.lock().unwrap() = Some(KeyringError::Denied);
    authenticator.rename(identity.token_id, "one").unwrap();
    let failed = authenticator.rename(identity.token_id, "two");
    assert!(matches!(failed, Err(RenameError::Store(StoreError::Keyring(KeyringError::Denied)))), "never two ahead");
    assert_eq!(authenticator.identities().unwrap()[0].name, "one");
    *scene.device.keyring.write_fault.lock().unwrap() = None;
    assert_eq!(scene.device.authenticator().identities().unwrap()[0].name, "one", "opening makes up for it too");
    for name in ["two", "three"] {
        authenticator.rename(identity.token_id, name).unwrap();
    }
    assert_eq!(scene.device.authenticator().identities().unwrap()[0].name, "three");
}

#[test]
fn vault_is_read_where_nothing_can_be_locked_and_refused_where_somebody_holds_it() {
    let (scene, _, identity) = Scene::enrolled();
    let identities = || scene.device.authenticator().identities();
    for fault in [VaultFileError::ReadOnly, VaultFileError::DiskFull] {
        *scene.device.disk.lock_fault.lock().unwrap() = Some(fault);
        assert_eq!(identities().unwrap(), std::slice::from_ref(&identity), "{fault}");
    }
    *scene.device.disk.lock_fault.lock().unwrap() = Some(VaultFileError::Busy);
    assert_eq!(identities(), Err(StoreError::File(VaultFileError::Busy)));
}

#[test]
fn diagnosis_says_what_works_and_what_does_not() {
    let (scene, _, identity) = Scene::enrolled();
    scene.device.clock.ahead.store(90, std::sync::atomic::Ordering::SeqCst);
    let sound = scene.device.authenticator().diagnose();
    assert_eq!((sound.protocol_version, sound.time), (1, 1_800_000_090));
    assert_eq!(sound.keyring, Ok(()));
    let vault = sound.vault.unwrap().unwrap();
    assert_eq!((vault.generation, vault.identities), (1, 1));
    let [portal] = sound.portals.as_slice() else { panic!("{:?}", sound.portals) };
    assert_eq!(Some(&portal.issuer), identity.issuer.as_ref());
    let answer = portal.answer.as_ref().unwrap();
    assert_eq!((answer.name.as_str(), answer.clock_offset), ("Nordhavn Energi", -90));

    *scene.device.keyring.fault.lock().unwrap() = Some(KeyringError::Locked);
    let unwell = scene.device.authenticator().diagnose();
    assert_eq!(unwell.keyring.map_err(|failure| failure.code.as_str()), Err("keyring_locked"));
    assert_eq!(unwell.vault.map(|_| ()).map_err(|failure| failure.code.as_str()), Err("keyring_locked"));
    *scene.device.keyring.fault.lock().unwrap() = None;
    scene.device.network.fails(Fault::Answer(503, ""));
    let alone = scene.device.authenticator().diagnose();
    let answer = alone.portals[0].answer.as_ref().map(|_| ()).map_err(|failure| failure.code.as_str());
    assert_eq!(answer, Err("unreachable"));
    scene.device.disk.set_vault(None);
    assert!(scene.device.authenticator().diagnose().vault.unwrap().is_none(), "no vault is no fault");
}
