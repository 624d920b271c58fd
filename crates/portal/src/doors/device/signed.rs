//! Proof of possession on every call of a token (`docs/protocol.md` §4), as an extractor.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, OriginalUri, Request},
    http::{HeaderMap, Method},
};
use identity::credential::token::{self, Token};
use identity::store::Store;
use identity::store::prelude::*;
use protocol::{
    ErrorCode,
    device::{PROOF_HEADER, Proof, body_hash},
    jws,
};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::doors::device::{MAX_BODY, Proved, Refused};

/// A body, and the token whose device key has signed for it.
pub(super) struct Signed {
    pub(super) token: Token,
    body: Bytes,
}

impl Signed {
    /// Reads the body, strictly.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        read(&self.body)
    }
}

impl FromRequest<App> for Signed {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let path = path(&request);
        let (parts, body) = request.into_parts();
        // 1. The body, as it was sent. Only then what time it is: a body may come slowly.
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| ErrorCode::BadRequest)?;
        let now = app.now();
        // 2. One proof, in the profile.
        let unverified = jws::parse::<Proof>(proof(&parts.headers)?).map_err(|_| ErrorCode::Unauthorized)?;
        let key = unverified.kid();
        // 3. The token of that device key, and its signature. Anybody can name a key: what does not hold counts for the
        //    network that it came from, never for the token.
        let token = app.database.read().await?.token_by_device_key(key).await?.ok_or(ErrorCode::UnknownToken)?;
        let proof = unverified.verify(&token.device_key).map_err(|_| ErrorCode::Unauthorized)?;
        app.limits.by_token.admit(&key, now)?;
        // 4. It is for this request.
        if !is_for(&proof, &parts.method, &path, &body) {
            app.limits.by_token.record_failure(key, now);
            return Err(ErrorCode::Unauthorized.into());
        }
        // 5. Fresh, and never seen. Whoever has recorded a proof can send it again: that is not the token's failure either.
        if !app.limits.nonces.is_fresh(&proof.nonce, now) {
            return Err(ErrorCode::UseNonce.into());
        }
        if !app.limits.proofs.accept(key, proof.jti, now) {
            return Err(ErrorCode::Unauthorized.into());
        }
        if let Some(proved) = parts.extensions.get::<Proved>() {
            proved.note();
        }
        // 6. Of an account that is open.
        token::require_open_account(&app.database, &token).await?;
        Ok(Self { token, body })
    }
}

fn proof(headers: &HeaderMap) -> Result<&str, Refused> {
    let mut proofs = headers.get_all(PROOF_HEADER).iter();
    match (proofs.next().and_then(|proof| proof.to_str().ok()), proofs.next()) {
        (Some(proof), None) => Ok(proof),
        _ => Err(ErrorCode::Unauthorized.into()),
    }
}

fn is_for(proof: &Proof, method: &Method, path: &str, body: &[u8]) -> bool {
    proof.htm == method.as_str() && proof.htu == path && proof.bh == body_hash(body)
}

/// The path as the app called it, `/api/v1` included.
fn path(request: &Request) -> String {
    let original = request.extensions().get::<OriginalUri>().map(|original| original.0.path());
    original.unwrap_or(request.uri().path()).to_owned()
}

/// Reads a JSON body, strictly.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|_| ErrorCode::BadRequest.into())
}
