//! `FreeOTP+`: its export as JSON. (Its other export is a plain list of URIs.)
//!
//! Facts: the app's sources, <https://github.com/helloworld1/FreeOTPPlus> (`token-data/…/legacy/Token.java`, `SavedTokens.kt`,
//! `ui/TokenListAdapter.kt`). Secrets are lists of signed bytes; `issuerInt` comes from the parameter of a URI and
//! `issuerExt` from its label; the counter is that of the next code, and −1 before the first; an issuer called Steam means
//! Steam's letters. What a token leaves out means SHA-1, six digits, 30 seconds there. Not taken along: pictures, order.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError,
    draft::Draft,
    json::{Number, has_list, list, number, signed_bytes, text, text_or},
    row::{Imported, Reading, Reason},
};

/// Whether it is this app's: nobody else keeps an order of tokens beside them.
pub(super) fn is_own(file: &Value) -> bool {
    has_list(file, "tokens") && has_list(file, "tokenOrder")
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    Imported::collect(list(file, "tokens").iter().map(read_token))
}

fn read_token(token: &Value) -> Reading {
    // What the user has changed lies beside what came with the URI.
    let first =
        |names: &[&str]| names.iter().map(|name| text(token, name)).find(|text| !text.is_empty()).unwrap_or_default();
    let issuer = first(&["issuerAlt", "issuerInt", "issuerExt"]);
    let is_steam = text(token, "issuerExt") == "Steam";
    Draft {
        issuer,
        account: first(&["labelAlt", "label"]),
        secret: secret(token),
        kind: if is_steam { "steam" } else { text(token, "type") },
        algorithm: text_or(token, "algo", "SHA1"),
        digits: number(token, "digits").when_missing(6),
        period: number(token, "period").when_missing(30),
        counter: match token.get("counter").and_then(Value::as_i64) {
            Some(-1) => Number::Is(0),
            _ => number(token, "counter"),
        },
        note: "",
        group: "",
    }
    .read()
}

fn secret(token: &Value) -> Result<Zeroizing<Vec<u8>>, Reason> {
    signed_bytes(token, "secret").map(Zeroizing::new).ok_or(Reason::BadSecret)
}
