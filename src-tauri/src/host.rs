//! What the shell needs of the machine's form: a desktop's and a phone's functions have the same names.

#[cfg(desktop)]
mod desktop;
#[cfg(mobile)]
mod phone;

#[cfg(desktop)]
pub(crate) use desktop::*;
#[cfg(mobile)]
pub(crate) use phone::*;
