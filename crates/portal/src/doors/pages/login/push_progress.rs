//! `GET /login/push/progress?known=STATE`: held until the login is in another state, or for a while.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use identity::login::push::{self, ProgressError, PushProgress};
use identity::store::Topic;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::app::wait;
use crate::doors::pages::HOLD;
use crate::doors::pages::frame::error_page::{ErrorPage, NoNews};
use crate::doors::pages::login::Waiting;

#[derive(Deserialize)]
pub(crate) struct Known {
    known: String,
}

/// The state alone: what to say about it, the page knows.
#[derive(Serialize)]
pub(crate) struct News {
    state: &'static str,
}

pub(crate) async fn get(
    State(app): State<App>,
    waiting: Waiting,
    Query(known): Query<Known>,
) -> Result<Json<News>, NoNews> {
    let _place = app.polls.by_browser.enter(waiting.secret.digest()).ok_or(NoNews::TooMany)?;
    match ask(&app, &waiting).await? {
        PushProgress::Waiting(push) if known.known == "waiting" => {
            // Listen first, look again, then wait: nothing that happens in between is missed.
            let mut listener = app.wake.listen(Topic::Attempt(push.attempt));
            let patience = HOLD.min(Duration::from_secs(push.expires.seconds_since(app.now())));
            if matches!(ask(&app, &waiting).await?, PushProgress::Waiting(_)) {
                wait(&mut listener, Instant::now() + patience).await;
            }
            Ok(Json(News { state: name(&ask(&app, &waiting).await?) }))
        }
        progress => Ok(Json(News { state: name(&progress) })),
    }
}

async fn ask(app: &App, waiting: &Waiting) -> Result<PushProgress, ErrorPage> {
    push::progress(&app.database, app.now(), &waiting.secret).await.map_err(|error| match error {
        ProgressError::Unknown => ErrorPage::NotFound,
        error => ErrorPage::internal(&error),
    })
}

fn name(progress: &PushProgress) -> &'static str {
    match progress {
        PushProgress::Waiting(_) => "waiting",
        PushProgress::Approved => "approved",
        PushProgress::Denied => "denied",
        PushProgress::Reported => "reported",
        PushProgress::WrongNumber => "wrong-number",
        PushProgress::Expired => "expired",
        PushProgress::Withdrawn => "withdrawn",
        PushProgress::Finished => "finished",
    }
}
