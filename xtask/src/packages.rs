//! System packages of Debian and Ubuntu.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::{self, Command, Stdio};

use crate::step::{self, StepError};

/// To compile the portal.
pub(crate) const COMPILER: &[&str] = &["gcc", "g++", "libc6-dev", "make", "pkg-config"];

/// To compile the app's window.
pub(crate) const WINDOW: &[&str] = &["libwebkit2gtk-4.1-dev"];

/// To test: a keyring, a fingerprint reader, screens (X11, and Wayland with its portals), a window's driver, a program to drag
/// a file out of, a database server, what `docs/read_vault.py` reads with, what privacyIDEA is installed with, a camera, a
/// desktop that opens links.
pub(crate) const TEST: &[&str] = &[
    "dbus",
    "desktop-file-utils",
    "fonts-dejavu-core",
    "fprintd",
    "gir1.2-gtk-3.0",
    "gnome-keyring",
    "grim",
    "gstreamer1.0-gl",
    "gstreamer1.0-pipewire",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-tools",
    "imagemagick",
    "libfaketime",
    "libglib2.0-bin",
    "libsecret-tools",
    "pipewire",
    "pipewire-bin",
    "postgresql",
    "python3-argon2",
    "python3-cbor2",
    "python3-cryptography",
    "python3-gi",
    "python3-venv",
    "strace",
    "sway",
    "swaybg",
    "util-linux",
    "webkit2gtk-driver",
    "wireplumber",
    "x11-xserver-utils",
    "xauth",
    "xclip",
    "xdg-desktop-portal",
    "xdg-desktop-portal-gtk",
    "xdg-desktop-portal-wlr",
    "xdg-utils",
    "xdotool",
    "xvfb",
];

/// To compile for other platforms: what the C parts of a crate are compiled with for Windows.
pub(crate) const CROSS: &[&str] = &["clang", "gcc-mingw-w64-x86-64"];

/// To run what was compiled for Windows.
pub(crate) const WINE: &[&str] = &["wine", "wine64"];

/// To test: a browser and its driver. Ubuntu has them as snaps only, which see neither a private display nor /tmp.
const BROWSER: &[&str] = &["chromium", "chromium-driver"];

/// Installs what is missing, after saying which, and after asking where a password may be needed.
pub(crate) fn install(wanted: &[&[&str]], yes: bool) -> Result<(), StepError> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !step::is_installed("dpkg-query") || !step::is_installed("apt-get") {
        println!("No apt here. Install what your system calls these: {}", wanted.concat().join(" "));
        return Ok(());
    }
    let missing = missing(&wanted.concat());
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages: {}", missing.join(" "));
    let administrator = Administrator::find(yes)?;
    let archives = Archives::create()?;
    step::run(administrator.apt(&archives).args(["update", "-q"]))?;
    step::run(administrator.apt(&archives).args(["install", "-y", "-q", "--no-install-recommends"]).args(missing))
}

/// Installs a browser where apt has one; elsewhere it must be there already.
pub(crate) fn install_browser(yes: bool) -> Result<(), StepError> {
    if !is_ubuntu() {
        return install(&[BROWSER], yes);
    }
    let has_browser = ["chromium", "google-chrome"].into_iter().any(step::is_installed);
    if has_browser && step::is_installed("chromedriver") {
        return Ok(());
    }
    let sentence = "Ubuntu has Chromium as a snap only, which cannot see a private display: install Google Chrome \
        and the chromedriver of the same version so that `google-chrome` and `chromedriver` are on the PATH";
    Err(StepError::Needed(sentence.into()))
}

fn missing<'name>(wanted: &[&'name str]) -> Vec<&'name str> {
    let mut query = step::command("dpkg-query", &["-W", "-f", "${Package} ${db:Status-Status}\n"]);
    // Fails when it does not know one of the names, and still lists the others.
    let known = query.args(wanted).stderr(Stdio::null()).output().map(|done| done.stdout).unwrap_or_default();
    let known = String::from_utf8_lossy(&known);
    let installed: BTreeSet<&str> = known.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|release| release.lines().any(|line| line == "ID=ubuntu"))
}

/// How this user becomes the administrator.
enum Administrator {
    Already,
    Sudo,
}

impl Administrator {
    fn find(yes: bool) -> Result<Self, StepError> {
        let user = step::ask(&mut step::command("id", &["-u"])).unwrap_or_default();
        if user.trim() == "0" {
            return Ok(Self::Already);
        }
        let by_hand = || StepError::Needed("these packages have to be installed first, by an administrator".into());
        if !step::is_installed("sudo") {
            return Err(by_hand());
        }
        let unattended = yes || std::env::var("CI").is_ok_and(|value| value == "true");
        if unattended || agrees("Install them with sudo apt-get? [y/N] ") { Ok(Self::Sudo) } else { Err(by_hand()) }
    }

    fn apt(&self, archives: &Archives) -> Command {
        let environment = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        let mut words = environment.to_vec();
        if matches!(self, Self::Sudo) {
            words.insert(0, "sudo");
        }
        let mut command = Command::new(words.remove(0));
        command.args(words).args(["-o", "DPkg::Lock::Timeout=600"]);
        command.arg("-o").arg(format!("Dir::Cache::archives={}", archives.folder.display()));
        command
    }
}

fn agrees(question: &str) -> bool {
    if !io::stdin().is_terminal() {
        return false;
    }
    print!("{question}");
    let mut answer = String::new();
    let asked = io::stdout().flush().and_then(|()| io::stdin().read_line(&mut answer));
    asked.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "j" | "J" | "ja")
}

/// A folder of our own for downloaded packages. In containers `/etc/apt/apt.conf.d/docker-clean` empties the common
/// one after every run of dpkg, so that two installations at once break each other.
struct Archives {
    folder: std::path::PathBuf,
}

impl Archives {
    fn create() -> Result<Self, StepError> {
        let folder = std::env::temp_dir().join(format!("segl-packages-{}", process::id()));
        fs::create_dir_all(folder.join("partial"))
            .map_err(|source| StepError::File { what: format!("{} cannot be made", folder.display()), source })?;
        Ok(Self { folder })
    }
}

impl Drop for Archives {
    fn drop(&mut self) {
        // Packages that apt left there as another user stay for the system's own cleaning.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
