//! The portal binary.

fn main() -> std::process::ExitCode {
    portal::cli::run()
}
