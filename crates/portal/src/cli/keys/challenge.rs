//! `segl-portal keys rotate challenge`: a new key takes the place of the one that signs challenges
//! (`docs/administrator/keys.md`).

use identity::challenge_keys::{self, Holder, Missing, Other, RotateError, Rotated};
use protocol::PrivateKey;
use serde_json::{Value, json};

use crate::cli::open::{OpenPortalError, open_which};
use crate::cli::output::Output;
use crate::cli::{Which, administrator};

/// Which step of the rotation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Make the new key.
    Begin,
    /// Let it sign.
    Switch,
    /// Drop the old one.
    Retire,
}

impl Step {
    /// The step that these flags ask for.
    pub(super) fn of(switch: bool, retire: bool) -> Self {
        match (switch, retire) {
            (true, _) => Self::Switch,
            (false, true) => Self::Retire,
            (false, false) => Self::Begin,
        }
    }
}

/// Why the step is not done. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum RotateChallengeError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error("the last rotation is not finished: run `segl-portal keys rotate challenge --retire` first")]
    NotRetired,
    #[error(
        "there is no new key yet: run `segl-portal keys rotate challenge` first, and --switch when the devices know it"
    )]
    NotBegun,
    #[error("the new key does not sign yet: run `segl-portal keys rotate challenge --switch` first")]
    NotSwitched,
    #[error("the new key has signed for only a few seconds, and another node may not know it yet: wait {0} seconds")]
    TooSoon(u64),
    #[error(
        "some soft tokens do not know the new key yet:\n{}\nEach learns it when its device next asks the portal. Wait, \
         disable those that are not used any more, or add --without-the-rest",
        lines(.0)
    )]
    Missing(Vec<Holder>),
    #[error(transparent)]
    Rotate(RotateError),
}

impl From<RotateError> for RotateChallengeError {
    fn from(error: RotateError) -> Self {
        match error {
            RotateError::NotRetired => Self::NotRetired,
            RotateError::NotBegun => Self::NotBegun,
            RotateError::NotSwitched => Self::NotSwitched,
            RotateError::TooSoon { seconds } => Self::TooSoon(seconds),
            RotateError::Missing(holders) => Self::Missing(holders),
            error => Self::Rotate(error),
        }
    }
}

pub(super) async fn run(
    output: Output,
    step: Step,
    without_the_rest: bool,
    which: &Which,
) -> Result<(), RotateChallengeError> {
    let state = open_which(which).await?;
    let (database, kek, now, by) = (&state.database, &state.issuer.kek, state.now(), administrator());
    let missing = if without_the_rest { Missing::LeaveBehind } else { Missing::Wait };
    let done = match step {
        Step::Begin => challenge_keys::begin(database, kek, now, &mut state.entropy(), &by).await?,
        Step::Switch => challenge_keys::switch(database, kek, now, &by, missing).await?,
        Step::Retire => challenge_keys::retire(database, kek, now, &by, missing).await?,
    };
    output.say(&text(step, &done), &view(&done));
    Ok(())
}

fn text(step: Step, done: &Rotated) -> String {
    let signer = thumbprint(&done.keys.current);
    let mut text = match (step, &done.keys.other) {
        (Step::Begin, Some(Other::Next(next))) => format!(
            "The new key is {}. Devices learn it when they next ask the portal; `segl-portal keys show` counts them. \
             Then: --switch.",
            thumbprint(next)
        ),
        (Step::Switch, Some(Other::Previous(old))) => format!(
            "{signer} signs now. {} is still there for the devices that do not know that yet. Then: --retire.",
            thumbprint(old)
        ),
        _ => format!("{signer} is the only key now. The rotation is finished."),
    };
    if !done.is_new {
        text.push_str(" (Nothing had to be done.)");
    }
    if !done.missing.is_empty() {
        let what = match step {
            Step::Begin | Step::Switch => {
                "can be used again after their devices asked the portal, as long as the old key is not dropped"
            }
            Step::Retire => "cannot be used any more: their owners have to add them anew",
        };
        text = format!("{text}\nThese soft tokens did not know the key. They {what}:\n{}", lines(&done.missing));
    }
    text
}

fn lines(holders: &[Holder]) -> String {
    let line = |holder: &Holder| format!("  {}\t{}\t{}", holder.user, holder.name, holder.token);
    holders.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn view(done: &Rotated) -> Value {
    let (next, previous) = match &done.keys.other {
        Some(Other::Next(key)) => (Some(thumbprint(key)), None),
        Some(Other::Previous(key)) => (None, Some(thumbprint(key))),
        None => (None, None),
    };
    let missing = |holder: &Holder| json!({ "user_name": holder.user.as_str(), "name": holder.name, "token": holder.token.to_string() });
    json!({
        "current": thumbprint(&done.keys.current),
        "next": next,
        "previous": previous,
        "changed": done.is_new,
        "missing": done.missing.iter().map(missing).collect::<Vec<_>>(),
    })
}

fn thumbprint(key: &PrivateKey) -> String {
    key.public().thumbprint().to_string()
}
