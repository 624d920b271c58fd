//! A database that is put back from a backup takes nothing back.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::actor::{Actor, Authority, Deed};
use identity::credential::pin::EvaluateError;
use identity::credential::token::NotUsable;
use identity::credential::token::{self, Closer, Destruction, TokenState};
use identity::recovery;
use identity::rollback_journal::{behind, roll_forward};
use tempfile::TempDir;

use store::rollback_journal::latest;
use testkit::{Fixture, visitor};

/// What an administrator does: the database's files, and only those, go back to an earlier day.
struct Backup(TempDir);

impl Backup {
    async fn take(fixture: &Fixture) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fixture.database.close().await;
        for name in FILES {
            drop(std::fs::copy(fixture.folder().join(name), folder.path().join(name)));
        }
        Self(folder)
    }

    async fn put_back(&self, fixture: &Fixture) {
        fixture.database.close().await;
        for name in FILES {
            drop(std::fs::remove_file(fixture.folder().join(name)));
            drop(std::fs::copy(self.0.path().join(name), fixture.folder().join(name)));
        }
    }
}

const FILES: [&str; 3] = ["portal.db", "portal.db-wal", "portal.db-shm"];

#[tokio::test]
async fn tokens_are_roll_forward_when_the_database_was_put_back() {
    let fixture = Fixture::on_disk().await;
    let user = fixture.user("anna").await;
    let (guessed, gone, idle) = (fixture.device(&user).await, fixture.device(&user).await, fixture.device(&user).await);
    let lost = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&idle, &waiting).await;
    let session = fixture.finish(&waiting).await.unwrap();
    let by = fixture.owner(&session.secret, Deed::Change).await.unwrap();
    let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
    recovery::make_saved_code(database, issuer, &fixture.work, fixture.now(), &mut rng, &by).await.unwrap();
    let backup = Backup::take(&fixture).await;
    let fixture = fixture.again().await;
    // After the backup: a thief guesses, an owner deletes, a device is lost.
    for _ in 0..5 {
        fixture.clock.advance(3600);
        fixture.evaluate(&guessed, None).await.unwrap();
    }
    let (database, by) = (&fixture.database, Authority::service_desk(user.id, "anne"));
    token::delete(database, &fixture.issuer, fixture.now(), &by, gone.id).await.unwrap();
    token::lost(database, &fixture.issuer, fixture.now(), &by, lost.id).await.unwrap();
    backup.put_back(&fixture).await;
    let fixture = fixture.again().await;
    let (database, limits) = (&fixture.database, &fixture.issuer.limits);
    assert_eq!(fixture.token(guessed.id).await.pin.count, 0, "the backup knows nothing of the guesses");
    assert!(fixture.token(gone.id).await.oprf_key.is_some(), "and has the key that was destroyed");
    let journal = fixture.journal();
    let found = behind(database, &latest(&journal).unwrap()).await.unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    roll_forward(database, limits, fixture.now(), &Actor::System, &found).await.unwrap();
    assert!(recovery::saved_since(database, user.id).await.unwrap().is_none(), "it may have been used since");
    let forward = fixture.token(guessed.id).await;
    assert_eq!((forward.state, forward.pin.count), (TokenState::Copied { reconnect_until: None }, 5));
    assert_eq!(forward.pin.wait(fixture.now()), Some(15 * 60), "the pause after the fifth, from now on");
    let destroyed = fixture.token(gone.id).await;
    assert_eq!(destroyed.state, TokenState::Destroyed(Destruction::Deleted));
    assert!(destroyed.oprf_key.is_none());
    assert_eq!(fixture.token(lost.id).await.state, TokenState::Lost(Closer::Desk), "closed by the desk");
    assert!(matches!(fixture.evaluate(&guessed, None).await, Err(EvaluateError::NotUsable(NotUsable::Copied))));
    assert!(fixture.evaluate(&idle, None).await.is_ok(), "whose row is as it was goes on");
    assert!(behind(database, &latest(&journal).unwrap()).await.unwrap().is_empty(), "and the two agree again");
}
