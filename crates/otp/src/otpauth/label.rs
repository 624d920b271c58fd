//! The label, `ISSUER:ACCOUNT` or `ACCOUNT`.

use super::{Assumed, KeyUriError, parameters::unescape};

/// Issuer and account, from the label and the parameter `issuer`.
pub(super) fn names(
    label: &str,
    parameter: Option<String>,
    assumed: &mut Vec<Assumed>,
) -> Result<(String, String), KeyUriError> {
    // The colon may be escaped or not: the format's page allows both.
    let label = unescape(label)?;
    let label = label.trim();
    let (prefix, account) = split(label, parameter.as_deref(), assumed);
    let issuer = match (parameter, prefix) {
        (Some(parameter), Some(prefix)) if !parameter.eq_ignore_ascii_case(prefix) => {
            assumed.push(Assumed::IssuersDiffer);
            parameter
        }
        (Some(parameter), _) => parameter,
        (None, prefix) => prefix.unwrap_or_default().to_owned(),
    };
    if issuer.is_empty() {
        assumed.push(Assumed::NoIssuer);
    }
    if account.is_empty() {
        assumed.push(Assumed::NoAccount);
    }
    Ok((issuer, account.to_owned()))
}

fn split<'a>(label: &'a str, parameter: Option<&str>, assumed: &mut Vec<Assumed>) -> (Option<&'a str>, &'a str) {
    // An issuer whose name has a colon itself is known from the parameter.
    let named = parameter.filter(|name| !name.is_empty()).and_then(|name| {
        let rest = label.strip_prefix(name)?;
        Some((&label[..name.len()], rest.trim_start().strip_prefix(':')?))
    });
    let Some((prefix, account)) = named.or_else(|| label.split_once(':')) else { return (None, label) };
    if named.is_none() && account.contains(':') {
        assumed.push(Assumed::FirstColon);
    }
    let prefix = prefix.trim();
    ((!prefix.is_empty()).then_some(prefix), account.trim())
}
