//! The key-encryption key is replaced while the portal runs (ADR 0025).

use identity::{
    actor::{Actor, Authority},
    audit,
    credential::email_code,
    enrolment,
    kek::{Kek, Purpose, Sealed},
    key_rotation::{self, Pass, ResealError},
    store::{Store, prelude::*},
};
use testkit::{Fixture, source, visitor};

/// The keys by which the fixture's own takes another one's place.
const NEW: [u8; 32] = [0x5a; 32];

/// A store with a secret of each kind that a fixture makes.
async fn used() -> (Fixture, testkit::Device) {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let by = Authority::service_desk(user.id, "anne");
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    enrolment::create(database, issuer, &fixture.work, fixture.now(), &mut fixture.rng(), &by).await.unwrap();
    (fixture, device)
}

async fn cells(fixture: &Fixture, purpose: Purpose) -> Vec<Vec<u8>> {
    let cells = fixture.database.read().await.unwrap().sealed_after(purpose, &[], 100).await.unwrap();
    cells.iter().map(|cell| cell.sealed.as_bytes().to_vec()).collect()
}

#[tokio::test]
async fn every_secret_is_under_the_new_key_and_logins_go_on_meanwhile() {
    let (fixture, device) = used().await;
    let user = fixture.database.read().await.unwrap().token(device.id).await.unwrap().unwrap().user;
    let user = fixture.database.read().await.unwrap().user(user).await.unwrap().unwrap();
    // 1. Before: a login waits, whose number is sealed under the old key.
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    // 2. And another one, which was sent a code.
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let other = fixture.start_pull(&user, &visitor("198.51.100.7")).await;
    let (work, from, now) = (&fixture.work, source("198.51.100.7"), fixture.now());
    let sent = email_code::send(database, issuer, work, now, &mut fixture.rng(), &other.secret, from).await;
    let code = sent.unwrap().unwrap().code.expose();
    let kinds = [
        Purpose::OprfKey,
        Purpose::Seed,
        Purpose::Enrolment,
        Purpose::Number,
        Purpose::EmailCode,
        Purpose::ChallengeKey,
    ];
    for purpose in kinds {
        assert!(!cells(&fixture, purpose).await.is_empty(), "{purpose:?}: there is one, or this test shows nothing");
    }
    // 3. Both keys are known, the new one seals.
    let kek = &fixture.issuer.kek;
    kek.replace(&Kek::with_other(NEW, testkit::KEK));
    let pass = key_rotation::reseal(&fixture.database, kek, &mut fixture.rng()).await.unwrap();
    assert!(pass.resealed >= 6 && pass.resealed == pass.checked, "{pass:?}");
    let again = key_rotation::reseal(&fixture.database, kek, &mut fixture.rng()).await.unwrap();
    assert_eq!(again, Pass { resealed: 0, ..pass }, "nothing is left under the old key");
    // 4. The old key is gone: what began before it ends as always.
    kek.replace(&Kek::from_bytes(NEW));
    fixture.approve(&device, &waiting).await;
    assert!(fixture.finish(&waiting).await.is_ok());
    let again = email_code::send(database, issuer, work, now, &mut fixture.rng(), &other.secret, from).await;
    assert_eq!(again.unwrap().unwrap().code.expose(), code, "the same code again");
    // 5. It is in the log.
    let by: Actor = "administrator:root".parse().unwrap();
    key_rotation::record(&fixture.database, fixture.now(), &by, pass.resealed).await.unwrap();
    let rows = audit::waiting(&fixture.database, 1_000).await.unwrap();
    assert!(rows.iter().any(|row| row.kind() == "encryption_key_rotated" && row.actor().as_ref() == Some(&by)));
}

#[tokio::test]
async fn secret_that_was_changed_meanwhile_is_left_to_the_next_pass() {
    let (fixture, device) = used().await;
    let stale = fixture.database.read().await.unwrap().sealed_after(Purpose::Seed, &[], 1).await.unwrap().remove(0);
    let (kek, mut rng) = (&fixture.issuer.kek, fixture.rng());
    let changed = kek.seal(Purpose::Seed, device.id.as_bytes(), &[9; 32], &mut rng);
    let mut tx = fixture.database.write().await.unwrap();
    let mut token = tx.lock_token(device.id).await.unwrap().unwrap();
    token.seed = Some(changed.clone());
    tx.update_token(&token).await.unwrap();
    assert!(!tx.replace_sealed(Purpose::Seed, &stale, &Sealed::from_bytes(vec![1])).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(fixture.token(device.id).await.seed, Some(changed));
}

#[tokio::test]
async fn pass_names_the_kind_of_a_secret_that_opens_under_neither_key() {
    let (fixture, _) = used().await;
    let other = Kek::with_other(NEW, [0; 32]);
    let error = key_rotation::reseal(&fixture.database, &other, &mut fixture.rng()).await.unwrap_err();
    assert!(matches!(error, ResealError::Unseal { purpose: Purpose::OprfKey }), "{error}");
}
