//! The portal: HTTP, pages, storage, mail, configuration.

pub mod app;
pub mod cli;
pub(crate) mod client_address;
pub mod clock;
pub mod config;
pub mod connections;
pub mod doors;
pub mod entropy;
pub mod i18n;
pub mod jobs;
mod key_file;
pub mod limits;
pub mod mail;
mod routes;
#[cfg(test)]
mod testing;

use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::app::AppState;
use crate::config::Config;
use crate::connections::{LimitedListener, Peer};
use crate::mail::{MailOpenError, Outgoing};

/// Why the portal stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Mail cannot leave.
    #[error(transparent)]
    Mail(#[from] MailOpenError),
    /// The network failed.
    #[error("the server failed")]
    Network(#[from] io::Error),
}

/// Serves until `stop` returns, then finishes what is under way. `ready` is called once, when requests are answered.
pub async fn serve(
    config: Config,
    state: AppState,
    listener: TcpListener,
    ready: impl FnOnce(),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    // 1. The parts.
    let (outgoing, postman) = Outgoing::open(&config.mail, config.demo)?;
    let (postman, background) = (tokio::spawn(postman.run()), tokio::spawn(jobs::run(state.clone())));
    let limited = LimitedListener::new(listener, config.connections);
    let app = doors::router(config, state.clone(), outgoing).into_make_service_with_connect_info::<Peer>();
    // 2. Answer until told to stop; then those who wait for news get what is known, and go.
    let (stopping, stopped) = oneshot::channel::<()>();
    let wake = state.wake.clone();
    let until = async move {
        stop.await;
        wake.close();
        drop(stopping);
    };
    ready();
    let served = tokio::select! {
        served = axum::serve(limited, app).with_graceful_shutdown(until).into_future() => served,
        // Some browser keeps its connection busy: it has had its time.
        () = async { drop(stopped.await); sleep(GRACE).await } => Ok(()),
    };
    // 3. The last letters, and the database.
    background.abort();
    drop(timeout(GRACE, postman).await);
    state.database.close().await;
    Ok(served?)
}

/// How long what is under way may take after the portal was told to stop.
const GRACE: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use std::net::SocketAddr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::testing::fixture::Fixture;

    async fn ask(address: SocketAddr, path: &str) -> (TcpStream, String) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let length = stream.read(&mut answer).await.unwrap();
        (stream, String::from_utf8_lossy(&answer[..length]).into_owned())
    }

    #[tokio::test]
    async fn portal_answers_pages_and_apps_until_it_is_told_to_stop() {
        let fixture = Fixture::on_disk().await;
        let outbox = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let config = Config::demo(outbox.path().to_owned(), address.port());
        let (ready, is_ready) = oneshot::channel();
        let served = tokio::spawn(serve(
            config,
            fixture.state.clone(),
            listener,
            move || {
                let _ = ready.send(());
            },
            async {
                drop(stopped.await);
            },
        ));
        is_ready.await.unwrap();
        assert!(ask(address, "/").await.1.starts_with("HTTP/1.1 200"));
        // This connection stays open: it does not keep the portal.
        let (_open, answer) = ask(address, "/api/v1/portal").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        drop(stop);
        served.await.unwrap().unwrap();
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    }
}
