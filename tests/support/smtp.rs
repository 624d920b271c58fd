//! A small mail server on loopback (RFC 5321): it takes every mail, or refuses every mail.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::mail::Mail;
use crate::wait;

/// A mail server for everybody. Dropped, it takes no more mail.
#[derive(Debug)]
pub struct Smtp {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    messages: Mutex<Vec<String>>,
    refuses: AtomicBool,
    closed: AtomicBool,
}

impl Smtp {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// When loopback has no port left.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if serving.closed.load(Ordering::Relaxed) {
                    return;
                }
                let serving = Arc::clone(&serving);
                // A client that hangs up in the middle has had its conversation.
                thread::spawn(move || converse(&connection, &serving));
            }
        });
        Self { address, shared }
    }

    /// What the portal's configuration says: `smtp://127.0.0.1:2525`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on refuses every mail for the time being (451), or takes it again.
    pub fn refuse(&self, refuses: bool) {
        self.shared.refuses.store(refuses, Ordering::Relaxed);
    }

    /// The mails taken so far, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        let messages = self.shared.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().map(|message| Mail::parse(message)).collect()
    }

    /// The mail after the first `seen` ones. Waits until it has arrived.
    ///
    /// # Panics
    /// When it does not come.
    #[must_use]
    pub fn mail(&self, seen: usize) -> Mail {
        wait::until("a mail over SMTP", || self.mails().get(seen).cloned())
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// One conversation: RFC 5321 §4.1.1, one mail after the other, until QUIT.
fn converse(connection: &TcpStream, shared: &Shared) -> io::Result<()> {
    let mut lines = BufReader::new(connection).lines();
    let say = |reply: &str| {
        let mut connection = connection;
        write!(connection, "{reply}\r\n")
    };
    say("220 localhost Segl's tests")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-localhost\r\n250 8BITMIME")?,
            "MAIL" if shared.refuses.load(Ordering::Relaxed) => say("451 not now")?,
            "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP" => say("250 OK")?,
            "DATA" => {
                say("354 go on")?;
                let message = message(&mut lines)?;
                shared.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
                say("250 taken")?;
            }
            "QUIT" => return say("221 bye"),
            _ => say("500 what?")?,
        }
    }
    Ok(())
}

/// Lines up to the one that is a single dot; a dot in front of a line is doubled on the wire (RFC 5321 §4.5.2).
fn message(lines: &mut impl Iterator<Item = io::Result<String>>) -> io::Result<String> {
    let mut message = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
        message.push('\n');
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    fn send(server: &Smtp, said: &str) -> Vec<String> {
        let mut connection = TcpStream::connect(server.address).unwrap();
        connection.write_all(said.as_bytes()).unwrap();
        BufReader::new(connection).lines().map(Result::unwrap).collect()
    }

    const CONVERSATION: &str = "EHLO here\r\nMAIL FROM:<a@b>\r\nRCPT TO:<maja@example.com>\r\nDATA\r\n\
        To: maja@example.com\r\nSubject: Hej\r\n\r\n..5 og 271828\r\n.\r\nQUIT\r\n";

    #[test]
    fn mail_arrives_when_a_client_speaks_smtp() {
        let server = Smtp::start();
        let heard = send(&server, CONVERSATION);
        assert_eq!(heard.last().map(String::as_str), Some("221 bye"));
        let mail = server.mail(0);
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("maja@example.com", "Hej"));
        assert_eq!(mail.text, ".5 og 271828\n");
    }

    #[test]
    fn mail_is_refused_when_told_to() {
        let server = Smtp::start();
        server.refuse(true);
        let heard = send(&server, "EHLO here\r\nMAIL FROM:<a@b>\r\nQUIT\r\n");
        assert!(heard.contains(&"451 not now".to_owned()), "{heard:?}");
        assert!(server.mails().is_empty());
    }
}
