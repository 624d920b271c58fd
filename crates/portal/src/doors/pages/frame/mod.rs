//! What every page has around it: who visits, the cookies, the form's secret, the headers, and the page of an error.

pub(crate) mod client;
pub(crate) mod cookies;
pub(crate) mod embedded;
pub(crate) mod employee;
pub(crate) mod error_page;
pub(crate) mod headers;
pub(crate) mod posted;
pub(crate) mod qr;
pub(crate) mod render;
pub(crate) mod user_agent;
pub(crate) mod visit;
