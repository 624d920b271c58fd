//! A new PIN: the old one works until the commit, the new one from then on. And the way back of a copied token.

use identity::actor::Authority;
use identity::credential::biometrics::Presence;
use identity::credential::pin::{EvaluateError, ProofError};
use identity::credential::pin_change::{self, PinChangeError};
use identity::credential::token::NotUsable;
use identity::credential::token::{self, Token, TokenState};
use identity::housekeeping;
use identity::notice::{Notice, NoticeKind};
use identity::store::Store;
use identity::store::prelude::*;
use protocol::{
    ChangeId, PrivateKey, RequestId,
    jws::{self, JwsError},
    oprf::{Blinding, EvaluationRequest},
    pin_change::{NewSecrets, PinChange, PinCommit},
    ratchet::commitment,
    sealed_answer::{AnswerKey, SealedAnswer, Subject},
};

use testkit::{Device, Fixture, origin};

struct Scene {
    fixture: Fixture,
    device: Device,
}

impl Scene {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let device = fixture.device(&fixture.user("anna").await).await;
        Self { fixture, device }
    }

    fn claims(&self, change: ChangeId, rid: RequestId, epk: &AnswerKey) -> PinChange {
        PinChange { iss: self.device.id, aud: origin(), change, rid, epk: epk.public(), iat: self.fixture.now() }
    }

    async fn send(&self, claims: &PinChange, key: &PrivateKey, epk: &AnswerKey) -> Result<NewSecrets, PinChangeError> {
        let (app, mut rng) = (&self.fixture, self.fixture.rng());
        let jws = jws::sign(claims, key);
        let now = self.fixture.now();
        let answer = pin_change::begin(&app.database, &app.issuer, now, &mut rng, self.device.id, &jws).await?;
        let answer = jws::parse::<SealedAnswer>(answer.jws.as_str()).unwrap();
        let answer = answer.verify(&app.issuer.challenge_keys().current.public()).unwrap();
        let subject = Subject { issuer: &app.issuer.origin, token_id: self.device.id, change: claims.change };
        Ok(NewSecrets::open(&subject, epk, &answer).unwrap())
    }

    /// Steps 1 and 2: the old PIN, and the new secrets.
    async fn begin(&self, change: ChangeId) -> Result<NewSecrets, PinChangeError> {
        let (rid, _) = self.fixture.evaluate(&self.device, None).await.unwrap();
        let epk = AnswerKey::generate(&mut self.fixture.rng()).unwrap();
        self.send(&self.claims(change, rid, &epk), &self.device.user_key, &epk).await
    }

    /// Step 3: the new PIN under the new key, verified as the holder does.
    async fn evaluate_new(&self, change: ChangeId, secrets: &NewSecrets) -> Result<RequestId, EvaluateError> {
        let (blinding, blinded) = Blinding::blind(&[5; 32], &mut self.fixture.rng()).unwrap();
        let request = EvaluationRequest { change: Some(change), blinded, ..self.fixture.stepless() };
        let reply = self.fixture.ask(&self.device, &request).await?;
        blinding.finalize(&reply, &secrets.oprf_key).unwrap();
        Ok(request.rid)
    }

    /// Step 5, with [9; 32] as the value from which the ratchet goes on.
    async fn commit(&self, change: ChangeId, rid: RequestId) -> Result<Option<Notice>, PinChangeError> {
        self.commit_by(change, rid, &self.device.user_key).await
    }

    async fn commit_by(
        &self,
        change: ChangeId,
        rid: RequestId,
        key: &PrivateKey,
    ) -> Result<Option<Notice>, PinChangeError> {
        let (app, mut rng, now) = (&self.fixture, self.fixture.rng(), self.fixture.now());
        let claims =
            PinCommit { iss: self.device.id, aud: origin(), change, rid, ratchet: commitment(&[9; 32]), iat: now };
        let jws = jws::sign(&claims, key);
        pin_change::commit(&app.database, &app.issuer, now, &mut rng, self.device.id, change, &jws).await
    }
}

const FIRST: [u8; 16] = [1; 16];
const SECOND: [u8; 16] = [2; 16];

#[tokio::test]
async fn change_that_another_took_the_place_of_is_not_begun_again_by_its_old_message() {
    let scene = Scene::new().await;
    let (rid, _) = scene.fixture.evaluate(&scene.device, None).await.unwrap();
    let epk = AnswerKey::generate(&mut scene.fixture.rng()).unwrap();
    let old = scene.claims(ChangeId::from([1; 16]), rid, &epk);
    scene.send(&old, &scene.device.user_key, &epk).await.unwrap();
    scene.send(&old, &scene.device.user_key, &epk).await.unwrap();
    let change = ChangeId::from([2; 16]);
    let secrets = scene.begin(change).await.unwrap();
    let again = scene.send(&old, &scene.device.user_key, &epk).await;
    assert!(matches!(again, Err(PinChangeError::Proof(ProofError::Used))));
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    scene.commit(change, rid).await.unwrap();
}

#[tokio::test]
async fn new_secrets_take_the_place_of_the_old_ones_at_the_commit_and_not_before() {
    let scene = Scene::new().await;
    let change = ChangeId::from(FIRST);
    let before = scene.fixture.token(scene.device.id).await;
    let secrets = scene.begin(change).await.unwrap();
    assert_eq!(scene.fixture.token(scene.device.id).await.pin.count, 0, "the old PIN was proved");
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    let meanwhile = scene.fixture.token(scene.device.id).await;
    assert_eq!((&meanwhile.oprf_key, &meanwhile.seed), (&before.oprf_key, &before.seed), "the old PIN still works");
    assert_eq!(meanwhile.pin.count, 1, "the new PIN is a try like any other");
    let notice = scene.commit(change, rid).await.unwrap().unwrap();
    assert_eq!(notice.kind, NoticeKind::PinChanged);
    let after = scene.fixture.token(scene.device.id).await;
    let kek = &scene.fixture.issuer.kek;
    let seed = after.seed.as_ref().unwrap();
    let seed = kek.open_array::<32>(identity::kek::Purpose::Seed, after.id.as_bytes(), seed).unwrap();
    assert_eq!(seed, secrets.seed());
    assert_eq!((after.pin.count, after.ratchet), (0, commitment(&[9; 32])));
    assert!(after.change.is_none());
    // From now on the key in use is the new one.
    scene.device.advance([9; 32]);
    let (blinding, blinded) = Blinding::blind(&[5; 32], &mut scene.fixture.rng()).unwrap();
    let step = Some(scene.device.step().0);
    let reply =
        scene.fixture.ask(&scene.device, &EvaluationRequest { blinded, step, ..scene.fixture.stepless() }).await;
    blinding.finalize(&reply.unwrap(), &secrets.oprf_key).unwrap();
}

#[tokio::test]
async fn commit_is_answered_again_whenever_it_comes_and_tells_nobody_twice() {
    let scene = Scene::new().await;
    let change = ChangeId::from(FIRST);
    let secrets = scene.begin(change).await.unwrap();
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    // The holder slept between storing and sending.
    scene.fixture.clock.advance(400 * 24 * 3600);
    housekeeping::sweep(&scene.fixture.database, scene.fixture.now()).await.unwrap();
    assert!(scene.commit(change, rid).await.unwrap().is_some());
    let committed = scene.fixture.token(scene.device.id).await;
    scene.fixture.clock.advance(400 * 24 * 3600);
    assert!(scene.commit(change, rid).await.unwrap().is_none(), "its answer was lost");
    let again = scene.fixture.token(scene.device.id).await;
    assert_eq!((committed.oprf_key, committed.seed), (again.oprf_key, again.seed));
    assert!(matches!(scene.commit_by(change, rid, &scene.device.device_key).await, Err(PinChangeError::Jws(_))));
}

#[tokio::test]
async fn change_gives_the_same_secrets_again_and_a_later_one_takes_its_place() {
    let scene = Scene::new().await;
    let (first, second) = (ChangeId::from(FIRST), ChangeId::from(SECOND));
    let (one, again) = (scene.begin(first).await.unwrap(), scene.begin(first).await.unwrap());
    assert_eq!((one.seed(), one.oprf_key), (again.seed(), again.oprf_key));
    let rid = scene.evaluate_new(first, &one).await.unwrap();
    let other = scene.begin(second).await.unwrap();
    assert_ne!((one.seed(), one.oprf_key), (other.seed(), other.oprf_key));
    assert!(matches!(scene.commit(first, rid).await, Err(PinChangeError::UnknownChange)));
    assert!(matches!(scene.evaluate_new(first, &one).await, Err(EvaluateError::UnknownChange)));
    let rid = scene.evaluate_new(second, &other).await.unwrap();
    scene.commit(second, rid).await.unwrap().unwrap();
    scene.device.advance([9; 32]);
    assert!(matches!(scene.begin(second).await, Err(PinChangeError::UnknownChange)), "committed already");
}

#[tokio::test]
async fn change_is_refused_when_not_by_the_user_key_or_without_the_old_pin() {
    let scene = Scene::new().await;
    let change = ChangeId::from(FIRST);
    let epk = AnswerKey::generate(&mut scene.fixture.rng()).unwrap();
    let (rid, _) = scene.fixture.evaluate(&scene.device, None).await.unwrap();
    let claims = scene.claims(change, rid, &epk);
    let by_device_key = scene.send(&claims, &scene.device.device_key, &epk).await;
    assert!(matches!(by_device_key, Err(PinChangeError::Jws(JwsError::Key))));
    let elsewhere = PinChange { aud: "https://other.example".parse().unwrap(), ..claims.clone() };
    let elsewhere = scene.send(&elsewhere, &scene.device.user_key, &epk).await;
    assert!(matches!(elsewhere, Err(PinChangeError::Audience)));
    let unknown = PinChange { rid: RequestId::from([3; 16]), ..claims.clone() };
    let unknown = scene.send(&unknown, &scene.device.user_key, &epk).await;
    assert!(matches!(unknown, Err(PinChangeError::Proof(ProofError::Unknown))));
    scene.fixture.clock.advance(121);
    let stale = scene.send(&claims, &scene.device.user_key, &epk).await;
    assert!(matches!(stale, Err(PinChangeError::Proof(ProofError::Stale))));
    // An evaluation under the new key is not the old PIN, and one under the old key not the new PIN.
    let secrets = scene.begin(change).await.unwrap();
    let new = scene.evaluate_new(change, &secrets).await.unwrap();
    let by_new = scene.send(&scene.claims(ChangeId::from(SECOND), new, &epk), &scene.device.user_key, &epk).await;
    assert!(matches!(by_new, Err(PinChangeError::Proof(ProofError::Unknown))));
    let (old, _) = scene.fixture.evaluate(&scene.device, None).await.unwrap();
    assert!(matches!(scene.commit(change, old).await, Err(PinChangeError::Proof(ProofError::Unknown))));
}

#[tokio::test]
async fn evaluation_under_the_old_key_is_not_repeated_under_the_new_one() {
    let scene = Scene::new().await;
    let change = ChangeId::from(FIRST);
    let (step, next) = scene.device.step();
    let request = EvaluationRequest { step: Some(step), ..scene.fixture.stepless() };
    scene.fixture.ask(&scene.device, &request).await.unwrap();
    scene.device.advance(next);
    let secrets = scene.begin(change).await.unwrap();
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    scene.commit(change, rid).await.unwrap();
    assert!(matches!(scene.fixture.ask(&scene.device, &request).await, Err(EvaluateError::Reused)));
}

#[tokio::test]
async fn copied_token_goes_on_where_its_owner_reconnects_it_and_nowhere_else() {
    let scene = Scene::new().await;
    let (fixture, device) = (&scene.fixture, &scene.device);
    let (change, thief) = (ChangeId::from(FIRST), device.copy());
    fixture.evaluate(device, None).await.unwrap();
    assert!(matches!(fixture.evaluate(&thief, None).await, Err(EvaluateError::CopyFound(Some(_)))));
    assert!(
        matches!(fixture.ask(device, &fixture.stepless()).await, Err(EvaluateError::NotUsable(NotUsable::Copied))),
        "not yet"
    );
    let by = Authority::service_desk(fixture.token(device.id).await.user, "anne");
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let until = token::reconnect(database, issuer, fixture.now(), &by, device.id).await.unwrap();
    assert_eq!(until, fixture.now().plus(15 * 60));
    // The copy that does not know of it is refused, and does not end the window.
    assert!(matches!(fixture.evaluate(&thief, None).await, Err(EvaluateError::NotUsable(NotUsable::Copied))));
    // The device asks without a step, for the PIN that it has.
    let request = fixture.stepless();
    fixture.ask(device, &request).await.unwrap();
    let epk = AnswerKey::generate(&mut fixture.rng()).unwrap();
    let secrets = scene.send(&scene.claims(change, request.rid, &epk), &device.user_key, &epk).await.unwrap();
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    let notice = scene.commit(change, rid).await.unwrap().unwrap();
    assert_eq!(notice.kind, NoticeKind::TokenReconnected);
    assert_eq!(fixture.token(device.id).await.state, TokenState::Active);
    device.advance([9; 32]);
    fixture.evaluate(device, None).await.unwrap();
    assert!(
        matches!(fixture.evaluate(&thief, None).await, Err(EvaluateError::CopyFound(Some(_)))),
        "and found once more"
    );
}

#[tokio::test]
async fn copied_token_stays_off_when_the_fifteen_minutes_are_over() {
    let scene = Scene::new().await;
    let (fixture, device) = (&scene.fixture, &scene.device);
    let change = ChangeId::from(FIRST);
    let secrets = scene.begin(change).await.unwrap();
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    let thief = device.copy();
    fixture.evaluate(device, None).await.unwrap();
    assert!(fixture.evaluate(&thief, None).await.is_err());
    assert!(
        matches!(scene.commit(change, rid).await, Err(PinChangeError::NotUsable(NotUsable::Copied))),
        "not before its owner says so"
    );
    let by = Authority::service_desk(fixture.token(device.id).await.user, "anne");
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    token::reconnect(database, issuer, fixture.now(), &by, device.id).await.unwrap();
    fixture.clock.advance(15 * 60);
    assert!(matches!(fixture.ask(device, &fixture.stepless()).await, Err(EvaluateError::NotUsable(NotUsable::Copied))));
    assert!(matches!(scene.commit(change, rid).await, Err(PinChangeError::NotUsable(NotUsable::Copied))));
}

#[tokio::test]
async fn biometrics_end_with_the_old_pin() {
    let scene = Scene::new().await;
    let (app, id) = (&scene.fixture, scene.device.id);
    let seed = app.issuer.kek.seal(identity::kek::Purpose::PresenceSeed, &[], &[1; 32], &mut app.rng());
    let presence = Presence { change: ChangeId::from(SECOND), key: None, seed, since: app.now() };
    let token = Token { presence: Some(presence), ..app.token(id).await };
    let mut tx = app.database.write().await.unwrap();
    tx.update_token(&token).await.unwrap();
    tx.commit().await.unwrap();
    let change = ChangeId::from(FIRST);
    let secrets = scene.begin(change).await.unwrap();
    let rid = scene.evaluate_new(change, &secrets).await.unwrap();
    assert!(app.token(id).await.presence.is_some(), "not before the commit");
    scene.commit(change, rid).await.unwrap();
    assert!(app.token(id).await.presence.is_none(), "whoever had the old PIN may have switched them on");
}
