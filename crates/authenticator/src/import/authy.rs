//! Authy: what scripts take out of it; the app itself exports nothing.
//!
//! Facts: `decrypt.py` of <https://github.com/AlexTech01/Authy-iOS-MiTM> and what it reads, the answer of Authy's server:
//! `authenticator_tokens`, each sealed under the password of the backups (PBKDF2 with HMAC-SHA-1 over the text of its salt,
//! then AES-256-CBC, whose IV is zero when none is named; what comes out is Base32), and the same opened,
//! `decrypted_authenticator_tokens`. Authy makes the codes of other issuers with SHA-1 and 30 seconds alone. Not taken along:
//! logos. (Scripts that print key URIs, or Bitwarden's JSON, are read as such.)

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError, base32, base64,
    draft::Draft,
    google::split_label,
    hexadecimal,
    json::{Number, cost, has_text, list, number, text},
    row::{Imported, Reading, Reason},
    sealed,
};

/// Whether it is taken out of Authy: nobody else has tokens with such seeds.
pub(super) fn is_own(file: &Value) -> bool {
    tokens(file).iter().any(|token| has_text(token, "decrypted_seed") || has_text(token, "encrypted_seed"))
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    let tokens = tokens(file);
    let sealed: Vec<&Value> = tokens.iter().filter(|token| is_sealed(token)).collect();
    if !sealed.is_empty() && password.is_none() {
        return Err(ImportError::PasswordNeeded);
    }
    let rounds = sealed.iter().map(|token| rounds(token)).sum::<Result<u64, _>>()?;
    if rounds > MAX_ROUNDS {
        return Err(ImportError::Costly);
    }
    let (mut readings, mut opened) = (Vec::new(), 0);
    for token in tokens {
        let secret = match password.filter(|_| is_sealed(token)) {
            Some(password) => unseal(token, password)?.inspect(|_| opened += 1).ok_or(Reason::BadSecret),
            None => base32(text(token, "decrypted_seed")),
        };
        readings.push(read(token, secret));
    }
    // One of an older password may stay shut; all of them, and the password is wrong.
    if opened == 0 && !sealed.is_empty() { Err(ImportError::WrongPassword) } else { Imported::collect(readings) }
}

fn tokens(file: &Value) -> &[Value] {
    match list(file, "decrypted_authenticator_tokens") {
        [] => list(file, "authenticator_tokens"),
        opened => opened,
    }
}

fn is_sealed(token: &Value) -> bool {
    !has_text(token, "decrypted_seed") && has_text(token, "encrypted_seed")
}

fn rounds(token: &Value) -> Result<u64, ImportError> {
    cost(token, "key_derivation_iterations").map(u64::from)
}

/// The key; none when the password is another one.
fn unseal(token: &Value, password: &str) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let rounds = cost(token, "key_derivation_iterations")?;
    let iv = match text(token, "unique_iv") {
        "" => vec![0; 16],
        iv => hexadecimal::decode(iv).ok_or(ImportError::Damaged)?,
    };
    let key = sealed::pbkdf2(sealed::Hash::Sha1, password, text(token, "salt").as_bytes(), rounds)?;
    let opened = sealed::open_cbc(&key, &iv, &base64::decode(text(token, "encrypted_seed"))?);
    // A wrong password may leave noise whose padding is right by chance.
    let seed = opened.as_ref().and_then(|seed| str::from_utf8(seed).ok()).filter(|seed| !seed.trim().is_empty());
    Ok(seed.and_then(|seed| base32(seed).ok()))
}

fn read(token: &Value, secret: Result<Zeroizing<Vec<u8>>, Reason>) -> Reading {
    let name = match text(token, "name") {
        "" => text(token, "original_name"),
        name => name,
    };
    // A name is the label of the key URI it came from: it may begin with the issuer.
    let (issuer, account) = match text(token, "issuer") {
        "" => ("", name),
        issuer => split_label(issuer, name),
    };
    Draft { digits: number(token, "digits"), period: Number::Is(30), ..Draft::of_key(issuer, account, secret) }.read()
}

/// All tokens together: Authy's 100,000 for two hundred of them.
const MAX_ROUNDS: u64 = 20_000_000;
