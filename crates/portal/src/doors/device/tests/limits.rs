//! Floods, and who is not hurt by them.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::doors::device::tests::*;

impl Http {
    /// Fails until the network is refused.
    async fn flood(&self) {
        for _ in 0..100 {
            self.send(Method::GET, "/api/v1/nothing", None, Vec::new()).await;
        }
        let refused = self.send(Method::GET, "/api/v1/nothing", None, Vec::new()).await;
        assert_eq!(refused.code(), ErrorCode::TooManyRequests);
    }
}

#[tokio::test]
async fn network_is_turned_away_when_it_fails_a_hundred_times_a_minute() {
    let http = Http::new().await;
    for _ in 0..100 {
        let answer = http.send(Method::POST, "/api/v1/enrolments/AAAAAAAAAAAAAAAAAAAAAA", None, b"{}".to_vec()).await;
        assert_eq!(answer.code(), ErrorCode::BadRequest);
    }
    let turned_away = http.send(Method::GET, "/api/v1/portal", None, Vec::new()).await;
    assert_eq!(turned_away.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(turned_away.refusal().retry_after.is_some());
    http.fixture.clock.advance(60);
    assert_eq!(http.send(Method::GET, "/api/v1/portal", None, Vec::new()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn token_is_turned_away_when_its_proofs_fail_twenty_times_a_minute() {
    let (http, _, device) = Http::with_device().await;
    let body = b"{}".to_vec();
    let wrong = Proof { htm: "GET".to_owned(), ..http.proof(POLL, &body).await };
    for _ in 0..20 {
        let answer = http.send(Method::POST, POLL, Some(wrong.sign(&device.device_key).as_str()), body.clone()).await;
        assert_eq!(answer.code(), ErrorCode::Unauthorized);
    }
    assert_eq!(http.poll(&device, 0).await.code(), ErrorCode::TooManyRequests);
}

#[tokio::test]
async fn request_with_a_valid_proof_is_answered_whatever_its_network_does() {
    let (http, user, device) = Http::with_device().await;
    http.flood().await;
    // A device that was just started has no nonce yet: the refusal brings one.
    let refused = http.send(Method::GET, "/api/v1/portal", None, Vec::new()).await;
    assert!(refused.status == StatusCode::TOO_MANY_REQUESTS && refused.nonce.is_some());
    let waiting = http.fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let polled: PollReply = http.poll(&device, 0).await.read();
    let text = polled.challenge.unwrap();
    let challenge = jws::parse::<protocol::challenge::Challenge>(text.as_str()).unwrap();
    let challenge = challenge.verify(&http.fixture.state.issuer.challenge_keys().current.public()).unwrap();
    let (rid, _) = http.evaluate(&device, Some(challenge.jti)).await;
    let approval = device.approval(&challenge, &text, &waiting.number, rid, http.fixture.now());
    let path = format!("/api/v1/challenges/{}/response", challenge.jti);
    let message = ResponseMessage { jws: jws::sign(&approval, &device.user_key) };
    assert_eq!(http.call(&device.device_key, &path, &message).await.status, StatusCode::OK);
}

#[tokio::test]
async fn network_is_turned_away_from_signed_calls_too_when_nothing_is_proved() {
    let (http, _, device) = Http::with_device().await;
    http.flood().await;
    let body = br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":0}"#.to_vec();
    let stranger = PrivateKey::generate(&mut http.fixture.rng());
    let unknown = http.proof(POLL, &body).await.sign(&stranger);
    let replayed = http.proof(POLL, &body).await.sign(&device.device_key);
    assert_eq!(http.send(Method::POST, POLL, Some(replayed.as_str()), body.clone()).await.status, StatusCode::OK);
    for proof in [None, Some("a.b.c"), Some(unknown.as_str()), Some(replayed.as_str())] {
        let answer = http.send(Method::POST, POLL, proof, body.clone()).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::TOO_MANY_REQUESTS, ErrorCode::TooManyRequests));
    }
}

#[tokio::test]
async fn failures_of_whoever_proves_a_key_do_not_count_for_the_network() {
    let (http, _, device) = Http::with_device().await;
    for _ in 0..101 {
        let answer = http.call(&device.device_key, POLL, &"not a poll").await;
        assert_eq!(answer.code(), ErrorCode::BadRequest);
    }
    assert_eq!(http.send(Method::GET, "/api/v1/portal", None, Vec::new()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn token_is_not_turned_away_when_somebody_else_names_its_key_or_repeats_its_proofs() {
    let (http, _, device) = Http::with_device().await;
    let body = br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":0}"#.to_vec();
    let proof = http.proof(POLL, &body).await.sign(&device.device_key);
    assert_eq!(http.send(Method::POST, POLL, Some(proof.as_str()), body.clone()).await.status, StatusCode::OK);
    let (front, _) = proof.as_str().rsplit_once('.').unwrap();
    let forged = format!("{front}.{}", "A".repeat(86));
    for _ in 0..25 {
        assert_eq!(http.send(Method::POST, POLL, Some(&forged), body.clone()).await.code(), ErrorCode::Unauthorized);
        let replayed = http.send(Method::POST, POLL, Some(proof.as_str()), body.clone()).await;
        assert_eq!(replayed.code(), ErrorCode::Unauthorized);
    }
    assert_eq!(http.poll(&device, 0).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn token_waits_for_news_so_often_at_the_same_time_and_no_oftener() {
    let (http, _, device) = Http::with_device().await;
    let other = http.fixture.device(&http.fixture.user("bo").await).await;
    let most = crate::connections::ConnectionLimits::default().polls_per_token;
    let (http, device) = (Arc::new(http), Arc::new(device));
    let mut polls = JoinSet::new();
    for _ in 0..=most {
        let (http, device) = (http.clone(), device.clone());
        polls.spawn(async move { http.poll(&device, 50).await });
    }
    let refused = polls.join_next().await.unwrap().unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!((refused.code(), refused.refusal().retry_after), (ErrorCode::TooManyRequests, Some(5)));
    assert_eq!(http.poll(&other, 0).await.status, StatusCode::OK, "another token");
    http.fixture.state.wake.close();
    while let Some(answer) = polls.join_next().await {
        assert_eq!(answer.unwrap().status, StatusCode::OK, "who waits is answered");
    }
    assert_eq!(http.poll(&device, 0).await.status, StatusCode::OK, "there is room again");
}
