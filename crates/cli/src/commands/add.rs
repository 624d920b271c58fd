//! `segl add`: from a QR code to an identity.

use std::{fs::File, io::Read as _, path::Path};

use authenticator::{
    Activated, Authenticator, Code, FinishError, Identity, Invitation, Pin, entrust, link::is_link, ports::KeyStore,
};
use device::{picture::Picture, qr};
use serde_json::json;

use super::{add_entrust, add_key, identities};
use crate::{arguments::Add, failure::CliError, language::Language, secrets, shell::Shell};

/// Adds an identity.
pub(crate) fn run(shell: &Shell, arguments: &Add) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let Some(source) = &arguments.source else {
        return add_entrust::by_hand(shell, &authenticator, arguments);
    };
    let text = qr_text(source)?;
    if is_key_uri(&text) {
        return add_key::run(shell, &authenticator, &text, arguments);
    }
    if entrust::is_activation(&text) {
        return add_entrust::by_qr_code(shell, &authenticator, &text, arguments);
    }
    // 1. The QR code, and whose it is.
    let invitation = authenticator.read_invitation(&text)?;
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
    matches!(error, CliError::Authenticator(failure) if failure.code == Code::PinNotShared)
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
    let CliError::Authenticator(failure) = error else { return false };
    match failure.code {
        Code::ActivationPasswordMalformed => true,
        Code::WrongActivationPassword => failure.tries_left != Some(0),
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

/// The text of the QR code: given as it is, in a text file, or drawn in a picture.
fn qr_text(source: &str) -> Result<String, CliError> {
    let path = Path::new(source);
    if is_known(source) && !path.exists() {
        return Ok(source.to_owned());
    }
    if let Some(text) = text_file(path) {
        return Ok(text);
    }
    let picture = Picture::open(path).map_err(CliError::Picture)?;
    let texts = qr::decode_until(&picture, is_known);
    // A page may show other codes too; when none is ours, the refusal of the first says what it is.
    let ours = texts.iter().find(|text| is_known(text));
    ours.or(texts.first()).cloned().ok_or(CliError::NoQrCode)
}

/// Whether a text is of a kind that can be added.
fn is_known(text: &str) -> bool {
    text.starts_with(FAMILY) || is_link(text) || is_key_uri(text) || entrust::is_activation(text)
}

/// Whether a text begins like a key URI, one or an export of many.
fn is_key_uri(text: &str) -> bool {
    text.trim_start().get(..KEY_URI.len()).is_some_and(|start| start.eq_ignore_ascii_case(KEY_URI))
}

/// The content of a small file that is text.
fn text_file(path: &Path) -> Option<String> {
    let mut text = String::new();
    // More than any enrolment, so that an oversized one is refused as such.
    File::open(path).ok()?.take(MAX_TEXT_FILE).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

/// What the text of every enrolment QR code begins with.
const FAMILY: &str = "SGE";

/// What every key URI begins with, in any case.
const KEY_URI: &str = "otpauth";

const MAX_TEXT_FILE: u64 = 64 * 1024;
