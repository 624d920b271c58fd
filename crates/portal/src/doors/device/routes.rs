//! The addresses of the device API (`docs/protocol.md`). Apps make the addresses; the portal only listens to them.

/// What stands before each of them.
pub(super) const API: &str = "/api/v1";

pub(super) const PORTAL: &str = "/portal";
pub(super) const ENROLMENT: &str = "/enrolments/{eid}";
pub(super) const ENROLMENT_SCANNED: &str = "/enrolments/{eid}/scanned";
pub(super) const ENROLMENT_ACK: &str = "/enrolments/{eid}/ack";
pub(super) const OPRF: &str = "/oprf";
pub(super) const PIN_OK: &str = "/pin-ok";
pub(super) const RATCHET: &str = "/ratchet";
pub(super) const PIN_CHANGES: &str = "/pin-changes";
pub(super) const PIN_CHANGE_COMMIT: &str = "/pin-changes/{change}/commit";
pub(super) const PRESENCE: &str = "/presence";
pub(super) const PRESENCE_REMOVE: &str = "/presence/remove";
pub(super) const CHALLENGE_POLL: &str = "/challenges/poll";
pub(super) const CHALLENGE_PULL: &str = "/challenges/pull";
pub(super) const CHALLENGE_RESPONSE: &str = "/challenges/{cid}/response";
