//! The portal binary.
fn main() {}
