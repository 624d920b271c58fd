//! The host that a request names. A page of another site that makes its own name point here (DNS rebinding) would be treated
//! by the browser as that site's, and may then read what it gets: it gets nothing.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use protocol::Origin;

use crate::app::App;

/// Refuses a request for another host.
pub(crate) async fn refuse_others(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = &app.config.origin;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let is_behind_proxy = peer.is_some_and(|peer| app.proxies.trusts(peer.to_canonical()));
    let named = request.uri().authority().map(|authority| authority.as_str().to_owned());
    if is_ours(named.as_deref(), request.headers(), origin, is_behind_proxy) {
        return next.run(request).await;
    }
    tracing::debug!("a request for another host; a proxy has to pass on Host, or name it in X-Forwarded-Host");
    let text = format!("This address does not belong to this portal. Open {}\n", origin.as_str());
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}

/// Whether the host is the origin's. An address in numbers is nobody's name, and `localhost` is this computer's own: neither
/// can be made to point elsewhere. A request without a host is of no browser. The port does not matter.
fn is_ours(named: Option<&str>, headers: &HeaderMap, origin: &Origin, is_behind_proxy: bool) -> bool {
    let is_known = |host: &str| {
        let name = without_port(host);
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        name.eq_ignore_ascii_case(without_port(origin.host()))
            || name.eq_ignore_ascii_case("localhost")
            || address.parse::<IpAddr>().is_ok()
    };
    let header = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    let forwarded = || header("x-forwarded-host").next_back().and_then(|hosts| hosts.rsplit(',').next()).map(str::trim);
    let mut hosts = named.into_iter().chain(header(header::HOST.as_str()));
    hosts.all(is_known) || is_behind_proxy && forwarded().is_some_and(is_known)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn is_served(headers: &[(&'static str, &str)], is_behind_proxy: bool) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        is_ours(None, &map, &"https://login.nordhavn.example".parse().unwrap(), is_behind_proxy)
    }

    #[test]
    fn host_is_served_when_it_is_the_origins_or_cannot_be_made_to_point_elsewhere() {
        for host in [
            "login.nordhavn.example",
            "LOGIN.nordhavn.example:8443",
            "127.0.0.1:8080",
            "[::1]:8080",
            "[::1]",
            "localhost",
        ] {
            assert!(is_served(&[("host", host)], false), "{host}");
        }
        assert!(is_served(&[], false), "no browser");
        for host in
            ["evil.example", "login.nordhavn.example.evil.example", "evil.example:80", "", "localhost.evil.example"]
        {
            assert!(!is_served(&[("host", host)], false), "{host:?}");
        }
        assert!(!is_served(&[("host", "localhost"), ("host", "evil.example")], false), "two hosts");
    }

    #[test]
    fn trusted_proxy_may_name_the_host_that_it_was_asked_for() {
        let headers = [("host", "backend"), ("x-forwarded-host", "evil.example, login.nordhavn.example")];
        assert!(is_served(&headers, true));
        assert!(!is_served(&headers, false), "anybody can say so");
        assert!(!is_served(&[("host", "backend"), ("x-forwarded-host", "evil.example")], true));
    }
}
