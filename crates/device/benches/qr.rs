//! How long reading a screenshot takes.
fn main() {
    divan::main();
}
