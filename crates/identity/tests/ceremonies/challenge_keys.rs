//! One challenge key takes another's place, on a real store.

use identity::actor::{Actor, PersonName};
use identity::challenge_keys::{self, ChallengeKeys, Holder, Missing, NodeKeys, RotateError, Rotated, Slot};
use identity::credential::token::{Closer, TokenState};
use identity::enrolment::{self, OpenError};
use identity::store::Store;
use identity::store::prelude::*;
use protocol::{
    PublicKey, Thumbprint, TokenId,
    challenge_keys::{self as wire, Expected},
    jws::{self, Jws},
};

use testkit::{Device, Fixture, Newcomer, origin};

fn by() -> Actor {
    Actor::Administrator(PersonName::from_text("bo.admin"))
}

async fn begin(fixture: &Fixture) -> Result<Rotated, RotateError> {
    let (database, kek) = (&fixture.database, &fixture.issuer.kek);
    let done = challenge_keys::begin(database, kek, fixture.now(), &mut fixture.rng(), &by()).await;
    loaded(fixture, done).await
}

async fn switch(fixture: &Fixture, missing: Missing) -> Result<Rotated, RotateError> {
    let done = challenge_keys::switch(&fixture.database, &fixture.issuer.kek, fixture.now(), &by(), missing).await;
    loaded(fixture, done).await
}

async fn retire(fixture: &Fixture, missing: Missing) -> Result<Rotated, RotateError> {
    let done = challenge_keys::retire(&fixture.database, &fixture.issuer.kek, fixture.now(), &by(), missing).await;
    loaded(fixture, done).await
}

/// The node has heard of it.
async fn loaded(fixture: &Fixture, done: Result<Rotated, RotateError>) -> Result<Rotated, RotateError> {
    let issuer = &fixture.issuer;
    challenge_keys::reload(&fixture.database, &issuer.kek, &issuer.challenge_keys).await.unwrap();
    done
}

fn thumbprints(keys: &[PublicKey]) -> Vec<Thumbprint> {
    keys.iter().map(PublicKey::thumbprint).collect()
}

async fn statement(fixture: &Fixture, token: TokenId) -> Option<Jws> {
    let keys = fixture.issuer.challenge_keys();
    challenge_keys::statement(&fixture.database, &keys, &fixture.issuer.origin, token).await.unwrap()
}

/// The device polls: takes the statement under what it pins, and says in its next poll what it pins now.
async fn learn(fixture: &Fixture, device: &Device, pinned: &[PublicKey]) -> Vec<PublicKey> {
    let statement = statement(fixture, device.id).await.expect("there is news");
    let (issuer, token) = (origin(), device.id);
    let expected = Expected { issuer: &issuer, token, pinned, last: None };
    let keys = wire::verify(&statement, &expected).unwrap().keys;
    challenge_keys::note_pinned(&fixture.database, token, &thumbprints(&keys)).await.unwrap();
    keys
}

fn missing(refused: Result<Rotated, RotateError>) -> Vec<Holder> {
    match refused {
        Err(RotateError::Missing(holders)) => holders,
        other => panic!("nobody is missing: {other:?}"),
    }
}

fn public(keys: &ChallengeKeys) -> Vec<PublicKey> {
    keys.public()
}

#[tokio::test]
async fn new_key_signs_when_every_token_has_pinned_it_and_the_old_one_goes() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let old = public(&fixture.issuer.challenge_keys());
    assert_eq!(statement(&fixture, device.id).await, None, "nothing is to be said before a rotation");
    // 1. Both, and the old one signs.
    let both = public(&begin(&fixture).await.unwrap().keys);
    assert_eq!((both.len(), both[0]), (2, old[0]));
    let left = missing(switch(&fixture, Missing::Wait).await);
    let [holder] = left.as_slice() else { panic!("{left:?}") };
    assert_eq!((holder.user.as_str(), holder.name.as_str(), holder.token), ("anna", "Work laptop", device.id));
    let pinned = learn(&fixture, &device, &old).await;
    assert_eq!(pinned, both);
    assert_eq!(statement(&fixture, device.id).await, None, "it is said until it is pinned");
    // 2. The new one signs: same keys, so nobody has to be told.
    let switched = switch(&fixture, Missing::Wait).await.unwrap();
    assert!(switched.missing.is_empty());
    assert_eq!(public(&switched.keys), [both[1], both[0]]);
    let waiting = fixture.start_push(&user, &testkit::visitor("192.0.2.1")).await;
    let (_, challenge) = fixture.poll(&device).await.unwrap();
    let challenge = jws::parse::<protocol::challenge::Challenge>(challenge.as_str()).unwrap();
    assert_eq!(challenge.kid(), both[1].thumbprint());
    fixture.approve(&device, &waiting).await;
    // 3. The old one goes, when no node can still sign with it.
    assert!(matches!(retire(&fixture, Missing::Wait).await, Err(RotateError::TooSoon { seconds: 15 })));
    fixture.clock.advance(20);
    assert_eq!(public(&retire(&fixture, Missing::Wait).await.unwrap().keys), [both[1]]);
    assert_eq!(learn(&fixture, &device, &pinned).await, [both[1]], "the device drops it too");
    assert_eq!(statement(&fixture, device.id).await, None);
    // And so on.
    assert!(begin(&fixture).await.unwrap().is_new);
}

#[tokio::test]
async fn step_that_is_repeated_changes_nothing_and_one_that_is_skipped_is_refused() {
    let fixture = Fixture::new().await;
    assert!(matches!(switch(&fixture, Missing::Wait).await, Err(RotateError::NotBegun)));
    assert!(!retire(&fixture, Missing::Wait).await.unwrap().is_new, "there is nothing to drop");
    let first = begin(&fixture).await.unwrap();
    let again = begin(&fixture).await.unwrap();
    assert!(first.is_new && !again.is_new);
    assert_eq!((public(&first.keys), first.keys.since), (public(&again.keys), again.keys.since));
    assert!(matches!(retire(&fixture, Missing::LeaveBehind).await, Err(RotateError::NotSwitched)));
    let switched = switch(&fixture, Missing::Wait).await.unwrap();
    let again = switch(&fixture, Missing::Wait).await.unwrap();
    assert!(switched.is_new && !again.is_new);
    assert!(matches!(begin(&fixture).await, Err(RotateError::NotRetired)));
    fixture.clock.advance(20);
    let retired = retire(&fixture, Missing::Wait).await.unwrap();
    assert!(retired.is_new && !retire(&fixture, Missing::Wait).await.unwrap().is_new);
    // Each set is later than the one before, also where the clock stands still or goes back.
    assert!(first.keys.since < switched.keys.since && switched.keys.since < retired.keys.since);
    // Who did what is in the log.
    while identity::audit::seal(&fixture.database).await.unwrap() > 0 {}
    let rows = identity::audit::after(&fixture.database, 0, 100).await.unwrap();
    let rows = rows.iter().filter(|row| row.kind().starts_with("challenge_key"));
    let said: Vec<_> = rows.map(|row| (row.kind().to_owned(), row.value("actor").unwrap().to_owned())).collect();
    let kinds = ["challenge_key_made", "challenge_key_switched", "challenge_key_retired"];
    assert_eq!(said, kinds.map(|kind| (kind.to_owned(), by().to_string())));
}

#[tokio::test]
async fn device_that_was_away_learns_the_new_key_from_the_old_one_until_that_is_dropped() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let (early, late, never) = (fixture.device(&user).await, fixture.device(&user).await, fixture.device(&user).await);
    let off = fixture.device_in(&user, TokenState::Suspended(Closer::Owner)).await;
    let old = public(&fixture.issuer.challenge_keys());
    begin(&fixture).await.unwrap();
    learn(&fixture, &early, &old).await;
    assert_eq!(missing(switch(&fixture, Missing::Wait).await).len(), 2, "a suspended token is not waited for");
    let switched = switch(&fixture, Missing::LeaveBehind).await.unwrap();
    assert_eq!(switched.missing.len(), 2);
    // The statement for those who know the old key only is signed by it.
    assert_eq!(learn(&fixture, &late, &old).await, public(&switched.keys));
    fixture.clock.advance(20);
    let left = missing(retire(&fixture, Missing::Wait).await);
    assert_eq!(left.iter().map(|holder| holder.token).collect::<Vec<_>>(), [never.id]);
    assert_eq!(retire(&fixture, Missing::LeaveBehind).await.unwrap().missing.len(), 1);
    for lost in [&never, &off] {
        assert_eq!(statement(&fixture, lost.id).await, None, "no key is left that it would believe");
    }
    let report = challenge_keys::report(&fixture.database, &fixture.issuer.kek).await.unwrap();
    assert_eq!((report.tokens, report.keys.len(), report.keys[0].pinned_by), (3, 1, 2));
}

#[tokio::test]
async fn report_says_what_each_key_is_for_and_who_has_pinned_it() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let (device, _other) = (fixture.device(&user).await, fixture.device(&user).await);
    let old = public(&fixture.issuer.challenge_keys());
    begin(&fixture).await.unwrap();
    learn(&fixture, &device, &old).await;
    let report = async || {
        let report = challenge_keys::report(&fixture.database, &fixture.issuer.kek).await.unwrap();
        report.keys.iter().map(|key| (key.slot, key.pinned_by)).collect::<Vec<_>>()
    };
    assert_eq!(report().await, [(Slot::Current, 2), (Slot::Next, 1)]);
    switch(&fixture, Missing::LeaveBehind).await.unwrap();
    assert_eq!(report().await, [(Slot::Current, 1), (Slot::Previous, 2)]);
}

#[tokio::test]
async fn newcomer_pins_both_keys_and_begins_with_the_one_of_its_qr_code() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let issue = async || {
        let authority = identity::actor::Authority::service_desk(user.id, "anne");
        let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
        let offer = enrolment::create(database, issuer, &fixture.work, now, &mut fixture.rng(), &authority).await;
        let offer = offer.unwrap();
        Newcomer::new(&offer.qr_text, &offer.activation_password)
    };
    let old = public(&fixture.issuer.challenge_keys())[0];
    begin(&fixture).await.unwrap();
    let newcomer = issue().await;
    // The QR code is on the screen while the signer changes.
    let keys = public(&switch(&fixture, Missing::Wait).await.unwrap().keys);
    let reply = newcomer.open(&fixture).await.unwrap();
    let opened = newcomer.reply_key.open(&newcomer.qr, &reply).unwrap();
    assert_eq!(opened.challenge_keys, [old, keys[0]]);
    let noted = fixture.database.read().await.unwrap().pinned_keys(opened.token_id).await.unwrap();
    assert_eq!(noted, Some(thumbprints(&[old, keys[0]])));
    assert_eq!(statement(&fixture, opened.token_id).await, None, "it knows both");
}

#[tokio::test]
async fn qr_code_is_void_when_its_key_was_dropped_meanwhile() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    begin(&fixture).await.unwrap();
    let authority = identity::actor::Authority::service_desk(user.id, "anne");
    let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
    let offer = enrolment::create(database, issuer, &fixture.work, now, &mut fixture.rng(), &authority).await.unwrap();
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    switch(&fixture, Missing::Wait).await.unwrap();
    fixture.clock.advance(20);
    retire(&fixture, Missing::Wait).await.unwrap();
    assert!(matches!(newcomer.open(&fixture).await, Err(OpenError::Void)));
}

#[tokio::test]
async fn node_loads_the_keys_anew_when_another_has_changed_them() {
    let first = Fixture::on_disk().await;
    let second = first.again().await;
    let node: &NodeKeys = &second.issuer.challenge_keys;
    let reload = async || challenge_keys::reload(&second.database, &second.issuer.kek, node).await.unwrap();
    assert!(!reload().await, "nothing has changed");
    begin(&first).await.unwrap();
    assert!(reload().await);
    assert_eq!(public(&node.now()), public(&first.issuer.challenge_keys()));
    switch(&first, Missing::Wait).await.unwrap();
    assert!(reload().await && !reload().await);
    assert_eq!(public(&node.now()), public(&first.issuer.challenge_keys()));
}

/// The old statement of a node that has not heard of the change is older than the new one.
#[tokio::test]
async fn node_that_is_behind_does_no_harm() {
    let first = Fixture::on_disk().await;
    let behind = first.again().await;
    let device = first.device(&first.user("anna").await).await;
    let old = public(&first.issuer.challenge_keys());
    begin(&first).await.unwrap();
    challenge_keys::reload(&behind.database, &behind.issuer.kek, &behind.issuer.challenge_keys).await.unwrap();
    let both = learn(&first, &device, &old).await;
    switch(&first, Missing::Wait).await.unwrap();
    first.clock.advance(20);
    let retired = retire(&first, Missing::Wait).await.unwrap().keys;
    learn(&first, &device, &both).await;
    let stale = statement(&behind, device.id).await.expect("it thinks that the device lacks a key");
    let (issuer, token, pinned) = (origin(), device.id, public(&retired));
    let judged = |last| wire::verify(&stale, &Expected { issuer: &issuer, token, pinned: &pinned, last });
    assert_eq!(judged(Some(retired.since)), Err(wire::ChallengeKeysError::NotLater));
}
