//! What ends when a credential or an account does: sessions, open challenges, and approvals that nobody has fetched.

use identity::account::user::{self, User};
use identity::actor::{Actor, Authority, Deed};
use identity::challenge::PollError;
use identity::closing::{self, CloseError};
use identity::credential::token::{self, ChangeTokenError, NotUsable, TokenState};
use identity::login::session::OpenedSession;
use identity::login::{FinishError, First};
use identity::notice::NoticeKind;
use protocol::approval::Decision;
use protocol::jws;

use testkit::{Device, Fixture, WaitingLogin, refused_poll, visitor};

/// An owner with two devices, logged in with the first; a login that the first has approved and nobody has fetched.
struct Scene {
    fixture: Fixture,
    user: User,
    first: Device,
    second: Device,
    session: OpenedSession,
    approved: WaitingLogin,
}

impl Scene {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let (first, second) = (fixture.device(&user).await, fixture.device(&user).await);
        let session = fixture.log_in(&user, &first).await;
        let approved = fixture.start_push(&user, &visitor("192.0.2.1")).await;
        fixture.approve(&first, &approved).await;
        Self { fixture, user, first, second, session, approved }
    }

    fn desk(&self) -> Authority {
        Authority::service_desk(self.user.id, "anne")
    }

    async fn is_logged_in(&self) -> bool {
        self.fixture.is_logged_in(&self.session.secret).await.unwrap()
    }

    async fn fetch(&self) -> bool {
        match self.fixture.finish(&self.approved).await {
            Ok(_) => true,
            Err(FinishError::NotProved) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// Nothing of what the first device had begun is left.
    async fn assert_ended(&self, why: &str) {
        assert!(!self.is_logged_in().await, "{why}: the session ends");
        assert!(!self.fetch().await, "{why}: the approval is worth nothing");
    }
}

#[tokio::test]
async fn session_and_approval_end_when_the_desk_closes_or_deletes_the_token() {
    for kind in ["lost", "disabled", "deleted"] {
        let scene = Scene::new().await;
        let (database, issuer, now) = (&scene.fixture.database, &scene.fixture.issuer, scene.fixture.now());
        let (by, id) = (scene.desk(), scene.first.id);
        let done = match kind {
            "lost" => token::lost(database, issuer, now, &by, id).await,
            "disabled" => token::suspend(database, issuer, now, &by, id).await,
            _ => token::delete(database, issuer, now, &by, id).await,
        };
        done.unwrap();
        scene.assert_ended(kind).await;
        assert!(scene.fixture.token(scene.second.id).await.is_active(), "{kind}: another device goes on");
    }
}

#[tokio::test]
async fn session_and_approval_end_when_the_token_was_copied() {
    let scene = Scene::new().await;
    let thief = scene.first.copy();
    scene.fixture.evaluate(&scene.first, None).await.unwrap();
    assert!(scene.fixture.evaluate(&thief, None).await.is_err());
    assert!(matches!(scene.fixture.token(scene.first.id).await.state, TokenState::Copied { .. }));
    scene.assert_ended("copied").await;
}

#[tokio::test]
async fn session_and_approval_end_when_a_login_is_reported() {
    let scene = Scene::new().await;
    let fixture = &scene.fixture;
    fixture.start_push(&scene.user, &visitor("198.51.100.7")).await;
    let (challenge, text) = fixture.poll(&scene.second).await.unwrap();
    let report = scene.second.decision(&challenge, &text, Decision::Report, fixture.now());
    let report = jws::sign(&report, &scene.second.device_key);
    fixture.respond(&scene.second, challenge.jti, &report).await.unwrap();
    scene.assert_ended("reported").await;
}

#[tokio::test]
async fn acting_session_goes_on_when_the_owner_reports_a_device_lost() {
    let scene = Scene::new().await;
    let (fixture, database) = (&scene.fixture, &scene.fixture.database);
    let acting = fixture.log_in(&scene.user, &scene.second).await;
    let waiting = fixture.start_push(&scene.user, &visitor("192.0.2.1")).await;
    let by = fixture.owner(&acting.secret, Deed::Report).await.unwrap();
    token::lost(database, &fixture.issuer, fixture.now(), &by, scene.first.id).await.unwrap();
    scene.assert_ended("lost").await;
    assert!(fixture.is_logged_in(&acting.secret).await.unwrap(), "the one who acts");
    assert!(fixture.poll(&scene.second).await.is_none(), "what was asked is withdrawn");
    assert!(fixture.finish(&waiting).await.is_err());
}

#[tokio::test]
async fn approval_is_worth_nothing_when_its_token_is_off_however_it_came_to_be() {
    let scene = Scene::new().await;
    let token = scene.fixture.token(scene.first.id).await;
    let mut tx = identity::store::Store::write(&scene.fixture.database).await.unwrap();
    let off = token::Token { state: TokenState::Suspended(token::Closer::Owner), ..token };
    identity::credential::token::TokenRows::update_token(&mut tx, &off).await.unwrap();
    identity::store::Tx::commit(tx).await.unwrap();
    assert!(!scene.fetch().await, "looked at when it is fetched, not only when it was given");
}

#[tokio::test]
async fn token_that_the_desk_has_closed_is_opened_by_the_desk_alone() {
    for is_lost in [false, true] {
        let scene = Scene::new().await;
        let (fixture, database, issuer) = (&scene.fixture, &scene.fixture.database, &scene.fixture.issuer);
        let (now, id) = (fixture.now(), scene.first.id);
        let owner = fixture.log_in(&scene.user, &scene.second).await;
        if is_lost {
            token::lost(database, issuer, now, &scene.desk(), id).await.unwrap();
        } else {
            token::suspend(database, issuer, now, &scene.desk(), id).await.unwrap();
        }
        assert!(!fixture.is_logged_in(&owner.secret).await.unwrap(), "the desk ends all of them");
        let owner = fixture.log_in(&scene.user, &scene.second).await;
        let by = fixture.owner(&owner.secret, Deed::Change).await.unwrap();
        let opened = token::resume(database, issuer, now, &by, id).await;
        assert!(matches!(opened, Err(ChangeTokenError::Transition(_))), "{is_lost}: not by its owner");
        token::resume(database, issuer, now, &scene.desk(), id).await.unwrap();
        assert!(fixture.token(id).await.is_active());
        // What the owner has closed, the owner opens; and the desk can take it over.
        token::suspend(database, issuer, now, &by, id).await.unwrap();
        token::resume(database, issuer, now, &by, id).await.unwrap();
        token::suspend(database, issuer, now, &by, id).await.unwrap();
        token::suspend(database, issuer, now, &scene.desk(), id).await.unwrap();
        assert!(fixture.owner(&owner.secret, Deed::Change).await.is_err(), "and its sessions end");
    }
}

#[tokio::test]
async fn everybody_is_logged_out_and_nothing_waits_when_its_owner_says_so() {
    let scene = Scene::new().await;
    let (fixture, database) = (&scene.fixture, &scene.fixture.database);
    let acting = fixture.log_in(&scene.user, &scene.second).await;
    let by = fixture.owner(&acting.secret, Deed::GoOn).await.unwrap();
    assert_eq!(closing::log_out(database, &fixture.issuer, fixture.now(), &by).await.unwrap(), 2);
    scene.assert_ended("logged out").await;
    assert!(!fixture.is_logged_in(&acting.secret).await.unwrap(), "this one too");
    assert!(fixture.log_in(&scene.user, &scene.first).await.notice.is_none(), "and in again");
}

#[tokio::test]
async fn closed_account_lets_nobody_in_by_any_way_until_it_is_opened() {
    let scene = Scene::new().await;
    let (fixture, database, desk) = (&scene.fixture, &scene.fixture.database, &Actor::System);
    let (id, now) = (scene.user.id, fixture.now());
    let open = fixture.start_push(&scene.user, &visitor("192.0.2.9")).await;
    let notice = closing::disable(database, now, desk, id).await.unwrap();
    assert_eq!(notice.kind, NoticeKind::AccountDisabled);
    scene.assert_ended("closed").await;
    assert!(fixture.finish(&open).await.is_err());
    let polled = refused_poll(fixture, &scene.first).await;
    assert!(matches!(polled, Some(PollError::NotUsable(NotUsable::NotActive))), "its devices are refused: {polled:?}");
    let heard = token::require_open_account(database, &fixture.token(scene.first.id).await).await;
    assert!(heard.is_err(), "whatever they ask for");
    let begun = fixture.begin(fixture.request("anna", &visitor("192.0.2.1"), None)).await.unwrap();
    assert!(!matches!(begun.first, First::Refused(_)), "like a name that nobody has");
    assert!(fixture.poll_quietly(&scene.second).await, "nothing is asked");
    assert!(matches!(closing::disable(database, now, desk, id).await, Err(CloseError::Already(_))));
    closing::enable(database, now, desk, id).await.unwrap();
    fixture.log_in(&scene.user, &scene.first).await;
}

#[tokio::test]
async fn deleted_account_leaves_its_name_free_and_its_tokens_wiped() {
    let scene = Scene::new().await;
    let (fixture, database) = (&scene.fixture, &scene.fixture.database);
    let notice = closing::delete(database, fixture.now(), &Actor::System, scene.user.id).await.unwrap();
    assert_eq!((notice.kind, notice.owner.email), (NoticeKind::AccountDeleted, scene.user.email.clone()));
    scene.assert_ended("deleted").await;
    for id in [scene.first.id, scene.second.id] {
        assert!(fixture.token(id).await.oprf_key.is_none() && fixture.token(id).await.seed.is_none());
    }
    assert!(user::find(database, &scene.user.name).await.unwrap().is_none());
    assert!(user::list(database).await.unwrap().is_empty());
    let again = closing::delete(database, fixture.now(), &Actor::System, scene.user.id).await;
    assert!(matches!(again, Err(CloseError::Unknown)));
    let namesake = fixture.user("anna").await;
    assert_ne!(namesake.id, scene.user.id);
    assert!(token::list(database, namesake.id).await.unwrap().is_empty(), "with nothing of the one before");
}
