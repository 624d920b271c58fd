//! Which room may import which, and what no pure room may reach.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, PackageId};

use crate::{PURE, workspace};

/// The import table: a room, and the rooms it may import. Development dependencies count.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("otp", &[]),
    ("protocol", &[]),
    ("vault", &["otp"]),
    ("authenticator", &["otp", "protocol", "vault"]),
    ("device", &["authenticator"]),
    ("words", &["authenticator"]),
    ("cli", &["authenticator", "device", "words"]),
    ("segl-app", &["authenticator", "device"]),
    // Its ceremonies are tested on the real store, with the kit: development dependencies.
    ("identity", &["otp", "protocol", "store", "testkit"]),
    ("store", &["identity", "protocol", "testkit"]),
    ("testkit", &["identity", "protocol", "store"]),
    ("portal", &["identity", "otp", "protocol", "store", "testkit"]),
    ("segl-tests", &["authenticator", "device", "identity", "otp", "portal", "protocol", "store", "testkit", "vault"]),
    ("xtask", &[]),
];

/// What brings files, network, a keyring, a window or a runtime. No pure room reaches it, not even through another.
const IMPURE: [&str; 24] = [
    "arboard",
    "axum",
    "fs4",
    "hyper",
    "image",
    "keyring",
    "keyring-core",
    "lettre",
    "mio",
    "native-tls",
    "openssl",
    "reqwest",
    "rqrr",
    "rusqlite",
    "rustls",
    "rxing",
    "sqlx",
    "tauri",
    "tempfile",
    "tokio",
    "tower-http",
    "tracing",
    "ureq",
    "xcap",
];

/// What a room may not name itself, though it may reach it through a room that may.
const NOT_DIRECTLY: [(&str, &[&str]); 7] = [
    // Shells compute nothing: codes, keys and signatures are the authenticator's.
    ("cli", &["argon2", "hpke", "p256", "ring", "tauri", "totp-rs", "ureq", "voprf"]),
    ("segl-app", &["argon2", "hpke", "p256", "ring", "totp-rs", "ureq", "voprf"]),
    // Ports are drawn around the operating system, not around arithmetic.
    ("device", &["argon2", "hpke", "p256", "tauri", "totp-rs", "voprf"]),
    // Rows and SQL are the store's; pages and HTTP are the portal's.
    ("portal", &["argon2", "hpke", "p256", "sqlx", "testkit", "totp-rs", "voprf"]),
    ("store", &["argon2", "axum", "hpke", "lettre", "p256", "testkit", "totp-rs", "voprf"]),
    ("authenticator", &["getrandom", "rand"]),
    ("identity", &["getrandom", "jiff", "rand", "store", "testkit"]),
];

#[test]
fn room_imports_only_the_rooms_below_it() {
    let workspace = workspace();
    let rooms: BTreeSet<_> = workspace.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    let table = BTreeMap::from(MAY_IMPORT);
    let mut wrong = Vec::new();
    for package in workspace.workspace_packages() {
        let Some(allowed) = table.get(package.name.as_str()) else {
            wrong.push(format!("{} is not in the import table", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            if rooms.contains(&dependency.name) && !allowed.contains(&dependency.name.as_str()) {
                wrong.push(format!("{} imports {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_room_reaches_nothing_impure() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for room in PURE {
        let reached = reached(&workspace, room);
        assert!(reached.contains_key("ring"), "{room} reaches ring, or this test sees nothing");
        wrong.extend(IMPURE.iter().filter_map(|impure| reached.get(*impure)).cloned());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn room_names_no_crate_that_is_another_rooms_business() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for (room, refused) in NOT_DIRECTLY {
        let named = workspace.workspace_packages().into_iter().filter(|package| package.name == room);
        for dependency in named.flat_map(|package| &package.dependencies) {
            if dependency.kind == DependencyKind::Normal && refused.contains(&dependency.name.as_str()) {
                wrong.push(format!("{room} names {}", dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every crate that a room reaches through normal dependencies, with one way to it.
fn reached(workspace: &Metadata, room: &str) -> BTreeMap<String, String> {
    let names: BTreeMap<&PackageId, &str> =
        workspace.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
    let resolve = workspace.resolve.as_ref().expect("cargo metadata resolves dependencies");
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = workspace.workspace_packages().into_iter().find(|package| package.name == room);
    let start = start.unwrap_or_else(|| panic!("there is a room {room}"));

    let mut ways = BTreeMap::new();
    let mut open = vec![(&start.id, room.to_owned())];
    while let Some((id, way)) = open.pop() {
        for dependency in nodes.get(id).into_iter().flat_map(|node| &node.deps) {
            let is_normal = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            let name = names.get(&dependency.pkg).copied().unwrap_or_default();
            if is_normal && !ways.contains_key(name) {
                let way = format!("{way} → {name}");
                ways.insert(name.to_owned(), way.clone());
                open.push((&dependency.pkg, way));
            }
        }
    }
    ways
}
