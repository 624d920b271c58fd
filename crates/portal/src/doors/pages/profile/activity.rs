//! `GET /profile/activity`: what happened to the account.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::audit::{self, Activity, ActivityEntry, Kind};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::{Language, Moment};
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "profile/activity.html")]
struct ActivityPage {
    t: Language,
    frame: Frame,
    tab: &'static str,
    events: Vec<EventRow>,
    /// The address of the page with older events.
    older: Option<String>,
}

/// One line of the activity.
struct EventRow {
    what: String,
    when: Moment,
    place: Option<String>,
    tone: Option<&'static str>,
    /// How often, where it happened more than once.
    times: Option<String>,
}

/// Which page.
#[derive(Deserialize)]
pub(crate) struct Page {
    before: Option<i64>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Query(Page { before }): Query<Page>,
) -> Result<Response, ErrorPage> {
    let activity = audit::activity(&app.database, employee.user.id, before, ROWS).await;
    let Activity { entries, older } = activity.map_err(|error| ErrorPage::internal(&error))?;
    Ok(render::html(&ActivityPage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "activity",
        events: entries.iter().filter_map(|entry| event(&app, &visit, entry)).collect(),
        older: older.map(|before| routes::Activity.with(format_args!("before={before}"))),
    }))
}

/// A row in words; kinds that later versions write are left out.
fn event(app: &App, visit: &Visit, ActivityEntry { row, times, .. }: &ActivityEntry) -> Option<EventRow> {
    let kind = Kind::from_code(row.kind())?;
    let name = row.value("detail.name").unwrap_or_default();
    Some(EventRow {
        what: sentence(visit.language(), kind, name)?,
        when: visit.moment(app, row.at().0),
        // Of several, each may have come from elsewhere.
        place: row.value("source").filter(|_| *times == 1).map(str::to_owned),
        tone: tone(kind),
        times: (*times > 1).then(|| visit.language().event_times(times)),
    })
}

fn sentence(t: Language, kind: Kind, name: &str) -> Option<String> {
    Some(match kind {
        Kind::UserCreated => t.event_user_created().to_owned(),
        Kind::UserGroupChanged => t.event_user_group_changed().to_owned(),
        Kind::UserDisabled => t.event_user_disabled().to_owned(),
        Kind::UserEnabled => t.event_user_enabled().to_owned(),
        Kind::UserDeleted => t.event_user_deleted().to_owned(),
        Kind::SessionsEnded => t.event_sessions_ended().to_owned(),
        Kind::SavedCodeMade => t.event_saved_code_made().to_owned(),
        Kind::SavedCodeUsed => t.event_saved_code_used().to_owned(),
        Kind::DevicePassMade => t.event_device_pass_made().to_owned(),
        Kind::DevicePassUsed => t.event_device_pass_used().to_owned(),
        Kind::RecoveryWrong => t.event_recovery_wrong().to_owned(),
        Kind::RecoveryAsked => t.event_recovery_asked().to_owned(),
        Kind::RecoveryStopped => t.event_recovery_stopped().to_owned(),
        Kind::EmailCodeSent => t.event_email_code_sent().to_owned(),
        Kind::EmailCodeWrong => t.event_email_code_wrong().to_owned(),
        Kind::EmailLogin => t.event_email_login().to_owned(),
        Kind::EnrolmentCreated => t.event_enrolment_created().to_owned(),
        Kind::ActivationWrong => t.event_activation_wrong().to_owned(),
        Kind::EnrolmentVoided => t.event_enrolment_voided().to_owned(),
        Kind::TokenEnrolled => t.event_token_enrolled().to_owned(),
        Kind::TokenActivated => t.event_token_activated(name),
        Kind::TokenRenamed => t.event_token_renamed(name),
        Kind::TokenSuspended => t.event_token_disabled(name),
        Kind::TokenLost => t.event_token_lost(name),
        Kind::TokenCopied => t.event_token_copied(name),
        Kind::TokenReconnecting => t.event_token_reconnecting(name),
        Kind::TokenReconnected => t.event_token_reconnected(name),
        Kind::TokenRolledForward => t.event_token_rolled_forward(name),
        Kind::PinChanged => t.event_pin_changed(name),
        Kind::BiometricsOn => t.event_biometrics_on(name),
        Kind::BiometricsOff => t.event_biometrics_off(name),
        Kind::TokenResumed => t.event_token_enabled(name),
        Kind::TokenDeleted => t.event_token_deleted(name),
        Kind::TokenUnconfirmed => t.event_token_unconfirmed().to_owned(),
        Kind::PinDestroyed => t.event_pin_destroyed().to_owned(),
        Kind::PinPaused => t.event_pin_paused().to_owned(),
        Kind::PushStarted => t.event_push_started().to_owned(),
        Kind::PushDropped => t.event_push_dropped().to_owned(),
        Kind::LoginPulled => t.event_login_pulled().to_owned(),
        Kind::LoginApproved => t.event_login_approved().to_owned(),
        Kind::LoginDenied => t.event_login_denied().to_owned(),
        Kind::LoginReported => t.event_login_reported().to_owned(),
        Kind::ResponseRefused => t.event_response_refused().to_owned(),
        Kind::WrongNumber => t.event_wrong_number().to_owned(),
        Kind::PasscodeLogin => t.event_passcode_login().to_owned(),
        Kind::PasscodeWrong => t.event_passcode_wrong().to_owned(),
        Kind::PasscodesDisabled => t.event_passcodes_disabled().to_owned(),
        _ => return None,
    })
}

/// What deserves a second look.
fn tone(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::LoginReported
        | Kind::PinDestroyed
        | Kind::PasscodesDisabled
        | Kind::TokenCopied
        | Kind::TokenLost
        | Kind::RecoveryAsked
        | Kind::SavedCodeUsed
        | Kind::DevicePassUsed => Some("bad"),
        Kind::PushDropped
        | Kind::WrongNumber
        | Kind::PinPaused
        | Kind::ActivationWrong
        | Kind::ResponseRefused
        | Kind::RecoveryWrong => Some("caution"),
        _ => None,
    }
}

const ROWS: u32 = 50;

#[cfg(test)]
mod tests {
    use testkit::visitor;

    use identity::actor::Authority;
    use identity::credential::email_code;
    use identity::policy::DAY;

    use super::*;
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[test]
    fn event_names_the_token_in_both_languages() {
        for t in Language::ALL {
            assert!(sentence(t, Kind::TokenActivated, "Laptop").is_some_and(|text| text.contains("Laptop")));
        }
    }

    #[tokio::test]
    async fn what_a_stranger_does_is_folded_and_pushes_nothing_off_the_page() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        fixture.device(&user).await;
        // As many mails as strangers get in two days.
        for _ in 0..2 {
            for number in 0..40 {
                let client = visitor(&format!("203.0.113.{number}"));
                let begun = fixture.begin(fixture.request("anna", &client, None)).await.expect("a database");
                let (state, now, mut rng) = (&fixture.state, fixture.now(), fixture.rng());
                let (database, issuer, secret) = (&state.database, &state.issuer, &begun.secret);
                email_code::send(database, issuer, &fixture.work, now, &mut rng, secret, client.source)
                    .await
                    .expect("within the limits");
            }
            fixture.clock.advance(DAY);
        }
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        let page = browser.get("/profile/activity").await;
        let english = Language::English;
        assert!(page.body.contains(" times)"), "{}", page.body);
        assert!(page.body.contains(english.event_user_created()), "the account's beginning is still there");
        assert!(!page.has("older") && page.body.matches("data-testid=\"event\"").count() < 10);
    }

    #[tokio::test]
    async fn older_events_are_on_the_next_page_and_each_is_on_one() {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        let device = fixture.device(&user).await;
        for number in 0..120 {
            let (database, issuer, now) = (&fixture.state.database, &fixture.issuer, fixture.now());
            let (name, by) = (format!("Laptop <{number}>"), Authority::service_desk(user.id, "anne"));
            identity::credential::token::rename(database, issuer, now, &by, device.id, &name).await.expect("a name");
        }
        let (mut path, mut pages) = ("/profile/activity".to_owned(), Vec::new());
        loop {
            let page = browser.get(&path).await;
            let older = page.attribute("data-older").map(str::to_owned);
            pages.push(page.body);
            match older {
                Some(older) => path = older,
                None => break,
            }
        }
        assert_eq!(pages.len(), 3, "120 names and a few more, 50 a page");
        for number in 0..120 {
            let name = format!("&#60;{number}&#62;");
            assert_eq!(pages.iter().filter(|page| page.contains(&name)).count(), 1, "{name}");
        }
        assert_eq!(browser.get("/profile/activity?before=x").await.status, 400);
    }
}
