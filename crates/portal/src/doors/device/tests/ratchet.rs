//! Copies, new PINs and biometrics over HTTP, and who is told.

use identity::credential::token::{self, TokenState};
use protocol::{
    ChangeId,
    oprf::EvaluationRequest,
    pin_change::{NewSecrets, PinChange, PinChangeMessage, PinCommit, PinCommitMessage},
    presence::{PresenceMessage, PresenceRequest},
    ratchet::{SettleRequest, commitment},
    sealed_answer::{AnswerKey, SealedAnswer, SealedAnswerMessage, Subject},
};

use crate::doors::device::tests::*;

const RATCHET: &str = "/api/v1/ratchet";
const CHANGES: &str = "/api/v1/pin-changes";
const CHANGE: [u8; 16] = [6; 16];

impl Http {
    /// Begins a PIN change, for the evaluation `rid`.
    async fn begin(&self, device: &Device, rid: RequestId) -> NewSecrets {
        let epk = AnswerKey::generate(&mut self.fixture.rng()).unwrap();
        let change = ChangeId::from(CHANGE);
        let claims =
            PinChange { iss: device.id, aud: origin(), change, rid, epk: epk.public(), iat: self.fixture.now() };
        let message = PinChangeMessage { jws: jws::sign(&claims, &device.user_key) };
        let answer: SealedAnswerMessage = self.call(&device.device_key, CHANGES, &message).await.read();
        let issuer = &self.fixture.state.issuer;
        let answer = jws::parse::<SealedAnswer>(answer.jws.as_str()).unwrap();
        let answer = answer.verify(&issuer.challenge_keys().current.public()).unwrap();
        NewSecrets::open(&Subject { issuer: &issuer.origin, token_id: device.id, change }, &epk, &answer).unwrap()
    }

    /// The new PIN under the new key, and the commit.
    async fn conclude(&self, device: &Device) -> Answer {
        let change = ChangeId::from(CHANGE);
        let request = EvaluationRequest { change: Some(change), ..self.fixture.stepless() };
        assert_eq!(self.call(&device.device_key, OPRF, &request).await.status, StatusCode::OK);
        let (rid, iat, next) = (request.rid, self.fixture.now(), [3; 32]);
        let claims = PinCommit { iss: device.id, aud: origin(), change, rid, ratchet: commitment(&next), iat };
        let message = PinCommitMessage { jws: jws::sign(&claims, &device.user_key) };
        device.advance(next);
        self.call(&device.device_key, &format!("{CHANGES}/{change}/commit"), &message).await
    }
}

#[tokio::test]
async fn owner_is_told_once_when_a_copy_is_found_and_every_call_says_so() {
    let (http, _, device) = Http::with_device().await;
    let thief = device.copy();
    assert_eq!(http.evaluate(&device, None).await.1.status, StatusCode::OK);
    let found = http.evaluate(&thief, None).await.1;
    assert_eq!((found.status, found.code()), (StatusCode::FORBIDDEN, ErrorCode::TokenCopied));
    let letter = http.mail.newest().unwrap();
    assert!(letter.to.email.to_string().starts_with("anna@") && letter.text.contains("Did you restore a backup?"));
    http.fixture.clock.advance(1);
    assert_eq!(http.evaluate(&device, None).await.1.code(), ErrorCode::TokenCopied, "evaluating");
    assert_eq!(http.poll(&device, 0).await.code(), ErrorCode::TokenCopied, "polling");
    let settling = SettleRequest { rid: RequestId::from([1; 16]), step: device.step().0 };
    assert_eq!(http.call(&device.device_key, RATCHET, &settling).await.code(), ErrorCode::TokenCopied, "settling");
    assert_eq!(http.mail.newest().unwrap().at, letter.at, "told once");
}

#[tokio::test]
async fn service_desk_is_told_of_a_copy_and_of_a_report() {
    let http = Http::with_desk().await;
    let user = http.fixture.user("anna").await;
    let device = http.fixture.device(&user).await;
    http.fixture.start_push(&user, &visitor("198.51.100.7")).await;
    let (challenge, text) = http.fixture.poll(&device).await.unwrap();
    let report = device.decision(&challenge, &text, Decision::Report, http.fixture.now());
    let message = ResponseMessage { jws: jws::sign(&report, &device.device_key) };
    let path = format!("/api/v1/challenges/{}/response", challenge.jti);
    assert_eq!(http.call(&device.device_key, &path, &message).await.status, StatusCode::OK);
    let letter = http.mail.newest().unwrap();
    assert_eq!(letter.to.email.to_string(), "desk@nordhavn.example");
    assert!(letter.subject.contains("anna") && letter.text.contains("198.51.100.7"), "{}", letter.text);
    http.fixture.clock.advance(1);
    http.call(&device.device_key, &path, &message).await;
    assert_eq!(http.mail.newest().unwrap().at, letter.at, "a repeat is no second report");
    let thief = device.copy();
    http.evaluate(&device, None).await;
    http.evaluate(&thief, None).await;
    let letter = http.mail.newest().unwrap();
    assert!(
        letter.to.email.to_string().starts_with("desk@") && letter.subject.contains("copied"),
        "{}",
        letter.subject
    );
}

#[tokio::test]
async fn step_is_settled_over_http_without_content() {
    let (http, _, device) = Http::with_device().await;
    let (step, next) = device.step();
    let settling = SettleRequest { rid: RequestId::from([1; 16]), step };
    for _ in 0..2 {
        assert_eq!(http.call(&device.device_key, RATCHET, &settling).await.status, StatusCode::NO_CONTENT);
    }
    device.advance(next);
    assert_eq!(http.evaluate(&device, None).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn pin_is_changed_over_http_and_its_owner_told() {
    let (http, _, device) = Http::with_device().await;
    let (rid, _) = http.evaluate(&device, None).await;
    let secrets = http.begin(&device, rid).await;
    assert_eq!(secrets.pin_min, 6);
    assert_eq!(http.conclude(&device).await.status, StatusCode::NO_CONTENT);
    let letter = http.mail.newest().unwrap();
    assert!(letter.subject.starts_with("New PIN") && letter.text.contains("Was it not you?"), "{}", letter.text);
    assert_eq!(http.evaluate(&device, None).await.1.status, StatusCode::OK);
    let other = format!("{CHANGES}/{}/commit", ChangeId::from([9; 16]));
    let claims = PinCommit {
        iss: device.id,
        aud: origin(),
        change: ChangeId::from([9; 16]),
        rid,
        ratchet: commitment(&[1; 32]),
        iat: http.fixture.now(),
    };
    let message = PinCommitMessage { jws: jws::sign(&claims, &device.user_key) };
    let unknown = http.call(&device.device_key, &other, &message).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, ErrorCode::UnknownChange));
}

#[tokio::test]
async fn copied_token_is_reconnected_over_http() {
    let (http, user, device) = Http::with_device().await;
    let thief = device.copy();
    http.evaluate(&device, None).await;
    http.evaluate(&thief, None).await;
    let request = http.fixture.stepless();
    assert_eq!(http.call(&device.device_key, OPRF, &request).await.code(), ErrorCode::TokenCopied, "not yet");
    let app = &http.fixture.state;
    let by = Authority::service_desk(user.id, "anne");
    token::reconnect(&app.database, &app.issuer, http.fixture.now(), &by, device.id).await.unwrap();
    assert_eq!(http.call(&device.device_key, OPRF, &request).await.status, StatusCode::OK);
    http.begin(&device, request.rid).await;
    assert_eq!(http.conclude(&device).await.status, StatusCode::NO_CONTENT);
    assert_eq!(http.fixture.token(device.id).await.state, TokenState::Active);
    assert!(http.mail.newest().unwrap().subject.contains("reconnected"));
}

#[tokio::test]
async fn biometrics_are_refused_in_one_word_and_their_removal_never() {
    let (http, _, device) = Http::with_device().await;
    let (rid, _) = http.evaluate(&device, None).await;
    let epk = AnswerKey::generate(&mut http.fixture.rng()).unwrap().public();
    let (change, iat) = (ChangeId::from(CHANGE), http.fixture.now());
    let claims = PresenceRequest { iss: device.id, aud: origin(), change, rid, key: None, epk, iat };
    let message = PresenceMessage { jws: jws::sign(&claims, &device.user_key) };
    let refused = http.call(&device.device_key, "/api/v1/presence", &message).await;
    assert_eq!(String::from_utf8(refused.body).unwrap(), r#"{"code":"refused"}"#);
    let path = "/api/v1/presence/remove";
    let proof = http.proof(path, &[]).await.sign(&device.device_key);
    let removed = http.send(Method::POST, path, Some(proof.as_str()), Vec::new()).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
}
