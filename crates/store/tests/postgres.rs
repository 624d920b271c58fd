//! Two nodes on one PostgreSQL. Where it is not installed, there is nothing to test, and these say so.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::credential::token::NotUsable;
use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use identity::actor::{Actor, Authority};
use identity::audit::{self, AuditRows};
use identity::challenge::PollError;
use identity::challenge_keys::{self, Missing, Rotated};
use identity::credential::pin::EvaluateError;
use identity::credential::token::{self, TokenState};
use identity::login::push::PushProgress;
use identity::store::{Store, Topic, Tx};
use protocol::{Bytes, approval::Decision, jws};
use sqlx::{Connection as _, postgres::PgListener};
use tempfile::TempDir;
use tokio::{task::yield_now, time::timeout};

use store::wake::Wake;
use store::{Database, listen};
use testkit::{Fixture, refused_poll, spend_at_once, visitor};

/// A server of its own, stopped when dropped.
struct Server {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Server {
    async fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("PostgreSQL is not installed: not tested");
            return None;
        };
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let data = folder.path().join("data");
        let mut initdb = as_somebody(&programs.join("initdb"));
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=segl",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--pgdata",
        ]);
        let made = initdb.arg(&data).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut postgres = as_somebody(&programs.join("postgres"));
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", "", "-F"]);
        let process = postgres.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { process, url: format!("postgres://segl@127.0.0.1:{port}/postgres"), _folder: folder };
        let ready = async {
            while Database::open(&server.url, Wake::default()).await.is_err() {
                yield_now().await;
            }
        };
        timeout(Duration::from_mins(1), ready).await.unwrap();
        Some(server)
    }

    /// Two nodes with one key file.
    async fn nodes(&self) -> (Arc<Fixture>, Arc<Fixture>) {
        let first = Fixture::on_server(&self.url, None).await;
        let second = Fixture::on_server(&self.url, Some(&first)).await;
        (Arc::new(first), Arc::new(second))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Interrupted, it closes its connections and goes; killed, it would leave its children behind.
        let id = self.process.id().to_string();
        drop(Command::new("kill").args(["-INT", &id]).status());
        drop(self.process.wait());
    }
}

fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    Some(versions.max_by_key(fs::DirEntry::file_name)?.path().join("bin"))
}

/// Root must not serve a database: then the system's own user `postgres` does.
fn as_somebody(program: &PathBuf) -> Command {
    let id = Command::new("id").arg("-u").output().map(|done| done.stdout).unwrap_or_default();
    if id.trim_ascii() != b"0" {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"].map(OsStr::new)).arg(program);
    command.current_dir("/").stdin(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn evaluations_never_exceed_the_free_tries_when_a_thousand_come_to_two_nodes() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let pending = TokenState::Pending { until: first.now().plus(900) };
    let holder = Arc::new(first.device_in(&first.user("anna").await, pending).await);
    let tasks: Vec<_> = (0..1_000)
        .map(|number| {
            let (node, holder) = (if number % 2 == 0 { first.clone() } else { second.clone() }, holder.clone());
            tokio::spawn(async move { node.ask(&holder, &node.stepless()).await })
        })
        .collect();
    let mut evaluated = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => evaluated += 1,
            Err(EvaluateError::Paused { .. }) => {}
            Err(error) => panic!("neither evaluated nor paused: {error:?}"),
        }
    }
    assert_eq!(evaluated, 3, "three are free");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_have_the_same_challenge_keys_when_each_step_is_taken_at_both_at_once() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let (one, other) = tokio::join!(begin(&first), begin(&second));
    assert!(one.is_new != other.is_new, "one of them makes the key");
    assert_eq!(one.keys.public(), other.keys.public());
    let (one, other) = tokio::join!(switch(&first), switch(&second));
    assert!(one.is_new != other.is_new, "one of them changes the signer");
    assert_eq!(one.keys.public(), other.keys.public());
    for node in [&first, &second] {
        assert!(challenge_keys::reload(&node.database, &node.issuer.kek, &node.issuer.challenge_keys).await.unwrap());
        assert_eq!(node.issuer.challenge_keys().public(), one.keys.public());
    }
}

async fn begin(node: &Fixture) -> Rotated {
    let (database, kek) = (&node.database, &node.issuer.kek);
    challenge_keys::begin(database, kek, node.now(), &mut node.rng(), &Actor::System).await.unwrap()
}

async fn switch(node: &Fixture) -> Rotated {
    let (database, kek) = (&node.database, &node.issuer.kek);
    challenge_keys::switch(database, kek, node.now(), &Actor::System, Missing::Wait).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_answer_wins_when_two_nodes_get_one_each() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    for round in 0..10 {
        let user = first.user(&format!("anna{round}")).await;
        let holder = Arc::new(first.device(&user).await);
        let waiting = first.start_push(&user, &visitor("192.0.2.1")).await;
        let (challenge, text) = second.poll(&holder).await.unwrap();
        let (rid, _) = first.evaluate(&holder, Some(challenge.jti)).await.unwrap();
        let approval = holder.approval(&challenge, &text, &waiting.number, rid, first.now());
        let approval = jws::sign(&approval, &holder.user_key);
        let denial = holder.decision(&challenge, &text, Decision::Deny, first.now());
        let denial = jws::sign(&denial, &holder.device_key);
        let tasks = [(first.clone(), approval), (second.clone(), denial)].map(|(node, jws)| {
            let (holder, cid) = (holder.clone(), challenge.jti);
            tokio::spawn(async move { node.respond(&holder, cid, &jws).await })
        });
        let mut accepted = 0;
        for task in tasks {
            accepted += usize::from(task.await.unwrap().is_ok());
        }
        assert_eq!(accepted, 1);
    }
    // Both nodes seal at once: each row is sealed once.
    let waiting = usize::try_from(audit::verify(&first.database).await.unwrap().unsealed).unwrap();
    let (one, other) = tokio::join!(audit::seal(&first.database), audit::seal(&second.database));
    let mut sealed = one.unwrap() + other.unwrap();
    while sealed < waiting {
        sealed += audit::seal(&second.database).await.unwrap();
    }
    let verified = audit::verify(&first.database).await.unwrap();
    assert_eq!((verified.size, verified.unsealed), (u64::try_from(waiting).unwrap(), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn waiters_of_one_node_are_woken_by_the_other() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let hearing = tokio::spawn(listen(second.database.clone(), {
        let clock = second.clock.clone();
        move || clock.now()
    }));
    let user = first.user("anna").await;
    let holder = first.device(&user).await;
    let mut device = second.wake.listen(Topic::Devices(user.id));
    let waiting = first.start_push(&user, &visitor("192.0.2.1")).await;
    assert!(timeout(Duration::from_mins(1), device.woken()).await.unwrap());
    let mut page = second.wake.listen(Topic::Attempt(waiting.attempt));
    first.approve(&holder, &waiting).await;
    while !matches!(second.progress(&waiting).await, PushProgress::Approved) {
        assert!(timeout(Duration::from_mins(1), page.woken()).await.unwrap());
    }
    assert!(second.finish(&waiting).await.is_ok(), "on whichever node");
    hearing.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_is_evaluated_when_a_thousand_spend_the_same_value_at_two_nodes() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let holder = Arc::new(first.device(&first.user("anna").await).await);
    let outcomes = spend_at_once(&[first.clone(), second], &holder, 1_000).await;
    assert_eq!(outcomes, (1, 1), "one evaluation, and one notice of a copy");
    assert_eq!(first.token(holder.id).await.pin.count, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_approval_wins_when_two_devices_approve_at_two_nodes() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    for round in 0..10 {
        let user = first.user(&format!("anna{round}")).await;
        let holders = [Arc::new(first.device(&user).await), Arc::new(first.device(&user).await)];
        let waiting = first.start_push(&user, &visitor("192.0.2.1")).await;
        let mut tasks = Vec::new();
        for (node, holder) in [first.clone(), second.clone()].into_iter().zip(holders) {
            let (challenge, text) = node.poll(&holder).await.unwrap();
            let (rid, _) = node.evaluate(&holder, Some(challenge.jti)).await.unwrap();
            let approval = holder.approval(&challenge, &text, &waiting.number, rid, node.now());
            let jws = jws::sign(&approval, &holder.user_key);
            tasks.push(async move { node.respond(&holder, challenge.jti, &jws).await });
        }
        let tasks: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
        let mut accepted = 0;
        for task in tasks {
            accepted += usize::from(task.await.unwrap().is_ok());
        }
        assert_eq!(accepted, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn poll_at_one_node_ends_when_the_device_is_reported_lost_at_the_other() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let hearing = tokio::spawn(listen(second.database.clone(), {
        let clock = second.clock.clone();
        move || clock.now()
    }));
    let user = first.user("anna").await;
    let holder = first.device(&user).await;
    let mut polling = second.wake.listen(Topic::Devices(user.id));
    let by = Authority::service_desk(user.id, "anne");
    token::lost(&first.database, &first.issuer, first.now(), &by, holder.id).await.unwrap();
    assert!(timeout(Duration::from_mins(1), polling.woken()).await.unwrap());
    assert!(matches!(refused_poll(&second, &holder).await, Some(PollError::NotUsable(NotUsable::NotActive))));
    hearing.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn row_is_sealed_in_order_when_its_transaction_commits_late() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    first.user("anna").await;
    while audit::seal(&second.database).await.unwrap() > 0 {}
    let before = audit::verify(&first.database).await.unwrap();
    // 1. A transaction that has written to the log stays open, while a later one commits.
    let row = audit::AuditRow { sequence: None, leaf: None, fields: Vec::new(), subject: None };
    let mut open = first.database.write().await.unwrap();
    open.insert_audit(&row).await.unwrap();
    let mut later = second.database.write().await.unwrap();
    later.insert_audit(&row).await.unwrap();
    later.commit().await.unwrap();
    // 2. The later row waits for the open transaction.
    assert_eq!(audit::seal(&second.database).await.unwrap(), 0);
    assert_eq!(audit::verify(&first.database).await.unwrap().unsealed, 1);
    // 3. Once that is committed, both are sealed: none was skipped.
    open.commit().await.unwrap();
    assert_eq!(audit::seal(&second.database).await.unwrap(), 2);
    let after = audit::verify(&first.database).await.unwrap();
    assert_eq!((after.size, after.unsealed), (before.size + 2, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn other_node_seals_within_five_seconds_when_the_one_that_seals_dies_or_hangs() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    first.user("anna").await;
    for (dies, next) in [(true, "bo"), (false, "carl")] {
        let mut stuck = first.database.write().await.unwrap();
        assert!(stuck.begin_sealing().await.unwrap());
        assert_eq!(audit::seal(&second.database).await.unwrap(), 0, "one at a time");
        if dies {
            let end = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_locks WHERE locktype = 'advisory'";
            sqlx::query(end).execute(&mut sqlx::AnyConnection::connect(&server.url).await.unwrap()).await.unwrap();
        }
        let moved = async {
            while audit::seal(&second.database).await.unwrap() == 0 {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(5), moved).await.unwrap();
        drop(stuck);
        second.user(next).await;
    }
    assert_eq!(audit::verify(&second.database).await.unwrap().size, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn topic_is_announced_once_it_is_committed_and_never_when_it_is_not() {
    let Some(server) = Server::start().await else { return };
    let (first, _) = server.nodes().await;
    let mut heard = PgListener::connect(&server.url).await.unwrap();
    heard.listen("segl_wake").await.unwrap();
    let [given_up, committed] = [7, 8].map(|byte| Topic::Enrolment([byte; 16].into()));
    let mut tx = first.database.write().await.unwrap();
    tx.wake(given_up);
    drop(tx);
    for _ in 0..2 {
        let mut tx = first.database.write().await.unwrap();
        tx.wake(committed);
        tx.commit().await.unwrap();
    }
    let announced = timeout(Duration::from_mins(1), heard.recv()).await.unwrap().unwrap();
    assert_eq!(announced.payload(), format!("e{}", Bytes([8; 16])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn session_and_approval_at_one_node_end_when_the_device_is_reported_lost_at_the_other() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    let user = first.user("anna").await;
    let holder = first.device(&user).await;
    let session = second.log_in(&user, &holder).await;
    let waiting = first.start_push(&user, &visitor("192.0.2.1")).await;
    first.approve(&holder, &waiting).await;
    let by = Authority::service_desk(user.id, "anne");
    token::lost(&first.database, &first.issuer, first.now(), &by, holder.id).await.unwrap();
    let ended = async {
        assert!(!second.is_logged_in(&session.secret).await.unwrap(), "sessions are looked up at each request");
        assert!(second.finish(&waiting).await.is_err(), "and approvals when they are fetched");
    };
    timeout(Duration::from_secs(2), ended).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn approval_is_fetched_or_its_device_lost_and_never_both_with_a_session_left() {
    let Some(server) = Server::start().await else { return };
    let (first, second) = server.nodes().await;
    for round in 0..10 {
        let user = first.user(&format!("anna{round}")).await;
        let holder = first.device(&user).await;
        let waiting = first.start_push(&user, &visitor("192.0.2.1")).await;
        first.approve(&holder, &waiting).await;
        let by = Authority::service_desk(user.id, "anne");
        let (lost, fetched) = tokio::join!(
            token::lost(&first.database, &first.issuer, first.now(), &by, holder.id),
            second.finish(&waiting)
        );
        lost.unwrap();
        if let Ok(session) = fetched {
            assert!(!first.is_logged_in(&session.secret).await.unwrap(), "it came first, and ended with the rest");
        }
    }
}
