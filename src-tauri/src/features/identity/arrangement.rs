//! What the screens say of how an identity is to be arranged.

use authenticator::{Arrangement, Place};
use serde::Deserialize;

use crate::{commands::parsed, error::CommandError};

/// What is to be different about an identity; what is null stays as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArrangementForm {
    /// An empty one takes it away.
    note: Option<String>,
    /// An empty one takes it out of its group.
    group: Option<String>,
    on_top: Option<bool>,
    /// The identity right before which it goes.
    before: Option<String>,
    /// After all others.
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
