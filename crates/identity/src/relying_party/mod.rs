//! The systems that ask for logins. So far there is one: the portal itself.

use protocol::challenge::RelyingParty;

use crate::issuer::Issuer;

/// The portal, as the app shows it.
#[must_use]
pub fn portal(issuer: &Issuer) -> RelyingParty {
    RelyingParty { id: PORTAL.to_owned(), name: issuer.name.clone(), origin: issuer.origin.clone() }
}

const PORTAL: &str = "portal";
