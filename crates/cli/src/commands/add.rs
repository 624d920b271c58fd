//! `segl add`: from a QR code to an identity.

use std::path::Path;

use authenticator::{
    Activated, Authenticator, Code, FinishError, Identity, Invitation, Pin,
    intake::{Found, looks_like_enrolment},
    ports::KeyStore,
};
use device::{
    file,
    picture::{Picture, PictureError},
};
use serde_json::json;
use words::Language;
use zeroize::Zeroizing;

use super::{add_entrust, add_several, add_two_step, identities};
use crate::{arguments::Add, failure::CliError, secrets, shell::Shell};

/// Adds an identity.
pub(crate) fn run(shell: &Shell, arguments: &Add) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let Some(source) = &arguments.source else {
        return add_entrust::by_hand(shell, &authenticator, arguments);
    };
    // 1. The QR code, and whose it is.
    let invitation = match found(&authenticator, source)? {
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

/// What can be added: of a text that was given as it is, of a text file, or of the QR codes in a picture.
fn found(authenticator: &Authenticator, source: &str) -> Result<Found, CliError> {
    let (mut intake, path) = (authenticator.intake(), Path::new(source));
    if looks_like_enrolment(source) && !path.exists() {
        intake.take(source);
    } else if let Some(text) = text_file(path) {
        intake.take_lines(&text);
    } else {
        device::intake::picture_file(&mut intake, path)?;
    }
    Ok(intake.found()?)
}

/// The content of a small file that is text, and no drawing.
fn text_file(path: &Path) -> Option<Zeroizing<String>> {
    // More than any enrolment, so that an oversized one is refused as such.
    let bytes = file::read(path, MAX_TEXT_FILE).ok()?;
    let text = String::from_utf8(bytes.to_vec()).ok().map(Zeroizing::new)?;
    let is_drawing = matches!(Picture::from_bytes(&bytes), Err(PictureError::UnsupportedFormat));
    (!is_drawing).then_some(text)
}

const MAX_TEXT_FILE: u64 = 64 * 1024;
