//! The standards' own examples, the Wycheproof suites, and the files of earlier versions, against the parts we use.
//!
//! One module per document. The examples are JSON under `tests/vectors`, each naming its section.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "../kit/body.rs"]
mod body;
mod entrust;
mod hostile;
mod hostile_answer;
mod hostile_challenge;
mod hostile_challenge_keys;
mod hostile_enrolment;
mod hostile_evaluation;
mod hostile_kit;
mod hostile_login;
mod hostile_proof;
mod hostile_qr;
mod hostile_secrets;
mod privacyidea;
mod replay;
mod rfc4226;
mod rfc6238;
mod rfc6979;
mod rfc7515;
mod rfc7638;
mod rfc9106;
mod rfc9180;
mod rfc9497;
#[path = "../kit/seeded.rs"]
mod seeded;
mod vault_argon2id;
mod vault_bound;
mod vault_challenge_keys;
mod vault_hostile;
mod vault_marks;
mod vault_reader;
mod vault_third_party;
mod vault_v1;
mod vectors;
mod wycheproof_aes_gcm;
mod wycheproof_ecdsa;
mod wycheproof_hmac_hkdf;
