//! Logins that wait for an answer: approve, deny, report.

use std::sync::Arc;

use authenticator::{Challenge, ChallengeId, Code, Failure};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
    features::approval::{view::ApprovalView, watch},
    shell::{Shell, blocking},
    windows,
};

/// The logins that wait for an answer; the one that expires first comes first.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands its arguments over by value")]
pub(crate) fn approvals(shell: State<'_, Arc<Shell>>) -> Vec<ApprovalView> {
    shell.watch.approvals(shell.authenticator.now())
}

/// Brings the window with the waiting logins to the front.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approvals_show(app: AppHandle) {
    windows::show_approve(&app);
}

/// Hides the window with the waiting logins.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approvals_close(app: AppHandle) {
    windows::hide_approve(&app);
}

/// Approves with the number on the login page and the PIN on the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approval_approve(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    challenge_id: String,
    number: String,
) -> Result<(), CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let asking = app.clone();
    let approve = move |shell: &Shell, challenge: &Challenge| {
        watch::settle(&asking, challenge.token_id).map_err(watch::unsettled)?;
        shell.authenticator.approve(challenge, &number, &pin)?;
        watch::note_pin(&asking, challenge.token_id);
        Ok(())
    };
    answer(app, shell, challenge_id, approve).await
}

/// Approves with the number on the login page and biometrics; `reason` is shown in the system's prompt.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approval_approve_by_presence(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    challenge_id: String,
    number: String,
    reason: String,
) -> Result<(), CommandError> {
    let approve = move |shell: &Shell, challenge: &Challenge| {
        shell.authenticator.approve_by_presence(challenge, &number, &reason).map(drop).map_err(Failure::from)
    };
    answer(app, shell, challenge_id, approve).await
}

/// Denies: not now, or not that.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approval_deny(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    challenge_id: String,
) -> Result<(), CommandError> {
    let deny =
        |shell: &Shell, challenge: &Challenge| shell.authenticator.deny(challenge).map(drop).map_err(Failure::from);
    answer(app, shell, challenge_id, deny).await
}

/// Reports: it was not me.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn approval_report(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    challenge_id: String,
) -> Result<(), CommandError> {
    let report =
        |shell: &Shell, challenge: &Challenge| shell.authenticator.report(challenge).map(drop).map_err(Failure::from);
    answer(app, shell, challenge_id, report).await
}

/// Sends an answer to a waiting login, and closes the login if it is over, because of this answer or before it.
async fn answer(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    challenge_id: String,
    send: impl FnOnce(&Shell, &Challenge) -> Result<(), Failure> + Send + 'static,
) -> Result<(), CommandError> {
    let id: ChallengeId = parsed(&challenge_id)?;
    let send = move |shell: &Arc<Shell>| {
        let challenge = shell.watch.challenge(id).ok_or(Failure::from(Code::ChallengeClosed))?;
        let sent = send(shell, &challenge);
        if sent.is_ok() || sent.is_err_and(|failure| failure.ends_login()) {
            watch::close(&app, &challenge);
        }
        Ok(sent?)
    };
    blocking(shell, send).await
}
