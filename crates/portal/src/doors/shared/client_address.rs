//! Where a request came from: the socket's address, or what trusted proxies say.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's address. `X-Forwarded-For` is read from its end, where our own proxies write, and only as long as the
/// one who wrote is trusted: what comes before is the client's own claim.
#[must_use]
pub(crate) fn client_address(socket: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = socket.ip().to_canonical();
    let hops = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn client(socket: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        client_address(SocketAddr::new(socket.parse().unwrap(), 1), &headers, &trusted).to_string()
    }

    #[test]
    fn client_is_the_socket_when_no_proxy_is_trusted() {
        assert_eq!(client("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1");
    }

    #[test]
    fn client_is_the_last_untrusted_hop_when_it_forges_the_header() {
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 203.0.113.9", "10.0.0.2"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn client_is_the_proxy_when_the_header_is_garbage() {
        assert_eq!(client("10.0.0.1", &["unknown"], &["10.0.0.0/8"]), "10.0.0.1");
    }
}
