//! What ends by itself, and what a database remembers when it is opened again.

use identity::credential::token::{self, Destruction, TokenState};
use identity::store::Store;
use identity::store::prelude::*;
use identity::{challenge_keys, housekeeping};

use store::Database;
use store::wake::Wake;
use testkit::{Fixture, visitor};

#[tokio::test]
async fn key_is_destroyed_when_the_tenth_try_was_not_proved_in_time() {
    let fixture = Fixture::new().await;
    let device = fixture.device(&fixture.user("anna").await).await;
    for _ in 0..10 {
        fixture.clock.advance(3600);
        fixture.evaluate(&device, None).await.unwrap();
    }
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    assert_eq!(fixture.token(device.id).await.state, TokenState::Active, "it may still be proved");
    fixture.clock.advance(120);
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    assert_eq!(fixture.token(device.id).await.state, TokenState::Destroyed(Destruction::Pin));
}

#[tokio::test]
async fn old_rows_are_forgotten_and_the_log_is_kept() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let rows = |fixture: &Fixture| {
        let database = fixture.database.clone();
        async move { database.read().await.unwrap().audit_of(user.id, 100).await.unwrap() }
    };
    let before = rows(&fixture).await;
    fixture.clock.advance(2 * 24 * 3600);
    housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    assert!(fixture.database.read().await.unwrap().challenge(waiting.challenge).await.unwrap().is_none());
    assert_eq!(rows(&fixture).await, before);
    while identity::audit::seal(&fixture.database).await.unwrap() > 0 {}
    assert_eq!(identity::audit::verify(&fixture.database).await.unwrap().unsealed, 0);
}

#[tokio::test]
async fn database_is_the_same_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("portal.db").display());
    let fixture = Fixture::new().await;
    let kek = &fixture.issuer.kek;
    let mut rng = fixture.rng();
    let first = Database::open(&url, Wake::default()).await.unwrap();
    let keys = challenge_keys::load(&first, kek, fixture.now(), &mut rng).await.unwrap();
    first.close().await;
    let second = Database::open(&url, Wake::default()).await.unwrap();
    let again = challenge_keys::load(&second, kek, fixture.now(), &mut rng).await.unwrap();
    assert_eq!(again.current.public(), keys.current.public(), "the challenge key is the same");
    let other = identity::kek::Kek::from_bytes([9; 32]);
    let refused = challenge_keys::load(&second, &other, fixture.now(), &mut rng).await;
    assert!(
        matches!(refused, Err(challenge_keys::LoadKeysError::Unseal(_))),
        "another key file is noticed at the start"
    );
}

#[tokio::test]
async fn transaction_never_was_when_it_is_not_committed() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let mut tx = fixture.database.write().await.unwrap();
    let gone = stage_destroyed(&mut tx, device.id).await;
    tx.update_token(&gone).await.unwrap();
    drop(tx);
    assert!(fixture.token(device.id).await.is_active());
}

async fn stage_destroyed(tx: &mut impl Tx, id: protocol::TokenId) -> token::Token {
    tx.token(id).await.unwrap().unwrap().destroy(Destruction::Deleted)
}
