#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::*;
use crate::ServeError;
use crate::config::Config;
use crate::testing::fixture::Fixture;

/// A portal on a real port.
struct Served {
    address: SocketAddr,
    fixture: Fixture,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), ServeError>>,
    _outbox: tempfile::TempDir,
}

impl Served {
    async fn with(connections: ConnectionLimits) -> Self {
        let fixture = Fixture::on_disk().await;
        let outbox = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let config = Config { connections, ..Config::demo(outbox.path().to_owned(), address.port()) };
        let state = fixture.state.clone();
        let task = tokio::spawn(crate::serve(config, state, listener, || (), async {
            drop(stopped.await);
        }));
        Self { address, fixture, stop: Some(stop), task, _outbox: outbox }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// One answer, on a connection of its own.
    async fn ask(&self) -> String {
        let mut stream = self.connect().await;
        stream.write_all(b"GET /api/v1/portal HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        read_to_end(&mut stream).await
    }

    /// Asks until the portal answers.
    async fn ask_until_served(&self) {
        while !self.ask().await.starts_with("HTTP/1.1 200") {
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn end(mut self) {
        drop(self.stop.take());
        self.task.await.unwrap().unwrap();
    }
}

/// Until the portal closes; the portal may close without having read everything.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut part = [0; 1024];
    loop {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&read).into_owned(),
            Ok(length) => read.extend_from_slice(&part[..length]),
        }
    }
}

fn limits() -> ConnectionLimits {
    let long = Duration::from_secs(600);
    ConnectionLimits { header: long, body: long, idle: long, ..ConnectionLimits::default() }
}

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn connection_is_closed_when_it_sends_nothing_or_a_head_drop_by_drop() {
    let portal = Served::with(ConnectionLimits { header: SHORT, ..limits() }).await;
    let mut silent = portal.connect().await;
    assert_eq!(read_to_end(&mut silent).await, "");
    let (mut reader, mut writer) = portal.connect().await.into_split();
    let dripping = tokio::spawn(async move {
        for byte in b"GET /api/v1/portal HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".iter().chain([b'x'; 4096].iter()) {
            if writer.write_all(&[*byte]).await.is_err() {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("the head was waited for");
    });
    let mut answer = [0; 64];
    assert!(matches!(reader.read(&mut answer).await, Ok(0) | Err(_)), "closed without an answer");
    dripping.await.unwrap();
    portal.end().await;
}

#[tokio::test]
async fn connection_is_closed_when_it_is_idle_and_not_while_its_request_is_at_work() {
    let portal = Served::with(ConnectionLimits { idle: SHORT, header: SHORT, ..limits() }).await;
    let user = portal.fixture.user("anna").await;
    let device = portal.fixture.device(&user).await;
    // A poll waits longer than a connection may be idle, and is answered.
    let body = br#"{"pn":"AAAAAAAAAAAAAAAAAAAAAA","wait":2}"#;
    let proof = protocol::device::Proof {
        jti: protocol::ProofId::generate(&mut portal.fixture.rng()),
        htm: "POST".to_owned(),
        htu: "/api/v1/challenges/poll".to_owned(),
        iat: portal.fixture.now(),
        nonce: portal.fixture.state.limits.nonces.issue(portal.fixture.now()),
        bh: protocol::device::body_hash(body),
    };
    let head = format!(
        "POST /api/v1/challenges/poll HTTP/1.1\r\nHost: localhost\r\nSegl-PoP: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        proof.sign(&device.device_key).as_str(),
        body.len()
    );
    let mut stream = portal.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let read = read_to_end(&mut stream).await;
    assert!(read.starts_with("HTTP/1.1 200"), "answered, and closed only afterwards: {read}");
    portal.end().await;
}

#[tokio::test]
async fn body_is_not_waited_for_longer_than_it_may_take_by_any_door() {
    let portal = Served::with(ConnectionLimits { body: SHORT, ..limits() }).await;
    for path in ["/api/v1/challenges/poll", "/api/v1/enrolments/AAAAAAAAAAAAAAAAAAAAAA", "/login"] {
        let mut stream = portal.connect().await;
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n{{");
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = read_to_end(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
    }
    portal.end().await;
}

#[tokio::test]
async fn connections_beyond_the_most_are_refused_gracefully_and_served_when_there_is_room() {
    let portal = Served::with(ConnectionLimits { most: 2, ..limits() }).await;
    let held = [portal.connect().await, portal.connect().await];
    while portal.ask().await.starts_with("HTTP/1.1 200") {
        // The two are not accepted yet.
        sleep(Duration::from_millis(20)).await;
    }
    let refused = portal.ask().await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 5"), "{refused}");
    assert!(refused.ends_with("\r\n\r\nToo many connections. Try again in 5 seconds."), "{refused}");
    drop(held);
    portal.ask_until_served().await;
    portal.end().await;
}

#[tokio::test]
async fn honest_visitor_is_served_after_a_flood_of_half_heads() {
    let portal = Served::with(ConnectionLimits { most: 20, header: SHORT, ..limits() }).await;
    let mut flood = Vec::new();
    for _ in 0..60 {
        let mut stream = portal.connect().await;
        drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").await);
        flood.push(stream);
    }
    portal.ask_until_served().await;
    for mut stream in flood {
        read_to_end(&mut stream).await;
    }
    portal.end().await;
}
