//! A window of the system's web view with one word in it, and nothing else: `cargo xtask bench start` compares the app
//! with it.
#![expect(clippy::expect_used, reason = "without a window there is nothing to compare")]

use tauri::{WebviewUrl, WebviewWindowBuilder, http::Response};

fn main() {
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            let page = b"<!doctype html><meta charset=utf-8><title>Segl</title><h1>Segl</h1>".to_vec();
            Response::builder().header("content-type", "text/html").body(page).expect("a page is a response")
        })
        .setup(|app| {
            let page = "bare://localhost/".parse().expect("an address");
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::CustomProtocol(page))
                .inner_size(400.0, 760.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the system offers a web view");
}
