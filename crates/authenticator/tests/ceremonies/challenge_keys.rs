//! The portal's keys are replaced: what a device takes, keeps in its vault, and says of it afterwards.

use authenticator::{Challenge, ChallengeError, PollError, TokenId};
use protocol::{
    PrivateKey, PublicKey, Thumbprint, Timestamp,
    challenge_keys::{ChallengeKeys, ChallengeKeysError},
    jws::{self, JwsError},
};
use vault::{KeyringEntry, Token, Vault, VaultId};

use crate::support::{NOW, PIN, Stage, Stream, pin};

/// A device, and the portal's old and new key.
struct Rotation {
    stage: Stage,
    token: TokenId,
    old: PrivateKey,
    new: PrivateKey,
}

impl Rotation {
    fn new() -> Self {
        let (stage, token) = Stage::enrolled();
        let old = again(&stage.portal.state().challenge_key);
        Self { stage, token, old, new: PrivateKey::generate(&mut Stream::new(b"new challenge key")) }
    }

    fn statement(&self, keys: &[&PrivateKey], iat: u64) -> ChallengeKeys {
        let iss = self.stage.portal.state().origin.clone();
        ChallengeKeys { iss, aud: self.token, keys: public(keys), iat: Timestamp(iat) }
    }

    /// What comes with the answer to every poll from now on.
    fn state(&self, statement: &ChallengeKeys, by: &PrivateKey) {
        self.stage.portal.state().keys.statement = Some(jws::sign(statement, by));
    }

    fn poll(&self) -> Result<Option<Challenge>, PollError> {
        self.stage.authenticator.poll(self.token, None, 0).map(|poll| poll.challenge)
    }

    /// The portal signs with this key now.
    fn switch_to(&self, key: &PrivateKey) {
        self.stage.portal.state().challenge_key = again(key);
    }

    /// What stands in the vault's file, opened with the keyring's entry.
    fn vault(&self) -> (Vec<PublicKey>, Option<u64>) {
        let state = self.stage.device.state();
        let file = state.file.as_ref().unwrap();
        let entry = KeyringEntry::from_bytes(&state.keyring[&VaultId::of_file(file).unwrap()]).unwrap();
        let vault = Vault::open(file, &entry).unwrap().vault;
        let Token::Segl(token) = &vault.tokens[0] else { panic!("a portal's token") };
        let point = |key: &vault::ChallengeKey| [&[4], key.x.as_slice(), &key.y].concat();
        let keys = token.challenge_keys.as_slice().iter().map(|key| PublicKey::from_sec1(&point(key)).unwrap());
        (keys.collect(), token.challenge_keys.statement())
    }

    /// What the last poll said is pinned.
    fn named(&self) -> Option<Vec<Thumbprint>> {
        self.stage.portal.state().keys.pinned.clone()
    }
}

fn again(key: &PrivateKey) -> PrivateKey {
    PrivateKey::from_scalar(&key.to_scalar()).unwrap()
}

fn public(keys: &[&PrivateKey]) -> Vec<PublicKey> {
    keys.iter().map(|key| key.public()).collect()
}

fn thumbprints(keys: &[&PrivateKey]) -> Vec<Thumbprint> {
    keys.iter().map(|key| key.public().thumbprint()).collect()
}

#[test]
fn new_key_takes_the_old_ones_place_in_three_statements() {
    let mut rotation = Rotation::new();
    assert_eq!(rotation.poll().unwrap().map(|login| login.id), None);
    assert_eq!(rotation.named(), None, "a device that was told nothing says nothing");
    // 1. Both are pinned, without the PIN, and the next poll says so.
    rotation.state(&rotation.statement(&[&rotation.old, &rotation.new], NOW), &rotation.old);
    rotation.poll().unwrap();
    assert_eq!(rotation.vault(), (public(&[&rotation.old, &rotation.new]), Some(NOW)));
    rotation.stage.restart();
    rotation.poll().unwrap();
    assert_eq!(rotation.named(), Some(thumbprints(&[&rotation.old, &rotation.new])));
    // 2. The new one signs: logins, and what comes with a new PIN.
    rotation.switch_to(&rotation.new);
    rotation.state(&rotation.statement(&[&rotation.new, &rotation.old], NOW + 1), &rotation.new);
    rotation.stage.portal.challenge(rotation.token);
    let login = rotation.poll().unwrap().unwrap();
    rotation.stage.authenticator.approve(&login, "483920", &pin(PIN)).unwrap();
    // 3. The old one is dropped, and signs nothing any more.
    rotation.state(&rotation.statement(&[&rotation.new], NOW + 2), &rotation.new);
    rotation.poll().unwrap();
    assert_eq!(rotation.vault(), (public(&[&rotation.new]), Some(NOW + 2)));
    rotation.stage.portal.challenge(rotation.token);
    rotation.switch_to(&rotation.old);
    assert_eq!(rotation.poll().unwrap_err(), PollError::Forged(ChallengeError::UnknownKey));
    rotation.switch_to(&rotation.new);
    let login = rotation.poll().unwrap().unwrap();
    rotation.stage.authenticator.approve(&login, "483920", &pin(PIN)).unwrap();
    assert_eq!(rotation.named(), Some(thumbprints(&[&rotation.new])));
}

#[test]
fn challenge_of_the_new_key_is_taken_with_the_statement_that_names_it() {
    let rotation = Rotation::new();
    rotation.stage.portal.challenge(rotation.token);
    rotation.switch_to(&rotation.new);
    assert_eq!(rotation.poll().unwrap_err(), PollError::Forged(ChallengeError::UnknownKey));
    rotation.state(&rotation.statement(&[&rotation.new, &rotation.old], NOW), &rotation.old);
    assert!(rotation.poll().unwrap().is_some(), "a device that was away catches up");
}

#[test]
fn old_statement_brings_no_dropped_key_back() {
    let mut rotation = Rotation::new();
    let both = rotation.statement(&[&rotation.old, &rotation.new], NOW);
    rotation.state(&both, &rotation.old);
    rotation.poll().unwrap();
    let file = rotation.stage.device.state().file.clone();
    rotation.poll().unwrap();
    assert_eq!(rotation.stage.device.state().file, file, "the same again writes nothing");
    rotation.state(&rotation.statement(&[&rotation.new], NOW + 1), &rotation.new);
    rotation.poll().unwrap();
    rotation.stage.restart();
    // Sent again by whoever has kept it, and signed anew by a node that still has the old set.
    rotation.state(&both, &rotation.old);
    assert_eq!(rotation.poll().unwrap_err(), PollError::Keys(ChallengeKeysError::UnknownKey));
    for iat in [NOW, NOW + 1] {
        rotation.state(&ChallengeKeys { iat: Timestamp(iat), ..both.clone() }, &rotation.new);
        rotation.poll().unwrap();
        assert_eq!(rotation.vault(), (public(&[&rotation.new]), Some(NOW + 1)), "{iat}");
    }
}

#[test]
fn statement_that_does_not_hold_changes_nothing() {
    let rotation = Rotation::new();
    let sound = rotation.statement(&[&rotation.old, &rotation.new], NOW);
    let cases = [
        (sound.clone(), &rotation.new, ChallengeKeysError::UnknownKey),
        (ChallengeKeys { aud: [9; 16].into(), ..sound.clone() }, &rotation.old, ChallengeKeysError::Audience),
        (
            ChallengeKeys { iss: "https://portal.evil.example".parse().unwrap(), ..sound.clone() },
            &rotation.old,
            ChallengeKeysError::Issuer,
        ),
        (ChallengeKeys { keys: vec![], ..sound.clone() }, &rotation.old, ChallengeKeysError::Keys),
        (
            ChallengeKeys { keys: vec![rotation.new.public(); 2], ..sound.clone() },
            &rotation.old,
            ChallengeKeysError::Keys,
        ),
        (
            ChallengeKeys { keys: public(&[&rotation.old, &rotation.new, &rotation.old]), ..sound },
            &rotation.old,
            ChallengeKeysError::Keys,
        ),
    ];
    let before = rotation.vault();
    for (statement, by, error) in cases {
        rotation.state(&statement, by);
        assert_eq!(rotation.poll().unwrap_err(), PollError::Keys(error));
        assert_eq!(rotation.vault(), before, "{error}");
    }
    rotation.stage.portal.state().keys.statement = Some(jws::Jws::received("a.b.c".to_owned()));
    assert_eq!(rotation.poll().unwrap_err(), PollError::Keys(ChallengeKeysError::Jws(JwsError::NotBase64url)));
    rotation.stage.portal.state().keys.statement = None;
    rotation.poll().unwrap();
    assert_eq!(rotation.named(), None, "nothing was taken");
}

#[test]
fn keys_count_for_the_answer_that_brought_them_when_the_vault_cannot_be_written() {
    let mut rotation = Rotation::new();
    rotation.stage.portal.challenge(rotation.token);
    rotation.switch_to(&rotation.new);
    rotation.state(&rotation.statement(&[&rotation.new, &rotation.old], NOW), &rotation.old);
    let before = rotation.vault();
    rotation.stage.device.state().writes_left = Some(0);
    assert!(rotation.poll().unwrap().is_some(), "the login is shown");
    rotation.stage.device.state().writes_left = None;
    rotation.stage.restart();
    assert_eq!(rotation.vault(), before);
    rotation.poll().unwrap();
    assert_eq!(rotation.named(), None, "what is not stored is not said to be pinned");
    assert_eq!(rotation.vault().1, Some(NOW), "and is stored when that is possible");
}

#[test]
fn later_statement_of_another_program_stays_when_an_answer_was_under_way() {
    let rotation = Rotation::new();
    let late = jws::sign(&rotation.statement(&[&rotation.new, &rotation.old], NOW + 1), &rotation.old);
    rotation.state(&rotation.statement(&[&rotation.old, &rotation.new], NOW), &rotation.old);
    let first = rotation.stage.portal.state().keys.statement.clone();
    // While this poll is on its way, another program polls and takes a later statement.
    let (other, portal, token) = (rotation.stage.other_program(), rotation.stage.portal.clone(), rotation.token);
    let happen = Box::new(move || {
        portal.state().keys.statement = Some(late);
        other.poll(token, None, 0).unwrap();
        portal.state().keys.statement = first;
    });
    rotation.stage.portal.state().meanwhile = Some(("/poll", happen));
    rotation.poll().unwrap();
    assert_eq!(rotation.vault(), (public(&[&rotation.new, &rotation.old]), Some(NOW + 1)));
}
