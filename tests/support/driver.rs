//! A conversation with a WebDriver (W3C WebDriver 2).

use std::process::Command;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tempfile::TempDir;

use crate::port;
use crate::process::Group;
use crate::wait::PATIENCE;

/// A driver and the window it drives.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Group,
    port: u16,
    session: String,
    /// Where tests type, click and read.
    pub(crate) client: Client,
    _logs: TempDir,
}

impl Driver {
    /// Starts a driver, which is told its port, and opens a window.
    pub(crate) async fn start(name: &str, command: impl FnOnce(u16) -> Command, wanted: Value) -> Self {
        let logs = TempDir::with_prefix("segl-driver-").expect("the temporary folder is writable");
        let port = port::free();
        let mut process = Group::spawn(name, logs.path(), command(port));
        process.until("the driver", |_| port::answers(port).then_some(()));
        let Value::Object(wanted) = wanted else { panic!("capabilities are an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{port}");
        let client = tokio::time::timeout(PATIENCE, builder.capabilities(wanted).connect(&address)).await;
        let client = client.unwrap_or_else(|_| panic!("{name} opens no window in {PATIENCE:?}\n{}", process.errors()));
        let client = client.unwrap_or_else(|error| panic!("{name} opens no window: {error}\n{}", process.errors()));
        let session = client.session_id().await.ok().flatten().expect("a connected client has a session");
        Self { process, port, session, client, _logs: logs }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The window first, politely: what it still has to write, it writes.
        if self.process.ended().is_none() {
            let _ = ureq::delete(format!("http://127.0.0.1:{}/session/{}", self.port, self.session)).call();
        }
    }
}
