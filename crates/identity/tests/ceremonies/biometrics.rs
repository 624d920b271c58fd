//! Biometrics: a seed and a key of their own, as far as the policy goes, and never without the PIN for a week.

use identity::actor::{Authority, AuthorityError, Deed, Standing};
use identity::approval::{Refusal, RespondError};
use identity::credential::biometrics::{self, PresenceError};
use identity::credential::passcode::{self, CheckPasscodeError};
use identity::credential::pin::{self, ProofError};
use identity::credential::token::NotUsable;
use identity::credential::token::{self, Factor};
use identity::login::client::ClientSecret;
use identity::login::methods::AuthenticationMethod;
use identity::login::session::OpenedSession;
use identity::notice::NoticeKind;
use identity::policy::{DAY, Rules};
use otp::{Secret, totp};
use protocol::{
    ChangeId, PrivateKey,
    approval::{PinOk, Response},
    challenge::UserVerification,
    enrolment::{IssuerPolicy, PresencePolicy},
    jws,
    presence::{PresenceRequest, PresenceSeed},
    sealed_answer::{AnswerKey, SealedAnswer, Subject},
};

use testkit::{Device, Fixture, known_visitor, origin, visitor};

struct Scene {
    fixture: Fixture,
    device: Device,
    user: identity::account::user::User,
    cookie: ClientSecret,
}

impl Scene {
    async fn new(allowed: PresencePolicy) -> Self {
        let device = IssuerPolicy { presence: allowed, ..Rules::default().device };
        let fixture = Fixture::with_rules(Rules { device, ..Rules::default() }).await;
        let user = fixture.user("anna").await;
        let device = fixture.device(&user).await;
        let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
        fixture.approve(&device, &waiting).await;
        let cookie = fixture.finish(&waiting).await.unwrap().browser;
        Self { fixture, device, user, cookie }
    }

    async fn register(&self, change: ChangeId, key: Option<&PrivateKey>) -> Result<[u8; 32], PresenceError> {
        let (app, mut rng, now) = (&self.fixture, self.fixture.rng(), self.fixture.now());
        let (rid, _) = self.fixture.evaluate(&self.device, None).await.unwrap();
        let epk = AnswerKey::generate(&mut rng).unwrap();
        let key = key.map(PrivateKey::public);
        let claims =
            PresenceRequest { iss: self.device.id, aud: origin(), change, rid, key, epk: epk.public(), iat: now };
        let jws = jws::sign(&claims, &self.device.user_key);
        let (answer, _) = biometrics::register(&app.database, &app.issuer, now, &mut rng, self.device.id, &jws).await?;
        let answer = jws::parse::<SealedAnswer>(answer.jws.as_str()).unwrap();
        let answer = answer.verify(&app.issuer.challenge_keys().current.public()).unwrap();
        let subject = Subject { issuer: &app.issuer.origin, token_id: self.device.id, change };
        Ok(*PresenceSeed::open(&subject, &epk, &answer).unwrap().seed())
    }

    async fn log_in_with(&self, seed: &[u8; 32]) -> Result<AuthenticationMethod, CheckPasscodeError> {
        Ok(self.log_in_for(seed).await?.method)
    }

    async fn log_in_for(&self, seed: &[u8; 32]) -> Result<OpenedSession, CheckPasscodeError> {
        let (app, now) = (&self.fixture, self.fixture.now());
        let typed = totp::generate(&Secret::from(seed), totp::Parameters::SEGL, now.0);
        let known = known_visitor("192.0.2.1", &self.cookie);
        let begun = app.begin(app.request("anna", &known, None)).await.unwrap();
        passcode::check(&app.database, &app.issuer, now, &begun.secret, &typed, &known).await?;
        Ok(app.finish_of(&begun.secret).await.unwrap())
    }

    /// The PIN is typed, for whatever reason.
    async fn type_pin(&self) {
        let (rid, _) = self.fixture.evaluate(&self.device, None).await.unwrap();
        let claims = PinOk { iss: self.device.id, aud: origin(), rid, iat: self.fixture.now() };
        let (app, jws) = (&self.fixture, jws::sign(&claims, &self.device.user_key));
        pin::acknowledge(&app.database, &app.issuer, self.fixture.now(), self.device.id, &jws).await.unwrap();
    }

    /// A push that is approved with this key after biometrics; and whether the challenge had offered it.
    async fn approve_with(&self, key: &PrivateKey) -> (bool, Result<(), RespondError>) {
        let known = known_visitor("192.0.2.1", &self.cookie);
        let waiting = self.fixture.start_push(&self.user, &known).await;
        let (challenge, text) = self.fixture.poll(&self.device).await.unwrap();
        let response = Response {
            uv: Some(UserVerification::Bio),
            rid: None,
            ..self.device.approval(
                &challenge,
                &text,
                &waiting.number,
                protocol::RequestId::from([0; 16]),
                self.fixture.now(),
            )
        };
        let sent = self.fixture.respond(&self.device, challenge.jti, &jws::sign(&response, key)).await;
        let database = &self.fixture.database;
        identity::login::push::withdraw(database, self.fixture.now(), &waiting.secret).await.unwrap();
        (challenge.uv.contains(&UserVerification::Bio), sent.map(drop))
    }

    fn key(&self) -> PrivateKey {
        PrivateKey::generate(&mut self.fixture.rng())
    }
}

fn change() -> ChangeId {
    ChangeId::from([1; 16])
}

#[tokio::test]
async fn biometrics_are_refused_when_the_policy_does_not_allow_them() {
    let none = Scene::new(PresencePolicy::None).await;
    assert!(matches!(none.register(change(), None).await, Err(PresenceError::Rules)));
    let codes = Scene::new(PresencePolicy::Codes).await;
    let key = codes.key();
    assert!(matches!(codes.register(change(), Some(&key)).await, Err(PresenceError::Rules)));
    let reused = codes.register(change(), Some(&codes.device.device_key)).await;
    assert!(matches!(reused, Err(PresenceError::Audience)), "a key has one use");
}

#[tokio::test]
async fn code_of_the_second_seed_counts_until_the_pin_is_a_week_old_and_again_after_it() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let seed = scene.register(change(), None).await.unwrap();
    assert_ne!(seed, scene.device.seed);
    assert_eq!(scene.log_in_with(&seed).await.unwrap(), AuthenticationMethod::Passcode);
    assert_eq!(scene.fixture.token(scene.device.id).await.last_factor, Some(Factor::Biometrics));
    assert!(matches!(scene.log_in_with(&scene.device.seed).await, Err(CheckPasscodeError::Wrong)), "one a step");
    scene.fixture.clock.advance(7 * DAY - 1);
    assert!(scene.log_in_with(&seed).await.is_ok(), "nearly a week");
    scene.fixture.clock.advance(30);
    assert!(matches!(scene.log_in_with(&seed).await, Err(CheckPasscodeError::Wrong)), "a week");
    assert!(scene.log_in_with(&scene.device.seed).await.is_ok(), "the PIN's own codes go on");
    assert_eq!(scene.fixture.token(scene.device.id).await.last_factor, Some(Factor::Pin));
    scene.type_pin().await;
    scene.fixture.clock.advance(30);
    assert!(scene.log_in_with(&seed).await.is_ok(), "the PIN was typed");
}

#[tokio::test]
async fn code_of_the_second_seed_is_worth_nothing_when_biometrics_were_removed() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let seed = scene.register(change(), None).await.unwrap();
    for _ in 0..2 {
        biometrics::remove(&scene.fixture.database, scene.fixture.now(), scene.device.id).await.unwrap();
    }
    assert!(matches!(scene.log_in_with(&seed).await, Err(CheckPasscodeError::Wrong)));
    assert!(scene.fixture.token(scene.device.id).await.presence.is_none());
}

#[tokio::test]
async fn registration_that_is_sent_again_switches_nothing_on_after_the_removal() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let (app, mut rng, now) = (&scene.fixture, scene.fixture.rng(), scene.fixture.now());
    let (rid, _) = scene.fixture.evaluate(&scene.device, None).await.unwrap();
    let epk = AnswerKey::generate(&mut rng).unwrap().public();
    let (iss, change) = (scene.device.id, change());
    let claims = PresenceRequest { iss, aud: origin(), change, rid, key: None, epk, iat: now };
    let jws = jws::sign(&claims, &scene.device.user_key);
    let mut register = async || biometrics::register(&app.database, &app.issuer, now, &mut rng, iss, &jws).await;
    register().await.unwrap();
    register().await.unwrap();
    biometrics::remove(&app.database, now, iss).await.unwrap();
    assert!(matches!(register().await, Err(PresenceError::Proof(ProofError::Used))));
    assert!(app.token(iss).await.presence.is_none());
}

#[tokio::test]
async fn seed_is_the_same_when_asked_again_and_another_for_another_change() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let first = scene.register(change(), None).await.unwrap();
    assert_eq!(scene.register(change(), None).await.unwrap(), first, "its answer was lost");
    assert_ne!(scene.register(ChangeId::from([2; 16]), None).await.unwrap(), first);
    assert!(scene.log_in_with(&first).await.is_err(), "the latest counts");
}

#[tokio::test]
async fn login_is_approved_by_the_registered_key_alone_and_within_a_week_of_the_pin() {
    let scene = Scene::new(PresencePolicy::Approvals).await;
    let key = scene.key();
    let refused = |outcome: (bool, Result<(), RespondError>)| match outcome {
        (offered, Err(RespondError::Refused(refusal))) => (offered, refusal),
        other => panic!("not refused: {other:?}"),
    };
    assert!(!scene.approve_with(&key).await.0, "not offered before");
    scene.register(change(), Some(&key)).await.unwrap();
    let (offered, approved) = scene.approve_with(&key).await;
    assert!(offered && approved.is_ok());
    assert_eq!(scene.fixture.token(scene.device.id).await.last_factor, Some(Factor::Biometrics));
    let by_user_key = refused(scene.approve_with(&scene.device.user_key).await);
    assert_eq!(by_user_key, (true, Refusal::Verification), "the user key says PIN, not biometrics");
    assert_eq!(refused(scene.approve_with(&scene.device.device_key).await), (true, Refusal::Verification));
    scene.fixture.clock.advance(7 * DAY);
    assert_eq!(refused(scene.approve_with(&key).await), (false, Refusal::Verification), "a week");
    scene.type_pin().await;
    assert!(scene.approve_with(&key).await.1.is_ok(), "the PIN was typed");
}

#[tokio::test]
async fn registration_without_a_key_approves_nothing() {
    let scene = Scene::new(PresencePolicy::Approvals).await;
    scene.register(change(), None).await.unwrap();
    let (offered, sent) = scene.approve_with(&scene.device.device_key).await;
    assert!(!offered && matches!(sent, Err(RespondError::Refused(Refusal::Verification))));
}

#[tokio::test]
async fn biometrics_are_off_while_the_token_is() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let seed = scene.register(change(), None).await.unwrap();
    let (database, by) = (&scene.fixture.database, Authority::service_desk(scene.user.id, "anne"));
    token::suspend(database, &scene.fixture.issuer, scene.fixture.now(), &by, scene.device.id).await.unwrap();
    assert!(matches!(scene.log_in_with(&seed).await, Err(CheckPasscodeError::NotAllowed)));
    let removed = biometrics::remove(database, scene.fixture.now(), scene.device.id).await;
    assert!(matches!(removed, Err(PresenceError::NotUsable(NotUsable::NotActive))));
}

#[tokio::test]
async fn session_of_a_code_after_biometrics_changes_no_authentication_types() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let seed = scene.register(change(), None).await.unwrap();
    let by_finger = scene.log_in_for(&seed).await.unwrap();
    for deed in [Deed::Change, Deed::GoOn, Deed::Reconnect] {
        let refused = scene.fixture.owner(&by_finger.secret, deed).await;
        assert!(matches!(refused, Err(AuthorityError::TooWeak(Standing::Biometrics))), "{deed:?}");
    }
    assert!(scene.fixture.owner(&by_finger.secret, Deed::Report).await.is_ok(), "a lost device is reported");
    scene.fixture.clock.advance(30);
    let by_pin = scene.log_in_for(&scene.device.seed).await.unwrap();
    assert!(scene.fixture.owner(&by_pin.secret, Deed::Change).await.is_ok());
}

#[tokio::test]
async fn seed_behind_biometrics_is_dropped_by_lost_and_by_the_owner_in_the_portal() {
    let scene = Scene::new(PresencePolicy::Codes).await;
    let (app, id) = (&scene.fixture, scene.device.id);
    let by = Authority::service_desk(scene.user.id, "anne");
    scene.register(change(), None).await.unwrap();
    token::lost(&app.database, &app.issuer, app.now(), &by, id).await.unwrap();
    token::resume(&app.database, &app.issuer, app.now(), &by, id).await.unwrap();
    assert!(app.token(id).await.presence.is_none(), "found again, but whoever had it may have used it");
    let seed = scene.register(change(), None).await.unwrap();
    let owner = app.log_in(&scene.user, &scene.device).await;
    let by = app.owner(&owner.secret, Deed::Change).await.unwrap();
    let notice = token::drop_biometrics(&app.database, &app.issuer, app.now(), &by, id).await.unwrap();
    assert_eq!(notice.kind, NoticeKind::BiometricsOff);
    assert!(matches!(scene.log_in_with(&seed).await, Err(CheckPasscodeError::Wrong)));
    let again = token::drop_biometrics(&app.database, &app.issuer, app.now(), &by, id).await;
    assert!(again.is_err(), "there is nothing to switch off");
}
