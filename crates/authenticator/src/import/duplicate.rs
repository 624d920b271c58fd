use subtle::{Choice, ConstantTimeEq};

use super::row::{Kind, Row};

/// For each row, whether one of `existing` or an earlier row is the same token: the same secret, kind, issuer and account.
///
/// Secrets are compared in constant time, and all of them: the duration says nothing about them. The counter of a HOTP token
/// does not matter, since it moves with every use.
#[must_use]
pub fn duplicates(rows: &[Row], existing: &[Row]) -> Vec<bool> {
    let is_duplicate = |(position, row): (usize, &Row)| {
        let others = existing.iter().chain(&rows[..position]);
        bool::from(others.fold(Choice::from(0), |found, other| found | is_same(row, other)))
    };
    rows.iter().enumerate().map(is_duplicate).collect()
}

fn is_same(row: &Row, other: &Row) -> Choice {
    let is_public_same = same_kind(row.kind, other.kind) && row.issuer == other.issuer && row.account == other.account;
    Choice::from(u8::from(is_public_same)) & row.secret.ct_eq(&other.secret)
}

fn same_kind(kind: Kind, other: Kind) -> bool {
    match (kind, other) {
        (Kind::Hotp { .. }, Kind::Hotp { .. }) => true,
        (kind, other) => kind == other,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::import::{open, row::Imported};

    fn rows(text: &str) -> Vec<Row> {
        let Imported { rows, rejected } = open(text.as_bytes(), None).unwrap();
        assert_eq!(rejected, []);
        rows
    }

    #[test]
    fn row_is_a_duplicate_of_the_same_secret_kind_issuer_and_account() {
        let existing = rows("otpauth://hotp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn&counter=7");
        let new = rows(
            "otpauth://hotp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn&counter=9\n\
             otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
             otpauth://hotp/Havn:ida?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
             otpauth://hotp/Kyst:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Kyst\n\
             otpauth://hotp/Havn:bo?secret=GEZDGNBVGY3TQOJR&issuer=Havn\n\
             otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
             otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn&period=60",
        );
        assert_eq!(duplicates(&new, &existing), [true, false, false, false, false, true, false]);
    }
}
