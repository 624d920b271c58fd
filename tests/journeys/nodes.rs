//! Two portal processes on one PostgreSQL: they count as one, and what one is told the other knows.

use std::time::Instant;

use identity::credential::token::TokenState;
use protocol::{ErrorBody, ErrorCode, Timestamp};
use segl_tests::{
    portal::{Clock, Portal, Settings},
    postgres::Postgres,
};

use crate::holder::{Answer, Line, people::enrol_employee};
use crate::stage::*;

/// The database server, and the two nodes.
struct Nodes {
    first: Portal,
    second: Portal,
    _database: Postgres,
}

impl Nodes {
    fn start() -> Self {
        let database = Postgres::start();
        let settings = Settings { database: Some(database.url()), clock: Clock::System, ..Settings::default() };
        let first = portal_with(&settings);
        let second = Portal::start_beside(&first);
        Self { first, second, _database: database }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn evaluations_never_exceed_the_free_tries_when_a_thousand_come_to_two_portals() {
    let nodes = Nodes::start();
    let pending = TokenState::Pending { until: Timestamp(u64::from(u32::MAX)) };
    let (issuer, holder) = enrol_employee(&nodes.first, USER, pending).await;
    let nonce = Line::nonce(&issuer);
    let issuers = [issuer.at(nodes.first.port()), issuer.at(nodes.second.port())];

    // All of them are on their way before the first answer is read.
    let mut lines: Vec<_> = (0..1_000).map(|number| Line::open(&issuers[number % 2], &holder, &nonce)).collect();
    lines.iter_mut().for_each(Line::ask_for_first_evaluation);
    let (mut evaluated, mut paused) = ([0, 0], 0);
    for (number, line) in lines.iter_mut().enumerate() {
        let answer = line.answer();
        if answer.status == 200 {
            evaluated[number % 2] += 1;
        } else {
            assert_eq!(code(&answer), ErrorCode::PinPaused, "neither evaluated nor paused");
            paused += 1;
        }
    }
    println!("1,000 evaluations asked for at two portals: {evaluated:?} evaluated, {paused} paused");
    assert_eq!((evaluated[0] + evaluated[1], paused), (3, 997), "three are free");
}

#[tokio::test(flavor = "multi_thread")]
async fn device_is_refused_at_one_portal_when_it_is_reported_lost_at_the_other() {
    let nodes = Nodes::start();
    // The owner is logged in at the first node before there is a token.
    let mut visitor = visitor_by_mail(&nodes.first);
    let (issuer, holder) = enrol_employee(&nodes.first, USER, TokenState::Active).await;
    let nonce = Line::nonce(&issuer);
    let second = issuer.at(nodes.second.port());
    let mut before = Line::open(&second, &holder, &nonce);
    before.ask_for_news(0);
    assert_eq!(before.answer().status, 200, "the device is known at the second node");

    // The device waits at the second node for news.
    let mut waiting = Line::open(&second, &holder, &nonce);
    waiting.ask_for_news(50);
    let page = visitor.open(TYPES);
    let path = page.attribute("lost", "href").unwrap_or_else(|| panic!("{page}"));
    let page = visitor.open(&path);
    let reported = now();
    let page = visitor.submit(&page, &path, &[]);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("lost"), "{page}");
    assert_eq!(code(&waiting.answer()), ErrorCode::TokenNotActive, "who waits is told");
    println!("refused at the other portal at most {} ms after it was reported", reported.elapsed().as_millis());

    let mut after = Line::open(&second, &holder, &nonce);
    after.ask_for_first_evaluation();
    assert_eq!(code(&after.answer()), ErrorCode::TokenNotActive, "who comes later is refused");
}

fn code(answer: &Answer) -> ErrorCode {
    let body: ErrorBody = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{}, {error}: {}", answer.status, String::from_utf8_lossy(&answer.body)));
    body.code
}

#[expect(clippy::disallowed_methods, reason = "how long it took is printed, and never judged")]
fn now() -> Instant {
    Instant::now()
}
