//! Tells Tauri every command, so that each needs a permission: what no capability names, no window can call.

include!("src/commands/names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json, the capabilities and the icons are in order");
}
