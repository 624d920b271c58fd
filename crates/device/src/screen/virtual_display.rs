//! A display of its own for a test, `Xvfb` or sway, and the test again in a process that sees no other.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Runs `work` on a display of 1280 × 900 pixels. `test` is the path of the calling test.
pub(crate) fn inside(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    let display = VirtualDisplay::start();
    run_again(test, &[("DISPLAY", display.name.clone())]);
}

/// Runs `work` where there is no display at all.
pub(crate) fn without(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    run_again(test, &[]);
}

/// Runs `work` on a Wayland desktop (sway, without a screen) of two monitors, the second of which is scaled and turned, with
/// the portals of a desktop. `paint` writes the pictures that lie on them.
pub(crate) fn inside_wayland(test: &str, paint: impl FnOnce([&Path; 2]), work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    let folder = tempfile::tempdir().expect("a folder for the desktop");
    let pictures = ["first.png", "second.png"].map(|name| folder.path().join(name));
    paint([&pictures[0], &pictures[1]]);
    let desktop = Desktop::start(folder.path(), &pictures);
    run_again(test, &desktop.environment);
}

/// A compositor, what its portal cannot start without, and a bus on which the portals are started.
struct Desktop {
    programs: Vec<Program>,
    _bus: Option<Bus>,
    environment: Vec<(&'static str, String)>,
}

impl Desktop {
    fn start(folder: &Path, pictures: &[PathBuf; 2]) -> Self {
        let (runtime, config) = (folder.join("run"), folder.join("config"));
        let [first, second] = pictures.each_ref().map(|picture| picture.display());
        let outputs = format!(
            "output HEADLESS-1 resolution 1280x900 position 0 0 bg {first} center #ffffff\n\
             output HEADLESS-2 resolution 1280x900 position 1280 0 scale 2 transform 90 bg {second} fit #ffffff\n"
        );
        fs::write(&config, outputs).expect("the folder is writable");
        fs::create_dir(&runtime).expect("the folder is writable");
        let runtime = runtime.display().to_string();
        let mut desktop = Self {
            programs: Vec::new(),
            _bus: None,
            environment: vec![
                ("XDG_RUNTIME_DIR", runtime.clone()),
                ("XDG_CURRENT_DESKTOP", "sway".into()),
                ("HOME", folder.display().to_string()),
            ],
        };
        // The compositor will not be the administrator's.
        let is_administrator = rustix::process::geteuid().is_root();
        let mut sway = Command::new(if is_administrator { "setpriv" } else { "sway" });
        if is_administrator {
            for (path, mode) in [(folder, 0o755), (Path::new(&runtime), 0o700)] {
                fs::set_permissions(path, Permissions::from_mode(mode)).expect("the folder is ours");
            }
            chown(&runtime, Some(NOBODY), Some(NOBODY)).expect("the administrator may");
            let nobody = NOBODY.to_string();
            sway.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "sway"]);
        }
        sway.arg("--config").arg(&config).env("WLR_BACKENDS", "headless").env("WLR_HEADLESS_OUTPUTS", "2");
        desktop.run(sway.env("WLR_LIBINPUT_NO_DEVICES", "1").env("WLR_RENDERER", "pixman"));
        desktop.environment.push(("WAYLAND_DISPLAY", until(|| socket(Path::new(&runtime)))));
        desktop.run(&mut Command::new("pipewire"));
        until(|| Path::new(&runtime).join("pipewire-0").exists().then_some(()));
        let bus = Bus::start(&desktop.environment);
        desktop.environment.push(("DBUS_SESSION_BUS_ADDRESS", bus.address.clone()));
        Self { _bus: Some(bus), ..desktop }
    }

    fn run(&mut self, command: &mut Command) {
        command.envs(self.environment.iter().cloned()).env_remove("DISPLAY");
        let program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.programs.push(Program(program.unwrap_or_else(|error| panic!("{command:?}: {error}"))));
    }
}

/// A program that ends when nobody needs it any more.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus with nobody on it.
pub(crate) struct Bus {
    _daemon: Program,
    pub(crate) address: String,
}

impl Bus {
    /// Services that it starts see this environment too.
    pub(crate) fn start(environment: &[(&'static str, String)]) -> Self {
        let mut command = Command::new("dbus-daemon");
        command.envs(environment.iter().cloned()).env_remove("DISPLAY");
        command.args(["--session", "--nofork", "--print-address"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut daemon = command.spawn().expect("dbus-daemon is installed");
        let mut address = String::new();
        let stdout = daemon.stdout.take().expect("the output is a pipe");
        BufReader::new(stdout).read_line(&mut address).expect("it says its address when it is ready");
        Self { _daemon: Program(daemon), address: address.trim().to_owned() }
    }
}

/// The compositor's socket, once it is there.
fn socket(runtime: &Path) -> Option<String> {
    let names = fs::read_dir(runtime).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.into_iter().find(|name| name.starts_with("wayland-") && Path::new(name).extension().is_none())
}

pub(crate) fn until<T>(there: impl Fn() -> Option<T>) -> T {
    // A minute.
    for _ in 0..3000 {
        if let Some(found) = there() {
            return found;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("waited in vain");
}

/// Who a program is that must not be the administrator's.
const NOBODY: u32 = 65_534;

struct VirtualDisplay {
    _server: Program,
    name: String,
}

impl VirtualDisplay {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            // Without `-noreset` the screen is wiped when its last program ends.
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("the output is a pipe");
        BufReader::new(stdout).read_line(&mut number).expect("Xvfb says its number when it is ready");
        Self { _server: Program(server), name: format!(":{}", number.trim()) }
    }
}

fn run_again(test: &str, environment: &[(&'static str, String)]) {
    let mut command = Command::new(std::env::current_exe().expect("a test knows its program"));
    command.args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().cloned());
    let output = command.output().expect("the test starts again");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

const INSIDE: &str = "SEGL_TEST_INSIDE_VIRTUAL_DISPLAY";
