//! Logging in on a page that shows a number and a QR code: the user brings the login here. It is answered as any other.

pub(crate) mod commands;

use authenticator::{LoginCode, TokenId};
use tauri::AppHandle;

use crate::{error::CommandError, features::approval::watch, shell::Shell};

/// Shows the login of this identity under the number on its page.
fn bring_by_number(app: &AppHandle, shell: &Shell, id: TokenId, number: String) -> Result<(), CommandError> {
    let challenge = shell.authenticator.pull(id, &number)?;
    watch::show_pulled(app, challenge, number);
    Ok(())
}

/// Shows the login whose page has this QR code.
pub(crate) fn bring_by_code(app: &AppHandle, shell: &Shell, code: &LoginCode) -> Result<(), CommandError> {
    let challenge = shell.authenticator.pull_by_code(code)?;
    watch::show_pulled(app, challenge, code.number.as_str().to_owned());
    Ok(())
}
