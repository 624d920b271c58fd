//! `GET /profile/authentication-types`: the list.

use axum::extract::{Query, State};
use axum::response::Response;
use identity::account::user::User;
use identity::credential::token::{self, Destruction, Factor, Token, TokenAction, TokenState};
use protocol::TokenId;
use protocol::enrolment::{KeyStore, PresencePolicy};
use serde::Deserialize;

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::render::{self, TokenRow, TypesPage};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;

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
) -> Result<Response, ErrorPage> {
    let tokens = token::list(web.store(), employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    Ok(render::html(&TypesPage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "types",
        notice: notice(visit.language(), &done, &tokens),
        tokens: tokens.iter().map(|token| row(&web, &visit, &employee.user, token)).collect(),
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
        "lost" => Some(t.was_lost(name)),
        "added" => Some(t.was_added(name)),
        _ => None,
    }
}

fn row(web: &Web, visit: &Visit, owner: &User, token: &Token) -> TokenRow {
    let t = visit.language();
    let (state, state_word, tone, explain) = state(web, visit, token);
    let biometrics = token.presence.as_ref().map(|on| t.biometrics_since(visit.moment(web, on.since.0).long()));
    let could_have = web.issuer().rules_for(Some(owner)).device.presence > PresencePolicy::None && token.is_active();
    TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        state,
        state_word,
        tone,
        explain,
        created: visit.moment(web, token.created.0),
        last_used: token.last_used.map(|used| visit.moment(web, used.0)),
        factor: token.last_factor.map(|factor| match factor {
            Factor::Pin => t.factor_pin(),
            Factor::Biometrics => t.factor_biometrics(),
        }),
        biometrics: biometrics.or_else(|| could_have.then(|| t.biometrics_off().to_owned())),
        key_in_file: token.key_store == KeyStore::File,
        acts: token.actions().iter().map(|action| address(*action)).collect(),
    }
}

/// The last part of the page's address.
fn address(action: TokenAction) -> &'static str {
    match action {
        TokenAction::Disable => "disable",
        TokenAction::Enable => "enable",
        TokenAction::Lost => "lost",
        TokenAction::Reconnect => "reconnect",
    }
}

/// Code, word, tone, and what to do.
fn state(web: &Web, visit: &Visit, token: &Token) -> (&'static str, &'static str, &'static str, Option<String>) {
    let t = visit.language();
    let explained = |explain: &str| Some(explain.to_owned());
    match token.state {
        TokenState::Active if token.pin.wait(web.now()).is_some() => {
            let until = visit.moment(web, token.pin.until.0).clock();
            let explain = t.state_paused_explain(until, token.pin.attempts_left());
            ("paused", t.state_paused(), "caution", Some(explain))
        }
        TokenState::Active => ("active", t.state_active(), "good", None),
        TokenState::Suspended => ("disabled", t.state_disabled(), "off", None),
        TokenState::Lost => ("lost", t.state_lost(), "bad", explained(t.state_lost_explain())),
        TokenState::Copied { .. } => ("copied", t.state_copied(), "bad", explained(t.state_copied_explain())),
        TokenState::Pending { .. } => ("pending", t.state_pending(), "caution", explained(t.state_pending_explain())),
        TokenState::Destroyed(Destruction::Pin) => {
            ("locked", t.state_locked(), "bad", explained(t.state_locked_explain()))
        }
        TokenState::Destroyed(_) => ("deleted", t.state_deleted(), "off", None),
    }
}
