//! Where a request came from: the socket's address, or what trusted proxies say in `X-Forwarded-For` or `Forwarded`
//! (RFC 7239).

mod hop;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderMap;
use identity::source::Source;
use ipnet::IpNet;
use protocol::Timestamp;

use self::hop::{Hop, forwarded, x_forwarded_for};

/// Who speaks for others, as the configuration says.
#[derive(Debug)]
pub(crate) struct Proxies {
    /// Networks whose headers are believed.
    trusted: Vec<IpNet>,
    /// Whether there must be a proxy: the portal's address is https, which the portal itself does not speak.
    is_behind_one: bool,
    warned: AtomicU64,
}

/// Why the client's address is not certain.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
enum Hidden {
    #[error("a request has a forwarding header, but trusted_proxies does not name whoever sent it")]
    NotTrusted,
    #[error("a trusted proxy does not say where a request came from, or not readably: look at its X-Forwarded-For")]
    NotSaid,
    #[error(
        "a trusted proxy says two things in X-Forwarded-For and Forwarded: let it drop the one that it does not set"
    )]
    Differs,
    #[error("origin is https and trusted_proxies is empty: the proxy's address stands for every client")]
    NoneNamed,
}

impl Proxies {
    /// These; `is_secure` is whether the portal's own address is https.
    #[must_use]
    pub(crate) fn new(trusted: Vec<IpNet>, is_secure: bool) -> Self {
        Self { trusted, is_behind_one: is_secure, warned: AtomicU64::new(0) }
    }

    /// What an administrator should be told at the start.
    #[must_use]
    pub(crate) fn warning(&self) -> Option<&'static str> {
        (self.is_behind_one && self.trusted.is_empty()).then_some(
            "origin is https, so there is a proxy in front, and trusted_proxies names none. Limits count all clients as one, and \
             the app cannot say whether a login comes from its own network. Add the proxy's address to trusted_proxies",
        )
    }

    /// The client of a request. Warns once a minute at most when that is not certain.
    pub(crate) fn client(&self, socket: SocketAddr, headers: &HeaderMap, now: Timestamp) -> Source {
        let peer = socket.ip().to_canonical();
        match self.find(peer, headers) {
            Ok(address) => address.into(),
            Err(hidden) => {
                let minute = now.0 / 60;
                if self.warned.swap(minute, Ordering::Relaxed) != minute {
                    tracing::warn!(%peer, "{hidden}. Until that is mended, the app does not say whether networks are the same");
                }
                Source::behind(peer)
            }
        }
    }

    fn find(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Hidden> {
        let said = [x_forwarded_for(headers), forwarded(headers)];
        if !self.trusts(peer) {
            return match said {
                [None, None] if self.is_behind_one && self.trusted.is_empty() => Err(Hidden::NoneNamed),
                [None, None] => Ok(peer),
                _ => Err(Hidden::NotTrusted),
            };
        }
        let mut found = said.into_iter().flatten().map(|hops| self.follow(peer, &hops));
        match (found.next(), found.next()) {
            (Some(one), Some(other)) if one != other => Err(Hidden::Differs),
            (Some(address), _) => address.ok_or(Hidden::NotSaid),
            (None, _) => Err(Hidden::NotSaid),
        }
    }

    /// From the end, where our own proxies write, and only as long as the one who wrote is trusted: what comes before is the
    /// client's own claim.
    fn follow(&self, peer: IpAddr, hops: &[Hop]) -> Option<IpAddr> {
        let mut client = peer;
        for hop in hops.iter().rev() {
            if !self.trusts(client) {
                break;
            }
            client = (*hop)?;
        }
        Some(client)
    }

    /// Whether this is one of the proxies that are believed.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn find(socket: &str, headers: &[(&'static str, &str)], trusted: &[&str]) -> Result<String, Hidden> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
        Proxies::new(trusted, false).find(socket.parse().unwrap(), &map).map(|address| address.to_string())
    }

    const XFF: &str = "x-forwarded-for";

    #[test]
    fn client_is_the_socket_when_no_proxy_is_trusted_and_none_speaks() {
        assert_eq!(find("192.0.2.1", &[], &[]).unwrap(), "192.0.2.1");
        assert_eq!(find("192.0.2.1", &[], &["10.0.0.0/8"]).unwrap(), "192.0.2.1");
    }

    #[test]
    fn client_is_hidden_when_somebody_speaks_who_is_not_trusted() {
        for header in [(XFF, "203.0.113.9"), ("forwarded", "for=203.0.113.9"), (XFF, "garbage")] {
            assert_eq!(find("192.0.2.1", &[header], &[]), Err(Hidden::NotTrusted), "{header:?}");
            assert_eq!(find("192.0.2.1", &[header], &["10.0.0.0/8"]), Err(Hidden::NotTrusted), "{header:?}");
        }
    }

    #[test]
    fn client_is_the_last_untrusted_hop_when_it_forges_the_header() {
        let hops = [(XFF, "6.6.6.6, 203.0.113.9"), (XFF, "10.0.0.2")];
        assert_eq!(find("10.0.0.1", &hops, &["10.0.0.0/8"]).unwrap(), "203.0.113.9");
        let hops = [
            ("forwarded", "for=6.6.6.6;proto=http, For=\"203.0.113.9:80\";by=10.0.0.2"),
            ("forwarded", "for=10.0.0.2"),
        ];
        assert_eq!(find("10.0.0.1", &hops, &["10.0.0.0/8"]).unwrap(), "203.0.113.9");
    }

    #[test]
    fn client_is_hidden_when_a_trusted_proxy_says_nothing_readable() {
        for header in [(XFF, "unknown"), (XFF, ""), ("forwarded", "for=_hidden"), ("forwarded", "proto=https")] {
            assert_eq!(find("10.0.0.1", &[header], &["10.0.0.0/8"]), Err(Hidden::NotSaid), "{header:?}");
        }
        assert_eq!(find("10.0.0.1", &[], &["10.0.0.0/8"]), Err(Hidden::NotSaid));
    }

    #[test]
    fn client_is_hidden_when_the_two_headers_differ() {
        let said = |forwarded| [(XFF, "203.0.113.9"), ("forwarded", forwarded)];
        assert_eq!(find("10.0.0.1", &said("for=6.6.6.6"), &["10.0.0.0/8"]), Err(Hidden::Differs));
        assert_eq!(find("10.0.0.1", &said("for=203.0.113.9"), &["10.0.0.0/8"]).unwrap(), "203.0.113.9");
    }

    #[test]
    fn every_client_is_hidden_when_the_portal_is_https_and_names_no_proxy() {
        let proxies = Proxies::new(Vec::new(), true);
        assert_eq!(proxies.find("10.0.0.1".parse().unwrap(), &HeaderMap::new()), Err(Hidden::NoneNamed));
        assert!(proxies.warning().is_some_and(|text| text.contains("trusted_proxies")));
        let named = Proxies::new(vec!["10.0.0.1/32".parse().unwrap()], true);
        assert!(named.warning().is_none());
        assert!(Proxies::new(Vec::new(), false).warning().is_none(), "http is on this computer alone");
    }
}
