//! The vault on disks that are full or read-only.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use authenticator::ports::{VaultFile as _, VaultFileError};
use device::vault_file::DiskVault;

/// Runs `body` on a disk of 64 KiB of its own; no rights are needed where user namespaces are allowed.
fn on_small_disk(test: &str, body: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=64k tmpfs \"$SEGL_TEST_DISK\" && exec \"$@\"";
    let mut wrapper = Command::new("unshare");
    wrapper.args(["--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]);
    wrapper.env("SEGL_TEST_DISK", folder.path());
    support::inside(test, &mut wrapper, || body(&PathBuf::from(std::env::var_os("SEGL_TEST_DISK").unwrap())));
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn old_vault_stays_whole_when_the_disk_is_full() {
    on_small_disk("old_vault_stays_whole_when_the_disk_is_full", |disk| {
        let vault = DiskVault::new(disk.join("data"));
        let _lock = vault.lock().unwrap();
        vault.write_atomically(b"the first").unwrap();
        assert_eq!(vault.write_atomically(&vec![7; 100_000]), Err(VaultFileError::DiskFull));
        assert_eq!(vault.read().unwrap().as_deref(), Some(&b"the first"[..]));
        assert_eq!(files(&disk.join("data")), ["vault.lock", "vault.segl"], "no part of the new one remains");

        fs::write(disk.join("ballast"), vec![0; 40_000]).unwrap();
        let _ = fs::write(disk.join("more"), vec![0; 40_000]);
        assert_eq!(vault.probe(), Err(VaultFileError::DiskFull), "known before anything is at stake");
        assert_eq!(vault.write_atomically(&[8; 16_000]), Err(VaultFileError::DiskFull));
        fs::remove_file(disk.join("ballast")).unwrap();
        fs::remove_file(disk.join("more")).unwrap();
        vault.write_atomically(b"the second").unwrap();
        assert_eq!(vault.read().unwrap().as_deref(), Some(&b"the second"[..]), "with space it goes on");
    });
}

#[test]
fn vault_can_be_read_but_not_written_when_the_disk_is_read_only() {
    on_small_disk("vault_can_be_read_but_not_written_when_the_disk_is_read_only", |disk| {
        let vault = DiskVault::new(disk.join("data"));
        drop(vault.lock().unwrap());
        vault.write_atomically(b"kept").unwrap();
        let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk).status().unwrap();
        assert!(remounted.success());

        let _lock = vault.lock().expect("the lock file is there");
        assert_eq!(vault.read().unwrap().as_deref(), Some(&b"kept"[..]));
        assert_eq!(vault.probe(), Err(VaultFileError::ReadOnly));
        assert_eq!(vault.write_atomically(b"new"), Err(VaultFileError::ReadOnly));
        assert_eq!(vault.remove(), Err(VaultFileError::ReadOnly));
        let fresh = DiskVault::new(disk.join("fresh"));
        assert_eq!(fresh.lock().map(|_| ()), Err(VaultFileError::ReadOnly));
        assert_eq!(fresh.read(), Ok(None), "nothing there is no error");
    });
}
