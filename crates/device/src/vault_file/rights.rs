//! Who may write where the vault lies. Others could put an older vault there, or lead the next write elsewhere.

use std::{fs::OpenOptions, io, path::Path};

#[cfg(unix)]
mod system {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};

    use rustix::{fs::OFlags, io::Errno};

    use super::{OpenOptions, Path, io};

    pub(in crate::vault_file) fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
        not_through_links(options).mode(0o600)
    }

    pub(in crate::vault_file) fn not_through_links(options: &mut OpenOptions) -> &mut OpenOptions {
        options.custom_flags(i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default())
    }

    /// Whether an error says that the last part of a path is a symbolic link.
    pub(in crate::vault_file) fn is_link(error: &io::Error) -> bool {
        error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
    }

    /// Whether everybody on this computer can write in the folder. A group may: many systems give each user a group of its
    /// own, and its rights to new folders.
    pub(in crate::vault_file) fn others_write_in(folder: &Path) -> bool {
        folder.metadata().is_ok_and(|folder| folder.mode() & 0o002 != 0)
    }
}

/// The folder of local application data belongs to the user alone already, and links need rights of their own.
#[cfg(not(unix))]
mod system {
    use super::*;

    pub(in crate::vault_file) fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(in crate::vault_file) fn not_through_links(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(in crate::vault_file) fn is_link(_: &io::Error) -> bool {
        false
    }

    pub(in crate::vault_file) fn others_write_in(_: &Path) -> bool {
        false
    }
}

pub(super) use self::system::{is_link, not_through_links, others_write_in, owner_only};
