//! A short fuzzing without a fuzzer: the entry points of `fuzz/` on everything in `tests/vectors`, and on mutations of it.
//!
//! The mutations repeat themselves: 2,000 for each entry point, and 200,000 in the long run; `SEGL_CASES` says another number.

use std::{fs, path::Path};

use rand_core::RngCore;

use crate::{
    cases,
    entry_points::{ALL, pinned},
    seeded::Seeded,
};

#[test]
fn nothing_panics_whatever_comes_in() {
    let seeds = seeds();
    assert!(seeds.len() > 300, "the vectors are there: {}", seeds.len());
    for (number, (name, entry_point)) in (1..).zip(ALL) {
        // Some of them do public-key cryptography.
        let share = if name.starts_with("enrolment") || name == "new_secrets" { 10 } else { 1 };
        for seed in seeds.iter().step_by(share) {
            entry_point(seed);
        }
        let mut dice = Seeded::new(number);
        for _ in 0..cases(2_000) / share {
            let seed = &seeds[below(&mut dice, seeds.len())];
            entry_point(&mutated(seed, &mut dice));
        }
    }
}

/// Every pinned text and every hostile one.
fn seeds() -> Vec<Vec<u8>> {
    let names = ["qr_text", "challenge", "response", "pin_ok", "proof"];
    let mut seeds: Vec<Vec<u8>> = names.iter().map(|name| pinned(name).into_bytes()).collect();
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let read = |path| serde_json::from_slice::<serde_json::Value>(&fs::read(vectors.join(path)).unwrap()).unwrap();
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().as_bytes().to_vec();
    seeds.extend(read("otpauth/uris.json").as_array().unwrap().iter().map(|row| text(row, "uri")));
    seeds.extend(read("entrust/activations.json")["rows"].as_array().unwrap().iter().map(|row| text(row, "text")));
    seeds.extend(["qr_text", "content"].map(|name| text(&read("entrust/published.json"), name)));
    seeds.extend(read("privacyidea/two_step.json")["rows"].as_array().unwrap().iter().map(|row| text(row, "uri")));
    let mut folders =
        vec![vectors.join("vault"), vectors.join("protocol"), vectors.join("import"), vectors.join("link")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else {
                seeds.push(fs::read(path).unwrap());
            }
        }
    }
    seeds
}

/// One to four small accidents.
fn mutated(seed: &[u8], dice: &mut Seeded) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=below(dice, 4) {
        let at = below(dice, bytes.len() + 1);
        let length = below(dice, 16).min(bytes.len() - at);
        match below(dice, 6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << below(dice, 8),
            1 if at < bytes.len() => bytes[at] = [0, 0x7f, 0x80, 0xff, b'.', b'"'][below(dice, 6)],
            2 => drop(bytes.drain(at..at + length)),
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..at + length].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.insert(at, u8::try_from(below(dice, 256)).unwrap()),
        }
    }
    bytes
}

fn below(dice: &mut Seeded, limit: usize) -> usize {
    usize::try_from(RngCore::next_u32(dice)).unwrap() % limit
}
