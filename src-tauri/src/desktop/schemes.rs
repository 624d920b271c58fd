//! Which links open the app. Its own always do. Links of other issuers do only if the user has chosen so, because they may
//! belong to another authenticator.

use authenticator::Code;
use tauri::AppHandle;

use crate::error::CommandError;

/// Whether a program can register for links at run time. Elsewhere the installed bundle decides.
pub(crate) const CAN_CHOOSE: bool = cfg!(any(target_os = "linux", windows));

/// Registers the app for its own links. A failure is not reported: the user has not asked for it.
#[cfg(any(target_os = "linux", windows))]
pub(crate) fn open_own(app: &AppHandle) {
    use authenticator::link::OWN_SCHEME;
    use tauri_plugin_deep_link::DeepLinkExt as _;

    // Registering writes files and starts programs: the windows must not wait for it.
    let app = app.clone();
    std::thread::spawn(move || {
        if !matches!(app.deep_link().is_registered(OWN_SCHEME), Ok(true)) {
            let _ = app.deep_link().register(OWN_SCHEME);
        }
    });
}

/// The installed bundle decides.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn open_own(_: &AppHandle) {}

/// Registers the app for links of other issuers, or ends that.
#[cfg(any(target_os = "linux", windows))]
pub(crate) fn choose(app: &AppHandle, wanted: bool) -> Result<(), CommandError> {
    use authenticator::link::FOREIGN_SCHEMES;
    use tauri_plugin_deep_link::DeepLinkExt as _;

    let links = app.deep_link();
    for scheme in FOREIGN_SCHEMES {
        let done = if wanted { links.register(scheme) } else { links.unregister(scheme) };
        done.map_err(|_| CommandError::from(Code::LinksUnavailable))?;
    }
    Ok(())
}

/// The installed bundle decides.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn choose(_: &AppHandle, _: bool) -> Result<(), CommandError> {
    Err(Code::LinksUnavailable.into())
}
