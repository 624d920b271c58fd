//! Ten tries, counted before they are evaluated.

use std::sync::Arc;

use identity::credential::pin::{self, EvaluateError, PinOkError, ProofError};
use identity::credential::token::{Destruction, TokenState};
use protocol::{
    PrivateKey, RequestId,
    approval::PinOk,
    jws::{self, JwsError},
    oprf::{Blinding, EvaluationRequest},
};

use testkit::{Device, Fixture, origin};

async fn acknowledge(fixture: &Fixture, device: &Device, rid: RequestId, key: &PrivateKey) -> Result<(), PinOkError> {
    let jws = jws::sign(&PinOk { iss: device.id, aud: origin(), rid, iat: fixture.now() }, key);
    pin::acknowledge(&fixture.database, &fixture.issuer, fixture.now(), device.id, &jws).await
}

#[tokio::test]
async fn pin_is_evaluated_three_times_and_then_paused() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    for left in [9, 8, 7] {
        assert_eq!(fixture.evaluate(&device, None).await.unwrap().1.tries_left, left);
    }
    assert!(matches!(fixture.evaluate(&device, None).await, Err(EvaluateError::Paused { retry_after: 30 })));
    fixture.clock.advance(30);
    assert_eq!(fixture.evaluate(&device, None).await.unwrap().1.tries_left, 6, "the fourth, after the pause");
    assert!(matches!(fixture.evaluate(&device, None).await, Err(EvaluateError::Paused { retry_after: 60 })));
}

#[tokio::test]
async fn key_is_destroyed_when_the_tenth_try_was_not_proved() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    for _ in 0..10 {
        fixture.evaluate(&device, None).await.unwrap();
        fixture.clock.advance(3600);
    }
    assert!(matches!(fixture.evaluate(&device, None).await, Err(EvaluateError::Destroyed)));
    let token = fixture.token(device.id).await;
    assert_eq!(token.state, TokenState::Destroyed(Destruction::Pin));
    assert!(token.oprf_key.is_none() && token.seed.is_none(), "the secrets are gone");
}

#[tokio::test]
async fn key_survives_when_the_tenth_try_was_right() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    for _ in 0..9 {
        fixture.evaluate(&device, None).await.unwrap();
        fixture.clock.advance(3600);
    }
    let (rid, reply) = fixture.evaluate(&device, None).await.unwrap();
    assert_eq!(reply.tries_left, 0);
    acknowledge(&fixture, &device, rid, &device.user_key).await.unwrap();
    assert_eq!(fixture.evaluate(&device, None).await.unwrap().1.tries_left, 9, "counted from zero again");
}

#[tokio::test]
async fn repeat_of_an_evaluation_costs_no_try_and_another_element_under_its_name_is_refused() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    let mut rng = fixture.rng();
    let (_, blinded) = Blinding::blind(&[1; 32], &mut rng).unwrap();
    let (_, other) = Blinding::blind(&[1; 32], &mut rng).unwrap();
    let (step, _) = device.step();
    let rid = RequestId::generate(&mut rng);
    let request = EvaluationRequest { cid: None, change: None, step: Some(step), rid, blinded };
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let first = pin::evaluate(database, issuer, fixture.now(), &mut rng, device.id, &request).await.unwrap();
    for _ in 0..20 {
        let again = pin::evaluate(database, issuer, fixture.now(), &mut rng, device.id, &request).await.unwrap();
        assert_eq!((again.element, again.tries_left), (first.element, 9), "the same element, no try");
    }
    let another = EvaluationRequest { blinded: other, ..request };
    let refused = pin::evaluate(database, issuer, fixture.now(), &mut rng, device.id, &another).await;
    assert!(matches!(refused, Err(EvaluateError::Reused)));
}

#[tokio::test]
async fn proof_is_refused_when_stale_unknown_or_by_the_device_key_and_counts_once() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
    let by_device_key = acknowledge(&fixture, &device, rid, &device.device_key).await;
    assert!(matches!(by_device_key, Err(PinOkError::Jws(JwsError::Key))));
    let unknown = acknowledge(&fixture, &device, RequestId::from([1; 16]), &device.user_key).await;
    assert!(matches!(unknown, Err(PinOkError::Proof(ProofError::Unknown))));
    acknowledge(&fixture, &device, rid, &device.user_key).await.unwrap();
    fixture.evaluate(&device, None).await.unwrap();
    acknowledge(&fixture, &device, rid, &device.user_key).await.unwrap();
    assert_eq!(fixture.token(device.id).await.pin.count, 1, "one evaluation proves once");
    let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
    fixture.clock.advance(121);
    let late = acknowledge(&fixture, &device, rid, &device.user_key).await;
    assert!(matches!(late, Err(PinOkError::Proof(ProofError::Stale))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn evaluations_never_exceed_the_free_tries_when_a_thousand_come_at_once() {
    let fixture = Arc::new(Fixture::on_disk().await);
    // One that waits for *OK* has no ratchet to spend yet: only the tries are counted.
    let pending = TokenState::Pending { until: fixture.now().plus(900) };
    let device = Arc::new(fixture.device_in(&fixture.user("anna").await, pending).await);
    let tasks: Vec<_> = (0..1_000)
        .map(|_| {
            let (fixture, device) = (fixture.clone(), device.clone());
            tokio::spawn(async move { fixture.ask(&device, &fixture.stepless()).await })
        })
        .collect();
    let mut evaluated = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => evaluated += 1,
            Err(EvaluateError::Paused { .. }) => {}
            Err(error) => panic!("neither evaluated nor paused: {error}"),
        }
    }
    assert_eq!(evaluated, 3, "three are free");
    assert_eq!(fixture.token(device.id).await.pin.count, 3);
}
