//! What the commands say on their way; what goes wrong is said by the room `words`.

pub(crate) mod export;
pub(crate) mod secrets;
