//! HTTPS to the portals, blocking: a long-poll owns its thread.

use std::{io, time::Duration};

use authenticator::ports::{Method, NONCE_HEADER, PROOF_HEADER, Portal, PortalError, Request, Response};
use ureq::{
    Agent, Error,
    config::Config,
    http,
    tls::{RootCerts, TlsConfig},
};

use crate::memory::scrub_below;

/// Two agents: HTTPS through the system's proxy and certificates; plain HTTP to loopback, past every proxy.
#[derive(Debug)]
pub struct Https {
    secure: Agent,
    loopback: Agent,
}

impl Https {
    /// `user_agent` is what the portal's log shows, such as `segl/0.1.0`.
    #[must_use]
    pub fn new(user_agent: &str) -> Self {
        let tls = TlsConfig::builder().root_certs(ROOTS).build();
        let config = || {
            Config::builder()
                .user_agent(user_agent)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_connect(Some(CONNECT))
                .max_response_header_size(MAX_HEADER)
        };
        Self {
            secure: config().https_only(true).tls_config(tls).build().into(),
            loopback: config().proxy(None).build().into(),
        }
    }
}

impl Portal for Https {
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError> {
        // The keys that signed this request have been on this stack, and a long-poll waits for a minute.
        scrub_below();
        // An origin is HTTPS or loopback: anything else is no `Origin` (protocol::origin).
        let agent = if request.origin.is_secure() { &self.secure } else { &self.loopback };
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", request.origin, request.path))
            .header("Accept", "application/json");
        if let Some(proof) = request.proof {
            builder = builder.header(PROOF_HEADER, proof);
        }
        let sent = match request.method {
            Method::Get => builder.body(()).map_err(Error::from).and_then(|message| {
                agent.run(agent.configure_request(message).timeout_global(Some(request.timeout)).build())
            }),
            Method::Post => {
                builder = builder.header("Content-Type", "application/json");
                builder.body(request.body).map_err(Error::from).and_then(|message| {
                    agent.run(agent.configure_request(message).timeout_global(Some(request.timeout)).build())
                })
            }
        };
        receive(sent.map_err(|error| named(&error))?)
    }
}

fn receive(mut response: http::Response<ureq::Body>) -> Result<Response, PortalError> {
    let nonce = response.headers().get(NONCE_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = response.body_mut().with_config().limit(MAX_BODY).read_to_vec().map_err(|error| named(&error))?;
    Ok(Response { status: response.status().as_u16(), nonce, body })
}

fn named(error: &Error) -> PortalError {
    match error {
        Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => PortalError::Unreachable,
        Error::Timeout(_) => PortalError::TimedOut,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) | Error::TlsRequired => PortalError::Tls,
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => PortalError::Proxy,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => PortalError::TooLarge,
        Error::Io(error) => io_named(error),
        // An answer that is not HTTP, or breaks off.
        Error::Protocol(_) => PortalError::TimedOut,
        _ => PortalError::Unreachable,
    }
}

fn io_named(error: &io::Error) -> PortalError {
    match error.kind() {
        // rustls reports a certificate that it does not trust as invalid data.
        io::ErrorKind::InvalidData => PortalError::Tls,
        // The connection was there, and broke: the request may have arrived.
        io::ErrorKind::TimedOut
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => PortalError::TimedOut,
        _ => PortalError::Unreachable,
    }
}

const CONNECT: Duration = Duration::from_secs(10);

/// The largest answer of the protocol is a challenge of 8 KiB in JSON.
const MAX_BODY: u64 = 64 * 1024;

const MAX_HEADER: usize = 16 * 1024;

/// Whom the system trusts, a company's own authorities among them.
#[cfg(not(target_os = "android"))]
const ROOTS: RootCerts = RootCerts::PlatformVerifier;

/// Mozilla's list, as it was when the app was built: Android is asked through Java alone, by a library of its own build
/// (ADR 0015).
#[cfg(target_os = "android")]
const ROOTS: RootCerts = RootCerts::WebPki;
