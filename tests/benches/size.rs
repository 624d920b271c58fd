//! How large the programs are, as they are shipped: the release profile takes their symbols out.
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

use std::{env, fs, path::Path};

fn main() {
    let bench = env::current_exe().expect("a running program knows its own path");
    let folder = bench.parent().and_then(Path::parent).expect("benchmarks lie in target/release/deps");
    for name in ["segl-app", "segl", "segl-portal"] {
        match fs::metadata(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))) {
            Ok(built) => println!("{name:<12} {:>3}.{} MB", built.len() / 1_000_000, built.len() % 1_000_000 / 100_000),
            Err(_) => println!("{name:<12} is not built"),
        }
    }
}
