use crate::{hotp, totp};

/// How passcodes come out of a secret, with everything that both sides must agree on besides it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// By time (RFC 6238).
    Totp(totp::Parameters),
    /// By counter (RFC 4226).
    Hotp(hotp::Parameters),
    /// By time, in Steam's own letters; it has no parameters.
    Steam,
}
