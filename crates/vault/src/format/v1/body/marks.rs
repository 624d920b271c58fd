//! The fields of an owner's marks, which tokens of both kinds have beside their own.
//!
//! Each is left out when there is nothing to say: files from before there were marks have none of them. `null` means the
//! same.

use crate::{Group, Marks, MarksError, Note};

/// Three fields of a token's own map. Each kind names them itself, so that a field that nobody knows stays refused.
pub(super) struct MarksWire {
    pub(super) note: Option<String>,
    pub(super) group: Option<String>,
    pub(super) pinned: Option<bool>,
}

impl From<&Marks> for MarksWire {
    fn from(marks: &Marks) -> Self {
        Self {
            note: marks.note.as_ref().map(|note| note.as_str().to_owned()),
            group: marks.group.as_ref().map(|group| group.as_str().to_owned()),
            pinned: marks.on_top.then_some(true),
        }
    }
}

impl TryFrom<MarksWire> for Marks {
    type Error = MarksError;

    fn try_from(wire: MarksWire) -> Result<Self, MarksError> {
        Ok(Self {
            note: wire.note.map(Note::new).transpose()?,
            group: wire.group.map(Group::new).transpose()?,
            on_top: wire.pinned.unwrap_or(false),
        })
    }
}
