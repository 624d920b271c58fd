//! `segl add --key`: what a site prints beside its QR code, typed; and the same as an argument.

use authenticator::{Algorithm, Authenticator, ByHand, Code, OtpauthKey, import::Kind};

use super::add_key;
use crate::{
    arguments::{Add, KeySource},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Asks for the names and for the key, and adds it.
pub(super) fn run(shell: &Shell, authenticator: &Authenticator, arguments: &Add) -> Result<(), CliError> {
    let source = &arguments.typed;
    let (issuer, account) = names(shell, source.issuer.as_deref(), source.account.as_deref())?;
    if issuer.is_empty() && account.is_empty() {
        return Err(Code::ByHandNoName.into());
    }
    let file = source.secret_file.as_deref();
    let key = secrets::until(shell, file.is_none(), || {
        let base32 = secrets::secret(shell, file, "Key (not shown): ", "Nøgle (vises ikke): ")?;
        let typed = ByHand {
            issuer: &issuer,
            account: &account,
            base32: &base32,
            kind: kind(source),
            digits: arguments.entrust.digits.unwrap_or(DIGITS),
            algorithm: source.algorithm.unwrap_or(Algorithm::Sha1),
        };
        Ok(OtpauthKey::by_hand(typed)?)
    })?;
    add_key::run(shell, authenticator, &[key], arguments)
}

/// A key that was given as an argument. It has no names; whoever sits at the terminal is asked for them.
pub(super) fn of_argument(shell: &Shell, text: &str) -> Result<Option<OtpauthKey>, CliError> {
    if !is_printed_key(text) {
        return Ok(None);
    }
    let (issuer, account) = names(shell, None, None)?;
    Ok(Some(OtpauthKey::printed(&issuer, &account, text)?))
}

fn kind(source: &KeySource) -> Kind {
    match source.counter {
        Some(counter) => Kind::Hotp { counter },
        None => Kind::Totp { period: source.period.unwrap_or(SECONDS) },
    }
}

/// The names, given or typed; empty where nobody can be asked.
fn names(shell: &Shell, issuer: Option<&str>, account: Option<&str>) -> Result<(String, String), CliError> {
    let is_asked = issuer.is_none() && account.is_none() && secrets::can_ask();
    let name = |given: Option<&str>, english, danish| match given {
        Some(name) => Ok(name.to_owned()),
        None if is_asked => secrets::ask(shell, english, danish),
        None => Ok(String::new()),
    };
    let issuer = name(issuer, "Issuer, such as the name of the site: ", "Udsteder, for eksempel webstedets navn: ")?;
    let account = name(account, "Account, such as your user name there: ", "Konto, for eksempel dit brugernavn der: ")?;
    Ok((issuer, account))
}

/// Whether a text looks as sites print keys: Base32 of at least 16 letters and digits, either in capitals with a digit among
/// them, or in groups of four. The name of a file hardly does.
fn is_printed_key(text: &str) -> bool {
    let text = text.trim().trim_end_matches('=');
    let groups: Vec<&str> = text.split([' ', '-']).collect();
    let symbols: String = groups.concat();
    let is_base32 = symbols.bytes().all(|c| c.is_ascii_alphabetic() || matches!(c, b'2'..=b'7'));
    let is_grouped = groups.len() > 1 && groups.iter().rev().skip(1).all(|group| group.len() == 4);
    let is_capital = symbols.bytes().all(|c| !c.is_ascii_lowercase()) && symbols.bytes().any(|c| c.is_ascii_digit());
    is_base32 && symbols.len() >= 16 && (is_grouped || (groups.len() == 1 && is_capital))
}

/// What nearly every issuer means.
const DIGITS: u8 = 6;
const SECONDS: u32 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_key_is_told_from_the_name_of_a_file() {
        for text in [
            "JBSW Y3DP EHPK 3PXP",
            "jbsw y3dp ehpk 3pxp",
            "JBSW-Y3DP-EHPK-3PXP-JB",
            " JBSWY3DPEHPK3PXP ",
            "IVNI6FUNH574U5CD45UQ====",
        ] {
            assert!(is_printed_key(text), "{text}");
        }
        for text in [
            "",
            "JBSWY3DP",
            "jbswy3dpehpk3pxp",
            "ENROLMENTQRCODES",
            "enrolment qr codes",
            "JBSWY3DPEHPK3PX1",
            "JBSWY3DPEHPK3PXP.png",
            "/JBSWY3DPEHPK3PXP",
            "JBSWY3DPEHPK3PXP EHPK",
        ] {
            assert!(!is_printed_key(text), "{text}");
        }
    }
}
