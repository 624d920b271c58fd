//! What every file keeps to.

use std::fs;

use crate::{PURE, files, read, root};

const CODE: [&str; 3] = [".rs", ".ts", ".svelte"];

/// Files past 400 lines, each with the reason why it stays in one piece.
const LONG: [(&str, &str); 1] = [("ui/src/lib/host/bindings.ts", "generated, in one piece")];

#[test]
fn file_is_short_unless_it_argues_for_itself() {
    let mut wrong = Vec::new();
    for path in all_code() {
        let (place, text) = read(&path);
        let lines = text.lines().count();
        if lines > 400 && !LONG.iter().any(|(long, _)| *long == place) {
            wrong.push(format!("{place} has {lines} lines"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_room_forbids_unsafe_code_and_ambient_calls() {
    let pattern = fs::read_to_string(root().join("crates/otp/clippy.toml")).expect("otp has a clippy.toml");
    for wanted in ["SystemTime::now", "Instant::now", "SystemRandom::new", "OsRng", "fs::File", "TcpStream", "env::var"]
    {
        assert!(pattern.contains(wanted), "crates/otp/clippy.toml says nothing about {wanted}");
    }
    for room in PURE {
        let clippy = fs::read_to_string(root().join(format!("crates/{room}/clippy.toml")));
        assert_eq!(clippy.ok().as_ref(), Some(&pattern), "crates/{room}/clippy.toml differs from otp's");
        let (place, text) = read(&root().join(format!("crates/{room}/src/lib.rs")));
        assert!(text.contains("#![forbid(unsafe_code)]"), "{place} does not forbid unsafe code");
    }
}

#[test]
fn screen_speaks_to_its_host_only_through_lib_host() {
    let mut wrong = Vec::new();
    for path in files("ui/src", &[".ts", ".svelte", ".js"]) {
        let (place, text) = read(&path);
        if text.contains("@tauri-apps") && !place.starts_with("ui/src/lib/host") {
            wrong.push(place);
        }
    }
    assert!(wrong.is_empty(), "these import @tauri-apps: {wrong:#?}");
}

#[test]
fn screen_keeps_nothing_and_calls_nobody() {
    let mut wrong = Vec::new();
    for path in files("ui/src", &[".ts", ".svelte", ".js"]) {
        let (place, text) = read(&path);
        if place.ends_with(".test.ts") {
            continue;
        }
        for refused in ["fetch(", "XMLHttpRequest", "WebSocket(", "sessionStorage", "indexedDB", "{@html", "eval("] {
            wrong.extend(text.contains(refused).then(|| format!("{place} uses {refused}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Plug-ins are the shell's: what they hand over (the clipboard, a finger's yes, a QR code's text) is not for pages.
#[test]
fn window_may_call_no_plug_in() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in files("src-tauri/capabilities", &[".json"]) {
        let (place, text) = read(&path);
        let items = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.contains("\": "));
        let permissions: Vec<_> = items.filter_map(|item| item.strip_prefix('"')?.strip_suffix('"')).collect();
        seen += permissions.len();
        let own = |name: &&&str| name.starts_with("core:event:") || name.starts_with("allow-");
        wrong.extend(permissions.iter().filter(|name| !own(name)).map(|name| format!("{place} permits {name}")));
    }
    assert!(seen > 10, "the capabilities are read line by line");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn all_code() -> impl Iterator<Item = std::path::PathBuf> {
    ["crates", "src-tauri", "tests", "ui/src", "xtask"].into_iter().flat_map(|folder| files(folder, &CODE))
}
