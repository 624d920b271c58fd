//! Whether the keyring lives, when it does not answer.

use std::time::Duration;

use authenticator::ports::KeyringError;

/// Asks the Secret Service for a sign of life, without starting one.
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
pub(super) fn sign(within: Duration) -> Result<(), KeyringError> {
    use std::io::ErrorKind;

    use zbus::{Error, blocking::connection};

    let ping = || {
        let bus = connection::Builder::session()?.method_timeout(within).build()?;
        let reply = bus.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), "GetNameOwner", &SERVICE)?;
        // By this name a bus starts nothing.
        let owner: String = reply.body().deserialize()?;
        bus.call_method(Some(owner), "/org/freedesktop/secrets", Some("org.freedesktop.DBus.Peer"), "Ping", &())
    };
    match ping() {
        Ok(_) => Ok(()),
        Err(Error::InputOutput(error)) if error.kind() == ErrorKind::TimedOut => Err(KeyringError::Slow),
        // Nobody has the name, whoever had it has just gone, or the bus itself has.
        Err(_) => Err(KeyringError::NoService),
    }
}

/// The others are part of the system: when they do not answer, they are asking their user.
#[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
pub(super) fn sign(_within: Duration) -> Result<(), KeyringError> {
    Ok(())
}

#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
const BUS: &str = "org.freedesktop.DBus";

#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
const SERVICE: &str = "org.freedesktop.secrets";
