//! *My profile*: overview, authentication types, activity, language; and what a login without a device can do.

pub(crate) mod activity;
pub(crate) mod add;
pub(crate) mod enrolment;
pub(crate) mod language;
pub(crate) mod logout_everywhere;
pub(crate) mod overview;
pub(crate) mod recovery;
pub(crate) mod recovery_code;
pub(crate) mod token;
pub(crate) mod types;
