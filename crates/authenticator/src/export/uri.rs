//! A key URI for another program: `otpauth://TYPE/ISSUER:ACCOUNT?…`, with every parameter named.
//!
//! Facts: the format's page (see [`otp::otpauth`]). Only letters, digits and `-._~` stand unescaped (RFC 3986 §2.3).

use std::fmt::Write as _;

use otp::{Scheme, base32};
use zeroize::Zeroizing;

use super::Departing;

pub(super) fn write(key: &Departing) -> Zeroizing<String> {
    let (issuer, account) = (key.identity.issuer_name.as_str(), key.identity.account.as_str());
    let secret = base32::encode(key.secret.expose());
    // Room from the start: growing would leave copies behind.
    let mut uri = Zeroizing::new(String::with_capacity(secret.len() + 3 * (2 * issuer.len() + account.len()) + 128));
    uri.push_str(match key.scheme {
        Scheme::Totp(_) => "otpauth://totp/",
        Scheme::Hotp(_) => "otpauth://hotp/",
        Scheme::Steam => "otpauth://steam/",
    });
    escape(issuer, &mut uri);
    if !issuer.is_empty() {
        uri.push(':');
    }
    escape(account, &mut uri);
    uri.push_str("?secret=");
    uri.push_str(&secret);
    if !issuer.is_empty() {
        uri.push_str("&issuer=");
        escape(issuer, &mut uri);
    }
    // Writing to a String cannot fail.
    let _ = match key.scheme {
        Scheme::Totp(totp) => {
            let (algorithm, digits, period) = (totp.algorithm.name(), u8::from(totp.digits), u32::from(totp.period));
            write!(uri, "&algorithm={algorithm}&digits={digits}&period={period}")
        }
        Scheme::Hotp(hotp) => {
            let (algorithm, digits, counter) = (hotp.algorithm.name(), u8::from(hotp.digits), hotp.counter);
            write!(uri, "&algorithm={algorithm}&digits={digits}&counter={counter}")
        }
        Scheme::Steam => Ok(()),
    };
    uri
}

fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let _ = write!(into, "%{byte:02X}");
        }
    }
}
