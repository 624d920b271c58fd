//! `segl add …action=secactivate…` and `segl add --entrust`: an Entrust soft token, as far as the public knows it.
//!
//! Its codes are tried at the issuer before it is stored, since the QR code says neither how many digits there are nor
//! what the key is made of.

use authenticator::{
    Authenticator, Code, Identity,
    entrust::{
        Activation, ActivationCode, CodeLength, PolicyInSeed, RegistrationCode, SecureActivation, SerialNumber, Trial,
    },
};
use serde_json::{Value, json};

use super::{add_key, identities};
use crate::{
    arguments::{Add, EntrustSource},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Adds a token from the text of its QR code.
pub(crate) fn by_qr_code(
    shell: &Shell,
    authenticator: &Authenticator,
    sealed: &SecureActivation,
    arguments: &Add,
) -> Result<(), CliError> {
    let file = arguments.activation_password_file.as_deref();
    let activation =
        secrets::until(shell, file.is_none(), || Ok(sealed.open(&secrets::activation_password(shell, file)?)?))?;
    shell.say(
        "Delete the picture of the QR code when you are done: with its password it is half the key.",
        "Slet billedet af QR-koden, når du er færdig: sammen med adgangskoden er det den halve nøgle.",
    );
    enrol(shell, authenticator, activation, arguments)
}

/// Adds a token whose serial number and activation code are typed.
pub(crate) fn by_hand(shell: &Shell, authenticator: &Authenticator, arguments: &Add) -> Result<(), CliError> {
    let source = &arguments.entrust;
    let serial: SerialNumber = secrets::until(shell, source.serial.is_none(), || match &source.serial {
        Some(serial) => Ok(serial.parse()?),
        None => Ok(secrets::ask(shell, "Serial number: ", "Serienummer: ")?.parse()?),
    })?;
    let file = source.activation_code_file.as_deref();
    let code: ActivationCode = secrets::until(shell, file.is_none(), || {
        Ok(secrets::secret(shell, file, "Activation code: ", "Aktiveringskode: ")?.parse()?)
    })?;
    enrol(shell, authenticator, Activation::by_hand(serial, code), arguments)
}

fn enrol(
    shell: &Shell,
    authenticator: &Authenticator,
    activation: Activation,
    arguments: &Add,
) -> Result<(), CliError> {
    // 1. Whose it is, and what Segl cannot do for it.
    present(shell, &activation);
    // 2. The other half of the key.
    let source = &arguments.entrust;
    let registration = registration_code(shell, source)?;
    let with_policy = source.policy_in_seed && activation.policy().is_some();
    let mut trial = Trial::new(activation, registration);
    trial.policy = if with_policy { PolicyInSeed::With } else { PolicyInSeed::Without };
    trial.length = length(shell, source)?;
    // 3. A code is tried at the issuer. A program has it tried by its user, and comes back with `--yes`.
    let is_taken = if arguments.yes || shell.json || !secrets::can_ask() {
        arguments.yes
    } else {
        try_out(shell, authenticator, &mut trial)?
    };
    let shown = as_json(&trial, authenticator.now());
    if !is_taken {
        return not_stored(shell, authenticator, &trial, shown);
    }
    // 4. Stored, as the key of any other issuer.
    let pin = add_key::pin(shell, authenticator, &arguments.pin)?;
    let identity = add_key::add(shell, authenticator, &trial.key(), pin, &arguments.pin)?;
    shell.print(|| with_identity(shown, Some(&identity)), |language| add_key::added(&identity, language))
}

fn present(shell: &Shell, activation: &Activation) {
    let serial = activation.serial();
    shell.say(&format!("Serial number: {serial}"), &format!("Serienummer: {serial}"));
    if let Some(host) = activation.host() {
        shell.say(&format!("Issuer: {host}"), &format!("Udsteder: {host}"));
    }
    if let Some(policy) = activation.policy() {
        shell.say(
            &format!("Its policy, which Segl does not look after: {policy}"),
            &format!("Dens politik, som Segl ikke håndhæver: {policy}"),
        );
    }
    shell.say(
        "Segl makes codes for this token. Push messages and transactions need the vendor's app.",
        "Segl laver koder til dette token. Push-beskeder og transaktioner kræver leverandørens app.",
    );
}

/// The code that the vendor's app shows: from its file, or typed.
fn registration_code(shell: &Shell, source: &EntrustSource) -> Result<RegistrationCode, CliError> {
    let file = source.registration_code_file.as_deref();
    if file.is_none() {
        shell.say(
            "The vendor's app shows the registration code once, when the token is activated in it.",
            "Leverandørens app viser registreringskoden én gang, når tokenet aktiveres i den.",
        );
    }
    secrets::until(shell, file.is_none(), || {
        Ok(secrets::secret(shell, file, "Registration code: ", "Registreringskode: ")?.parse()?)
    })
}

/// What was said, or what the user says; 8 where nothing is.
fn length(shell: &Shell, source: &EntrustSource) -> Result<CodeLength, CliError> {
    match source.digits {
        Some(6) => Ok(CodeLength::Six),
        Some(8) => Ok(CodeLength::Eight),
        Some(_) => Err(Code::Usage.into()),
        None if shell.json || !secrets::can_ask() => Ok(CodeLength::default()),
        None => {
            let (english, danish) =
                ("Have the issuer's codes 6 or 8 digits? [8] ", "Har udstederens koder 6 eller 8 cifre? [8] ");
            let six = secrets::ask(shell, english, danish)? == "6";
            Ok(if six { CodeLength::Six } else { CodeLength::Eight })
        }
    }
}

/// Shows codes until the issuer has taken one, or the user gives up.
fn try_out(shell: &Shell, authenticator: &Authenticator, trial: &mut Trial) -> Result<bool, CliError> {
    loop {
        say_code(shell, authenticator, trial);
        let (english, danish) = question(trial);
        match Answer::of(&secrets::ask(shell, &english, &danish)?) {
            Answer::Taken => return Ok(true),
            Answer::Stop => return Ok(false),
            Answer::OtherLength => trial.length = trial.length.other(),
            Answer::OtherPolicy => trial.policy = trial.policy.other(),
            Answer::AnotherCode => {}
        }
    }
}

fn say_code(shell: &Shell, authenticator: &Authenticator, trial: &Trial) {
    let now = authenticator.now();
    let code = trial.code(now);
    let (digits, seconds) = (code.passcode.grouped(), code.valid_until.saturating_sub(now));
    shell.say(
        &format!("Try this code at the issuer: {digits}  ({seconds} seconds)"),
        &format!("Prøv denne kode hos udstederen: {digits}  ({seconds} sekunder)"),
    );
}

fn question(trial: &Trial) -> (String, String) {
    let other = u8::from(trial.length.other());
    let (policy_en, policy_da) = match (trial.activation().policy(), trial.policy) {
        (None, _) => ("", ""),
        (Some(_), PolicyInSeed::Without) => (", p with the policy in the key", ", p med politikken i nøglen"),
        (Some(_), PolicyInSeed::With) => (", p without the policy in the key", ", p uden politikken i nøglen"),
    };
    (
        format!("Taken? y yes, Enter another code, d {other} digits{policy_en}, s stop: "),
        format!("Godtaget? j ja, Enter en anden kode, c {other} cifre{policy_da}, s stop: "),
    )
}

/// What became of a code at the issuer.
#[derive(Debug, Eq, PartialEq)]
enum Answer {
    Taken,
    AnotherCode,
    OtherLength,
    OtherPolicy,
    Stop,
}

impl Answer {
    fn of(typed: &str) -> Self {
        match typed.to_lowercase().as_str() {
            "y" | "yes" | "j" | "ja" => Self::Taken,
            "d" | "c" => Self::OtherLength,
            "p" => Self::OtherPolicy,
            "s" => Self::Stop,
            _ => Self::AnotherCode,
        }
    }
}

fn not_stored(shell: &Shell, authenticator: &Authenticator, trial: &Trial, shown: Value) -> Result<(), CliError> {
    if secrets::can_ask() && !shell.json {
        return Err(Code::NotStored.into());
    }
    say_code(shell, authenticator, trial);
    shell.say(
        "Nothing has been stored. Once the issuer has taken a code, run this again with the same registration code and --yes.",
        "Intet er gemt. Når udstederen har godtaget en kode, så kør igen med den samme registreringskode og --yes.",
    );
    shell.print(|| with_identity(shown, None), |_| String::new())
}

/// As programs see it: with a code, never with a key.
fn as_json(trial: &Trial, now: u64) -> Value {
    let (activation, code) = (trial.activation(), trial.code(now));
    json!({
        "serial": activation.serial().to_string(),
        "host": activation.host(),
        "policy": activation.policy(),
        "trial": {
            "code": code.passcode.expose().as_str(),
            "valid_from": code.valid_from,
            "valid_until": code.valid_until,
            "digits": u8::from(trial.length),
            "policy_in_seed": trial.policy == PolicyInSeed::With,
        },
    })
}

fn with_identity(mut shown: Value, identity: Option<&Identity>) -> Value {
    shown["identity"] = identity.map(identities::as_json).into();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_another_code_unless_it_says_otherwise() {
        for (typed, answer) in [
            ("", Answer::AnotherCode),
            ("n", Answer::AnotherCode),
            ("Y", Answer::Taken),
            ("ja", Answer::Taken),
            ("d", Answer::OtherLength),
            ("c", Answer::OtherLength),
            ("P", Answer::OtherPolicy),
            ("s", Answer::Stop),
        ] {
            assert_eq!(Answer::of(typed), answer, "{typed:?}");
        }
    }
}
