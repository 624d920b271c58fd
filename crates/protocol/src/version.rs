//! What this version is called on the wire.

/// `ver` of a challenge.
pub const PROTOCOL_VERSION: u8 = 1;

/// First characters of an enrolment QR code: "Segl enrolment, version 1".
pub const ENROLMENT_PREFIX: &str = "SGE1";

/// What every version's enrolment QR code begins with; a digit that names the version follows.
pub const ENROLMENT_FAMILY: &str = "SGE";

/// Path of the first version of the device endpoints.
pub const API: &str = "/api/v1";
