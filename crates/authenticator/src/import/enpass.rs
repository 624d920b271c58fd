//! Enpass: its export as JSON.
//!
//! Facts: `libs/importer/src/importers/enpass` of <https://github.com/bitwarden/clients>. An item has fields, of which those of
//! the type `totp` hold a key URI or a secret alone (then the key URI format's defaults); deleted fields and items in the
//! trash stay in the export. Not taken along: everything of an item but its title, user name and first folder.

use serde_json::Value;

use super::{
    ImportError,
    json::{has_list, list, lookup, text},
    login::Login,
    row::{Imported, Reading, Reason},
};

/// Whether it is this app's: nobody else has items made of fields after a template.
pub(super) fn is_own(file: &Value) -> bool {
    list(file, "items").iter().any(|item| item.get("template_type").is_some() && has_list(item, "fields"))
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    let folders = list(file, "folders");
    Imported::collect(list(file, "items").iter().flat_map(|item| read_item(item, folders)))
}

fn read_item(item: &Value, folders: &[Value]) -> Vec<Reading> {
    let fields = || list(item, "fields").iter().filter(|field| !is_set(field, "deleted"));
    let values = |kind: &'static str| {
        fields().filter(move |field| text(field, "type") == kind).map(|field| text(field, "value"))
    };
    let user = values("username").chain(values("email")).find(|user| !user.is_empty()).unwrap_or_default();
    let folder = list(item, "folders").first().and_then(Value::as_str).unwrap_or_default();
    let (name, group) = (text(item, "title"), lookup(folders, "uuid", folder, "title"));
    let readings = values("totp").filter_map(|code| Login { name, user, code, group }.read());
    let is_in_trash = is_set(item, "trashed");
    let judged =
        readings.map(|reading| if is_in_trash { Reading { row: Err(Reason::InTrash), ..reading } } else { reading });
    judged.collect()
}

/// Enpass writes 0 and 1.
fn is_set(object: &Value, name: &str) -> bool {
    object.get(name).is_some_and(|value| value.as_u64() == Some(1) || value.as_bool() == Some(true))
}
