//! A visitor of the portal whose browser has no JavaScript: cookies, redirects, forms. Quick, and proof that pages work
//! without scripts.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ureq::Agent;
use ureq::http::Response;

use crate::page::Page;
use crate::portal::Portal;

/// One browser: what it knows are its cookies.
#[derive(Debug)]
pub struct Visitor {
    agent: Agent,
    origin: String,
    cookies: BTreeMap<String, String>,
    language: String,
    user_agent: String,
    address: Option<Ipv4Addr>,
}

impl Visitor {
    /// A browser that has never been at this portal.
    #[must_use]
    pub fn new(portal: &Portal) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self {
            agent: config.into(),
            origin: portal.origin(),
            cookies: BTreeMap::new(),
            language: "en".into(),
            user_agent: FIREFOX_ON_LINUX.into(),
            address: None,
        }
    }

    /// The same browser, preferring this language: `da`.
    #[must_use]
    pub fn in_language(mut self, language: &str) -> Self {
        self.language = language.into();
        self
    }

    /// The same browser, calling itself this.
    #[must_use]
    pub fn as_browser(mut self, user_agent: &str) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The same browser with a cookie of an earlier visit.
    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.into(), value.into());
        self
    }

    /// The same browser at this address, where the portal takes the test for a proxy ([`PROXY`]).
    #[must_use]
    pub fn at(mut self, address: Ipv4Addr) -> Self {
        self.address = Some(address);
        self
    }

    /// Opens a page; redirects are followed.
    ///
    /// # Panics
    /// When the portal does not answer.
    pub fn open(&mut self, path: &str) -> Page {
        let request = self.agent.get(format!("{}{path}", self.origin));
        let request = self.dressed(request);
        let response = request.call().unwrap_or_else(|error| panic!("{path}: {error}"));
        self.arrive(path, response)
    }

    /// Sends the form of a page that goes to this address, with its hidden fields and these; redirects are followed.
    ///
    /// # Panics
    /// When the page has no such form, or the portal does not answer.
    pub fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let hidden = page.hidden_fields(action);
        let hidden = hidden.unwrap_or_else(|| panic!("no form goes to {action}\n{page}"));
        let all = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(fields.iter().copied());
        self.post(action, all)
    }

    /// Sends fields as a form does, with nothing added: for what no page offers.
    ///
    /// # Panics
    /// When the portal does not answer.
    pub fn post<'field>(&mut self, path: &str, fields: impl Iterator<Item = (&'field str, &'field str)>) -> Page {
        let request = self.agent.post(format!("{}{path}", self.origin));
        let request = self.dressed(request).header("origin", &self.origin).header("sec-fetch-site", "same-origin");
        let response = request.send_form(fields).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.arrive(path, response)
    }

    /// The cookies as they would be sent.
    #[must_use]
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    fn dressed<Any>(&self, request: ureq::RequestBuilder<Any>) -> ureq::RequestBuilder<Any> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match self.address {
            Some(address) => request.header("x-forwarded-for", address.to_string()),
            None => request,
        };
        request
            .header("cookie", cookies.join("; "))
            .header("accept", "text/html")
            .header("accept-language", &self.language)
            .header("user-agent", &self.user_agent)
    }

    fn arrive(&mut self, path: &str, mut response: Response<ureq::Body>) -> Page {
        for cookie in response.headers().get_all("set-cookie").into_iter().filter_map(|value| value.to_str().ok()) {
            self.keep(cookie);
        }
        let status = response.status();
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        if let Some(location) = location.filter(|_| status.is_redirection()) {
            let path = location.strip_prefix(&self.origin).unwrap_or(&location);
            assert!(path.starts_with('/'), "the portal sends the visitor away, to {location}");
            return self.open(path);
        }
        let body = response.body_mut().read_to_string().unwrap_or_else(|error| panic!("{path}: {error}"));
        Page { path: path.into(), status: status.as_u16(), body }
    }

    /// RFC 6265 §5.2, as far as one origin needs it.
    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let is_removed = value.is_empty() || parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
        if is_removed {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.into(), value.into());
        }
    }
}

/// A line of the portal's configuration for [`Visitor::at`].
pub const PROXY: &str = "trusted_proxies = [\"127.0.0.0/8\", \"::1/128\"]";

const FIREFOX_ON_LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
