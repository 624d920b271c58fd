//! A browser for the unit tests: it keeps cookies, fills in forms and follows redirects, over the real router.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use identity::account::user::User;
use identity::login::client::ClientSecret;
use tower::ServiceExt;

use crate::app::App;
use crate::config::Config;
use crate::doors::pages::router;
use crate::mail::{Outgoing, Postman};
use crate::testing::fixture::{Device, Fixture, origin};

/// One browser in front of one portal.
pub(crate) struct Browser {
    pub(crate) mail: Outgoing,
    router: Router,
    cookies: BTreeMap<String, String>,
    csrf: String,
    _postman: Postman,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The address after all redirects.
    pub(crate) path: String,
}

impl Answer {
    /// The text of the element with this test id, when it holds text alone.
    pub(crate) fn text(&self, id: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("data-testid=\"{id}\""))?;
        let (_, rest) = rest.split_once('>')?;
        rest.split_once('<').map(|(text, _)| text)
    }

    /// The error at a field.
    pub(crate) fn error(&self) -> Option<&str> {
        let (_, rest) = self.body.split_once("data-testid=\"error\"")?;
        rest.split_once("<span>")?.1.split_once("</span>").map(|(text, _)| text)
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.body.contains(&format!("data-testid=\"{id}\""))
    }

    /// An attribute, the first of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.body.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
    }
}

impl Browser {
    pub(crate) fn new(fixture: &Fixture) -> Self {
        Self::of(fixture, false)
    }

    /// One with this address instead of 192.0.2.1.
    pub(crate) fn at(fixture: &Fixture, address: impl Into<IpAddr>) -> Self {
        Self::build(fixture, false, address.into())
    }

    pub(crate) fn of(fixture: &Fixture, demo: bool) -> Self {
        Self::build(fixture, demo, IpAddr::from([192, 0, 2, 1]))
    }

    fn build(fixture: &Fixture, demo: bool, address: IpAddr) -> Self {
        let outbox = tempfile::tempdir().unwrap();
        let config = Config { origin: origin(), demo, ..Config::demo(outbox.path().to_owned(), 8080) };
        let (mail, postman) = Outgoing::open(&config.mail, true).unwrap();
        let app = App::new(config, fixture.state.clone(), mail.clone());
        let router = router(app).layer(MockConnectInfo(SocketAddr::new(address, 1)));
        Self { mail, router, cookies: BTreeMap::new(), csrf: String::new(), _postman: postman }
    }

    /// Another browser in front of the same portal.
    pub(crate) fn another(&self) -> Self {
        let outbox = tempfile::tempdir().unwrap();
        let (_, postman) = Outgoing::open(&Config::demo(outbox.path().to_owned(), 1).mail, false).unwrap();
        Self {
            mail: self.mail.clone(),
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            _postman: postman,
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.follow(Method::GET, path, String::new(), &[]).await
    }

    /// Sends a form of the page that was read last.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields, &self.csrf);
        self.follow(Method::POST, path, body, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a form with these headers instead of a browser's own, and this token.
    pub(crate) async fn forge(&mut self, path: &str, csrf: &str, headers: &[(&str, &str)]) -> Answer {
        self.follow(Method::POST, path, form(&[], csrf), headers).await
    }

    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The code in the newest mail, `1234 5678`.
    pub(crate) fn mailed_code(&self) -> String {
        let text = self.mail.newest().unwrap().text;
        text.lines().find(|line| line.starts_with("    ")).unwrap().trim().to_owned()
    }

    /// It has logged in before, and keeps this secret since.
    pub(crate) fn be_known(&mut self, secret: &ClientSecret) {
        self.set_cookie("__Host-segl-browser", &secret.to_text());
    }

    /// The whole way in by e-mail.
    pub(crate) async fn log_in_by_mail(&mut self, user: &str) -> Answer {
        self.get("/").await;
        if self.post("/login", &[("user_name", user)]).await.has("use-email") {
            self.post("/login/email", &[]).await;
        }
        let code = self.mailed_code();
        self.post("/login/code", &[("code", &code)]).await
    }

    /// The way in by e-mail of somebody who has a soft token, but not here.
    pub(crate) async fn log_in_without_device(&mut self, user: &str) -> Answer {
        self.get("/").await;
        self.post("/login", &[("user_name", user)]).await;
        self.get("/login/lost-device").await;
        self.post("/login/lost-device", &[]).await;
        let code = self.mailed_code();
        self.post("/login/code", &[("code", &code)]).await
    }

    /// A session by an approval of this device.
    pub(crate) async fn log_in_by_app(&mut self, fixture: &Fixture, user: &User, device: &Device) -> Answer {
        let opened = fixture.log_in(user, device).await;
        self.set_cookie("__Host-segl-session", &opened.secret.to_text());
        self.get("/profile").await
    }

    async fn follow(&mut self, method: Method, path: &str, body: String, headers: &[(&str, &str)]) -> Answer {
        let mut answer = self.send(method, path, body, headers).await;
        for _ in 0..5 {
            let Some(next) = answer.headers.get(header::LOCATION).map(|next| next.to_str().unwrap().to_owned()) else {
                break;
            };
            answer = self.send(Method::GET, &next, String::new(), &[]).await;
        }
        if let Some((_, rest)) = answer.body.split_once("name=\"csrf\" value=\"") {
            rest.split_once('"').unwrap().0.clone_into(&mut self.csrf);
        }
        answer
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: String, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, origin().host());
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        for (name, value) in &self.cookies {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body, path: path.to_owned() }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, value) = cookie.split_once(';').unwrap().0.split_once('=').unwrap();
        assert!(name.starts_with("__Host-") && cookie.contains("; Secure") && cookie.contains("HttpOnly"), "{cookie}");
        if value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn form(fields: &[(&str, &str)], csrf: &str) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            write!(encoded, "%{byte:02X}").unwrap();
            encoded
        })
    };
    let fields = fields.iter().copied().chain([("csrf", csrf)]);
    fields.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}
