//! `[limits]`: how much one network may ask for. All other numbers against abuse are the same for every portal.

use std::net::IpAddr;

use identity::policy::Limits;
use identity::source::Network;
use ipnet::IpNet;
use serde::Deserialize;

/// A limit that cannot be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// Neither an address nor a network.
    #[error("[limits] office_networks: \"{0}\" is neither an address nor a network like 192.0.2.0/24")]
    Network(String),
    /// Nobody could log in, or nothing would be limited.
    #[error("[limits] {0} must be 1 to 100000")]
    Range(&'static str),
    /// Less than anybody else gets.
    #[error("[limits] {0} must not be below the limit of other networks")]
    BelowOthers(&'static str),
}

/// The section as it is written; what is left out keeps Segl's own value.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenLimits {
    emails_per_source: Option<usize>,
    logins_per_source: Option<usize>,
    #[serde(default)]
    office_networks: Vec<String>,
    office_emails_per_source: Option<usize>,
    office_logins_per_source: Option<usize>,
}

/// Checks the section.
pub(super) fn limits(written: WrittenLimits) -> Result<Limits, LimitError> {
    let default = Limits::default();
    let office_networks = written.office_networks.into_iter().map(network).collect::<Result<_, _>>()?;
    let emails = in_range("emails_per_source", written.emails_per_source.unwrap_or(default.emails_per_source))?;
    let logins = in_range("logins_per_source", written.logins_per_source.unwrap_or(default.logins_per_source))?;
    let office_emails = written.office_emails_per_source.unwrap_or(default.office_emails_per_source.max(emails));
    let office_logins = written.office_logins_per_source.unwrap_or(default.office_logins_per_source.max(logins));
    Ok(Limits {
        emails_per_source: emails,
        logins_per_source: logins,
        office_networks,
        office_emails_per_source: at_least("office_emails_per_source", office_emails, emails)?,
        office_logins_per_source: at_least("office_logins_per_source", office_logins, logins)?,
        ..default
    })
}

fn network(text: String) -> Result<Network, LimitError> {
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network = network.map_err(|_| LimitError::Network(text))?;
    Ok(Network::new(network.addr(), network.prefix_len()))
}

fn in_range(key: &'static str, value: usize) -> Result<usize, LimitError> {
    if (1..=MOST).contains(&value) { Ok(value) } else { Err(LimitError::Range(key)) }
}

fn at_least(key: &'static str, value: usize, others: usize) -> Result<usize, LimitError> {
    if value < others { Err(LimitError::BelowOthers(key)) } else { in_range(key, value) }
}

const MOST: usize = 100_000;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    fn read(text: &str) -> Result<Limits, LimitError> {
        limits(toml::from_str(text).unwrap())
    }

    #[test]
    fn limits_are_segls_own_when_nothing_is_written() {
        let limits = read("").unwrap();
        assert_eq!((limits.emails_per_source, limits.logins_per_source), (30, 100));
        assert_eq!(limits.office_networks, []);
    }

    #[test]
    fn office_networks_are_read_with_what_they_may_ask_for() {
        let limits = read(
            "emails_per_source = 40\noffice_networks = [\"192.0.2.0/24\", \"2001:db8::7\"]\noffice_logins_per_source = 300",
        )
        .unwrap();
        assert_eq!(limits.emails_per_source, 40);
        assert_eq!((limits.office_emails_per_source, limits.office_logins_per_source), (500, 300));
        let [office, host] = limits.office_networks.as_slice() else { panic!("two: {limits:?}") };
        let at = |address: &str| address.parse::<IpAddr>().unwrap().into();
        assert!(office.has(at("192.0.2.99")) && !office.has(at("192.0.3.1")));
        assert!(host.has(at("2001:db8::7")) && !host.has(at("2001:db8::8")));
    }

    #[test]
    fn limit_is_refused_when_it_makes_no_sense() {
        assert_eq!(read("office_networks = [\"office\"]").unwrap_err(), LimitError::Network("office".to_owned()));
        assert_eq!(read("emails_per_source = 0").unwrap_err(), LimitError::Range("emails_per_source"));
        assert_eq!(read("logins_per_source = 100001").unwrap_err(), LimitError::Range("logins_per_source"));
        let below = read("office_emails_per_source = 29").unwrap_err();
        assert_eq!(below, LimitError::BelowOthers("office_emails_per_source"));
        assert!(toml::from_str::<WrittenLimits>("emails = 1").is_err(), "an unknown key");
    }
}
