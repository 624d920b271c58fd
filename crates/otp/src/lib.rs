//! HOTP (RFC 4226), TOTP (RFC 6238), otpauth key URIs, and the Secret they share.
