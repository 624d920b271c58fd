//! Connections, before anything is known of who is behind them: so many, and none for ever.
//!
//! One that is at work on a request may take as long as the request. Otherwise it has `idle` to begin one, and `header` from
//! its first byte to the end of its head; the body has its own time, which its door keeps.

mod patient;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::patient::{Patient, Turns};

/// How many connections, and how long they may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ConnectionLimits {
    /// Connections at the same time.
    pub most: usize,
    /// From the first byte of a request to the end of its head.
    pub header: Duration,
    /// From the head to the end of the body.
    pub body: Duration,
    /// Without a request, or without anything read of an answer.
    pub idle: Duration,
    /// Requests of one soft token that wait for news at the same time.
    pub polls_per_token: usize,
    /// Requests of one login or session that wait for news at the same time.
    pub polls_per_browser: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            most: 20_000,
            header: Duration::from_secs(10),
            body: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            polls_per_token: 8,
            polls_per_browser: 8,
        }
    }
}

/// A listener that lets so many in.
pub(crate) struct LimitedListener {
    listener: TcpListener,
    slots: Arc<Semaphore>,
    refusing: Arc<Semaphore>,
    limits: ConnectionLimits,
}

impl LimitedListener {
    pub(crate) fn new(listener: TcpListener, limits: ConnectionLimits) -> Self {
        let slots = Arc::new(Semaphore::new(limits.most.min(Semaphore::MAX_PERMITS)));
        Self { listener, slots, refusing: Arc::new(Semaphore::new(REFUSED_TOGETHER)), limits }
    }

    /// Says that there is no room, to as many as can be told in passing; the others are just closed.
    fn refuse(&self, mut stream: TcpStream) {
        let Ok(permit) = Arc::clone(&self.refusing).try_acquire_owned() else {
            return;
        };
        tokio::spawn(timeout(PATIENCE_WITH_REFUSED, async move {
            let _permit = permit;
            stream.write_all(REFUSAL).await?;
            stream.shutdown().await?;
            // What it has sent is read, or the system would throw the answer away with it.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await? > 0 {}
            Ok::<_, io::Error>(())
        }));
    }
}

impl Listener for LimitedListener {
    type Io = Patient;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Patient, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            match Arc::clone(&self.slots).try_acquire_owned() {
                Ok(slot) => return (Patient::new(stream, slot, &self.limits), address),
                Err(_) => self.refuse(stream),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    address: SocketAddr,
    turns: Turns,
}

impl Connected<IncomingStream<'_, LimitedListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, LimitedListener>) -> Self {
        Self { address: *stream.remote_addr(), turns: stream.io().turns() }
    }
}

/// Tells the connection that it is at work until the head of the answer is written.
pub(crate) async fn at_work(mut request: Request, next: Next) -> Response {
    let Some(ConnectInfo(peer)) = request.extensions_mut().remove::<ConnectInfo<Peer>>() else {
        return next.run(request).await;
    };
    request.extensions_mut().insert(ConnectInfo(peer.address));
    let turn = peer.turns.begin();
    let mut response = next.run(request).await;
    // The server drops what it does not know when it writes the head.
    response.extensions_mut().insert(turn);
    response
}

const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-type: text/plain\r\n\
    content-length: 45\r\nconnection: close\r\n\r\nToo many connections. Try again in 5 seconds.";

const REFUSED_TOGETHER: usize = 64;

const PATIENCE_WITH_REFUSED: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests;
