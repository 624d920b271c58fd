//! The device API over HTTP, as an app uses it.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use std::{net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{Method, Request, StatusCode},
};
use identity::account::user::User;
use identity::actor::Authority;
use identity::{enrolment, login};
use protocol::{
    ErrorBody, ErrorCode, PollNonce, PrivateKey, ProofId, RequestId,
    approval::{Decision, PinOk, PinOkMessage, ResponseMessage},
    challenge::{PollReply, PollRequest},
    device::{NONCE_HEADER, PROOF_HEADER, PortalInfo, Proof, body_hash},
    enrolment::AcknowledgementMessage,
    jws::{self, Jws},
    oprf::{EvaluationReply, EvaluationRequest},
};
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;

use crate::app::App;
use crate::config::Config;
use crate::doors::device::router;
use crate::mail::{Outgoing, Postman};
use crate::testing::fixture::{Device, Fixture, Newcomer, acknowledgement, origin, visitor};

mod challenge_keys;
mod limits;
mod ratchet;

struct Http {
    fixture: Fixture,
    router: Router,
    mail: Outgoing,
    _postman: Postman,
}

struct Answer {
    status: StatusCode,
    nonce: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    fn refusal(&self) -> ErrorBody {
        assert!(!self.status.is_success(), "refused");
        self.read()
    }

    fn code(&self) -> ErrorCode {
        self.refusal().code
    }
}

impl Http {
    async fn new() -> Self {
        Self::telling(None).await
    }

    /// With a service desk that is told things.
    async fn with_desk() -> Self {
        Self::telling(Some("desk@nordhavn.example")).await
    }

    async fn telling(desk: Option<&str>) -> Self {
        let fixture = Fixture::new().await;
        let outbox = tempfile::tempdir().unwrap();
        let mut config = Config::demo(outbox.path().to_owned(), 8080);
        config.mail.service_desk = desk.map(|desk| desk.parse().unwrap());
        let (mail, postman) = Outgoing::open(&config.mail, true).unwrap();
        let app = App::new(config, fixture.state.clone(), mail.clone());
        let router = router(app).layer(MockConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1))));
        Self { fixture, router, mail, _postman: postman }
    }

    async fn with_device() -> (Self, User, Device) {
        let http = Self::new().await;
        let user = http.fixture.user("anna").await;
        let device = http.fixture.device(&user).await;
        (http, user, device)
    }

    async fn send(&self, method: Method, path: &str, proof: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(proof) = proof {
            request = request.header(PROOF_HEADER, proof);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let nonce = response.headers().get(NONCE_HEADER).map(|nonce| nonce.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 65_536).await.unwrap().to_vec();
        Answer { status, nonce, body }
    }

    async fn nonce(&self) -> String {
        self.send(Method::GET, "/api/v1/portal", None, Vec::new()).await.nonce.unwrap()
    }

    /// A proof for `POST path` with `body`.
    async fn proof(&self, path: &str, body: &[u8]) -> Proof {
        Proof {
            jti: ProofId::generate(&mut self.fixture.rng()),
            htm: "POST".to_owned(),
            htu: path.to_owned(),
            iat: self.fixture.now(),
            nonce: self.nonce().await,
            bh: body_hash(body),
        }
    }

    async fn call(&self, key: &PrivateKey, path: &str, message: &impl Serialize) -> Answer {
        let body = serde_json::to_vec(message).unwrap();
        let proof = self.proof(path, &body).await.sign(key);
        self.send(Method::POST, path, Some(proof.as_str()), body).await
    }

    async fn poll(&self, device: &Device, wait: u64) -> Answer {
        let request = PollRequest { pn: PollNonce::generate(&mut self.fixture.rng()), known: None, wait, pinned: None };
        self.call(&device.device_key, POLL, &request).await
    }

    async fn evaluate(&self, device: &Device, cid: Option<protocol::ChallengeId>) -> (RequestId, Answer) {
        let (step, next) = device.step();
        let request = EvaluationRequest { cid, step: Some(step), ..self.fixture.stepless() };
        let answer = self.call(&device.device_key, OPRF, &request).await;
        if answer.status == StatusCode::OK || answer.code() == ErrorCode::PinPaused {
            device.advance(next);
        }
        (request.rid, answer)
    }
}

#[tokio::test]
async fn portal_tells_its_name_its_time_and_a_nonce() {
    let http = Http::new().await;
    let answer = http.send(Method::GET, "/api/v1/portal", None, Vec::new()).await;
    let info: PortalInfo = answer.read();
    assert_eq!((info.name.as_str(), info.time), ("Nordhavn Energi", http.fixture.now()));
    assert!(answer.nonce.is_some());
}

#[tokio::test]
async fn token_is_enrolled_and_approves_a_login_over_http() {
    let http = Http::new().await;
    let (fixture, app) = (&http.fixture, &http.fixture.state);
    let user = fixture.user("anna").await;
    // Enrolment.
    let (now, mut rng) = (fixture.now(), fixture.rng());
    let offer = enrolment::create(
        &app.database,
        &app.issuer,
        &app.work,
        now,
        &mut rng,
        &Authority::service_desk(user.id, "anne"),
    )
    .await
    .unwrap();
    let path = format!("/api/v1/enrolments/{}", offer.eid);
    let scanned = http.send(Method::POST, &format!("{path}/scanned"), None, Vec::new()).await;
    assert_eq!(scanned.status, StatusCode::NO_CONTENT);
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let opened = http.send(Method::POST, &path, None, serde_json::to_vec(&newcomer.message).unwrap()).await;
    let device = newcomer.store(&opened.read());
    let (rid, evaluated) = http.evaluate(&device, None).await;
    assert_eq!(evaluated.status, StatusCode::OK, "a pending token chooses its PIN");
    let message = AcknowledgementMessage { jws: acknowledgement(&device, offer.eid, rid, now) };
    let acked = http.call(&device.device_key, &format!("{path}/ack"), &message).await;
    assert_eq!(acked.status, StatusCode::NO_CONTENT);
    let by = Authority::service_desk(user.id, "anne");
    enrolment::confirm(&app.database, &app.issuer, now, &by, offer.eid).await.unwrap();
    // Login.
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let polled: PollReply = http.poll(&device, 0).await.read();
    let text = polled.challenge.unwrap();
    let challenge = jws::parse::<protocol::challenge::Challenge>(text.as_str()).unwrap();
    let challenge = challenge.verify(&app.issuer.challenge_keys().current.public()).unwrap();
    let (rid, evaluated) = http.evaluate(&device, Some(challenge.jti)).await;
    assert_eq!(evaluated.read::<EvaluationReply>().tries_left, 9);
    let approval = device.approval(&challenge, &text, &waiting.number, rid, now);
    let path = format!("/api/v1/challenges/{}/response", challenge.jti);
    let message = ResponseMessage { jws: jws::sign(&approval, &device.user_key) };
    let answer = http.call(&device.device_key, &path, &message).await;
    assert_eq!(String::from_utf8(answer.body).unwrap(), r#"{"state":"approved"}"#);
    fixture.finish(&waiting).await.unwrap();
}

#[tokio::test]
async fn request_is_unauthorized_when_its_proof_is_missing_malformed_or_for_another_request() {
    let (http, _, device) = Http::with_device().await;
    let body = br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":0}"#.to_vec();
    let missing = http.send(Method::POST, POLL, None, body.clone()).await;
    assert_eq!((missing.status, missing.code()), (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized), "missing");
    assert!(missing.nonce.is_some(), "every answer has a nonce");
    let malformed = http.send(Method::POST, POLL, Some("a.b.c"), body.clone()).await;
    assert_eq!(malformed.code(), ErrorCode::Unauthorized, "malformed");
    let right = http.proof(POLL, &body).await;
    for (what, proof) in [
        ("another path", Proof { htu: OPRF.to_owned(), ..right.clone() }),
        ("another method", Proof { htm: "GET".to_owned(), ..right.clone() }),
        ("another body", Proof { bh: body_hash(b"{}"), ..right.clone() }),
    ] {
        let answer = http.send(Method::POST, POLL, Some(proof.sign(&device.device_key).as_str()), body.clone()).await;
        assert_eq!(answer.code(), ErrorCode::Unauthorized, "{what}");
    }
    let by_user_key = http.send(Method::POST, POLL, Some(right.sign(&device.user_key).as_str()), body.clone()).await;
    assert_eq!(by_user_key.code(), ErrorCode::UnknownToken, "the user key proves no possession");
    let right = http.send(Method::POST, POLL, Some(right.sign(&device.device_key).as_str()), body).await;
    assert_eq!(right.status, StatusCode::OK, "right");
}

#[tokio::test]
async fn request_is_refused_when_replayed_or_its_nonce_is_old() {
    let (http, _, device) = Http::with_device().await;
    let body = br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":0}"#.to_vec();
    let proof = http.proof(POLL, &body).await;
    let signed = proof.sign(&device.device_key);
    assert_eq!(http.send(Method::POST, POLL, Some(signed.as_str()), body.clone()).await.status, StatusCode::OK);
    let replayed = http.send(Method::POST, POLL, Some(signed.as_str()), body.clone()).await;
    assert_eq!(replayed.code(), ErrorCode::Unauthorized, "replayed");
    let later = Proof { jti: ProofId::generate(&mut http.fixture.rng()), ..proof };
    http.fixture.clock.advance(301);
    let stale = http.send(Method::POST, POLL, Some(later.sign(&device.device_key).as_str()), body.clone()).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::UNAUTHORIZED, ErrorCode::UseNonce), "old");
    let fresh = Proof { nonce: stale.nonce.unwrap(), ..later };
    let answer = http.send(Method::POST, POLL, Some(fresh.sign(&device.device_key).as_str()), body).await;
    assert_eq!(answer.status, StatusCode::OK, "once more with the nonce of the refusal");
}

#[tokio::test]
async fn body_is_refused_when_too_large_or_with_an_unknown_member() {
    let (http, _, device) = Http::with_device().await;
    for body in [vec![b' '; 8193], br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":0,"more":1}"#.to_vec(), b"{}".to_vec()] {
        let proof = http.proof(POLL, &body).await.sign(&device.device_key);
        let answer = http.send(Method::POST, POLL, Some(proof.as_str()), body).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    }
}

#[tokio::test]
async fn enrolment_says_how_many_tries_remain_and_then_that_it_is_void() {
    let http = Http::new().await;
    let (fixture, app) = (&http.fixture, &http.fixture.state);
    let user = fixture.user("anna").await;
    let (now, mut rng) = (fixture.now(), fixture.rng());
    let offer = enrolment::create(
        &app.database,
        &app.issuer,
        &app.work,
        now,
        &mut rng,
        &Authority::service_desk(user.id, "anne"),
    )
    .await
    .unwrap();
    let wrong = serde_json::to_vec(&Newcomer::new(&offer.qr_text, "0000-0000").message).unwrap();
    let path = format!("/api/v1/enrolments/{}", offer.eid);
    for left in [4, 3, 2, 1] {
        let refusal = http.send(Method::POST, &path, None, wrong.clone()).await.refusal();
        assert_eq!((refusal.code, refusal.tries_left), (ErrorCode::WrongActivationPassword, Some(left)));
    }
    assert_eq!(http.send(Method::POST, &path, None, wrong.clone()).await.code(), ErrorCode::EnrolmentVoid, "the fifth");
    assert_eq!(http.send(Method::POST, &path, None, wrong).await.code(), ErrorCode::EnrolmentVoid, "the sixth");
    let unknown = http.send(Method::POST, "/api/v1/enrolments/AAAAAAAAAAAAAAAAAAAAAA/scanned", None, Vec::new()).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, ErrorCode::UnknownEnrolment));
}

#[tokio::test]
async fn pin_pauses_with_the_seconds_to_wait_and_pin_ok_ends_the_count() {
    let (http, _, device) = Http::with_device().await;
    for _ in 0..3 {
        assert_eq!(http.evaluate(&device, None).await.1.status, StatusCode::OK);
    }
    let paused = http.evaluate(&device, None).await.1.refusal();
    assert_eq!((paused.code, paused.retry_after), (ErrorCode::PinPaused, Some(30)));
    http.fixture.clock.advance(30);
    let (rid, _) = http.evaluate(&device, None).await;
    let pin_ok = PinOk { iss: device.id, aud: origin(), rid, iat: http.fixture.now() };
    let forged = PinOkMessage { jws: jws::sign(&pin_ok, &device.device_key) };
    assert_eq!(http.call(&device.device_key, PIN_OK, &forged).await.code(), ErrorCode::Refused, "by the device key");
    let right = PinOkMessage { jws: jws::sign(&pin_ok, &device.user_key) };
    assert_eq!(http.call(&device.device_key, PIN_OK, &right).await.status, StatusCode::NO_CONTENT);
    assert_eq!(http.evaluate(&device, None).await.1.read::<EvaluationReply>().tries_left, 9);
}

#[tokio::test]
async fn response_is_refused_in_one_word_whatever_is_wrong() {
    let (http, user, device) = Http::with_device().await;
    http.fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let (challenge, _) = http.fixture.poll(&device).await.unwrap();
    let other = Jws::received("never sent".to_owned());
    let denial = device.decision(&challenge, &other, Decision::Deny, http.fixture.now());
    let path = format!("/api/v1/challenges/{}/response", challenge.jti);
    let message = ResponseMessage { jws: jws::sign(&denial, &device.device_key) };
    let answer = http.call(&device.device_key, &path, &message).await;
    assert_eq!(String::from_utf8(answer.body).unwrap(), r#"{"code":"refused"}"#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poll_answers_at_once_when_a_login_begins_while_it_waits() {
    let (http, user, device) = Http::with_device().await;
    let waiting = async {
        let reply: PollReply = http.poll(&device, 50).await.read();
        assert!(reply.challenge.is_some());
    };
    let pushing = async {
        // Begin once the poll has been seen to wait, so that it is woken and did not just come late.
        while format!("{:?}", http.fixture.state.wake) == "Wake(0 topics)" {
            tokio::task::yield_now().await;
        }
        http.fixture.start_push(&user, &visitor("192.0.2.1")).await;
    };
    tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(waiting, pushing) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poll_answers_when_the_known_challenge_ends() {
    let (http, user, device) = Http::with_device().await;
    let login = http.fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let known = Some(http.fixture.poll(&device).await.unwrap().0.jti);
    let pn = PollNonce::generate(&mut http.fixture.rng());
    let quiet: PollReply =
        http.call(&device.device_key, POLL, &PollRequest { pn, known, wait: 0, pinned: None }).await.read();
    assert!(quiet.challenge.is_none() && quiet.known_open, "still open");
    let waiting = async {
        let request = PollRequest { pn, known, wait: 50, pinned: None };
        let reply: PollReply = http.call(&device.device_key, POLL, &request).await.read();
        assert!(reply.challenge.is_none() && !reply.known_open, "ended");
    };
    let ending = async {
        while format!("{:?}", http.fixture.state.wake) == "Wake(0 topics)" {
            tokio::task::yield_now().await;
        }
        login::withdraw(&http.fixture.state.database, http.fixture.now(), &login.secret).await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(waiting, ending) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poll_answers_when_the_portal_shuts_down() {
    let (http, _, device) = Http::with_device().await;
    let waiting = async {
        let reply: PollReply = http.poll(&device, 50).await.read();
        assert!(reply.challenge.is_none());
    };
    let closing = async {
        while format!("{:?}", http.fixture.state.wake) == "Wake(0 topics)" {
            tokio::task::yield_now().await;
        }
        http.fixture.state.wake.close();
    };
    tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(waiting, closing) }).await.unwrap();
}

#[tokio::test]
async fn poll_is_refused_when_it_would_wait_too_long() {
    let (http, _, device) = Http::with_device().await;
    assert_eq!(http.poll(&device, 51).await.code(), ErrorCode::BadRequest);
}

const POLL: &str = "/api/v1/challenges/poll";
const OPRF: &str = "/api/v1/oprf";
const PIN_OK: &str = "/api/v1/pin-ok";
