//! Logins of unknown browsers: found by whoever has the number on the page, and in nobody's way.

use identity::account::user::User;
use identity::approval::RespondError;
use identity::login::First;
use identity::login::pull::{self, PullError};
use identity::login::push::PushProgress;
use identity::policy::Rules;
use protocol::{
    ChallengeId, PollNonce, TokenId,
    approval::{ApprovalState, Decision},
    jws,
    pull::{PullKey, PullRequest, TransferSecret},
};
use testkit::{Device, Fixture, WaitingLogin, known_visitor, source, visitor};

async fn anna() -> (Fixture, User, Device) {
    anna_with(Rules::default()).await
}

async fn anna_with(rules: Rules) -> (Fixture, User, Device) {
    let fixture = Fixture::with_rules(rules).await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    (fixture, user, device)
}

/// A number under which nothing waits.
fn other_number(waiting: &[&WaitingLogin]) -> &'static str {
    let taken = |number: &&str| waiting.iter().all(|login| login.number != **number);
    ["000000", "111111", "222222", "333333"].into_iter().find(taken).unwrap()
}

#[tokio::test]
async fn login_of_an_unknown_browser_is_let_in_by_its_number_and_no_device_rings() {
    let (fixture, user, device) = anna().await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    assert!(fixture.poll(&device).await.is_none(), "nobody is called");
    let (challenge, _) = fixture.pull_number(&device, &waiting.number).await.unwrap();
    assert_eq!((challenge.jti, challenge.num), (waiting.challenge, 6));
    assert!(!challenge.ctx.browser_known && challenge.ctx.same_network == Some(false));
    assert_eq!(challenge.ctx.ip, "198.51.100.7", "who asks");
    fixture.approve(&device, &waiting).await;
    let opened = fixture.finish(&waiting).await.unwrap();
    let known = known_visitor("198.51.100.7", &opened.browser);
    let next = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
    assert!(matches!(next.first, First::Push(_)), "the browser is known from then on");
}

#[tokio::test]
async fn login_is_found_by_the_code_on_its_page_alone() {
    let (fixture, user, device) = anna().await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let PushProgress::Waiting(push) = fixture.progress(&waiting).await else { panic!("it waits") };
    let code = push.login_code(&fixture.issuer).unwrap().unwrap();
    assert_eq!((code.cid, code.number.as_str()), (waiting.challenge, waiting.number.as_str()));
    let mut altered = code.xfer;
    altered.0.0[15] ^= 1;
    for (cid, xfer) in [
        (code.cid, altered),
        (code.cid, TransferSecret(protocol::Bytes([0; 16]))),
        (ChallengeId::from([1; 16]), code.xfer),
    ] {
        let refused = fixture.pull(&device, PullKey::Screen { cid, xfer }).await;
        assert!(matches!(refused, Err(PullError::Unknown)), "{refused:?}");
    }
    let found = fixture.pull(&device, PullKey::Screen { cid: code.cid, xfer: code.xfer }).await.unwrap();
    assert_eq!(found.0.jti, waiting.challenge);
    let pushed = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let PushProgress::Waiting(push) = fixture.progress(&pushed).await else { panic!("it waits") };
    assert!(push.login_code(&fixture.issuer).unwrap().is_none(), "a known browser's page has none");
    let refused = fixture.pull(&device, PullKey::Screen { cid: pushed.challenge, xfer: code.xfer }).await;
    assert!(matches!(refused, Err(PullError::Unknown)));
}

#[tokio::test]
async fn stranger_who_asks_without_end_hides_nobodys_login() {
    let (fixture, user, device) = anna().await;
    let mut strangers = Vec::new();
    for number in 0..200 {
        strangers.push(fixture.start_pull(&user, &visitor(&format!("203.0.113.{}", number % 50))).await);
    }
    let hers = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let mut numbers: Vec<_> = strangers.iter().map(|login| login.number.clone()).chain([hers.number.clone()]).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 201, "all numbers differ");
    assert!(fixture.poll(&device).await.is_none(), "and the app is silent");
    fixture.approve(&device, &hers).await;
    assert!(fixture.finish(&hers).await.is_ok());
    assert!(fixture.finish(&strangers[0]).await.is_err(), "a stranger waits for ever");
    let known = known_visitor("203.0.113.1", &fixture.known_browser(&user).await);
    let pushed = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
    assert!(matches!(pushed.first, First::Push(_)), "known browsers have pushes of their own");
    assert!(fixture.poll(&device).await.is_some());
}

#[tokio::test]
async fn device_is_not_heard_for_a_while_when_it_asked_five_times_in_vain_and_push_stays_on() {
    let (fixture, user, device) = anna().await;
    let other_device = fixture.device(&user).await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let wrong = other_number(&[&waiting]);
    for round in 0..5 {
        let refused = fixture.pull_number(&device, wrong).await;
        assert!(matches!(refused, Err(PullError::Unknown)), "{round}: {refused:?}");
    }
    let paused = fixture.pull_number(&device, &waiting.number).await;
    assert!(matches!(paused, Err(PullError::TooMany { retry_after: 900 })), "{paused:?}");
    assert!(fixture.pull_number(&other_device, &waiting.number).await.is_ok(), "her other device");
    fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(fixture.poll(&device).await.is_some(), "pushes are untouched");
    fixture.clock.advance(900);
    let later = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    assert!(fixture.pull_number(&device, &later.number).await.is_ok(), "after the pause");
}

#[tokio::test]
async fn misses_are_forgotten_when_a_login_was_found() {
    let (fixture, user, device) = anna().await;
    for round in 0..4 {
        let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
        for _ in 0..4 {
            assert!(fixture.pull_number(&device, other_number(&[&waiting])).await.is_err());
        }
        assert!(fixture.pull_number(&device, &waiting.number).await.is_ok(), "{round}");
    }
}

#[tokio::test]
async fn login_gives_twenty_copies_at_most() {
    let (fixture, user, device) = anna().await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    for copy in 0..20 {
        assert!(fixture.pull_number(&device, &waiting.number).await.is_ok(), "{copy}");
    }
    assert!(matches!(fixture.pull_number(&device, &waiting.number).await, Err(PullError::Unknown)));
}

#[tokio::test]
async fn login_is_shown_to_no_other_user_and_not_when_it_is_over() {
    let (fixture, user, device) = anna().await;
    let mallory = fixture.device(&fixture.user("mallory").await).await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let PushProgress::Waiting(push) = fixture.progress(&waiting).await else { panic!("it waits") };
    let code = push.login_code(&fixture.issuer).unwrap().unwrap();
    let screen = PullKey::Screen { cid: code.cid, xfer: code.xfer };
    for key in [PullKey::Number(code.number), screen.clone()] {
        assert!(matches!(fixture.pull(&mallory, key).await, Err(PullError::Unknown)));
    }
    // Hers without a copy: another device of the same user has to pull it first.
    let (challenge, text) = fixture.pull_number(&device, &waiting.number).await.unwrap();
    let second = fixture.device(&user).await;
    let denial = jws::sign(&second.decision(&challenge, &text, Decision::Deny, fixture.now()), &second.device_key);
    assert!(matches!(fixture.respond(&second, challenge.jti, &denial).await, Err(RespondError::Refused(_))));
    fixture.clock.advance(120);
    assert!(matches!(fixture.pull(&device, screen).await, Err(PullError::Unknown)), "its time is over");
    let number = PullKey::Number("123456".to_owned().try_into().unwrap());
    let request = PullRequest::new(PollNonce::from([1; 16]), number);
    let (database, issuer, unknown) = (&fixture.database, &fixture.issuer, TokenId::from([1; 16]));
    let gone = pull::pull(database, issuer, fixture.now(), unknown, source("192.0.2.1"), &request);
    assert!(matches!(gone.await, Err(PullError::NotUsable(_))));
}

#[tokio::test]
async fn number_of_a_known_browsers_push_finds_nothing() {
    let (fixture, user, device) = anna().await;
    let pushed = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let refused = fixture.pull_number(&device, &pushed.number).await;
    assert!(matches!(refused, Err(PullError::Unknown)), "there is no second way to guess it");
}

#[tokio::test]
async fn account_without_a_token_and_names_that_nobody_has_are_never_found() {
    let (fixture, _, device) = anna().await;
    let bo = fixture.user("bo").await;
    let waiting = fixture.start_pull(&bo, &visitor("198.51.100.7")).await;
    assert!(fixture.pull_number(&device, &waiting.number).await.is_err());
    // A token that comes while the page waits does not make it the page of an approval.
    let late = fixture.device(&bo).await;
    assert!(fixture.pull_number(&late, &waiting.number).await.is_err());
    let again = fixture.start_pull(&bo, &visitor("198.51.100.7")).await;
    assert!(fixture.pull_number(&late, &again.number).await.is_ok(), "the next one does");
}

#[tokio::test]
async fn login_that_was_pulled_is_denied_and_a_wrong_number_pauses_nothing() {
    let (fixture, user, device) = anna().await;
    let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let (challenge, text) = fixture.pull_number(&device, &waiting.number).await.unwrap();
    let denial = jws::sign(&device.decision(&challenge, &text, Decision::Deny, fixture.now()), &device.device_key);
    assert_eq!(fixture.respond(&device, challenge.jti, &denial).await.unwrap(), ApprovalState::Denied);
    assert!(matches!(fixture.progress(&waiting).await, PushProgress::Denied));
    for round in 0..10 {
        let waiting = fixture.start_pull(&user, &visitor("203.0.113.9")).await;
        let (challenge, text) = fixture.pull_number(&device, &waiting.number).await.unwrap();
        let (rid, _) = fixture.evaluate(&device, Some(challenge.jti)).await.unwrap();
        let wrong = device.approval(&challenge, &text, other_number(&[&waiting]), rid, fixture.now());
        let sent = fixture.respond(&device, challenge.jti, &jws::sign(&wrong, &device.user_key)).await;
        assert!(matches!(sent, Err(RespondError::WrongNumber)), "{round}");
    }
    fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(fixture.poll(&device).await.is_some(), "push is on, and not paused");
}

#[tokio::test]
async fn number_has_six_digits_at_least_whatever_the_rules() {
    for digits in [0, 2, 6, 8] {
        let (fixture, user, device) = anna_with(Rules { number_digits: digits, ..Rules::default() }).await;
        let waiting = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
        assert_eq!(waiting.number.len(), usize::from(digits.max(6)));
        let (challenge, _) = fixture.pull_number(&device, &waiting.number).await.unwrap();
        assert_eq!(usize::from(challenge.num), waiting.number.len());
        fixture.approve(&device, &waiting).await;
    }
}

#[tokio::test]
async fn rule_lets_devices_ring_for_unknown_browsers_within_a_budget_and_the_number_works_beyond_it() {
    let (fixture, user, device) = anna_with(Rules { push_to_unknown_browsers: true, ..Rules::default() }).await;
    for round in 0..3 {
        let stranger = fixture.start_pull(&user, &visitor("203.0.113.5")).await;
        assert!(fixture.poll(&device).await.is_some(), "{round}: it rings");
        identity::login::withdraw(&fixture.database, fixture.now(), &stranger.secret).await.unwrap();
    }
    let hers = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    assert!(fixture.poll(&device).await.is_none(), "the strangers' budget is used up");
    let known = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, known.challenge, "known browsers have their own");
    fixture.approve(&device, &hers).await;
    assert!(fixture.finish(&hers).await.is_ok(), "and nobody is locked out");
}

#[tokio::test]
async fn known_browser_takes_the_place_of_a_stranger_who_rings_and_not_the_other_way_round() {
    let (fixture, user, device) = anna_with(Rules { push_to_unknown_browsers: true, ..Rules::default() }).await;
    let stranger = fixture.start_pull(&user, &visitor("203.0.113.5")).await;
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, stranger.challenge);
    let known = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(matches!(fixture.progress(&stranger).await, PushProgress::Withdrawn));
    let second = fixture.start_pull(&user, &visitor("203.0.113.5")).await;
    let (challenge, _) = fixture.poll(&device).await.unwrap();
    assert_eq!(challenge.jti, known.challenge);
    assert!(challenge.ctx.browser_known && challenge.ctx.same_network == Some(true));
    assert!(fixture.pull_number(&device, &second.number).await.is_ok(), "it waits to be pulled");
}
