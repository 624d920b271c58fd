//! A login of a password manager, as far as it has a code.
//!
//! All of them keep in one field what their user pasted there: a key URI, a secret alone, or Bitwarden's `steam://SECRET`;
//! `KeePassXC` also `key=SECRET&step=30&size=6` (`src/totp/totp.cpp` of <https://github.com/keepassxreboot/keepassxc>). Of a
//! secret alone they make the codes of the key URI format's defaults.

use super::{
    base32,
    draft::{self, Draft, shown},
    json::Number,
    row::{Reading, Reason, Row},
    uri,
};

pub(super) struct Login<'a> {
    /// What the login is called.
    pub(super) name: &'a str,
    pub(super) user: &'a str,
    /// The field of the code.
    pub(super) code: &'a str,
    pub(super) group: &'a str,
}

impl Login<'_> {
    /// A row when there is a code. What a key URI says of issuer and account counts; name and user name fill what it leaves
    /// open.
    pub(super) fn read(&self) -> Option<Reading> {
        let code = self.code.trim();
        if code.is_empty() {
            return None;
        }
        let row = self.row(code).map(|row| Row {
            issuer: if row.issuer.is_empty() { shown(self.name) } else { row.issuer },
            account: if row.account.is_empty() { shown(self.user) } else { row.account },
            group: draft::group(self.group),
            ..row
        });
        Some(Reading::new(self.name, self.user, row))
    }

    fn row(&self, code: &str) -> Result<Row, Reason> {
        if uri::strip_scheme(code, "otpauth:").is_some() {
            return uri::row_of_app(code);
        }
        if let Some(row) = uri::steam_row(code, self.name, self.user) {
            return row;
        }
        if code.contains("://") {
            return Err(Reason::UnknownKind);
        }
        match uri::parameter(code, "key") {
            Some(key) => self.keepass(code, &key),
            None => Draft::of_key(self.name, self.user, base32(code)).judge(),
        }
    }

    fn keepass(&self, settings: &str, key: &str) -> Result<Row, Reason> {
        let said = |name: &str| uri::parameter(settings, name).filter(|value| !value.is_empty());
        let number = |name: &str, default| match said(name) {
            Some(value) => value.parse().map_or(Number::Wrong, Number::Is),
            None => Number::Is(default),
        };
        let (kind, algorithm) = (said("type"), said("otpHashMode"));
        Draft {
            kind: kind.as_deref().unwrap_or("totp"),
            algorithm: algorithm.as_deref().unwrap_or("SHA1"),
            digits: number("size", 6),
            period: number("step", 30),
            counter: said("counter").map_or(Number::Missing, |value| value.parse().map_or(Number::Wrong, Number::Is)),
            ..Draft::of_key(self.name, self.user, base32(key))
        }
        .judge()
    }
}
