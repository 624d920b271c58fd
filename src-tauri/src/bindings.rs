//! Generates the TypeScript of commands, views and events, and compares it with the committed file (ADR 0004).

use std::{fs, path::PathBuf};

use authenticator::{Code, import::Reason};
use specta::{Type, Types, datatype::DataType};
use specta_typescript::{Typescript, define};
use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::{
    commands,
    event::{Event, Locked},
    features::{
        approval::view::ApprovalsChanged,
        export::view::ExportClosed,
        identity::view::ContactChanged,
        intake::view::{PictureDropped, PictureHover},
        link::view::LinkArrived,
        removal::view::RemovalEnded,
    },
};

include!("commands/names.rs");

/// The codes as a union of literals: the screens cannot forget one.
pub(crate) struct CodeName;

/// The same for the reasons why a row of an export cannot be imported.
pub(crate) struct ReasonName;

impl Type for CodeName {
    fn definition(_: &mut Types) -> DataType {
        union(Code::ALL.iter().map(|code| code.as_str()))
    }
}

impl Type for ReasonName {
    fn definition(_: &mut Types) -> DataType {
        union(Reason::ALL.iter().map(|reason| reason.as_str()))
    }
}

fn union(names: impl Iterator<Item = &'static str>) -> DataType {
    let mut literals: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
    literals.sort_unstable();
    define(literals.join(" | ")).into()
}

#[test]
fn bindings_are_what_the_commands_say() {
    let committed = fs::read_to_string(file()).expect("the bindings are committed");
    assert!(committed == generated(), "ui/src/lib/host/bindings.ts is stale: `cargo xtask generate` writes it");
}

#[test]
#[ignore = "writes a file of the source: run by `cargo xtask generate`"]
fn generate_bindings() {
    fs::write(file(), generated()).expect("the file can be written");
}

#[test]
fn command_is_open_to_a_window_only_by_its_capability() {
    let (main, approve) = (capability("main"), capability("approve"));
    for command in COMMANDS {
        let permission = format!("allow-{}", command.replace('_', "-"));
        assert!(main.contains(&permission) || approve.contains(&permission), "no window may call {command}");
    }
    let shared: Vec<_> = main.iter().filter(|name| name.starts_with("allow-") && approve.contains(name)).collect();
    assert_eq!(shared, ["allow-pin-key", "allow-presence-cancel", "allow-settings"], "the windows share these alone");
    for permission in main.iter().chain(&approve) {
        let is_event = ["core:event:allow-listen", "core:event:allow-unlisten"].contains(&permission.as_str());
        assert!(is_event || permission.starts_with("allow-"), "{permission} is more than a window needs");
    }
}

#[test]
fn every_command_is_known_to_the_permissions() {
    let generated = generated();
    for command in COMMANDS {
        assert!(generated.contains(&format!("(\"{command}\"")), "{command} is no command");
    }
    let calls = generated.matches("=> __TAURI_INVOKE").count();
    assert_eq!(calls, COMMANDS.len(), "src/commands/names.rs lacks a command");
}

#[test]
fn view_holds_no_secret() {
    // What stands between quotation marks is a name of a failure or a command, and holds nothing.
    let bindings: String = generated().to_lowercase().split('"').step_by(2).collect();
    // `pinKey`, `choosePin` … are commands: they send one key of the pad and return a length.
    for secret in
        ["seed", "secret", "private", "user_key", "userkey", "device_key", "devicekey", "oprf", "salt", "ratchet"]
    {
        assert!(!bindings.contains(secret), "the screens could see a {secret}");
    }
    for member in ["pin:", "pin?:", "key:", "keys:", "password:"] {
        let offered = bindings.lines().filter(|line| line.trim_start().starts_with(member)).count();
        assert_eq!(offered, 0, "a view has a member {member}");
    }
}

#[test]
fn event_is_sent_under_the_name_that_screens_listen_to() {
    fn names<E: Event + tauri_specta::Event>() -> (&'static str, &'static str) {
        (<E as Event>::NAME, <E as tauri_specta::Event>::NAME)
    }
    for (sent, received) in [
        names::<ApprovalsChanged>(),
        names::<ContactChanged>(),
        names::<ExportClosed>(),
        names::<LinkArrived>(),
        names::<Locked>(),
        names::<PictureDropped>(),
        names::<PictureHover>(),
        names::<RemovalEnded>(),
    ] {
        assert_eq!(sent, received);
    }
}

fn generated() -> String {
    let builder = Builder::<Wry>::new()
        .commands(commands::every_command!(collect_commands))
        .events(collect_events![
            ApprovalsChanged,
            ContactChanged,
            ExportClosed,
            LinkArrived,
            Locked,
            PictureDropped,
            PictureHover,
            RemovalEnded
        ])
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases();
    let draft =
        std::env::temp_dir().join(format!("segl-bindings-{}-{:?}.ts", std::process::id(), std::thread::current().id()));
    builder.export(Typescript::default(), &draft).expect("every type has a TypeScript form");
    let text = fs::read_to_string(&draft).expect("the draft was just written");
    fs::remove_file(&draft).expect("the draft is ours");
    text
}

fn capability(name: &str) -> Vec<String> {
    let path = root().join(format!("src-tauri/capabilities/{name}.json"));
    let text = fs::read_to_string(path).expect("the window has a capability file");
    let capability: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let permissions = capability["permissions"].as_array().expect("it has permissions");
    permissions.iter().map(|name| name.as_str().expect("a permission is a name").to_owned()).collect()
}

fn file() -> PathBuf {
    root().join("ui/src/lib/host/bindings.ts")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
