//! `GET /profile`: who is logged in.

use axum::extract::State;
use axum::response::Response;
use identity::token::{self, Token};

use super::super::Web;
use super::super::employee::Employee;
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use crate::pages::{self, OverviewPage};

pub(crate) async fn get(State(web): State<Web>, visit: Visit, employee: Employee) -> Result<Response, Trouble> {
    let tokens = token::list(web.store(), employee.user.id).await.map_err(|error| Trouble::internal(&error))?;
    Ok(pages::html(&OverviewPage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "overview",
        display_name: &employee.user.display_name,
        user_name: employee.name(),
        mail: employee.user.email.as_str(),
        since: visit.moment(&web, employee.session.started.0),
        in_use: tokens.iter().filter(|token| Token::is_active(token)).count(),
    }))
}
