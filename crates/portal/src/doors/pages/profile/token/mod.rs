//! One soft token: rename, disable, enable, delete; lost, copied.

pub(crate) mod delete;
pub(crate) mod disable;
pub(crate) mod drop_biometrics;
pub(crate) mod enable;
pub(crate) mod lost;
pub(crate) mod reconnect;
pub(crate) mod rename;

use axum::response::{IntoResponse, Redirect, Response};
use identity::actor::{Authority, Deed};
use identity::credential::token::{self, ChangeTokenError, Token};
use protocol::TokenId;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

/// Changes one soft token: every page of this folder does it in these steps. `act` changes it and answers where to go.
async fn change<Acted: Future<Output = Result<String, ChangeTokenError>>>(
    app: &App,
    employee: &Employee,
    id: &str,
    (deed, then): (Deed, impl FnOnce(TokenId) -> ReturnPage),
    act: impl FnOnce(Authority, TokenId) -> Acted,
) -> Result<Response, ErrorPage> {
    // 1. Find: a token of this employee.
    let id = find(app, employee, id).await?.id;
    // 2. Authority: a fresh login that is enough for it, or the way to one.
    let by = match employee.authority(app, deed, then(id)).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    // 3. Act, and 4. answer.
    answer(act(by, id).await)
}

/// The employee's token of this id, as it stands in the address.
async fn find(app: &App, employee: &Employee, id: &str) -> Result<Token, ErrorPage> {
    let id: TokenId = id.parse().map_err(|_| ErrorPage::NotFound)?;
    let tokens = token::list(&app.database, employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    tokens.into_iter().find(|token| token.id == id).ok_or(ErrorPage::NotFound)
}

/// Where to go after a change. One that the token's state does not allow was made already, in another window, as was what
/// took the authority away: the list shows it.
fn answer(outcome: Result<String, ChangeTokenError>) -> Result<Response, ErrorPage> {
    match outcome {
        Ok(path) => Ok(Redirect::to(&path).into_response()),
        Err(ChangeTokenError::Unknown) => Err(ErrorPage::NotFound),
        Err(ChangeTokenError::Transition(_) | ChangeTokenError::Authority(_)) => {
            Ok(routes::Types.redirect().into_response())
        }
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

/// The list, with a sentence about what was done.
fn done(what: &str, id: TokenId) -> String {
    routes::Types.with(format_args!("done={what}&token={id}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use identity::credential::biometrics::Presence;
    use identity::kek::Purpose;
    use identity::store::Store;
    use identity::store::prelude::*;
    use protocol::ChangeId;

    use super::*;
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    async fn listed(fixture: &Fixture) -> (Browser, String) {
        let user = fixture.user("anna").await;
        let mut browser = Browser::new(fixture);
        let device = fixture.device(&user).await;
        browser.log_in_by_app(fixture, &user, &device).await;
        let id = device.id;
        let list = browser.get("/profile/authentication-types").await;
        assert_eq!(list.text("token-name"), Some("Work laptop"));
        (browser, format!("/profile/authentication-types/{id}"))
    }

    #[tokio::test]
    async fn token_has_its_new_name_when_renamed() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        let list = browser.post(&format!("{token}/rename"), &[("name", " <b>Bærbar</b> ")]).await;
        assert_eq!(list.text("token-name"), Some("&#60;b&#62;Bærbar&#60;/b&#62;"));
        let empty = browser.post(&format!("{token}/rename"), &[("name", " ")]).await;
        assert_eq!((empty.status.as_u16(), empty.error()), (422, Some("Type a name.")));
        let long = browser.post(&format!("{token}/rename"), &[("name", &"æ".repeat(65))]).await;
        assert_eq!(long.status, 422);
    }

    #[tokio::test]
    async fn token_is_off_when_disabled_and_on_again_when_enabled() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        let off = browser.post(&format!("{token}/disable"), &[]).await;
        assert!(off.body.contains("data-state=\"disabled\"") && off.has("notice") && !off.has("disable"));
        assert!(off.has("lost"), "a device that is off can be lost too");
        // Twice, in another window: no harm.
        assert_eq!(browser.post(&format!("{token}/disable"), &[]).await.status, 200);
        let on = browser.post(&format!("{token}/enable"), &[]).await;
        assert!(on.body.contains("data-state=\"active\"") && !on.has("enable"));
    }

    #[tokio::test]
    async fn token_is_gone_and_its_owner_told_when_deleted() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        let question = browser.get(&format!("{token}/delete")).await;
        assert!(question.body.contains("Delete Work laptop?") && question.body.contains("It is your last one."));
        let list = browser.post(&format!("{token}/delete"), &[]).await;
        assert!(list.has("no-types") && list.has("notice") && !list.has("token"));
        let letter = browser.mail.newest().unwrap();
        assert!(letter.text.contains("“Work laptop”") && letter.text.contains("192.0.2.1"), "{}", letter.text);
        assert_eq!(browser.get(&format!("{token}/delete")).await.status, 404);
    }

    #[tokio::test]
    async fn token_is_not_deleted_when_the_login_is_not_fresh() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        fixture.clock.advance(300);
        for (act, then) in [
            ("delete", "delete."),
            ("lost", "lost."),
            ("reconnect", "reconnect."),
            ("disable", "types"),
            ("enable", "types"),
        ] {
            let answer = browser.post(&format!("{token}/{act}"), &[]).await;
            assert!(answer.path.starts_with(&format!("/login/again?then={then}")), "{}", answer.path);
        }
        assert!(browser.get("/profile/authentication-types").await.body.contains("data-state=\"active\""));
    }

    #[tokio::test]
    async fn device_is_off_and_its_owner_knows_what_next_when_reported_lost() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        let question = browser.get(&format!("{token}/lost")).await;
        assert!(question.body.contains("Is the device of Work laptop lost?") && question.has("confirm-lost"));
        let list = browser.post(&format!("{token}/lost"), &[]).await;
        assert!(list.body.contains("data-state=\"lost\"") && list.body.contains("add it on another device"));
        assert!(list.has("enable") && !list.has("disable") && !list.has("lost"));
        let letter = browser.mail.newest().unwrap();
        assert!(letter.subject.contains("lost") && letter.text.contains("192.0.2.1"), "{}", letter.text);
    }

    #[tokio::test]
    async fn copied_token_is_reconnected_after_a_page_that_speaks_of_backups() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        let device = fixture.device(&user).await;
        browser.log_in_by_app(&fixture, &user, &device).await;
        let token = format!("/profile/authentication-types/{}", device.id);
        assert_eq!(
            browser.get(&format!("{token}/reconnect")).await.path,
            "/profile/authentication-types",
            "not copied"
        );
        let thief = device.copy();
        fixture.evaluate(&device, None).await.unwrap();
        assert!(fixture.evaluate(&thief, None).await.is_err());
        assert_eq!(browser.get("/profile").await.path, "/", "and everybody is logged out");
        browser.log_in_by_mail("anna").await;
        let list = browser.get("/profile/authentication-types").await;
        assert!(list.body.contains("data-state=\"copied\"") && list.has("reconnect") && !list.has("enable"));
        browser.post(&format!("{token}/enable"), &[]).await;
        assert!(!fixture.token(device.id).await.is_active(), "a click does not bring it back");
        let page = browser.get(&format!("{token}/reconnect")).await;
        assert!(page.body.contains("This identity may have been copied") && page.body.contains("restore a backup"));
        assert!(!page.has("reconnecting"));
        let page = browser.post(&format!("{token}/reconnect"), &[]).await;
        assert!(page.has("reconnecting"), "says until when");
        assert!(fixture.token(device.id).await.is_reconnecting(fixture.now()));
        browser.post("/language", &[("language", "da"), ("back", "/")]).await;
        let danish = browser.get(&format!("{token}/reconnect")).await;
        assert!(danish.body.contains("Denne identitet kan være kopieret"));
    }

    #[tokio::test]
    async fn page_says_how_long_the_pin_is_paused_and_what_was_used_last() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        let device = fixture.device(&user).await;
        let waiting = fixture.start_push(&user, &crate::testing::fixture::visitor("192.0.2.1")).await;
        fixture.approve(&device, &waiting).await;
        let list = browser.get("/profile/authentication-types").await;
        assert_eq!((list.text("token-factor"), list.attribute("data-state")), (Some("PIN"), Some("active")));
        for _ in 0..3 {
            fixture.evaluate(&device, None).await.unwrap();
        }
        let list = browser.get("/profile/authentication-types").await;
        assert_eq!(list.attribute("data-state"), Some("paused"));
        assert!(list.body.contains("after 7 wrong ones it locks for good"));
        fixture.clock.advance(30);
        assert_eq!(browser.get("/profile/authentication-types").await.attribute("data-state"), Some("active"));
    }

    #[tokio::test]
    async fn biometrics_of_a_device_are_switched_off_in_the_list() {
        let fixture = Fixture::new().await;
        let (mut browser, token) = listed(&fixture).await;
        assert!(!browser.get("/profile/authentication-types").await.has("biometrics-off"), "there are none");
        let id = token.rsplit('/').next().unwrap().parse().unwrap();
        let seed = fixture.issuer.kek.seal(Purpose::PresenceSeed, &[], &[1; 32], &mut fixture.rng());
        let presence = Presence { change: ChangeId::from([1; 16]), key: None, seed, since: fixture.now() };
        let with = Token { presence: Some(presence), ..fixture.token(id).await };
        let mut tx = fixture.database.write().await.unwrap();
        tx.update_token(&with).await.unwrap();
        tx.commit().await.unwrap();
        assert!(browser.get("/profile/authentication-types").await.has("biometrics-off"));
        let list = browser.post(&format!("{token}/biometrics-off"), &[]).await;
        assert!(list.has("notice") && !list.has("biometrics-off"));
        assert!(fixture.token(id).await.presence.is_none());
        assert!(browser.mail.newest().unwrap().subject.contains("Biometrics switched off"));
    }

    #[tokio::test]
    async fn token_that_the_desk_has_switched_off_has_no_enable() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let (closed, own) = (fixture.device(&user).await, fixture.device(&user).await);
        let by = Authority::service_desk(user.id, "anne");
        let (database, issuer) = (&fixture.database, &fixture.issuer);
        token::suspend(database, issuer, fixture.now(), &by, closed.id).await.unwrap();
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_app(&fixture, &user, &own).await;
        let list = browser.get("/profile/authentication-types").await;
        assert!(!list.has("enable") && list.body.contains("Switched off by the service desk."));
        browser.post(&format!("/profile/authentication-types/{}/enable", closed.id), &[]).await;
        assert!(!fixture.token(closed.id).await.is_active());
    }

    #[tokio::test]
    async fn token_is_nobody_elses() {
        let fixture = Fixture::new().await;
        let (browser, token) = listed(&fixture).await;
        fixture.user("bo").await;
        let mut other = browser.another();
        other.log_in_by_mail("bo").await;
        for act in ["rename", "delete", "lost", "reconnect"] {
            assert_eq!(other.get(&format!("{token}/{act}")).await.status, 404, "{act}");
        }
        for act in ["disable", "enable", "delete", "lost", "reconnect"] {
            assert_eq!(other.post(&format!("{token}/{act}"), &[]).await.status, 404, "{act}");
        }
        assert_eq!(other.post(&format!("{token}/rename"), &[("name", "x")]).await.status, 404);
    }
}
