//! `GET /demo/mail`: the newest mail. Routed only in the demo; elsewhere the address does not exist.

use axum::extract::State;
use axum::response::Response;

use crate::doors::pages::Web;
use crate::doors::pages::frame::render::{self, DemoMailPage, LetterView};
use crate::doors::pages::frame::visit::Visit;

pub(crate) async fn get(State(web): State<Web>, visit: Visit) -> Response {
    let newest = web.mail().newest();
    let to = newest.as_ref().map(|letter| letter.to.to_string()).unwrap_or_default();
    let letter = newest.as_ref().map(|letter| LetterView { to: &to, subject: &letter.subject, body: &letter.text });
    render::html(&DemoMailPage { t: visit.language(), frame: visit.frame(&web, None), letter })
}
