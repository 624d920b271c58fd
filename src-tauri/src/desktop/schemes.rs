//! Which links open the app. Its own always do; those of other issuers only when the user has said so, since another
//! authenticator may be meant to have them.

use tauri::AppHandle;

use crate::error::{CommandError, ShellCode};

/// Whether this system lets a program say at run time which links open it. Elsewhere the bundle has said it.
pub(crate) const CAN_CHOOSE: bool = cfg!(any(target_os = "linux", windows));

/// Has the app's own links open it. The desktop may have no means for that, and nobody has asked: then they do not.
#[cfg(any(target_os = "linux", windows))]
pub(crate) fn open_own(app: &AppHandle) {
    use authenticator::link::OWN_SCHEME;
    use tauri_plugin_deep_link::DeepLinkExt as _;

    // Registering writes files and starts programs; the windows do not wait for it.
    let app = app.clone();
    std::thread::spawn(move || {
        if !matches!(app.deep_link().is_registered(OWN_SCHEME), Ok(true)) {
            let _ = app.deep_link().register(OWN_SCHEME);
        }
    });
}

/// The bundle has said it.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn open_own(_: &AppHandle) {}

/// Has links of other issuers open the app, or not any more.
#[cfg(any(target_os = "linux", windows))]
pub(crate) fn choose(app: &AppHandle, wanted: bool) -> Result<(), CommandError> {
    use authenticator::link::FOREIGN_SCHEMES;
    use tauri_plugin_deep_link::DeepLinkExt as _;

    let links = app.deep_link();
    for scheme in FOREIGN_SCHEMES {
        let done = if wanted { links.register(scheme) } else { links.unregister(scheme) };
        done.map_err(|_| CommandError::from(ShellCode::LinksUnavailable))?;
    }
    Ok(())
}

/// The bundle has said it.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn choose(_: &AppHandle, _: bool) -> Result<(), CommandError> {
    Err(ShellCode::LinksUnavailable.into())
}
