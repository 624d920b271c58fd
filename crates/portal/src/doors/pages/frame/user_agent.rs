//! The browser's and the system's name, as far as the `User-Agent` header tells; good enough to recognise one's own login.

use axum::http::{HeaderMap, header};

/// What is shown in the app, in mails and in the activity.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct UserAgent {
    /// `Firefox`, or the empty string.
    pub(crate) browser: &'static str,
    /// `Windows`, or the empty string.
    pub(crate) os: &'static str,
}

impl UserAgent {
    /// Reads the header; browsers pretend to be each other, so the more particular names are looked for first.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { browser: first(agent, &BROWSERS), os: first(agent, &SYSTEMS) }
    }
}

fn first(agent: &str, names: &[(&str, &'static str)]) -> &'static str {
    names.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| name)
}

const BROWSERS: [(&str, &str); 14] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn read(agent: &str) -> (&'static str, &'static str) {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, agent.parse().unwrap());
        let UserAgent { browser, os } = UserAgent::read(&headers);
        (browser, os)
    }

    #[test]
    fn browser_is_named_when_it_pretends_to_be_others() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        let chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
        assert_eq!(read(edge), ("Edge", "Windows"));
        assert_eq!(read(firefox), ("Firefox", "Linux"));
        assert_eq!(read(safari), ("Safari", "iPhone"));
        assert_eq!(read(chrome), ("Chrome", "Android"));
    }

    #[test]
    fn browser_has_no_name_when_the_header_is_strange() {
        assert_eq!(read("<script>alert(1)</script>"), ("", ""));
    }
}
