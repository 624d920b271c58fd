//! HTTPS to the portals, against servers on loopback that behave and misbehave.
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
    thread,
    time::Duration,
};

use authenticator::ports::{Method, Origin, Portal as _, PortalError, Request, Response};
use device::http::Https;
use rustls::{
    ServerConfig, ServerConnection,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// Answers one connection with these bytes, and returns what it was sent.
fn serve(answer: Vec<u8>) -> (Origin, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        // The requests of these tests end with their body `{}`, or with the empty line when they have none.
        // A handshake of TLS begins with 22 and is answered at once.
        while !(received.starts_with(&[22])
            || received.ends_with(b"{}")
            || (received.starts_with(b"GET") && received.ends_with(b"\r\n\r\n")))
        {
            match stream.read(&mut buffer).unwrap() {
                0 => break,
                length => received.extend_from_slice(&buffer[..length]),
            }
        }
        let _ = stream.write_all(&answer);
        String::from_utf8_lossy(&received).into_owned()
    });
    (origin, server)
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len())
        .into_bytes()
}

fn send(origin: &Origin, method: Method, timeout: Duration) -> Result<Response, PortalError> {
    let body: &[u8] = if method == Method::Post { b"{}" } else { b"" };
    let proof = (method == Method::Post).then_some("a.b.c");
    Https::new("segl/test").send(&Request { origin, method, path: "/api/v1/x", proof, body, timeout })
}

#[test]
fn request_and_answer_arrive_with_their_headers() {
    let (origin, server) = serve(answer("409 Conflict", "Segl-Nonce: n-1\r\n", "{\"code\":\"refused\"}"));
    let response = send(&origin, Method::Post, PATIENCE).unwrap();
    assert_eq!((response.status, response.nonce.as_deref()), (409, Some("n-1")), "a refusal is an answer");
    assert_eq!(response.body, b"{\"code\":\"refused\"}");
    let received = server.join().unwrap().to_lowercase();
    assert!(received.starts_with("post /api/v1/x http/1.1\r\n"), "{received}");
    for header in ["segl-pop: a.b.c", "content-type: application/json", "user-agent: segl/test"] {
        assert!(received.contains(header), "{header} in {received}");
    }
}

#[test]
fn redirect_is_an_answer_and_not_followed() {
    let (origin, server) = serve(answer("307 Temporary Redirect", "Location: http://127.0.0.1:9/\r\n", ""));
    assert_eq!(send(&origin, Method::Get, PATIENCE).unwrap().status, 307);
    server.join().unwrap();
}

#[test]
fn answer_is_refused_when_larger_than_the_protocol_knows() {
    let (origin, server) = serve(answer("200 OK", "", &"x".repeat(70_000)));
    assert_eq!(send(&origin, Method::Get, PATIENCE).unwrap_err(), PortalError::TooLarge);
    server.join().unwrap();
}

#[test]
fn portal_is_unreachable_when_nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let origin = format!("http://127.0.0.1:{port}").parse().unwrap();
    assert_eq!(send(&origin, Method::Get, PATIENCE).unwrap_err(), PortalError::Unreachable);
    let origin = "https://portal.invalid".parse().unwrap();
    assert_eq!(send(&origin, Method::Get, PATIENCE).unwrap_err(), PortalError::Unreachable, "no such host");
}

#[test]
fn portal_is_too_late_when_its_answer_breaks_off_or_does_not_come() {
    let (origin, server) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".to_vec());
    assert_eq!(send(&origin, Method::Post, PATIENCE).unwrap_err(), PortalError::TimedOut);
    server.join().unwrap();
    // Accepted by the system, never by a program.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    assert_eq!(send(&origin, Method::Post, Duration::from_millis(50)).unwrap_err(), PortalError::TimedOut);
}

#[test]
fn connection_is_insecure_when_the_portal_does_not_speak_tls() {
    let (origin, server) = serve(answer("400 Bad Request", "", ""));
    assert_eq!(send(&secure(&origin), Method::Get, PATIENCE).unwrap_err(), PortalError::Tls);
    server.join().unwrap();
}

#[test]
fn connection_is_insecure_when_nobody_trusts_the_certificate() {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("untrusted/certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("untrusted/key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin: Origin = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(config).unwrap();
        // The handshake ends with the client's alarm.
        connection.complete_io(&mut stream).unwrap_err();
    });
    assert_eq!(send(&origin, Method::Get, PATIENCE).unwrap_err(), PortalError::Tls);
    server.join().unwrap();
}

fn secure(origin: &Origin) -> Origin {
    origin.as_str().replace("http://", "https://").parse().unwrap()
}

const PATIENCE: Duration = Duration::from_secs(60);
