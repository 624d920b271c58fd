//! `segl-portal keys rotate encryption`: a new key-encryption key, while the portal runs (ADR 0025).

use std::time::Duration;

use identity::key_rotation::{self, ResealError};
use identity::store::StoreError;
use serde_json::json;
use tokio::time::sleep;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, open_which};
use crate::cli::output::Output;
use crate::cli::{Which, administrator};
use crate::entropy::SystemEntropy;
use crate::key_file::{self, KeyFileError, Rotation, Stage};

/// Why the command fails. What was done until then stays; run it again.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum RotateEncryptionError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    #[error(transparent)]
    Reseal(#[from] ResealError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn rotate(output: Output, one_step: bool, which: &Which) -> Result<(), RotateEncryptionError> {
    let state = open_which(which).await?;
    let rotation = Rotation::begin(&state.key_file)?;
    // A file with two keys: an earlier run has ended on its way, and this one goes on from there.
    let mut stage = rotation.stage()?;
    loop {
        stage = match stage {
            Stage::One | Stage::Announced => rotation.advance(&mut SystemEntropy)?,
            Stage::Switched => {
                let resealed = reseal(&state).await?;
                let stage = rotation.advance(&mut SystemEntropy)?;
                key_rotation::record(&state.database, state.now(), &administrator(), resealed).await?;
                state.replace_keys(&key_file::load(&state.key_file)?);
                say(output, stage, resealed);
                return Ok(());
            }
        };
        state.replace_keys(&key_file::load(&state.key_file)?);
        say(output, stage, 0);
        if one_step {
            return Ok(());
        }
        sleep(UNTIL_EVERY_NODE_HAS_READ).await;
    }
}

/// Passes over all secrets until one finds none under the old key; how many were sealed anew.
async fn reseal(state: &AppState) -> Result<u64, ResealError> {
    let mut resealed = 0;
    loop {
        let pass = key_rotation::reseal(&state.database, &state.issuer.kek, &mut SystemEntropy).await?;
        resealed += pass.resealed;
        if pass.resealed == 0 {
            return Ok(resealed);
        }
    }
}

fn say(output: Output, stage: Stage, resealed: u64) {
    let (name, text) = match stage {
        Stage::Announced => ("announced", "1 of 3: a new key is in the key file, behind the old one.".to_owned()),
        Stage::Switched => ("switched", "2 of 3: the new key seals. The old one still opens.".to_owned()),
        Stage::One => {
            let text = format!(
                "3 of 3: {resealed} secrets are sealed under the new key, none is under the old one, and that is gone from \
                 the key file. Keep a copy of the new file apart from the database, and the old one as long as you keep \
                 backups from before."
            );
            ("done", text)
        }
    };
    output.say(&text, &json!({ "stage": name, "resealed": resealed }));
}

/// Portals look at the key file once a second.
const UNTIL_EVERY_NODE_HAS_READ: Duration = Duration::from_secs(5);
