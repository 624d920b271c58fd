//! What pages load: embedded in the binary, with the hash of their content in the address.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

use crate::routes::{self, Route};

/// One embedded file.
#[derive(Debug)]
pub(crate) struct Asset {
    /// The last part of its address.
    pub(crate) name: &'static str,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Its bytes.
    pub(crate) content: &'static [u8],
    /// The beginning of its SHA-256, in base64url: a new build is never mixed with an old cache.
    pub(crate) version: String,
}

/// The address of an asset, with its version.
///
/// # Panics
/// When there is no such asset: names are written in our own templates, and a test renders each.
#[must_use]
pub(crate) fn asset(name: &str) -> String {
    #[expect(clippy::expect_used, reason = "names are literals of our templates")]
    let asset = find(name).expect("templates name assets that exist");
    routes::Asset(asset.name).with(format_args!("v={}", asset.version))
}

/// The asset of that name.
pub(crate) fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

static ASSETS: LazyLock<[Asset; 6]> = LazyLock::new(|| {
    [
        embed("portal.css", "text/css; charset=utf-8", include_bytes!("../../../../assets/portal.css")),
        embed("inter.woff2", "font/woff2", include_bytes!("../../../../assets/inter.woff2")),
        embed("seal.svg", "image/svg+xml", include_bytes!("../../../../assets/seal.svg")),
        embed("live.js", JAVASCRIPT, include_bytes!("../../../../assets/live.js")),
        embed("push.js", JAVASCRIPT, include_bytes!("../../../../assets/push.js")),
        embed("enrolment.js", JAVASCRIPT, include_bytes!("../../../../assets/enrolment.js")),
    ]
});

fn embed(name: &'static str, media_type: &'static str, content: &'static [u8]) -> Asset {
    let hash = digest::digest(&digest::SHA256, content);
    let mut version = URL_SAFE_NO_PAD.encode(hash);
    version.truncate(12);
    Asset { name, media_type, content, version }
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
