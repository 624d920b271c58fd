//! Free ports on loopback.

use std::net::{Ipv4Addr, TcpListener, TcpStream};

/// A port that nobody listens on at this moment.
///
/// # Panics
/// When the system has none left.
#[must_use]
pub fn free() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

/// Whether somebody listens on this port of loopback.
#[must_use]
pub fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
