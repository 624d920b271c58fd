//! A database that is put back from a backup takes nothing back.

use identity::{
    pin::EvaluateError,
    session::Authority,
    tally::{behind, put_forward},
    token::{self, Destruction, TokenState},
};
use tempfile::TempDir;

use crate::{
    stage::{Stage, visitor},
    state::tally_beside,
    tally::latest,
};

/// What an administrator does: the database's files, and only those, go back to an earlier day.
struct Backup(TempDir);

impl Backup {
    async fn take(stage: &Stage) -> Self {
        let folder = tempfile::tempdir().unwrap();
        stage.state.database.close().await;
        for name in FILES {
            drop(std::fs::copy(stage.folder().join(name), folder.path().join(name)));
        }
        Self(folder)
    }

    async fn put_back(&self, stage: &Stage) {
        stage.state.database.close().await;
        for name in FILES {
            drop(std::fs::remove_file(stage.folder().join(name)));
            drop(std::fs::copy(self.0.path().join(name), stage.folder().join(name)));
        }
    }
}

const FILES: [&str; 3] = ["portal.db", "portal.db-wal", "portal.db-shm"];

#[tokio::test]
async fn tokens_are_put_forward_when_the_database_was_put_back() {
    let stage = Stage::on_disk().await;
    let user = stage.user("anna").await;
    let (guessed, gone, idle) = (stage.device(&user).await, stage.device(&user).await, stage.device(&user).await);
    let lost = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    stage.approve(&idle, &waiting).await;
    stage.finish(&waiting).await.unwrap();
    let backup = Backup::take(&stage).await;
    let stage = stage.again().await;
    // After the backup: a thief guesses, an owner deletes, a device is lost.
    for _ in 0..5 {
        stage.clock.advance(3600);
        stage.evaluate(&guessed, None).await.unwrap();
    }
    let (database, by) = (&stage.state.database, Authority::service_desk(user.id));
    token::delete(database, stage.now(), &by, gone.id).await.unwrap();
    token::lost(database, stage.now(), &by, lost.id).await.unwrap();
    backup.put_back(&stage).await;
    let stage = stage.again().await;
    let (database, policy) = (&stage.state.database, &stage.state.issuer.policy);
    assert_eq!(stage.token(guessed.id).await.pin.count, 0, "the backup knows nothing of the guesses");
    assert!(stage.token(gone.id).await.oprf_key.is_some(), "and has the key that was destroyed");
    let tally = tally_beside(&stage.folder().join("portal.key"));
    let found = behind(database, &latest(&tally).unwrap()).await.unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    put_forward(database, policy, stage.now(), &found).await.unwrap();
    let forward = stage.token(guessed.id).await;
    assert_eq!((forward.state, forward.pin.count), (TokenState::Copied { reconnect_until: None }, 5));
    assert_eq!(forward.pin.wait(stage.now()), Some(15 * 60), "the pause after the fifth, from now on");
    let destroyed = stage.token(gone.id).await;
    assert_eq!(destroyed.state, TokenState::Destroyed(Destruction::Deleted));
    assert!(destroyed.oprf_key.is_none());
    assert_eq!(stage.token(lost.id).await.state, TokenState::Lost);
    assert!(matches!(stage.evaluate(&guessed, None).await, Err(EvaluateError::Copied(None))));
    assert!(stage.evaluate(&idle, None).await.is_ok(), "whose row is as it was goes on");
    assert!(behind(database, &latest(&tally).unwrap()).await.unwrap().is_empty(), "and the two agree again");
}
