//! `[connections]`: how many, and how long they may take.

use std::time::Duration;

use serde::Deserialize;

use crate::connections::ConnectionLimits;

/// A number that cannot be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("[connections] {key} must be {least} to {most}")]
pub struct ConnectionError {
    key: &'static str,
    least: u64,
    most: u64,
}

/// The section as it is written; what is left out is as in [`ConnectionLimits::default`].
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenConnections {
    most: Option<u64>,
    header_seconds: Option<u64>,
    body_seconds: Option<u64>,
    idle_seconds: Option<u64>,
    polls_per_token: Option<u64>,
    polls_per_browser: Option<u64>,
}

impl WrittenConnections {
    pub(super) fn check(self) -> Result<ConnectionLimits, ConnectionError> {
        let default = ConnectionLimits::default();
        let number = |key, written, otherwise, most| {
            let found = within(key, written, 1, most)?;
            Ok(found.and_then(|number| usize::try_from(number).ok()).unwrap_or(otherwise))
        };
        let seconds =
            |key, written, otherwise, most| Ok(within(key, written, 1, most)?.map_or(otherwise, Duration::from_secs));
        Ok(ConnectionLimits {
            most: number("most", self.most, default.most, 1_000_000)?,
            header: seconds("header_seconds", self.header_seconds, default.header, 60)?,
            body: seconds("body_seconds", self.body_seconds, default.body, 60)?,
            idle: seconds("idle_seconds", self.idle_seconds, default.idle, 600)?,
            polls_per_token: number("polls_per_token", self.polls_per_token, default.polls_per_token, 100)?,
            polls_per_browser: number("polls_per_browser", self.polls_per_browser, default.polls_per_browser, 100)?,
        })
    }
}

fn within(key: &'static str, written: Option<u64>, least: u64, most: u64) -> Result<Option<u64>, ConnectionError> {
    match written {
        None => Ok(None),
        Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
        Some(_) => Err(ConnectionError { key, least, most }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<ConnectionLimits, ConnectionError> {
        toml::from_str::<WrittenConnections>(text).expect("a section").check()
    }

    #[test]
    fn section_is_read_and_what_is_missing_is_the_default() {
        let read = check("most = 500\nidle_seconds = 30").expect("numbers in range");
        assert_eq!((read.most, read.idle), (500, Duration::from_secs(30)));
        assert_eq!(read.header, ConnectionLimits::default().header);
        assert_eq!(check(""), Ok(ConnectionLimits::default()));
    }

    #[test]
    fn section_is_refused_when_a_number_is_out_of_range() {
        for text in
            ["most = 0", "header_seconds = 61", "body_seconds = 0", "idle_seconds = 601", "polls_per_token = 101"]
        {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
