//! A copied vault is found out at its first use, and lost answers are not taken for copies.

use std::sync::Arc;

use identity::{
    housekeeping,
    notice::NoticeKind,
    pin::EvaluateError,
    ratchet::{self, SettleError},
    session::Authority,
    token::{self, TokenState},
};
use protocol::{
    RequestId,
    oprf::EvaluationRequest,
    ratchet::{SettleRequest, Step},
};

use crate::stage::{Holder, Stage};

async fn settle(stage: &Stage, device: &Holder, rid: RequestId, step: Step) -> Result<(), SettleError> {
    ratchet::settle(&stage.state.database, stage.now(), device.id, &SettleRequest { rid, step }).await
}

async fn scene() -> (Stage, Holder) {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    (stage, device)
}

#[tokio::test]
async fn token_is_suspended_when_the_second_copy_is_used() {
    let (stage, device) = scene().await;
    let thief = device.copy();
    stage.evaluate(&device, None).await.unwrap();
    let Err(EvaluateError::Copied(Some(notice))) = stage.evaluate(&thief, None).await else {
        panic!("the stale copy is found at its first request");
    };
    assert_eq!((notice.kind, notice.token.as_str()), (NoticeKind::TokenCopied, "Work laptop"));
    let found = stage.token(device.id).await;
    assert_eq!(found.state, TokenState::Copied { reconnect_until: None });
    assert_eq!(found.pin.count, 1, "the thief's try is not counted");
    // Whoever of the two comes next is refused, and nobody is told twice.
    assert!(matches!(stage.evaluate(&device, None).await, Err(EvaluateError::Copied(None))));
    let resumed =
        token::resume(&stage.state.database, stage.now(), &Authority::service_desk(found.user), device.id).await;
    assert!(matches!(resumed, Err(token::ChangeTokenError::Transition(_))), "a click does not bring it back");
}

#[tokio::test]
async fn step_is_settled_whether_or_not_it_had_arrived_and_however_often() {
    let (stage, device) = scene().await;
    // Arrived, and the answer was lost.
    let (step, next) = device.step();
    let request = EvaluationRequest { step: Some(step), ..stage.stepless() };
    stage.ask(&device, &request).await.unwrap();
    for _ in 0..3 {
        settle(&stage, &device, request.rid, step).await.unwrap();
    }
    device.advance(next);
    assert_eq!(stage.token(device.id).await.pin.count, 1, "settling evaluates nothing");
    // Never sent.
    let (step, next) = device.step();
    let rid = RequestId::generate(&mut stage.rng());
    settle(&stage, &device, rid, step).await.unwrap();
    settle(&stage, &device, rid, step).await.unwrap();
    device.advance(next);
    // A repeat that was long on its way changes nothing.
    settle(&stage, &device, request.rid, Step { proof: step.proof, next: request.step.unwrap().next }).await.unwrap();
    assert_eq!(stage.evaluate(&device, None).await.unwrap().1.tries_left, 8);
}

#[tokio::test]
async fn copy_is_found_when_it_settles() {
    let (stage, device) = scene().await;
    let thief = device.copy();
    stage.evaluate(&device, None).await.unwrap();
    let settled = settle(&stage, &thief, RequestId::generate(&mut stage.rng()), thief.step().0).await;
    assert!(matches!(settled, Err(SettleError::Copied(Some(_)))));
    let again = settle(&stage, &thief, RequestId::generate(&mut stage.rng()), thief.step().0).await;
    assert!(matches!(again, Err(SettleError::Copied(None))));
}

#[tokio::test]
async fn step_is_remembered_for_a_day_and_the_last_one_for_ever() {
    let (stage, device) = scene().await;
    let mut steps = Vec::new();
    for _ in 0..2 {
        let (step, next) = device.step();
        let rid = RequestId::generate(&mut stage.rng());
        settle(&stage, &device, rid, step).await.unwrap();
        device.advance(next);
        steps.push((rid, step));
    }
    stage.clock.advance(23 * 3600);
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    settle(&stage, &device, steps[0].0, steps[0].1).await.unwrap();
    stage.clock.advance(365 * 24 * 3600);
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    settle(&stage, &device, steps[1].0, steps[1].1).await.unwrap();
    let forgotten = settle(&stage, &device, steps[0].0, steps[0].1).await;
    assert!(matches!(forgotten, Err(SettleError::Copied(Some(_)))), "nobody waits that long for an answer");
}

#[tokio::test]
async fn step_carries_one_evaluation_even_when_that_is_forgotten() {
    let (stage, device) = scene().await;
    let request = EvaluationRequest { step: Some(device.step().0), ..stage.stepless() };
    stage.ask(&device, &request).await.unwrap();
    stage.clock.advance(2 * 24 * 3600);
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    let another = EvaluationRequest { blinded: stage.stepless().blinded, ..request };
    assert!(matches!(stage.ask(&device, &another).await, Err(EvaluateError::Reused)));
}

#[tokio::test]
async fn pause_takes_the_step_so_that_both_sides_go_on_from_there() {
    let (stage, device) = scene().await;
    for _ in 0..3 {
        stage.evaluate(&device, None).await.unwrap();
    }
    let (step, next) = device.step();
    let request = EvaluationRequest { step: Some(step), ..stage.stepless() };
    assert!(matches!(stage.ask(&device, &request).await, Err(EvaluateError::Paused { .. })));
    settle(&stage, &device, request.rid, step).await.unwrap();
    device.advance(next);
    stage.clock.advance(30);
    assert_eq!(stage.evaluate(&device, None).await.unwrap().1.tries_left, 6);
}

#[tokio::test]
async fn request_without_a_step_is_refused_when_the_token_is_stored() {
    let (stage, device) = scene().await;
    assert!(matches!(stage.ask(&device, &stage.stepless()).await, Err(EvaluateError::NoStep)));
    let pending = TokenState::Pending { until: stage.now().plus(900) };
    let newcomer = stage.device_in(&stage.user("bo").await, pending).await;
    assert!(stage.ask(&newcomer, &stage.stepless()).await.is_ok(), "nothing is stored yet");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_is_evaluated_when_a_thousand_spend_the_same_value() {
    let stage = Arc::new(Stage::on_disk().await);
    let device = Arc::new(stage.device(&stage.user("anna").await).await);
    let outcomes = spend_at_once(std::slice::from_ref(&stage), &device, 1_000).await;
    assert_eq!(outcomes, (1, 1), "one evaluation, and one notice of a copy");
    assert_eq!(stage.token(device.id).await.pin.count, 1);
}

/// `count` requests with the value that the device holds now, at all nodes in turn: how many are evaluated, and how many
/// have shown the copy.
pub(super) async fn spend_at_once(nodes: &[Arc<Stage>], device: &Arc<Holder>, count: usize) -> (usize, usize) {
    let tasks: Vec<_> = nodes
        .iter()
        .cycle()
        .take(count)
        .map(|node| {
            let (node, device) = (node.clone(), device.clone());
            tokio::spawn(async move {
                let request = EvaluationRequest { step: Some(device.step().0), ..node.stepless() };
                node.ask(&device, &request).await
            })
        })
        .collect();
    let (mut evaluated, mut shown) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => evaluated += 1,
            Err(EvaluateError::Copied(notice)) => shown += usize::from(notice.is_some()),
            Err(error) => panic!("neither evaluated nor a copy: {error:?}"),
        }
    }
    (evaluated, shown)
}
