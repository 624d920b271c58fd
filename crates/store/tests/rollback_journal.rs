//! A database that is put back from a backup takes nothing back.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::actor::{Actor, Authority, Deed};
use identity::credential::pin::EvaluateError;
use identity::credential::token::NotUsable;
use identity::credential::token::{self, Closer, Destruction, TokenState};
use identity::recovery;
use identity::rollback_journal::{LastState, behind, everything, roll_forward};
use identity::store::{Store, prelude::*};
use protocol::Bytes;
use tempfile::TempDir;

use store::rollback_journal::known::{Begin, KnownJournalError};
use store::rollback_journal::{JournalName, latest};
use store::{Database, wake::Wake};
use testkit::{Device, Fixture, visitor};

/// What an administrator does: the database's files, and only those, go back to an earlier day.
struct Backup(TempDir);

impl Backup {
    async fn take(fixture: &Fixture) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fixture.database.close().await;
        for name in FILES {
            drop(std::fs::copy(fixture.folder().join(name), folder.path().join(name)));
        }
        Self(folder)
    }

    async fn put_back(&self, fixture: &Fixture) {
        fixture.database.close().await;
        for name in FILES {
            drop(std::fs::remove_file(fixture.folder().join(name)));
            drop(std::fs::copy(self.0.path().join(name), fixture.folder().join(name)));
        }
    }
}

const FILES: [&str; 3] = ["portal.db", "portal.db-wal", "portal.db-shm"];

#[tokio::test]
async fn tokens_are_roll_forward_when_the_database_was_put_back() {
    let fixture = Fixture::on_disk().await;
    let user = fixture.user("anna").await;
    let (guessed, gone, idle) = (fixture.device(&user).await, fixture.device(&user).await, fixture.device(&user).await);
    let lost = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&idle, &waiting).await;
    let session = fixture.finish(&waiting).await.unwrap();
    let by = fixture.owner(&session.secret, Deed::Change).await.unwrap();
    let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
    recovery::make_saved_code(database, issuer, &fixture.work, fixture.now(), &mut rng, &by).await.unwrap();
    let backup = Backup::take(&fixture).await;
    let fixture = fixture.again().await;
    // After the backup: a thief guesses, an owner deletes, a device is lost.
    for _ in 0..5 {
        fixture.clock.advance(3600);
        fixture.evaluate(&guessed, None).await.unwrap();
    }
    let (database, by) = (&fixture.database, Authority::service_desk(user.id, "anne"));
    token::delete(database, &fixture.issuer, fixture.now(), &by, gone.id).await.unwrap();
    token::lost(database, &fixture.issuer, fixture.now(), &by, lost.id).await.unwrap();
    backup.put_back(&fixture).await;
    let fixture = fixture.again().await;
    let (database, limits) = (&fixture.database, &fixture.issuer.limits);
    assert_eq!(fixture.token(guessed.id).await.pin.count, 0, "the backup knows nothing of the guesses");
    assert!(fixture.token(gone.id).await.oprf_key.is_some(), "and has the key that was destroyed");
    let journal = fixture.journal();
    let found = behind(database, &latest(&journal).unwrap()).await.unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    roll_forward(database, limits, fixture.now(), &Actor::System, &found).await.unwrap();
    assert!(recovery::saved_since(database, user.id).await.unwrap().is_none(), "it may have been used since");
    let forward = fixture.token(guessed.id).await;
    assert_eq!((forward.state, forward.pin.count), (TokenState::Copied { reconnect_until: None }, 5));
    assert_eq!(forward.pin.wait(fixture.now()), Some(15 * 60), "the pause after the fifth, from now on");
    let destroyed = fixture.token(gone.id).await;
    assert_eq!(destroyed.state, TokenState::Destroyed(Destruction::Deleted));
    assert!(destroyed.oprf_key.is_none());
    assert_eq!(fixture.token(lost.id).await.state, TokenState::Lost(Closer::Desk), "closed by the desk");
    assert!(matches!(fixture.evaluate(&guessed, None).await, Err(EvaluateError::NotUsable(NotUsable::Copied))));
    assert!(fixture.evaluate(&idle, None).await.is_ok(), "whose row is as it was goes on");
    assert!(behind(database, &latest(&journal).unwrap()).await.unwrap().is_empty(), "and the two agree again");
}

/// A portal's database, opened with the journal beside it as a portal does.
async fn keep(fixture: &Fixture, begin: Begin) -> Result<Database, KnownJournalError> {
    let database = Database::open(&fixture.url(), Wake::default()).await.unwrap();
    let fresh = JournalName(Bytes::generate(&mut fixture.rng()));
    database.keep_journal(&fixture.journal(), fresh, begin).await
}

/// A portal that was used: its journal is known, and it has a token.
async fn used() -> (Fixture, Device) {
    let fixture = Fixture::on_disk().await;
    let database = keep(&fixture, Begin::New).await.unwrap();
    let device = fixture.device(&fixture.user("anna").await).await;
    fixture.evaluate(&device, None).await.unwrap();
    database.note_journal().await.unwrap();
    database.close().await;
    (fixture, device)
}

#[tokio::test]
async fn database_does_not_open_without_its_journal_with_another_or_with_an_older_copy() {
    let (fixture, device) = used().await;
    let path = fixture.journal();
    keep(&fixture, Begin::New).await.unwrap().close().await;
    let whole = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(keep(&fixture, Begin::New).await, Err(KnownJournalError::Missing(_))));
    assert!(!path.exists(), "none is begun");
    std::fs::write(&path, whole.split_last().unwrap().1).unwrap();
    assert!(matches!(keep(&fixture, Begin::New).await, Err(KnownJournalError::Shorter(_))));
    let nameless = String::from_utf8(whole.clone()).unwrap();
    let nameless: String = nameless.lines().filter(|line| !line.starts_with("journal")).collect();
    std::fs::write(&path, nameless).unwrap();
    assert!(matches!(keep(&fixture, Begin::New).await, Err(KnownJournalError::Another(_))));
    let other = Fixture::on_disk().await;
    keep(&other, Begin::InPlaceOfLost).await.unwrap().close().await;
    std::fs::copy(other.journal(), &path).unwrap();
    assert!(matches!(keep(&fixture, Begin::New).await, Err(KnownJournalError::Another(_))));
    // Lost for good: a new one, and nothing is as it was.
    let database = keep(&fixture, Begin::InPlaceOfLost).await.unwrap();
    assert!(path.with_extension("journal.before-1").exists(), "what was there is kept");
    let all = everything(database.token_entries().await.unwrap());
    roll_forward(&database, &fixture.issuer.limits, fixture.now(), &Actor::System, &all).await.unwrap();
    assert_eq!(fixture.token(device.id).await.state, TokenState::Copied { reconnect_until: None });
    database.close().await;
    keep(&fixture, Begin::New).await.unwrap().close().await;
    std::fs::write(&path, whole).unwrap();
    assert!(matches!(keep(&fixture, Begin::New).await, Err(KnownJournalError::Another(_))), "the old one is not back");
}

#[tokio::test]
async fn journal_is_begun_where_nothing_could_have_been_put_back_and_on_a_new_node() {
    let fixture = Fixture::on_disk().await;
    keep(&fixture, Begin::New).await.unwrap().close().await;
    std::fs::remove_file(fixture.journal()).unwrap();
    keep(&fixture, Begin::New).await.unwrap().close().await;
    let (fixture, _) = used().await;
    assert!(matches!(keep(&fixture, Begin::OfNewNode).await, Err(KnownJournalError::IsThere(_))));
    let first = fixture.folder().join("first.journal");
    std::fs::rename(fixture.journal(), &first).unwrap();
    keep(&fixture, Begin::OfNewNode).await.unwrap().close().await;
    keep(&fixture, Begin::New).await.unwrap().close().await;
    std::fs::rename(first, fixture.journal()).unwrap();
    keep(&fixture, Begin::New).await.unwrap().close().await;
}

#[tokio::test]
async fn journal_catches_up_when_the_program_was_killed_between_commit_and_entry() {
    let (fixture, device) = used().await;
    // Committed without an entry, as when the program is killed at that moment.
    let without = Database::open(&fixture.url(), Wake::default()).await.unwrap();
    let by = Authority::service_desk(fixture.token(device.id).await.user, "anne");
    token::lost(&without, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
    without.close().await;
    let entry = || latest(&fixture.journal()).unwrap().into_iter().find(|entry| entry.token == device.id).unwrap();
    assert_eq!(entry().state, LastState::Live);
    let database = keep(&fixture, Begin::New).await.unwrap();
    database.catch_journal_up(&fixture.journal()).await.unwrap();
    assert_eq!(entry().state, LastState::Lost(Closer::Desk), "written at the next start");
    let length = std::fs::metadata(fixture.journal()).unwrap().len();
    database.catch_journal_up(&fixture.journal()).await.unwrap();
    assert_eq!(std::fs::metadata(fixture.journal()).unwrap().len(), length, "once");
    database.close().await;
}

#[tokio::test]
async fn what_was_off_comes_back_by_reconnecting_alone_and_pushes_are_put_forward() {
    let fixture = Fixture::on_disk().await;
    let user = fixture.user("anna").await;
    let (lost, off) = (fixture.device(&user).await, fixture.device(&user).await);
    let backup = Backup::take(&fixture).await;
    let fixture = fixture.again().await;
    let (database, by) = (&fixture.database, Authority::service_desk(user.id, "anne"));
    token::lost(database, &fixture.issuer, fixture.now(), &by, lost.id).await.unwrap();
    token::suspend(database, &fixture.issuer, fixture.now(), &by, off.id).await.unwrap();
    backup.put_back(&fixture).await;
    let fixture = fixture.again().await;
    let (database, limits) = (&fixture.database, &fixture.issuer.limits);
    let found = behind(database, &latest(&fixture.journal()).unwrap()).await.unwrap();
    roll_forward(database, limits, fixture.now(), &Actor::System, &found).await.unwrap();
    let user = database.read().await.unwrap().user(user.id).await.unwrap().unwrap();
    assert!(user.push.wrong_numbers >= 5 && user.push.paused_until > fixture.now(), "{:?}", user.push);
    assert_eq!(user.push.from_unknown.len(), limits.pushes_per_day);
    for device in [&lost, &off] {
        let token = fixture.token(device.id).await;
        assert!(token.passcode.is_locked_out(), "no passcode of the seed in the backup");
        let by = Authority::service_desk(user.id, "anne");
        token::resume(database, &fixture.issuer, fixture.now(), &by, device.id).await.unwrap();
        assert!(matches!(fixture.evaluate(device, None).await, Err(EvaluateError::CopyFound(_))));
        assert_eq!(fixture.token(device.id).await.state, TokenState::Copied { reconnect_until: None });
    }
}
