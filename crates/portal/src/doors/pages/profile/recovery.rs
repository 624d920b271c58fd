//! `GET /profile/recovery`: what this login can do, and how to go on. `POST /profile/recovery/ask`: a new device after the
//! waiting time. `POST /profile/authentication-types/recovery/stop`: stops that.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::actor::{Deed, Standing};
use identity::recovery::{self, AskError, RecoveryRequest, StopError, Way};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::{Language, Moment};
use crate::mail::StopLink;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "profile/recovery.html")]
struct RecoveryPage {
    t: Language,
    frame: Frame,
    tab: &'static str,
    /// Where to go after a login with a device.
    then: String,
    /// A code after biometrics, not an e-mailed one.
    biometrics: bool,
    has_device: bool,
    /// What else the rules know, in words, but for waiting.
    ways: Vec<&'static str>,
    wait: Option<String>,
    /// When a device may be added, when that was asked for.
    ready: Option<Moment>,
    error: Option<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Fields {
    then: Option<String>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Query(fields): Query<Fields>,
) -> Result<Response, ErrorPage> {
    let then = fields.then.as_deref().map_or(Ok(ReturnPage::Types), str::parse).map_err(|_| ErrorPage::NotFound)?;
    // Whoever may change authentication types needs no recovery.
    if employee.standing.allows(Deed::Change) {
        return Ok(Redirect::to(&then.path()).into_response());
    }
    page(&app, &visit, &employee, then, None).await
}

async fn page(
    app: &App,
    visit: &Visit,
    employee: &Employee,
    then: ReturnPage,
    error: Option<String>,
) -> Result<Response, ErrorPage> {
    let t = visit.language();
    let pending = pending(app, employee).await?;
    let rules = app.issuer.rules_for(Some(&employee.user));
    Ok(render::html(&RecoveryPage {
        t,
        frame: visit.frame(app, Some(employee.name())),
        tab: "types",
        then: then.to_string(),
        biometrics: employee.standing == Standing::Biometrics,
        has_device: employee.standing == Standing::Mail { has_active_token: true },
        ways: [(Way::Code, t.recovery_way_code()), (Way::Desk, t.recovery_way_desk())]
            .into_iter()
            .filter_map(|(way, words)| rules.recovery.has(way).then_some(words))
            .collect(),
        wait: rules.recovery.has(Way::Wait).then(|| t.wait(rules.recovery_wait)),
        ready: pending.map(|request| visit.moment(app, request.ready.0)),
        error,
    }))
}

/// What runs for this employee.
pub(crate) async fn pending(app: &App, employee: &Employee) -> Result<Option<RecoveryRequest>, ErrorPage> {
    let pending = recovery::pending(&app.database, app.now(), employee.user.id).await;
    pending.map_err(|error| ErrorPage::internal(&error))
}

pub(crate) async fn ask(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&app, Deed::Ask, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let (mut rng, source) = (app.entropy(), client.0.source);
    match recovery::ask(&app.database, &app.issuer, app.now(), &mut rng, &by, source).await {
        Ok(asked) => {
            if let Some((notice, secret)) = asked.notice {
                let stop = routes::StopRecovery.with(format_args!("secret={}", *secret.to_text()));
                let stop = StopLink { url: format!("{}{stop}", app.config.origin.as_str()), ready: asked.ready };
                visit.tell_of_recovery(&app, notice, &client.place(), &stop);
            }
            Ok(routes::Recovery.redirect().into_response())
        }
        Err(AskError::Stopped { retry_after }) => {
            let t = visit.language();
            let page =
                page(&app, &visit, &employee, ReturnPage::Types, Some(t.recovery_was_stopped(t.wait(retry_after))))
                    .await?;
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(AskError::Rules | AskError::Authority(_)) => Ok(routes::Recovery.redirect().into_response()),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

pub(crate) async fn stop(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match recovery::stop(&app.database, &app.issuer, app.now(), &by).await {
        Ok(notice) => visit.tell(&app, notice, &client.place()),
        // Stopped already, from the mail or in another window.
        Err(StopError::Unknown | StopError::Authority(_)) => {}
        Err(error) => return Err(ErrorPage::internal(&error)),
    }
    Ok(routes::Types.redirect().into_response())
}

#[cfg(test)]
#[path = "recovery_tests.rs"]
mod tests;
