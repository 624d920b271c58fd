//! Whatever is killed at whatever moment: no vault is lost, no identity is half-made, no copy is suspected.
//!
//! A child process of real parts (the vault's file on a real disk, a real gnome-keyring, the real portal's process over
//! loopback) is killed by SIGKILL in the middle of a ceremony: at every place before and after a call of a port, at every
//! system call that changes a file or speaks to the keyring or the portal, and at random times. After each kill another
//! process of the same parts opens what is left and goes on with it, and the portal is asked what it thinks of the token.
//! Only Argon2id has something cheaper in its place; a smaller number of kills goes through the real `segl` command,
//! where nothing is replaced.
//!
//! 2,000 kills, and 10,000 in the long run (`cargo xtask test --long`); `SEGL_KILLS` says another number, `SEGL_SEED` repeats
//! a run's dice.
//!
//! A ceremony that is added to the authenticator is added to [`ceremony::ALL`], with what has to hold
//! after it was cut off.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod broken;
mod ceremony;
mod child;
#[path = "../kit/issuer.rs"]
#[expect(dead_code, reason = "conversations ask for more")]
mod issuer;
mod kill;
#[path = "../kit/long.rs"]
mod long;
mod points;
mod rounds;
#[path = "../kit/seeded.rs"]
mod seeded;
mod segl;
mod tally;
mod witness;

use std::env;

/// How many kills altogether.
fn kills() -> usize {
    let otherwise = long::short_or_long(2_000, 10_000);
    env::var("SEGL_KILLS").map_or(otherwise, |kills| kills.parse().expect("SEGL_KILLS is a number"))
}

/// Of each so many kills, one goes through the real `segl`: its Argon2id takes half a second of two processors.
const ONE_IN_REAL_SEGL: usize = 40;
