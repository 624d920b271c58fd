//! A copied vault is found out at its first use, and lost answers are not taken for copies.

use identity::credential::token::NotUsable;
use std::sync::Arc;

use identity::actor::Authority;
use identity::credential::pin::EvaluateError;
use identity::credential::ratchet::{self, SettleError};
use identity::credential::token::{self, TokenState};
use identity::housekeeping;
use identity::notice::NoticeKind;
use protocol::{
    RequestId,
    oprf::EvaluationRequest,
    ratchet::{SettleRequest, Step},
};

use testkit::{Device, Fixture, spend_at_once};

async fn settle(fixture: &Fixture, device: &Device, rid: RequestId, step: Step) -> Result<(), SettleError> {
    ratchet::settle(&fixture.database, fixture.now(), device.id, &SettleRequest { rid, step }).await
}

async fn scene() -> (Fixture, Device) {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    (fixture, device)
}

#[tokio::test]
async fn token_is_suspended_when_the_second_copy_is_used() {
    let (fixture, device) = scene().await;
    let thief = device.copy();
    fixture.evaluate(&device, None).await.unwrap();
    let Err(EvaluateError::CopyFound(Some(notice))) = fixture.evaluate(&thief, None).await else {
        panic!("the stale copy is found at its first request");
    };
    assert_eq!((notice.kind, notice.token.as_str()), (NoticeKind::TokenCopied, "Work laptop"));
    let found = fixture.token(device.id).await;
    assert_eq!(found.state, TokenState::Copied { reconnect_until: None });
    assert_eq!(found.pin.count, 1, "the thief's try is not counted");
    // Whoever of the two comes next is refused, and nobody is told twice.
    assert!(matches!(fixture.evaluate(&device, None).await, Err(EvaluateError::NotUsable(NotUsable::Copied))));
    let by = Authority::service_desk(found.user, "anne");
    let resumed = token::resume(&fixture.database, &fixture.issuer, fixture.now(), &by, device.id).await;
    assert!(matches!(resumed, Err(token::ChangeTokenError::Transition(_))), "a click does not bring it back");
}

#[tokio::test]
async fn step_is_settled_whether_or_not_it_had_arrived_and_however_often() {
    let (fixture, device) = scene().await;
    // Arrived, and the answer was lost.
    let (step, next) = device.step();
    let request = EvaluationRequest { step: Some(step), ..fixture.stepless() };
    fixture.ask(&device, &request).await.unwrap();
    for _ in 0..3 {
        settle(&fixture, &device, request.rid, step).await.unwrap();
    }
    device.advance(next);
    assert_eq!(fixture.token(device.id).await.pin.count, 1, "settling evaluates nothing");
    // Never sent.
    let (step, next) = device.step();
    let rid = RequestId::generate(&mut fixture.rng());
    settle(&fixture, &device, rid, step).await.unwrap();
    settle(&fixture, &device, rid, step).await.unwrap();
    device.advance(next);
    // A repeat that was long on its way changes nothing.
    settle(&fixture, &device, request.rid, Step { proof: step.proof, next: request.step.unwrap().next }).await.unwrap();
    assert_eq!(fixture.evaluate(&device, None).await.unwrap().1.tries_left, 8);
}

#[tokio::test]
async fn copy_is_found_when_it_settles() {
    let (fixture, device) = scene().await;
    let thief = device.copy();
    fixture.evaluate(&device, None).await.unwrap();
    let settled = settle(&fixture, &thief, RequestId::generate(&mut fixture.rng()), thief.step().0).await;
    assert!(matches!(settled, Err(SettleError::CopyFound(Some(_)))));
    let again = settle(&fixture, &thief, RequestId::generate(&mut fixture.rng()), thief.step().0).await;
    assert!(matches!(again, Err(SettleError::NotUsable(NotUsable::Copied))));
}

#[tokio::test]
async fn step_is_remembered_for_a_day_and_the_last_one_for_ever() {
    let (fixture, device) = scene().await;
    let mut steps = Vec::new();
    for _ in 0..2 {
        let (step, next) = device.step();
        let rid = RequestId::generate(&mut fixture.rng());
        settle(&fixture, &device, rid, step).await.unwrap();
        device.advance(next);
        steps.push((rid, step));
    }
    fixture.clock.advance(23 * 3600);
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    settle(&fixture, &device, steps[0].0, steps[0].1).await.unwrap();
    fixture.clock.advance(365 * 24 * 3600);
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    settle(&fixture, &device, steps[1].0, steps[1].1).await.unwrap();
    let forgotten = settle(&fixture, &device, steps[0].0, steps[0].1).await;
    assert!(matches!(forgotten, Err(SettleError::CopyFound(Some(_)))), "nobody waits that long for an answer");
}

#[tokio::test]
async fn step_carries_one_evaluation_even_when_that_is_forgotten() {
    let (fixture, device) = scene().await;
    let request = EvaluationRequest { step: Some(device.step().0), ..fixture.stepless() };
    fixture.ask(&device, &request).await.unwrap();
    fixture.clock.advance(2 * 24 * 3600);
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    let another = EvaluationRequest { blinded: fixture.stepless().blinded, ..request };
    assert!(matches!(fixture.ask(&device, &another).await, Err(EvaluateError::Reused)));
}

#[tokio::test]
async fn pause_takes_the_step_so_that_both_sides_go_on_from_there() {
    let (fixture, device) = scene().await;
    for _ in 0..3 {
        fixture.evaluate(&device, None).await.unwrap();
    }
    let (step, next) = device.step();
    let request = EvaluationRequest { step: Some(step), ..fixture.stepless() };
    assert!(matches!(fixture.ask(&device, &request).await, Err(EvaluateError::Paused { .. })));
    settle(&fixture, &device, request.rid, step).await.unwrap();
    device.advance(next);
    fixture.clock.advance(30);
    assert_eq!(fixture.evaluate(&device, None).await.unwrap().1.tries_left, 6);
}

#[tokio::test]
async fn request_without_a_step_is_refused_when_the_token_is_stored() {
    let (fixture, device) = scene().await;
    assert!(matches!(fixture.ask(&device, &fixture.stepless()).await, Err(EvaluateError::NoStep)));
    let pending = TokenState::Pending { until: fixture.now().plus(900) };
    let newcomer = fixture.device_in(&fixture.user("bo").await, pending).await;
    assert!(fixture.ask(&newcomer, &fixture.stepless()).await.is_ok(), "nothing is stored yet");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_is_evaluated_when_a_thousand_spend_the_same_value() {
    let fixture = Arc::new(Fixture::on_disk().await);
    let device = Arc::new(fixture.device(&fixture.user("anna").await).await);
    let outcomes = spend_at_once(std::slice::from_ref(&fixture), &device, 1_000).await;
    assert_eq!(outcomes, (1, 1), "one evaluation, and one notice of a copy");
    assert_eq!(fixture.token(device.id).await.pin.count, 1);
}
