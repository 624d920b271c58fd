//! Answers that the portal must not take, held against a real portal with its database in memory.

use identity::account::user::{User, UserId, UserState};
use identity::approval::{Refusal, RespondError, respond};
use identity::challenge::{Challenge, ChallengeState};
use identity::credential::pin::{Evaluation, ProofError};
use identity::credential::token::{Token, TokenState};
use identity::kek::Purpose;
use identity::login::attempt::{Asker, AttemptId, AttemptState, Continuation, LoginAttempt};
use identity::login::client::SeenClient;
use identity::login::methods::AuthenticationMethod;
use identity::policy::{Limits, RuleBook};
use identity::relying_party;
use identity::store::Store;
use identity::store::prelude::*;
use identity::throttle::{Lockout, PushGuard};
use portal::app::{AppState, Parts};
use portal::clock::Clock;
use protocol::{
    Bytes, ChallengeId, RequestId, Timestamp, TokenId,
    approval::ApprovalState,
    device::DeviceInfo,
    enrolment::KeyStore,
    jws::{Jws, JwsError},
};
use serde_json::{Value, json};

use crate::hostile::{ENVELOPE, Folder, Statement, foreign_key, key, payload, pinned, with, without};
use store::rollback_journal::known::Begin;

const FOLDER: Folder = Folder { kind: "answer", extension: "jws" };
const NOW: Timestamp = Timestamp(1_800_000_020);

/// What has happened before the answer comes.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// The challenge is open.
    Nothing,
    /// It was denied.
    Denial,
    /// Two minutes.
    TwoMinutes,
    /// Two minutes since the PIN was evaluated, and the challenge is still open.
    Evaluation,
}

/// The one word for an error: most of them compare by name alone.
#[derive(Debug, PartialEq)]
enum Name {
    Refused(Refusal),
    Other(&'static str),
}

impl From<RespondError> for Name {
    fn from(error: RespondError) -> Self {
        match error {
            RespondError::Refused(refusal) => Self::Refused(refusal),
            RespondError::Closed => Self::Other("closed"),
            RespondError::Expired => Self::Other("expired"),
            RespondError::WrongNumber => Self::Other("wrong number"),
            other => panic!("unexpected: {other:?}"),
        }
    }
}

fn refusals() -> Vec<(&'static str, Before, Name)> {
    use Before::{Denial, Evaluation, Nothing, TwoMinutes};
    let refused = |refusal: Refusal| Name::Refused(refusal);
    let payload = || refused(JwsError::Payload.into());
    let envelope = ENVELOPE.into_iter().map(|(name, error)| (name, Nothing, refused(error.into())));
    envelope
        .chain([
            ("answer_by_a_foreign_key", Nothing, refused(JwsError::Key.into())),
            ("answer_by_the_challenge_key", Nothing, refused(JwsError::Key.into())),
            ("answer_of_another_token", Nothing, refused(Refusal::Issuer)),
            ("answer_audience_swapped", Nothing, refused(Refusal::Audience)),
            ("answer_to_another_challenge", Nothing, refused(Refusal::Challenge)),
            ("answer_to_another_text", Nothing, refused(Refusal::Text)),
            ("answer_text_missing", Nothing, payload()),
            ("answer_decision_unknown", Nothing, payload()),
            ("answer_by_the_device_key", Nothing, refused(Refusal::Verification)),
            ("answer_without_verification", Nothing, refused(Refusal::Verification)),
            ("answer_with_a_verification_that_does_not_count", Nothing, refused(Refusal::Verification)),
            ("answer_without_evaluation", Nothing, refused(Refusal::Verification)),
            ("answer_with_an_unknown_evaluation", Nothing, refused(ProofError::Unknown.into())),
            ("answer_with_an_old_evaluation", Evaluation, refused(ProofError::Stale.into())),
            ("answer_number_wrong", Nothing, Name::Other("wrong number")),
            ("answer_number_short", Nothing, Name::Other("wrong number")),
            ("answer_number_missing", Nothing, Name::Other("wrong number")),
            ("answer_late", TwoMinutes, Name::Other("expired")),
            ("answer_replayed", Denial, Name::Other("closed")),
        ])
        .collect()
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, ..)| name)
}

fn sabotaged(name: &str) -> String {
    let (user_key, sound) = (key("user_key"), payload("response"));
    let typ = "segl-response+jwt";
    let statement = Statement { typ, payload: sound.clone(), key: &user_key };
    let by = |key| Statement { typ, payload: sound.clone(), key: &key }.signed();
    let member = |member: &str, value: Value| statement.with_payload(with(sound.clone(), member, value));
    let lacking = |member: &str| statement.with_payload(without(sound.clone(), member));
    match name {
        "answer_by_a_foreign_key" => by(foreign_key()),
        "answer_by_the_challenge_key" => by(key("challenge_key")),
        "answer_by_the_device_key" => by(key("device_key")),
        "answer_of_another_token" => member("iss", json!(TokenId::from([9; 16]))),
        "answer_audience_swapped" => member("aud", "https://portal.evil.example".into()),
        "answer_to_another_challenge" => member("cid", json!(ChallengeId::from([9; 16]))),
        "answer_to_another_text" => member("chal", json!(Jws::received(pinned("proof")).digest())),
        "answer_text_missing" => lacking("chal"),
        "answer_decision_unknown" => member("dec", "maybe".into()),
        "answer_without_verification" => lacking("uv"),
        "answer_with_a_verification_that_does_not_count" => member("uv", "bio".into()),
        "answer_without_evaluation" => lacking("rid"),
        "answer_with_an_unknown_evaluation" => member("rid", json!(RequestId::from([9; 16]))),
        "answer_number_wrong" => member("num", "483921".into()),
        "answer_number_short" => member("num", "48392".into()),
        "answer_number_missing" => lacking("num"),
        "answer_late" | "answer_replayed" | "answer_with_an_old_evaluation" => pinned("response"),
        _ => statement.sabotaged(name),
    }
}

/// A portal that has asked the pinned token, and evaluated its PIN.
struct Scene {
    state: AppState,
    token: Token,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new(before: Before) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let parts = Parts {
            origin: "https://portal.nordhavn.example".parse().unwrap(),
            name: "Nordhavn Energi".to_owned(),
            database: "sqlite::memory:",
            key_file: &folder.path().join("portal.key"),
            journal: (&folder.path().join("portal.journal"), Begin::New),
            limits: Limits::default(),
            rules: RuleBook::default(),
            trusted_proxies: Vec::new(),
            clock: Clock::set_to(NOW),
        };
        let state = AppState::open(parts).await.unwrap();
        let mut tx = state.database.write().await.unwrap();
        assert!(tx.insert_user(&user()).await.unwrap());
        let token = token(&state);
        assert!(tx.insert_token(&token).await.unwrap());
        tx.insert_attempt(&attempt(&state)).await.unwrap();
        tx.insert_challenge(&challenge(&state)).await.unwrap();
        let text = Jws::received(pinned("challenge"));
        assert!(tx.insert_delivery(CHALLENGE.into(), token.id, &text, 20).await.unwrap());
        tx.insert_evaluation(&evaluation(before)).await.unwrap();
        tx.commit().await.unwrap();
        let scene = Self { state, token, _folder: folder };
        if before == Before::Denial {
            let denial = with(payload("response"), "dec", "deny".into());
            let device_key = key("device_key");
            let denial = Statement { typ: "segl-response+jwt", payload: denial, key: &device_key }.signed();
            assert_eq!(scene.judges(denial, NOW).await.unwrap(), ApprovalState::Denied);
        }
        scene
    }

    async fn judges(&self, text: String, now: Timestamp) -> Result<ApprovalState, RespondError> {
        let text = Jws::received(text);
        let (database, issuer) = (&self.state.database, &self.state.issuer);
        respond(database, issuer, now, &self.token, CHALLENGE.into(), &text).await.map(|concluded| concluded.state)
    }
}

const CHALLENGE: [u8; 16] = [3; 16];

fn user() -> User {
    User {
        id: UserId(Bytes([7; 16])),
        name: "your.name".parse().unwrap(),
        display_name: "Anna Holm".to_owned(),
        email: "anna@nordhavn.example".parse().unwrap(),
        created: NOW,
        group: None,
        push: PushGuard::default(),
        state: UserState::Open,
    }
}

fn token(state: &AppState) -> Token {
    let id = TokenId::from([2; 16]);
    let sealed = |purpose| Some(state.issuer.kek.seal(purpose, id.as_bytes(), &[1; 32], &mut state.entropy()));
    let text = || "linux".to_owned();
    Token {
        id,
        user: user().id,
        state: TokenState::Active,
        name: "Kontor".to_owned(),
        device: DeviceInfo { name: text(), os: text(), os_version: text(), arch: text(), app_version: text() },
        device_key: key("device_key").public(),
        user_key: key("user_key").public(),
        oprf_key: sealed(Purpose::OprfKey),
        seed: sealed(Purpose::Seed),
        ratchet: Bytes([8; 32]),
        created: NOW,
        last_used: None,
        pin: Lockout::default(),
        passcode: Lockout::default(),
        passcode_step: 0,
        key_store: KeyStore::Keyring,
        changed: NOW,
        proved: None,
        last_factor: None,
        change: None,
        committed: None,
        presence: None,
    }
}

const ATTEMPT: AttemptId = AttemptId(Bytes([9; 16]));

fn attempt(state: &AppState) -> LoginAttempt {
    let text = || "Firefox".to_owned();
    LoginAttempt {
        id: ATTEMPT,
        secret: Bytes([6; 32]),
        asker: Asker::Portal,
        relying_party: relying_party::portal(&state.issuer),
        name: user().name,
        account: Some(user().id),
        client: SeenClient {
            ip: text(),
            network: text(),
            is_certain: true,
            browser: text(),
            os: text(),
            is_known: true,
        },
        methods: AuthenticationMethod::ALL.into_iter().collect(),
        continuation: Continuation::Reply,
        state: AttemptState::Open,
        created: Timestamp(1_800_000_000),
        expires: Timestamp(1_800_003_600),
    }
}

fn challenge(state: &AppState) -> Challenge {
    Challenge {
        id: CHALLENGE.into(),
        user: Some(user().id),
        attempt: ATTEMPT,
        state: ChallengeState::Pending,
        created: Timestamp(1_800_000_000),
        expires: Timestamp(1_800_000_120),
        number: state.issuer.kek.seal(Purpose::Number, &CHALLENGE, b"483920", &mut state.entropy()),
        is_pushed: true,
        number_tag: None,
        answer: None,
    }
}

fn evaluation(before: Before) -> Evaluation {
    let age = if before == Before::Evaluation { 121 } else { 5 };
    Evaluation {
        token: TokenId::from([2; 16]),
        rid: RequestId::from([6; 16]),
        blinded: Bytes([0; 32]),
        cid: Some(CHALLENGE.into()),
        change: None,
        at: Timestamp(NOW.0 - age),
        is_proved: false,
    }
}

#[tokio::test]
async fn hostile_answer_is_refused_by_name() {
    let sound = Scene::new(Before::Nothing).await.judges(pinned("response"), NOW).await;
    assert_eq!(sound.unwrap(), ApprovalState::Approved, "the pinned one is sound");
    for (name, before, expected) in refusals() {
        let now = if before == Before::TwoMinutes { Timestamp(1_800_000_120) } else { NOW };
        let judged = Scene::new(before).await.judges(FOLDER.read(name), now).await;
        assert_eq!(judged.map_err(Name::from), Err(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_answers() {
    FOLDER.write(names(), sabotaged);
}
