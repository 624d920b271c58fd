//! From a QR code to an active token.

use identity::account::user::{User, UserId};
use identity::actor::Authority;
use identity::credential::pin;
use identity::credential::token::{self, Destruction, TokenState};
use identity::enrolment::{
    self, AcknowledgeError, ConfirmError, Confirmed, CreateEnrolmentError, EnrolmentOffer, EnrolmentProgress, OpenError,
};
use identity::policy::Rules;
use identity::store::Store;
use identity::store::prelude::*;
use protocol::{
    EnrolmentId, RequestId, TokenId,
    approval::PinOk,
    enrolment::{IssuerPolicy, KeyStore},
    jws,
};

use testkit::{Fixture, Newcomer, acknowledgement, origin};

async fn create(fixture: &Fixture, user: &User) -> Result<EnrolmentOffer, CreateEnrolmentError> {
    let app = &fixture;
    enrolment::create(&app.database, &app.issuer, &app.work, fixture.now(), &mut fixture.rng(), &desk(user)).await
}

fn desk(user: &User) -> Authority {
    Authority::service_desk(user.id, "anne")
}

async fn progress(fixture: &Fixture, user: UserId, eid: EnrolmentId) -> EnrolmentProgress {
    let app = &fixture;
    enrolment::progress(&app.database, &app.issuer, fixture.now(), user, eid).await.unwrap().progress
}

/// The PIN is chosen, and the token stored.
async fn acknowledge(fixture: &Fixture, device: &testkit::Device, eid: EnrolmentId) -> Result<(), AcknowledgeError> {
    let rid = fixture.evaluate(device, None).await.map_or(RequestId::from([0; 16]), |(rid, _)| rid);
    send(fixture, device, eid, &acknowledgement(device, eid, rid, fixture.now())).await
}

async fn send(
    fixture: &Fixture,
    device: &testkit::Device,
    eid: EnrolmentId,
    jws: &jws::Jws,
) -> Result<(), AcknowledgeError> {
    let token = fixture.token(device.id).await;
    enrolment::acknowledge(&fixture.database, &fixture.issuer, fixture.now(), &token, eid, jws).await
}

async fn confirm(fixture: &Fixture, user: &User, eid: EnrolmentId) -> Result<Confirmed, ConfirmError> {
    enrolment::confirm(&fixture.database, &fixture.issuer, fixture.now(), &desk(user), eid).await
}

#[tokio::test]
async fn token_is_active_when_the_whole_ceremony_was_followed() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let database = &fixture.database;
    let offer = create(&fixture, &user).await.unwrap();
    assert_eq!(progress(&fixture, user.id, offer.eid).await, EnrolmentProgress::Issued);
    let revealed = enrolment::reveal(database, &fixture.issuer, fixture.now(), &desk(&user), offer.eid).await.unwrap();
    assert_eq!(revealed, offer.activation_password, "shown on demand");
    enrolment::scanned(database, fixture.now(), offer.eid).await.unwrap();
    assert_eq!(progress(&fixture, user.id, offer.eid).await, EnrolmentProgress::Scanned);
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let reply = newcomer.open(&fixture).await.unwrap();
    let device_name = "Work laptop".to_owned();
    assert_eq!(progress(&fixture, user.id, offer.eid).await, EnrolmentProgress::Opened { device: device_name.clone() });
    assert!(matches!(confirm(&fixture, &user, offer.eid).await, Err(ConfirmError::NotReady)), "not stored yet");
    let device = newcomer.store(&reply);
    acknowledge(&fixture, &device, offer.eid).await.unwrap();
    assert_eq!(fixture.token(device.id).await.pin.count, 0, "choosing the PIN costs no try");
    let fingerprint = device.user_key.public().thumbprint().short();
    let stored = EnrolmentProgress::Acknowledged { device: device_name, fingerprint };
    assert_eq!(progress(&fixture, user.id, offer.eid).await, stored);
    let confirmed = confirm(&fixture, &user, offer.eid).await.unwrap();
    assert!(confirmed.notice.is_some() && confirmed.token.state == TokenState::Active);
    let again = confirm(&fixture, &user, offer.eid).await.unwrap();
    assert!(again.notice.is_none() && again.token.state == TokenState::Active, "pressed twice");
    assert_eq!(token::list(database, user.id).await.unwrap().len(), 1);
    let row = database.read().await.unwrap().enrolment(offer.eid).await.unwrap().unwrap();
    assert!(row.secrets.is_none() && row.reply.is_none(), "nothing secret is left of the QR code");
}

#[tokio::test]
async fn acknowledgement_counts_once_so_that_an_old_one_gives_no_tries_back() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let offer = create(&fixture, &user).await.unwrap();
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let reply = newcomer.open(&fixture).await.unwrap();
    let device = newcomer.store(&reply);
    let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
    let ack = acknowledgement(&device, offer.eid, rid, fixture.now());
    send(&fixture, &device, offer.eid, &ack).await.unwrap();
    let proved = fixture.token(device.id).await.proved;
    assert!(proved.is_some(), "the PIN was known");
    for is_confirmed in [false, true] {
        if is_confirmed {
            confirm(&fixture, &user, offer.eid).await.unwrap();
        }
        let tries = fixture.token(device.id).await.pin.count;
        fixture.evaluate(&device, None).await.unwrap();
        fixture.clock.advance(1);
        send(&fixture, &device, offer.eid, &ack).await.unwrap();
        let another = acknowledgement(&device, offer.eid, rid, fixture.now());
        send(&fixture, &device, offer.eid, &another).await.unwrap();
        let token = fixture.token(device.id).await;
        assert_eq!((token.pin.count, token.proved), (tries + 1, proved), "confirmed: {is_confirmed}");
    }
}

#[tokio::test]
async fn acknowledgement_of_an_old_or_unknown_evaluation_gives_no_tries_back() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    for is_known in [true, false] {
        let offer = create(&fixture, &user).await.unwrap();
        let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
        let reply = newcomer.open(&fixture).await.unwrap();
        let device = newcomer.store(&reply);
        let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
        let rid = if is_known { rid } else { RequestId::from([1; 16]) };
        fixture.clock.advance(if is_known { 121 } else { 0 });
        send(&fixture, &device, offer.eid, &acknowledgement(&device, offer.eid, rid, fixture.now())).await.unwrap();
        let token = fixture.token(device.id).await;
        assert_eq!((token.pin.count, token.proved), (1, None), "known: {is_known}");
        // The token is stored all the same: whoever was cut off for two minutes is not lost.
        confirm(&fixture, &user, offer.eid).await.unwrap();
    }
}

#[tokio::test]
async fn first_use_makes_up_for_an_acknowledgement_that_was_cut_off() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let app = &fixture;
    let offer = create(&fixture, &user).await.unwrap();
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let reply = newcomer.open(&fixture).await.unwrap();
    let device = newcomer.store(&reply);
    let pin_ok = async |rid| {
        let claims = PinOk { iss: device.id, aud: origin(), rid, iat: fixture.now() };
        let jws = jws::sign(&claims, &device.user_key);
        pin::acknowledge(&app.database, &app.issuer, fixture.now(), device.id, &jws).await.unwrap();
    };
    // The PIN is being chosen: nothing is stored yet.
    let request = fixture.stepless();
    fixture.ask(&device, &request).await.unwrap();
    pin_ok(request.rid).await;
    assert!(
        matches!(confirm(&fixture, &user, offer.eid).await, Err(ConfirmError::NotReady)),
        "no step, nothing stored"
    );
    // A code is shown: a step was stored before it was sent.
    let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
    assert!(matches!(confirm(&fixture, &user, offer.eid).await, Err(ConfirmError::NotReady)), "nor is the PIN known");
    pin_ok(rid).await;
    assert!(confirm(&fixture, &user, offer.eid).await.unwrap().notice.is_some());
}

#[tokio::test]
async fn qr_code_is_void_when_the_activation_password_was_wrong_five_times() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let offer = create(&fixture, &user).await.unwrap();
    let wrong = Newcomer::new(&offer.qr_text, "0000-0000");
    for left in [4, 3, 2, 1] {
        let refused = wrong.open(&fixture).await;
        assert!(matches!(refused, Err(OpenError::WrongPassword { tries_left }) if tries_left == left), "{left}");
    }
    assert!(matches!(wrong.open(&fixture).await, Err(OpenError::Void)), "the fifth");
    let right = Newcomer::new(&offer.qr_text, &offer.activation_password);
    assert!(matches!(right.open(&fixture).await, Err(OpenError::Void)), "even the right one");
    assert_eq!(progress(&fixture, user.id, offer.eid).await, EnrolmentProgress::Void);
}

#[tokio::test]
async fn key_in_a_file_is_refused_unless_the_policy_allows_it_and_then_it_is_marked() {
    for allowed in [false, true] {
        let device = IssuerPolicy { key_file: allowed, ..Rules::default().device };
        let fixture = Fixture::with_rules(Rules { device, ..Rules::default() }).await;
        let user = fixture.user("anna").await;
        let offer = create(&fixture, &user).await.unwrap();
        let newcomer = Newcomer::with_key_in(KeyStore::File, &offer.qr_text, &offer.activation_password);
        match newcomer.open(&fixture).await {
            Ok(reply) if allowed => {
                let device = newcomer.store(&reply);
                assert_eq!(fixture.token(device.id).await.key_store, KeyStore::File);
            }
            Err(OpenError::KeyStore) if !allowed => {}
            other => panic!("allowed: {allowed}, but {other:?}"),
        }
    }
}

#[tokio::test]
async fn reply_is_the_same_when_the_message_is_repeated_and_another_device_is_refused() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let offer = create(&fixture, &user).await.unwrap();
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let first = newcomer.open(&fixture).await.unwrap();
    fixture.clock.advance(5);
    assert_eq!(newcomer.open(&fixture).await.unwrap().ct, first.ct, "a lost reply is sent again");
    let second = Newcomer::new(&offer.qr_text, &offer.activation_password);
    assert!(matches!(second.open(&fixture).await, Err(OpenError::Used)));
}

#[tokio::test]
async fn qr_code_is_refused_when_expired_unknown_or_withdrawn() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let withdrawn = create(&fixture, &user).await.unwrap();
    enrolment::cancel(&fixture.database, &fixture.issuer, fixture.now(), &desk(&user), withdrawn.eid).await.unwrap();
    let newcomer = Newcomer::new(&withdrawn.qr_text, &withdrawn.activation_password);
    assert!(matches!(newcomer.open(&fixture).await, Err(OpenError::Void)), "withdrawn");
    let unknown = Newcomer { eid: EnrolmentId::from([1; 16]), ..newcomer };
    assert!(matches!(unknown.open(&fixture).await, Err(OpenError::Unknown)), "unknown");
    let expired = create(&fixture, &user).await.unwrap();
    fixture.clock.advance(600);
    let newcomer = Newcomer::new(&expired.qr_text, &expired.activation_password);
    assert!(matches!(newcomer.open(&fixture).await, Err(OpenError::Expired)), "expired");
    assert_eq!(progress(&fixture, user.id, expired.eid).await, EnrolmentProgress::Expired);
}

#[tokio::test]
async fn qr_code_is_void_when_a_later_one_is_made_and_the_fourth_an_hour_is_refused() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let first = create(&fixture, &user).await.unwrap();
    create(&fixture, &user).await.unwrap();
    assert_eq!(progress(&fixture, user.id, first.eid).await, EnrolmentProgress::Void);
    create(&fixture, &user).await.unwrap();
    let refused = create(&fixture, &user).await;
    assert!(matches!(refused, Err(CreateEnrolmentError::TooMany { retry_after: 3600 })));
    fixture.clock.advance(3600);
    assert!(create(&fixture, &user).await.is_ok(), "an hour later");
}

#[tokio::test]
async fn enrolment_belongs_to_its_user_alone() {
    let fixture = Fixture::new().await;
    let (anna, mallory) = (fixture.user("anna").await, fixture.user("mallory").await);
    let offer = create(&fixture, &anna).await.unwrap();
    let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
    assert!(enrolment::progress(database, issuer, now, mallory.id, offer.eid).await.is_err());
    assert!(enrolment::reveal(database, issuer, now, &desk(&mallory), offer.eid).await.is_err());
    assert!(enrolment::cancel(database, issuer, now, &desk(&mallory), offer.eid).await.is_err());
    assert!(matches!(confirm(&fixture, &mallory, offer.eid).await, Err(ConfirmError::Unknown)));
}

#[tokio::test]
async fn pending_token_is_gone_when_withdrawn_or_not_confirmed_in_time() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let mut pending = Vec::new();
    for _ in 0..2 {
        let offer = create(&fixture, &user).await.unwrap();
        let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
        let reply = newcomer.open(&fixture).await.unwrap();
        let device = newcomer.store(&reply);
        acknowledge(&fixture, &device, offer.eid).await.unwrap();
        pending.push((offer.eid, device));
    }
    enrolment::cancel(&fixture.database, &fixture.issuer, fixture.now(), &desk(&user), pending[0].0).await.unwrap();
    let ended = |id: TokenId| {
        let fixture = &fixture;
        async move { fixture.token(id).await.state == TokenState::Destroyed(Destruction::Unconfirmed) }
    };
    assert!(ended(pending[0].1.id).await, "withdrawn");
    assert!(matches!(acknowledge(&fixture, &pending[0].1, pending[0].0).await, Err(AcknowledgeError::Void)));
    fixture.clock.advance(900);
    assert!(matches!(confirm(&fixture, &user, pending[1].0).await, Err(ConfirmError::Over)), "too late");
    identity::housekeeping::sweep(&fixture.database, fixture.now()).await.unwrap();
    assert!(ended(pending[1].1.id).await, "swept");
    assert!(token::list(&fixture.database, user.id).await.unwrap().is_empty());
}
