//! `WinAuth`: its export, a list of key URIs; also in a ZIP file with a password. (What it seals for PGP has to be opened
//! elsewhere first.)
//!
//! Facts: `WinAuth/WinAuthAuthenticator.cs` (`ToUrl`) of <https://github.com/winauth/winauth>. Steam's tokens say `totp`, five
//! digits and the issuer Steam; `data` (Steam's whole record), `deviceid`, `serial` and `icon` are parameters of its own. Not
//! taken along: those four.

use super::{
    ImportError, Sequence,
    list::read_lines,
    row::{Imported, Reading},
    uri,
};

/// Whether a URI has a parameter that nobody else writes.
pub(super) fn is_own(line: &str) -> bool {
    ["deviceid", "serial", "icon"].iter().any(|name| uri::parameter(line, name).is_some())
}

pub(super) fn read(list: &str, transfer: &mut Sequence) -> Result<Imported, ImportError> {
    read_lines(list, transfer, |line| Reading { name: uri::name(line), row: uri::row(&uri::without(line, &OWN)) })
}

const OWN: [&str; 4] = ["data", "deviceid", "serial", "icon"];
