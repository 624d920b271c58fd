//! The page of a login from an unknown browser: a number and a QR code, to be taken to the device. The same for every name.

use askama::Template;
use axum::response::Response;
use identity::login::push::WaitingPush;
use protocol::pull::LoginCode;

use crate::app::App;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::qr;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::Waiting;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/pull.html")]
struct PullPage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    number_head: &'a str,
    number_tail: &'a str,
    spelled: &'a str,
    qr_svg: &'a str,
    link: &'a str,
    seconds_left: u64,
    lifetime: u64,
    valid_until: &'a str,
}

pub(super) fn page(
    app: &App,
    visit: &Visit,
    waiting: &Waiting,
    push: &WaitingPush,
    code: &LoginCode,
) -> Result<Response, ErrorPage> {
    let t = visit.language();
    let (number, link) = (code.number.as_str(), code.to_text());
    let (head, tail) = number.split_at_checked(number.len().div_ceil(2)).unwrap_or((number, ""));
    let spelled: Vec<String> = number.chars().map(String::from).collect();
    let qr_svg = qr::svg(&link, t.pull_qr_label()).map_err(|error| ErrorPage::internal(&error))?;
    Ok(render::html(&PullPage {
        t,
        frame: visit.frame(app, None),
        user_name: waiting.name.as_str(),
        number_head: head,
        number_tail: tail,
        spelled: &spelled.join(" "),
        qr_svg: &qr_svg,
        link: &link,
        seconds_left: push.expires.seconds_since(app.now()),
        lifetime: app.issuer.limits.challenge_lifetime,
        valid_until: &visit.moment(app, push.expires.0).clock(),
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use axum::http::Method;
    use protocol::approval::Decision;
    use protocol::jws;
    use protocol::pull::{LoginCode, PullKey};

    use crate::testing::browser::{Answer, Browser};
    use crate::testing::fixture::{Device, Fixture};

    async fn start(fixture: &Fixture, name: &str) -> (Browser, Answer) {
        let mut browser = Browser::new(fixture);
        browser.get("/").await;
        let page = browser.post("/login", &[("user_name", name)]).await;
        assert_eq!(page.path, "/login/push", "{name}");
        (browser, page)
    }

    fn code(page: &Answer) -> LoginCode {
        LoginCode::parse(page.attribute("data-code").unwrap()).unwrap()
    }

    async fn approve(fixture: &Fixture, device: &Device, code: &LoginCode) {
        let key = PullKey::Screen { cid: code.cid, xfer: code.xfer };
        let (challenge, text) = fixture.pull(device, key).await.unwrap();
        let (rid, _) = fixture.evaluate(device, Some(challenge.jti)).await.unwrap();
        let approval = device.approval(&challenge, &text, code.number.as_str(), rid, fixture.now());
        fixture.respond(device, challenge.jti, &jws::sign(&approval, &device.user_key)).await.unwrap();
    }

    #[tokio::test]
    async fn unknown_browser_is_let_in_by_what_its_page_shows_and_pushed_from_then_on() {
        let fixture = Fixture::new().await;
        let device = fixture.device(&fixture.user("anna").await).await;
        let (mut browser, page) = start(&fixture, "anna").await;
        assert!(page.has("pull-qr") && page.has("push-number"), "{}", page.body);
        assert!(fixture.poll(&device).await.is_none(), "the app does not ring");
        approve(&fixture, &device, &code(&page)).await;
        let news = browser.get("/login/push/progress?known=waiting").await;
        assert_eq!(news.body, r#"{"state":"approved"}"#);
        assert_eq!(browser.get("/login/push").await.path, "/profile");
        browser.post("/logout", &[]).await;
        let page = browser.post("/login", &[("user_name", "anna")]).await;
        assert!(page.has("push-number") && !page.has("pull-qr"), "known now: {}", page.body);
        assert!(fixture.poll(&device).await.is_some());
    }

    #[tokio::test]
    async fn page_is_the_same_for_every_name() {
        let fixture = Fixture::new().await;
        fixture.device(&fixture.user("anna").await).await;
        fixture.user("bodil").await;
        let mut pages = Vec::new();
        for name in ["anna", "bodil", "carla", "dagny"] {
            let (mut browser, page) = start(&fixture, name).await;
            let code = code(&page);
            let (head, tail) = code.number.as_str().split_at(3);
            let spelled = code.number.as_str().chars().map(String::from).collect::<Vec<_>>().join(" ");
            // What is drawn at random, and the name that was typed: nothing else may differ.
            let (svg, _) = page.body.split_once("<svg xmlns=").unwrap().1.split_once("</svg>").unwrap();
            let body = page.body.replace(svg, "SVG").replace(&code.to_text(), "LINK").replace(browser.csrf(), "CSRF");
            let body = body.replace(&format!("<span>{head}</span> <span>{tail}</span>"), "NUMBER");
            let body = body.replace(&spelled, "SPELLED").replace(name, "NAME");
            let news = browser.send(Method::GET, "/login/push/progress?known=x", String::new(), &[]).await;
            assert_eq!(news.body, r#"{"state":"waiting"}"#);
            let wrong = browser.post("/login/passcode", &[("passcode", "000000")]).await;
            let mailed = browser.post("/login/email", &[]).await;
            assert_eq!((wrong.status.as_u16(), mailed.path.as_str()), (422, "/login/code"), "{name}");
            pages.push((page.status, body, wrong.error().map(str::to_owned)));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "{pages:#?}");
    }

    #[tokio::test]
    async fn first_login_of_an_account_is_by_mail_on_request() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let (mut browser, page) = start(&fixture, "anna").await;
        assert!(page.has("use-email"));
        assert!(browser.mail.newest().is_none(), "nobody is written to unasked");
        assert_eq!(browser.post("/login/email", &[]).await.path, "/login/code");
        let code = browser.mailed_code();
        assert_eq!(browser.post("/login/code", &[("code", &code)]).await.path, "/profile");
    }

    #[tokio::test]
    async fn page_says_what_happened_when_denied_and_shows_a_new_number_on_request() {
        let fixture = Fixture::new().await;
        let device = fixture.device(&fixture.user("anna").await).await;
        let (mut browser, page) = start(&fixture, "anna").await;
        let first = code(&page);
        let (challenge, text) =
            fixture.pull(&device, PullKey::Screen { cid: first.cid, xfer: first.xfer }).await.unwrap();
        let denial = device.decision(&challenge, &text, Decision::Deny, fixture.now());
        fixture.respond(&device, challenge.jti, &jws::sign(&denial, &device.device_key)).await.unwrap();
        let page = browser.get("/login/push").await;
        assert!(page.has("push-ended") && page.has("push-again") && !page.has("pull-qr"));
        let again = browser.post("/login/push", &[]).await;
        assert!(again.has("pull-qr"));
        let second = code(&again);
        assert_ne!((first.cid, first.xfer), (second.cid, second.xfer));
        approve(&fixture, &device, &second).await;
        assert_eq!(browser.get("/login/push").await.path, "/profile");
    }

    #[tokio::test]
    async fn stranger_locks_out_neither_the_first_login_nor_a_new_browser() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        // The stranger asks for a dozen letters and numbers, from one browser after another.
        for number in 0..12 {
            let mut stranger = Browser::at(&fixture, [203, 0, 113, 5]);
            stranger.get("/").await;
            stranger.post("/login", &[("user_name", "anna")]).await;
            let mailed = stranger.post("/login/email", &[]).await;
            assert_eq!(mailed.status.as_u16() == 429, number >= 3, "{number}");
            stranger.post("/login/passcode", &[("passcode", "000000")]).await;
        }
        let mut hers = Browser::new(&fixture);
        assert_eq!(hers.log_in_by_mail("anna").await.path, "/profile", "her first login");
        let device = fixture.device(&user).await;
        let (mut new_browser, page) = start(&fixture, "anna").await;
        approve(&fixture, &device, &code(&page)).await;
        assert_eq!(new_browser.get("/login/push").await.path, "/profile", "her new browser");
    }
}
