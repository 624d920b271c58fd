//! `GET /profile/authentication-types`: the list.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::actor::{Deed, Standing};
use identity::credential::token::{self, Closer, Destruction, Factor, Token, TokenAction, TokenState};
use identity::recovery::{self, Way};
use protocol::TokenId;
use protocol::enrolment::{KeyStore, PresencePolicy};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::{Language, Moment};
use crate::routes;

#[derive(Template)]
#[template(path = "profile/types.html")]
struct TypesPage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    notice: Option<String>,
    tokens: Vec<TokenRow>,
    mail: &'a str,
    /// Whether this login may add one.
    can_change: bool,
    /// What an e-mailed code opens.
    mail_code: MailCode,
    /// Whether this login may make a recovery code.
    has_codes: bool,
    /// Whether there is one that was not used.
    is_code_saved: bool,
    /// When somebody who has asked for it may add a device.
    asked: Option<Moment>,
}

/// One soft token in the list.
struct TokenRow {
    id: TokenId,
    name: String,
    /// `active`, `paused`, `disabled`, `lost`, `copied`, `locked` or `pending`: for tests and styles.
    state: &'static str,
    state_word: &'static str,
    tone: &'static str,
    explain: Option<String>,
    created: Moment,
    last_used: Option<Moment>,
    factor: Option<&'static str>,
    /// Since when biometrics are on, in words; none where there are none and there could be none.
    biometrics: Option<String>,
    key_in_file: bool,
    /// Whether this login may change it, and give it another name.
    can_change: bool,
    /// Of `disable`, `enable`, `lost`, `reconnect` and `biometrics-off`, those that its state and this login allow.
    acts: Vec<&'static str>,
}

impl TokenRow {
    fn can(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }

    fn rename(&self) -> routes::RenameToken {
        routes::RenameToken(self.id)
    }

    fn disable(&self) -> routes::DisableToken {
        routes::DisableToken(self.id)
    }

    fn enable(&self) -> routes::EnableToken {
        routes::EnableToken(self.id)
    }

    fn reconnect(&self) -> routes::ReconnectToken {
        routes::ReconnectToken(self.id)
    }

    fn lost(&self) -> routes::LostToken {
        routes::LostToken(self.id)
    }

    fn drop_biometrics(&self) -> routes::DropBiometrics {
        routes::DropBiometrics(self.id)
    }

    fn delete(&self) -> routes::DeleteToken {
        routes::DeleteToken(self.id)
    }
}

/// What an e-mailed code opens.
#[derive(Clone, Copy, Eq, PartialEq)]
enum MailCode {
    Everything,
    /// The account has a soft token.
    Little,
}

impl MailCode {
    fn of(tokens: &[Token]) -> Self {
        if tokens.iter().any(Token::binds) { Self::Little } else { Self::Everything }
    }
}

/// What has just been done, and to which token.
#[derive(Default, Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
    token: Option<String>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Query(done): Query<Done>,
) -> Result<Response, ErrorPage> {
    let tokens = token::list(&app.database, employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    let since = recovery::saved_since(&app.database, employee.user.id).await;
    let since = since.map_err(|error| ErrorPage::internal(&error))?;
    let has_codes = app.issuer.rules_for(Some(&employee.user)).recovery.has(Way::Code);
    let asked = crate::doors::pages::profile::recovery::pending(&app, &employee).await?;
    let can_change = employee.standing.allows(Deed::Change);
    Ok(render::html(&TypesPage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "types",
        notice: notice(visit.language(), &done, &tokens),
        tokens: tokens.iter().map(|token| row(&app, &visit, &employee, token)).collect(),
        mail: employee.user.email.as_str(),
        can_change,
        mail_code: MailCode::of(&tokens),
        has_codes: has_codes && can_change,
        is_code_saved: since.is_some(),
        asked: asked.map(|request| visit.moment(&app, request.ready.0)),
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
        "biometrics-off" => Some(t.biometrics_were_dropped(name)),
        _ => None,
    }
}

fn row(app: &App, visit: &Visit, employee: &Employee, token: &Token) -> TokenRow {
    let t = visit.language();
    let (state, state_word, tone, explain) = state(app, visit, token);
    let biometrics = token.presence.as_ref().map(|on| t.biometrics_since(visit.moment(app, on.since.0).long()));
    let could_have =
        app.issuer.rules_for(Some(&employee.user)).device.presence > PresencePolicy::None && token.is_active();
    TokenRow {
        id: token.id,
        name: token.name.clone(),
        state,
        state_word,
        tone,
        explain,
        created: visit.moment(app, token.created.0),
        last_used: token.last_used.map(|used| visit.moment(app, used.0)),
        factor: token.last_factor.map(|factor| match factor {
            Factor::Pin => t.factor_pin(),
            Factor::Biometrics => t.factor_biometrics(),
        }),
        biometrics: biometrics.or_else(|| could_have.then(|| t.biometrics_off().to_owned())),
        key_in_file: token.key_store == KeyStore::File,
        can_change: employee.standing.allows(Deed::Change),
        acts: acts(employee.standing, token),
    }
}

/// What the token's state and this login allow, by the last part of the page's address.
fn acts(standing: Standing, token: &Token) -> Vec<&'static str> {
    let address = |action| match action {
        TokenAction::Disable => ("disable", Deed::Change),
        TokenAction::Enable => ("enable", Deed::Change),
        TokenAction::Lost => ("lost", Deed::Report),
        TokenAction::Reconnect => ("reconnect", Deed::Reconnect),
    };
    let biometrics = token.presence.as_ref().map(|_| ("biometrics-off", Deed::Change));
    let possible = token.actions().iter().map(|action| address(*action)).chain(biometrics);
    possible.filter(|(_, deed)| standing.allows(*deed)).map(|(address, _)| address).collect()
}

/// Code, word, tone, and what to do.
fn state(app: &App, visit: &Visit, token: &Token) -> (&'static str, &'static str, &'static str, Option<String>) {
    let t = visit.language();
    let explained = |explain: &str| Some(explain.to_owned());
    match token.state {
        TokenState::Active if token.pin.wait(app.now()).is_some() => {
            let until = visit.moment(app, token.pin.until.0).clock();
            let explain = t.state_paused_explain(until, token.pin.attempts_left());
            ("paused", t.state_paused(), "caution", Some(explain))
        }
        TokenState::Active => ("active", t.state_active(), "good", None),
        TokenState::Suspended(Closer::Owner) => ("disabled", t.state_disabled(), "off", None),
        TokenState::Suspended(Closer::Desk) => {
            ("disabled", t.state_disabled(), "off", explained(t.state_closed_by_desk()))
        }
        TokenState::Lost(Closer::Owner) => ("lost", t.state_lost(), "bad", explained(t.state_lost_explain())),
        TokenState::Lost(Closer::Desk) => ("lost", t.state_lost(), "bad", explained(t.state_closed_by_desk())),
        TokenState::Copied { .. } => ("copied", t.state_copied(), "bad", explained(t.state_copied_explain())),
        TokenState::Pending { .. } => ("pending", t.state_pending(), "caution", explained(t.state_pending_explain())),
        TokenState::Destroyed(Destruction::Pin) => {
            ("locked", t.state_locked(), "bad", explained(t.state_locked_explain()))
        }
        TokenState::Destroyed(_) => ("deleted", t.state_deleted(), "off", None),
    }
}
