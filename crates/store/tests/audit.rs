//! The audit log on a real database: whoever changes a row is found.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::{
    account::user,
    actor::{Actor, Authority, Deed},
    audit::{self, VerifyError},
    credential::token,
};
use sqlx::{AnyConnection, Connection, Executor};
use testkit::{Fixture, visitor};

/// A sealed log of some rows, and a way around the portal to its database.
async fn sealed() -> (Fixture, AnyConnection) {
    let fixture = Fixture::on_disk().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let by = Authority::service_desk(user.id, "anne");
    token::lost(&fixture.database, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    while audit::seal(&fixture.database).await.unwrap() > 0 {}
    let connection = AnyConnection::connect(&fixture.url()).await.unwrap();
    (fixture, connection)
}

async fn verify_after(sql: &'static str) -> Result<audit::Verified, VerifyError> {
    let (fixture, mut connection) = sealed().await;
    assert!(audit::verify(&fixture.database).await.is_ok());
    connection.execute(sql).await.unwrap();
    audit::verify(&fixture.database).await
}

#[tokio::test]
async fn first_row_that_does_not_fit_is_named_when_the_database_was_changed() {
    let changed = "UPDATE audit SET fields = replace(fields, 'push_started', 'push_dropped') WHERE sequence = 2";
    assert!(matches!(verify_after(changed).await, Err(VerifyError::Altered { sequence: 2 })));
    let removed = "DELETE FROM audit WHERE sequence = 2";
    assert!(matches!(verify_after(removed).await, Err(VerifyError::Missing { expected: 2 })));
    let swapped = "UPDATE audit SET sequence = -sequence WHERE sequence IN (1, 2);
                   UPDATE audit SET sequence = 3 + sequence WHERE sequence < 0";
    assert!(matches!(verify_after(swapped).await, Err(VerifyError::Altered { sequence: 1 })));
    let hidden = "UPDATE audit SET token_id = NULL WHERE sequence = (SELECT MAX(sequence) FROM audit)";
    assert!(matches!(verify_after(hidden).await, Err(VerifyError::Misfiled { .. })));
    let moved = "UPDATE audit SET user_id = x'00000000000000000000000000000000' WHERE sequence = 2";
    assert!(matches!(verify_after(moved).await, Err(VerifyError::Misfiled { sequence: 2 })));
    let cut = "DELETE FROM audit WHERE sequence = (SELECT MAX(sequence) FROM audit)";
    assert!(matches!(verify_after(cut).await, Err(VerifyError::Missing { .. })));
}

#[tokio::test]
async fn unsealed_tail_is_reported_and_no_failure() {
    let (fixture, _connection) = sealed().await;
    let before = audit::verify(&fixture.database).await.unwrap();
    fixture.user("berta").await;
    let after = audit::verify(&fixture.database).await.unwrap();
    assert_eq!((after.size, after.root, after.unsealed), (before.size, before.root, 1));
}

#[tokio::test]
async fn change_by_each_actor_leaves_that_actor_in_the_row() {
    let fixture = Fixture::new().await;
    for (number, actor) in
        ["owner", "desk:anne", "administrator:root", "machine:scim", "system"].into_iter().enumerate()
    {
        let actor: Actor = actor.parse().unwrap();
        let (name, mail) = (format!("person{number}").parse().unwrap(), "a@nordhavn.example".parse().unwrap());
        let new = user::NewUser { name, display_name: "Somebody".to_owned(), email: mail, group: None };
        let user = user::create(&fixture.database, fixture.now(), &mut fixture.rng(), &actor, new).await.unwrap();
        let rows = audit::recent(&fixture.database, user.id, 1).await.unwrap();
        assert_eq!(rows[0].actor(), Some(actor));
    }
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let by = Authority::service_desk(user.id, "anne");
    token::suspend(&fixture.database, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    let rows = audit::recent(&fixture.database, user.id, 1).await.unwrap();
    assert_eq!((rows[0].kind(), rows[0].value("actor")), ("token_suspended", Some("desk:anne")));
    let other = fixture.device(&user).await;
    let by = fixture.owner(&fixture.log_in(&user, &other).await.secret, Deed::GoOn).await.unwrap();
    token::rename(&fixture.database, &fixture.issuer, fixture.now(), &by, device.id, "Laptop").await.unwrap();
    let rows = audit::recent(&fixture.database, user.id, 1).await.unwrap();
    assert_eq!((rows[0].kind(), rows[0].value("actor")), ("token_renamed", Some("owner")));
}
