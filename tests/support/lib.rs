//! The whole, from outside: the real parts that journeys are played on.
//!
//! A private D-Bus session with a real gnome-keyring, a virtual screen, the real portal process, the real `segl`
//! command, a real browser, the app's real window. Every part is a guard: when it goes out of scope, its processes
//! are gone, and also when the test itself is killed ([`process`]).
//!
//! These parts exist on Linux only; a journey begins with `#![cfg(target_os = "linux")]`. What they need is
//! installed and built by `cargo xtask test`.

#![cfg(target_os = "linux")]

pub mod app;
pub mod binary;
pub mod browser;
pub mod camera;
pub mod disk;
pub mod display;
pub mod drag;
mod driver;
pub mod machine;
pub mod mail;
pub mod page;
pub mod picture;
pub mod port;
pub mod portal;
pub mod postgres;
pub mod privacyidea;
pub mod process;
pub mod reader;
pub mod segl;
pub mod session;
pub mod smtp;
pub mod visitor;
pub mod wait;
