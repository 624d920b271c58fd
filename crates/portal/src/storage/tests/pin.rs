//! Ten tries, counted before they are evaluated.

use std::sync::Arc;

use identity::{
    pin::{self, EvaluateError, PinOkError, ProofError},
    token::{Destruction, TokenState},
};
use protocol::{
    PrivateKey, RequestId,
    approval::PinOk,
    jws::{self, JwsError},
    oprf::{Blinding, EvaluationRequest},
};

use crate::stage::{Holder, Stage, origin};

async fn acknowledge(stage: &Stage, device: &Holder, rid: RequestId, key: &PrivateKey) -> Result<(), PinOkError> {
    let jws = jws::sign(&PinOk { iss: device.id, aud: origin(), rid, iat: stage.now() }, key);
    pin::acknowledge(&stage.state.database, &stage.state.issuer, stage.now(), device.id, &jws).await
}

#[tokio::test]
async fn pin_is_evaluated_three_times_and_then_paused() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    for left in [9, 8, 7] {
        assert_eq!(stage.evaluate(&device, None).await.unwrap().1.tries_left, left);
    }
    assert!(matches!(stage.evaluate(&device, None).await, Err(EvaluateError::Paused { retry_after: 30 })));
    stage.clock.advance(30);
    assert_eq!(stage.evaluate(&device, None).await.unwrap().1.tries_left, 6, "the fourth, after the pause");
    assert!(matches!(stage.evaluate(&device, None).await, Err(EvaluateError::Paused { retry_after: 60 })));
}

#[tokio::test]
async fn key_is_destroyed_when_the_tenth_try_was_not_proved() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    for _ in 0..10 {
        stage.evaluate(&device, None).await.unwrap();
        stage.clock.advance(3600);
    }
    assert!(matches!(stage.evaluate(&device, None).await, Err(EvaluateError::Destroyed)));
    let token = stage.token(device.id).await;
    assert_eq!(token.state, TokenState::Destroyed(Destruction::Pin));
    assert!(token.oprf_key.is_none() && token.seed.is_none(), "the secrets are gone");
}

#[tokio::test]
async fn key_survives_when_the_tenth_try_was_right() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    for _ in 0..9 {
        stage.evaluate(&device, None).await.unwrap();
        stage.clock.advance(3600);
    }
    let (rid, reply) = stage.evaluate(&device, None).await.unwrap();
    assert_eq!(reply.tries_left, 0);
    acknowledge(&stage, &device, rid, &device.user_key).await.unwrap();
    assert_eq!(stage.evaluate(&device, None).await.unwrap().1.tries_left, 9, "counted from zero again");
}

#[tokio::test]
async fn repeat_of_an_evaluation_costs_no_try_and_another_element_under_its_name_is_refused() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    let mut rng = stage.rng();
    let (_, blinded) = Blinding::blind(&[1; 32], &mut rng).unwrap();
    let (_, other) = Blinding::blind(&[1; 32], &mut rng).unwrap();
    let (step, _) = device.step();
    let rid = RequestId::generate(&mut rng);
    let request = EvaluationRequest { cid: None, change: None, step: Some(step), rid, blinded };
    let (database, issuer) = (&stage.state.database, &stage.state.issuer);
    let first = pin::evaluate(database, issuer, stage.now(), &mut rng, device.id, &request).await.unwrap();
    for _ in 0..20 {
        let again = pin::evaluate(database, issuer, stage.now(), &mut rng, device.id, &request).await.unwrap();
        assert_eq!((again.element, again.tries_left), (first.element, 9), "the same element, no try");
    }
    let another = EvaluationRequest { blinded: other, ..request };
    let refused = pin::evaluate(database, issuer, stage.now(), &mut rng, device.id, &another).await;
    assert!(matches!(refused, Err(EvaluateError::Reused)));
}

#[tokio::test]
async fn proof_is_refused_when_stale_unknown_or_by_the_device_key_and_counts_once() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    let (rid, _) = stage.evaluate(&device, None).await.unwrap();
    let by_device_key = acknowledge(&stage, &device, rid, &device.device_key).await;
    assert!(matches!(by_device_key, Err(PinOkError::Jws(JwsError::Key))));
    let unknown = acknowledge(&stage, &device, RequestId::from([1; 16]), &device.user_key).await;
    assert!(matches!(unknown, Err(PinOkError::Proof(ProofError::Unknown))));
    acknowledge(&stage, &device, rid, &device.user_key).await.unwrap();
    stage.evaluate(&device, None).await.unwrap();
    acknowledge(&stage, &device, rid, &device.user_key).await.unwrap();
    assert_eq!(stage.token(device.id).await.pin.count, 1, "one evaluation proves once");
    let (rid, _) = stage.evaluate(&device, None).await.unwrap();
    stage.clock.advance(121);
    let late = acknowledge(&stage, &device, rid, &device.user_key).await;
    assert!(matches!(late, Err(PinOkError::Proof(ProofError::Stale))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn evaluations_never_exceed_the_free_tries_when_a_thousand_come_at_once() {
    let stage = Arc::new(Stage::on_disk().await);
    // One that waits for *OK* has no ratchet to spend yet: only the tries are counted.
    let pending = TokenState::Pending { until: stage.now().plus(900) };
    let device = Arc::new(stage.device_in(&stage.user("anna").await, pending).await);
    let tasks: Vec<_> = (0..1_000)
        .map(|_| {
            let (stage, device) = (stage.clone(), device.clone());
            tokio::spawn(async move { stage.ask(&device, &stage.stepless()).await })
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
    assert_eq!(stage.token(device.id).await.pin.count, 3);
}
