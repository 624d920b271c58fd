//! What an account proves itself with: tokens with their PIN and biometrics, passcodes, e-mailed codes.

pub mod biometrics;
pub mod email_code;
pub mod passcode;
pub mod pin;
pub mod pin_change;
pub mod ratchet;
pub mod token;
