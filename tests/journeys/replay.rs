//! Answers that come twice (`docs/protocol.md` §4 and §7): whoever has seen a signed answer on its way gains nothing by it,
//! and a device whose reply was lost may ask again.
//!
//! The holder here says what no app says, so it is not `segl`: the same words, keys in the test's hands.

use identity::audit::{self, AuditRow};
use protocol::ErrorBody;
use protocol::ErrorCode;
use protocol::approval::{ApprovalState, Decision, ResponseOutcome};
use protocol::jws::Jws;
use segl_tests::{
    page::Page,
    portal::{Portal, Settings},
    visitor::Visitor,
};

use crate::holder::{self, Answer, Asked, Holder, Issuer, Line};
use crate::stage::digits;

/// A browser that waits, and what the device was asked.
struct Login {
    visitor: Visitor,
    number: String,
    asked: Asked,
}

impl Login {
    fn start(portal: &Portal, holder: &Holder, line: &mut Line<'_>) -> Self {
        let mut visitor = Visitor::new(portal);
        let page = visitor.open("/");
        let page = visitor.submit(&page, "/login", &[("user_name", &holder.user_name)]);
        let number = digits(&page.text("push-number").unwrap_or_else(|| panic!("no push: {page}")));
        line.ask_for_news(0);
        Self { visitor, number, asked: line.news().expect("the device is asked") }
    }

    /// The waiting page as it is now.
    fn page(&mut self) -> Page {
        self.visitor.open("/login/push")
    }

    /// Approves as an app does, and returns what it signed.
    fn approve(&self, issuer: &Issuer, holder: &Holder, line: &mut Line<'_>) -> Jws {
        let challenge = self.asked.challenge.jti;
        let rid = line.evaluate(challenge);
        let response = line.sign(&holder.approval(issuer, &self.asked, &self.number, rid));
        assert_eq!(state(&line.respond(challenge, &response)), ApprovalState::Approved);
        response
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn same_answer_comes_back_when_the_same_response_is_sent_again() {
    let (mut portal, issuer, holders) = portal_with(1).await;
    let holder = &holders[0];
    let mut line = line(&issuer, holder);
    let mut login = Login::start(&portal, holder, &mut line);
    let challenge = login.asked.challenge.jti;
    let response = login.approve(&issuer, holder, &mut line);

    assert_eq!(state(&line.respond(challenge, &response)), ApprovalState::Approved, "on the same connection");
    let mut other = self::line(&issuer, holder);
    assert_eq!(state(&other.respond(challenge, &response)), ApprovalState::Approved, "on another");
    assert!(login.page().path.starts_with("/profile"), "the browser is in");
    assert_eq!(state(&other.respond(challenge, &response)), ApprovalState::Approved, "when the login is over");
    portal.restart();
    let mut other = self::line(&issuer, holder);
    assert_eq!(state(&other.respond(challenge, &response)), ApprovalState::Approved, "by a portal started anew");

    // One login came of it: the browser's page is used up, and the log has one approval.
    assert!(Visitor::new(&portal).open("/login/push").path.starts_with("/?"), "another browser gets nothing");
    let log = log(&mut portal).await;
    assert_eq!(log.iter().filter(|(kind, _)| kind == "login_approved").count(), 1, "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn request_is_refused_when_it_is_replayed_as_it_was() {
    let (portal, issuer, holders) = portal_with(1).await;
    let holder = &holders[0];
    let mut line = line(&issuer, holder);
    let login = Login::start(&portal, holder, &mut line);
    let challenge = login.asked.challenge.jti;
    let rid = line.evaluate(challenge);
    let response = line.sign(&holder.approval(&issuer, &login.asked, &login.number, rid));
    let request = line.sealed_response(challenge, &response);
    assert_eq!(state(&line.send_sealed(&request)), ApprovalState::Approved);

    assert_eq!(code(&line.send_sealed(&request)), ErrorCode::Unauthorized, "its proof of possession counts once");
    assert_eq!(code(&self::line(&issuer, holder).send_sealed(&request)), ErrorCode::Unauthorized, "elsewhere too");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_response_is_refused_when_it_is_another() {
    let (mut portal, issuer, holders) = portal_with(2).await;
    let (holder, stranger) = (&holders[0], &holders[1]);
    let mut line = line(&issuer, holder);
    let mut login = Login::start(&portal, holder, &mut line);
    let challenge = login.asked.challenge.jti;
    let response = login.approve(&issuer, holder, &mut line);

    for decision in [Decision::Deny, Decision::Report] {
        let other = line.sign(&holder.decision(&issuer, &login.asked, decision));
        assert_eq!(code(&line.respond(challenge, &other)), ErrorCode::ChallengeClosed, "{decision:?}");
    }
    let rid = line.evaluate(challenge);
    let again = line.sign(&holder.approval(&issuer, &login.asked, &login.number, rid));
    assert_eq!(code(&line.respond(challenge, &again)), ErrorCode::ChallengeClosed, "approved anew");
    let mut theirs = self::line(&issuer, stranger);
    assert_eq!(code(&theirs.respond(challenge, &response)), ErrorCode::Refused, "by another's device");

    assert!(login.page().path.starts_with("/profile"), "the first answer stands");
    let log = log(&mut portal).await;
    assert!(log.iter().all(|(kind, _)| kind != "login_denied" && kind != "login_reported"), "{log:?}");
    assert_eq!(refusals(&log), ["another key"], "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_answer_is_refused_when_it_is_sent_to_a_new_challenge() {
    let (mut portal, issuer, holders) = portal_with(1).await;
    let holder = &holders[0];
    let mut line = line(&issuer, holder);
    let mut first = Login::start(&portal, holder, &mut line);
    let earlier = first.asked.challenge.jti;
    let rid = line.evaluate(earlier);
    let response = line.sign(&holder.approval(&issuer, &first.asked, &first.number, rid));
    assert_eq!(state(&line.respond(earlier, &response)), ApprovalState::Approved);
    assert!(first.page().path.starts_with("/profile"));

    let mut second = Login::start(&portal, holder, &mut line);
    let challenge = second.asked.challenge.jti;
    // 1. As it was, to the new address, and to its own.
    assert_eq!(code(&line.respond(challenge, &response)), ErrorCode::Refused, "it names the challenge it is for");
    assert_eq!(state(&line.respond(earlier, &response)), ApprovalState::Approved, "to its own it is a repeat");
    // 2. Signed anew over the text of the earlier challenge.
    let evaluated = line.evaluate(challenge);
    let mut renamed = holder.approval(&issuer, &first.asked, &second.number, evaluated);
    renamed.cid = challenge;
    let renamed = line.sign(&renamed);
    assert_eq!(code(&line.respond(challenge, &renamed)), ErrorCode::Refused, "nobody was shown that text");
    // 3. Signed anew with the earlier evaluation of the PIN.
    let borrowed = line.sign(&holder.approval(&issuer, &second.asked, &second.number, rid));
    assert_eq!(code(&line.respond(challenge, &borrowed)), ErrorCode::Refused, "the PIN was not typed for this");

    assert!(second.page().has("push-number"), "the browser still waits");
    let _response = second.approve(&issuer, holder, &mut line);
    assert!(second.page().path.starts_with("/profile"), "and is let in by an answer of its own");
    let log = log(&mut portal).await;
    let expected = ["names another challenge", "answers another text", "no such evaluation"];
    assert_eq!(refusals(&log), expected, "{log:?}");
}

async fn portal_with(employees: usize) -> (Portal, Issuer, Vec<Holder>) {
    let settings = Settings { more: "[policy]\npush_to_unknown_browsers = true".into(), ..Settings::default() };
    let mut portal = Portal::start_with(&settings);
    let (issuer, holders) = holder::enrol(&mut portal, employees).await;
    (portal, issuer, holders)
}

fn line<'a>(issuer: &'a Issuer, holder: &'a Holder) -> Line<'a> {
    Line::open(issuer, holder, &Line::nonce(issuer))
}

fn state(answer: &Answer) -> ApprovalState {
    answer.read::<ResponseOutcome>().state
}

fn code(answer: &Answer) -> ErrorCode {
    assert_ne!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice::<ErrorBody>(&answer.body).unwrap().code
}

/// The audit log, oldest first: kind and reason. It holds.
async fn log(portal: &mut Portal) -> Vec<(String, Option<String>)> {
    portal.stop();
    let state = holder::people::open(portal).await;
    while audit::seal(&state.database).await.unwrap() > 0 {}
    assert_eq!(audit::verify(&state.database).await.unwrap().unsealed, 0);
    let rows = audit::after(&state.database, 0, 1_000).await.unwrap();
    let reason = |row: &AuditRow| row.value("detail.reason").map(str::to_owned);
    rows.iter().map(|row| (row.kind().to_owned(), reason(row))).collect()
}

fn refusals(log: &[(String, Option<String>)]) -> Vec<&str> {
    log.iter().filter(|(kind, _)| kind == "response_refused").filter_map(|(_, reason)| reason.as_deref()).collect()
}
