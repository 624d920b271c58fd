//! A terminal that hides what is typed shows it again when the program ends, also when it is told to end.
//!
//! `rpassword` restores the terminal when it returns. A signal ends the program before that, Ctrl-C too, which `rpassword`
//! turns into one: the shell would go on without an echo.

#[cfg(unix)]
mod system {
    use std::{
        fs::File,
        process,
        sync::{Mutex, Once, PoisonError},
        thread,
        time::Duration,
    };

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
        iterator::Signals,
        low_level,
    };

    /// The terminal and how it was, while something is typed that is not shown.
    static HIDING: Mutex<Option<(File, Termios)>> = Mutex::new(None);
    static WATCHED: Once = Once::new();

    /// What ends a program that does not ask for anything else (signal(7)).
    const ENDING: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

    /// Does something that may hide what is typed.
    pub(crate) fn hiding<T>(ask: impl FnOnce() -> T) -> T {
        let terminal = File::open("/dev/tty").ok().and_then(|tty| tcgetattr(&tty).ok().map(|state| (tty, state)));
        if terminal.is_some() {
            WATCHED.call_once(watch);
        }
        *HIDING.lock().unwrap_or_else(PoisonError::into_inner) = terminal;
        let asked = ask();
        *HIDING.lock().unwrap_or_else(PoisonError::into_inner) = None;
        asked
    }

    /// Ctrl-C at a hidden prompt has become a signal: the thread that waits for it ends the program.
    pub(crate) fn interrupted() -> ! {
        thread::sleep(Duration::from_secs(5));
        process::exit(128 + SIGINT);
    }

    /// From now on such a signal first gives the terminal back, and then does what it always does.
    fn watch() {
        let Ok(mut signals) = Signals::new(ENDING) else { return };
        thread::spawn(move || {
            for signal in signals.forever() {
                let hiding = HIDING.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((tty, state)) = &*hiding {
                    let _ = tcsetattr(tty, OptionalActions::Now, state);
                    eprintln!();
                }
                // Held until the end, so that nothing hides the terminal again.
                let _ = low_level::emulate_default_handler(signal);
            }
        });
    }
}

/// Windows gives each program's console back by itself.
#[cfg(not(unix))]
mod system {
    use std::process;

    pub(crate) fn hiding<T>(ask: impl FnOnce() -> T) -> T {
        ask()
    }

    pub(crate) fn interrupted() -> ! {
        process::exit(1)
    }
}

pub(crate) use self::system::{hiding, interrupted};
