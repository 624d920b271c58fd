//! The hops of a request in the spellings of proxies.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

/// One hop; none when it does not say its address.
pub(super) type Hop = Option<IpAddr>;

/// The hops of `X-Forwarded-For`, the client's own claim first; none when there is no such header.
pub(super) fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let text = joined(headers, &HeaderName::from_static("x-forwarded-for"))?;
    Some(text.split(',').map(node).collect())
}

/// The hops of `Forwarded` (RFC 7239 §4), the client's own claim first; none when there is no such header.
pub(super) fn forwarded(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let text = joined(headers, &HeaderName::from_static("forwarded"))?;
    let hop = |element: &str| {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case("for").then(|| node(value)).flatten()
        };
        split(element, ';').into_iter().find_map(pair)
    };
    Some(split(&text, ',').into_iter().map(hop).collect())
}

/// All headers of a name are one list (RFC 9110 §5.3). What is not text says no address.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("unknown")).peekable();
    values.peek()?;
    Some(values.collect::<Vec<_>>().join(","))
}

/// Splits outside quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(|character: char| {
        let was_escaped = is_escaped;
        is_escaped = is_quoted && character == '\\' && !was_escaped;
        if character == '"' && !was_escaped {
            is_quoted = !is_quoted;
        }
        character == separator && !is_quoted
    })
    .collect()
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::7`, `[2001:db8::7]`, `[2001:db8::7]:80`, each with or without quotes (RFC 7239 §6).
fn node(text: &str) -> Hop {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim();
    let bracketed = || text.strip_prefix('[')?.split_once(']');
    let address = match bracketed() {
        Some((address, port)) if port.is_empty() || port.starts_with(':') => address.parse().ok(),
        Some(_) => None,
        None => {
            let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
            // A port may be hidden too: `192.0.2.1:_port`.
            let with_hidden_port = || text.split_once(":_").and_then(|(address, _)| address.parse().ok());
            text.parse().ok().or_else(with_port).or_else(with_hidden_port)
        }
    };
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[test]
    fn address_is_read_in_every_spelling() {
        for (text, address) in [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711 ", "192.0.2.1"),
            ("\"192.0.2.1:4711\"", "192.0.2.1"),
            ("192.0.2.1:_port", "192.0.2.1"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:80", "2001:db8::7"),
            ("\"[2001:DB8::7]:_p\"", "2001:db8::7"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ] {
            assert_eq!(node(text), Some(address.parse().unwrap()), "{text}");
        }
        for text in
            ["", "unknown", "_hidden", "192.0.2", "[2001:db8::7", "[2001:db8::7]80", "192.0.2.1:99999", "\"", "a:1"]
        {
            assert_eq!(node(text), None, "{text}");
        }
    }

    #[test]
    fn forwarded_is_split_outside_quotes() {
        let mut headers = HeaderMap::new();
        let text = "for=\"192.0.2.1\";host=\"a,b;for=6.6.6.6\\\"\", proto=https;FOR=192.0.2.2,by=_x";
        headers.insert("forwarded", text.parse().unwrap());
        let hops = [Some("192.0.2.1"), Some("192.0.2.2"), None].map(|hop| hop.map(|hop| hop.parse().unwrap()));
        assert_eq!(forwarded(&headers), Some(hops.to_vec()));
        assert_eq!(x_forwarded_for(&headers), None);
    }
}
