//! The app's shell: the composition root, its commands, its windows.
//!
//! Commands hand views and error codes to the screens. Keys, seeds and PINs stay on this side.

mod app;
mod commands;
#[cfg(desktop)]
mod desktop;
mod error;
mod event;
mod features;
mod lock;
#[cfg(mobile)]
mod phone;
mod shell;
mod tasks;
mod windows;

#[cfg(test)]
mod bindings;

// What the shell needs of the machine's form: a desktop's and a phone's functions have the same names.
#[cfg(desktop)]
use desktop as host;
#[cfg(mobile)]
use phone as host;

pub use app::run;
