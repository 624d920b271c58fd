//! `GET /profile/authentication-types/enrolments/{eid}`: the dialog. The activation password is not in it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::enrolment;

use super::super::super::Web;
use super::super::super::employee::Employee;
use super::super::super::trouble::Trouble;
use super::super::super::visit::Visit;
use super::{Progress, base, parse, tag, trouble};
use crate::pages::{self, EnrolmentPage, qr};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(eid): Path<String>,
) -> Result<Response, Trouble> {
    page(&web, &visit, &employee, &eid, Shown::default()).await
}

/// What was asked for besides, on a page without a script.
#[derive(Default)]
pub(crate) struct Shown<'a> {
    /// The activation password.
    pub(crate) password: Option<&'a str>,
    /// Why *OK* did nothing.
    pub(crate) problem: Option<String>,
}

/// The dialog.
pub(crate) async fn page(
    web: &Web,
    visit: &Visit,
    employee: &Employee,
    eid: &str,
    shown: Shown<'_>,
) -> Result<Response, Trouble> {
    let eid = parse(eid)?;
    let view = enrolment::progress(web.store(), web.issuer(), web.now(), employee.user.id, eid)
        .await
        .map_err(|error| trouble(&error))?;
    let t = visit.language();
    let progress = Progress::of(&view, t);
    if progress.state == "confirmed" {
        return Ok(Redirect::to("/profile/authentication-types").into_response());
    }
    let text = view.qr_text.as_deref().unwrap_or_default();
    let drawing = if text.is_empty() {
        String::new()
    } else {
        qr::svg(text, t.qr_code_alt()).map_err(|error| Trouble::internal(&error))?
    };
    let mut frame = visit.frame(web, Some(employee.name()));
    frame.path = base(eid);
    Ok(pages::html(&EnrolmentPage {
        t,
        tab: "types",
        base: &frame.path.clone(),
        frame,
        state: progress.state,
        tag: &tag(&view, &progress),
        open: !progress.is_over(),
        ready: progress.is_ready(),
        qr_svg: &drawing,
        qr_text: text,
        password: shown.password,
        seconds_left: view.expires.seconds_since(web.now()),
        lifetime: web.issuer().policy.enrolment_lifetime,
        valid_until: &visit.moment(web, view.expires.0).clock(),
        problem: shown.problem.or_else(|| progress.is_over().then(|| progress.status.clone())),
        status: progress.status,
        fingerprint: &progress.fingerprint,
        track: progress.track,
    }))
}
