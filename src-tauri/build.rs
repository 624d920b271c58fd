//! Names every command to Tauri, so that each needs a permission: a window can call only what its capability names.

include!("src/commands/names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json, the capabilities and the icons are in order");
}
