//! One challenge, one answer, one browser.

use identity::credential::token::NotUsable;
use std::sync::Arc;

use identity::actor::Authority;
use identity::approval::{Refusal, RespondError};
use identity::audit::{self, Kind};
use identity::credential::pin::ProofError;
use identity::credential::token;
use identity::login::push::PushProgress;
use identity::login::{FinishError, First};
use identity::throttle::PushRefusal;
use protocol::{
    Bytes, ChallengeId,
    approval::{ApprovalState, Decision, Response},
    challenge::Challenge,
    jws::{self, Jws, JwsError},
};

use testkit::{Device, Fixture, known_visitor, visitor};

/// A login that waits, on the device's screen.
struct Scene {
    fixture: Fixture,
    device: Device,
    waiting: testkit::WaitingLogin,
    challenge: Challenge,
    text: Jws,
}

impl Scene {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let device = fixture.device(&user).await;
        let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
        let (challenge, text) = fixture.poll(&device).await.unwrap();
        Self { fixture, device, waiting, challenge, text }
    }

    async fn approval(&self) -> Response {
        let (rid, _) = self.fixture.evaluate(&self.device, Some(self.challenge.jti)).await.unwrap();
        self.device.approval(&self.challenge, &self.text, &self.waiting.number, rid, self.fixture.now())
    }

    fn decision(&self, decision: Decision) -> Response {
        self.device.decision(&self.challenge, &self.text, decision, self.fixture.now())
    }

    async fn send(&self, response: &Response, key: &protocol::PrivateKey) -> Result<ApprovalState, RespondError> {
        self.fixture.respond(&self.device, self.challenge.jti, &jws::sign(response, key)).await
    }

    async fn approve(&self, response: &Response) -> Result<ApprovalState, RespondError> {
        self.send(response, &self.device.user_key).await
    }

    async fn refusal(&self, response: &Response) -> Refusal {
        match self.approve(response).await {
            Err(RespondError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }
}

#[tokio::test]
async fn login_is_approved_once_and_only_for_the_browser_that_waits() {
    let scene = Scene::new().await;
    assert_eq!(scene.approve(&scene.approval().await).await.unwrap(), ApprovalState::Approved);
    assert!(matches!(scene.fixture.progress(&scene.waiting).await, PushProgress::Approved));
    let other = identity::login::client::ClientSecret::generate(&mut scene.fixture.rng());
    let (database, issuer) = (&scene.fixture.database, &scene.fixture.issuer);
    let (now, mut rng) = (scene.fixture.now(), scene.fixture.rng());
    let stolen = identity::login::finish(database, issuer, now, &mut rng, &other, visitor("192.0.2.1")).await;
    assert!(matches!(stolen, Err(FinishError::NotProved)), "another browser");
    scene.fixture.finish(&scene.waiting).await.unwrap();
    assert!(matches!(scene.fixture.finish(&scene.waiting).await, Err(FinishError::NotProved)), "again");
    assert_eq!(scene.fixture.token(scene.device.id).await.pin.count, 0, "the PIN was proved");
}

#[tokio::test]
async fn login_is_not_finished_before_it_is_approved_or_long_after() {
    let scene = Scene::new().await;
    assert!(matches!(scene.fixture.finish(&scene.waiting).await, Err(FinishError::NotProved)), "pending");
    scene.approve(&scene.approval().await).await.unwrap();
    scene.fixture.clock.advance(240);
    assert!(matches!(scene.fixture.finish(&scene.waiting).await, Err(FinishError::NotProved)), "stale");
}

#[tokio::test]
async fn response_gets_the_same_answer_when_repeated_and_another_is_refused() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    scene.approve(&approval).await.unwrap();
    assert_eq!(scene.approve(&approval).await.unwrap(), ApprovalState::Approved, "repeated");
    scene.fixture.finish(&scene.waiting).await.unwrap();
    assert_eq!(scene.approve(&approval).await.unwrap(), ApprovalState::Approved, "repeated after the session began");
    let denial = scene.send(&scene.decision(Decision::Deny), &scene.device.device_key).await;
    assert!(matches!(denial, Err(RespondError::Closed)), "another");
}

#[tokio::test]
async fn challenge_is_closed_when_the_number_is_wrong() {
    let scene = Scene::new().await;
    let wrong = Response { num: Some("000".to_owned()), ..scene.approval().await };
    assert!(matches!(scene.approve(&wrong).await, Err(RespondError::WrongNumber)));
    assert!(matches!(scene.approve(&wrong).await, Err(RespondError::WrongNumber)), "repeated");
    let right = Response { num: Some(scene.waiting.number.clone()), ..wrong };
    assert!(matches!(scene.approve(&right).await, Err(RespondError::Closed)), "no second guess");
    assert!(matches!(scene.fixture.progress(&scene.waiting).await, PushProgress::WrongNumber));
}

#[tokio::test]
async fn login_is_denied_by_the_device_key_without_a_pin() {
    let scene = Scene::new().await;
    let denial = scene.send(&scene.decision(Decision::Deny), &scene.device.device_key).await;
    assert_eq!(denial.unwrap(), ApprovalState::Denied);
    assert!(matches!(scene.fixture.progress(&scene.waiting).await, PushProgress::Denied));
    assert!(matches!(scene.fixture.finish(&scene.waiting).await, Err(FinishError::NotProved)));
}

#[tokio::test]
async fn stranger_of_a_source_that_was_reported_is_found_no_more() {
    let scene = Scene::new().await;
    let (fixture, device) = (&scene.fixture, &scene.device);
    let user = identity::account::user::find(&fixture.database, &"anna".parse().unwrap()).await.unwrap().unwrap();
    let report = scene.send(&scene.decision(Decision::Report), &device.device_key).await;
    assert_eq!(report.unwrap(), ApprovalState::Reported);
    let quiet = fixture.start_pull(&user, &visitor("192.0.2.1")).await;
    assert!(matches!(fixture.progress(&quiet).await, PushProgress::Waiting(_)), "the page looks as always");
    assert!(fixture.pull_number(device, &quiet.number).await.is_err(), "and no device finds it");
    let elsewhere = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    assert!(fixture.pull_number(device, &elsewhere.number).await.is_ok(), "elsewhere is not blocked");
    fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(fixture.poll(device).await.is_some(), "nor is a browser there that the account knows");
    fixture.clock.advance(24 * 3600);
    let later = fixture.start_pull(&user, &visitor("192.0.2.1")).await;
    assert!(fixture.pull_number(device, &later.number).await.is_ok(), "a day later it is not either");
}

#[tokio::test]
async fn approval_is_refused_when_not_signed_by_the_user_key() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    let by_device_key = scene.send(&approval, &scene.device.device_key).await;
    assert!(matches!(by_device_key, Err(RespondError::Refused(Refusal::Verification))));
    let stranger = protocol::PrivateKey::generate(&mut scene.fixture.rng());
    let by_stranger = scene.send(&approval, &stranger).await;
    assert!(matches!(by_stranger, Err(RespondError::Refused(Refusal::Jws(JwsError::Key)))));
    assert!(matches!(scene.fixture.progress(&scene.waiting).await, PushProgress::Waiting(_)), "still open");
}

#[tokio::test]
async fn approval_is_refused_when_the_evaluation_is_missing_stale_or_for_another_challenge() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    let missing = Response { rid: None, ..approval.clone() };
    assert_eq!(scene.refusal(&missing).await, Refusal::Verification);
    let (elsewhere, _) = scene.fixture.evaluate(&scene.device, Some(ChallengeId::from([1; 16]))).await.unwrap();
    let borrowed = Response { rid: Some(elsewhere), ..approval.clone() };
    assert_eq!(scene.refusal(&borrowed).await, Refusal::Proof(ProofError::Unknown));
    let (unbound, _) = scene.fixture.evaluate(&scene.device, None).await.unwrap();
    assert_eq!(scene.refusal(&Response { rid: Some(unbound), ..approval }).await, Refusal::Proof(ProofError::Unknown));
}

#[tokio::test]
async fn approval_is_refused_when_it_names_another_text_issuer_token_or_challenge() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    let text = Response { chal: Bytes([1; 32]), ..approval.clone() };
    assert_eq!(scene.refusal(&text).await, Refusal::Text);
    let issuer = Response { aud: "https://other.example".parse().unwrap(), ..approval.clone() };
    assert_eq!(scene.refusal(&issuer).await, Refusal::Audience);
    let token = Response { iss: protocol::TokenId::from([1; 16]), ..approval.clone() };
    assert_eq!(scene.refusal(&token).await, Refusal::Issuer);
    let challenge = Response { cid: ChallengeId::from([1; 16]), ..approval };
    assert_eq!(scene.refusal(&challenge).await, Refusal::Challenge);
}

#[tokio::test]
async fn approval_is_refused_when_the_challenge_has_expired() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    scene.fixture.clock.advance(120);
    assert!(matches!(scene.approve(&approval).await, Err(RespondError::Expired)));
    assert!(matches!(scene.fixture.progress(&scene.waiting).await, PushProgress::Expired));
}

#[tokio::test]
async fn challenge_is_unknown_to_another_users_token() {
    let scene = Scene::new().await;
    let stranger = scene.fixture.device(&scene.fixture.user("mallory").await).await;
    let denial = stranger.decision(&scene.challenge, &scene.text, Decision::Deny, scene.fixture.now());
    let jws = jws::sign(&denial, &stranger.device_key);
    let refused = scene.fixture.respond(&stranger, scene.challenge.jti, &jws).await;
    assert!(matches!(refused, Err(RespondError::UnknownChallenge)));
}

#[tokio::test]
async fn approval_is_refused_when_the_token_was_suspended_meanwhile() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    let (database, now) = (&scene.fixture.database, scene.fixture.now());
    let user = scene.fixture.token(scene.device.id).await.user;
    let by = Authority::service_desk(user, "anne");
    token::suspend(database, &scene.fixture.issuer, now, &by, scene.device.id).await.unwrap();
    assert!(matches!(scene.approve(&approval).await, Err(RespondError::NotUsable(NotUsable::NotActive))));
}

#[tokio::test]
async fn both_signatures_are_kept_in_a_log_that_holds() {
    let scene = Scene::new().await;
    let approval = scene.approval().await;
    scene.approve(&approval).await.unwrap();
    let database = &scene.fixture.database;
    assert!(audit::seal(database).await.unwrap() > 0);
    assert!(audit::verify(database).await.is_ok());
    let rows = audit::after(database, 0, 100).await.unwrap();
    let approved = rows.iter().find(|row| row.kind() == Kind::LoginApproved.code()).unwrap();
    let (challenge, response) = approved.evidence().unwrap();
    assert_eq!(challenge, scene.text, "the challenge as it was sent");
    assert_eq!(response, jws::sign(&approval, &scene.device.user_key), "the response as it came");
}

#[tokio::test]
async fn push_pauses_when_five_numbers_in_a_row_were_wrong() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    for round in 0..5 {
        fixture.start_push(&user, &visitor("192.0.2.1")).await;
        let (challenge, text) = fixture.poll(&device).await.unwrap_or_else(|| panic!("push {round} goes out"));
        let (rid, _) = fixture.evaluate(&device, Some(challenge.jti)).await.unwrap();
        let wrong = device.approval(&challenge, &text, "no", rid, fixture.now());
        let sent = fixture.respond(&device, challenge.jti, &jws::sign(&wrong, &device.user_key)).await;
        assert!(matches!(sent, Err(RespondError::WrongNumber)));
        fixture.clock.advance(601);
    }
    fixture.clock.advance(200);
    let known = known_visitor("192.0.2.1", &fixture.known_browser(&user).await);
    let paused = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
    assert!(matches!(paused.first, First::Refused(PushRefusal::Paused { .. })), "within 15 minutes");
    assert!(fixture.poll(&device).await.is_none());
    fixture.clock.advance(200);
    fixture.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(fixture.poll(&device).await.is_some(), "after them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_answer_wins_when_two_come_at_once() {
    for _ in 0..10 {
        let fixture = Arc::new(Fixture::on_disk().await);
        let user = fixture.user("anna").await;
        let device = Arc::new(fixture.device(&user).await);
        let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
        let (challenge, text) = fixture.poll(&device).await.unwrap();
        let (rid, _) = fixture.evaluate(&device, Some(challenge.jti)).await.unwrap();
        let approval = device.approval(&challenge, &text, &waiting.number, rid, fixture.now());
        let approval = jws::sign(&approval, &device.user_key);
        let denial = device.decision(&challenge, &text, Decision::Deny, fixture.now());
        let denial = jws::sign(&denial, &device.device_key);
        let tasks = [approval, denial].map(|jws| {
            let (fixture, device, cid) = (fixture.clone(), device.clone(), challenge.jti);
            tokio::spawn(async move { fixture.respond(&device, cid, &jws).await })
        });
        let mut accepted = 0;
        for task in tasks {
            accepted += usize::from(task.await.unwrap().is_ok());
        }
        assert_eq!(accepted, 1);
    }
}
