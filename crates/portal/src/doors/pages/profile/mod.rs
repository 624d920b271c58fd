//! *My profile*: overview, authentication types, activity, language.

pub(crate) mod activity;
pub(crate) mod add;
pub(crate) mod enrolment;
pub(crate) mod language;
pub(crate) mod overview;
pub(crate) mod token;
pub(crate) mod types;
