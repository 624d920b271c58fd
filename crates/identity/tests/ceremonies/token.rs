//! A device that is lost: off at once, and every node knows.

use identity::credential::token::NotUsable;
use std::time::Duration;

use identity::actor::Authority;
use identity::challenge::PollError;
use identity::credential::pin::EvaluateError;
use identity::credential::token::{self, ChangeTokenError, Token, TokenState};
use identity::login::push::PushProgress;
use identity::notice::NoticeKind;
use identity::store::prelude::*;
use identity::store::{Store, Topic};
use tokio::time::timeout;

use store::wake::Wake;
use store::{Database, listen};
use testkit::{Fixture, refused_poll, visitor};

#[tokio::test]
async fn device_is_asked_nothing_from_the_moment_it_is_reported_lost() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let mut polling = fixture.wake.listen(Topic::Devices(user.id));
    let (database, by) = (&fixture.database, Authority::service_desk(user.id, "anne"));
    let notice = token::lost(database, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    assert_eq!((notice.kind, notice.owner.id), (NoticeKind::TokenLost, user.id));
    assert!(polling.woken().await, "the poll looks again");
    assert!(matches!(refused_poll(&fixture, &device).await, Some(PollError::NotUsable(NotUsable::NotActive))));
    assert!(matches!(fixture.progress(&waiting).await, PushProgress::Withdrawn));
    assert!(matches!(fixture.evaluate(&device, None).await, Err(EvaluateError::NotUsable(NotUsable::NotActive))));
    let again = token::lost(database, &fixture.issuer, fixture.now(), &by, device.id).await;
    assert!(matches!(again, Err(ChangeTokenError::Transition(_))), "lost once");
    token::resume(database, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    assert!(fixture.evaluate(&device, None).await.is_ok(), "found again");
}

#[tokio::test]
async fn token_is_nobody_elses_to_report() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    let stranger = Authority::service_desk(fixture.user("bo").await.id, "anne");
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let lost = token::lost(database, issuer, fixture.now(), &stranger, device.id).await;
    assert!(matches!(lost, Err(ChangeTokenError::Unknown)));
    let reconnected = token::reconnect(database, issuer, fixture.now(), &stranger, device.id).await;
    assert!(matches!(reconnected, Err(ChangeTokenError::Unknown)));
    let by = Authority::service_desk(fixture.token(device.id).await.user, "anne");
    let reconnected = token::reconnect(database, issuer, fixture.now(), &by, device.id).await;
    assert!(matches!(reconnected, Err(ChangeTokenError::Transition(_))), "it was not copied");
    assert_eq!(fixture.token(device.id).await.state, TokenState::Active);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poll_ends_when_a_command_beside_the_portal_reports_the_device_lost() {
    let fixture = Fixture::on_disk().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    // The command is another process: it shares the file, and cannot wake anybody here.
    let command = Database::open(&fixture.url(), Wake::default()).await.unwrap();
    let looking = tokio::spawn(listen(fixture.database.clone(), {
        let clock = fixture.clock.clone();
        move || clock.now()
    }));
    let mut polling = fixture.wake.listen(Topic::Devices(user.id));
    let by = Authority::service_desk(user.id, "anne");
    token::lost(&command, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    assert!(timeout(Duration::from_mins(1), polling.woken()).await.unwrap());
    assert!(matches!(refused_poll(&fixture, &device).await, Some(PollError::NotUsable(NotUsable::NotActive))));
    looking.abort();
}

/// Two names that look alike are alike, on the page and on the service desk's terminal.
#[tokio::test]
async fn name_loses_what_is_not_seen_or_reorders_what_is_read() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let by = Authority::service_desk(user.id, "anne");
    let rename = |name: &'static str| token::rename(database, issuer, fixture.now(), &by, device.id, name);
    for (name, kept) in [
        ("Work\u{202e} lap\u{200b}top\u{2069}", "Work laptop"),
        (" \u{feff}Bærbar\u{200f} ", "Bærbar"),
        ("מחשב", "מחשב"),
    ] {
        rename(name).await.unwrap();
        assert_eq!(fixture.token(device.id).await.name, kept);
    }
    for name in ["\u{200b}\u{202e}", "a\u{1b}[31mb", ""] {
        assert!(matches!(rename(name).await, Err(ChangeTokenError::Name)), "{name:?}");
    }
    // A name that an earlier version has kept as it came.
    let mut tx = database.write().await.unwrap();
    let token = tx.lock_token(device.id).await.unwrap().unwrap();
    tx.update_token(&Token { name: "Work\u{202e} laptop".to_owned(), ..token }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(fixture.token(device.id).await.name, "Work laptop");
}
