//! A device that is lost: off at once, and every node knows.

use std::time::Duration;

use identity::{
    challenge::{self, PollError},
    login::LoginProgress,
    notice::NoticeKind,
    pin::EvaluateError,
    ports::Topic,
    session::Authority,
    token::{self, ChangeTokenError, TokenState},
};
use protocol::{PollNonce, challenge::PollRequest};
use tokio::time::timeout;

use crate::{
    stage::{Holder, Stage, source, visitor},
    storage::{Database, listen},
    wake::Wake,
};

/// How a poll of this device is refused, if it is.
pub(super) async fn poll(stage: &Stage, device: &Holder) -> Option<PollError> {
    let request = PollRequest { pn: PollNonce::generate(&mut stage.rng()), known: None, wait: 0 };
    let (database, issuer) = (&stage.state.database, &stage.state.issuer);
    challenge::poll(database, issuer, stage.now(), device.id, source("192.0.2.1"), &request).await.err()
}

#[tokio::test]
async fn device_is_asked_nothing_from_the_moment_it_is_reported_lost() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    let mut polling = stage.state.wake.listen(Topic::Devices(user.id));
    let (database, by) = (&stage.state.database, Authority::service_desk(user.id));
    let notice = token::lost(database, stage.now(), &by, device.id).await.unwrap();
    assert_eq!((notice.kind, notice.owner.id), (NoticeKind::TokenLost, user.id));
    assert!(polling.woken().await, "the poll looks again");
    assert!(matches!(poll(&stage, &device).await, Some(PollError::NotActive)));
    assert_eq!(stage.progress(&waiting).await, LoginProgress::Withdrawn);
    assert!(matches!(stage.evaluate(&device, None).await, Err(EvaluateError::NotActive)));
    let again = token::lost(database, stage.now(), &by, device.id).await;
    assert!(matches!(again, Err(ChangeTokenError::Transition(_))), "lost once");
    token::resume(database, stage.now(), &by, device.id).await.unwrap();
    assert!(stage.evaluate(&device, None).await.is_ok(), "found again");
}

#[tokio::test]
async fn token_is_nobody_elses_to_report() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    let stranger = Authority::service_desk(stage.user("bo").await.id);
    let (database, policy) = (&stage.state.database, &stage.state.issuer.policy);
    assert!(matches!(token::lost(database, stage.now(), &stranger, device.id).await, Err(ChangeTokenError::Unknown)));
    let reconnected = token::reconnect(database, policy, stage.now(), &stranger, device.id).await;
    assert!(matches!(reconnected, Err(ChangeTokenError::Unknown)));
    let by = Authority::service_desk(stage.token(device.id).await.user);
    let reconnected = token::reconnect(database, policy, stage.now(), &by, device.id).await;
    assert!(matches!(reconnected, Err(ChangeTokenError::Transition(_))), "it was not copied");
    assert_eq!(stage.token(device.id).await.state, TokenState::Active);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poll_ends_when_a_command_beside_the_portal_reports_the_device_lost() {
    let stage = Stage::on_disk().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    // The command is another process: it shares the file, and cannot wake anybody here.
    let command = Database::open(&stage.url(), Wake::default()).await.unwrap();
    let looking = tokio::spawn(listen(stage.state.database.clone(), stage.clock.clone()));
    let mut polling = stage.state.wake.listen(Topic::Devices(user.id));
    token::lost(&command, stage.now(), &Authority::service_desk(user.id), device.id).await.unwrap();
    assert!(timeout(Duration::from_mins(1), polling.woken()).await.unwrap());
    assert!(matches!(poll(&stage, &device).await, Some(PollError::NotActive)));
    looking.abort();
}
