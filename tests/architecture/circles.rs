//! The nouns of a domain lean on each other in one direction, but for the imports that an ADR names.

use std::collections::{BTreeMap, BTreeSet};

use crate::{files, read, root};

/// Imports among nouns: who imports, whom, and one file where it does.
type Imports = BTreeMap<(String, String), String>;

const DOMAINS: [&str; 2] = ["identity", "authenticator"];

const ADR: &str = "docs/adr/0019-circles-between-nouns.md";

#[test]
fn nouns_form_no_circle_but_those_of_the_adr() {
    for domain in DOMAINS {
        let (imports, kept) = (imports(domain), kept(domain));
        let rest: Imports =
            imports.into_iter().filter(|((from, to), _)| !kept.iter().any(|row| covers(row, from, to))).collect();
        assert!(rest.len() > 10, "{domain}: the imports are found");
        let circle = circle(&rest);
        let named: Vec<_> =
            rest.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to)).collect();
        assert!(circle.is_empty(), "{domain}: {circle:?} form a circle that {ADR} does not name: {named:#?}");
    }
}

#[test]
fn row_of_the_adr_closes_a_circle() {
    for domain in DOMAINS {
        let (imports, kept) = (imports(domain), kept(domain));
        for row in &kept {
            let others = |from: &str, to: &str| kept.iter().any(|other| other != row && covers(other, from, to));
            let with_row: Imports = imports.clone().into_iter().filter(|((from, to), _)| !others(from, to)).collect();
            assert!(!circle(&with_row).is_empty(), "{domain}: {row:?} of {ADR} closes no circle any more: remove it");
        }
    }
}

#[test]
fn circle_is_found_when_there_is_one() {
    let imports = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(from, to)| ((from.to_string(), to.to_string()), String::new())).collect::<Imports>()
    };
    assert!(circle(&imports(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    let found = circle(&imports(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found, BTreeSet::from(["b".to_owned(), "c".to_owned()]));
    assert_eq!(named_after_crate("use crate::{a::{B, c::D}, e};\nfn f() { crate::g::h() }"), ["a", "e", "g"]);
}

/// A row of the ADR: the noun and whom it imports, `None` for every other noun.
type Row = (String, Option<String>);

fn kept(domain: &str) -> Vec<Row> {
    let (_, text) = read(&root().join(ADR));
    let rows = text.lines().filter_map(|line| line.strip_prefix(&format!("| `{domain}` | ")));
    let name = |cell: &str| cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).map(str::to_owned);
    rows.map(|row| {
        let mut cells = row.split(" | ");
        let noun = cells.next().and_then(name).expect("a row begins with a noun");
        let imported = cells.next().expect("a row says whom the noun imports");
        assert!(name(imported).is_some() || imported == "every noun", "{ADR}: {row}");
        (noun, name(imported))
    })
    .collect()
}

fn covers((noun, imported): &Row, from: &str, to: &str) -> bool {
    noun == from && imported.as_ref().is_none_or(|imported| imported == to)
}

/// The nouns that a walk along the imports comes back to: what is left when nouns without imports, and those that nobody
/// imports, are taken away again and again.
fn circle(imports: &Imports) -> BTreeSet<String> {
    let mut left: BTreeSet<_> = imports.keys().flat_map(|(from, to)| [from.clone(), to.clone()]).collect();
    loop {
        let among: Vec<_> = imports.keys().filter(|(from, to)| left.contains(from) && left.contains(to)).collect();
        let is_on_a_way =
            |noun: &String| among.iter().any(|(from, _)| from == noun) && among.iter().any(|(_, to)| to == noun);
        let next: BTreeSet<_> = left.iter().filter(|noun| is_on_a_way(noun)).cloned().collect();
        if next.len() == left.len() {
            return left;
        }
        left = next;
    }
}

fn imports(domain: &str) -> Imports {
    let folder = format!("crates/{domain}/src");
    let (_, lib) = read(&root().join(&folder).join("lib.rs"));
    let (facade, mut imports) = (facade(&lib), Imports::new());
    let texts = files(&folder, &[".rs"]).into_iter().map(|path| read(&path));
    for (place, text) in texts.filter(|(place, _)| !place.contains("test") && !place.ends_with("/src/lib.rs")) {
        let rest = place.strip_prefix(&format!("{folder}/")).expect("it lies in the folder");
        let noun = rest.split(['/', '.']).next().expect("a path has a first part").to_owned();
        let product = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        let named = named_after_crate(product).into_iter();
        let nouns = named.filter_map(|name| match facade.get(&name) {
            Some(noun) => Some(noun.clone()),
            // The façade itself is no noun.
            None => name.starts_with(char::is_lowercase).then_some(name),
        });
        for imported in nouns.filter(|imported| *imported != noun) {
            imports.entry((noun.clone(), imported)).or_insert_with(|| place.clone());
        }
    }
    imports
}

/// What a crate offers at its top, and the noun that it comes from.
fn facade(lib: &str) -> BTreeMap<String, String> {
    let groups = lib.match_indices("use crate::{").map(|(at, found)| &lib[at + found.len()..]);
    let offered = groups.flat_map(members).filter_map(|member| {
        let names = member.split(|character: char| !character.is_ascii_alphanumeric());
        let types = names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned);
        first_name(member).map(|noun| types.map(move |name| (name, noun.clone())).collect::<Vec<_>>())
    });
    offered.flatten().collect()
}

/// The names that follow `crate::`, also those of a group.
fn named_after_crate(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            None => names.extend(first_name(rest)),
            Some(group) => names.extend(members(group).into_iter().filter_map(first_name)),
        }
    }
    names
}

/// What stands between the commas of a group, whose opening brace was read.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut members) = (0_u32, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    members
}

fn first_name(text: &str) -> Option<String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let name: String = text.trim_start().chars().take_while(|character| is_part(*character)).collect();
    (!name.is_empty()).then_some(name)
}
