//! Re-encrypting codes of other issuers, which still have an earlier PIN, under the current PIN.

use std::sync::Arc;

use tauri::{State, WebviewWindow};

use crate::{
    error::CommandError,
    features::{old_pin::OldPin, third_party::view::SampleView},
    shell::{Shell, blocking},
};

/// Takes the digits on the window's pad as the earlier PIN and returns sample codes: only the user can check them.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn old_pin_show(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<Vec<SampleView>, CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let show = move |shell: &Arc<Shell>| {
        let samples = shell.lock.show(|| shell.tasks.old_pin.lock().show(&shell.authenticator, pin))?;
        // Locked meanwhile: the PIN is not kept.
        if samples.is_none() {
            *shell.tasks.old_pin.lock() = OldPin::default();
        }
        Ok(samples.unwrap_or_default())
    };
    blocking(shell, show).await
}

/// Compares the digits on the window's pad with the earlier PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn old_pin_confirm(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    shell.tasks.old_pin.lock().confirm(typed.expose())
}

/// Re-encrypts the codes under the PIN on the window's pad, which the portal checks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn old_pin_finish(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let current = shell.pad(window.label()).take_pin()?;
    let finish = move |shell: &Arc<Shell>| {
        let mut old_pin = shell.tasks.old_pin.lock();
        old_pin.finish(&shell.authenticator, &current)
    };
    blocking(shell, finish).await
}

/// Forgets the earlier PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn old_pin_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |shell: &Arc<Shell>| {
        *shell.tasks.old_pin.lock() = OldPin::default();
        Ok(())
    };
    blocking(shell, cancel).await
}
