//! `GET …/enrolments/{eid}/progress?known=TAG`: held until there is news of the enrolment, or for a while.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use identity::enrolment::{self, EnrolmentView};
use identity::store::Topic;
use protocol::EnrolmentId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::app::wait;
use crate::doors::pages::HOLD;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::{ErrorPage, NoNews};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::enrolment::{Progress, Step, error_page, parse, tag};

#[derive(Deserialize)]
pub(crate) struct Known {
    known: String,
}

/// What the dialog changes.
#[derive(Serialize)]
pub(crate) struct News {
    tag: String,
    state: &'static str,
    status: String,
    fingerprint: String,
    track: [Step; 3],
    ready: bool,
    over: bool,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(eid): Path<String>,
    Query(known): Query<Known>,
) -> Result<Json<News>, NoNews> {
    let _place = app.polls.by_browser.enter(employee.session.digest).ok_or(NoNews::TooMany)?;
    let eid = parse(&eid)?;
    // Listen first, look, then wait: nothing that happens in between is missed.
    let mut listener = app.wake.listen(Topic::Enrolment(eid));
    let news = look(&app, &visit, &employee, eid).await?;
    if news.0.tag != known.known || news.0.over {
        return Ok(Json(news.0));
    }
    let left = Duration::from_secs(news.1.expires.seconds_since(app.now()));
    let patience = if left.is_zero() { HOLD } else { HOLD.min(left) };
    wait(&mut listener, Instant::now() + patience).await;
    Ok(Json(look(&app, &visit, &employee, eid).await?.0))
}

async fn look(
    app: &App,
    visit: &Visit,
    employee: &Employee,
    eid: EnrolmentId,
) -> Result<(News, EnrolmentView), ErrorPage> {
    let view = enrolment::progress(&app.database, &app.issuer, app.now(), employee.user.id, eid)
        .await
        .map_err(|error| error_page(&error))?;
    let progress = Progress::of(&view, visit.language());
    let news = News {
        tag: tag(&view, &progress),
        state: progress.state,
        ready: progress.is_ready(),
        over: progress.is_over(),
        status: progress.status,
        fingerprint: progress.fingerprint,
        track: progress.track,
    };
    Ok((news, view))
}
