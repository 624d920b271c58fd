//! `WinAuth`: its export, a list of key URIs. (It can also put it into a ZIP file with a password or seal it for PGP:
//! such files have to be opened elsewhere first.)
//!
//! Facts: `WinAuth/WinAuthAuthenticator.cs` (`ToUrl`) of <https://github.com/winauth/winauth>. Steam's tokens say `totp`, five
//! digits and the issuer Steam; `data` (Steam's whole record), `deviceid`, `serial` and `icon` are parameters of its own. Not
//! taken along: those four.

use super::{
    ImportError,
    list::read_lines,
    row::{Imported, Reading},
    uri,
};

/// Whether a URI has a parameter that nobody else writes.
pub(super) fn is_own(line: &str) -> bool {
    ["deviceid", "serial", "icon"].iter().any(|name| uri::parameter(line, name).is_some())
}

pub(super) fn read(list: &str) -> Result<Imported, ImportError> {
    read_lines(list, |line| Reading { name: uri::name(line), row: uri::row(&uri::without(line, &OWN)) })
}

const OWN: [&str; 4] = ["data", "deviceid", "serial", "icon"];
