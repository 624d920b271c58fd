//! What ends by itself, and what a database remembers when it is opened again.

use identity::{
    housekeeping, issuer,
    ports::{Store, prelude::*},
    token::{self, Destruction, TokenState},
};
use protocol::Bytes;

use crate::{
    stage::{Stage, visitor},
    storage::Database,
    wake::Wake,
};

#[tokio::test]
async fn key_is_destroyed_when_the_tenth_try_was_not_proved_in_time() {
    let stage = Stage::new().await;
    let device = stage.device(&stage.user("anna").await).await;
    for _ in 0..10 {
        stage.clock.advance(3600);
        stage.evaluate(&device, None).await.unwrap();
    }
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    assert_eq!(stage.token(device.id).await.state, TokenState::Active, "it may still be proved");
    stage.clock.advance(120);
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    assert_eq!(stage.token(device.id).await.state, TokenState::Destroyed(Destruction::Pin));
}

#[tokio::test]
async fn old_rows_are_forgotten_and_the_log_is_kept() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    stage.approve(&device, &waiting).await;
    let rows = |stage: &Stage| {
        let database = stage.state.database.clone();
        async move { database.read().await.unwrap().audit_after(0, 100).await.unwrap() }
    };
    let before = rows(&stage).await;
    stage.clock.advance(2 * 24 * 3600);
    housekeeping::sweep(&stage.state.database, stage.now()).await.unwrap();
    assert!(stage.state.database.read().await.unwrap().challenge(waiting.challenge).await.unwrap().is_none());
    assert_eq!(rows(&stage).await, before);
    identity::audit::verify_chain(Bytes([0; 32]), &before).unwrap();
}

#[tokio::test]
async fn database_is_the_same_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("portal.db").display());
    let stage = Stage::new().await;
    let kek = &stage.state.issuer.kek;
    let mut rng = stage.rng();
    let first = Database::open(&url, Wake::default()).await.unwrap();
    let keys = issuer::load_challenge_keys(&first, kek, stage.now(), &mut rng).await.unwrap();
    first.close().await;
    let second = Database::open(&url, Wake::default()).await.unwrap();
    let again = issuer::load_challenge_keys(&second, kek, stage.now(), &mut rng).await.unwrap();
    assert_eq!(again.current.public(), keys.current.public(), "the challenge key is the same");
    let other = identity::kek::Kek::from_bytes([9; 32]);
    let refused = issuer::load_challenge_keys(&second, &other, stage.now(), &mut rng).await;
    assert!(matches!(refused, Err(issuer::LoadKeysError::Unseal(_))), "another key file is noticed at the start");
}

#[tokio::test]
async fn transaction_never_was_when_it_is_not_committed() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let mut tx = stage.state.database.write().await.unwrap();
    let gone = stage_destroyed(&mut tx, device.id).await;
    tx.update_token(&gone).await.unwrap();
    drop(tx);
    assert!(stage.token(device.id).await.is_active());
}

async fn stage_destroyed(tx: &mut impl Tx, id: protocol::TokenId) -> token::Token {
    tx.token(id).await.unwrap().unwrap().destroy(Destruction::Deleted)
}
