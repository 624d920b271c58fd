//! The label, `ISSUER:ACCOUNT` or `ACCOUNT`.

use super::{Assumed, KeyUriError, parameters::unescape};

/// Issuer and account, from the label and the parameter `issuer`.
///
/// Nothing that tells two keys of one user apart is lost. Where the label begins with another name than the parameter's, as
/// Microsoft's labels begin with the tenant, that name stays in front of the account; where one of the two names is the
/// other one and more, the longer one is the issuer.
pub(super) fn names(
    raw: &str,
    parameter: Option<String>,
    assumed: &mut Vec<Assumed>,
) -> Result<(String, String), KeyUriError> {
    let label = unescape(raw)?;
    let label = label.trim();
    let (issuer, account) = match parameter {
        Some(parameter) => of_parameter(label, parameter, between_names(raw, label), assumed),
        None => of_label(label, between_names(raw, label), assumed),
    };
    if issuer.is_empty() {
        assumed.push(Assumed::NoIssuer);
    }
    if account.is_empty() {
        assumed.push(Assumed::NoAccount);
    }
    Ok((issuer, account))
}

/// The issuer is named by itself.
fn of_parameter(label: &str, parameter: String, colon: Option<usize>, assumed: &mut Vec<Assumed>) -> (String, String) {
    // An issuer whose name has a colon itself is known from the parameter.
    let named = label.match_indices(':').find(|(at, _)| is_same(&label[..*at], &parameter)).map(|(at, _)| at);
    let Some(at) = named.or(colon) else { return (parameter, label.to_owned()) };
    let (prefix, account) = (label[..at].trim(), label[at + 1..].trim());
    if prefix.is_empty() || is_same(prefix, &parameter) || goes_on(&parameter, prefix) {
        return (parameter, account.to_owned());
    }
    if goes_on(prefix, &parameter) {
        return (prefix.to_owned(), account.to_owned());
    }
    assumed.push(Assumed::IssuersDiffer);
    let account = if account.is_empty() { prefix } else { label };
    (parameter, account.to_owned())
}

/// The issuer is named in the label or nowhere.
fn of_label(label: &str, colon: Option<usize>, assumed: &mut Vec<Assumed>) -> (String, String) {
    let Some(at) = colon else { return (String::new(), label.to_owned()) };
    let (prefix, account) = (label[..at].trim(), label[at + 1..].trim());
    if separator(account).is_some() {
        assumed.push(Assumed::FirstColon);
    }
    (prefix.to_owned(), account.to_owned())
}

/// The place of the colon between issuer and account. It may be escaped or not: the format's page allows both. Where
/// exactly one is not, whoever escaped the others meant them as parts of the names.
fn between_names(raw: &str, label: &str) -> Option<usize> {
    if let Some((issuer, account)) = raw.trim().split_once(':')
        && !account.contains(':')
        && issuer.to_ascii_lowercase().contains("%3a")
    {
        let at = unescape(issuer).ok()?.trim_start().len();
        return is_separator(label, at).then_some(at);
    }
    separator(label)
}

/// The first colon that may end a name.
fn separator(label: &str) -> Option<usize> {
    label.match_indices(':').map(|(at, _)| at).find(|&at| is_separator(label, at))
}

/// Whether the colon at this place may end a name: it belongs neither to `https://`, nor to a port, nor to an address in
/// brackets (RFC 3986 §3).
fn is_separator(label: &str, at: usize) -> bool {
    let (before, after) = (&label[..at], &label[at + 1..]);
    !after.starts_with("//") && !is_port(before, after) && !is_in_address(before, after)
}

/// A number after the name of a host that a `/`, an `@` or another colon shows to be one: `https://havn.example:8443`,
/// `ida@havn.example:8443`, `havn.example:8443:ida`.
fn is_port(before: &str, after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &after[digits..];
    if !(1..=5).contains(&digits) || !(rest.is_empty() || rest.starts_with(['/', ':'])) {
        return false;
    }
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    let host = before.rsplit(|c| !is_of_host(c)).next().unwrap_or_default();
    let front = &before[..before.len() - host.len()];
    let is_address = front.ends_with('@') || front.ends_with("//");
    let is_host = host.contains('.') || host.ends_with(']') || host.eq_ignore_ascii_case("localhost");
    !host.is_empty() && (is_address || (is_host && rest.starts_with(':')))
}

/// Within `[2001:db8::7]`.
fn is_in_address(before: &str, after: &str) -> bool {
    let is_of_address = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let front = before.rsplit_once('[').map(|(_, front)| front);
    let back = after.split_once(']').map(|(back, _)| back);
    front.zip(back).is_some_and(|(front, back)| is_of_address(front) && is_of_address(back))
}

/// Whether two names are one but for case, blanks around them, and the `+` of web forms.
fn is_same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// Whether a name is the other one and more words: `Slack (Nordhavn A/S)` and `Slack`.
fn goes_on(longer: &str, shorter: &str) -> bool {
    let (longer, shorter) = (plain(longer), plain(shorter));
    let rest = longer.strip_prefix(&*shorter).filter(|_| !shorter.is_empty());
    rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
}

fn plain(name: &str) -> String {
    name.replace('+', " ").trim().to_lowercase()
}
