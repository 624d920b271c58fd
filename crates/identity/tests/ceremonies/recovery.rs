//! The mailbox is not the account: what an e-mailed code opens, and the ways back without a device.

use identity::account::user::User;
use identity::actor::{Authority, AuthorityError, Deed, Standing};
use identity::credential::token::{self, ChangeTokenError, TokenState};
use identity::enrolment::{self, ConfirmError, CreateEnrolmentError};
use identity::login::client::ClientSecret;
use identity::login::methods::AuthenticationMethod;
use identity::login::session::OpenedSession;
use identity::notice::NoticeKind;
use identity::policy::{DAY, HOUR, Rules};
use identity::recovery::{self, AskError, CheckRecoveryError, PassError, RecoverySecret, SecretKind, StopError, Way};
use protocol::{EnrolmentId, TokenId};

use testkit::{Device, Fixture, Newcomer, acknowledgement, source, visitor};

/// An owner with one device.
async fn bound(rules: Rules) -> (Fixture, User, Device) {
    let fixture = Fixture::with_rules(rules).await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    (fixture, user, device)
}

async fn weak(fixture: &Fixture, secret: &ClientSecret, deed: Deed) -> bool {
    match fixture.owner(secret, deed).await {
        Ok(_) => false,
        Err(AuthorityError::TooWeak(_)) => true,
        Err(error) => panic!("{error}"),
    }
}

async fn offer(fixture: &Fixture, by: &Authority) -> Result<enrolment::EnrolmentOffer, CreateEnrolmentError> {
    let (database, issuer, work) = (&fixture.database, &fixture.issuer, &fixture.work);
    enrolment::create(database, issuer, work, fixture.now(), &mut fixture.rng(), by).await
}

/// A device that has come as far as it can without *OK*.
async fn newcomer(fixture: &Fixture, by: &Authority) -> (EnrolmentId, TokenId) {
    let offer = offer(fixture, by).await.unwrap();
    let newcomer = Newcomer::new(&offer.qr_text, &offer.activation_password);
    let reply = newcomer.open(fixture).await.unwrap();
    let device = newcomer.store(&reply);
    let (rid, _) = fixture.evaluate(&device, None).await.unwrap();
    let (ack, token) = (acknowledgement(&device, offer.eid, rid, fixture.now()), fixture.token(device.id).await);
    let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
    enrolment::acknowledge(database, issuer, now, &token, offer.eid, &ack).await.unwrap();
    (offer.eid, device.id)
}

/// Adds a device and presses *OK*.
async fn add_device(fixture: &Fixture, secret: &ClientSecret) -> TokenId {
    let by = fixture.owner(secret, Deed::Change).await.unwrap();
    let (eid, id) = newcomer(fixture, &by).await;
    let by = fixture.owner(secret, Deed::GoOn).await.unwrap();
    enrolment::confirm(&fixture.database, &fixture.issuer, fixture.now(), &by, eid).await.unwrap();
    id
}

/// Types a saved code or a pass on the login page.
async fn log_in_with(
    fixture: &Fixture,
    kind: SecretKind,
    text: &str,
    address: &str,
) -> Result<OpenedSession, CheckRecoveryError> {
    let client = visitor(address);
    let begun = fixture.begin(fixture.request("anna", &client, None)).await.unwrap();
    let typed: RecoverySecret = text.parse().unwrap();
    let (database, issuer, work, mut rng) = (&fixture.database, &fixture.issuer, &fixture.work, fixture.rng());
    let (now, from) = (fixture.now(), source(address));
    recovery::check(database, issuer, work, now, &mut rng, &begun.secret, kind, typed, from).await?;
    Ok(fixture.finish_of(&begun.secret).await.unwrap())
}

async fn save_code(fixture: &Fixture, secret: &ClientSecret) -> String {
    let by = fixture.owner(secret, Deed::Change).await.unwrap();
    let (database, issuer, work, mut rng) = (&fixture.database, &fixture.issuer, &fixture.work, fixture.rng());
    let (code, notice) = recovery::make_saved_code(database, issuer, work, fixture.now(), &mut rng, &by).await.unwrap();
    assert_eq!(notice.kind, NoticeKind::SavedCodeMade);
    code.to_string()
}

async fn ask(fixture: &Fixture, secret: &ClientSecret) -> Result<recovery::Asked, AskError> {
    let by = fixture.owner(secret, Deed::Ask).await.unwrap();
    let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
    recovery::ask(database, issuer, fixture.now(), &mut rng, &by, source("192.0.2.1")).await
}

#[tokio::test]
async fn emailed_code_opens_everything_until_the_first_token_is_confirmed_and_little_after_it() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let (first, thief) = (fixture.log_in_by_mail("anna").await, fixture.log_in_by_mail("anna").await);
    assert!(first.notice.is_none(), "there is nothing but mail yet");
    // Somebody else who reads the mail is as far as the owner, when the owner presses *OK*.
    let (foreign, _) = newcomer(&fixture, &fixture.owner(&thief.secret, Deed::Change).await.unwrap()).await;
    let stale = fixture.owner(&thief.secret, Deed::GoOn).await.unwrap();
    add_device(&fixture, &first.secret).await;
    let late = enrolment::confirm(&fixture.database, &fixture.issuer, fixture.now(), &stale, foreign).await;
    assert!(matches!(late, Err(ConfirmError::Authority(AuthorityError::TooWeak(_)))), "{late:?}");
    let revealed = enrolment::reveal(&fixture.database, &fixture.issuer, fixture.now(), &stale, foreign).await;
    assert!(revealed.is_err());
    for session in [&first, &thief] {
        assert!(
            weak(&fixture, &session.secret, Deed::Change).await && weak(&fixture, &session.secret, Deed::GoOn).await
        );
        assert!(fixture.owner(&session.secret, Deed::Report).await.is_ok());
    }
    assert_eq!(fixture.log_in_by_mail("anna").await.notice.map(|notice| notice.kind), Some(NoticeKind::EmailLogin));
}

#[tokio::test]
async fn mailbox_alone_gets_nowhere_however_the_tokens_are_closed() {
    let (fixture, user, device) = bound(Rules::default()).await;
    let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
    let thief = fixture.log_in_by_mail("anna").await;
    assert!(weak(&fixture, &thief.secret, Deed::Change).await, "add, enable, disable, delete");
    assert!(weak(&fixture, &thief.secret, Deed::GoOn).await && weak(&fixture, &thief.secret, Deed::Reconnect).await);
    // Reporting the device lost is allowed, and opens nothing.
    let by = fixture.owner(&thief.secret, Deed::Report).await.unwrap();
    token::lost(database, issuer, now, &by, device.id).await.unwrap();
    assert!(weak(&fixture, &thief.secret, Deed::Change).await, "neither enable it nor add another");
    // Nor does what the desk closes, nor a token that is locked.
    for state in [
        TokenState::Suspended(token::Closer::Owner),
        TokenState::Lost(token::Closer::Desk),
        TokenState::Copied { reconnect_until: None },
        TokenState::Destroyed(token::Destruction::Pin),
    ] {
        let fixture = Fixture::new().await;
        fixture.device_in(&fixture.user("anna").await, state).await;
        let thief = fixture.log_in_by_mail("anna").await;
        assert!(weak(&fixture, &thief.secret, Deed::Change).await, "{state:?}");
    }
    // Once the last one is deleted, the account begins anew.
    let desk = Authority::service_desk(user.id, "anne");
    token::delete(database, issuer, now, &desk, device.id).await.unwrap();
    let owner = fixture.log_in_by_mail("anna").await;
    assert!(fixture.owner(&owner.secret, Deed::Change).await.is_ok());
}

#[tokio::test]
async fn authority_is_looked_at_again_when_it_is_used() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let session = fixture.log_in_by_mail("anna").await;
    let by = fixture.owner(&session.secret, Deed::Change).await.unwrap();
    let device = fixture.device(&user).await;
    let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
    let refused = token::delete(database, issuer, now, &by, device.id).await;
    assert!(matches!(refused, Err(ChangeTokenError::Authority(AuthorityError::TooWeak(_)))), "{refused:?}");
    assert!(matches!(offer(&fixture, &by).await, Err(CreateEnrolmentError::Authority(_))));
    // And a session that ended in between has none.
    let session = fixture.log_in(&user, &device).await;
    let by = fixture.owner(&session.secret, Deed::Change).await.unwrap();
    identity::login::session::end(database, &session.secret).await.unwrap();
    let refused = token::suspend(database, issuer, now, &by, device.id).await;
    assert!(matches!(refused, Err(ChangeTokenError::Authority(AuthorityError::Closed))), "{refused:?}");
}

#[tokio::test]
async fn copied_token_is_reconnected_after_a_login_by_mail_when_there_is_no_other_device() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let copied = fixture.device_in(&user, TokenState::Copied { reconnect_until: None }).await;
    let session = fixture.log_in_by_mail("anna").await;
    let by = fixture.owner(&session.secret, Deed::Reconnect).await.unwrap();
    token::reconnect(&fixture.database, &fixture.issuer, fixture.now(), &by, copied.id).await.unwrap();
    fixture.device(&user).await;
    assert!(weak(&fixture, &session.secret, Deed::Reconnect).await, "the other device does it");
}

#[tokio::test]
async fn saved_code_adds_a_device_once() {
    let (fixture, user, device) = bound(Rules::default()).await;
    let session = fixture.log_in(&user, &device).await;
    let old = save_code(&fixture, &session.secret).await;
    let code = save_code(&fixture, &session.secret).await;
    assert_eq!(code.len(), 19, "sixteen characters in fours");
    let kind = SecretKind::SavedCode;
    assert!(log_in_with(&fixture, kind, &old, "192.0.2.2").await.is_err(), "a new one takes its place");
    let recovered = log_in_with(&fixture, kind, &code.to_lowercase(), "192.0.2.2").await.unwrap();
    assert_eq!(recovered.method, AuthenticationMethod::SavedCode);
    assert_eq!(recovered.notice.map(|notice| notice.kind), Some(NoticeKind::SavedCodeUsed));
    fixture.clock.advance(14 * 60);
    add_device(&fixture, &recovered.secret).await;
    assert!(log_in_with(&fixture, kind, &code, "192.0.2.2").await.is_err(), "used");
}

#[tokio::test]
async fn recovery_session_opens_authentication_types_alone_and_ends_within_the_hour() {
    let (fixture, user, device) = bound(Rules::default()).await;
    let code = save_code(&fixture, &fixture.log_in(&user, &device).await.secret).await;
    let opened = log_in_with(&fixture, SecretKind::SavedCode, &code, "192.0.2.2").await.unwrap();
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let (session, user) =
        identity::login::session::load(database, issuer, fixture.now(), &opened.secret).await.unwrap().unwrap();
    let standing = identity::actor::standing(database, issuer, fixture.now(), &user, &session).await.unwrap();
    assert!(standing == Standing::Recovering && !standing.opens_everything());
    for _ in 0..4 {
        fixture.clock.advance(14 * 60);
        assert!(fixture.is_logged_in(&opened.secret).await.unwrap(), "used all the time");
    }
    fixture.clock.advance(4 * 60);
    assert!(!fixture.is_logged_in(&opened.secret).await.unwrap(), "an hour");
}

#[tokio::test]
async fn sixth_try_a_day_is_refused_here_and_not_elsewhere() {
    let (fixture, user, device) = bound(Rules::default()).await;
    let code = save_code(&fixture, &fixture.log_in(&user, &device).await.secret).await;
    let (kind, wrong) = (SecretKind::SavedCode, "0000-0000-0000-0000");
    for left in (0..5).rev() {
        let refused = log_in_with(&fixture, kind, wrong, "198.51.100.7").await;
        assert!(matches!(refused, Err(CheckRecoveryError::Wrong { tries_left }) if tries_left == left), "{refused:?}");
    }
    let right = log_in_with(&fixture, kind, &code, "198.51.100.7").await;
    assert!(matches!(right, Err(CheckRecoveryError::TooMany { .. })), "even the right one");
    let pass = log_in_with(&fixture, SecretKind::DevicePass, wrong, "198.51.100.7").await;
    assert!(matches!(pass, Err(CheckRecoveryError::TooMany { .. })), "one count for both");
    assert!(log_in_with(&fixture, kind, &code, "192.0.2.2").await.is_ok(), "a stranger does not use up the owner's");
    fixture.clock.advance(DAY);
    let next = log_in_with(&fixture, kind, wrong, "198.51.100.7").await;
    assert!(matches!(next, Err(CheckRecoveryError::Wrong { tries_left: 4 })), "a day later");
}

#[tokio::test]
async fn tries_for_a_name_that_nobody_has_are_answered_alike() {
    let fixture = Fixture::new().await;
    for left in (0..5).rev() {
        let refused = log_in_with(&fixture, SecretKind::SavedCode, "0000-0000-0000-0000", "192.0.2.2").await;
        assert!(matches!(refused, Err(CheckRecoveryError::Wrong { tries_left }) if tries_left == left));
    }
    let refused = log_in_with(&fixture, SecretKind::SavedCode, "0000-0000-0000-0000", "192.0.2.2").await;
    assert!(matches!(refused, Err(CheckRecoveryError::TooMany { .. })));
}

#[tokio::test]
async fn pass_needs_both_halves_and_counts_once_within_an_hour() {
    let (fixture, user, _) = bound(Rules::default()).await;
    let make = async || {
        let (database, issuer, work, mut rng) = (&fixture.database, &fixture.issuer, &fixture.work, fixture.rng());
        let by = identity::actor::Actor::System;
        recovery::make_pass(database, issuer, work, fixture.now(), &mut rng, &by, user.id).await.unwrap()
    };
    let kind = SecretKind::DevicePass;
    let pass = make().await;
    for guess in [format!("{}{}", *pass.by_mail, *pass.by_mail), format!("{}{}", *pass.by_desk, *pass.by_mail)] {
        assert!(log_in_with(&fixture, kind, &guess, "192.0.2.2").await.is_err(), "one half twice, or the wrong order");
    }
    let both = format!("{} {}", *pass.by_mail, *pass.by_desk);
    assert!(log_in_with(&fixture, SecretKind::SavedCode, &both, "192.0.2.2").await.is_err(), "it is no saved code");
    let recovered = log_in_with(&fixture, kind, &both, "192.0.2.2").await.unwrap();
    assert_eq!(recovered.notice.map(|notice| notice.kind), Some(NoticeKind::DevicePassUsed));
    add_device(&fixture, &recovered.secret).await;
    assert!(log_in_with(&fixture, kind, &both, "192.0.2.2").await.is_err(), "once");
    let late = make().await;
    fixture.clock.advance(HOUR);
    let both = format!("{}{}", *late.by_mail, *late.by_desk);
    assert!(log_in_with(&fixture, kind, &both, "192.0.2.3").await.is_err(), "60 minutes");
}

#[tokio::test]
async fn waiting_adds_a_device_after_a_day_and_one_alone() {
    let (fixture, _, device) = bound(Rules::default()).await;
    let first = fixture.log_in_by_mail("anna").await;
    let asked = ask(&fixture, &first.secret).await.unwrap();
    assert_eq!(asked.ready, fixture.now().plus(DAY));
    assert_eq!(asked.notice.unwrap().0.kind, NoticeKind::RecoveryAsked);
    assert!(ask(&fixture, &first.secret).await.unwrap().notice.is_none(), "told once");
    assert!(weak(&fixture, &first.secret, Deed::Change).await, "not yet");
    fixture.clock.advance(DAY - 1);
    let early = fixture.log_in_by_mail("anna").await;
    assert!(weak(&fixture, &early.secret, Deed::Change).await, "a second too early");
    fixture.clock.advance(1);
    let ready = fixture.log_in_by_mail("anna").await;
    add_device(&fixture, &ready.secret).await;
    assert!(weak(&fixture, &ready.secret, Deed::Change).await, "used");
    assert!(fixture.token(device.id).await.is_active(), "the old device is nobody's business here");
}

#[tokio::test]
async fn waiting_is_over_after_another_day() {
    let (fixture, _, _) = bound(Rules::default()).await;
    ask(&fixture, &fixture.log_in_by_mail("anna").await.secret).await.unwrap();
    fixture.clock.advance(2 * DAY);
    let late = fixture.log_in_by_mail("anna").await;
    assert!(weak(&fixture, &late.secret, Deed::Change).await);
    assert!(ask(&fixture, &late.secret).await.unwrap().notice.is_some(), "it begins anew");
}

#[tokio::test]
async fn waiting_is_stopped_by_the_link_by_the_desk_and_by_a_device() {
    for by in ["link", "desk", "device", "owner"] {
        let (fixture, user, device) = bound(Rules::default()).await;
        let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
        let owner = fixture.log_in(&user, &device).await;
        let thief = fixture.log_in_by_mail("anna").await;
        let (_, secret) = ask(&fixture, &thief.secret).await.unwrap().notice.unwrap();
        let stopped = match by {
            "link" => recovery::stop_by_link(database, now, &secret).await.unwrap(),
            "desk" => recovery::stop(database, issuer, now, &Authority::service_desk(user.id, "anne")).await.unwrap(),
            "device" => fixture.log_in(&user, &device).await.notice.unwrap(),
            _ => {
                let by = fixture.owner(&owner.secret, Deed::GoOn).await.unwrap();
                recovery::stop(database, issuer, now, &by).await.unwrap()
            }
        };
        assert_eq!(stopped.kind, NoticeKind::RecoveryStopped, "{by}");
        let again = recovery::stop_by_link(database, now, &secret).await;
        assert!(matches!(again, Err(StopError::Unknown)), "{by}: once");
        let thief = fixture.log_in_by_mail("anna").await;
        assert!(matches!(ask(&fixture, &thief.secret).await, Err(AskError::Stopped { .. })), "{by}: not at once again");
        fixture.clock.advance(DAY);
        let thief = fixture.log_in_by_mail("anna").await;
        assert!(weak(&fixture, &thief.secret, Deed::Change).await, "{by}");
    }
}

#[tokio::test]
async fn way_back_is_closed_where_the_rules_leave_it_out() {
    let rules = Rules { recovery: [Way::Code].into_iter().collect(), ..Rules::default() };
    let (fixture, user, device) = bound(rules).await;
    let code = save_code(&fixture, &fixture.log_in(&user, &device).await.secret).await;
    let mail = fixture.log_in_by_mail("anna").await;
    assert!(matches!(ask(&fixture, &mail.secret).await, Err(AskError::Rules)));
    let (database, issuer, work, mut rng) = (&fixture.database, &fixture.issuer, &fixture.work, fixture.rng());
    let by = identity::actor::Actor::System;
    let pass = recovery::make_pass(database, issuer, work, fixture.now(), &mut rng, &by, user.id).await;
    assert!(matches!(pass, Err(PassError::Rules)));
    let typed = log_in_with(&fixture, SecretKind::DevicePass, "0000-0000-0000-0000", "192.0.2.2").await;
    assert!(matches!(typed, Err(CheckRecoveryError::Over)));
    assert!(log_in_with(&fixture, SecretKind::SavedCode, &code, "192.0.2.2").await.is_ok());
}
