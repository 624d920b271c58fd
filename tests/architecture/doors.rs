//! What the portal's doors keep to: each stands alone, nothing below leans on one, and an address is written once.

use crate::{files, read};

/// Each answers one kind of caller. A new one is added here and in `crates/portal/src/doors/`.
const DOORS: [&str; 2] = ["device", "pages"];

/// Where addresses are written.
const ROUTES: [&str; 2] = ["crates/portal/src/routes.rs", "crates/portal/src/doors/device/routes.rs"];

/// What puts the portal together, and so names its doors.
const COMPOSITION: &str = "crates/portal/src/lib.rs";

#[test]
fn door_imports_no_other_door() {
    let mut wrong = Vec::new();
    for door in DOORS {
        for (place, text) in code(&format!("crates/portal/src/doors/{door}")) {
            for other in DOORS.iter().filter(|other| **other != door) {
                wrong.extend(text.contains(&format!("doors::{other}")).then(|| format!("{place} imports {other}")));
            }
        }
    }
    for (place, text) in code("crates/portal/src/doors/shared") {
        wrong.extend(
            DOORS
                .iter()
                .filter(|door| text.contains(&format!("doors::{door}")))
                .map(|door| format!("{place} imports {door}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_folder_of_doors_is_a_door_or_shared() {
    let known = |name: &str| DOORS.contains(&name) || name == "shared";
    let mut wrong = Vec::new();
    for path in files("crates/portal/src/doors", &[".rs"]) {
        let (place, _) = read(&path);
        let rest = place.strip_prefix("crates/portal/src/doors/").unwrap_or_default();
        wrong.extend(rest.split_once('/').filter(|(folder, _)| !known(folder)).map(|_| place.clone()));
    }
    assert!(wrong.is_empty(), "no rule is kept for {wrong:#?}");
}

#[test]
fn room_below_the_doors_imports_none() {
    let mut wrong = Vec::new();
    for (place, text) in code("crates/portal/src") {
        let is_below = !place.starts_with("crates/portal/src/doors/") && place != COMPOSITION;
        wrong.extend((is_below && text.contains("doors::")).then_some(place));
    }
    assert!(wrong.is_empty(), "these import a door: {wrong:#?}");
}

#[test]
fn address_is_written_in_the_routes_alone() {
    let mut wrong = Vec::new();
    for (place, text) in code("crates/portal/src").filter(|(place, _)| !ROUTES.contains(&place.as_str())) {
        for (number, line) in (1..).zip(text.lines()) {
            let is_comment = line.trim_start().starts_with("//");
            wrong.extend((!is_comment && names_an_address(line)).then(|| format!("{place}:{number} {line}")));
        }
    }
    for path in files("crates/portal/templates", &[".html"]).into_iter().chain(files("crates/portal/assets", &[".js"]))
    {
        let (place, text) = read(&path);
        for (number, line) in (1..).zip(text.lines()) {
            wrong.extend(names_an_address(line).then(|| format!("{place}:{number} {line}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn module_is_named_from_the_top_and_not_from_two_above() {
    let mut wrong = Vec::new();
    for path in ["crates", "src-tauri", "tests", "xtask"].into_iter().flat_map(|folder| files(folder, &[".rs"])) {
        let (place, text) = read(&path);
        wrong.extend(text.contains(concat!("super::", "super")).then_some(place));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn test_double_stands_in_testing_alone() {
    let (_, lib) = read(&crate::root().join("crates/portal/src/lib.rs"));
    assert!(lib.contains("#[cfg(test)]\nmod testing;"), "testing/ is no part of the portal that is built");
    let mut wrong = Vec::new();
    for (place, text) in code("crates/portal/src") {
        wrong.extend(text.contains("testing::").then(|| format!("{place} uses a test double")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A string that begins with an address of a page or of the device API.
fn names_an_address(line: &str) -> bool {
    ["login", "logout", "profile", "language", "help", "demo", "assets", "api", "enrolments", "challenges"].iter().any(
        |first| {
            ["\"", "}"].iter().any(|before| {
                line.match_indices(&format!("{before}/{first}")).any(|(at, found)| {
                    !line[at + found.len()..]
                        .starts_with(|next: char| next.is_ascii_alphanumeric() || "_.".contains(next))
                })
            })
        },
    )
}

/// The code of a folder without its tests and their doubles, which say addresses as a browser does.
fn code(folder: &str) -> impl Iterator<Item = (String, String)> {
    let texts = files(folder, &[".rs"]).into_iter().map(|path| read(&path));
    let texts = texts.filter(|(place, _)| {
        !place.contains("/tests/") && !place.contains("/testing/") && !place.ends_with("/tests.rs")
    });
    texts.map(|(place, text)| {
        let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        (place, product)
    })
}
