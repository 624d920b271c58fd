//! What a reader of the documents relies on: links that lead somewhere, decisions with a status, buttons that exist.

use std::path::{Component, Path, PathBuf};

use crate::{files, read, root};

#[test]
fn link_in_a_document_leads_to_a_file() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in documents() {
        let (place, text) = read(&path);
        let folder = path.parent().unwrap_or(root());
        for link in links(&text) {
            seen += 1;
            let target = link.split(['#', '?']).next().unwrap_or_default();
            if !target.is_empty() && !exists_as_spelt(&folder.join(target)) {
                wrong.push(format!("{place}: {link}"));
            }
        }
    }
    assert!(seen > 100, "the documents link to each other: {seen} links found");
    assert!(wrong.is_empty(), "links that lead nowhere: {wrong:#?}");
}

/// A path between backticks, as it is from the top or from `crates/`.
#[test]
fn file_that_a_document_names_exists() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in files("docs", &[".md"]) {
        let (place, text) = read(&path);
        for named in prose(&text).flat_map(|line| line.split('`').skip(1).step_by(2)).filter_map(own_path) {
            seen += 1;
            let target = root().join(&named);
            if !exists_as_spelt(&target) && !exists_as_spelt(&target.with_extension("rs")) {
                wrong.push(format!("{place}: {named}"));
            }
        }
    }
    assert!(seen > 100, "the documents name files: {seen} found");
    assert!(wrong.is_empty(), "files that are not there: {wrong:#?}");
}

#[test]
fn decision_says_its_status_and_its_date() {
    let (index_place, index) = read(&root().join("docs/adr/README.md"));
    let mut wrong = Vec::new();
    for path in files("docs/adr", &[".md"]) {
        let (place, text) = read(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == "README.md" {
            continue;
        }
        let value = |key: &str| text.lines().take(HEAD).find_map(|line| line.strip_prefix(key));
        let (status, date) = (value("Status: ").unwrap_or_default(), value("Date: ").unwrap_or_default());
        if !is_status(status) {
            wrong.push(format!("{place}: Status is \"{status}\""));
        }
        if !is_date(date) {
            wrong.push(format!("{place}: Date is \"{date}\""));
        }
        let row = index.lines().find(|line| line.contains(&format!("({name})")));
        if !row.is_some_and(|row| row.contains(&format!("| {status} |")) && row.contains(&format!("| {date} |"))) {
            wrong.push(format!("{index_place} has no row for {name} with this status and date"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A guide that names a button which was renamed sends people looking for it.
#[test]
fn guide_names_only_buttons_that_exist() {
    let words: String = files("ui/src", &[".ts"])
        .into_iter()
        .chain(files("crates/portal/src", &[".rs"]))
        .map(|path| read(&path).1)
        .collect();
    let mut wrong = Vec::new();
    for guide in ["docs/employee.en.md", "docs/employee.da.md"] {
        let (place, text) = read(&root().join(guide));
        let bold: Vec<_> = text.split("**").skip(1).step_by(2).collect();
        assert!(bold.len() > 30, "{place} names its buttons in bold");
        // A sentence in bold is a warning, and lower case is the guide's own explanation; the rest are names.
        let names = bold.into_iter().filter(|name| !name.ends_with('.') && name.starts_with(char::is_uppercase));
        wrong.extend(
            names.filter(|name| !words.contains(&format!("\"{name}\""))).map(|name| format!("{place}: {name}")),
        );
    }
    assert!(wrong.is_empty(), "no screen has these words: {wrong:#?}");
}

/// Sections are cited by number, so there must be one of every number.
#[test]
fn section_of_a_cited_document_follows_the_one_before() {
    for document in ["docs/protocol.md", "docs/vault-format.md"] {
        let (place, text) = read(&root().join(document));
        let numbers = text.lines().filter_map(|line| {
            let number = line.strip_prefix("## ")?.split('.').next()?;
            // A section such as 6a belongs to the one before.
            number.parse::<u32>().ok()
        });
        let found: Vec<_> = numbers.collect();
        let wanted: Vec<_> = (1..).take(found.len()).collect();
        assert_eq!(found, wanted, "{place}");
    }
}

fn documents() -> Vec<PathBuf> {
    let mut found = files("", &[".md"]);
    // What comes with test data is not ours to mend.
    found.retain(|path| !path.starts_with(root().join("tests/vectors")));
    found
}

/// The relative links of a document, in Markdown and in HTML, outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        // Every second piece stands between backticks.
        let line: String = line.split('`').step_by(2).collect();
        for (begin, end) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let pieces = line.split(begin).skip(1);
            found.extend(pieces.filter_map(|piece| piece.split(end).next()).map(str::to_owned));
        }
    }
    found.retain(|link| !link.contains("://") && !link.starts_with("mailto:"));
    found
}

/// The lines that stand in no block of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// A path of this repository; none for commands, patterns, and paths of others.
fn own_path(named: &str) -> Option<String> {
    let path = named.trim_end_matches('/');
    let is_plain = path.contains('/') && !path.contains(|letter: char| "<{*…: ".contains(letter));
    if !is_plain || FOREIGN_PATHS.contains(&path) {
        return None;
    }
    // Nothing before the first slash: a path of the system.
    let first = path.split('/').next().filter(|first| !first.is_empty())?;
    if TOP.contains(&first) {
        Some(path.to_owned())
    } else {
        root().join("crates").join(first).is_dir().then(|| format!("crates/{path}"))
    }
}

/// Whether a path exists with exactly these letters, also on systems that do not tell upper from lower case.
fn exists_as_spelt(path: &Path) -> bool {
    let mut place = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::Normal(name) => {
                let listed = std::fs::read_dir(&place).into_iter().flatten().flatten();
                if !listed.into_iter().any(|entry| entry.file_name() == name) {
                    return false;
                }
                place.push(name);
            }
            other => place.push(other),
        }
    }
    true
}

fn is_status(status: &str) -> bool {
    let number = status.strip_prefix("superseded by ").unwrap_or_default();
    matches!(status, "proposed" | "accepted") || (number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `2026-11-22`.
fn is_date(date: &str) -> bool {
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<_> = date.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

/// Folders at the top that documents name files in.
const TOP: [&str; 7] = ["crates", "docs", "fuzz", "src-tauri", "tests", "ui", "xtask"];

/// A page of Aegis' own repository, and a folder that Tauri makes.
const FOREIGN_PATHS: [&str; 2] = ["docs/vault.md", "src-tauri/gen/android"];

/// Lines in which a decision says what it is.
const HEAD: usize = 6;
