//! The file format, one module per version that this app reads.

pub(crate) mod v1;
