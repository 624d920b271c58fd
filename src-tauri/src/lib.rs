//! The app's shell: the composition root, its commands, its windows.
//!
//! Commands return views and error codes to the screens. Keys, seeds and PINs stay in Rust.

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

// What differs between a desktop and a phone. Both modules have functions of the same names.
#[cfg(desktop)]
use desktop as host;
#[cfg(mobile)]
use phone as host;

pub use app::run;
