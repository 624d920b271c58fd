//! The keys of other issuers on their way into the vault: one stretching of the PIN and one write, however many they are.

use otp::Secret;
use protocol::TokenId;
use vault::{OtpKey, OtpToken, Pin, SharedKey, SharedPin, Vault};

use super::{AddOtpauthError, OtpauthKey, Typed, admit, choose};
use crate::{
    identity::Identity,
    intake::Sighting,
    ports::{Ports, Random},
    store::{Held, Session, Store, StoreError},
    third_party::{self, GuardCheck},
    token,
};

/// Stores the key. `checked` is the portal's identity that has found the PIN right, if one was asked and could say so.
pub(crate) fn add(
    ports: &Ports,
    store: &Store,
    key: &OtpauthKey,
    pin: &Pin,
    typed: Typed,
    checked: Option<TokenId>,
) -> Result<Identity, AddOtpauthError> {
    let stored = add_all(ports, store, std::slice::from_ref(key), pin, typed, checked)?;
    stored.into_iter().flatten().next().ok_or(AddOtpauthError::Present)
}

/// Stores the keys, all of them or none. `None` stands for one that is here already, or earlier among them.
pub(crate) fn add_all(
    ports: &Ports,
    store: &Store,
    keys: &[OtpauthKey],
    pin: &Pin,
    typed: Typed,
    checked: Option<TokenId>,
) -> Result<Vec<Option<Identity>>, AddOtpauthError> {
    let mut session = store.open(ports)?;
    // 1. Things may have changed while the portal was asked.
    admit(session.held())?;
    let mut fresh = session.held().is_none().then(|| Held::generate(ports));
    let held = session.held().or(fresh.as_ref()).expect("one of the two is there");
    let is_here = |key| Sighting::of_key(key).is_among(third_parties(&held.vault).map(Sighting::of_token));
    if keys.iter().all(is_here) {
        return Ok(keys.iter().map(|_| None).collect());
    }
    // 2. The PIN: the one that is there, or a new one.
    let (shared, shared_key) = stretched(ports, held, pin, typed, checked)?;
    // 3. Each that is not here yet is masked, once.
    let (stored, entries) = masked(ports, &held.vault, keys, &shared_key)?;
    // 4. One write.
    if !entries.is_empty() {
        write(&mut session, fresh.as_mut(), entries, shared)?;
    }
    Ok(stored)
}

/// The key to the masks, under a PIN that is right as far as anybody can tell.
fn stretched(
    ports: &Ports,
    held: &Held,
    pin: &Pin,
    typed: Typed,
    checked: Option<TokenId>,
) -> Result<(SharedPin, SharedKey), AddOtpauthError> {
    if let Some(shared) = held.vault.shared_pin {
        let shared_key = third_party::stretch(ports, held, &shared, pin)?;
        let by_guard = third_party::judge(&shared, &shared_key)?;
        let said = shared.shares_pin_of.is_some_and(|id| checked == Some(TokenId::from(id.0)));
        if by_guard == GuardCheck::Unknown && !said && typed == Typed::Once {
            return Err(AddOtpauthError::Unchecked);
        }
        return Ok((shared, shared_key));
    }
    let oldest = token::oldest_portal(&held.vault);
    match oldest {
        None => drop(choose(pin.expose())?),
        Some(oldest) if checked == Some(oldest) || typed == Typed::Twice => {}
        Some(_) => return Err(AddOtpauthError::Unchecked),
    }
    let (mut shared, shared_key) = third_party::begin(ports, &held.vault, pin)?;
    shared.shares_pin_of = oldest.map(|id| vault::TokenId(*id.as_bytes()));
    Ok((shared, shared_key))
}

/// What becomes of each key, and the entries of those that are new.
fn masked(
    ports: &Ports,
    vault: &Vault,
    keys: &[OtpauthKey],
    shared_key: &SharedKey,
) -> Result<(Vec<Option<Identity>>, Vec<vault::Token>), StoreError> {
    let mut secrets: Vec<Secret> = third_parties(vault).map(|token| token.key.open(shared_key)).collect();
    let (mut stored, mut entries) = (Vec::with_capacity(keys.len()), Vec::new());
    for key in keys {
        let new = Sighting::of_key(key);
        let known = vault.tokens.iter().chain(&entries).filter_map(third_party).zip(&secrets);
        if new.is_among(known.map(|(token, secret)| Sighting::of_token(token).with_key(secret))) {
            stored.push(None);
            continue;
        }
        let entry = vault::Token::Otp(entry(ports, key, shared_key)?);
        stored.push(Some(Identity::of(&entry)?));
        secrets.push(copied(&key.uri.secret)?);
        entries.push(entry);
    }
    Ok((stored, entries))
}

fn write(
    session: &mut Session<'_>,
    fresh: Option<&mut Held>,
    entries: Vec<vault::Token>,
    shared: SharedPin,
) -> Result<(), StoreError> {
    let Some(fresh) = fresh else {
        return session.change(|vault| {
            vault.tokens.extend(entries);
            vault.shared_pin = Some(shared);
            Ok(())
        });
    };
    fresh.vault.tokens.extend(entries);
    fresh.vault.shared_pin = Some(shared);
    session.create(fresh).inspect_err(|_| {
        // Of no use without a vault; deleted for tidiness.
        let _ = session.ports().keyring.delete(&shared.id);
    })
}

fn entry(ports: &Ports, key: &OtpauthKey, shared_key: &SharedKey) -> Result<OtpToken, StoreError> {
    let random = &mut Random(&*ports.entropy);
    Ok(OtpToken {
        id: vault::TokenId(*TokenId::generate(random).as_bytes()),
        issuer: key.issuer.clone(),
        account: key.account.clone(),
        label: None,
        scheme: key.uri.scheme,
        key: OtpKey::seal(copied(&key.uri.secret)?, shared_key, random),
        created: ports.clock.now(),
        bound: key.uri.managed,
        marks: key.marks.clone(),
    })
}

fn copied(secret: &Secret) -> Result<Secret, StoreError> {
    Secret::new(secret.expose().to_vec()).map_err(|_| StoreError::Damaged)
}

fn third_parties(vault: &Vault) -> impl Iterator<Item = &OtpToken> {
    vault.tokens.iter().filter_map(third_party)
}

fn third_party(token: &vault::Token) -> Option<&OtpToken> {
    match token {
        vault::Token::Otp(token) => Some(token),
        _ => None,
    }
}
