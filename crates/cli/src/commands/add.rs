//! `segl add`: from a QR code to an identity.

use std::path::Path;

use authenticator::{
    Activated, Authenticator, Code, FinishError, Identity, Invitation, Pin, intake::Found, ports::KeyStore,
};
use serde_json::json;
use words::Language;

use super::{add_entrust, add_key, add_several, add_source, add_two_step, add_typed, identities};
use crate::{arguments::Add, failure::CliError, secrets, shell::Shell};

/// Adds an identity.
pub(crate) fn run(shell: &Shell, arguments: &Add) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    if arguments.entrust.entrust {
        return add_entrust::by_hand(shell, &authenticator, arguments);
    }
    if arguments.typed.key {
        return add_typed::run(shell, &authenticator, arguments);
    }
    let printed = arguments.source.as_deref().filter(|source| !Path::new(source).exists());
    if let Some(key) = printed.map(|text| add_typed::of_argument(shell, text)).transpose()?.flatten() {
        return add_key::run(shell, &authenticator, &[key], arguments);
    }
    // 1. The QR code, and whose it is.
    let invitation = match add_source::found(&authenticator, arguments)? {
        Found::Invitation(invitation) => invitation,
        Found::Accounts(keys) => return add_several::run(shell, &authenticator, keys, arguments),
        Found::TwoStep(key) => return add_two_step::run(shell, &authenticator, &key, arguments),
        Found::Entrust(sealed) => return add_entrust::by_qr_code(shell, &authenticator, &sealed, arguments),
        Found::Transfer(_) | Found::Export(_) => return Err(Code::KeyMigration.into()),
    };
    let host = invitation.host();
    shell.say(&format!("Issuer: {host}"), &format!("Udsteder: {host}"));
    if arguments.key_file {
        authenticator.choose_keyring(KeyStore::File)?;
    }
    // 2. The portal's page shows that it was read; should that not arrive, nothing is lost.
    let _ = authenticator.mark_scanned(&invitation);
    // 3. The activation password.
    let activated = activate(shell, &authenticator, &invitation, arguments)?;
    shell.say(
        &format!("{}, {}", activated.issuer_name(), activated.account()),
        &format!("{}, {}", activated.issuer_name(), activated.account()),
    );
    // 4. The PIN, and everything is written.
    let pin_file = arguments.pin.pin_file.as_deref();
    let identity = loop {
        let pin = pin(shell, &authenticator, &activated, pin_file)?;
        match finish(shell, &authenticator, &activated, &pin) {
            // Not the PIN of the codes that are here: whoever types may type again.
            Err(error) if pin_file.is_none() && is_other_pin(&error) => shell.complain(&error),
            other => break other?,
        }
    };
    // 5. The other half of the confirmation is in the portal.
    let fingerprint = activated.fingerprint();
    shell.print(
        || json!({ "identity": identities::as_json(&identity), "fingerprint": fingerprint }),
        |language| match language {
            Language::English => format!(
                "{} has been added. Its fingerprint is {fingerprint}. Compare it in the portal and press OK there.",
                identity.name
            ),
            Language::Danish => format!(
                "{} er tilføjet. Fingeraftrykket er {fingerprint}. Sammenlign det i portalen, og tryk OK der.",
                identity.name
            ),
        },
    )
}

/// A new PIN; or the one that codes of other issuers have here, since there is one for all.
fn pin(
    shell: &Shell,
    authenticator: &Authenticator,
    activated: &Activated,
    file: Option<&Path>,
) -> Result<Pin, CliError> {
    let choose = |typed: &str| authenticator.choose_pin(activated, typed).map_err(CliError::from);
    if !authenticator.has_pin_to_share()? {
        return secrets::new_pin(shell, file, choose);
    }
    shell.say(
        "The codes on this computer have a PIN. Type it: it becomes the PIN of this identity too.",
        "Koderne på denne computer har en pinkode. Indtast den: den bliver også identitetens pinkode.",
    );
    choose(secrets::pin(shell, file)?.expose())
}

fn is_other_pin(error: &CliError) -> bool {
    error.code() == Code::PinNotShared
}

fn activate(
    shell: &Shell,
    authenticator: &Authenticator,
    invitation: &Invitation,
    arguments: &Add,
) -> Result<Activated, CliError> {
    let file = arguments.activation_password_file.as_deref();
    loop {
        let password = secrets::activation_password(shell, file)?;
        match authenticator.activate(invitation, &password).map_err(CliError::from) {
            // Whoever types may type again, for as long as the portal has tries.
            Err(error) if file.is_none() && is_typing_error(&error) => shell.complain(&error),
            other => return other,
        }
    }
}

fn is_typing_error(error: &CliError) -> bool {
    match error.code() {
        Code::ActivationPasswordMalformed => true,
        Code::WrongActivationPassword => error.failure().tries_left != Some(0),
        _ => false,
    }
}

/// Finishing may be repeated: the QR code has been used, so a full disk must not cost it.
fn finish(
    shell: &Shell,
    authenticator: &Authenticator,
    activated: &Activated,
    pin: &Pin,
) -> Result<Identity, CliError> {
    loop {
        match authenticator.finish(activated, pin) {
            Ok(identity) => return Ok(identity),
            Err(error) if secrets::can_ask() && !matches!(error, FinishError::Expired | FinishError::PinNotShared) => {
                shell.complain(&error.into());
            }
            Err(error) => return Err(error.into()),
        }
        secrets::ask(
            shell,
            "Press Enter to try again, Ctrl-C to stop. ",
            "Tryk Enter for at prøve igen, Ctrl-C for at stoppe. ",
        )?;
    }
}
