//! What this computer offers behind the authenticator's ports.
