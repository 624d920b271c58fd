//! `segl doctor`: whether everything is as it should be.

use authenticator::{Diagnosis, Failure};
use serde_json::{Value, json};
use words::Language;

use crate::{failure::CliError, shell::Shell};

/// Looks, and says. Ends with the exit code of the first thing that is wrong.
pub(crate) fn run(shell: &Shell) -> Result<(), CliError> {
    let diagnosis = shell.authenticator()?.diagnose();
    shell.print(|| as_json(&diagnosis), |language| as_lines(&diagnosis, language))?;
    let portals = diagnosis.portals.iter().filter_map(|portal| portal.answer.as_ref().err());
    let first = diagnosis.keyring.as_ref().err().or(diagnosis.vault.as_ref().err()).into_iter().chain(portals).next();
    match first {
        Some(&failure) => Err(CliError::Said(failure)),
        None => Ok(()),
    }
}

fn as_json(diagnosis: &Diagnosis) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "protocol": diagnosis.protocol_version,
        "home": device::home::folder().ok(),
        "time": diagnosis.time,
        "keyring": diagnosis.keyring.as_ref().map_or_else(failure, |()| json!({ "ok": true })),
        "vault": diagnosis.vault.as_ref().map_or_else(failure, |vault| match vault {
            Some(vault) => json!({ "ok": true, "generation": vault.generation, "identities": vault.identities }),
            None => json!({ "ok": true, "generation": null, "identities": 0 }),
        }),
        "portals": diagnosis.portals.iter().map(|portal| {
            let mut json = portal.answer.as_ref().map_or_else(failure, |answer| json!({
                "ok": true, "name": answer.name, "version": answer.version, "clock_offset": answer.clock_offset,
            }));
            json["issuer"] = portal.issuer.as_str().into();
            json
        }).collect::<Vec<_>>(),
    })
}

fn failure(failure: &Failure) -> Value {
    json!({ "ok": false, "error": failure })
}

fn as_lines(diagnosis: &Diagnosis, language: Language) -> String {
    let fine = language.pick("in order", "i orden");
    let failed = |failure: &Failure| CliError::from(*failure).sentence(language);
    let mut lines = vec![format!("segl\t{} (protocol {})", env!("CARGO_PKG_VERSION"), diagnosis.protocol_version)];
    if let Ok(home) = device::home::folder() {
        lines.push(format!("{}\t{}", language.pick("data", "data"), home.display()));
    }
    let keyring = diagnosis.keyring.as_ref().map_or_else(failed, |()| fine.to_owned());
    lines.push(format!("{}\t{keyring}", language.pick("keyring", "nøglering")));
    let vault = diagnosis.vault.as_ref().map_or_else(failed, |vault| match vault {
        Some(vault) => format!(
            "{fine}, {} {}, generation {}",
            vault.identities,
            language.pick("identities", "identiteter"),
            vault.generation
        ),
        None => language.pick("none yet", "ingen endnu").to_owned(),
    });
    lines.push(format!("{}\t{vault}", language.pick("vault", "boks")));
    for portal in &diagnosis.portals {
        let answer = portal.answer.as_ref().map_or_else(failed, |answer| {
            let clock = match answer.clock_offset {
                0 => language.pick("clock right", "uret går rigtigt").to_owned(),
                n => format!("{} {n} s", language.pick("clock off by", "uret afviger")),
            };
            format!("{} {}, {clock}", answer.name, answer.version)
        });
        lines.push(format!("{}\t{answer}", portal.issuer.host()));
    }
    lines.join("\n")
}
