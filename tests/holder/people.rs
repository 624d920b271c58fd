//! Employees with a token, written into a portal's database while it is stopped: enrolling thousands one by one, each
//! with two runs of Argon2id, is not what is looked at.

use std::sync::Mutex;

use identity::account::user::{User, UserId, UserState};
use identity::credential::token::{Token, TokenState};
use identity::kek::Purpose;
use identity::policy::{Limits, RuleBook};
use identity::store::Store as _;
use identity::store::prelude::*;
use identity::throttle::Lockout;
use portal::app::{AppState, Parts};
use portal::clock::Clock;
use portal::entropy::SystemEntropy;
use protocol::{
    Bytes, PrivateKey, TokenId, device::DeviceInfo, enrolment::KeyStore, oprf::OprfKey, ratchet::commitment,
};
use segl_tests::portal::Portal;

use super::{Holder, Issuer};
use store::rollback_journal::known::Begin;

/// Restarts the portal with so many more employees (`employee-0`, `employee-1`, …), each with one active token.
pub(crate) async fn enrol(portal: &mut Portal, count: usize) -> (Issuer, Vec<Holder>) {
    portal.stop();
    let state = open(portal).await;
    let mut holders = Vec::with_capacity(count);
    let mut tx = state.database.write().await.expect("the database takes a transaction");
    for index in 0..count {
        let user = user(index, &state);
        let (token, holder) = token(&user, TokenState::Active, &state);
        tx.insert_user(&user).await.expect("the database takes a user");
        tx.insert_token(&token).await.expect("the database takes a token");
        holders.push(holder);
    }
    tx.commit().await.expect("the database commits");
    let issuer = Issuer {
        port: portal.port(),
        origin: state.issuer.origin.clone(),
        challenge_keys: state.issuer.challenge_keys().public(),
    };
    state.database.close().await;
    portal.restart();
    (issuer, holders)
}

/// Gives an employee of a running portal a token in this state.
pub(crate) async fn enrol_employee(portal: &Portal, user_name: &str, token_state: TokenState) -> (Issuer, Holder) {
    let state = open(portal).await;
    let name = user_name.parse().expect("a user name");
    let user = identity::account::user::find(&state.database, &name).await.expect("the database answers");
    let (token, holder) = token(&user.expect("somebody of that name"), token_state, &state);
    let mut tx = state.database.write().await.expect("the database takes a transaction");
    tx.insert_token(&token).await.expect("the database takes a token");
    tx.commit().await.expect("the database commits");
    let issuer = Issuer {
        port: portal.port(),
        origin: state.issuer.origin.clone(),
        challenge_keys: state.issuer.challenge_keys().public(),
    };
    state.database.close().await;
    (issuer, holder)
}

/// Opens what a portal keeps, with this process's clock.
pub(crate) async fn open(portal: &Portal) -> AppState {
    let data = portal.folder().join("data");
    AppState::open(Parts {
        origin: portal.origin().parse().expect("the portal's origin is one"),
        name: "Nordhavn Energi".into(),
        database: &portal.database(),
        key_file: &data.join("portal.key"),
        journal: (&data.join("portal.journal"), Begin::New),
        limits: Limits::default(),
        rules: RuleBook::default(),
        trusted_proxies: Vec::new(),
        clock: Clock::system(),
    })
    .await
    .expect("the portal has made its data")
}

fn user(index: usize, state: &AppState) -> User {
    User {
        id: UserId(Bytes::generate(&mut SystemEntropy)),
        name: format!("employee-{index}").parse().expect("a user name"),
        display_name: "An Employee".into(),
        email: "employee@nordhavn.example".parse().expect("an address"),
        created: state.now(),
        group: None,
        push: identity::throttle::PushGuard::default(),
        state: UserState::Open,
    }
}

fn token(user: &User, token_state: TokenState, state: &AppState) -> (Token, Holder) {
    let rng = &mut SystemEntropy;
    let (id, oprf_key) = (TokenId::generate(rng), OprfKey::generate(rng));
    let (device_key, user_key) = (PrivateKey::generate(rng), PrivateKey::generate(rng));
    let (ratchet, text) = (Bytes::<32>::generate(rng).0, || "test".to_owned());
    let token = Token {
        id,
        user: user.id,
        state: token_state,
        name: text(),
        device: DeviceInfo { name: text(), os: text(), os_version: text(), arch: text(), app_version: text() },
        device_key: device_key.public(),
        user_key: user_key.public(),
        oprf_key: Some(state.issuer.kek.seal(Purpose::OprfKey, id.as_bytes(), oprf_key.to_seed().as_slice(), rng)),
        seed: None,
        ratchet: commitment(&ratchet),
        created: state.now(),
        last_used: None,
        pin: Lockout::default(),
        passcode: Lockout::default(),
        passcode_step: 0,
        key_store: KeyStore::Keyring,
        changed: state.now(),
        proved: None,
        last_factor: None,
        change: None,
        committed: None,
        presence: None,
    };
    let user_name = user.name.as_str().to_owned();
    let (oprf_key, ratchet) = (oprf_key.public(), Mutex::new(ratchet));
    (token, Holder { user_name, token: id, device_key, user_key, oprf_key, ratchet })
}
