//! The sealed store: format, envelope, key derivation, camouflage.
