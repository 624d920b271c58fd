//! A connection that does not wait for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

use crate::connections::ConnectionLimits;

/// Counts up when a request has arrived and again when it is answered: odd while the connection is at work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns(Arc<AtomicU64>);

/// A request is being answered; dropped with the last clone.
#[derive(Clone)]
#[expect(dead_code, reason = "only its end matters")]
pub(crate) struct Turn(Arc<EndOfTurn>);

struct EndOfTurn(Turns);

impl Turns {
    pub(crate) fn begin(&self) -> Turn {
        self.0.fetch_add(1, Ordering::AcqRel);
        Turn(Arc::new(EndOfTurn(self.clone())))
    }

    fn number(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

impl Drop for EndOfTurn {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// What the connection does, with the turn in which it began to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    /// Nothing: no byte of a request has come.
    Idle(u64),
    /// It sends the head of a request.
    Head(u64),
    /// The request is at work; it may send its body.
    AtWork,
}

/// The stream, its place among all connections, and its time.
pub(crate) struct Patient {
    stream: TcpStream,
    turns: Turns,
    stage: Stage,
    deadline: Pin<Box<Sleep>>,
    /// While nothing of an answer is taken.
    stalled: Option<Pin<Box<Sleep>>>,
    header: Duration,
    idle: Duration,
    _slot: OwnedSemaphorePermit,
}

impl Patient {
    pub(super) fn new(stream: TcpStream, slot: OwnedSemaphorePermit, limits: &ConnectionLimits) -> Self {
        let ConnectionLimits { header, idle, .. } = *limits;
        // A new connection has something to say: as long as for a head.
        let deadline = Box::pin(sleep(header));
        Self {
            stream,
            turns: Turns::default(),
            stage: Stage::Idle(0),
            deadline,
            stalled: None,
            header,
            idle,
            _slot: slot,
        }
    }

    pub(super) fn turns(&self) -> Turns {
        self.turns.clone()
    }

    fn enter(&mut self, has_read: bool) {
        let turn = self.turns.number();
        let stage = match self.stage {
            _ if turn % 2 == 1 => Stage::AtWork,
            Stage::Head(of) if of == turn => Stage::Head(turn),
            _ if has_read => Stage::Head(turn),
            _ => Stage::Idle(turn),
        };
        if stage != self.stage {
            self.stage = stage;
            let time = if matches!(stage, Stage::Head(_)) { self.header } else { self.idle };
            self.deadline.as_mut().reset(Instant::now() + time);
        }
    }

    /// A write that is not taken for as long as a connection may be idle ends it.
    fn watch<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let idle = self.idle;
        ready!(self.stalled.get_or_insert_with(|| Box::pin(sleep(idle))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.enter(buffer.filled().len() > before);
        if read.is_pending() && self.stage != Stage::AtWork {
            ready!(self.deadline.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // The answer is written, and the server may not read again before it is woken.
        self.enter(false);
        if self.stage != Stage::AtWork && self.deadline.as_mut().poll(context).is_ready() {
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
