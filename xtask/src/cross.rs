//! `cargo xtask cross`: what Windows, macOS and Android say of the code, on a Debian machine.
//!
//! Debian's security archive carries the Rust that Firefox is built with, and with it the source of the standard
//! library, from which cargo makes one for any target (`-Zbuild-std`). That Rust is another version than the project's:
//! this is a check that the code fits, not how releases are built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages;
use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// What `cargo xtask cross` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Install missing system packages without asking.
    #[arg(long)]
    yes: bool,
    /// Only these; all of them when none is named.
    platforms: Vec<Platform>,
}

/// A platform that this machine is not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Platform {
    /// Compiles the app and the command for Windows.
    Windows,
    /// Compiles the app and the command for macOS.
    Macos,
    /// Compiles the app and the pure rooms for Android.
    Android,
    /// Runs the pure rooms' tests for Windows, under Wine.
    Wine,
}

/// Unpacks the toolchain once, then asks each platform.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    let all = [Platform::Windows, Platform::Wine, Platform::Android, Platform::Macos];
    let wanted: Vec<_> =
        all.into_iter().filter(|all| arguments.platforms.is_empty() || arguments.platforms.contains(all)).collect();
    packages::install(&[packages::CROSS], arguments.yes)?;
    if wanted.contains(&Platform::Wine) {
        packages::install(&[packages::WINE], arguments.yes)?;
    }
    let toolchain = Toolchain::unpack(&workspace.cross())?;
    for platform in wanted {
        match platform {
            Platform::Windows => step::run(toolchain.check(&workspace, WINDOWS).args(SHELLS))?,
            Platform::Macos => step::run(toolchain.check(&workspace, "aarch64-apple-darwin").args(SHELLS))?,
            Platform::Android => step::run(toolchain.check(&workspace, "aarch64-linux-android").args(APP).args(PURE))?,
            Platform::Wine => {
                let prefix = toolchain.wine()?;
                let mut test = toolchain.cargo(&workspace, "test", "std,panic_unwind,test", WINDOWS);
                test.env("WINEPREFIX", prefix).env("WINEDEBUG", "-all");
                test.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "env LD_LIBRARY_PATH= wine");
                step::run(test.args(["--lib", "--bins"]).args(PURE))?;
            }
        }
    }
    Ok(())
}

/// Debian's Rust, unpacked beside the project's own and touching nothing of the system.
struct Toolchain {
    folder: PathBuf,
}

impl Toolchain {
    fn unpack(folder: &Path) -> Result<Self, StepError> {
        let toolchain = Self { folder: folder.to_owned() };
        if !toolchain.rustc().exists() {
            let debs = folder.join("debs");
            fs::create_dir_all(&debs).map_err(|source| unwritable(&debs, source))?;
            let names = toolchain_packages()?;
            step::run(step::command("apt-get", &["download", "-q"]).args(names).current_dir(&debs))?;
            for deb in fs::read_dir(&debs).map_err(|source| unwritable(&debs, source))?.flatten() {
                step::run(step::command("dpkg", &["-x"]).arg(deb.path()).arg(folder.join("root")))?;
            }
            let _ = fs::remove_dir_all(&debs);
        }
        let compiler = toolchain.hollow_compiler();
        fs::write(&compiler, HOLLOW_COMPILER).map_err(|source| unwritable(&compiler, source))?;
        step::run(step::command("chmod", &["+x"]).arg(&compiler))?;
        Ok(toolchain)
    }

    /// Whether the code compiles; nothing is linked, so no system library is needed.
    fn check(&self, workspace: &Workspace, target: &str) -> Command {
        self.cargo(workspace, "check", "std,panic_abort", target)
    }

    fn cargo(&self, workspace: &Workspace, what: &str, std: &str, target: &str) -> Command {
        let mut cargo = workspace.cargo(&[what, &format!("-Zbuild-std={std}"), "--target", target]);
        cargo
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("RUSTC", self.rustc())
            .env("RUSTDOC", self.folder.join("root/usr/bin/rustdoc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("LD_LIBRARY_PATH", self.folder.join("root/usr/lib/x86_64-linux-gnu"));
        for target in ["aarch64_apple_darwin", "aarch64_linux_android"] {
            cargo.env(format!("CC_{target}"), self.hollow_compiler()).env(format!("AR_{target}"), "true");
        }
        cargo
    }

    /// A Windows of its own, with the one library of Windows 10 that Debian's Wine lacks and every Rust program asks
    /// for.
    fn wine(&self) -> Result<PathBuf, StepError> {
        let prefix = self.folder.join("wine");
        let system = prefix.join("drive_c/windows/system32");
        fs::create_dir_all(&prefix).map_err(|source| unwritable(&prefix, source))?;
        if !system.exists() {
            let mut boot = step::command("wineboot", &["--init"]);
            step::run(boot.env("WINEPREFIX", &prefix).env("WINEDEBUG", "-all"))?;
        }
        let source = self.folder.join("bcryptprimitives.c");
        fs::write(&source, RANDOMNESS).map_err(|error| unwritable(&source, error))?;
        let mut compile = step::command("x86_64-w64-mingw32-gcc", &["-shared", "-O2", "-o"]);
        step::run(compile.arg(system.join("bcryptprimitives.dll")).arg(&source).arg("-ladvapi32"))?;
        Ok(prefix)
    }

    fn rustc(&self) -> PathBuf {
        self.folder.join("root/usr/bin/rustc")
    }

    fn hollow_compiler(&self) -> PathBuf {
        self.folder.join("hollow-cc")
    }
}

/// The packages of Debian's Rust; the names of two carry its version.
fn toolchain_packages() -> Result<Vec<String>, StepError> {
    let needs = |package: &str, prefix: &str| {
        let listed = step::ask(&mut step::command("apt-cache", &["depends", package]))?;
        let mut names = listed.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
        names.find(|name| name.starts_with(prefix)).map(str::to_owned)
    };
    let std = needs("libstd-rust-web-dev", "libstd-rust-web-1");
    let llvm = std.as_deref().and_then(|std| needs(std, "libllvm"));
    let (Some(std), Some(llvm)) = (std, llvm) else {
        return Err(StepError::Needed("apt has no rustc-web: this needs Debian 12 with its security archive".into()));
    };
    Ok(["rustc-web", "rust-web-src", "libstd-rust-web-dev"].map(str::to_owned).into_iter().chain([std, llvm]).collect())
}

fn unwritable(path: &Path, source: std::io::Error) -> StepError {
    StepError::File { what: format!("{} cannot be written", path.display()), source }
}

const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// What people run.
const SHELLS: [&str; 4] = ["--package", "segl-app", "--package", "cli"];

/// What people run on a phone: no command line.
const APP: [&str; 2] = ["--package", "segl-app"];

/// What knows no platform.
const PURE: [&str; 8] =
    ["--package", "otp", "--package", "protocol", "--package", "vault", "--package", "authenticator"];

/// A C compiler for `cargo check` where there is no C library: writes an empty object.
const HOLLOW_COMPILER: &str = r#"#!/bin/sh
object= compiles= before=
for word in "$@"; do
  [ "$before" = -o ] && object=$word
  [ "$word" = -c ] && compiles=1
  before=$word
done
[ -n "$compiles" ] && [ -n "$object" ] && : > "$object" && exit 0
exec clang "$@"
"#;

/// `ProcessPrng`, which Windows has had since version 10.
const RANDOMNESS: &str = r"#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
  for (ULONG part; length > 0; bytes += part, length -= part) {
    part = length > 65536 ? 65536 : (ULONG)length;
    if (!RtlGenRandom(bytes, part)) return FALSE;
  }
  return TRUE;
}
";
