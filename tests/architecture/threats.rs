//! The threat model says of each threat what tests it and what remains, and every test that it names is there.

use crate::{files, read, root};

const THREATS: &str = "docs/threat-model.md";

#[test]
fn threat_names_tests_that_exist_and_what_remains() {
    let (_, text) = read(&root().join(THREATS));
    let code: Vec<String> = ["crates", "src-tauri", "tests"]
        .into_iter()
        .flat_map(|folder| files(folder, &[".rs"]))
        .map(|path| read(&path).1)
        .collect();
    let (mut seen, mut wrong) = (0, Vec::new());
    for threat in text.split("\n### T").skip(1) {
        let threat = threat.split("\n## ").next().unwrap_or_default();
        let title = threat.lines().next().unwrap_or_default();
        let tested = threat.split("*Tested:*").nth(1).and_then(|rest| rest.split("*Remains:*").next());
        let names: Vec<_> = tested.into_iter().flat_map(|tested| tested.split('`').skip(1).step_by(2)).collect();
        wrong.extend(names.is_empty().then(|| format!("T{title}: names no test")));
        wrong.extend((!threat.contains("*Remains:*")).then(|| format!("T{title}: does not say what remains")));
        for name in names {
            seen += 1;
            let is_test = exists(name) || code.iter().any(|text| text.contains(&format!("fn {name}(")));
            wrong.extend((!is_test).then(|| format!("T{title}: there is no {name}")));
        }
    }
    assert!(seen > 20, "the threat model names its tests: {seen} found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A file or folder of tests, from the top, from `crates/`, or as the name of a model or a fuzz target.
fn exists(name: &str) -> bool {
    let places = [
        name.to_owned(),
        format!("crates/{name}"),
        format!("tests/models/{name}"),
        format!("fuzz/fuzz_targets/{name}.rs"),
    ];
    places.iter().any(|place| root().join(place).exists())
}
