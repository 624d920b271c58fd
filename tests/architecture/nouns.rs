//! The same noun has the same file name in every room, and no name says nothing.

use crate::{files, read, root};

/// A noun, and where it has to be found on its way from the wire to the screen. A name matches a file or a folder.
const SLICES: [(&str, &[&str]); 7] = [
    (
        "enrolment",
        &[
            "crates/protocol/src",
            "crates/authenticator/src",
            "crates/identity/src",
            "crates/portal/src/doors/device",
            "crates/portal/src/doors/pages/profile",
            "src-tauri/src/features",
            "ui/src/features",
            "tests/journeys",
        ],
    ),
    ("challenge", &["crates/protocol/src", "crates/authenticator/src", "crates/identity/src"]),
    (
        "approval",
        &[
            "crates/protocol/src",
            "crates/authenticator/src",
            "crates/identity/src",
            "src-tauri/src/features",
            "ui/src/features",
            "tests/journeys",
        ],
    ),
    (
        "pull",
        &[
            "crates/protocol/src",
            "crates/authenticator/src",
            "crates/identity/src/login",
            "crates/portal/src/doors/device",
            "crates/portal/src/doors/pages/login",
            "tests/journeys",
        ],
    ),
    ("codes", &["crates/authenticator/src", "src-tauri/src/features", "ui/src/features", "tests/journeys"]),
    (
        "pin_change",
        &[
            "crates/protocol/src",
            "crates/authenticator/src",
            "crates/identity/src/credential",
            "src-tauri/src/features",
            "ui/src/features",
            "tests/journeys",
        ],
    ),
    (
        "presence",
        &[
            "crates/protocol/src",
            "crates/authenticator/src",
            "crates/device/src",
            "crates/portal/src/doors/device",
            "crates/cli/src/commands",
            "src-tauri/src/features",
            "ui/src/features",
            "tests/journeys",
        ],
    ),
];

#[test]
fn noun_has_the_same_file_name_in_every_room() {
    let mut wrong = Vec::new();
    for (noun, rooms) in SLICES {
        for room in rooms {
            let folder = root().join(room);
            let found = folder.join(format!("{noun}.rs")).is_file() || folder.join(noun).is_dir();
            wrong.extend((!found).then(|| format!("{room} has no {noun}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn name_says_what_a_thing_is() {
    let mut wrong = Vec::new();
    for path in ["crates", "src-tauri", "tests", "xtask"].into_iter().flat_map(|folder| files(folder, &[".rs"])) {
        let (place, text) = read(&path);
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(name) = defined(line).filter(|name| is_vague(name)) {
                wrong.push(format!("{place}:{number} {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The name that a line of Rust defines.
fn defined(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || ["async", "const", "unsafe", "(crate)", "super)", "in"].contains(word)
    });
    let keyword = words.next()?;
    let name = ["fn", "struct", "enum", "trait", "mod"].contains(&keyword).then(|| words.next())??;
    Some(name.split(['<', '(', ';', ':', '{']).next().unwrap_or(name))
}

fn is_vague(name: &str) -> bool {
    let ends_vaguely = ["Manager", "Service", "Helper", "Helpers", "Util", "Utils", "Processor"];
    let is_vague_module = ["util", "utils", "helper", "helpers", "misc", "manager", "managers"];
    let is_getter = name.starts_with("get_") && !REQUIRED_ELSEWHERE.contains(&name);
    is_getter || ends_vaguely.iter().any(|end| name.ends_with(end)) || is_vague_module.contains(&name)
}

/// Methods of other crates' traits, which a room implements under the name they have: `image::GenericImageView`.
const REQUIRED_ELSEWHERE: [&str; 2] = ["get_pixel", "get_pixel_mut"];
