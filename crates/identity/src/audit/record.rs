//! One row of the log, format `segl/audit/v2` (`docs/audit-log.md`): fields that are salted and hashed one by one, so that a
//! value can be removed later and every proof still holds.

use std::collections::BTreeMap;

use protocol::{Bytes, Timestamp, TokenId, jws::Jws};
use ring::digest;
use serde::{Deserialize, Serialize};

use crate::{account::user::UserId, actor::Actor};

/// One field: its name, a hash of its value, and the value with its salt unless it was removed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name, such as `kind`.
    pub name: String,
    /// SHA-256 of label, salt, name and value: 32 bytes.
    pub commitment: Bytes<32>,
    /// Salt and value; none when retention has removed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
}

/// What a commitment is about.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// 16 random bytes.
    pub salt: Bytes<16>,
    /// The value.
    pub value: String,
}

impl Field {
    /// A field with this value.
    #[must_use]
    pub fn new(name: &str, salt: Bytes<16>, value: String) -> Self {
        let commitment = commit(name, &salt, &value);
        Self { name: name.to_owned(), commitment, opened: Some(Opened { salt, value }) }
    }

    /// Whether its value, if it is still there, is the one that was committed to.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.opened.as_ref().is_none_or(|opened| commit(&self.name, &opened.salt, &opened.value) == self.commitment)
    }
}

/// One row, in the order in which its fields were written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditRow {
    /// Its place in the log, from 1; none until it is sealed.
    pub sequence: Option<u64>,
    /// The leaf that was sealed: 32 bytes.
    pub leaf: Option<Bytes<32>>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What the store finds it by; no part of the leaf, and none in an export.
    pub subject: Option<Subject>,
}

impl AuditRow {
    /// The value of a field, unless it is absent or was removed.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        field.opened.as_ref().map(|opened| opened.value.as_str())
    }

    /// Whether the store finds it by the account and the token that its fields name, as far as they were not removed.
    #[must_use]
    pub fn is_filed_rightly(&self) -> bool {
        let is_right = |name: &str, filed: Option<String>| {
            let field = self.fields.iter().find(|field| field.name == name);
            match field.map(|field| &field.opened) {
                None => filed.is_none(),
                Some(None) => true,
                Some(Some(opened)) => filed.as_ref() == Some(&opened.value),
            }
        };
        self.subject.is_none_or(|subject| {
            is_right("user", subject.user.map(|user| user.0.to_string()))
                && is_right("token", subject.token.map(|token| token.to_string()))
        })
    }

    /// When it happened; 0 when that was removed.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp(self.value("at").and_then(|at| at.parse().ok()).unwrap_or(0))
    }

    /// [`Kind::code`](crate::audit::Kind::code).
    #[must_use]
    pub fn kind(&self) -> &str {
        self.value("kind").unwrap_or_default()
    }

    /// Who acted.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        self.value("actor")?.parse().ok()
    }

    /// The details, by name.
    #[must_use]
    pub fn details(&self) -> BTreeMap<&str, &str> {
        let detail = |field: &'_ Field| field.name.strip_prefix("detail.").map(str::len).is_some();
        let details = self.fields.iter().filter(|field| detail(field));
        details
            .filter_map(|field| Some((&field.name["detail.".len()..], field.opened.as_ref()?.value.as_str())))
            .collect()
    }

    /// Both signatures of a decision, as they travelled.
    #[must_use]
    pub fn evidence(&self) -> Option<(Jws, Jws)> {
        let jws = |name| self.value(name).map(|text| Jws::received(text.to_owned()));
        jws("challenge").zip(jws("response"))
    }

    /// The leaf of this row at a place of the log (RFC 6962 §2.1): SHA-256 of 0, the label, the place, and each field's name
    /// and commitment; numbers are 8 bytes, big-endian.
    #[must_use]
    pub fn leaf_at(&self, sequence: u64) -> Bytes<32> {
        let mut bytes = vec![LEAF];
        bytes.extend_from_slice(ROW);
        bytes.extend_from_slice(&sequence.to_be_bytes());
        bytes.extend_from_slice(&length(self.fields.len()));
        for field in &self.fields {
            bytes.extend_from_slice(&length(field.name.len()));
            bytes.extend_from_slice(field.name.as_bytes());
            bytes.extend_from_slice(&field.commitment.0);
        }
        sha256(&bytes)
    }
}

/// Whom and what a row is about, for finding it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Subject {
    /// The account.
    pub user: Option<UserId>,
    /// The token.
    pub token: Option<TokenId>,
}

fn commit(name: &str, salt: &Bytes<16>, value: &str) -> Bytes<32> {
    let mut bytes = FIELD.to_vec();
    bytes.extend_from_slice(&salt.0);
    for text in [name, value] {
        bytes.extend_from_slice(&length(text.len()));
        bytes.extend_from_slice(text.as_bytes());
    }
    sha256(&bytes)
}

fn length(length: usize) -> [u8; 8] {
    u64::try_from(length).expect("no field has 2^64 bytes").to_be_bytes()
}

pub(super) fn sha256(bytes: &[u8]) -> Bytes<32> {
    let mut hash = Bytes([0; 32]);
    hash.0.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

const FIELD: &[u8] = b"segl/audit/v2/field";
const ROW: &[u8] = b"segl/audit/v2/row";

/// In front of what is hashed for a leaf (RFC 6962 §2.1).
const LEAF: u8 = 0;
