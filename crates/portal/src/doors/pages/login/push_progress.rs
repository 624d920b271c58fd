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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use tokio::task::JoinSet;

    use crate::connections::ConnectionLimits;
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn browser_waits_for_news_so_often_at_the_same_time_and_no_oftener() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        fixture.device(&user).await;
        let mut browser = Browser::new(&fixture);
        browser.get("/").await;
        browser.post("/login", &[("user_name", "anna")]).await;
        let cookie = browser.cookie("__Host-segl-login").unwrap().to_owned();
        let mut polls = JoinSet::new();
        for _ in 0..=ConnectionLimits::default().polls_per_browser {
            let mut tab = browser.another();
            tab.set_cookie("__Host-segl-login", &cookie);
            polls.spawn(async move { tab.get("/login/push/progress?known=waiting").await });
        }
        let refused = polls.join_next().await.unwrap().unwrap();
        assert_eq!(refused.status, 429);
        assert_eq!(refused.headers.get("retry-after").unwrap(), "5");
        fixture.state.wake.close();
        while let Some(answer) = polls.join_next().await {
            assert_eq!(answer.unwrap().body, r#"{"state":"waiting"}"#);
        }
    }
}
