//! The phrases, by the page that says them; English first, Danish second.

mod common;
mod enrolment;
mod errors;
mod help;
mod login;
mod mail;
mod profile;
mod recovery;

/// Makes one method of [`Language`](crate::i18n::Language) of each phrase. With parameters it answers a `String`, in which
/// both languages name the parameters in braces; without, a `&'static str`.
macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident $( ( $($parameter:ident),+ ) )? => $english:literal, $danish:literal; )+) => {
        impl $crate::i18n::Language {
            $( words!(@phrase $(#[$doc])* $name $( ( $($parameter),+ ) )? => $english, $danish); )+
        }
    };
    (@phrase $(#[$doc:meta])* $name:ident => $english:literal, $danish:literal) => {
        #[doc = $english]
        $(#[$doc])*
        #[must_use]
        pub fn $name(self) -> &'static str {
            match self {
                Self::English => $english,
                Self::Danish => $danish,
            }
        }
    };
    (@phrase $(#[$doc:meta])* $name:ident ( $($parameter:ident),+ ) => $english:literal, $danish:literal) => {
        #[doc = $english]
        $(#[$doc])*
        #[must_use]
        pub fn $name(self, $($parameter: impl ::std::fmt::Display),+) -> String {
            match self {
                Self::English => format!($english),
                Self::Danish => format!($danish),
            }
        }
    };
}

use words;

impl crate::i18n::Language {
    /// `1 minute`, `15 minutes`: seconds rounded up to what a person waits for.
    #[must_use]
    pub fn wait(self, seconds: u64) -> String {
        match (self, seconds) {
            (Self::English, 0..=1) => "1 second".to_owned(),
            (Self::Danish, 0..=1) => "1 sekund".to_owned(),
            (Self::English, 2..=90) => format!("{seconds} seconds"),
            (Self::Danish, 2..=90) => format!("{seconds} sekunder"),
            (Self::English, 91..=5400) => format!("{} minutes", seconds.div_ceil(60)),
            (Self::Danish, 91..=5400) => format!("{} minutter", seconds.div_ceil(60)),
            (Self::English, _) => format!("{} hours", seconds.div_ceil(3600)),
            (Self::Danish, _) => format!("{} timer", seconds.div_ceil(3600)),
        }
    }

    /// `1 try` or `3 tries`.
    #[must_use]
    pub fn tries(self, left: impl Into<u64>) -> String {
        match (self, left.into()) {
            (Self::English, 1) => "1 try".to_owned(),
            (Self::English, left) => format!("{left} tries"),
            (Self::Danish, left) => format!("{left} forsøg"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::Language;

    #[test]
    fn wait_is_in_minutes_when_long() {
        assert_eq!(Language::English.wait(30), "30 seconds");
        assert_eq!(Language::English.wait(841), "15 minutes");
        assert_eq!(Language::Danish.wait(86_400), "24 timer");
    }

    #[test]
    fn tries_are_singular_when_one_is_left() {
        assert_eq!(Language::English.tries(1_u64), "1 try");
        assert_eq!(Language::Danish.tries(3_u64), "3 forsøg");
    }

    #[test]
    fn phrase_names_its_parameter_in_both_languages() {
        for language in Language::ALL {
            assert!(language.logging_in_as("mette.holm").contains("mette.holm"));
        }
    }
}
