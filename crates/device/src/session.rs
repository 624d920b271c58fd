//! When the user leaves: the computer goes to sleep, or the session is locked.
//!
//! Linux tells over D-Bus. macOS, Windows and phones are not asked yet: there the app locks by idleness alone.

/// How the user left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Departure {
    /// The computer is about to sleep; it waits a moment for this program.
    Sleep,
    /// The session was locked, or its screen saver covers the screen.
    Lock,
}

/// Calls `left` whenever the user leaves, from threads that last as long as the program. A system that tells nothing is
/// no error: idleness remains.
///
/// Returns when everything is listened to. May wait for the buses: not for a thread that draws.
pub fn watch(left: impl Fn(Departure) + Send + Sync + 'static) {
    system::watch(left);
}

#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
mod system {
    use std::{sync::Arc, thread};

    use zbus::{
        MatchRule, Message,
        blocking::{Connection, MessageIterator},
        message::Type,
        zvariant::{OwnedFd, OwnedObjectPath, OwnedValue},
    };

    use super::Departure;

    pub(super) fn watch(left: impl Fn(Departure) + Send + Sync + 'static) {
        let left = Arc::new(left);
        // logind, of systemd or of elogind.
        if let Ok(bus) = Connection::system() {
            let (sleeper, locker) = (Arc::clone(&left), Arc::clone(&left));
            let _ = follow_sleep(bus.clone(), move |departure| sleeper(departure));
            let _ = follow_lock(bus, move |departure| locker(departure));
        }
        // The desktop's own screen saver, which some desktops lock without logind.
        if let Ok(bus) = Connection::session() {
            let _ = follow_screen_saver(&bus, move |departure| left(departure));
        }
    }

    /// `PrepareForSleep(true)` comes before sleep, `PrepareForSleep(false)` after it
    /// (org.freedesktop.login1, "Manager").
    fn follow_sleep(bus: Connection, left: impl Fn(Departure) + Send + 'static) -> zbus::Result<()> {
        let signals = signals(&bus, rule("PrepareForSleep").sender(LOGIND)?.interface(MANAGER)?)?;
        let mut delay = delay_sleep(&bus);
        thread::spawn(move || {
            for signal in signals.flatten() {
                match signal.body().deserialize() {
                    Ok(true) => {
                        left(Departure::Sleep);
                        // Done: the computer may sleep.
                        delay = None;
                    }
                    Ok(false) => delay = delay_sleep(&bus),
                    Err(_) => {}
                }
            }
            drop(delay);
        });
        Ok(())
    }

    /// Asks to be waited for. The file is what holds sleep up; logind limits how long (`InhibitDelayMaxSec`).
    fn delay_sleep(bus: &Connection) -> Option<OwnedFd> {
        let words = ("sleep", "Segl", "Segl hides what it shows", "delay");
        let reply = bus.call_method(Some(LOGIND), "/org/freedesktop/login1", Some(MANAGER), "Inhibit", &words).ok()?;
        reply.body().deserialize().ok()
    }

    fn follow_lock(bus: Connection, left: impl Fn(Departure) + Send + 'static) -> zbus::Result<()> {
        let signals = signals(&bus, rule("Lock").sender(LOGIND)?.interface(SESSION)?)?;
        thread::spawn(move || {
            for signal in signals.flatten() {
                if is_ours(&bus, &signal) {
                    left(Departure::Lock);
                }
            }
        });
        Ok(())
    }

    /// Whether the session that was locked is this user's; one that cannot be asked counts as ours.
    fn is_ours(bus: &Connection, signal: &Message) -> bool {
        let header = signal.header();
        let Some(path) = header.path() else { return false };
        let user = bus
            .call_method(Some(LOGIND), path, Some("org.freedesktop.DBus.Properties"), "Get", &(SESSION, "User"))
            .and_then(|reply| reply.body().deserialize::<OwnedValue>());
        // `User` is the user's number and the path of its object.
        let user = user.ok().and_then(|value| <(u32, OwnedObjectPath)>::try_from(value).ok());
        user.is_none_or(|(user, _)| user == rustix::process::getuid().as_raw())
    }

    /// `ActiveChanged(true)` of org.freedesktop.ScreenSaver, and of the desktops that kept a name of their own.
    fn follow_screen_saver(bus: &Connection, left: impl Fn(Departure) + Send + 'static) -> zbus::Result<()> {
        let signals = signals(bus, rule("ActiveChanged"))?;
        thread::spawn(move || {
            for signal in signals.flatten() {
                let header = signal.header();
                let is_screen_saver = header.interface().is_some_and(|name| name.ends_with(".ScreenSaver"));
                if is_screen_saver && signal.body().deserialize().is_ok_and(|active: bool| active) {
                    left(Departure::Lock);
                }
            }
        });
        Ok(())
    }

    fn rule(member: &'static str) -> zbus::match_rule::Builder<'static> {
        let builder = MatchRule::builder().msg_type(Type::Signal);
        builder.member(member).expect("the names of signals are written above")
    }

    /// Every such signal from now on.
    fn signals(bus: &Connection, rule: zbus::match_rule::Builder<'static>) -> zbus::Result<MessageIterator> {
        MessageIterator::for_match_rule(rule.build(), bus, None)
    }

    const LOGIND: &str = "org.freedesktop.login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    const SESSION: &str = "org.freedesktop.login1.Session";
}

#[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
mod system {
    use super::Departure;

    pub(super) fn watch(_left: impl Fn(Departure) + Send + Sync + 'static) {}
}
