//! The keyring against a real gnome-keyring on a bus of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

mod support;

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use authenticator::ports::{Keyring as _, KeyringError, VaultId};
use device::keyring::SystemKeyring;

const VAULT: VaultId = VaultId([0xa1; 16]);
const OTHER: VaultId = VaultId([0xb2; 16]);

/// Runs `body` in a session whose keyring is unlocked.
fn in_session(test: &str, body: impl FnOnce()) {
    in_bus(test, || {
        start_keyring();
        body();
    });
}

/// Runs `body` in a session of its own, where D-Bus starts a keyring when somebody asks for one.
fn in_bus(test: &str, body: impl FnOnce()) {
    let home = tempfile::tempdir().unwrap();
    let mut wrapper = Command::new("dbus-run-session");
    wrapper.arg("--").env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    for foreign in ["XDG_DATA_HOME", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        wrapper.env_remove(foreign);
    }
    support::inside(test, &mut wrapper, body);
}

/// Starts gnome-keyring, in the place of one that runs, unlocked with the test's password. It ends with its bus.
fn start_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--replace", "--unlock", "--components=secrets", "--daemonize"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(b"a test's own password").unwrap();
    assert!(daemon.wait().unwrap().success());
    // The name on the bus changes hands a moment later.
    let answers = || dbus_send(&["--dest=org.freedesktop.secrets", LOGIN, "org.freedesktop.DBus.Peer.Ping"]);
    assert!((0..1000).any(|_| answers()), "the keyring does not answer");
}

fn dbus_send(arguments: &[&str]) -> bool {
    let mut send = Command::new("dbus-send");
    send.args(["--session", "--print-reply"]).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    send.status().unwrap().success()
}

#[test]
fn entry_comes_back_as_it_was_stored_and_goes_when_deleted() {
    in_session("entry_comes_back_as_it_was_stored_and_goes_when_deleted", || {
        assert_eq!(SystemKeyring.load(&VAULT).unwrap(), None);
        assert_eq!(SystemKeyring.delete(&VAULT), Ok(()), "nothing to delete is no error");
        let entry: Vec<u8> = (0..89).map(|byte: u8| byte.wrapping_mul(197)).collect();
        SystemKeyring.store(&VAULT, &entry).unwrap();
        SystemKeyring.store(&OTHER, b"another vault's").unwrap();
        assert_eq!(SystemKeyring.load(&VAULT).unwrap().unwrap().as_slice(), entry);
        SystemKeyring.store(&VAULT, b"the next").unwrap();
        assert_eq!(SystemKeyring.load(&VAULT).unwrap().unwrap().as_slice(), b"the next");
        SystemKeyring.delete(&VAULT).unwrap();
        assert_eq!(SystemKeyring.load(&VAULT).unwrap(), None);
        assert!(SystemKeyring.load(&OTHER).unwrap().is_some(), "each vault has its own");
        assert_eq!(SystemKeyring.probe(), Ok(()));
    });
}

#[test]
fn entry_is_found_again_when_the_keyring_was_restarted() {
    in_session("entry_is_found_again_when_the_keyring_was_restarted", || {
        SystemKeyring.store(&VAULT, b"kept").unwrap();
        start_keyring();
        assert_eq!(SystemKeyring.load(&VAULT).unwrap().unwrap().as_slice(), b"kept");
        start_keyring();
        assert_eq!(SystemKeyring.store(&VAULT, b"next"), Ok(()));
        start_keyring();
        assert_eq!(SystemKeyring.probe(), Ok(()));
    });
}

#[test]
fn keyring_says_that_it_is_locked() {
    in_session("keyring_says_that_it_is_locked", || {
        SystemKeyring.store(&VAULT, b"kept").unwrap();
        let lock = ["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"];
        assert!(dbus_send(&["--dest=org.freedesktop.secrets", lock[0], lock[1], &format!("array:objpath:{LOGIN}")]));
        assert_eq!(SystemKeyring.load(&VAULT).err(), Some(KeyringError::Locked));
        assert_eq!(SystemKeyring.store(&VAULT, b"next"), Err(KeyringError::Locked));
        assert_eq!(SystemKeyring.probe(), Err(KeyringError::Locked));
    });
}

#[test]
fn keyring_says_that_it_is_not_set_up_when_it_has_no_collection() {
    in_bus("keyring_says_that_it_is_not_set_up_when_it_has_no_collection", || {
        assert_eq!(SystemKeyring.load(&VAULT).unwrap(), None, "which is why nobody may trust this alone");
        assert_eq!(SystemKeyring.probe(), Err(KeyringError::NotSetUp));
    });
}

#[test]
fn keyring_says_that_there_is_none_when_there_is_no_bus() {
    let mut wrapper = Command::new("env");
    wrapper.arg("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus");
    support::inside("keyring_says_that_there_is_none_when_there_is_no_bus", &mut wrapper, || {
        assert_eq!(SystemKeyring.load(&VAULT).err(), Some(KeyringError::NoService));
        assert_eq!(SystemKeyring.probe(), Err(KeyringError::NoService));
    });
}

/// The collection that gnome-keyring unlocks with the user's password.
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";
