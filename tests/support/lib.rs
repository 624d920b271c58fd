//! The whole, from outside: what the tests share.
