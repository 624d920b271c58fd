//! From a picture, wherever it comes from, to what its QR codes say.

pub(crate) mod clipboard;
pub(crate) mod commands;
pub(crate) mod view;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use authenticator::{Invitation, intake::Found};

use crate::{
    error::CommandError,
    features::{
        enrolment::{Enrolment, view::InvitationView},
        intake::view::FoundView,
    },
    shell::Shell,
};

/// The files that were dropped on the window last; their names stay on this side.
#[derive(Default)]
pub(crate) struct DroppedFiles(Mutex<Vec<PathBuf>>);

impl DroppedFiles {
    pub(crate) fn replace(&self, files: Vec<PathBuf>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// Gives them once.
    fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Begins with what was found: an enrolment, or codes of other issuers.
pub(crate) fn take_in(shell: &Arc<Shell>, found: Found) -> Result<FoundView, CommandError> {
    match found {
        Found::Invitation(invitation) => Ok(FoundView::Invitation { invitation: invite(shell, *invitation)? }),
        other => {
            let mut third_party = shell.tasks.third_party.lock();
            third_party.take_in(&shell.authenticator, other)
        }
    }
}

/// Begins an enrolment and lets the portal's page show that its QR code was read.
fn invite(shell: &Arc<Shell>, invitation: Invitation) -> Result<InvitationView, CommandError> {
    let view = InvitationView::from(&invitation);
    let (portal, scanned) = (Arc::clone(shell), invitation.clone());
    // A courtesy that must not hold up the next screen; when it fails, activation will say why.
    thread::spawn(move || portal.authenticator.mark_scanned(&scanned));
    *shell.tasks.enrolment.lock() = Enrolment::Invited(Box::new(invitation));
    Ok(view)
}
