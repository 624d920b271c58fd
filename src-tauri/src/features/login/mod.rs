//! Logging in on a page that shows a number and a QR code: the user brings the login here. It is answered as any other.

pub(crate) mod commands;
