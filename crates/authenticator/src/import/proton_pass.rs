//! Proton Pass: the JSON of its export, alone or within the ZIP archive that the app gives out. (What it seals for PGP has to be
//! opened elsewhere first; its CSV is read as any [table](super::table).)
//!
//! Facts: `packages/pass/lib/export` and `packages/pass/types` of <https://github.com/ProtonMail/WebClients>, and
//! `ProtonPassImporter.java` of <https://github.com/beemdevelopment/Aegis>. A login has its code in `totpUri`; every item may
//! have more of them among its `extraFields`. Of a secret alone the app makes the codes of the key URI format's defaults.
//! State 2 is the trash. Not taken along: everything of a login but its name, user name and vault.

use serde_json::Value;

use super::{
    ImportError,
    json::{list, text},
    login::Login,
    row::{Imported, Reading, Reason},
};

/// Whether it is this app's: nobody else has vaults by identifier, with items whose content has a type.
pub(super) fn is_own(file: &Value) -> bool {
    let is_item = |item: &Value| item.pointer("/data/metadata").is_some() && item.pointer("/data/content").is_some();
    vaults(file).any(|vault| list(vault, "items").iter().any(is_item))
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    let items = vaults(file).flat_map(|vault| list(vault, "items").iter().map(move |item| (vault, item)));
    Imported::collect(items.flat_map(|(vault, item)| read_item(item, text(vault, "name"))))
}

fn vaults(file: &Value) -> impl Iterator<Item = &Value> {
    file.get("vaults").and_then(Value::as_object).into_iter().flat_map(|vaults| vaults.values())
}

fn read_item(item: &Value, vault: &str) -> Vec<Reading> {
    let at = |path| item.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let name = at("/data/metadata/name");
    let users = ["/data/content/itemUsername", "/data/content/username", "/data/content/itemEmail"];
    let user = users.map(at).into_iter().find(|user| !user.is_empty()).unwrap_or_default();
    let more = item.pointer("/data/extraFields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let more = more.iter().filter(|field| text(field, "type") == "totp");
    let more = more.map(|field| field.pointer("/data/totpUri").and_then(Value::as_str).unwrap_or_default());
    let is_in_trash = item.get("state").and_then(Value::as_u64) == Some(TRASHED);
    let codes = std::iter::once(at("/data/content/totpUri")).chain(more);
    let readings = codes.filter_map(|code| Login { name, user, code, group: vault }.read());
    let judged =
        readings.map(|reading| if is_in_trash { Reading { row: Err(Reason::InTrash), ..reading } } else { reading });
    judged.collect()
}

const TRASHED: u64 = 2;
