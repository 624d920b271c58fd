//! How the user arranges identities: note, group and position.

use authenticator::{Arrangement, Place};
use serde::Deserialize;

use crate::{commands::parsed, error::CommandError};

/// The changes to an identity; null leaves a member as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArrangementForm {
    /// An empty note removes it.
    note: Option<String>,
    /// An empty name removes the identity from its group.
    group: Option<String>,
    on_top: Option<bool>,
    /// Moves it directly before this identity.
    before: Option<String>,
    /// Moves it after all others.
    last: bool,
}

impl TryFrom<ArrangementForm> for Arrangement {
    type Error = CommandError;

    fn try_from(form: ArrangementForm) -> Result<Self, CommandError> {
        let before = form.before.as_deref().map(parsed).transpose()?;
        let place = before.map(Place::Before).or(form.last.then_some(Place::Last));
        Ok(Self { note: form.note, group: form.group, on_top: form.on_top, place })
    }
}
