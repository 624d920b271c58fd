//! Dates, times and spans, written as the reader writes them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::i18n::Language;

/// A moment in the reader's time zone, ready to be written.
#[derive(Clone, Debug)]
pub struct Moment {
    zoned: Zoned,
    language: Language,
}

impl Moment {
    /// `seconds`: unix seconds. Moments outside jiff's range (the year 9999) are shown as the epoch.
    #[must_use]
    pub fn new(seconds: u64, zone: &TimeZone, language: Language) -> Self {
        let timestamp = i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok()).unwrap_or_default();
        Self { zoned: timestamp.to_zoned(zone.clone()), language }
    }

    /// `22 November 2026, 9:41` or `22. november 2026 kl. 9.41`.
    #[must_use]
    pub fn long(&self) -> String {
        match self.language {
            Language::English => format!("{}, {}", self.date(), self.clock()),
            Language::Danish => format!("{} kl. {}", self.date(), self.clock()),
        }
    }

    /// `22 November 2026` or `22. november 2026`.
    #[must_use]
    pub fn date(&self) -> String {
        let (day, year) = (self.zoned.day(), self.zoned.year());
        let month = usize::try_from(self.zoned.month() - 1).unwrap_or_default();
        match self.language {
            Language::English => format!("{day} {} {year}", MONTHS_EN[month % 12]),
            Language::Danish => format!("{day}. {} {year}", MONTHS_DA[month % 12]),
        }
    }

    /// `9:41` or `9.41`.
    #[must_use]
    pub fn clock(&self) -> String {
        let (hour, minute) = (self.zoned.hour(), self.zoned.minute());
        match self.language {
            Language::English => format!("{hour}:{minute:02}"),
            Language::Danish => format!("{hour}.{minute:02}"),
        }
    }

    /// RFC 3339, for the `datetime` attribute of `<time>`.
    #[must_use]
    pub fn machine(&self) -> String {
        self.zoned.timestamp().to_string()
    }
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MONTHS_DA: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    /// 2026-11-22T08:41:05Z.
    const MORNING: u64 = 1_795_336_865;

    fn copenhagen() -> TimeZone {
        TimeZone::get("Europe/Copenhagen").unwrap()
    }

    #[test]
    fn moment_is_written_in_english_by_english_habit() {
        let moment = Moment::new(MORNING, &copenhagen(), Language::English);
        assert_eq!(moment.long(), "22 November 2026, 9:41");
    }

    #[test]
    fn moment_is_written_in_danish_by_danish_habit() {
        let moment = Moment::new(MORNING, &copenhagen(), Language::Danish);
        assert_eq!(moment.long(), "22. november 2026 kl. 9.41");
        assert_eq!(moment.machine(), "2026-11-22T08:41:05Z");
    }

    #[test]
    fn moment_is_the_epoch_when_out_of_range() {
        assert_eq!(Moment::new(u64::MAX, &TimeZone::UTC, Language::English).date(), "1 January 1970");
    }
}
