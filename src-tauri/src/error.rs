//! Errors as the screens get them: a stable code and numbers. The screens make the sentences.

use authenticator::{Code, Failure};
use serde::Serialize;

/// Why a command did not do what it was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    #[cfg_attr(test, specta(type = crate::bindings::CodeName))]
    pub(crate) code: Code,
    /// Tries that remain, where they are counted.
    pub(crate) tries_left: Option<u8>,
    /// Seconds to wait before the next try.
    pub(crate) seconds: Option<u32>,
    /// The fewest digits that are accepted.
    pub(crate) minimum: Option<u8>,
    /// The position of the wrong character, from 1.
    pub(crate) place: Option<u16>,
    /// How many QR codes of a transfer were read, of how many.
    pub(crate) have: Option<u32>,
    pub(crate) need: Option<u32>,
    /// The login that was answered waits no longer.
    pub(crate) ends_login: bool,
}

/// Every error enum of the authenticator and of the device becomes a [`Failure`], and so a command's error.
impl<E: Into<Failure>> From<E> for CommandError {
    fn from(error: E) -> Self {
        let failure: Failure = error.into();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            code: failure.code,
            tries_left: failure.tries_left,
            seconds: failure.retry_after.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
            minimum: failure.minimum,
            place: failure.place,
            have: failure.progress.map(|progress| count(progress.have)),
            need: failure.progress.map(|progress| count(progress.need)),
            ends_login: failure.ends_login(),
        }
    }
}
