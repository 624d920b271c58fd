//! The issuer's web origin (RFC 6454 §4): scheme, host and port, nothing more.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};

/// `https://host[:port]`, or `http://` for loopback only. Lower case, at most 255 bytes, no path.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

/// Why a text is not an origin that Segl talks to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// Plain HTTP to another machine.
    #[error("plain HTTP is accepted for loopback only")]
    Insecure,
    /// Not `scheme://host[:port]`.
    #[error("not a web origin")]
    Malformed,
}

impl Origin {
    /// The origin as text, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and, where it is not the scheme's own, port: what a person can compare.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }

    /// Whether browser and app reach it over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text.len() > MAX_LENGTH {
            return Err(OriginError::Malformed);
        }
        let lower = text.to_ascii_lowercase();
        let (scheme, authority) = lower.split_once("://").ok_or(OriginError::Malformed)?;
        let (host, port) = split_port(authority)?;
        if !is_host(host) {
            return Err(OriginError::Malformed);
        }
        let default_port = match scheme {
            "https" => 443,
            "http" if is_loopback(host) => 80,
            "http" => return Err(OriginError::Insecure),
            _ => return Err(OriginError::Malformed),
        };
        Ok(Self(match port {
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        }))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    let after_host = authority.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = authority.get(after_host..).and_then(|rest| rest.find(':')) else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(after_host + colon);
    let port = port.get(1..).unwrap_or_default();
    if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(OriginError::Malformed);
    }
    Ok((host, Some(port.parse().map_err(|_| OriginError::Malformed)?)))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

const MAX_LENGTH: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_is_normalised_when_case_and_default_port_differ() {
        let origin: Origin = "HTTPS://Portal.Nordhavn.Example:443".parse().expect("an origin");
        assert_eq!(origin.as_str(), "https://portal.nordhavn.example", "one spelling");
        assert_eq!(origin.host(), "portal.nordhavn.example", "the host alone");
    }

    #[test]
    fn origin_is_refused_when_insecure_or_more_than_an_origin() {
        assert_eq!("http://portal.example".parse::<Origin>(), Err(OriginError::Insecure), "plain HTTP");
        for text in [
            "https://a/b",
            "https://a?x",
            "https://u@a",
            "ftp://a",
            "https://",
            "a",
            "https://a:99999",
            "https://a:",
            "https://a..b",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError::Malformed), "{text}");
        }
        for port in ["", "a", "-1", "8 0", "+80"] {
            assert_eq!(format!("https://a:{port}").parse::<Origin>(), Err(OriginError::Malformed), "port {port:?}");
        }
        let six: Origin = "https://[::1]:8443".parse().expect("an origin");
        assert_eq!((six.host(), six.to_string().as_str()), ("[::1]:8443", "https://[::1]:8443"));
        for text in ["http://localhost:8400", "http://127.0.0.1:1", "http://[::1]:8400"] {
            assert!(text.parse::<Origin>().is_ok(), "{text} is loopback");
        }
    }
}
