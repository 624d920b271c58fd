//! One exchange with a portal: signed by the device key, tied to the portal's nonce (`docs/protocol.md` §4).

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::{
    ErrorBody, ErrorCode, Origin, PrivateKey, ProofId, RequestId, Timestamp,
    device::{self, PortalInfo, Proof},
    version::API,
};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::ports::{Method, PortalError, Ports, Random, Request, Response};

/// Why a portal could not be asked, or did not do what was asked.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ContactError {
    /// No connection.
    #[error("the portal cannot be reached")]
    Unreachable,
    /// No answer in time; the portal may have acted.
    #[error("the portal does not answer in time")]
    TimedOut,
    /// Its certificate is not trusted, or TLS failed.
    #[error("the connection to the portal is not secure")]
    Insecure,
    /// The proxy on the way fails.
    #[error("the proxy fails")]
    Proxy,
    /// It answered, but not as the protocol says.
    #[error("the portal's answer makes no sense")]
    Fault,
    /// Too many requests; wait this many seconds.
    #[error("too many requests")]
    TooManyRequests {
        /// Seconds until it is worth trying again, where the portal says so.
        retry_after: Option<u64>,
    },
    /// It does not accept this device's signature.
    #[error("the portal does not accept this device")]
    Unauthorized,
    /// The token does not exist there: deleted.
    #[error("the portal does not know this identity")]
    UnknownToken,
    /// The token is suspended, or waits for *OK* in the portal.
    #[error("the identity is not active")]
    NotActive,
    /// The token's key was destroyed after ten wrong PINs.
    #[error("the identity was destroyed after too many wrong PINs")]
    Destroyed,
    /// The portal has seen two copies of the token, one of them perhaps a restored backup: suspended until reconnected.
    #[error("the identity exists twice and was suspended")]
    Copied,
}

impl From<PortalError> for ContactError {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Unreachable => Self::Unreachable,
            PortalError::TimedOut => Self::TimedOut,
            PortalError::Tls => Self::Insecure,
            PortalError::Proxy => Self::Proxy,
            PortalError::TooLarge => Self::Fault,
        }
    }
}

/// What came back instead of an answer: nothing, or a refusal that the operation may have a name for.
pub(crate) enum ExchangeError {
    Contact(ContactError),
    Refused(ErrorBody),
}

impl ExchangeError {
    /// For an operation that has no name for the refusal.
    pub(crate) fn into_contact(self) -> ContactError {
        match self {
            Self::Contact(error) => error,
            Self::Refused(body) => match body.code {
                ErrorCode::TooManyRequests => ContactError::TooManyRequests { retry_after: body.retry_after },
                ErrorCode::Unauthorized | ErrorCode::UseNonce => ContactError::Unauthorized,
                ErrorCode::UnknownToken => ContactError::UnknownToken,
                ErrorCode::TokenNotActive => ContactError::NotActive,
                ErrorCode::PinDestroyed => ContactError::Destroyed,
                ErrorCode::TokenCopied => ContactError::Copied,
                _ => ContactError::Fault,
            },
        }
    }
}

impl From<PortalError> for ExchangeError {
    fn from(error: PortalError) -> Self {
        Self::Contact(error.into())
    }
}

/// What is remembered of each portal while the program runs.
#[derive(Default)]
pub(crate) struct PortalCaches {
    portals: Mutex<HashMap<Origin, PortalCache>>,
    /// Steps of the ratchet that the portals have.
    pub(crate) answered: Answered,
}

#[derive(Default)]
struct PortalCache {
    nonce: Option<String>,
    clock: ClockOffset,
}

/// How far a portal's clock is ahead of the device's, seconds; unknown counts as not at all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct ClockOffset(i64);

/// The requests of this program whose answers have come: their steps need not be settled.
#[derive(Default)]
pub(crate) struct Answered(Mutex<HashSet<RequestId>>);

impl Answered {
    /// Notes that the portal has this step.
    pub(crate) fn note(&self, request: RequestId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(request);
    }

    /// Whether the portal has the step of this request.
    pub(crate) fn contains(&self, request: RequestId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&request)
    }
}

impl ClockOffset {
    /// The difference of two clocks that were read at the same moment. Less than [`TOLERANCE`] is the network's delay.
    pub(crate) fn between(portal: Timestamp, device: u64) -> Self {
        let offset = i128::from(portal.0) - i128::from(device);
        let offset = i64::try_from(offset).unwrap_or(0);
        Self(if offset.unsigned_abs() < TOLERANCE { 0 } else { offset })
    }

    /// Seconds, positive when the device's clock is slow.
    pub(crate) fn seconds(self) -> i64 {
        self.0
    }

    /// The portal's time at a time of the device.
    pub(crate) fn to_portal(self, device: u64) -> u64 {
        device.saturating_add_signed(self.0)
    }

    /// The device's time at a time of the portal.
    pub(crate) fn to_device(self, portal: u64) -> u64 {
        portal.saturating_add_signed(self.0.saturating_neg())
    }
}

impl PortalCaches {
    pub(crate) fn clock(&self, origin: &Origin) -> ClockOffset {
        self.locked().get(origin).map(|known| known.clock).unwrap_or_default()
    }

    pub(crate) fn note_time(&self, origin: &Origin, portal: Timestamp, device: u64) -> ClockOffset {
        let clock = ClockOffset::between(portal, device);
        self.locked().entry(origin.clone()).or_default().clock = clock;
        clock
    }

    fn nonce(&self, origin: &Origin) -> Option<String> {
        self.locked().get(origin).and_then(|known| known.nonce.clone())
    }

    fn note_nonce(&self, origin: &Origin, response: &Response) {
        if let Some(nonce) = &response.nonce {
            self.locked().entry(origin.clone()).or_default().nonce = Some(nonce.clone());
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Origin, PortalCache>> {
        // A map of facts about others stays true when a thread dies.
        self.portals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The way to one portal.
pub(crate) struct Exchange<'a> {
    pub(crate) ports: &'a Ports,
    pub(crate) portal_caches: &'a PortalCaches,
    pub(crate) origin: &'a Origin,
}

impl Exchange<'_> {
    /// `GET /api/v1/portal`: its name and version, its time, and a nonce on the way.
    pub(crate) fn introduce(&self) -> Result<PortalInfo, ExchangeError> {
        let path = format!("{API}/portal");
        let response = self.send(Method::Get, &path, None, &[], TIMEOUT)?;
        let info: PortalInfo = answer(&response)?;
        self.portal_caches.note_time(self.origin, info.time, self.ports.clock.now());
        Ok(info)
    }

    /// A request without a proof, for a device that has no key there yet.
    pub(crate) fn post<A: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<A, ExchangeError> {
        let response = self.send(Method::Post, &format!("{API}{path}"), None, &json(body), TIMEOUT)?;
        answer(&response)
    }

    /// A request without a proof and without content in either direction.
    pub(crate) fn notify(&self, path: &str) -> Result<(), ExchangeError> {
        done(&self.send(Method::Post, &format!("{API}{path}"), None, &[], TIMEOUT)?)
    }

    /// A request signed by the device key.
    pub(crate) fn signed<A: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        body: &impl Serialize,
    ) -> Result<A, ExchangeError> {
        answer(&self.signed_response(call, &json(body))?)
    }

    /// A request signed by the device key whose answer has no content.
    pub(crate) fn signed_notify(&self, call: &Call<'_>, body: &impl Serialize) -> Result<(), ExchangeError> {
        done(&self.signed_response(call, &json(body))?)
    }

    /// A request of a token without content.
    pub(crate) fn signed_empty(&self, call: &Call<'_>) -> Result<(), ExchangeError> {
        done(&self.signed_response(call, &[])?)
    }

    fn signed_response(&self, call: &Call<'_>, body: &[u8]) -> Result<Response, ExchangeError> {
        let path = format!("{API}{}", call.path);
        // 1. A proof needs a nonce of this portal; the first request fetches one. A refusal brings one too, and whoever proves
        //    a key is not refused for what others do in the same network.
        if self.portal_caches.nonce(self.origin).is_none() {
            let introduced = self.introduce();
            if self.portal_caches.nonce(self.origin).is_none() {
                introduced?;
            }
        }
        let response = match self.send_proven(call, &path, body) {
            // 2. Repeating the very same body is safe: the portal knows it again. A lost answer is asked for once more.
            Err(PortalError::TimedOut) if call.repeats => self.send_proven(call, &path, body)?,
            other => other?,
        };
        // 3. A stale nonce: the refusal brought a fresh one. Once.
        if asks_for_nonce(&response) { Ok(self.send_proven(call, &path, body)?) } else { Ok(response) }
    }

    fn send_proven(&self, call: &Call<'_>, path: &str, body: &[u8]) -> Result<Response, PortalError> {
        let proof = Proof {
            jti: ProofId::generate(&mut Random(&*self.ports.entropy)),
            htm: Method::Post.as_str().to_owned(),
            htu: path.to_owned(),
            iat: Timestamp(self.ports.clock.now()),
            nonce: self.portal_caches.nonce(self.origin).unwrap_or_default(),
            bh: device::body_hash(body),
        };
        let proof = proof.sign(call.device_key);
        self.send(Method::Post, path, Some(proof.as_str()), body, call.timeout)
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        proof: Option<&str>,
        body: &[u8],
        timeout: Duration,
    ) -> Result<Response, PortalError> {
        let request = Request { origin: self.origin, method, path, proof, body, timeout };
        let response = self.ports.portal.send(&request)?;
        self.portal_caches.note_nonce(self.origin, &response);
        Ok(response)
    }
}

/// One request of a token.
pub(crate) struct Call<'a> {
    /// Signs the proof of possession.
    pub(crate) device_key: &'a PrivateKey,
    /// Path below the version.
    pub(crate) path: &'a str,
    /// How long to wait for the answer.
    pub(crate) timeout: Duration,
    /// Whether to ask once more when the answer is lost.
    pub(crate) repeats: bool,
}

impl<'a> Call<'a> {
    /// A call that is answered at once and may be repeated.
    pub(crate) fn new(device_key: &'a PrivateKey, path: &'a str) -> Self {
        Self { device_key, path, timeout: TIMEOUT, repeats: true }
    }
}

fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("messages are plain structs: JSON cannot fail")
}

fn answer<A: DeserializeOwned>(response: &Response) -> Result<A, ExchangeError> {
    done(response)?;
    serde_json::from_slice(&response.body).map_err(|_| ExchangeError::Contact(ContactError::Fault))
}

fn done(response: &Response) -> Result<(), ExchangeError> {
    match response.status {
        200..=299 => Ok(()),
        // A reverse proxy speaking for a portal that is down.
        502..=504 => Err(ExchangeError::Contact(ContactError::Unreachable)),
        _ => Err(refusal(response).map_or(ExchangeError::Contact(ContactError::Fault), ExchangeError::Refused)),
    }
}

fn refusal(response: &Response) -> Option<ErrorBody> {
    serde_json::from_slice(&response.body).ok()
}

fn asks_for_nonce(response: &Response) -> bool {
    response.status == 401 && refusal(response).is_some_and(|body| body.code == ErrorCode::UseNonce)
}

/// How long an answer may take that the portal gives at once, over a slow line.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// Clocks closer than this, seconds, count as equal.
const TOLERANCE: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_offset_is_nothing_when_within_the_networks_delay() {
        assert_eq!(ClockOffset::between(Timestamp(1004), 1000).seconds(), 0, "four seconds are delay");
        assert_eq!(ClockOffset::between(Timestamp(996), 1000).seconds(), 0, "either way");
        assert_eq!(ClockOffset::between(Timestamp(1060), 1000).seconds(), 60, "the device is a minute slow");
        assert_eq!(ClockOffset::between(Timestamp(u64::MAX), 0).seconds(), 0, "an absurd time is no time");
    }

    #[test]
    fn clock_offset_translates_both_ways() {
        let clock = ClockOffset::between(Timestamp(1000), 1120);
        assert_eq!((clock.to_portal(1120), clock.to_device(1000)), (1000, 1120));
    }
}
