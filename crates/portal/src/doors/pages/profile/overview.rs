//! `GET /profile`: who is logged in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::actor::{Deed, Standing};
use identity::credential::token::{self, Token};

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::{Language, Moment};

#[derive(Template)]
#[template(path = "profile/overview.html")]
struct OverviewPage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    display_name: &'a str,
    user_name: &'a str,
    mail: &'a str,
    since: Moment,
    in_use: usize,
    /// This login came by mail, and can do little.
    by_mail: bool,
    can_log_out_everywhere: bool,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, employee: Employee) -> Result<Response, ErrorPage> {
    let tokens = token::list(&app.database, employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    Ok(render::html(&OverviewPage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "overview",
        display_name: &employee.user.display_name,
        user_name: employee.name(),
        mail: employee.user.email.as_str(),
        since: visit.moment(&app, employee.session.started.0),
        in_use: tokens.iter().filter(|token| Token::is_active(token)).count(),
        by_mail: matches!(employee.standing, Standing::Mail { .. }),
        can_log_out_everywhere: employee.standing.allows(Deed::GoOn),
    }))
}
