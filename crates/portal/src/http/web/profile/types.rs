//! `GET /profile/authentication-types`: the list.

use axum::extract::{Query, State};
use axum::response::Response;
use identity::token::{self, Destruction, Token, TokenState};
use protocol::TokenId;
use serde::Deserialize;

use super::super::Web;
use super::super::employee::Employee;
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use crate::i18n::Language;
use crate::pages::{self, TokenRow, TypesPage};

/// What has just been done, and to which token.
#[derive(Default, Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
    token: Option<String>,
}

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Query(done): Query<Done>,
) -> Result<Response, Trouble> {
    let tokens = token::list(web.store(), employee.user.id).await.map_err(|error| Trouble::internal(&error))?;
    Ok(pages::html(&TypesPage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "types",
        notice: notice(visit.language(), &done, &tokens),
        tokens: tokens.iter().map(|token| row(&web, &visit, token)).collect(),
        mail: employee.user.email.as_str(),
    }))
}

/// The sentence about what was done; the name comes from the list, never from the address.
fn notice(t: Language, done: &Done, tokens: &[Token]) -> Option<String> {
    let what = done.done.as_deref()?;
    if what == "deleted" {
        return Some(t.was_deleted().to_owned());
    }
    let id: TokenId = done.token.as_deref()?.parse().ok()?;
    let name = &tokens.iter().find(|token| token.id == id)?.name;
    match what {
        "renamed" => Some(t.was_renamed(name)),
        "disabled" => Some(t.was_disabled(name)),
        "enabled" => Some(t.was_enabled(name)),
        "added" => Some(t.was_added(name)),
        _ => None,
    }
}

fn row(web: &Web, visit: &Visit, token: &Token) -> TokenRow {
    let t = visit.language();
    let (state, state_word, tone, explain) = match token.state {
        TokenState::Active => ("active", t.state_active(), "good", None),
        TokenState::Suspended => ("disabled", t.state_disabled(), "off", None),
        TokenState::Pending { .. } => ("pending", t.state_pending(), "caution", Some(t.state_pending_explain())),
        TokenState::Destroyed(Destruction::Pin) => ("locked", t.state_locked(), "bad", Some(t.state_locked_explain())),
        TokenState::Destroyed(_) => ("deleted", t.state_deleted(), "off", None),
    };
    TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        state,
        state_word,
        tone,
        explain,
        created: visit.moment(web, token.created.0),
        last_used: token.last_used.map(|used| visit.moment(web, used.0)),
        can_disable: token.state == TokenState::Active,
        can_enable: token.state == TokenState::Suspended,
    }
}
