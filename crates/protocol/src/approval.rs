//! What was decided: the holder's signed response to a challenge.

use serde::{Deserialize, Serialize};

use crate::{
    bytes::{Bytes, ChallengeId, RequestId, TokenId},
    challenge::UserVerification,
    jws::{Claims, Jws},
    origin::Origin,
    timestamp::Timestamp,
};

/// Payload of `segl-response+jwt`: an approval by the user key, a denial or a report by the device key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The token that answers.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// The challenge.
    pub cid: ChallengeId,
    /// SHA-256 of the challenge as received: what you see is what you sign.
    pub chal: Bytes<32>,
    /// The decision.
    pub dec: Decision,
    /// The number typed from the login page. Approvals only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num: Option<String>,
    /// How the user was verified. Approvals only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uv: Option<UserVerification>,
    /// The evaluation that opened the user key. Approvals with a PIN only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rid: Option<RequestId>,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
    /// The app that signed, such as `segl/0.1.0`.
    pub app: String,
}

/// The three answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is me.
    Approve,
    /// Not now.
    Deny,
    /// It was not me: the source is blocked and the service desk is told.
    Report,
}

impl Claims for Response {
    const TYP: &'static str = "segl-response+jwt";
}

/// `POST /api/v1/challenges/{cid}/response`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseMessage {
    /// The signed [`Response`].
    pub jws: Jws,
}

/// Its answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ResponseOutcome {
    /// How the challenge ended.
    pub state: ApprovalState,
}

/// How a challenge ended by its response.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// The browser is let in.
    Approved,
    /// It is not.
    Denied,
    /// It is not, and its source is blocked for 24 hours.
    Reported,
}

/// Payload of `segl-pin-ok+jwt`: the PIN of evaluation `rid` was right, although nothing was approved.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinOk {
    /// The token.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// The evaluation.
    pub rid: RequestId,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
}

impl Claims for PinOk {
    const TYP: &'static str = "segl-pin-ok+jwt";
}

/// `POST /api/v1/pin-ok`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinOkMessage {
    /// The signed [`PinOk`].
    pub jws: Jws,
}
