//! HTTP/1.1 (RFC 9112) on one connection, as little of it as the device API needs: small requests, answers with a length.
//! A request can be sent and its answer be fetched much later, so that one thread holds ten thousand of them.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use serde::de::DeserializeOwned;
use tokio::net::TcpSocket;

/// One connection, kept open.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) nonce: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) fn connect(port: u16) -> Self {
        Self::over(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the portal listens"))
    }

    /// From this address of loopback: a system has some 28,000 ports for connections between two addresses.
    pub(crate) async fn connect_from(source: Ipv4Addr, port: u16) -> Self {
        let socket = TcpSocket::new_v4().expect("the system has sockets left");
        socket.bind(SocketAddr::from((source, 0))).expect("all of 127.0.0.0/8 is this computer");
        let stream = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.expect("the portal listens");
        let stream = stream.into_std().expect("a socket that nobody waits for");
        stream.set_nonblocking(false).expect("a connected socket takes options");
        Self::over(stream)
    }

    fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a connected socket takes options");
        Self { stream: BufReader::with_capacity(1024, stream) }
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        request.push_str("\r\n");
        let bytes = [request.as_bytes(), body].concat();
        self.stream.get_mut().write_all(&bytes).expect("the portal reads");
    }

    pub(crate) fn receive(&mut self) -> Answer {
        let status = self.line();
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
        let (mut length, mut nonce) = (0, None);
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().expect("a length"),
                "segl-nonce" => nonce = Some(value.to_owned()),
                "transfer-encoding" => panic!("the device API says how long its answers are"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("as many bytes as were announced");
        Answer { status, nonce, body }
    }

    /// Whether nothing has come that was not read.
    pub(crate) fn is_quiet(&self) -> bool {
        let stream = self.stream.get_ref();
        stream.set_nonblocking(true).expect("a connected socket takes options");
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false).expect("a connected socket takes options");
        matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).expect("the portal answers");
        assert!(read > 0, "the portal has closed the connection");
        line.trim_end().to_owned()
    }
}

impl Answer {
    /// The body of a success.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).expect("words of the protocol are JSON")
    }
}
